/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The settings of a new record, from the options (C-001 to C-010, C-018,
 * C-019, C-021).  Floor 5.
 */
#ifndef BARO_CLI_SETTINGS_H
#define BARO_CLI_SETTINGS_H

#include "cli/tool.h"

/**
 * baro_settings_take(tool):
 * Put the defaults and the options into the record of ${tool}.  Return an exit
 * code, having said why on stderr.
 */
int baro_settings_take(struct baro_tool *tool);

/**
 * baro_settings_keys(tool):
 * Put in the secure key, given or generated, and the emergency keys.  Return
 * an exit code, having said why on stderr.
 */
int baro_settings_keys(struct baro_tool *tool);

/**
 * baro_settings_warn_user(tool):
 * Say on stderr if nobody, or one user alone, can log in by the record because
 * of the user whose it is said to be.
 */
void baro_settings_warn_user(const struct baro_tool *tool);

/**
 * baro_settings_warn(tool):
 * The same, and what else in the settings, which are not wrong in themselves,
 * would keep everybody from logging in, or from being asked for a code.  The
 * record is open; ${tool}->vault->text is overwritten.
 */
void baro_settings_warn(struct baro_tool *tool);

#endif /* BARO_CLI_SETTINGS_H */
