/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * When each system call of our module begins and ends.  This file is preloaded:
 * the module makes all its calls by the one import that is replaced here.
 */
#include <dlfcn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "timeline.h"

static long (*real_syscall)(long, ...);
static struct timeline timeline;

/* By the driver's clock_gettime: only its time of day is a chosen one. */
static uint64_t
now_ns(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		abort();
	return (uint64_t)ts.tv_sec * UINT64_C(1000000000) +
	    (uint64_t)ts.tv_nsec;
}

__attribute__((constructor)) static void
timeline_init(void)
{
	void *f = dlsym(RTLD_NEXT, "syscall");

	if (f == NULL)
		abort();
	/* ISO C has no conversion from void * to a function. */
	memcpy(&real_syscall, &f, sizeof f);
}

struct timeline *
timeline_get(void)
{
	return &timeline;
}

/* All six are taken, as libc's own does, whatever the call has. */
long
syscall(long number, ...)
{
	struct timeline_call ignored;
	struct timeline_call *call = timeline.count < TIMELINE_MAX ?
	    &timeline.calls[timeline.count++] : &ignored;
	long a[6];
	long result;
	va_list list;

	va_start(list, number);
	for (size_t i = 0; i < 6; i++)
		a[i] = va_arg(list, long);
	va_end(list);
	call->number = number;
	call->begin_ns = now_ns();
	result = real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	call->end_ns = now_ns();
	return result;
}
