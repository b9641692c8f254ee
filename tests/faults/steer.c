/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Functions that come before those of libc: the clock stands still, random
 * bytes are the same in each run, and the k-th allocation fails.  Linked into
 * the injector with -rdynamic, which is how the module meets them; as an
 * object of its own it is preloaded into the tool, told by its environment:
 *	STEER_NOW	the time, in seconds
 *	STEER_ALLOCATION=K or K+	the allocation that fails, or the first
 *	STEER_CLOCK=K or K+		the same of clock_gettime(2)
 *	STEER_REPORT	where to write how many there were
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "inject.h"

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

struct steering steering;

static bool
fails(struct failing *f)
{
	if (!steering.on)
		return false;
	f->count++;
	return f->at != 0 && (f->count == f->at ||
	    (f->from_then_on && f->count > f->at));
}

static bool
no_memory(void)
{
	if (!fails(&steering.allocation))
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t n)
{
	return no_memory() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return no_memory() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return no_memory() ? NULL : __libc_realloc(p, n);
}

/* Deadlines pass quickly: each look is a tenth of a second later. */
int
clock_gettime(clockid_t clock, struct timespec *ret_time)
{
	static long long tenths;

	if (!steering.on || steering.now_s < 0)
		return (int)syscall(SYS_clock_gettime, clock, ret_time);
	if (fails(&steering.clock)) {
		errno = EINVAL;
		return -1;
	}
	ret_time->tv_sec = (time_t)(clock == CLOCK_REALTIME ?
	    steering.now_s : ++tenths / 10);
	ret_time->tv_nsec = clock == CLOCK_REALTIME ? 0 :
	    (long)(tenths % 10) * 100000000;
	return 0;
}

/* The call itself, with the number of the call as its last argument. */
static long
call(const long *a, long number)
{
	long result;
	register long r10 __asm__("r10") = a[3];
	register long r8 __asm__("r8") = a[4];
	register long r9 __asm__("r9") = a[5];

	__asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a[0]),
	    "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11",
	    "memory");
	return result;
}

/* Any bytes will do, if they are others each time. */
static void
refill(unsigned char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		steering.random = steering.random * 1103515245u + 12345u;
		b[i] = (unsigned char)(steering.random >> 16);
	}
}

long
syscall(long number, ...)
{
	va_list arguments;
	long a[6];
	long result;

	va_start(arguments, number);
	for (size_t i = 0; i < 6; i++)
		a[i] = va_arg(arguments, long);
	va_end(arguments);
	result = call(a, number);
	if (result < 0 && result > -4096) {
		errno = (int)-result;
		return -1;
	}
	if (steering.on && number == SYS_getrandom)
		refill((unsigned char *)a[0], (size_t)result);
	return result;
}

static void
read_failing(const char *name, struct failing *f)
{
	const char *text = getenv(name);
	char *end;

	if (text == NULL)
		return;
	f->at = (unsigned int)strtoul(text, &end, 10);
	f->from_then_on = *end == '+';
}

__attribute__((constructor)) static void
begin(void)
{
	const char *now = getenv("STEER_NOW");

	if (now == NULL)
		return;
	steering.now_s = atoll(now);
	read_failing("STEER_ALLOCATION", &steering.allocation);
	read_failing("STEER_CLOCK", &steering.clock);
	steering.on = true;
}

__attribute__((destructor)) static void
end(void)
{
	const char *name = getenv("STEER_REPORT");
	FILE *report;

	if (name == NULL || !steering.on)
		return;
	steering.on = false;
	report = fopen(name, "w");
	if (report == NULL)
		abort();
	fprintf(report, "%u %u\n", steering.allocation.count,
	    steering.clock.count);
	fclose(report);
}
