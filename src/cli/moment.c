/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Times of a record.  Floor 5.
 */
#include "cli/moment.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "otp/limiter.h"
#include "otp/lockout.h"
#include "otp/window.h"

/* So long it is better to wait than to forget which codes were used. */
#define WAITED_FOR_S 300

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
uint64_t
baro_moment_newest_s(const struct baro_record *record)
{
	return record->last_step * record->cycle_s;
}

static bool
is_ahead(const struct baro_record *record, uint64_t now_s)
{
	struct baro_window window;

	baro_window_at(now_s, record->cycle_s, record->window, &window);
	return !record->reuse_allowed &&
	    record->last_step >= window.first + window.count;
}

/* see moment.h */
void
baro_moment_print_ahead(const struct baro_tool *tool, uint64_t now_s,
    const char *before)
{
	const struct baro_record *record = &tool->vault->record;
	uint64_t next_s = baro_moment_newest_s(record) + record->cycle_s;

	if (!is_ahead(record, now_s))
		return;
	(void)printf("%s", before);
	if (next_s - now_s <= WAITED_FOR_S) {
		(void)printf("ahead: wait %" PRIu64 " s for a code that is "
		    "accepted\n", next_s - now_s);
		return;
	}
	(void)printf("in the future: if the clock is wrong, set it; only if "
	    "codes are still refused then: ");
	baro_tool_put_command(tool, "unlock");
	(void)printf(" --forget-step\n");
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

/* From when on ${limit}, which refused an attempt, lets pass another one. */
static uint64_t
free_s(const struct baro_rate_limit *limit)
{
	uint64_t earliest_s = UINT64_MAX;

	for (uint32_t i = 0; i < limit->count; i++) {
		uint64_t at_s = limit->at_s[i] + limit->window_s;

		if (later_than(limit, limit->at_s[i]) < limit->attempts &&
		    at_s < earliest_s)
			earliest_s = at_s;
	}
	return earliest_s;
}

/* The wait that an attempt finds, and the one that was written down. */
static struct baro_moment_wait
wait_of(uint64_t until_s, uint64_t written_s)
{
	return (struct baro_moment_wait) {
		.until_s = until_s,
		.ahead = until_s < written_s,
	};
}

/* see moment.h */
struct baro_moment_limits
baro_moment_limits(struct baro_record *record, uint64_t now_s)
{
	struct baro_moment_limits limits = { .recent = 0 };
	struct baro_rate_limit rate = record->rate;
	uint64_t written_s = record->locked_until_s;

	if (baro_limiter_admit(&rate, now_s)) {
		limits.recent = rate.count - 1;
	} else {
		limits.recent = rate.count;
		limits.limited = wait_of(free_s(&rate),
		    free_s(&record->rate));
	}
	if (baro_lockout_active(record, now_s))
		limits.locked = wait_of(record->locked_until_s, written_s);
	record->locked_until_s = written_s;
	return limits;
}

/* see moment.h */
void
baro_moment_print_wait(const struct baro_tool *tool,
    const struct baro_moment_wait *wait, uint64_t now_s)
{
	if (wait->until_s != 0) {
		(void)printf("; wait %" PRIu64 " s", wait->until_s - now_s);
		if (wait->ahead) {
			(void)printf(" from the next attempt on (a clock that "
			    "ran ahead left a time of the future)");
		} else {
			(void)printf(", until ");
			baro_moment_print(wait->until_s);
		}
		(void)printf(", or ");
		baro_tool_put_command(tool, "unlock");
	}
	(void)printf("\n");
}

/* see moment.h */
void
baro_moment_json(struct baro_json *json,
    const struct baro_moment_limits *limits)
{
	baro_json_number(json, "recent_attempts", limits->recent);
	baro_json_number(json, "limited_until", limits->limited.until_s);
	baro_json_bool(json, "limited_ahead", limits->limited.ahead);
	baro_json_number(json, "locked_until", limits->locked.until_s);
	baro_json_bool(json, "locked_ahead", limits->locked.ahead);
}
