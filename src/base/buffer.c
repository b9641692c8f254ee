/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The bounded writer.  Floor 0: pure, no allocation, no locale.
 */
#include "base/buffer.h"

#include "base/constant_time.h"
#include "base/eight.h"

/* 2^64 - 1 has twenty decimal digits. */
#define DECIMAL_MAX 20

/* see buffer.h */
struct baro_buffer
baro_buffer_over(uint8_t *b, size_t cap)
{
	struct baro_buffer out;

	out.b = b;
	out.len = 0;
	out.cap = cap;
	out.full = false;
	return out;
}

/* see buffer.h */
void
baro_put(struct baro_buffer *out, uint8_t byte)
{
	if (out->len >= out->cap) {
		out->full = true;
		return;
	}
	out->b[out->len] = byte;
	out->len++;
}

/* see buffer.h */
void
baro_put_span(struct baro_buffer *out, struct baro_span s)
{
	const size_t cap = out->cap;
	uint8_t *b = out->b;
	size_t at = out->len;
	size_t i = s.lo;

	while (i + 8 <= s.hi && at + 8 <= cap) {
		baro_eight_store(b, at, baro_eight_load(s.b, i));
		i += 8;
		at += 8;
	}
	for (; i < s.hi; i++) {
		if (at >= cap) {
			out->full = true;
			break;
		}
		b[at] = s.b[i];
		at++;
	}
	out->len = at;
}

/* see buffer.h */
void
baro_buffer_pad(struct baro_buffer *out, size_t at, uint8_t byte, size_t len)
{
	uint8_t *b = out->b;
	size_t from = out->len;
	size_t to;

	if (len > out->cap) {
		out->full = true;
		return;
	}
	if (len <= from)
		return;
	out->len = len;
	to = len;
	/* From the end on, since what moves may overlap. */
	while (from >= at + 8 && to >= 8) {
		from -= 8;
		to -= 8;
		baro_eight_store(b, to, baro_eight_load(b, from));
	}
	while (from > at && to > 0) {
		from--;
		to--;
		b[to] = b[from];
	}
	while (to > at) {
		to--;
		b[to] = byte;
	}
}

/* see buffer.h */
void
baro_put_whole(struct baro_buffer *out, struct baro_span s)
{
	if (out->cap - out->len < baro_span_length(s))
		out->full = true;
	else
		baro_put_span(out, s);
}

/* see buffer.h */
void
baro_put_decimal(struct baro_buffer *out, uint64_t v)
{
	uint8_t digits[DECIMAL_MAX] = { 0 };
	size_t i = DECIMAL_MAX;

	while (i > 0) {
		i--;
		digits[i] = (uint8_t)('0' + v % 10);
		v /= 10;
		if (v == 0)
			break;
	}
	baro_put_span(out, baro_span_cut(baro_span(digits, DECIMAL_MAX), i,
	    DECIMAL_MAX));
}

/* see buffer.h */
void
baro_put_digits(struct baro_buffer *out, uint32_t v, size_t digits)
{
	size_t end = out->len + digits;
	size_t at = end;

	/* From the last to the first: one quotient for each. */
	for (size_t i = 0; i < digits; i++) {
		uint32_t tenth = baro_ct_tenth(v);

		at--;
		if (at < out->cap)
			out->b[at] = (uint8_t)('0' + (v - tenth * 10u));
		v = tenth;
	}
	if (end > out->cap) {
		out->full = true;
		end = out->cap;
	}
	out->len = end;
}

/* see buffer.h */
struct baro_span
baro_buffer_span(const struct baro_buffer *out)
{
	return baro_span(out->b, out->len);
}
