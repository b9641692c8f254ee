/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Many sessions at a time, each a process: every one for its own user (--users
 * equal to --sessions) or all for one (--users 1), where all type the same
 * code.  Whether a login was accepted is counted, and judged by who reads the
 * counts.  With --rate the logins are started at that pace, whether or not
 * earlier ones have ended.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

#define NS_PER_S UINT64_C(1000000000)

/* What a session tells; in memory that all share. */
struct told {
	uint64_t took_ns;	/* from when the login was due */
	uint64_t end_ns;
	bool accepted;
};

struct crowd {
	const struct plan *plan;
	const struct contestant *contestant;
	struct told *told;	/* [session * each + number] */
	uint64_t start_ns;
	int gate[2];		/* closed to let all sessions go */
	int alive[2];		/* closed when the last one has ended */
};

static void
sleep_until(uint64_t at_ns)
{
	struct timespec at = { (time_t)(at_ns / NS_PER_S),
	    (long)(at_ns % NS_PER_S) };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) != 0)
		;
}

/* When the login is due; 0: at once. */
static uint64_t
due_ns(const struct crowd *crowd, unsigned long session, unsigned long number)
{
	const struct plan *p = crowd->plan;

	if (p->rate == 0)
		return 0;
	return crowd->start_ns + (number * p->sessions + session) *
	    NS_PER_S / p->rate;
}

static void
session_run(const struct crowd *crowd, unsigned long session)
{
	const struct plan *p = crowd->plan;
	struct sample s;
	char user[32];
	char byte;

	user_name(session % p->users, user, sizeof user);
	(void)close(crowd->gate[1]);
	if (read(crowd->gate[0], &byte, 1) != 0)
		err(1, "gate");
	for (unsigned long i = 0; i < p->each; i++) {
		struct told *t = &crowd->told[session * p->each + i];
		uint64_t at_ns = due_ns(crowd, session, i);

		if (at_ns != 0)
			sleep_until(at_ns);
		else
			at_ns = elapsed_ns();
		bench_now_s += BENCH_STEP_S;
		t->accepted = login(crowd->contestant, user, TYPE_RIGHT_ANY,
		    &s);
		t->end_ns = elapsed_ns();
		t->took_ns = t->end_ns - at_ns;
	}
	_exit(0);
}

/* Processor time of the whole machine, kernel threads included. */
static double
busy_s(void)
{
	unsigned long user, nice, system, idle, wait, irq, soft, steal;
	FILE *f = fopen("/proc/stat", "re");

	if (f == NULL || fscanf(f, "cpu %lu %lu %lu %lu %lu %lu %lu %lu",
	    &user, &nice, &system, &idle, &wait, &irq, &soft, &steal) != 8)
		err(1, "/proc/stat");
	(void)fclose(f);
	return (double)(user + nice + system + irq + soft) /
	    (double)sysconf(_SC_CLK_TCK);
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static double
children_s(void)
{
	struct rusage r;

	if (getrusage(RUSAGE_CHILDREN, &r) != 0)
		err(1, "getrusage");
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
	    (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

/* name logins accepted wall_s cpu_s busy_s p50_us p95_us max_us */
static void
print(const struct crowd *crowd, double cpu_s, double machine_s)
{
	size_t n = crowd->plan->sessions * crowd->plan->each;
	uint64_t *took = calloc(n, sizeof *took);
	uint64_t end_ns = crowd->start_ns;
	size_t accepted = 0;

	if (took == NULL)
		err(1, "calloc");
	for (size_t i = 0; i < n; i++) {
		took[i] = crowd->told[i].took_ns;
		accepted += crowd->told[i].accepted;
		if (crowd->told[i].end_ns > end_ns)
			end_ns = crowd->told[i].end_ns;
	}
	qsort(took, n, sizeof *took, compare);
	printf("%s %zu %zu %.6f %.6f %.6f %ju %ju %ju\n",
	    crowd->contestant->name, n, accepted,
	    (double)(end_ns - crowd->start_ns) / 1e9, cpu_s, machine_s,
	    (uintmax_t)took[n / 2] / 1000, (uintmax_t)took[n * 95 / 100] / 1000,
	    (uintmax_t)took[n - 1] / 1000);
	free(took);
}

static void
crowd_start(struct crowd *crowd)
{
	unsigned long i;

	/* Nothing that is buffered here may be written twice. */
	(void)fflush(stdout);
	if (pipe(crowd->gate) != 0 || pipe(crowd->alive) != 0)
		err(1, "pipe");
	/* With a pace, all have to be there before the first is due. */
	crowd->start_ns = elapsed_ns() + NS_PER_S / 10;
	for (i = 0; i < crowd->plan->sessions; i++) {
		pid_t child = fork();

		if (child < 0)
			err(1, "fork");
		if (child == 0)
			session_run(crowd, i);
	}
	(void)close(crowd->alive[1]);
	(void)close(crowd->gate[0]);
}

static void
crowd_wait(struct crowd *crowd, int log)
{
	int status;

	log_drain_until(log, crowd->alive[0]);
	for (unsigned long i = 0; i < crowd->plan->sessions; i++)
		if (wait(&status) < 0 || status != 0)
			errx(1, "%s: a session failed",
			    crowd->contestant->name);
	(void)close(crowd->alive[0]);
}

static void
run(struct crowd *crowd, int log)
{
	double cpu_s = children_s();
	double machine_s;

	crowd_start(crowd);
	sleep_until(crowd->start_ns);
	machine_s = busy_s();
	/* Without a pace, time counts from the opening of the gate. */
	if (crowd->plan->rate == 0)
		crowd->start_ns = elapsed_ns();
	(void)close(crowd->gate[1]);
	crowd_wait(crowd, log);
	print(crowd, children_s() - cpu_s, busy_s() - machine_s);
}

void
parallel(const struct plan *plan)
{
	size_t bytes = plan->sessions * plan->each * sizeof(struct told);
	int log = log_open();
	struct crowd crowd = { .plan = plan };

	crowd.told = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (crowd.told == MAP_FAILED)
		err(1, "mmap");
	for (unsigned long r = 0; r < plan->rounds; r++)
		for (size_t i = 0; i < plan->count; i++) {
			crowd.contestant = &plan->contestants[i];
			run(&crowd, log);
			bench_now_s += (plan->each + 1) * BENCH_STEP_S;
		}
}
