/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The floor: the least that a module can do which remembers a code by
 * replacing a file.  No checks, no limits, no messages; and no look whether the
 * name still leads to the record that was locked, so of sessions that race two
 * may get in.
 */
#ifndef BARO_TESTS_BENCH_FLOOR_H
#define BARO_TESTS_BENCH_FLOOR_H

#include <stdbool.h>
#include <stdint.h>

/* About as long as a usual record. */
struct floor_record {
	char key[32];
	uint64_t last_step;
	char rest[160];
};

/* Open the record of ${user} in ${folder}; exits if there is none. */
int floor_open(const char *folder, const char *user);

/*
 * Lock the record of ${user} in ${folder}, which is open as ${record}, compare
 * ${typed} with the one code of now, and replace the record; fsync the
 * directory as well if ${sync_directory}.  Returns whether the code was right
 * and its step a new one.
 */
bool floor_login(int record, const char *folder, const char *user,
    uint32_t typed, bool sync_directory);

#endif /* BARO_TESTS_BENCH_FLOOR_H */
