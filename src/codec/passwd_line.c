/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Lines of /etc/passwd.  Floor 1.  A line that does not fit the grammar to the
 * last field names nobody: guessing a uid is worse than finding no user.
 */
#include "codec/passwd_line.h"

#include "codec/number.h"
#include "codec/scan.h"

/* (uid_t)-1 is no user: system calls take it for "leave as it is". */
#define ID_MAX 4294967294u

enum { NAME, PASSWORD, UID, GID, GECOS, HOME, SHELL, FIELDS };

/* see passwd_line.h */
enum baro_error
baro_passwd_line_parse(struct baro_span in,
    struct baro_passwd_line *ret_line)
{
	struct baro_span field[FIELDS];
	struct baro_span home;
	uint32_t uid = 0;
	uint32_t gid = 0;

	if (baro_scan_byte(in, '\0') < in.hi)
		return BARO_E_SYNTAX;
	if (!baro_scan_fields(in, FIELDS, field))
		return BARO_E_SYNTAX;
	if (!baro_scan_account(field[NAME]))
		return BARO_E_SYNTAX;
	if (baro_number_u32(field[UID], 0, ID_MAX, &uid) != BARO_OK ||
	    baro_number_u32(field[GID], 0, ID_MAX, &gid) != BARO_OK)
		return BARO_E_SYNTAX;
	home = field[HOME];
	if (home.lo < home.hi && home.b[home.lo] != '/')
		return BARO_E_SYNTAX;

	ret_line->name = field[NAME];
	ret_line->uid = uid;
	ret_line->gid = gid;
	ret_line->home = home;
	return BARO_OK;
}
