/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The lock-out.  Floor 2: pure; time is an argument.
 */
#include "otp/lockout.h"

/* 60 s << 6 is past the longest lock: more doublings change nothing. */
#define DOUBLINGS_MAX 6

_Static_assert((BARO_LOCKOUT_FIRST_S << DOUBLINGS_MAX) >=
    BARO_LOCKOUT_LONGEST_S, "the doublings reach the longest lock");

/* see lockout.h */
bool
baro_lockout_active(struct baro_record *record, uint64_t now_s)
{
	uint64_t latest_s = now_s + BARO_LOCKOUT_LONGEST_S;

	if (record->locked_until_s > latest_s)
		record->locked_until_s = latest_s;
	return now_s < record->locked_until_s;
}

/* How long the given number of failures locks. */
static uint64_t
lock_length_s(uint32_t failures)
{
	uint32_t doublings = failures - BARO_LOCKOUT_FAILURES;
	uint64_t length_s;

	if (doublings > DOUBLINGS_MAX)
		doublings = DOUBLINGS_MAX;
	length_s = (uint64_t)BARO_LOCKOUT_FIRST_S << doublings;
	if (length_s > BARO_LOCKOUT_LONGEST_S)
		length_s = BARO_LOCKOUT_LONGEST_S;
	return length_s;
}

/* see lockout.h */
bool
baro_lockout_count(struct baro_record *record, uint64_t now_s, bool lockable)
{
	if (record->failures < BARO_FAILURES_MAX)
		record->failures++;
	if (!lockable || record->failures < BARO_LOCKOUT_FAILURES)
		return false;

	record->locked_until_s = now_s + lock_length_s(record->failures);
	/* The latest time that the parser takes back. */
	if (record->locked_until_s > BARO_TIME_MAX)
		record->locked_until_s = BARO_TIME_MAX;
	return true;
}

/* see lockout.h */
void
baro_lockout_clear(struct baro_record *record)
{
	record->failures = 0;
	record->locked_until_s = 0;
}
