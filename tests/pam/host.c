/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A PAM application for tests: it runs transactions on a configuration folder
 * of the test's own, with answers from the command line, and prints one JSON
 * object a transaction.  The command line is in options.c, the transaction in
 * transaction.c, and what stands before libc and libpam in interpose.c.
 */
#include <err.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"

/* No test takes as long: whoever waits for ever is ended. */
#define DEADLINE_S 120

static struct run run;

/* Shared by all processes of a run. */
static struct shared {
	pthread_barrier_t barrier;
	pthread_mutex_t output;
} *shared;

static void
one(unsigned int which)
{
	struct json j = { NULL, 0, 0, false };
	size_t done = 0;

	transaction(&run.plan, which, &j);
	/* "\n" takes the place of the NUL. */
	j.b[j.n] = '\n';
	(void)pthread_mutex_lock(&shared->output);
	while (done <= j.n) {
		ssize_t n = write(STDOUT_FILENO, j.b + done, j.n + 1 - done);

		if (n <= 0)
			err(1, "write");
		done += (size_t)n;
	}
	(void)pthread_mutex_unlock(&shared->output);
	json_free(&j);
}

static void
one_for_tally(void *context)
{
	(void)context;
	one(0);
}

static void *
one_in_thread(void *which)
{
	one(*(unsigned int *)which);
	return NULL;
}

static int
run_threads(void)
{
	static unsigned int which[PARALLEL_MAX];
	static pthread_t threads[PARALLEL_MAX];

	for (unsigned int i = 0; i < run.count; i++) {
		which[i] = i;
		if (pthread_create(&threads[i], NULL, one_in_thread,
		    &which[i]) != 0)
			errx(1, "pthread_create");
	}
	for (unsigned int i = 0; i < run.count; i++)
		(void)pthread_join(threads[i], NULL);
	return 0;
}

static int
run_processes(void)
{
	int bad = 0;
	int status;

	for (unsigned int i = 0; i < run.count; i++) {
		pid_t child = fork();

		if (child < 0)
			err(1, "fork");
		if (child > 0)
			continue;
		(void)alarm(DEADLINE_S);
		if (run.mode == NAMESPACES && i % 2 == 1 &&
		    unshare(CLONE_NEWNS) != 0)
			err(1, "unshare");
		one(i);
		_exit(0);
	}
	while (wait(&status) > 0)
		bad |= status;
	return bad != 0;
}

static void
share(void)
{
	pthread_barrierattr_t barrier;
	pthread_mutexattr_t mutex;

	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		err(1, "mmap");
	(void)pthread_barrierattr_init(&barrier);
	(void)pthread_barrierattr_setpshared(&barrier, PTHREAD_PROCESS_SHARED);
	(void)pthread_barrier_init(&shared->barrier, &barrier,
	    run.mode == IN_TURN ? 1 : run.count);
	(void)pthread_mutexattr_init(&mutex);
	(void)pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
	(void)pthread_mutex_init(&shared->output, &mutex);
}

/* A host has handlers of its own, for a snapshot to look at. */
static void
handle(int signal)
{
	(void)signal;
}

/* Where those that run in parallel wait for one another. */
static void
meet(void)
{
	(void)pthread_barrier_wait(&shared->barrier);
}

int
main(int argc, char **argv)
{
	interpose_init();
	options_read(argc, argv, &run);
	if (run.meet)
		run.plan.meet = meet;
	(void)alarm(DEADLINE_S);
	(void)signal(SIGCHLD, handle);
	(void)signal(SIGPIPE, handle);
	(void)prctl(PR_SET_PDEATHSIG, SIGHUP, 0, 0, 0);
	share();
	if (run.plan.tally != TALLY_NONE)
		return tally(run.plan.tally, one_for_tally, NULL);
	if (run.mode == THREADS)
		return run_threads();
	if (run.mode != IN_TURN)
		return run_processes();
	for (unsigned int i = 0; i < run.count; i++)
		one(i);
	return 0;
}
