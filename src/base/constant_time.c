/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Arithmetic on secrets, the part with a loop.  Floor 0.
 */
#include "base/constant_time.h"

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
