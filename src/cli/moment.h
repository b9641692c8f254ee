/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Times of a record, for people.  Floor 5.
 */
#ifndef BARO_CLI_MOMENT_H
#define BARO_CLI_MOMENT_H

#include "cli/tool.h"

/**
 * baro_moment_print(at_s):
 * Print ${at_s} (epoch seconds) on standard output, in UTC (ISO 8601).
 */
void baro_moment_print(uint64_t at_s);

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
