/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Exact-range unsigned decimal integers.  Floor 1.
 *
 * Grammar (RFC 5234):
 *	number = "0" / (%x31-39 *DIGIT)
 */
#ifndef BARO_CODEC_NUMBER_H
#define BARO_CODEC_NUMBER_H

#include "base/error.h"
#include "base/span.h"

/**
 * baro_number_u64(in, min, max, ret_value):
 * Parse all of ${in} as an unsigned decimal integer: ASCII digits only, at
 * least one, no sign, no blank, no leading zero except "0" itself.  Store it
 * in ${ret_value} and return BARO_OK if it lies in [${min}, ${max}].  Otherwise
 * leave ${ret_value} untouched and return BARO_E_SYNTAX or BARO_E_RANGE.
 * Not constant time: never call it on a secret.
 */
enum baro_error baro_number_u64(struct baro_span in, uint64_t min,
    uint64_t max, uint64_t *ret_value);

/**
 * baro_number_u32(in, min, max, ret_value):
 * The same for 32 bits.
 */
enum baro_error baro_number_u32(struct baro_span in, uint32_t min,
    uint32_t max, uint32_t *ret_value);

#endif /* BARO_CODEC_NUMBER_H */
