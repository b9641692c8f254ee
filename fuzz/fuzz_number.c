/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/number against a comparison of texts.
 * Input: min "|" max "|" number, where min and max are digits.
 */
#include "codec/number.h"

#include "fuzz_naive.h"

#define UNTOUCHED UINT64_C(0x5a5a5a5a5a5a5a5a)

/* The bound in the next field; what does not fit wraps. */
static uint64_t
bound(struct fuzz_input *in)
{
	struct fuzz_input field = fuzz_field(in, '|');
	uint64_t v = 0;

	for (size_t i = 0; i < field.n; i++)
		v = v * 10 + (uint64_t)(field.p[i] & 15u);
	return v;
}

static void
check_u32(struct baro_span s, struct fuzz_input text, uint32_t min,
    uint32_t max)
{
	uint32_t value = (uint32_t)UNTOUCHED;
	uint64_t expected = 0;
	enum baro_error e = baro_number_u32(s, min, max, &value);

	if (naive_number(text.p, text.n, min, max, &expected))
		FUZZ_CHECK(e == BARO_OK && value == expected);
	else
		FUZZ_CHECK(e != BARO_OK && value == (uint32_t)UNTOUCHED);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input in = fuzz_input(data, n);
	uint64_t min = bound(&in);
	uint64_t max = bound(&in);
	struct baro_span s = fuzz_hold(in);
	uint64_t value = UNTOUCHED;
	uint64_t expected = 0;
	enum baro_error e = baro_number_u64(s, min, max, &value);

	if (naive_number(in.p, in.n, min, max, &expected)) {
		FUZZ_CHECK(e == BARO_OK && value == expected);
		/* One text a number: printed again it is the same. */
		FUZZ_CHECK(naive_compare(in.p, in.n, value) == 0);
	} else {
		FUZZ_CHECK(e == BARO_E_SYNTAX || e == BARO_E_RANGE);
		FUZZ_CHECK(value == UNTOUCHED);
		if (naive_is_number(in.p, in.n))
			FUZZ_CHECK(e == BARO_E_RANGE);
	}
	check_u32(s, in, (uint32_t)min, (uint32_t)max);

	fuzz_release(s);
	return 0;
}
