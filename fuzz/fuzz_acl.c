/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/acl against a second reading of the grammar.
 * Input: user LF file.
 */
#include "codec/acl.h"

#include "fuzz_naive.h"

/* The name on a line, maybe empty; false if the line makes the file bad. */
static bool
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

static enum baro_error
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input file = fuzz_input(data, n);
	struct fuzz_input user = fuzz_field(&file, '\n');
	struct baro_span file_span = fuzz_hold(file);
	struct baro_span user_span = fuzz_hold(user);
	struct baro_acl_answer expected;
	/* Not a possible answer: listed in an empty file. */
	struct baro_acl_answer answer = { true, true };
	enum baro_error e = baro_acl_lookup(file_span, user_span, &answer);

	FUZZ_CHECK(e == naive_lookup(file, user, &expected));
	if (e == BARO_OK)
		FUZZ_CHECK(answer.listed == expected.listed &&
		    answer.empty == expected.empty);
	else
		FUZZ_CHECK(answer.listed && answer.empty);

	fuzz_release(user_span);
	fuzz_release(file_span);
	return 0;
}
