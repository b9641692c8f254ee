/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Faults that are put into a login on purpose, to prove that they would be
 * seen.  They run in the conversation, in the middle of pam_authenticate.
 */
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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
leak(unsigned long n)
{
	for (unsigned long i = 0; i < n; i++) {
		void *volatile p = malloc(1);

		(void)p;
	}
}

/* A page each, which is touched; ${kept}: and stays. */
static void
pages(unsigned long n, bool kept)
{
	for (unsigned long i = 0; i < n; i++) {
		volatile char *page = mmap(NULL, 1, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

		if (page == MAP_FAILED)
			err(1, "mmap");
		*page = 1;
		if (!kept && munmap((void *)(uintptr_t)page, 1) != 0)
			err(1, "munmap");
	}
}

static void
touch(unsigned long n)
{
	pages(n, false);
}

static void
map(unsigned long n)
{
	pages(n, true);
}

/* With a flag that nobody else gives. */
static void
open_synchronous(unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		(void)close(open("/dev/null", O_RDONLY | O_SYNC));
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
	{ "leak", leak },
	{ "touch", touch },
	{ "map", map },
	{ "flag", open_synchronous },
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
