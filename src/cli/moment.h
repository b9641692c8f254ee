/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Times of a record, for people.  Floor 5.
 */
#ifndef BARO_CLI_MOMENT_H
#define BARO_CLI_MOMENT_H

#include "codec/record.h"

/* What ends the refusals after a clock that ran ahead. */
#define BARO_MOMENT_REMEDY "in the future: set the clock, then baro_auth " \
	"unlock USER --forget-step"

/**
 * baro_moment_print(at_s):
 * Print ${at_s} (epoch seconds) on standard output, in UTC (ISO 8601).
 */
void baro_moment_print(uint64_t at_s);

/**
 * baro_moment_print_wait(until_s, now_s):
 * Print how long no attempt is looked at, and what ends that, behind what is
 * there, and end the line; end it only, if ${until_s} is 0.
 */
void baro_moment_print_wait(uint64_t until_s, uint64_t now_s);

/**
 * baro_moment_newest_s(record):
 * When the step of the newest code that ${record} accepted begins, in epoch
 * seconds.
 */
uint64_t baro_moment_newest_s(const struct baro_record *record);

/**
 * baro_moment_is_ahead(record, now_s):
 * Whether that step is beyond the window around ${now_s}: a clock ran ahead,
 * and no code is accepted until then.
 */
bool baro_moment_is_ahead(const struct baro_record *record, uint64_t now_s);

/**
 * baro_moment_free_s(limit):
 * From when on ${limit}, which refused an attempt, lets pass another one.
 */
uint64_t baro_moment_free_s(const struct baro_rate_limit *limit);

#endif /* BARO_CLI_MOMENT_H */
