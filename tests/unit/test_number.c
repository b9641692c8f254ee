/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/number: exact range, exact grammar.
 */
#include "unit.h"

#include "codec/number.h"

#include <inttypes.h>

#define UNTOUCHED UINT64_C(0x5555555555555555)

static void
expect_u64(const char *text, uint64_t min, uint64_t max,
    enum baro_error expected, uint64_t value)
{
	uint64_t v = UNTOUCHED;

	assert_int_equal(baro_number_u64(unit_text(text), min, max, &v),
	    expected);
	assert_true(v == (expected == BARO_OK ? value : UNTOUCHED));
}

static void
test_no_number(void **state)
{
	static const char *const texts[] = {
		"", " ", "+1", "-1", "-0", "01", "00", "007", "1 ", " 1", "1.",
		"1e3", "0x1", "a", "1a", "1-", "\t1", "1\n", "/", ":"
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		expect_u64(texts[i], 0, UINT64_MAX, BARO_E_SYNTAX, 0);
	assert_int_equal(baro_number_u64(unit_bytes("1\0", 2), 0, 9,
	    &(uint64_t){ 0 }), BARO_E_SYNTAX);
}

static void
test_bounds_and_one_beyond(void **state)
{
	(void)state;
	expect_u64("0", 0, 0, BARO_OK, 0);
	expect_u64("1", 0, 0, BARO_E_RANGE, 0);
	expect_u64("2", 3, 60, BARO_E_RANGE, 0);
	expect_u64("3", 3, 60, BARO_OK, 3);
	expect_u64("60", 3, 60, BARO_OK, 60);
	expect_u64("61", 3, 60, BARO_E_RANGE, 0);
	expect_u64("999", 3, 60, BARO_E_RANGE, 0);
	expect_u64("18446744073709551615", 0, UINT64_MAX, BARO_OK, UINT64_MAX);
	expect_u64("18446744073709551616", 0, UINT64_MAX, BARO_E_RANGE, 0);
	expect_u64("18446744073709551620", 0, UINT64_MAX, BARO_E_RANGE, 0);
	expect_u64("99999999999999999999", 0, UINT64_MAX, BARO_E_RANGE, 0);
	expect_u64("100000000000000000000000000000", 0, UINT64_MAX,
	    BARO_E_RANGE, 0);
}

static void
test_every_small_bound(void **state)
{
	(void)state;
	for (uint64_t max = 0; max <= 120; max++) {
		for (uint64_t v = 0; v <= 130; v++) {
			char text[8];

			snprintf(text, sizeof text, "%" PRIu64, v);
			expect_u64(text, 0, max,
			    v <= max ? BARO_OK : BARO_E_RANGE, v);
		}
	}
}

static void
test_every_byte(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		uint8_t text[3] = { '1', (uint8_t)c, '1' };
		uint64_t v = 0;
		enum baro_error e = baro_number_u64(unit_bytes(text, 3), 0,
		    999, &v);

		assert_int_equal(e, c >= '0' && c <= '9' ?
		    BARO_OK : BARO_E_SYNTAX);
	}
}

static void
test_u32(void **state)
{
	uint32_t v = 7;

	(void)state;
	assert_int_equal(baro_number_u32(unit_text("4294967295"), 0,
	    UINT32_MAX, &v), BARO_OK);
	assert_int_equal(v, UINT32_MAX);
	assert_int_equal(baro_number_u32(unit_text("4294967296"), 0,
	    UINT32_MAX, &v), BARO_E_RANGE);
	assert_int_equal(baro_number_u32(unit_text(""), 0, UINT32_MAX, &v),
	    BARO_E_SYNTAX);
	assert_int_equal(v, UINT32_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_number),
		cmocka_unit_test(test_bounds_and_one_beyond),
		cmocka_unit_test(test_every_small_bound),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_u32),
	};

	return UNIT_RUN(tests);
}
