/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/clock: the two clocks and the pause.
 */
#include "unit.h"

#include <time.h>

#include "sys/clock.h"

static void
test_now(void **state)
{
	uint64_t now_s = 0;
	uint64_t before_s = (uint64_t)time(NULL);

	(void)state;
	assert_int_equal(baro_clock_now(&now_s), BARO_OK);
	/* time(2) may lag behind by a tick. */
	assert_in_range(now_s, before_s, (uint64_t)time(NULL) + 1);
}

static void
test_monotonic(void **state)
{
	uint64_t last_ms = baro_clock_monotonic_ms();

	(void)state;
	assert_true(last_ms > 0);
	for (int i = 0; i < 1000; i++) {
		uint64_t now_ms = baro_clock_monotonic_ms();

		assert_true(now_ms >= last_ms);
		last_ms = now_ms;
	}
}

static void
test_sleep(void **state)
{
	uint64_t begin_ms = baro_clock_monotonic_ms();

	(void)state;
	baro_clock_sleep_ms(0);
	baro_clock_sleep_ms(50);
	/* Both ends are cut to whole milliseconds. */
	assert_in_range(baro_clock_monotonic_ms() - begin_ms, 49, 550);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_now),
		cmocka_unit_test(test_monotonic),
		cmocka_unit_test(test_sleep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
