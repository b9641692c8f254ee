/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The calls that the requirements ask of a module besides the floor's, and no
 * more: it parses nothing, keeps no limit, knows no emergency key, fills no
 * place in a message, and decides nothing.  So it is a bound from below: who
 * meets the rows by a file that is replaced takes more, and what this one
 * misses he misses.
 */
#ifndef BARO_TESTS_BENCH_ROWS_H
#define BARO_TESTS_BENCH_ROWS_H

#include <stdint.h>

/*
 * A page for the secrets, locked and left out of core dumps: no row's, but rule
 * 4 of ../shared/ARCHITECTURE.md.
 */
void *rows_page(void);
void rows_page_end(void *page);

/*
 * Before the prompt: the user in /etc/passwd (D-02), one look at ${folder} and
 * at each above it (W-01), the record read for its ACL (P-110).  Returns the
 * record, which stays open.
 */
int rows_before(const char *folder, const char *user);

/*
 * Under the lock: a look whether the name still leads to the record (D-06), its
 * label (D-04), the name of the host (D-15); two more steps of the window
 * (D-14), under the same key.
 */
uint32_t rows_locked(const char *folder, const char *user);

#endif /* BARO_TESTS_BENCH_ROWS_H */
