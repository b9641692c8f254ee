/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Between the driver and timeline.c, which is preloaded into it.
 */
#ifndef BARO_TESTS_BENCH_TIMELINE_H
#define BARO_TESTS_BENCH_TIMELINE_H

#include <stddef.h>
#include <stdint.h>

#define TIMELINE_MAX 256

struct timeline_call {
	long number;		/* SYS_... */
	uint64_t begin_ns;	/* CLOCK_MONOTONIC */
	uint64_t end_ns;
};

/* Emptied by setting count to 0; what is more than it holds is left out. */
struct timeline {
	size_t count;
	struct timeline_call calls[TIMELINE_MAX];
};

/* The one of this process. */
struct timeline *timeline_get(void);

#endif /* BARO_TESTS_BENCH_TIMELINE_H */
