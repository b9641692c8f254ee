/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Base 16.  Floor 1.  The text may be a secret: digits are mapped by masks,
 * the only branches are on the length and on whether all of it was well-formed.
 */
#include "codec/hex.h"

#include "base/constant_time.h"

/* The value of ${c}; ${valid} loses its bits if there is none. */
static uint32_t
value_of(uint32_t c, uint32_t *valid)
{
	uint32_t digit = baro_ct_in_range(c, '0', '9');
	uint32_t upper = baro_ct_in_range(c, 'A', 'F');
	uint32_t lower = baro_ct_in_range(c, 'a', 'f');

	*valid &= digit | upper | lower;
	return (digit & (c - '0')) | (upper & (c - 'A' + 10u)) |
	    (lower & (c - 'a' + 10u));
}

/* see hex.h */
enum baro_error
baro_hex_decode(struct baro_span in, struct baro_buffer *out)
{
	uint32_t valid = ~UINT32_C(0);
	uint32_t high = 0;
	bool half = false;	/* high holds the first digit of a byte */

	if (in.lo >= in.hi || (in.hi - in.lo) % 2 != 0)
		return BARO_E_SYNTAX;

	for (size_t i = in.lo; i < in.hi; i++) {
		uint32_t v = value_of(in.b[i], &valid);

		if (half)
			baro_put(out, (uint8_t)(high << 4 | v));
		high = v;
		half = !half;
	}
	if (valid == 0)
		return BARO_E_SYNTAX;
	return out->full ? BARO_E_TOO_LONG : BARO_OK;
}
