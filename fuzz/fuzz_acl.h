/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A second reading of ACLs, from the grammar in codec/acl.h.  For the
 * harnesses acl and pam.
 */
#ifndef BARO_FUZZ_ACL_H
#define BARO_FUZZ_ACL_H

#include "codec/acl.h"

#include "fuzz_naive.h"

/* The name on a line, maybe empty; false if the line makes the file bad. */
static inline bool
naive_name(struct fuzz_input line, struct fuzz_input *ret_name)
{
	bool comment = line.n > 0 && line.p[0] == '#';

	if (!comment)
		while (line.n > 0 && naive_is_blank(line.p[line.n - 1]))
			line.n--;
	for (size_t i = 0; i < line.n; i++) {
		uint8_t c = line.p[i];

		if (comment ? naive_is_control(c) && c != '\t' :
		    naive_is_control(c) || c == ' ')
			return false;
	}
	if (comment)
		line.n = 0;
	*ret_name = line;
	return line.n <= 255;
}

static inline enum baro_error
naive_lookup(struct fuzz_input file, struct fuzz_input user,
    struct baro_acl_answer *ret_answer)
{
	ret_answer->listed = false;
	ret_answer->empty = true;
	if (file.n > 65536)
		return BARO_E_TOO_LONG;
	while (file.n > 0) {
		struct fuzz_input line = naive_line(&file);
		struct fuzz_input name;

		if (!naive_name(line, &name))
			return BARO_E_SYNTAX;
		if (name.n == 0)
			continue;
		ret_answer->empty = false;
		if (name.n == user.n && memcmp(name.p, user.p, user.n) == 0)
			ret_answer->listed = true;
	}
	return BARO_OK;
}

#endif /* BARO_FUZZ_ACL_H */
