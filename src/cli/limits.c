/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The limits of a record.  Floor 5.
 */
#include "cli/limits.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/moment.h"
#include "otp/limiter.h"
#include "otp/lockout.h"

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
static struct baro_wait
wait_of(uint64_t until_s, uint64_t written_s)
{
	return (struct baro_wait) {
		.until_s = until_s,
		.ahead = until_s < written_s,
	};
}

/* see limits.h */
struct baro_limits
baro_limits_at(struct baro_record *record, uint64_t now_s)
{
	struct baro_limits limits = { .recent = 0 };
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
	limits.limited.behind_lock = limits.locked.until_s != 0;
	return limits;
}

/* see limits.h */
void
baro_limits_print_wait(const struct baro_tool *tool,
    const struct baro_wait *wait, uint64_t now_s)
{
	if (wait->until_s != 0) {
		(void)printf("; wait %" PRIu64 " s", wait->until_s - now_s);
		if (wait->ahead) {
			(void)printf(" from the next attempt on%s (a clock "
			    "that ran ahead left a time of the future)",
			    wait->behind_lock ? " that the lock lets pass" :
			    "");
		} else {
			(void)printf(", until ");
			baro_moment_print(wait->until_s);
		}
		(void)printf(", or ");
		baro_tool_put_command(tool, "unlock");
	}
	(void)printf("\n");
}

/* see limits.h */
void
baro_limits_json(struct baro_json *json,
    const struct baro_limits *limits)
{
	baro_json_number(json, "recent_attempts", limits->recent);
	baro_json_number(json, "limited_until", limits->limited.until_s);
	baro_json_bool(json, "limited_ahead", limits->limited.ahead);
	baro_json_number(json, "locked_until", limits->locked.until_s);
	baro_json_bool(json, "locked_ahead", limits->locked.ahead);
}
