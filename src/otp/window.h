/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Steps and the window around now (RFC 6238 4.2 and 5.2; D-14).  Floor 2.
 */
#ifndef BARO_OTP_WINDOW_H
#define BARO_OTP_WINDOW_H

#include "base/span.h"

#define BARO_WINDOW_CODES_MAX 9		/* F-019 */
#define BARO_WINDOW_REACH_S 90		/* D-14: each way */

struct baro_window {
	uint64_t now;		/* the step of now (RFC 6238 4.2, T) */
	uint64_t first;		/* the first acceptable step */
	uint32_t count;		/* acceptable steps, 1 to 9 */
	bool capped;		/* fewer than WINDOW_SIZE asks for */
};

/**
 * baro_window_at(now_s, cycle_s, size, ret_window):
 * The window of ${size} steps of ${cycle_s} seconds around ${now_s} (epoch
 * seconds, at most BARO_TIME_MAX): the offsets -(size - 1) / 2 to size / 2,
 * cut to 9 codes and to 90 seconds each way (then it is capped), and at step
 * 0.  Requires
 * ${cycle_s} > 0 and ${size} > 0.
 */
void baro_window_at(uint64_t now_s, uint32_t cycle_s, uint32_t size,
    struct baro_window *ret_window);

#endif /* BARO_OTP_WINDOW_H */
