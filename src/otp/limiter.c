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

	/*@ loop invariant kept <= i <= limit->count;
	    loop invariant kept == live{Pre}(limit, i, now_s);
	    loop invariant holds{Pre, Here}(limit, i, now_s);
	    loop invariant \forall integer k; i <= k < limit->count ==>
	      limit->at_s[k] == \at(limit->at_s[k], Pre);
	    loop invariant \forall integer k; 0 <= k < kept ==>
	      limit->at_s[k] <= now_s &&
	      now_s - limit->at_s[k] < limit->window_s;
	    loop assigns i, kept, limit->at_s[0 .. limit->count - 1];
	    loop variant limit->count - i; */
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
