/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the requirements ask of a module besides the floor, by the calls that it
 * takes: nothing is decided on what they say.  Beside it the measurements tell
 * what our own code costs from what its rows cost.
 */
#ifndef BARO_TESTS_BENCH_ROWS_H
#define BARO_TESTS_BENCH_ROWS_H

#include <stdint.h>

/* Rule 4: a page for the secrets, locked and left out of core dumps. */
void *rows_page(void);
void rows_page_end(void *page);

/*
 * Before the prompt: the user in /etc/passwd (D-02), one look at ${folder} and
 * at each above it (W-01), the record read for its ACL (P-110).
 */
void rows_before(const char *folder, const char *user);

/*
 * Under the lock: two looks whether the name still leads to the record (D-06),
 * its label (D-04), the name of the host (D-15); two more steps of the window
 * (D-14), under the same key.
 */
uint32_t rows_locked(const char *folder, const char *user);

#endif /* BARO_TESTS_BENCH_ROWS_H */
