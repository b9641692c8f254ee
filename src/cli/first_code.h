/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The first code, which proves that the device and the new record agree.
 * Floor 5.
 */
#ifndef BARO_CLI_FIRST_CODE_H
#define BARO_CLI_FIRST_CODE_H

#include "cli/tool.h"

/**
 * baro_first_code(tool):
 * Have a code typed in, three times at most, until it is right for the record
 * of ${tool}; its step counts as used from then on.  Say of a wrong one what it
 * would be right for, if that is found.  Return an exit code.
 */
int baro_first_code(struct baro_tool *tool);

#endif /* BARO_CLI_FIRST_CODE_H */
