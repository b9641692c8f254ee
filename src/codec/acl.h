/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The ACL file: login names, one a line (P-110 to P-115).  Floor 1.
 *
 * Grammar:
 *	file    = *(line eol) [line]
 *	line    = name *blank / comment / *blank
 *	name    = first *254(first / "#")
 *	first   = %x21-22 / %x24-7E / %x80-FF
 *	comment = "#" *(%x20-7E / HTAB / %x80-FF)
 *	blank   = SP / HTAB
 *	eol     = [CR] LF
 * A name stands at the beginning of its line.  One that comes twice is no
 * error.
 */
#ifndef BARO_CODEC_ACL_H
#define BARO_CODEC_ACL_H

#include "base/error.h"
#include "base/span.h"

#define BARO_ACL_BYTES_MAX 65536
#define BARO_USER_NAME_MAX 256	/* LOGIN_NAME_MAX of Linux, with its NUL */

struct baro_acl_answer {
	bool listed;	/* the user is named */
	bool empty;	/* no name at all */
};

/**
 * baro_acl_lookup(in, user, ret_answer):
 * Look for ${user}, byte for byte, in the ACL ${in}.  The whole file is read
 * whether or not the name was found.  Return BARO_OK; BARO_E_SYNTAX on a
 * control byte, a blank before or in a name, or a name longer than 255 bytes;
 * BARO_E_TOO_LONG on more than BARO_ACL_BYTES_MAX bytes.  On failure nothing
 * in the file counts and ${ret_answer} is left alone.
 */
enum baro_error baro_acl_lookup(struct baro_span in, struct baro_span user,
    struct baro_acl_answer *ret_answer);

#endif /* BARO_CODEC_ACL_H */
