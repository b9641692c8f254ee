/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The lock-out after failures in a row (F-084, D-13).  Floor 2.
 *
 * From the tenth failure on each one locks: one minute, then twice as long
 * each time, up to an hour.  The rate limit alone would allow 8,640 guesses a
 * day at 3 per 30 s; this leaves some twenty-five.
 */
#ifndef BARO_OTP_LOCKOUT_H
#define BARO_OTP_LOCKOUT_H

#include "codec/record.h"

#define BARO_LOCKOUT_FAILURES 10
#define BARO_LOCKOUT_FIRST_S 60
#define BARO_LOCKOUT_LONGEST_S 3600

/**
 * baro_lockout_active(record, now_s):
 * Whether ${record} is locked at ${now_s} (epoch seconds).  A time further
 * ahead than the longest lock, left by a clock that was set back, is first
 * brought to now plus that.
 */
bool baro_lockout_active(struct baro_record *record, uint64_t now_s);

/**
 * baro_lockout_count(record, now_s, lockable):
 * Count one more failure in a row, and lock if it is time to and the user is
 * ${lockable}.  Return whether this failure locked.
 */
bool baro_lockout_count(struct baro_record *record, uint64_t now_s,
    bool lockable);

/**
 * baro_lockout_clear(record):
 * Forget all failures.
 */
void baro_lockout_clear(struct baro_record *record);

#endif /* BARO_OTP_LOCKOUT_H */
