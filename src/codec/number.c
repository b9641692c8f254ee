/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Exact-range integers.  Floor 1: pure, no allocation, no locale, no errno.
 * strtol(3) is not used because it skips blanks, takes signs and needs errno.
 */
#include "codec/number.h"

/* see number.h */
enum baro_error
baro_number_u64(struct baro_span in, uint64_t min, uint64_t max,
    uint64_t *ret_value)
{
	uint64_t v = 0;

	if (in.lo >= in.hi)
		return BARO_E_SYNTAX;
	if (in.b[in.lo] == '0' && in.hi - in.lo > 1)
		return BARO_E_SYNTAX;

	/* Accumulate; v never passes max, so nothing wraps. */
	/*@ loop invariant in.lo <= i <= in.hi && digits(in.b, in.lo, i);
	    loop invariant v == decimal(in.b, in.lo, i) && v <= max;
	    loop assigns i, v;
	    loop variant in.hi - i; */
	for (size_t i = in.lo; i < in.hi; i++) {
		uint64_t digit;

		if (in.b[i] < '0' || in.b[i] > '9')
			return BARO_E_SYNTAX;
		digit = (uint64_t)in.b[i] - '0';
		/*@ assert decimal(in.b, in.lo, i + 1) == 10 * v + digit; */
		/*@ ghost longer_is_no_less(in.b, in.lo, i + 1, in.hi); */
		if (digit > max || v > (max - digit) / 10)
			return BARO_E_RANGE;
		v = v * 10 + digit;
	}
	if (v < min)
		return BARO_E_RANGE;

	*ret_value = v;
	return BARO_OK;
}

/* see number.h */
enum baro_error
baro_number_u32(struct baro_span in, uint32_t min, uint32_t max,
    uint32_t *ret_value)
{
	uint64_t v = 0;
	enum baro_error e = baro_number_u64(in, min, max, &v);

	if (e == BARO_OK)
		*ret_value = (uint32_t)v;
	return e;
}
