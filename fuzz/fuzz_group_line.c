/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/group_line against a second reading of the grammar.
 * Input: user LF line.
 */
#include "codec/group_line.h"

#include "fuzz_naive.h"

#define UNTOUCHED 0x5a5a5a5au

static bool
naive_group(struct fuzz_input in, struct fuzz_input user, bool *ret_member,
    uint64_t *ret_gid)
{
	struct fuzz_input name, gid;
	size_t colons = 0;

	*ret_member = false;
	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] == '\0')
			return false;
		colons += in.p[i] == ':';
	}
	name = fuzz_field(&in, ':');
	fuzz_field(&in, ':');
	gid = fuzz_field(&in, ':');
	while (in.n > 0) {
		struct fuzz_input member = fuzz_field(&in, ',');

		if (member.n > 0 && member.n == user.n &&
		    memcmp(member.p, user.p, user.n) == 0)
			*ret_member = true;
	}
	return colons == 3 && name.n > 0 && name.p[0] != '+' &&
	    name.p[0] != '-' && name.p[0] != '#' &&
	    naive_number(gid.p, gid.n, 0, 4294967294, ret_gid);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input line = fuzz_input(data, n);
	struct fuzz_input user = fuzz_field(&line, '\n');
	struct baro_span line_span = fuzz_hold(line);
	struct baro_span user_span = fuzz_hold(user);
	bool expected_member = false;
	uint64_t expected_gid = 0;
	bool valid = naive_group(line, user, &expected_member, &expected_gid);

	/* Twice, so that an untouched member shows, whatever it would be. */
	for (int before = 0; before < 2; before++) {
		bool member = before != 0;
		uint32_t gid = UNTOUCHED;
		enum baro_error e = baro_group_line_member(line_span,
		    user_span, &member, &gid);

		FUZZ_CHECK(e == (valid ? BARO_OK : BARO_E_SYNTAX));
		FUZZ_CHECK(member == (valid ? expected_member : before != 0));
		FUZZ_CHECK(gid == (valid ? expected_gid : UNTOUCHED));
	}
	fuzz_release(user_span);
	fuzz_release(line_span);
	return 0;
}
