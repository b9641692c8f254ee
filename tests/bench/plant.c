/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Faults that are put into a login on purpose, to prove that they would be
 * seen.  They run in the conversation, in the middle of pam_authenticate.
 */
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

static void
spin(unsigned long ns)
{
	uint64_t end_ns = elapsed_ns() + ns;

	while (elapsed_ns() < end_ns)
		;
}

static void
work(unsigned long turns)
{
	for (volatile unsigned long i = 0; i < turns; i++)
		;
}

static void
calls(unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		(void)syscall(SYS_getppid);
}

static void
allocate(unsigned long n)
{
	for (unsigned long i = 0; i < n; i++) {
		/* Volatile, or the optimiser leaves both calls out. */
		void *volatile p = malloc(1);

		free(p);
	}
}

static void
leave_open(unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		if (open("/dev/null", O_RDONLY) < 0)
			err(1, "/dev/null");
}

static void *
nothing(void *p)
{
	return p;
}

static void
threads(unsigned long n)
{
	pthread_t thread;

	for (unsigned long i = 0; i < n; i++)
		if (pthread_create(&thread, NULL, nothing, NULL) != 0 ||
		    pthread_join(thread, NULL) != 0)
			errx(1, "pthread_create");
}

static const struct plant plants[] = {
	{ "spin", spin },
	{ "work", work },
	{ "call", calls },
	{ "malloc", allocate },
	{ "open", leave_open },
	{ "thread", threads },
	{ NULL, NULL },
};

const struct plant *
plant_find(const char *name)
{
	const struct plant *p = plants;

	while (p->name != NULL && strcmp(p->name, name) != 0)
		p++;
	if (p->name == NULL)
		errx(2, "no such plant: %s", name);
	return p;
}
