/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Random bytes from the kernel.  Floor 3.
 */
#ifndef BARO_SYS_ENTROPY_H
#define BARO_SYS_ENTROPY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/**
 * baro_entropy(b, n):
 * Fill the ${n} (at most 256) bytes at ${b} by getrandom(2).  Return BARO_OK,
 * or BARO_E_ENTROPY with ${b} zeroed: there is no second source, and nobody
 * may go on without.
 */
enum baro_error baro_entropy(uint8_t *b, size_t n);

/**
 * baro_entropy_below(bound, ret_value):
 * A number from 0 to ${bound} - 1, each as likely as the other.  Requires
 * ${bound} > 0.
 */
enum baro_error baro_entropy_below(uint32_t bound, uint32_t *ret_value);

#endif /* BARO_SYS_ENTROPY_H */
