/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The two clocks.  Floor 3.
 */
#ifndef BARO_SYS_CLOCK_H
#define BARO_SYS_CLOCK_H

#include <stdint.h>

#include "base/error.h"

/**
 * baro_clock_now(ret_now_s):
 * The time of day in epoch seconds, read once an attempt.  Return BARO_OK, or
 * BARO_E_CLOCK if it cannot be read or lies before 1970.
 */
enum baro_error baro_clock_now(uint64_t *ret_now_s);

/**
 * baro_clock_monotonic_ms():
 * Milliseconds since some moment; 0 if the clock cannot be read, which makes a
 * deadline run out at once or never be reached: callers bound their rounds too.
 */
uint64_t baro_clock_monotonic_ms(void);

/**
 * baro_clock_sleep_ms(ms):
 * Sleep for ${ms} (less than a second), or until a signal.
 */
void baro_clock_sleep_ms(uint32_t ms);

#endif /* BARO_SYS_CLOCK_H */
