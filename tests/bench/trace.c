/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * When the system calls of a login are made, which shows what it spends its
 * time on.  Needs timeline.so preloaded.
 */
#include <dlfcn.h>
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "timeline.h"

/* Logins before the first that is told. */
#define PRACTICE 100

static struct timeline *
find_timeline(void)
{
	struct timeline *(*get)(void);
	void *f = dlsym(RTLD_DEFAULT, "timeline_get");

	if (f == NULL)
		errx(2, "timeline.so is not preloaded");
	/* ISO C has no conversion from void * to a function. */
	memcpy(&get, &f, sizeof f);
	return get();
}

/*
 * A line for each login: the nanoseconds of pam_authenticate, then of each call
 * its number, and from when to when it ran, from the beginning of that.
 */
static void
tell(const struct sample *s, const struct timeline *t)
{
	printf("%ju", (uintmax_t)s->auth_ns);
	for (size_t i = 0; i < t->count; i++) {
		const struct timeline_call *call = &t->calls[i];

		if (call->begin_ns < s->from_ns ||
		    call->end_ns > s->from_ns + s->auth_ns)
			continue;
		printf(" %ld:%ju:%ju", call->number,
		    (uintmax_t)(call->begin_ns - s->from_ns),
		    (uintmax_t)(call->end_ns - s->from_ns));
	}
	printf("\n");
}

void
trace(const struct plan *plan)
{
	struct timeline *t = find_timeline();
	int log = log_open();

	for (unsigned long r = 0; r < plan->rounds + PRACTICE; r++) {
		struct sample s;

		bench_now_s += BENCH_STEP_S;
		t->count = 0;
		(void)login(&plan->contestants[0], "user000000", TYPE_RIGHT,
		    &s);
		(void)log_drain(log);
		if (r >= PRACTICE)
			tell(&s, t);
	}
}
