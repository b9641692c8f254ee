/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/rate_limit: the value of RATE_LIMIT, its two errors, and back again.
 */
#include "unit.h"

#include "codec/rate_limit.h"

static struct baro_rate_limit limit;

static enum baro_error
parse(const char *text)
{
	return baro_rate_limit_parse(unit_text(text), &limit);
}

static void
expect_back(const char *text)
{
	struct baro_buffer out = unit_buffer(strlen(text));

	assert_int_equal(parse(text), BARO_OK);
	baro_rate_limit_write(&limit, &out);
	unit_expect_written(&out, text);
}

/* rows: F-011 */
static void
test_default(void **state)
{
	(void)state;
	memset(&limit, 0xff, sizeof limit);
	baro_rate_limit_init(&limit);
	assert_int_equal(limit.attempts, 3);
	assert_int_equal(limit.window_s, 30);
	assert_int_equal(limit.count, 0);
	for (size_t i = 0; i < BARO_RATE_ATTEMPTS_MAX; i++)
		assert_int_equal(limit.at_s[i], 0);
}

/* rows: F-011 F-080 M-16 */
static void
test_samples(void **state)
{
	(void)state;
	expect_back("3 30");
	expect_back("3 30 1648183945");
	assert_int_equal(limit.attempts, 3);
	assert_int_equal(limit.window_s, 30);
	assert_int_equal(limit.count, 1);
	assert_int_equal(limit.at_s[0], 1648183945);
	expect_back("10 600 3 2 1");
	assert_int_equal(limit.at_s[0], 3);
	assert_int_equal(limit.at_s[2], 1);
}

/* rows: F-011 M-14 */
static void
test_bounds_and_one_beyond(void **state)
{
	(void)state;
	expect_back("1 1");
	expect_back("100 3600");
	assert_int_equal(parse("0 30"), BARO_E_RATE_OPTION);
	assert_int_equal(parse("101 30"), BARO_E_RATE_OPTION);
	assert_int_equal(parse("3 0"), BARO_E_RATE_OPTION);
	assert_int_equal(parse("3 3601"), BARO_E_RATE_OPTION);
	expect_back("1 1 0");
	expect_back("1 1 253402300799");
	assert_int_equal(parse("1 1 253402300800"), BARO_E_TIMESTAMPS);
	assert_int_equal(parse("1 1 18446744073709551616"),
	    BARO_E_TIMESTAMPS);
}

/* rows: F-011 M-14 */
static void
test_bad_option(void **state)
{
	static const char *const texts[] = {
		"", " ", "3", "3 ", " 3 30", "\t3 30", "x 30", "3 x", "-3 30",
		"3 -30", "+3 30", "03 30", "3 030", "3.5 30", "3,30", "3 30s",
		"3\n30", "99999999999999999999 30"
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_int_equal(parse(texts[i]), BARO_E_RATE_OPTION);
}

/* rows: F-011 M-15 */
static void
test_bad_timestamps(void **state)
{
	static const char *const texts[] = {
		"3 30 x", "3 30 -1", "3 30 1 x", "3 30 1 -1", "3 30 01",
		"3 30 1.0", "3 30 1,2", "3 30 1\n", "3 30 1\r"
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_int_equal(parse(texts[i]), BARO_E_TIMESTAMPS);
}

/* rows: F-011 */
static void
test_blanks(void **state)
{
	struct baro_buffer out = unit_buffer(16);

	(void)state;
	assert_int_equal(parse("3 \t 30\t\t1  2 \t"), BARO_OK);
	baro_rate_limit_write(&limit, &out);
	unit_expect_written(&out, "3 30 1 2");
}

/* rows: F-011 M-15 */
static void
test_every_number_of_timestamps(void **state)
{
	char text[1024] = "3 30";
	size_t n = strlen(text);

	(void)state;
	for (uint32_t count = 0; count <= 101; count++) {
		if (count <= 100) {
			expect_back(text);
			assert_int_equal(limit.count, count);
		} else {
			assert_int_equal(parse(text), BARO_E_TIMESTAMPS);
		}
		n += (size_t)snprintf(text + n, sizeof text - n, " %u",
		    count * 31);
	}
}

static void
test_failure_writes_nothing(void **state)
{
	static const char *const texts[] = { "5 x", "5 50 6 x" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(parse("3 30 7"), BARO_OK);
		assert_int_not_equal(parse(texts[i]), BARO_OK);
		assert_int_equal(limit.attempts, 3);
		assert_int_equal(limit.window_s, 30);
		assert_int_equal(limit.count, 1);
		assert_int_equal(limit.at_s[0], 7);
	}
}

/* A count beyond the array is not believed. */
static void
test_write_stays_in_the_array(void **state)
{
	struct baro_buffer out = unit_buffer(1024);

	(void)state;
	baro_rate_limit_init(&limit);
	limit.count = UINT32_MAX;
	baro_rate_limit_write(&limit, &out);
	assert_int_equal(out.len, strlen("3 30") + 2 * 100);
}

static void
test_every_truncation(void **state)
{
	static const char good[] = "12 345 6789";

	(void)state;
	for (size_t n = 0; n < sizeof good; n++)
		assert_int_equal(baro_rate_limit_parse(unit_bytes(good, n),
		    &limit), n < 4 ? BARO_E_RATE_OPTION : BARO_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_default),
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_bounds_and_one_beyond),
		cmocka_unit_test(test_bad_option),
		cmocka_unit_test(test_bad_timestamps),
		cmocka_unit_test(test_blanks),
		cmocka_unit_test(test_every_number_of_timestamps),
		cmocka_unit_test(test_failure_writes_nothing),
		cmocka_unit_test(test_write_stays_in_the_array),
		cmocka_unit_test(test_every_truncation),
	};

	return UNIT_RUN(tests);
}
