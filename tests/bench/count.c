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
#include <sys/resource.h>

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

/*
 * Mapped shared objects, each of which begins with a mapping of offset 0; or
 * all mappings.
 */
static unsigned int
mappings(bool objects)
{
	FILE *f = fopen("/proc/self/maps", "re");
	char line[512];
	unsigned int n = 0;

	if (f == NULL)
		err(1, "/proc/self/maps");
	while (fgets(line, sizeof line, f) != NULL)
		if (!objects || (strstr(line, ".so") != NULL &&
		    strstr(line, " 00000000 ") != NULL))
			n++;
	(void)fclose(f);
	return n;
}

/* Page faults of this process. */
static long
faults(void)
{
	struct rusage r;

	if (getrusage(RUSAGE_SELF, &r) != 0)
		err(1, "getrusage");
	return r.ru_minflt + r.ru_majflt;
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
	seen_objects = mappings(true);
}

static void
next(const struct plan *plan, enum typed typed, int log)
{
	struct sample s;

	bench_now_s += BENCH_STEP_S;
	(void)login(&plan->contestants[0], "user000000", typed, &s);
	(void)log_drain(log);
}

static enum typed
counted(const struct plan *plan)
{
	return plan->wrong || plan->refused ? TYPE_WRONG : TYPE_RIGHT;
}

/* The login that counts; callgrind collects in this function alone. */
__attribute__((noinline)) void
bench_counted(const struct plan *plan, int log)
{
	bench_marking = true;
	next(plan, counted(plan), log);
	bench_marking = false;
}

/* What a process has in all, and has done. */
struct state {
	unsigned int mappings;
	unsigned int descriptors;
	uint64_t allocations;
	int64_t blocks;
	long faults;
};

/* That of the process; to look at it allocates and faults, too. */
static void
state_before(struct state *s)
{
	s->mappings = mappings(false);
	s->descriptors = descriptors();
	s->allocations = bench_allocations;
	s->blocks = bench_blocks;
	s->faults = faults();
}

static void
state_after(struct state *s)
{
	s->faults = faults();
	s->blocks = bench_blocks;
	s->allocations = bench_allocations;
	s->descriptors = descriptors();
	s->mappings = mappings(false);
}

void
count(const struct plan *plan)
{
	int log = log_open();
	struct state before;
	struct state after;
	long kb;
	unsigned int mapped;

	/* Once, so that opening /proc is in nobody's account. */
	look();
	state_after(&after);
	kb = resident_kb();
	mapped = mappings(true);
	bench_at_end = look;
	next(plan, counted(plan), log);
	bench_at_end = NULL;
	for (int i = 1; i < PRACTICE; i++)
		next(plan, plan->refused ? TYPE_WRONG : TYPE_RIGHT, log);

	state_before(&before);
	bench_counted(plan, log);
	state_after(&after);
	printf("resident_kb %ld\nobjects %u\nallocations %ju\nfaults %ld\n"
	    "blocks_left %jd\ndescriptors_left %d\nmappings_left %d\n",
	    seen_kb - kb, seen_objects - mapped,
	    (uintmax_t)(after.allocations - before.allocations),
	    after.faults - before.faults,
	    (intmax_t)(after.blocks - before.blocks),
	    (int)(after.descriptors - before.descriptors),
	    (int)(after.mappings - before.mappings));
}
