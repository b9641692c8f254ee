/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The value of the RATE_LIMIT directive (F-011).  Floor 1.
 *
 * Grammar, after the keyword and its blanks:
 *	rate-limit = attempts 1*blank window *(1*blank timestamp) *blank
 *	attempts   = number		; 1 to 100
 *	window     = number		; seconds, 1 to 3600
 *	timestamp  = number		; epoch seconds, 0 to BARO_TIME_MAX
 *	blank      = SP / HTAB
 */
#ifndef BARO_CODEC_RATE_LIMIT_H
#define BARO_CODEC_RATE_LIMIT_H

#include "base/buffer.h"
#include "base/error.h"

#define BARO_RATE_ATTEMPTS_MAX 100
#define BARO_RATE_WINDOW_MAX_S 3600
#define BARO_RATE_ATTEMPTS_DEFAULT 3
#define BARO_RATE_WINDOW_DEFAULT_S 30

/* What the tool writes (F-011); what is looser is not for users (D-05). */
#define BARO_RATE_ATTEMPTS_USUAL 10
#define BARO_RATE_WINDOW_USUAL_MIN_S 15
#define BARO_RATE_WINDOW_USUAL_MAX_S 600

/* The last second of the year 9999: the latest time that we calculate with. */
#define BARO_TIME_MAX UINT64_C(253402300799)

struct baro_rate_limit {
	uint32_t attempts;	/* so many attempts ... */
	uint32_t window_s;	/* ... in any so many seconds */
	uint32_t count;		/* timestamps held, <= BARO_RATE_ATTEMPTS_MAX */
	uint64_t at_s[BARO_RATE_ATTEMPTS_MAX];	/* epoch seconds, as read */
};

/**
 * baro_rate_limit_init(ret_limit):
 * The default of a record without the directive: 3 attempts in 30 s, none yet.
 */
void baro_rate_limit_init(struct baro_rate_limit *ret_limit);

/**
 * baro_rate_limit_parse(in, ret_limit):
 * Parse all of ${in}.  Return BARO_OK; BARO_E_RATE_OPTION if the two numbers
 * are missing or out of range; BARO_E_TIMESTAMPS if a timestamp is no number,
 * out of range, or one too many.  ${ret_limit} is written on success only.
 */
enum baro_error baro_rate_limit_parse(struct baro_span in,
    struct baro_rate_limit *ret_limit);

/**
 * baro_rate_limit_write(limit, out):
 * Append "n m[ t]..." to ${out}: what the directive holds after its keyword,
 * and what message M-16 shows.
 */
void baro_rate_limit_write(const struct baro_rate_limit *limit,
    struct baro_buffer *out);

#endif /* BARO_CODEC_RATE_LIMIT_H */
