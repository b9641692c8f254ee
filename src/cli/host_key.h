/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Making the key of the host.  Floor 5.
 */
#ifndef BARO_CLI_HOST_KEY_H
#define BARO_CLI_HOST_KEY_H

#include "cli/tool.h"

/**
 * baro_host_key_get(tool, make):
 * Get the host key, as it is by now, for the record that is to be sealed.  If
 * there is none, and ${make}, make it: as late as that, and as root only.  A
 * key that was lost must be missed, not replaced: none is made while something
 * in /var/lib/baropam, /etc/baropam or the directory of the record, in a home
 * the record itself, is sealed, or cannot be looked at.  What is sealed
 * elsewhere is not seen.  Return as baro_tool_key does; BARO_E_ENTROPY,
 * BARO_E_PRIVILEGE or BARO_E_STRANDED; without ${make} BARO_OK as well, if it
 * could be made.
 */
enum baro_error baro_host_key_get(struct baro_tool *tool, bool make);

/**
 * baro_host_key_fail(tool, error):
 * Say as baro_tool_fail does what is wrong, and what misses the key or what to
 * do about it; return the exit code for ${error}.
 */
int baro_host_key_fail(struct baro_tool *tool, enum baro_error error);

#endif /* BARO_CLI_HOST_KEY_H */
