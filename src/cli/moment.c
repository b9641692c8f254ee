/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Times of a record.  Floor 5.
 */
#include "cli/moment.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "otp/window.h"

/* see moment.h */
void
baro_moment_print(uint64_t at_s)
{
	time_t at = (time_t)at_s;
	char text[sizeof "9999-12-31 23:59:59"];
	struct tm tm;

	if (gmtime_r(&at, &tm) != NULL &&
	    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm) > 0)
		(void)printf("%s UTC", text);
	else
		(void)printf("%" PRIu64 " s after 1970, beyond the year 9999",
		    at_s);
}

/* see moment.h */
void
baro_moment_print_wait(uint64_t until_s, uint64_t now_s)
{
	if (until_s != 0) {
		(void)printf("; wait %" PRIu64 " s, until ", until_s - now_s);
		baro_moment_print(until_s);
		(void)printf(", or baro_auth unlock USER");
	}
	(void)printf("\n");
}

/* see moment.h */
uint64_t
baro_moment_newest_s(const struct baro_record *record)
{
	return record->last_step * record->cycle_s;
}

/* see moment.h */
bool
baro_moment_is_ahead(const struct baro_record *record, uint64_t now_s)
{
	struct baro_window window;

	baro_window_at(now_s, record->cycle_s, record->window, &window);
	return record->last_step >= window.first + window.count;
}

/* How many attempts were made after ${at_s}. */
static uint32_t
later_than(const struct baro_rate_limit *limit, uint64_t at_s)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < limit->count; i++)
		if (limit->at_s[i] > at_s)
			n++;
	return n;
}

/* see moment.h */
uint64_t
baro_moment_free_s(const struct baro_rate_limit *limit)
{
	uint64_t earliest_s = UINT64_MAX;

	for (uint32_t i = 0; i < limit->count; i++) {
		uint64_t free_s = limit->at_s[i] + limit->window_s;

		if (later_than(limit, limit->at_s[i]) < limit->attempts &&
		    free_s < earliest_s)
			earliest_s = free_s;
	}
	return earliest_s;
}
