/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Base 64.  Floor 1.  The bytes are secret: characters are made by masks.
 */
#include "codec/base64.h"

#include "base/constant_time.h"

/* A character stands for six bits; four of them for three bytes. */
#define CHAR_BITS 6u
#define GROUP_BYTES 3u

/* The character of the ${v}th value, ${v} < 64. */
static uint8_t
char_of(uint32_t v)
{
	uint32_t c = v + 'A';

	c = baro_ct_select(baro_ct_less(25, v), v - 26u + 'a', c);
	c = baro_ct_select(baro_ct_less(51, v), v - 52u + '0', c);
	c = baro_ct_select(baro_ct_equal(v, 62), '+', c);
	c = baro_ct_select(baro_ct_equal(v, 63), '/', c);
	return (uint8_t)c;
}

/* see base64.h */
void
baro_base64_encode(struct baro_span in, struct baro_buffer *out)
{
	size_t rest = baro_span_length(in) % GROUP_BYTES;
	uint32_t acc = 0;
	uint32_t bits = 0;	/* bits in acc, below 6 between bytes */

	/*@ loop invariant in.lo <= i <= in.hi && bits < 6;
	    loop invariant buffer_valid(out);
	    loop invariant out->full == 0 ==> 6 * (out->len -
	      \at(out->len, Pre)) + bits == 8 * (i - in.lo);
	    loop invariant out->full == 1 ==> out->len == out->cap;
	    loop invariant out->len >= \at(out->len, Pre);
	    loop assigns i, acc, bits, out->len, out->full,
	      out->b[\at(out->len, Pre) .. out->cap - 1];
	    loop variant in.hi - i; */
	for (size_t i = in.lo; i < in.hi; i++) {
		acc = (acc << 8) | in.b[i];
		bits += 8;
		/*@ loop invariant bits < 14;
		    loop invariant buffer_valid(out);
		    loop invariant out->full == 0 ==> 6 * (out->len -
		      \at(out->len, Pre)) + bits == 8 * (i + 1 - in.lo);
		    loop invariant out->full == 1 ==> out->len == out->cap;
		    loop invariant out->len >= \at(out->len, Pre);
		    loop assigns acc, bits, out->len, out->full,
		      out->b[\at(out->len, Pre) .. out->cap - 1];
		    loop variant bits; */
		while (bits >= CHAR_BITS) {
			bits -= CHAR_BITS;
			baro_put(out, char_of(acc >> bits));
			acc &= (UINT32_C(1) << bits) - 1u;
		}
	}
	if (rest == 0)
		return;

	baro_put(out, char_of(acc << (CHAR_BITS - bits)));
	/*@ loop invariant rest <= i <= GROUP_BYTES && buffer_valid(out);
	    loop invariant out->full == 0 ==> out->len - i ==
	      \at(out->len, Pre) + 4 * ((in.hi - in.lo) / 3) + 1;
	    loop invariant out->full == 1 ==> out->len == out->cap;
	    loop invariant out->len >= \at(out->len, Pre);
	    loop assigns i, out->len, out->full,
	      out->b[\at(out->len, Pre) .. out->cap - 1];
	    loop variant GROUP_BYTES - i; */
	for (size_t i = rest; i < GROUP_BYTES; i++)
		baro_put(out, '=');
}
