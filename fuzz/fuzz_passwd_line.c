/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/passwd_line against a second reading of the grammar.
 * Input: the line.
 */
#include "codec/passwd_line.h"

#include "fuzz_naive.h"

struct naive_line {
	struct fuzz_input name;
	struct fuzz_input home;
	uint64_t uid;
	uint64_t gid;
};

static bool
naive_passwd(struct fuzz_input in, struct naive_line *line)
{
	struct fuzz_input field[7];
	size_t colons = 0;

	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] == '\0')
			return false;
		colons += in.p[i] == ':';
	}
	if (colons != 6)
		return false;
	for (size_t i = 0; i < 7; i++)
		field[i] = fuzz_field(&in, ':');
	line->name = field[0];
	line->home = field[5];
	if (line->name.n == 0 || line->name.p[0] == '+' ||
	    line->name.p[0] == '-' || line->name.p[0] == '#')
		return false;
	if (line->home.n > 0 && line->home.p[0] != '/')
		return false;
	return naive_number(field[2].p, field[2].n, 0, 4294967294, &line->uid)
	    && naive_number(field[3].p, field[3].n, 0, 4294967294,
	    &line->gid);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input in = fuzz_input(data, n);
	struct baro_span s = fuzz_hold(in);
	struct naive_line expected;
	struct baro_passwd_line line;
	struct baro_passwd_line untouched;
	enum baro_error e;

	memset(&line, 0x5a, sizeof line);
	memcpy(&untouched, &line, sizeof line);
	e = baro_passwd_line_parse(s, &line);
	if (naive_passwd(in, &expected)) {
		FUZZ_CHECK(e == BARO_OK);
		FUZZ_CHECK(line.uid == expected.uid);
		FUZZ_CHECK(line.gid == expected.gid);
		FUZZ_CHECK(fuzz_within(line.name, s));
		FUZZ_CHECK(fuzz_within(line.home, s));
		FUZZ_CHECK(fuzz_same(line.name, expected.name.p,
		    expected.name.n));
		FUZZ_CHECK(fuzz_same(line.home, expected.home.p,
		    expected.home.n));
	} else {
		FUZZ_CHECK(e == BARO_E_SYNTAX);
		FUZZ_CHECK(memcmp(&line, &untouched, sizeof line) == 0);
	}
	fuzz_release(s);
	return 0;
}
