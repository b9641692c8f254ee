/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The rate limit: so many attempts in any so many seconds (F-080, F-082,
 * F-083).  Floor 2.
 */
#ifndef BARO_OTP_LIMITER_H
#define BARO_OTP_LIMITER_H

#include "codec/rate_limit.h"

/**
 * baro_limiter_admit(limit, now_s):
 * Whether one more attempt may be made at ${now_s} (epoch seconds).  Forget
 * the timestamps that are ${limit}->window_s old or older; take those of the
 * future, left by a clock that was set back, for now; then record this
 * attempt, unless that would be one too many.  A refused attempt leaves no
 * timestamp, so a flood cannot extend the refusal.
 */
bool baro_limiter_admit(struct baro_rate_limit *limit, uint64_t now_s);

#endif /* BARO_OTP_LIMITER_H */
