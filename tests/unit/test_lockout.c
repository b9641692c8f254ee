/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * otp/lockout: the tenth failure in a row locks, each further one for longer.
 */
#include "unit_model.h"

#include "otp/lockout.h"

#define NOW UINT64_C(1648183945)

static struct baro_record record;

static void
set(uint32_t failures, uint64_t locked_until_s)
{
	baro_record_init(&record);
	record.failures = failures;
	record.locked_until_s = locked_until_s;
}

/* rows: F-084 D-13 */
static void
test_the_tenth_failure_locks(void **state)
{
	(void)state;
	set(0, 0);
	for (uint32_t i = 1; i < 10; i++) {
		assert_false(baro_lockout_count(&record, NOW, true));
		assert_int_equal(record.failures, i);
		assert_int_equal(record.locked_until_s, 0);
		assert_false(baro_lockout_active(&record, NOW));
	}
	assert_true(baro_lockout_count(&record, NOW, true));
	assert_int_equal(record.failures, 10);
	assert_int_equal(record.locked_until_s, NOW + 60);
	assert_true(baro_lockout_active(&record, NOW));
	assert_true(baro_lockout_active(&record, NOW + 59));
	assert_false(baro_lockout_active(&record, NOW + 60));
}

/* rows: F-084 */
static void
test_doubles_up_to_an_hour(void **state)
{
	static const uint32_t lengths_s[] = {
		60, 120, 240, 480, 960, 1920, 3600, 3600, 3600
	};

	(void)state;
	set(9, 0);
	for (size_t i = 0; i < sizeof lengths_s / sizeof lengths_s[0]; i++) {
		uint64_t now_s = NOW + 4000 * i;

		assert_true(baro_lockout_count(&record, now_s, true));
		assert_int_equal(record.locked_until_s, now_s + lengths_s[i]);
	}
}

/* No number of failures locks for less than an hour again. */
/* rows: F-084 */
static void
test_stays_an_hour(void **state)
{
	(void)state;
	set(15, 0);
	for (uint32_t i = 16; i < 400; i++) {
		assert_true(baro_lockout_count(&record, NOW, true));
		assert_int_equal(record.locked_until_s, NOW + 3600);
	}
}

/* rows: F-084 */
static void
test_failures_are_capped(void **state)
{
	(void)state;
	set(BARO_FAILURES_MAX - 1, 0);
	for (int i = 0; i < 3; i++) {
		assert_true(baro_lockout_count(&record, NOW, true));
		assert_int_equal(record.failures, BARO_FAILURES_MAX);
		assert_int_equal(record.locked_until_s, NOW + 3600);
	}
	/* Beyond what the parser lets in. */
	set(UINT32_MAX, 0);
	assert_true(baro_lockout_count(&record, NOW, true));
	assert_int_equal(record.failures, UINT32_MAX);
	assert_int_equal(record.locked_until_s, NOW + 3600);
}

/* rows: F-084 */
static void
test_clear(void **state)
{
	(void)state;
	set(12, NOW + 240);
	baro_lockout_clear(&record);
	assert_int_equal(record.failures, 0);
	assert_int_equal(record.locked_until_s, 0);
	assert_false(baro_lockout_active(&record, NOW));
}

/* A clock set back by a year does not lock for a year. */
/* rows: F-084 W-38 */
static void
test_clock_set_back(void **state)
{
	(void)state;
	set(10, NOW + 365 * 86400);
	assert_true(baro_lockout_active(&record, NOW));
	assert_int_equal(record.locked_until_s, NOW + 3600);
	assert_true(baro_lockout_active(&record, NOW + 3599));
	assert_int_equal(record.locked_until_s, NOW + 3600);
	assert_false(baro_lockout_active(&record, NOW + 3600));
	assert_int_equal(record.locked_until_s, NOW + 3600);
}

static void
test_the_longest_lock_stays(void **state)
{
	(void)state;
	set(16, NOW + 3600);
	assert_true(baro_lockout_active(&record, NOW));
	assert_int_equal(record.locked_until_s, NOW + 3600);
}

/* Root's failures count, but lock only once root may be locked. */
/* rows: F-084 L-030 */
static void
test_not_lockable(void **state)
{
	(void)state;
	set(0, 0);
	for (uint32_t i = 1; i <= 30; i++) {
		assert_false(baro_lockout_count(&record, NOW, false));
		assert_int_equal(record.failures, i);
		assert_int_equal(record.locked_until_s, 0);
	}
	assert_true(baro_lockout_count(&record, NOW, true));
	assert_int_equal(record.locked_until_s, NOW + 3600);
}

/* Nothing is written that the parser would not take back. */
/* rows: D-13 */
static void
test_ends_of_time(void **state)
{
	(void)state;
	set(0, 0);
	assert_false(baro_lockout_active(&record, 0));
	for (uint32_t failures = 9; failures < 30; failures++) {
		set(failures, 0);
		assert_true(baro_lockout_count(&record, BARO_TIME_MAX - 30,
		    true));
		assert_int_equal(record.locked_until_s, BARO_TIME_MAX);
		assert_true(baro_lockout_active(&record, BARO_TIME_MAX - 30));
	}
}

/* What a guesser gets: attempts in a day, at the best moments. */
/* rows: F-084 W-22 */
static void
test_guesses_a_day(void **state)
{
	uint32_t guesses = 0;

	(void)state;
	set(16, 0);
	for (uint64_t now_s = NOW; now_s < NOW + 86400; now_s++) {
		if (baro_lockout_active(&record, now_s))
			continue;
		guesses++;
		(void)baro_lockout_count(&record, now_s, true);
	}
	assert_int_equal(guesses, 24);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_tenth_failure_locks),
		cmocka_unit_test(test_doubles_up_to_an_hour),
		cmocka_unit_test(test_stays_an_hour),
		cmocka_unit_test(test_failures_are_capped),
		cmocka_unit_test(test_clear),
		cmocka_unit_test(test_clock_set_back),
		cmocka_unit_test(test_the_longest_lock_stays),
		cmocka_unit_test(test_not_lockable),
		cmocka_unit_test(test_ends_of_time),
		cmocka_unit_test(test_guesses_a_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
