/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/answer against the grammar, read from the end of the text.
 * Input: "0" (code-only) or "1" (forward-pass), then what was typed.
 */
#include "codec/answer.h"

#include "fuzz_naive.h"

#define TRUE_MASK 0xffffffffu

/* The ${digits} digits at the end, or -1. */
static int64_t
naive_tail(struct fuzz_input in, bool alone, size_t digits)
{
	int64_t v = 0;

	if (in.n > 512 || in.n < digits || (alone && in.n != digits))
		return -1;
	for (size_t i = in.n - digits; i < in.n; i++) {
		if (in.p[i] < '0' || in.p[i] > '9')
			return -1;
		v = 10 * v + in.p[i] - '0';
	}
	return v;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input in = fuzz_input(data, n);
	bool alone = fuzz_choice(&in, 2) == 0;
	struct baro_span s = fuzz_hold(in);
	int64_t code = naive_tail(in, alone, 6);
	int64_t emergency = naive_tail(in, alone, 8);
	struct baro_answer answer;

	memset(&answer, 0x5a, sizeof answer);
	baro_answer_split(s, alone ? BARO_ANSWER_CODE_ONLY :
	    BARO_ANSWER_FORWARD_PASS, &answer);
	if (emergency < 10000000)
		emergency = -1;

	FUZZ_CHECK(answer.code_valid == (code < 0 ? 0 : TRUE_MASK));
	FUZZ_CHECK(answer.code == (code < 0 ? 0 : code));
	FUZZ_CHECK(answer.emergency_valid == (emergency < 0 ? 0 : TRUE_MASK));
	FUZZ_CHECK(answer.emergency == (emergency < 0 ? 0 : emergency));
	FUZZ_CHECK(answer.password_end_code == (in.n > 6 ? in.n - 6 : 0));
	FUZZ_CHECK(answer.password_end_emergency ==
	    (in.n > 8 ? in.n - 8 : 0));
	FUZZ_CHECK(answer.empty == (in.n == 0));
	fuzz_release(s);
	return 0;
}
