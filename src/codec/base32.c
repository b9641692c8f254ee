/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Base 32.  Floor 1.  The text may be a secret: characters are mapped by
 * masks, the only branches are on lengths, on the padding, and on whether all
 * of it was well-formed.
 */
#include "codec/base32.h"

#include "base/constant_time.h"

/* A character stands for five bits; eight of them for five bytes. */
#define CHAR_BITS 5u
#define GROUP_CHARS 8u

/* The character of the ${v}th value, ${v} < 32. */
static uint8_t
char_of(uint32_t v)
{
	uint32_t letter = baro_ct_less(v, 26);

	return (uint8_t)baro_ct_select(letter, v + 'A', v - 26u + '2');
}

/* The value of ${c}; ${valid} loses its bits if there is none. */
static uint32_t
value_of(uint32_t c, uint32_t *valid)
{
	uint32_t upper = baro_ct_in_range(c, 'A', 'Z');
	uint32_t lower = baro_ct_in_range(c, 'a', 'z');
	uint32_t digit = baro_ct_in_range(c, '2', '7');

	*valid &= upper | lower | digit;
	return (upper & (c - 'A')) | (lower & (c - 'a')) |
	    (digit & (c - '2' + 26u));
}

/* ${in} without the "=" at its end. */
static struct baro_span
without_padding(struct baro_span in)
{
	/*@ loop invariant in.lo <= i <= in.hi && padding(in, i);
	    loop assigns i;
	    loop variant i; */
	for (size_t i = in.hi; i > in.lo; i--)
		if (in.b[i - 1] != '=')
			return baro_span_cut(in, in.lo, i);
	return baro_span_cut(in, in.lo, in.lo);
}

/*
 * Whether ${chars} characters with ${pads} "=" behind them are a possible
 * length: no group of 1, 3 or 6, and no or complete padding.
 */
static bool
lengths_valid(size_t chars, size_t pads)
{
	size_t rest = chars % GROUP_CHARS;

	if (chars == 0 || rest == 1 || rest == 3 || rest == 6)
		return false;
	return pads == 0 || (rest != 0 && rest + pads == GROUP_CHARS);
}

/* see base32.h */
enum baro_error
baro_base32_decode(struct baro_span in, struct baro_buffer *out)
{
	struct baro_span text = without_padding(in);
	uint32_t valid = ~UINT32_C(0);
	uint32_t acc = 0;
	uint32_t bits = 0;	/* bits in acc, below 8 between characters */

	if (!lengths_valid(baro_span_length(text), in.hi - text.hi))
		return BARO_E_SYNTAX;

	/*@ loop invariant text.lo <= i <= text.hi && bits < 8;
	    loop invariant valid == 0 || valid == 0xffffffff;
	    loop invariant valid != 0 ==> chars{Pre}(in, i);
	    loop invariant \forall integer k; in.lo <= k < in.hi ==>
	      in.b[k] == \at(in.b[k], Pre);
	    loop invariant buffer_valid(out);
	    loop invariant out->full == 0 ==> 8 * (out->len -
	      \at(out->len, Pre)) + bits == 5 * (i - text.lo);
	    loop invariant out->full == 1 ==> out->len == out->cap;
	    loop invariant out->len >= \at(out->len, Pre);
	    loop assigns i, acc, bits, valid, out->len, out->full,
	      out->b[\at(out->len, Pre) .. out->cap - 1];
	    loop variant text.hi - i; */
	for (size_t i = text.lo; i < text.hi; i++) {
		acc = (acc << CHAR_BITS) | value_of(text.b[i], &valid);
		bits += CHAR_BITS;
		if (bits >= 8) {
			bits -= 8;
			baro_put(out, (uint8_t)(acc >> bits));
			acc &= (UINT32_C(1) << bits) - 1u;
		}
	}

	/*@ assert valid != 0 ==> base32{Pre}(in, text.hi); */
	/* What is left in acc are bits of no byte. */
	valid &= baro_ct_equal(acc, 0);
	if (valid == 0)
		return BARO_E_SYNTAX;
	return out->full ? BARO_E_TOO_LONG : BARO_OK;
}

/* see base32.h */
void
baro_base32_encode(struct baro_span in, struct baro_buffer *out)
{
	uint32_t acc = 0;
	uint32_t bits = 0;	/* bits in acc, below 5 between bytes */

	/*@ loop invariant in.lo <= i <= in.hi && bits < 5;
	    loop invariant buffer_valid(out);
	    loop invariant out->full == 0 ==> 5 * (out->len -
	      \at(out->len, Pre)) + bits == 8 * (i - in.lo);
	    loop invariant out->full == 1 ==> out->len == out->cap;
	    loop invariant out->len >= \at(out->len, Pre);
	    loop assigns i, acc, bits, out->len, out->full,
	      out->b[\at(out->len, Pre) .. out->cap - 1];
	    loop variant in.hi - i; */
	for (size_t i = in.lo; i < in.hi; i++) {
		acc = (acc << 8) | in.b[i];
		bits += 8;
		/*@ loop invariant bits < 13;
		    loop invariant buffer_valid(out);
		    loop invariant out->full == 0 ==> 5 * (out->len -
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
	if (bits > 0)
		baro_put(out, char_of(acc << (CHAR_BITS - bits)));
}
