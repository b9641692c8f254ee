/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the person who makes a record is shown and asked (C-013 to C-017).
 * Floor 5.
 */
#ifndef BARO_CLI_INTERVIEW_H
#define BARO_CLI_INTERVIEW_H

#include "cli/tool.h"

/**
 * baro_interview(tool):
 * Print the emergency keys of the new record, have the three questions
 * answered, by options, the person or the defaults, and, at a terminal, show
 * the key and have a first code typed in.  The record is then ready to be
 * written.  Return an exit code, having said why on stderr.
 */
int baro_interview(struct baro_tool *tool);

/**
 * baro_interview_shows(tool):
 * Whether the key is shown by baro_interview: there is a person to show it to.
 */
bool baro_interview_shows(const struct baro_tool *tool);

/* What is said if nothing was written after all. */
#define BARO_INTERVIEW_JSON_VOID "baro_auth: the keys above are void\n"

/**
 * baro_interview_void(tool):
 * Say on stderr that the keys which were shown count for nobody, if any were.
 */
void baro_interview_void(const struct baro_tool *tool);

#endif /* BARO_CLI_INTERVIEW_H */
