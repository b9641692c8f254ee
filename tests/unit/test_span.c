/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * base/span.h: text, cuts and equality.
 */
#include "unit.h"

static void
test_text_without_nul(void **state)
{
	(void)state;
	assert_int_equal(baro_span_length(baro_span_text("abc")), 3);
	assert_int_equal(baro_span_length(baro_span_text("")), 0);
	assert_int_equal(baro_span_length(BARO_SPAN_OF("abc")), 3);
	assert_int_equal(baro_span_length(BARO_SPAN_OF("a\0c")), 3);
}

static void
test_no_text_is_empty(void **state)
{
	struct baro_span s = baro_span_text(NULL);

	(void)state;
	assert_int_equal(baro_span_length(s), 0);
	assert_true(baro_span_equal(s, BARO_SPAN_OF("")));
}

static void
test_cut_takes_array_indices(void **state)
{
	struct baro_span s = unit_text("abcdef");

	(void)state;
	unit_expect_text(baro_span_cut(s, s.lo + 1, s.hi - 2), "bcd");
	unit_expect_text(baro_span_cut(s, s.hi, s.hi), "");
}

static void
test_equal_every_length_and_byte(void **state)
{
	static const char text[] = "abcdefgh";

	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		for (size_t m = 0; m < sizeof text; m++)
			assert_int_equal(baro_span_equal(unit_bytes(text, n),
			    unit_bytes(text, m)), n == m);
		for (size_t i = 0; i < n; i++) {
			char other[sizeof text];

			memcpy(other, text, sizeof text);
			other[i] ^= 1;
			assert_false(baro_span_equal(unit_bytes(text, n),
			    unit_bytes(other, n)));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_without_nul),
		cmocka_unit_test(test_no_text_is_empty),
		cmocka_unit_test(test_cut_takes_array_indices),
		cmocka_unit_test(test_equal_every_length_and_byte),
	};

	return UNIT_RUN(tests);
}
