/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Base 32 (RFC 4648 section 6), for keys that are imported from and shown to
 * one-time-password applications.  Floor 1.
 *
 * Grammar:
 *	base32 = *(8char) [2char [6"="] / 4char [4"="] / 5char [3"="] /
 *	    7char ["="]]		; at least one char
 *	char   = ALPHA / %x32-37	; upper or lower case
 * The padding may be left out; if it is there, it must be complete.  Bits that
 * do not belong to a whole byte must be zero.
 */
#ifndef BARO_CODEC_BASE32_H
#define BARO_CODEC_BASE32_H

#include "base/buffer.h"
#include "base/error.h"

/**
 * baro_base32_decode(in, out):
 * Append the bytes that ${in} stands for to ${out}.  Return BARO_OK;
 * BARO_E_SYNTAX on empty input, a wrong length, a wrong character, incomplete
 * padding or non-zero left-over bits; BARO_E_TOO_LONG if ${out} is full.  On
 * failure ${out} holds bytes of no meaning.  No branch or index depends on
 * the content of ${in}, the padding and the report of an error aside: ${in}
 * may be a secret.
 */
enum baro_error baro_base32_decode(struct baro_span in,
    struct baro_buffer *out);

/**
 * baro_base32_encode(in, out):
 * Append ${in} in upper case, without padding (as otpauth URIs want it), to
 * ${out}.  No branch or index depends on the content of ${in}.
 */
void baro_base32_encode(struct baro_span in, struct baro_buffer *out);

#endif /* BARO_CODEC_BASE32_H */
