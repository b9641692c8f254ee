/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The floor: the least that a module can do which lets a code in once and
 * remembers it, by replacing a file.  No checks, no limits, no messages.
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

/*
 * Compare ${typed} with the one code of now, and replace the record of ${user}
 * in ${folder}; fsync the directory as well if ${sync_directory}.  Returns
 * whether the code was right and its step a new one.
 */
bool floor_login(const char *folder, const char *user, uint32_t typed,
    bool sync_directory);

#endif /* BARO_TESTS_BENCH_FLOOR_H */
