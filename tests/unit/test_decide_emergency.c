/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * otp/decide: emergency keys.
 */
#include "unit_decide.h"

#define STEP (UNIT_NOW / 30)

/* rows: F-050 F-051 D-09 */
static void
test_accepted_once_in_any_place(void **state)
{
	(void)state;
	for (uint32_t count = 1; count <= 9; count++) {
		for (uint32_t place = 0; place < count; place++) {
			char typed[16];

			unit_decide_record();
			unit_decide_emergency(count);
			record.failures = 5;
			(void)snprintf(typed, sizeof typed, "%u",
			    record.emergency[place]);
			assert_int_equal(unit_type(typed, UNIT_NOW), BARO_OK);
			assert_true(decision.emergency);
			assert_int_equal(record.failures, 0);
			assert_int_equal(record.last_step, 0);
			assert_int_equal(unit_type(typed, UNIT_NOW),
			    BARO_E_WRONG_CODE);
			assert_false(decision.emergency);
		}
	}
}

/* The others stay, in their order, and nothing of the used one is left. */
/* rows: D-09 M-51 */
static void
test_the_others_stay(void **state)
{
	(void)state;
	for (uint32_t place = 0; place < BARO_EMERGENCY_MAX; place++) {
		char typed[16];

		unit_decide_record();
		record.emergency_count = BARO_EMERGENCY_MAX;
		for (uint32_t i = 0; i < BARO_EMERGENCY_MAX; i++)
			record.emergency[i] = 12345678 + i;
		(void)snprintf(typed, sizeof typed, "%u", 12345678 + place);
		assert_int_equal(unit_type(typed, UNIT_NOW), BARO_OK);
		assert_int_equal(record.emergency_count,
		    BARO_EMERGENCY_MAX - 1);
		for (uint32_t i = 0; i < BARO_EMERGENCY_MAX - 1; i++)
			assert_int_equal(record.emergency[i], 12345678 + i +
			    (i >= place ? 1 : 0));
		assert_int_equal(record.emergency[BARO_EMERGENCY_MAX - 1], 0);
	}
}

/* rows: F-052 P-076 */
static void
test_wrong_forms(void **state)
{
	static const char *const typed[] = {
		"1000000", "100000000", "010000000", " 10000000", "10000000 ",
		"1000000a", "+10000000", "010000000", "30000000", "10000001",
		"00000000", "99999999", "000000", "x10000000",
	};

	(void)state;
	for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
		unit_decide_record();
		unit_decide_emergency(2);
		assert_int_equal(unit_type(typed[i], UNIT_NOW),
		    BARO_E_WRONG_CODE);
		assert_int_equal(record.emergency_count, 2);
	}
}

/* A place that is empty holds a 0: no answer may match it. */
/* rows: F-052 */
static void
test_no_keys(void **state)
{
	(void)state;
	unit_decide_record();
	assert_int_equal(unit_type("00000000", UNIT_NOW), BARO_E_WRONG_CODE);
	assert_int_equal(unit_type("10000000", UNIT_NOW), BARO_E_WRONG_CODE);
	assert_int_equal(record.emergency_count, 0);
}

/* A key that the count does not cover is no key. */
static void
test_keys_behind_the_count(void **state)
{
	(void)state;
	unit_decide_record();
	unit_decide_emergency(3);
	record.emergency_count = 2;
	assert_int_equal(unit_type("30000000", UNIT_NOW), BARO_E_WRONG_CODE);
	assert_int_equal(unit_type("20000000", UNIT_NOW), BARO_OK);
}

static enum baro_error
forward(const char *typed, uint64_t now_s)
{
	return unit_decide(unit_decide_attempt(now_s),
	    BARO_ANSWER_FORWARD_PASS, typed);
}

/* rows: P-074 */
static void
test_behind_a_password(void **state)
{
	(void)state;
	unit_decide_record();
	unit_decide_emergency(2);
	assert_int_equal(unit_type("secret20000000", UNIT_NOW),
	    BARO_E_WRONG_CODE);
	assert_int_equal(forward("secret020000000", UNIT_NOW), BARO_OK);
	assert_true(decision.emergency);
	assert_int_equal(forward("10000000", UNIT_NOW), BARO_OK);
	assert_int_equal(record.emergency_count, 0);
}

/* An answer whose last six and last eight bytes are both right. */
static const char *
both(uint64_t step)
{
	static char typed[32];
	uint32_t number;

	(void)snprintf(typed, sizeof typed, "pw12%s", unit_code_of(step));
	number = (uint32_t)strtoul(typed + 2, NULL, 10);
	record.emergency_count = 3;
	record.emergency[0] = 10000000;
	record.emergency[1] = number;
	record.emergency[2] = 30000000;
	return typed;
}

/* rows: P-074 D-09 */
static void
test_the_code_wins(void **state)
{
	(void)state;
	unit_decide_record();
	assert_int_equal(forward(both(STEP), UNIT_NOW), BARO_OK);
	assert_false(decision.emergency);
	assert_int_equal(record.emergency_count, 3);
	assert_int_equal(record.last_step, STEP);
}

/* Only if the code is no good is the emergency key spent. */
/* rows: P-074 F-051 */
static void
test_after_a_used_code(void **state)
{
	char typed[32];

	(void)state;
	unit_decide_record();
	record.last_step = STEP;
	assert_int_equal(forward(both(STEP), UNIT_NOW), BARO_OK);
	assert_true(decision.emergency);
	assert_int_equal(record.emergency_count, 2);
	assert_int_equal(record.emergency[0], 10000000);
	assert_int_equal(record.emergency[1], 30000000);
	assert_int_equal(record.last_step, STEP);
	/* Now neither is any good. */
	(void)snprintf(typed, sizeof typed, "%s", both(STEP));
	record.emergency_count = 0;
	assert_int_equal(forward(typed, UNIT_NOW), BARO_E_REUSED_CODE);
}

/* rows: F-018 D-09 */
static void
test_reuse_is_never_for_emergency_keys(void **state)
{
	(void)state;
	unit_decide_record();
	unit_decide_emergency(1);
	record.reuse_allowed = true;
	assert_int_equal(unit_type("10000000", UNIT_NOW), BARO_OK);
	assert_int_equal(unit_type("10000000", UNIT_NOW), BARO_E_WRONG_CODE);
}

/* rows: F-054 */
static void
test_limited_like_codes(void **state)
{
	(void)state;
	unit_decide_record();
	unit_decide_emergency(1);
	record.rate.attempts = 2;
	assert_int_equal(unit_type("20000000", UNIT_NOW), BARO_E_WRONG_CODE);
	assert_int_equal(unit_type("30000000", UNIT_NOW), BARO_E_WRONG_CODE);
	assert_int_equal(unit_type("10000000", UNIT_NOW), BARO_E_RATE_LIMIT);
	assert_int_equal(record.emergency_count, 1);
	assert_int_equal(unit_type("10000000", UNIT_NOW + 15), BARO_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted_once_in_any_place),
		cmocka_unit_test(test_the_others_stay),
		cmocka_unit_test(test_wrong_forms),
		cmocka_unit_test(test_no_keys),
		cmocka_unit_test(test_keys_behind_the_count),
		cmocka_unit_test(test_behind_a_password),
		cmocka_unit_test(test_the_code_wins),
		cmocka_unit_test(test_after_a_used_code),
		cmocka_unit_test(test_reuse_is_never_for_emergency_keys),
		cmocka_unit_test(test_limited_like_codes),
	};

	return UNIT_RUN(tests);
}
