/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Base 16 (RFC 4648 section 8), for keys.  Floor 1.
 *
 * Grammar:
 *	hex = 1*(HEXDIG HEXDIG)		; upper or lower case
 */
#ifndef BARO_CODEC_HEX_H
#define BARO_CODEC_HEX_H

#include "base/buffer.h"
#include "base/error.h"

/**
 * baro_hex_decode(in, out):
 * Append the bytes that ${in} stands for to ${out}.  Return BARO_OK;
 * BARO_E_SYNTAX on an odd length, no digit at all or a character that is no
 * hex digit; BARO_E_TOO_LONG if ${out} is full.  On failure ${out} holds
 * bytes of no meaning.  No branch or index depends on the content of ${in}
 * except the one that reports the error: ${in} may be a secret.
 */
enum baro_error baro_hex_decode(struct baro_span in, struct baro_buffer *out);

#endif /* BARO_CODEC_HEX_H */
