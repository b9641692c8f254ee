/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * One line of /etc/group (group(5)).  Floor 1.
 *
 * Grammar:
 *	line = name ":" password ":" gid ":" [member *("," member)]
 *	gid  = number			; 0 to 4294967294
 */
#ifndef BARO_CODEC_GROUP_LINE_H
#define BARO_CODEC_GROUP_LINE_H

#include "base/error.h"
#include "base/span.h"

/**
 * baro_group_line_member(in, user, ret_member, ret_gid):
 * Parse ${in}, one line without its LF, and store whether ${user} is one of
 * its members and the group's id.  Return BARO_OK, or BARO_E_SYNTAX: not
 * exactly four fields, an empty name, a gid that is no exact number in range,
 * a NUL byte, a comment or a compatibility line ("+", "-"); the caller passes
 * over what does not parse.  An empty ${user} is nobody's name.  ${ret_member}
 * and ${ret_gid} are written on success only.
 */
enum baro_error baro_group_line_member(struct baro_span in,
    struct baro_span user, bool *ret_member, uint32_t *ret_gid);

#endif /* BARO_CODEC_GROUP_LINE_H */
