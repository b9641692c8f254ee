/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * One line of /etc/passwd (passwd(5)).  Floor 1.
 *
 * Grammar:
 *	line = name ":" password ":" uid ":" gid ":" gecos ":" home ":" shell
 *	uid, gid = number		; 0 to 4294967294
 */
#ifndef BARO_CODEC_PASSWD_LINE_H
#define BARO_CODEC_PASSWD_LINE_H

#include "base/error.h"
#include "base/span.h"

struct baro_passwd_line {
	struct baro_span name;	/* not empty */
	uint32_t uid;
	uint32_t gid;
	struct baro_span home;	/* absolute, or empty */
};

/**
 * baro_passwd_line_parse(in, ret_line):
 * Parse ${in}, one line without its LF.  Return BARO_OK, or BARO_E_SYNTAX:
 * not exactly seven fields, an empty name, a uid or gid that is no exact
 * number in range (-1 is none), a home directory that is neither absolute nor
 * empty, a NUL byte.  Compatibility lines ("+", "-", "+@group") and comments
 * are BARO_E_SYNTAX too: the caller passes over what does not parse.  The
 * spans lie within ${in}.  ${ret_line} is written on success only.
 */
enum baro_error baro_passwd_line_parse(struct baro_span in,
    struct baro_passwd_line *ret_line);

#endif /* BARO_CODEC_PASSWD_LINE_H */
