/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Lines of /etc/group.  Floor 1.  The lines come from a file that only root
 * writes, but that many tools write: what does not fit the grammar is no line.
 */
#include "codec/group_line.h"

#include "codec/number.h"
#include "codec/scan.h"

/* (gid_t)-1 is no group: system calls take it for "leave as it is". */
#define GID_MAX 4294967294u

enum { NAME, PASSWORD, GID, MEMBERS, FIELDS };

/* Whether ${user} is one of the names between the commas of ${list}. */
static bool
is_member(struct baro_span list, struct baro_span user)
{
	size_t lo = list.lo;

	while (lo < list.hi) {
		size_t hi = baro_scan_byte(baro_span_cut(list, lo, list.hi),
		    ',');

		if (lo < hi && baro_span_equal(baro_span_cut(list, lo, hi),
		    user))
			return true;
		if (hi >= list.hi)
			return false;
		lo = hi + 1;
	}
	return false;
}

/* see group_line.h */
enum baro_error
baro_group_line_member(struct baro_span in, struct baro_span user,
    bool *ret_member, uint32_t *ret_gid)
{
	struct baro_span field[FIELDS];
	enum baro_error e;
	uint32_t gid = 0;

	if (baro_scan_byte(in, '\0') < in.hi)
		return BARO_E_SYNTAX;
	if (!baro_scan_fields(in, FIELDS, field))
		return BARO_E_SYNTAX;
	if (!baro_scan_account(field[NAME]))
		return BARO_E_SYNTAX;
	e = baro_number_u32(field[GID], 0, GID_MAX, &gid);
	if (e != BARO_OK)
		return BARO_E_SYNTAX;

	*ret_member = is_member(field[MEMBERS], user);
	*ret_gid = gid;
	return BARO_OK;
}
