/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The limits of a record: how long no attempt is looked at.  Floor 5.
 */
#ifndef BARO_CLI_LIMITS_H
#define BARO_CLI_LIMITS_H

#include "cli/json.h"
#include "cli/tool.h"

/* What a lock-out means to root. */
#define BARO_LIMITS_ROOT "root is held off only by services with " \
	"even_deny_root"

/* Until when no attempt is looked at. */
struct baro_wait {
	uint64_t until_s;	/* epoch seconds, if one is made now; 0: none */
	bool ahead;		/* it only begins at the next attempt */
	bool behind_lock;	/* ... that no lock-out refuses */
};

/* What an attempt would meet now, before anybody looks at its code. */
struct baro_limits {
	uint32_t recent;		/* attempts that still count */
	struct baro_wait limited;	/* by RATE_LIMIT */
	struct baro_wait locked;		/* by LOCKOUT */
};

/**
 * baro_limits_at(record, now_s):
 * The limits of ${record}, which is left as it is, at ${now_s}.  An attempt
 * takes times of the future, left by a clock that ran ahead, for now, and
 * writes that back: a wait that would be longer without one is ahead.
 */
struct baro_limits baro_limits_at(struct baro_record *record,
    uint64_t now_s);

/**
 * baro_limits_print_wait(tool, wait, now_s):
 * Print how long no attempt at the record of ${tool} is looked at, and what
 * ends that, behind what is there, and end the line; end it only, if there is
 * no ${wait}.
 */
void baro_limits_print_wait(const struct baro_tool *tool,
    const struct baro_wait *wait, uint64_t now_s);

/**
 * baro_limits_json(json, limits):
 * Write the members that say the same to scripts.
 */
void baro_limits_json(struct baro_json *json,
    const struct baro_limits *limits);

#endif /* BARO_CLI_LIMITS_H */
