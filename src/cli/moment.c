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
