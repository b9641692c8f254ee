/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Times of a record, for people.  Floor 5.
 */
#ifndef BARO_CLI_MOMENT_H
#define BARO_CLI_MOMENT_H

#include "cli/json.h"
#include "cli/tool.h"

/**
 * baro_moment_print(at_s):
 * Print ${at_s} (epoch seconds) on standard output, in UTC (ISO 8601).
 */
void baro_moment_print(uint64_t at_s);

/* What a lock-out of root's record means. */
#define BARO_MOMENT_ROOT "locked for services with even_deny_root, not for " \
	"others"

/* Until when no attempt is looked at. */
struct baro_moment_wait {
	uint64_t until_s;	/* epoch seconds, if one is made now; 0: none */
	bool ahead;		/* it only begins at the next attempt; that of
				   RATE_LIMIT at the first one behind a lock */
};

/* What an attempt would meet now, before anybody looks at its code. */
struct baro_moment_limits {
	uint32_t recent;		/* attempts that still count */
	struct baro_moment_wait limited;	/* by RATE_LIMIT */
	struct baro_moment_wait locked;		/* by LOCKOUT */
};

/**
 * baro_moment_limits(record, now_s):
 * The limits of ${record}, which is left as it is, at ${now_s}.  An attempt
 * takes times of the future, left by a clock that ran ahead, for now, and
 * writes that back: a wait that would be longer without one is ahead.
 */
struct baro_moment_limits baro_moment_limits(struct baro_record *record,
    uint64_t now_s);

/**
 * baro_moment_print_wait(tool, wait, now_s):
 * Print how long no attempt at the record of ${tool} is looked at, and what
 * ends that, behind what is there, and end the line; end it only, if there is
 * no ${wait}.
 */
void baro_moment_print_wait(const struct baro_tool *tool,
    const struct baro_moment_wait *wait, uint64_t now_s);

/**
 * baro_moment_json(json, limits):
 * Write the members that say the same to scripts.
 */
void baro_moment_json(struct baro_json *json,
    const struct baro_moment_limits *limits);

/**
 * baro_moment_newest_s(record):
 * When the step of the newest code that ${record} accepted begins, in epoch
 * seconds.
 */
uint64_t baro_moment_newest_s(const struct baro_record *record);

/**
 * baro_moment_print_ahead(tool, now_s, before):
 * If that step of the record of ${tool} is beyond the window around ${now_s},
 * so that no code at all is accepted now, print ${before}, what to do, and the
 * end of the line.  It is right whatever the cause: a clock that ran ahead then
 * or is behind now, a device that is ahead, another CYCLE_TIME.
 */
void baro_moment_print_ahead(const struct baro_tool *tool, uint64_t now_s,
    const char *before);

#endif /* BARO_CLI_MOMENT_H */
