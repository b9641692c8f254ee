/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Arithmetic on secrets.  Floor 0.  Inline, since it is called for each byte of
 * a record; no function here calls a library.
 *
 * No function here branches on, indexes by, or divides by or into a value that
 * it is given.  A mask is all ones for true and all zeros for false, so that
 * masks combine with & | ~ and select with baro_ct_select.  Quotients by a
 * constant are a multiplication and a shift, since compilers do emit div for
 * `v % 1000000` at some optimisation levels; each constant is proved for all
 * inputs in tests/unit/test_constant_time.c.
 */
#ifndef BARO_BASE_CONSTANT_TIME_H
#define BARO_BASE_CONSTANT_TIME_H

#include "base/eight.h"
#include "base/span.h"

/* floor(v / 10) = (v * TENTH) >> TENTH_SHIFT for every v < 2^32. */
#define BARO_CT_TENTH 0xcccccccdu
#define BARO_CT_TENTH_SHIFT 35

/* floor(v / 10^6) = (v * MILLIONTH) >> MILLIONTH_SHIFT for every v < 2^31. */
#define BARO_CT_MILLIONTH 1125899907u
#define BARO_CT_MILLIONTH_SHIFT 50

/**
 * baro_ct_hide(v):
 * ${v} itself, through a barrier that the optimiser cannot see through: it
 * keeps a mask from being turned back into a branch.
 */
static inline uint32_t
baro_ct_hide(uint32_t v)
{
#ifndef __FRAMAC__
	__asm__("" : "+r"(v));
#endif
	return v;
}

/**
 * baro_ct_equal(a, b):
 * The mask of ${a} == ${b}.
 */
static inline uint32_t
baro_ct_equal(uint32_t a, uint32_t b)
{
	uint32_t x = a ^ b;

	/* The top bit of x | -x is set exactly when x is not zero. */
	x = (x | (0u - x)) >> 31;
	return baro_ct_hide(x) - 1u;
}

/**
 * baro_ct_less(a, b):
 * The mask of ${a} < ${b}.
 */
static inline uint32_t
baro_ct_less(uint32_t a, uint32_t b)
{
	uint64_t borrow = ((uint64_t)a - (uint64_t)b) >> 63;

	return 0u - baro_ct_hide((uint32_t)borrow);
}

/**
 * baro_ct_in_range(v, min, max):
 * The mask of ${min} <= ${v} <= ${max}, for ${min} <= ${max}.
 */
static inline uint32_t
baro_ct_in_range(uint32_t v, uint32_t min, uint32_t max)
{
	/* What is below min wraps to more than max - min. */
	return ~baro_ct_less(max - min, v - min);
}

/**
 * baro_ct_printable(eight):
 * The mask of "each of the bytes of ${eight} is printable ASCII or a
 * tabulator".
 */
static inline uint32_t
baro_ct_printable(uint64_t eight)
{
	/*
	 * Of a byte below 0x80 no sum is more than a byte; its top bit tells.
	 * One that is more carries into the next, but is bad by itself.
	 */
	uint64_t space_or_more = eight + BARO_EIGHT_OF(0x80 - ' ');
	uint64_t del = eight + BARO_EIGHT_OF(1);
	uint64_t no_tab = (eight ^ BARO_EIGHT_OF('\t')) +
	    BARO_EIGHT_OF(0x7f);
	uint64_t good = ((space_or_more & ~del) | ~no_tab) & ~eight;
	uint64_t bad = ~good & BARO_EIGHT_OF(0x80);

	return baro_ct_equal((uint32_t)(bad | bad >> 32), 0);
}

/**
 * baro_ct_select(mask, a, b):
 * ${a} where ${mask} is true, else ${b}.
 */
static inline uint32_t
baro_ct_select(uint32_t mask, uint32_t a, uint32_t b)
{
	return (a & mask) | (b & ~mask);
}

/**
 * baro_ct_tenth(v):
 * ${v} / 10, rounded down.
 */
static inline uint32_t
baro_ct_tenth(uint32_t v)
{
	return (uint32_t)(((uint64_t)v * BARO_CT_TENTH) >>
	    BARO_CT_TENTH_SHIFT);
}

/**
 * baro_ct_mod_million(v):
 * ${v} modulo 10^6, for ${v} < 2^31 (RFC 4226 5.3, six digits).
 */
static inline uint32_t
baro_ct_mod_million(uint32_t v)
{
	uint32_t q = (uint32_t)(((uint64_t)v * BARO_CT_MILLIONTH) >>
	    BARO_CT_MILLIONTH_SHIFT);

	return v - q * 1000000u;
}

/**
 * baro_ct_decimal(digits, ret_value):
 * Read all of ${digits} (at most 9 bytes; the length is not a secret) as a
 * decimal integer and store it in ${ret_value}.  Return the mask of "every
 * byte is an ASCII digit and there is at least one"; where it is false,
 * ${ret_value} holds an arbitrary number.
 */
uint32_t baro_ct_decimal(struct baro_span digits, uint32_t *ret_value);

#endif /* BARO_BASE_CONSTANT_TIME_H */
