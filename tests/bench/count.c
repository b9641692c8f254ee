/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What does not depend on the speed of the machine: one login among marks that
 * strace(1) sees and callgrind knows; and what a login leaves in the process.
 */
#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

/* Logins before the one that is counted. */
#define PRACTICE 3

static long seen_kb;
static unsigned int seen_objects;

/* Resident memory of this process. */
static long
resident_kb(void)
{
	FILE *f = fopen("/proc/self/smaps_rollup", "re");
	char line[256];
	long kb = 0;

	if (f == NULL)
		err(1, "/proc/self/smaps_rollup");
	while (fgets(line, sizeof line, f) != NULL)
		if (sscanf(line, "Rss: %ld kB", &kb) == 1)
			break;
	(void)fclose(f);
	return kb;
}

/* Mapped shared objects; each begins with a mapping of offset 0. */
static unsigned int
objects(void)
{
	FILE *f = fopen("/proc/self/maps", "re");
	char line[512];
	unsigned int n = 0;

	if (f == NULL)
		err(1, "/proc/self/maps");
	while (fgets(line, sizeof line, f) != NULL)
		if (strstr(line, ".so") != NULL &&
		    strstr(line, " 00000000 ") != NULL)
			n++;
	(void)fclose(f);
	return n;
}

static unsigned int
descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	unsigned int n = 0;

	if (d == NULL)
		err(1, "/proc/self/fd");
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n;
}

static void
look(void)
{
	seen_kb = resident_kb();
	seen_objects = objects();
}

static void
next(const struct plan *plan, enum typed typed, int log)
{
	struct sample s;

	bench_now_s += BENCH_STEP_S;
	(void)login(&plan->contestants[0], "user000000", typed, &s);
	(void)log_drain(log);
}

/* The login that counts; callgrind collects in this function alone. */
__attribute__((noinline)) void
bench_counted(const struct plan *plan, int log)
{
	bench_marking = true;
	next(plan, plan->wrong ? TYPE_WRONG : TYPE_RIGHT, log);
	bench_marking = false;
}

void
count(const struct plan *plan)
{
	int log = log_open();
	long kb;
	unsigned int mapped;
	unsigned int open_before;
	uint64_t allocations;

	/* Once, so that opening /proc is in nobody's account. */
	look();
	kb = resident_kb();
	mapped = objects();
	bench_at_end = look;
	next(plan, TYPE_RIGHT, log);
	bench_at_end = NULL;
	for (int i = 1; i < PRACTICE; i++)
		next(plan, TYPE_RIGHT, log);

	open_before = descriptors();
	allocations = bench_allocations;
	bench_counted(plan, log);
	allocations = bench_allocations - allocations;
	printf("resident_kb %ld\nobjects %u\nallocations %ju\n"
	    "descriptors_left %d\n", seen_kb - kb, seen_objects - mapped,
	    (uintmax_t)allocations, (int)(descriptors() - open_before));
}
