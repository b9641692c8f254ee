/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * otp/limiter: so many attempts in any so many seconds, whatever the clock
 * does.
 */
#include "unit_model.h"

#include "otp/limiter.h"

#define NOW UINT64_C(1648183945)

static struct baro_rate_limit limit;

static void
set(uint32_t attempts, uint32_t window_s)
{
	memset(&limit, 0x55, sizeof limit);
	limit.attempts = attempts;
	limit.window_s = window_s;
	limit.count = 0;
}

static void
stamp(uint64_t at_s)
{
	limit.at_s[limit.count] = at_s;
	limit.count++;
}

static void
expect_stamps(const uint64_t *stamps, uint32_t count)
{
	assert_int_equal(limit.count, count);
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(limit.at_s[i], stamps[i]);
}

/* rows: F-080 F-011 M-16 */
static void
test_admits_and_records(void **state)
{
	const uint64_t stamps[] = { NOW, NOW, NOW + 5 };

	(void)state;
	set(3, 30);
	assert_true(baro_limiter_admit(&limit, NOW));
	assert_true(baro_limiter_admit(&limit, NOW));
	assert_true(baro_limiter_admit(&limit, NOW + 5));
	expect_stamps(stamps, 3);
}

/* rows: F-080 F-082 */
static void
test_refusal_leaves_no_stamp(void **state)
{
	const uint64_t stamps[] = { NOW, NOW + 10, NOW + 20 };

	(void)state;
	set(3, 30);
	for (uint64_t i = 0; i < 3; i++)
		assert_true(baro_limiter_admit(&limit, NOW + 10 * i));
	for (uint64_t i = 20; i < 30; i++)
		assert_false(baro_limiter_admit(&limit, NOW + i));
	expect_stamps(stamps, 3);
}

/* The window slides: each stamp counts for exactly window_s seconds. */
/* rows: F-080 */
static void
test_sliding(void **state)
{
	const uint64_t stamps[] = { NOW + 10, NOW + 20, NOW + 30 };

	(void)state;
	set(3, 30);
	for (uint64_t i = 0; i < 3; i++)
		assert_true(baro_limiter_admit(&limit, NOW + 10 * i));
	assert_false(baro_limiter_admit(&limit, NOW + 29));
	assert_true(baro_limiter_admit(&limit, NOW + 30));
	expect_stamps(stamps, 3);
	assert_false(baro_limiter_admit(&limit, NOW + 39));
	assert_true(baro_limiter_admit(&limit, NOW + 40));
}

/* A clock set back does not open the limit, and closes it for one window. */
/* rows: F-083 W-38 */
static void
test_future_stamps_count_as_now(void **state)
{
	const uint64_t stamps[] = { NOW, NOW, NOW };

	(void)state;
	set(3, 30);
	stamp(NOW + 1);
	stamp(NOW + 86400);
	stamp(BARO_TIME_MAX);
	assert_false(baro_limiter_admit(&limit, NOW));
	expect_stamps(stamps, 3);
	assert_false(baro_limiter_admit(&limit, NOW + 29));
	assert_true(baro_limiter_admit(&limit, NOW + 30));
}

/* rows: F-080 F-083 */
static void
test_near_1970(void **state)
{
	(void)state;
	set(2, 3600);
	assert_true(baro_limiter_admit(&limit, 0));
	assert_true(baro_limiter_admit(&limit, 1));
	assert_false(baro_limiter_admit(&limit, 2));
	assert_false(baro_limiter_admit(&limit, 3599));
	assert_true(baro_limiter_admit(&limit, 3600));
	assert_false(baro_limiter_admit(&limit, 3600));
	assert_true(baro_limiter_admit(&limit, 3601));
}

static void
test_last_second(void **state)
{
	(void)state;
	set(1, 1);
	assert_true(baro_limiter_admit(&limit, BARO_TIME_MAX - 1));
	assert_true(baro_limiter_admit(&limit, BARO_TIME_MAX));
	assert_false(baro_limiter_admit(&limit, BARO_TIME_MAX));
}

/* Somebody lowered RATE_LIMIT by hand: the stamps of before still count. */
/* rows: F-011 F-080 */
static void
test_more_stamps_than_attempts(void **state)
{
	(void)state;
	set(3, 30);
	for (uint64_t i = 0; i < 10; i++)
		stamp(NOW + i);
	assert_false(baro_limiter_admit(&limit, NOW + 9));
	assert_int_equal(limit.count, 10);
	assert_false(baro_limiter_admit(&limit, NOW + 36));	/* 3 left */
	assert_int_equal(limit.count, 3);
	assert_true(baro_limiter_admit(&limit, NOW + 37));
}

/* rows: F-011 */
static void
test_a_full_array_is_not_overrun(void **state)
{
	(void)state;
	set(BARO_RATE_ATTEMPTS_MAX, BARO_RATE_WINDOW_MAX_S);
	for (uint32_t i = 0; i < BARO_RATE_ATTEMPTS_MAX; i++)
		assert_true(baro_limiter_admit(&limit, NOW));
	assert_false(baro_limiter_admit(&limit, NOW));
	/* More attempts than places: not what the parser lets in. */
	limit.attempts = UINT32_MAX;
	assert_false(baro_limiter_admit(&limit, NOW));
	assert_int_equal(limit.count, BARO_RATE_ATTEMPTS_MAX);
}

/* Stamps in no order, as a file may hold them. */
static void
test_unordered_stamps(void **state)
{
	const uint64_t stamps[] = { NOW - 5, NOW - 29, NOW };

	(void)state;
	set(3, 30);
	stamp(NOW - 5);
	stamp(NOW - 30);
	stamp(NOW - 29);
	stamp(NOW - 31);
	assert_true(baro_limiter_admit(&limit, NOW));
	expect_stamps(stamps, 3);
}

/*
 * Whatever the clock does, in no window_s seconds of the limiter's own time
 * are more attempts admitted than allowed.  Own time: a clock that goes on
 * from where it was when the system's is set back.
 */
/* rows: F-080 F-083 W-22 */
static void
test_never_too_many(void **state)
{
	enum { ROUNDS = 2000 };
	static uint64_t admitted[ROUNDS];
	size_t n = 0;
	uint64_t own_s = 0;
	uint64_t now_s = NOW;

	(void)state;
	set(3, 30);
	for (size_t i = 0; i < ROUNDS; i++) {
		uint64_t pause_s = unit_between(0, 15);

		own_s += pause_s;
		now_s += pause_s;
		if (unit_one_in(10))
			now_s -= unit_between(0, 300);
		if (baro_limiter_admit(&limit, now_s)) {
			admitted[n] = own_s;
			n++;
		}
		assert_true(n < 4 ||
		    admitted[n - 1] - admitted[n - 4] >= 30);
	}
	assert_true(n > 100 && n < ROUNDS - 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_admits_and_records),
		cmocka_unit_test(test_refusal_leaves_no_stamp),
		cmocka_unit_test(test_sliding),
		cmocka_unit_test(test_future_stamps_count_as_now),
		cmocka_unit_test(test_near_1970),
		cmocka_unit_test(test_last_second),
		cmocka_unit_test(test_more_stamps_than_attempts),
		cmocka_unit_test(test_a_full_array_is_not_overrun),
		cmocka_unit_test(test_unordered_stamps),
		cmocka_unit_test(test_never_too_many),
	};

	return UNIT_RUN(tests);
}
