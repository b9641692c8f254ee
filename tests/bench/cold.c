/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Cold logins: spawn, dlopen, one login, exit, as sshd and sudo make them.
 * The clock runs from before the spawn until the child has been waited for.
 */
#include <err.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "bench.h"

extern char **environ;

void
once(const struct plan *plan, const char *user)
{
	struct sample s;

	(void)login(&plan->contestants[0], user,
	    plan->wrong ? TYPE_WRONG : TYPE_RIGHT, &s);
}

static uint64_t
children_ns(void)
{
	struct rusage r;

	if (getrusage(RUSAGE_CHILDREN, &r) != 0)
		err(1, "getrusage");
	return (uint64_t)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1000000000 +
	    (uint64_t)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1000;
}

static void
spawn(const struct plan *plan, size_t i, const char *user)
{
	char now[24];
	char *argv[] = { (char *)(uintptr_t)plan->self, "once",
	    "--services", (char *)(uintptr_t)bench_services,
	    "--floor", (char *)(uintptr_t)bench_floor, "--now", now,
	    "--user", (char *)(uintptr_t)user, plan->words[i], NULL };
	pid_t child;
	int status;

	(void)snprintf(now, sizeof now, "%ju", (uintmax_t)bench_now_s);
	if (posix_spawn(&child, plan->self, NULL, NULL, argv, environ) != 0)
		err(1, "%s", plan->self);
	if (waitpid(child, &status, 0) != child || status != 0)
		errx(1, "%s: the child failed", plan->words[i]);
}

void
cold(const struct plan *plan)
{
	size_t order[CONTESTANTS_MAX];
	int log = log_open();

	for (unsigned long r = 0; r < plan->rounds; r++) {
		char user[32];

		user_name(r % plan->users, user, sizeof user);
		shuffle(order, plan->count);
		for (size_t k = 0; k < plan->count; k++) {
			size_t i = order[k];
			uint64_t cpu_ns = children_ns();
			uint64_t at_ns = elapsed_ns();
			uint64_t ns;

			bench_now_s += BENCH_STEP_S;
			spawn(plan, i, user);
			ns = elapsed_ns() - at_ns;
			printf("%s %ju %ju %ju\n", plan->contestants[i].name,
			    (uintmax_t)ns, (uintmax_t)ns,
			    (uintmax_t)(children_ns() - cpu_ns));
			(void)log_drain(log);
		}
	}
}
