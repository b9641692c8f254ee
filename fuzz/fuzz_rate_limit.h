/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A second parser of RATE_LIMIT, for the harnesses rate_limit and record.
 */
#ifndef BARO_FUZZ_RATE_LIMIT_H
#define BARO_FUZZ_RATE_LIMIT_H

#include "codec/rate_limit.h"

#include "fuzz_naive.h"

static inline enum baro_error
naive_rate_limit(struct fuzz_input in, struct baro_rate_limit *ret_limit)
{
	struct fuzz_input word;
	uint64_t v = 0;

	memset(ret_limit, 0, sizeof *ret_limit);
	if (in.n > 0 && naive_is_blank(in.p[0]))
		return BARO_E_RATE_OPTION;

	word = naive_word(&in);
	if (!naive_number(word.p, word.n, 1, 100, &v))
		return BARO_E_RATE_OPTION;
	ret_limit->attempts = (uint32_t)v;
	word = naive_word(&in);
	if (!naive_number(word.p, word.n, 1, 3600, &v))
		return BARO_E_RATE_OPTION;
	ret_limit->window_s = (uint32_t)v;

	while (in.n > 0) {
		word = naive_word(&in);
		if (ret_limit->count == 100 || !naive_number(word.p, word.n, 0,
		    NAIVE_TIME_MAX, &ret_limit->at_s[ret_limit->count]))
			return BARO_E_TIMESTAMPS;
		ret_limit->count++;
	}
	return BARO_OK;
}

static inline void
check_rate_limits_equal(const struct baro_rate_limit *a,
    const struct baro_rate_limit *b)
{
	FUZZ_CHECK(a->attempts == b->attempts && a->window_s == b->window_s);
	FUZZ_CHECK(a->count == b->count && a->count <= 100);
	for (uint32_t i = 0; i < a->count; i++)
		FUZZ_CHECK(a->at_s[i] == b->at_s[i]);
}

#endif /* BARO_FUZZ_RATE_LIMIT_H */
