/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The rate limit.  Floor 2: pure; time is an argument.
 */
#include "otp/limiter.h"

/* see limiter.h */
bool
baro_limiter_admit(struct baro_rate_limit *limit, uint64_t now_s)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < limit->count; i++) {
		uint64_t at_s = limit->at_s[i];

		if (at_s > now_s)
			at_s = now_s;
		if (now_s - at_s < limit->window_s) {
			limit->at_s[kept] = at_s;
			kept++;
		}
	}
	limit->count = kept;
	if (kept >= limit->attempts || kept >= BARO_RATE_ATTEMPTS_MAX)
		return false;

	limit->at_s[kept] = now_s;
	limit->count = kept + 1;
	return true;
}
