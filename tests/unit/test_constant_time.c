/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * base/constant_time: masks are all or nothing and right; the quotients by
 * multiplication are right for every value.
 *
 * Why the samples below are proofs: with m = ceil(2^s / d) and e = m * d - 2^s,
 * floor(v * m / 2^s) = floor(v / d) for all v < limit if e * (limit - 1) < 2^s
 * (the error v * e / (d * 2^s) stays below 1 / d).  And since v * m >> s never
 * falls as v grows, a quotient that is right on both sides of every multiple
 * of d is right everywhere.
 */
#include "unit.h"

#include "base/constant_time.h"

#define TRUE_MASK UINT32_MAX

static const uint32_t corners[] = {
	0, 1, 2, 9, 10, 0x2f, 0x30, 0x39, 0x3a, 0x7f, 0x80, 0xff, 0x100,
	999999, 1000000, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001,
	0xfffffffe, 0xffffffff
};

#define CORNERS (sizeof corners / sizeof corners[0])

static uint32_t
mask_of(int truth)
{
	return truth ? TRUE_MASK : 0;
}

static void
test_equal_and_less(void **state)
{
	(void)state;
	for (size_t i = 0; i < CORNERS; i++) {
		for (size_t j = 0; j < CORNERS; j++) {
			uint32_t a = corners[i];
			uint32_t b = corners[j];

			assert_int_equal(baro_ct_equal(a, b), mask_of(a == b));
			assert_int_equal(baro_ct_less(a, b), mask_of(a < b));
		}
	}
	for (uint32_t bit = 0; bit < 32; bit++)
		assert_int_equal(baro_ct_equal(0, UINT32_C(1) << bit), 0);
}

static void
test_in_range_every_byte(void **state)
{
	(void)state;
	for (uint32_t v = 0; v < 256; v++) {
		assert_int_equal(baro_ct_in_range(v, '0', '9'),
		    mask_of(v >= '0' && v <= '9'));
		assert_int_equal(baro_ct_in_range(v, 0, 255), TRUE_MASK);
		assert_int_equal(baro_ct_in_range(v, v, v), TRUE_MASK);
		assert_int_equal(baro_ct_in_range(v, v + 1, 256), 0);
	}
	assert_int_equal(baro_ct_in_range(UINT32_MAX, 1, UINT32_MAX),
	    TRUE_MASK);
}

/* Every byte at each place, among bytes that are printable. */
static void
test_printable_every_byte(void **state)
{
	(void)state;
	for (uint32_t shift = 0; shift < 64; shift += 8) {
		for (uint64_t v = 0; v < 256; v++) {
			uint64_t eight = UINT64_C(0x207e095c61304120);

			eight &= ~(UINT64_C(0xff) << shift);
			eight |= v << shift;
			assert_int_equal(baro_ct_printable(eight),
			    mask_of((v >= 0x20 && v <= 0x7e) || v == '\t'));
		}
	}
}

static void
test_select(void **state)
{
	(void)state;
	for (size_t i = 0; i < CORNERS; i++) {
		for (size_t j = 0; j < CORNERS; j++) {
			uint32_t a = corners[i];
			uint32_t b = corners[j];

			assert_int_equal(baro_ct_select(TRUE_MASK, a, b), a);
			assert_int_equal(baro_ct_select(0, a, b), b);
		}
	}
}

static void
test_hide_changes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < CORNERS; i++)
		assert_int_equal(baro_ct_hide(corners[i]), corners[i]);
}

/* The condition at the top of this file. */
static int
quotient_is_exact(uint64_t m, uint64_t d, unsigned s, uint64_t limit)
{
	uint64_t e = m * d - (UINT64_C(1) << s);

	return e < d && e * (limit - 1) < (UINT64_C(1) << s);
}

static void
test_constants(void **state)
{
	(void)state;
	assert_true(quotient_is_exact(0xcccccccd, 10, 35,
	    UINT64_C(1) << 32));
	assert_true(quotient_is_exact(1125899907, 1000000, 50,
	    UINT64_C(1) << 31));
	/* The check can fail: one less, and the quotient is wrong. */
	assert_false(quotient_is_exact(0xcccccccc, 10, 35,
	    UINT64_C(1) << 32));
	assert_false(quotient_is_exact(1125899908, 1000000, 50,
	    UINT64_C(1) << 31));
}

/* rows: F-070 */
static void
test_mod_million_around_every_multiple(void **state)
{
	const uint32_t limit = UINT32_C(1) << 31;

	(void)state;
	for (uint32_t v = 1000000; v < limit - 1000000; v += 1000000) {
		assert_int_equal(baro_ct_mod_million(v - 1), 999999);
		assert_int_equal(baro_ct_mod_million(v), 0);
		assert_int_equal(baro_ct_mod_million(v + 1), 1);
	}
	assert_int_equal(baro_ct_mod_million(0), 0);
	assert_int_equal(baro_ct_mod_million(limit - 1),
	    (limit - 1) % 1000000);
	/* The whole of the last million. */
	for (uint32_t v = limit - 1000000; v < limit; v++)
		if (baro_ct_mod_million(v) != v % 1000000)
			fail();
}

static void
test_tenth_around_every_step(void **state)
{
	(void)state;
	for (uint64_t v = 0; v <= UINT32_MAX; v += 65530) {
		uint32_t at = (uint32_t)v;
		uint32_t below = at - 1;

		if (baro_ct_tenth(at) != at / 10)
			fail();
		if (baro_ct_tenth(below) != below / 10)
			fail();
	}
}

static void
test_tenth_of_corners(void **state)
{
	(void)state;
	for (size_t i = 0; i < CORNERS; i++)
		assert_int_equal(baro_ct_tenth(corners[i]), corners[i] / 10);
}

static void
test_decimal_every_length(void **state)
{
	static const char digits[] = "918273645";
	uint32_t expected = 0;

	(void)state;
	for (size_t n = 1; n < sizeof digits; n++) {
		uint32_t v = 0;

		expected = expected * 10 + (uint32_t)(digits[n - 1] - '0');
		assert_int_equal(baro_ct_decimal(unit_bytes(digits, n), &v),
		    TRUE_MASK);
		assert_int_equal(v, expected);
	}
}

static void
test_decimal_nothing_is_invalid(void **state)
{
	uint32_t v = 0;

	(void)state;
	assert_int_equal(baro_ct_decimal(unit_text(""), &v), 0);
}

static void
test_decimal_every_byte_everywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < 8; i++) {
		for (unsigned c = 0; c < 256; c++) {
			uint8_t text[8] = "12345678";
			uint32_t v = 0;

			text[i] = (uint8_t)c;
			assert_int_equal(baro_ct_decimal(
			    unit_bytes(text, sizeof text), &v),
			    mask_of(c >= '0' && c <= '9'));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal_and_less),
		cmocka_unit_test(test_in_range_every_byte),
		cmocka_unit_test(test_printable_every_byte),
		cmocka_unit_test(test_select),
		cmocka_unit_test(test_hide_changes_nothing),
		cmocka_unit_test(test_constants),
		cmocka_unit_test(test_mod_million_around_every_multiple),
		cmocka_unit_test(test_tenth_around_every_step),
		cmocka_unit_test(test_tenth_of_corners),
		cmocka_unit_test(test_decimal_every_length),
		cmocka_unit_test(test_decimal_nothing_is_invalid),
		cmocka_unit_test(test_decimal_every_byte_everywhere),
	};

	return UNIT_RUN(tests);
}
