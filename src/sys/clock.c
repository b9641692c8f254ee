/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The two clocks.  Floor 3.
 */
#include "sys/clock.h"

#include <time.h>

/* see clock.h */
enum baro_error
baro_clock_now(uint64_t *ret_now_s)
{
	struct timespec now = { 0, 0 };

	if (clock_gettime(CLOCK_REALTIME, &now) != 0 || now.tv_sec < 0)
		return BARO_E_CLOCK;
	*ret_now_s = (uint64_t)now.tv_sec;
	return BARO_OK;
}

/* see clock.h */
uint64_t
baro_clock_monotonic_ms(void)
{
	struct timespec now = { 0, 0 };

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return 0;
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* see clock.h */
void
baro_clock_sleep_ms(uint32_t ms)
{
	struct timespec pause = { 0, (long)ms * 1000000L };

	(void)nanosleep(&pause, NULL);
}
