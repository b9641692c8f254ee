/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Making the key of the host.  Floor 5.
 */
#ifndef BARO_CLI_HOST_KEY_H
#define BARO_CLI_HOST_KEY_H

#include "cli/tool.h"

/**
 * baro_host_key_make(tool):
 * Make a host key, if there is none, for the record that is about to be sealed;
 * not before, and not while anything in root's directory of that record, or of
 * all records, or in a home the record itself, is sealed or cannot be looked
 * at: a key that was lost must be missed, not replaced.  Return as
 * baro_tool_key does, having named such a file on stderr, or BARO_E_ENTROPY,
 * BARO_E_PRIVILEGE or BARO_E_STRANDED.
 */
enum baro_error baro_host_key_make(struct baro_tool *tool);

/**
 * baro_host_key_say(tool):
 * Print that a host key was made, if it was; with --json on stderr.
 */
void baro_host_key_say(const struct baro_tool *tool);

#endif /* BARO_CLI_HOST_KEY_H */
