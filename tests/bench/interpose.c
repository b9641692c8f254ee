/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Library functions that stand before those of libc, because this program is
 * linked with -rdynamic: a chosen time of day, and a count of allocations and
 * of what is left of them.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "bench.h"

#define NS_PER_S UINT64_C(1000000000)

uint64_t bench_now_s;
uint64_t bench_allocations;
int64_t bench_blocks;

/* glibc's own names of what is counted here. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

static int (*real_clock_gettime)(clockid_t, struct timespec *);

void
interpose_init(void)
{
	void *f = dlsym(RTLD_NEXT, "clock_gettime");

	if (f == NULL)
		abort();
	/* ISO C has no conversion from void * to a function. */
	memcpy(&real_clock_gettime, &f, sizeof f);
}

int
clock_gettime(clockid_t id, struct timespec *ts)
{
	if (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE)
		return real_clock_gettime(id, ts);
	ts->tv_sec = (time_t)bench_now_s;
	ts->tv_nsec = 0;
	return 0;
}

time_t
time(time_t *t)
{
	if (t != NULL)
		*t = (time_t)bench_now_s;
	return (time_t)bench_now_s;
}

int
gettimeofday(struct timeval *tv, void *zone)
{
	(void)zone;
	tv->tv_sec = (time_t)bench_now_s;
	tv->tv_usec = 0;
	return 0;
}

static uint64_t
read_clock(clockid_t id)
{
	struct timespec ts;

	if (real_clock_gettime(id, &ts) != 0)
		abort();
	return (uint64_t)ts.tv_sec * NS_PER_S + (uint64_t)ts.tv_nsec;
}

uint64_t
elapsed_ns(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

uint64_t
processor_ns(void)
{
	return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

void *
malloc(size_t n)
{
	bench_allocations++;
	bench_blocks++;
	return __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	bench_allocations++;
	bench_blocks++;
	return __libc_calloc(n, size);
}

/* Nobody here gives it a size of 0, which frees. */
void *
realloc(void *p, size_t n)
{
	bench_allocations++;
	if (p == NULL)
		bench_blocks++;
	return __libc_realloc(p, n);
}

void
free(void *p)
{
	if (p != NULL)
		bench_blocks--;
	__libc_free(p);
}
