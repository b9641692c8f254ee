/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/acl against the second reading of the grammar in fuzz_acl.h.
 * Input: user LF file.
 */
#include "fuzz_acl.h"

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
