/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The codes that the measuring program types, and that the floor expects.
 */
#ifndef BARO_TESTS_BENCH_CODE_H
#define BARO_TESTS_BENCH_CODE_H

#include <stdint.h>

/* The key of every contestant, as tests/bench/stage.py writes it. */
#define CODE_KEY "benchmark-key-of-32-characters!!"
#define CODE_STEP_S 30
/* HOSTNAME of every record. */
#define CODE_HOST "bench.test"

/* CODE_SHA512_USER: under a key of the user's own, as KEY_SCOPE user has it. */
enum code_hash { CODE_SHA1, CODE_SHA512, CODE_SHA512_USER };

/* The six digits of RFC 4226 for ${counter} under CODE_KEY. */
uint32_t code_at(enum code_hash hash, const char *user, uint64_t counter);

#endif /* BARO_TESTS_BENCH_CODE_H */
