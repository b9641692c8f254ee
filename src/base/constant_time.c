/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Arithmetic on secrets.  Floor 0: no branch, index, division or remainder on
 * any value passed in.  This file must stay free of library calls, so that a
 * proof about it is a proof about all of it.
 */
#include "base/constant_time.h"

/* floor(v / 10) = (v * TENTH) >> TENTH_SHIFT for every v < 2^32. */
#define TENTH 0xcccccccdu
#define TENTH_SHIFT 35

/* floor(v / 10^6) = (v * MILLIONTH) >> MILLIONTH_SHIFT for every v < 2^31. */
#define MILLION 1000000u
#define MILLIONTH 1125899907u
#define MILLIONTH_SHIFT 50

/* see constant_time.h */
uint32_t
baro_ct_equal(uint32_t a, uint32_t b)
{
	uint32_t x = a ^ b;

	/* The top bit of x | -x is set exactly when x is not zero. */
	x = (x | (0u - x)) >> 31;
	return baro_ct_hide(x) - 1u;
}

/* see constant_time.h */
uint32_t
baro_ct_less(uint32_t a, uint32_t b)
{
	uint64_t borrow = ((uint64_t)a - (uint64_t)b) >> 63;

	return 0u - baro_ct_hide((uint32_t)borrow);
}

/* see constant_time.h */
uint32_t
baro_ct_in_range(uint32_t v, uint32_t min, uint32_t max)
{
	return ~baro_ct_less(v, min) & ~baro_ct_less(max, v);
}

/* see constant_time.h */
uint32_t
baro_ct_select(uint32_t mask, uint32_t a, uint32_t b)
{
	return (a & mask) | (b & ~mask);
}

/* see constant_time.h */
uint32_t
baro_ct_mod_million(uint32_t v)
{
	uint32_t q = (uint32_t)(((uint64_t)v * MILLIONTH) >> MILLIONTH_SHIFT);

	return v - q * MILLION;
}

/* see constant_time.h */
uint8_t
baro_ct_digit(uint32_t v, size_t place)
{
	uint32_t q = v;

	for (size_t i = 0; i < place; i++)
		q = (uint32_t)(((uint64_t)q * TENTH) >> TENTH_SHIFT);
	v = (uint32_t)(((uint64_t)q * TENTH) >> TENTH_SHIFT);
	return (uint8_t)('0' + (q - v * 10u));
}

/* see constant_time.h */
uint32_t
baro_ct_decimal(struct baro_span digits, uint32_t *ret_value)
{
	uint32_t valid = ~baro_ct_equal((uint32_t)baro_span_length(digits), 0);
	uint32_t v = 0;

	for (size_t i = digits.lo; i < digits.hi; i++) {
		uint32_t c = digits.b[i];

		valid &= baro_ct_in_range(c, '0', '9');
		v = v * 10u + (c & 15u);
	}
	*ret_value = v;
	return valid;
}
