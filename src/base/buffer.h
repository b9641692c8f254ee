/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A bounded writer over the caller's array.  Floor 0.
 *
 * Every byte that the core produces goes through the functions here, which
 * alone compare with the capacity.  What does not fit is dropped and the buffer
 * remembers it: a writer calls put freely and asks baro_buffer_full once, at
 * its end.
 */
#ifndef BARO_BASE_BUFFER_H
#define BARO_BASE_BUFFER_H

#include "base/span.h"

struct baro_buffer {
	uint8_t *b;	/* the caller's array */
	size_t len;	/* bytes written so far; <= cap */
	size_t cap;	/* bytes that fit */
	bool full;	/* a byte was dropped */
};

/**
 * baro_buffer_over(b, cap):
 * An empty buffer over the ${cap} bytes at ${b}, which must outlive it.
 */
struct baro_buffer baro_buffer_over(uint8_t *b, size_t cap);

/**
 * baro_put(out, byte):
 * Append ${byte}, or mark ${out} as full if there is no room.
 */
void baro_put(struct baro_buffer *out, uint8_t byte);

/**
 * baro_put_span(out, s):
 * Append all bytes of ${s}, which are not in the room behind ${out}'s own.
 */
void baro_put_span(struct baro_buffer *out, struct baro_span s);

/**
 * baro_buffer_pad(out, at, byte, len):
 * Insert ${byte} at the index ${at}, which is at most ${out}->len, until there
 * are ${len} bytes.  If that is too long, insert nothing and mark ${out} as
 * full.
 */
void baro_buffer_pad(struct baro_buffer *out, size_t at, uint8_t byte,
    size_t len);

/**
 * baro_put_whole(out, s):
 * Append all bytes of ${s}, or none and mark ${out} as full.
 */
void baro_put_whole(struct baro_buffer *out, struct baro_span s);

/**
 * baro_put_decimal(out, v):
 * Append ${v} in decimal, without leading zeros.  Not constant time: never
 * call it on a secret.
 */
void baro_put_decimal(struct baro_buffer *out, uint64_t v);

/**
 * baro_put_digits(out, v, digits):
 * Append the last ${digits} (1 to 9) decimal digits of ${v}, with leading
 * zeros.  No branch, index or division depends on ${v}: it may be a secret.
 */
void baro_put_digits(struct baro_buffer *out, uint32_t v, size_t digits);

/**
 * baro_buffer_span(out):
 * The bytes written so far.
 */
struct baro_span baro_buffer_span(const struct baro_buffer *out);

#endif /* BARO_BASE_BUFFER_H */
