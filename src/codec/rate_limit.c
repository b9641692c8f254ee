/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The value of RATE_LIMIT.  Floor 1.
 */
#include "codec/rate_limit.h"

#include "codec/number.h"
#include "codec/scan.h"

/* see rate_limit.h */
void
baro_rate_limit_init(struct baro_rate_limit *ret_limit)
{
	ret_limit->attempts = BARO_RATE_ATTEMPTS_DEFAULT;
	ret_limit->window_s = BARO_RATE_WINDOW_DEFAULT_S;
	ret_limit->count = 0;
	for (size_t i = 0; i < BARO_RATE_ATTEMPTS_MAX; i++)
		ret_limit->at_s[i] = 0;
}

/* Parse the two numbers and cut them off ${rest}. */
static enum baro_error
parse_option(struct baro_span *rest, struct baro_rate_limit *limit)
{
	struct baro_span attempts = baro_scan_word(*rest);
	struct baro_span window = baro_scan_word(baro_span_cut(*rest,
	    attempts.hi, rest->hi));

	/* The keyword's blanks are the caller's: none comes first here. */
	if (attempts.lo != rest->lo)
		return BARO_E_RATE_OPTION;
	if (baro_number_u32(attempts, 1, BARO_RATE_ATTEMPTS_MAX,
	    &limit->attempts) != BARO_OK)
		return BARO_E_RATE_OPTION;
	if (baro_number_u32(window, 1, BARO_RATE_WINDOW_MAX_S,
	    &limit->window_s) != BARO_OK)
		return BARO_E_RATE_OPTION;

	rest->lo = window.hi;
	return BARO_OK;
}

/* Parse what follows the two numbers. */
static enum baro_error
parse_timestamps(struct baro_span rest, struct baro_rate_limit *limit)
{
	struct baro_span word = baro_scan_word(rest);

	while (word.lo < word.hi) {
		if (limit->count >= BARO_RATE_ATTEMPTS_MAX)
			return BARO_E_TIMESTAMPS;
		if (baro_number_u64(word, 0, BARO_TIME_MAX,
		    &limit->at_s[limit->count]) != BARO_OK)
			return BARO_E_TIMESTAMPS;
		limit->count++;
		word = baro_scan_word(baro_span_cut(rest, word.hi, rest.hi));
	}
	return BARO_OK;
}

/* see rate_limit.h */
enum baro_error
baro_rate_limit_parse(struct baro_span in, struct baro_rate_limit *ret_limit)
{
	struct baro_rate_limit limit;
	enum baro_error e;

	baro_rate_limit_init(&limit);
	e = parse_option(&in, &limit);
	if (e == BARO_OK)
		e = parse_timestamps(in, &limit);
	if (e != BARO_OK)
		return e;

	ret_limit->attempts = limit.attempts;
	ret_limit->window_s = limit.window_s;
	ret_limit->count = limit.count;
	for (size_t i = 0; i < BARO_RATE_ATTEMPTS_MAX; i++)
		ret_limit->at_s[i] = limit.at_s[i];
	return BARO_OK;
}

/* see rate_limit.h */
void
baro_rate_limit_write(const struct baro_rate_limit *limit,
    struct baro_buffer *out)
{
	baro_put_decimal(out, limit->attempts);
	baro_put(out, ' ');
	baro_put_decimal(out, limit->window_s);
	for (size_t i = 0; i < BARO_RATE_ATTEMPTS_MAX; i++) {
		if (i >= limit->count)
			return;
		baro_put(out, ' ');
		baro_put_decimal(out, limit->at_s[i]);
	}
}
