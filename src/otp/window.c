/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Steps and windows.  Floor 2: pure; time is an argument.
 */
#include "otp/window.h"

static uint32_t
min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* see window.h */
void
baro_window_at(uint64_t now_s, uint32_t cycle_s, uint32_t size,
    struct baro_window *ret_window)
{
	uint32_t codes = min_u32(size, BARO_WINDOW_CODES_MAX);
	uint32_t reach = BARO_WINDOW_REACH_S / cycle_s;
	uint32_t back = min_u32((codes - 1) / 2, reach);
	uint32_t ahead = min_u32(codes / 2, reach);

	ret_window->now = now_s / cycle_s;
	ret_window->capped = back + 1 + ahead < size;
	if (ret_window->now < back)
		back = (uint32_t)ret_window->now;
	ret_window->first = ret_window->now - back;
	ret_window->count = back + 1 + ahead;
}
