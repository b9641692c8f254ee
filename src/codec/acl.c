/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The ACL file.  Floor 1.  A file with one bad line grants nothing at all, so
 * the whole of it is read even after the user was found (P-113).
 */
#include "codec/acl.h"

#include "codec/scan.h"

/* Whether a comment holds nothing that a terminal would act on. */
static bool
comment_valid(struct baro_span s)
{
	for (size_t i = s.lo; i < s.hi; i++)
		if (baro_scan_control(s.b[i]) && s.b[i] != '\t')
			return false;
	return true;
}

/* Whether every byte may stand in a name, and there are not too many. */
static bool
name_valid(struct baro_span s)
{
	for (size_t i = s.lo; i < s.hi; i++)
		if (baro_scan_control(s.b[i]) || s.b[i] == ' ')
			return false;
	return baro_span_length(s) < BARO_USER_NAME_MAX;
}

/* Find the name on one line; it is empty on a comment or a blank line. */
static enum baro_error
line_name(struct baro_span line, struct baro_span *ret_name)
{
	struct baro_span name = baro_scan_trim(line);

	if (line.lo < line.hi && line.b[line.lo] == '#') {
		*ret_name = baro_span_cut(line, line.lo, line.lo);
		return comment_valid(line) ? BARO_OK : BARO_E_SYNTAX;
	}
	if (!name_valid(name))
		return BARO_E_SYNTAX;
	*ret_name = name;
	return BARO_OK;
}

/* see acl.h */
enum baro_error
baro_acl_lookup(struct baro_span in, struct baro_span user,
    struct baro_acl_answer *ret_answer)
{
	bool listed = false;
	bool empty = true;
	size_t at = in.lo;

	if (baro_span_length(in) > BARO_ACL_BYTES_MAX)
		return BARO_E_TOO_LONG;
	while (at < in.hi) {
		struct baro_line line =
		    baro_scan_line(baro_span_cut(in, at, in.hi));
		struct baro_span name = line.text;
		enum baro_error e = line_name(line.text, &name);

		if (e != BARO_OK)
			return e;
		at = line.next;
		if (name.lo >= name.hi)
			continue;
		empty = false;
		if (baro_span_equal(name, user))
			listed = true;
	}

	ret_answer->listed = listed;
	ret_answer->empty = empty;
	return BARO_OK;
}
