/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A PAM application for tests: it runs transactions on a configuration folder
 * of the test's own, with answers from the command line, and prints one JSON
 * object a transaction (transaction.c).  What it puts before libc and libpam,
 * and why, is in interpose.c.
 *
 *	host --confdir DIR --service NAME [--user NAME] [--tty T] [--ruser R]
 *	    [--rhost H] [--answer TEXT]... [--answers FILE] [--hidden HEX]
 *	    [--conversation KIND] [--preset TEXT] [--silent] [--setcred]
 *	    [--account] [--now EPOCH] [--advance S] [--times N]
 *	    [--threads N | --processes N | --namespaces N] [--meet]
 *	    [--fault CALL:WHICH:ERRNO]... [--at EVENT:COMMAND]... [--trace]
 *	    [--tally decision|calls] [--needle HEX]... [--plant]
 *
 * --conversation: null-array, null-text, error, error-with-answer, again, none.
 * --answers: a file with one answer for each transaction.
 * --namespaces: processes, every second one in a mount namespace of its own.
 * --meet: those that run in parallel wait for one another at the prompt.
 * --needle: hexadecimal bytes ^ 0x5a to look for in memory after pam_end.
 */
#include <err.h>
#include <getopt.h>
#include <pthread.h>
#include <sched.h>
#include <security/pam_appl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"

/* No test takes as long: whoever waits for ever is ended. */
#define DEADLINE_S 120
#define PARALLEL_MAX 256

enum mode { IN_TURN, THREADS, PROCESSES, NAMESPACES };

static struct plan plan = { .now_s = -1 };
static enum mode mode;
static unsigned int count = 1;

/* Shared by all processes of a run. */
static struct shared {
	pthread_barrier_t barrier;
	pthread_mutex_t output;
} *shared;

/* ------------------------------------------------------ the command line */

static unsigned int
number(const char *text)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	if (*text == '\0' || *end != '\0' || v > 1000000)
		errx(2, "not a number: %s", text);
	return (unsigned int)v;
}

static void
add_fault(const char *text)
{
	struct fault *f = &plan.faults[plan.fault_count++];

	if (plan.fault_count > FAULTS_MAX || sscanf(text,
	    "%15[^:]:%255[^:]:%d", f->call, f->which, &f->error) != 3)
		errx(2, "--fault %s", text);
}

static void
add_hook(const char *text)
{
	struct hook *h = &plan.hooks[plan.hook_count++];
	const char *colon = strchr(text, ':');

	if (plan.hook_count > HOOKS_MAX || colon == NULL ||
	    sscanf(text, "%15[^:]", h->event) != 1)
		errx(2, "--at %s", text);
	h->command = colon + 1;
}

static void
add_needle(const char *hex, struct needle *ret_needle)
{
	if (!needle_parse(hex, ret_needle))
		errx(2, "not hexadecimal: %s", hex);
}

static void
read_answers(const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;
	size_t n = 0;

	if (f == NULL)
		err(1, "%s", path);
	while (getline(&line, &cap, f) > 0) {
		plan.answer_lines = realloc(plan.answer_lines,
		    (n + 1) * sizeof *plan.answer_lines);
		line[strcspn(line, "\n")] = '\0';
		if (plan.answer_lines == NULL ||
		    (plan.answer_lines[n++] = strdup(line)) == NULL)
			err(1, "malloc");
	}
	free(line);
	(void)fclose(f);
	plan.answer_line_count = n;
}

static void
set_tally(const char *what)
{
	plan.tally = strcmp(what, "calls") == 0 ? TALLY_CALLS :
	    TALLY_DECISION;
}

static void
set_mode(enum mode wanted, const char *text)
{
	mode = wanted;
	count = number(text);
	if (count == 0 || count > PARALLEL_MAX)
		errx(2, "1 to %d in parallel", PARALLEL_MAX);
}

/* --meet is told apart from the others because it needs the barrier. */
static void
meet(void)
{
	(void)pthread_barrier_wait(&shared->barrier);
}

static const struct option options[] = {
	{ "confdir", 1, NULL, 'c' }, { "service", 1, NULL, 's' },
	{ "user", 1, NULL, 'u' }, { "tty", 1, NULL, 't' },
	{ "ruser", 1, NULL, 'r' }, { "rhost", 1, NULL, 'h' },
	{ "answer", 1, NULL, 'a' }, { "answers", 1, NULL, 'A' },
	{ "hidden", 1, NULL, 'H' }, { "conversation", 1, NULL, 'C' },
	{ "preset", 1, NULL, 'p' }, { "silent", 0, NULL, 'q' },
	{ "setcred", 0, NULL, 'S' }, { "account", 0, NULL, 'M' },
	{ "now", 1, NULL, 'n' }, { "advance", 1, NULL, 'd' },
	{ "times", 1, NULL, 'N' }, { "threads", 1, NULL, '1' },
	{ "processes", 1, NULL, '2' }, { "namespaces", 1, NULL, '3' },
	{ "meet", 0, NULL, 'm' }, { "fault", 1, NULL, 'f' },
	{ "at", 1, NULL, '@' }, { "trace", 0, NULL, 'T' },
	{ "tally", 1, NULL, 'i' }, { "needle", 1, NULL, 'x' },
	{ "plant", 0, NULL, 'P' }, { NULL, 0, NULL, 0 }
};

static void
take(int option, const char *value)
{
	switch (option) {
	case 'c': plan.confdir = value; break;
	case 's': plan.service = value; break;
	case 'u': plan.user = value; break;
	case 't': plan.tty = value; break;
	case 'r': plan.ruser = value; break;
	case 'h': plan.rhost = value; break;
	case 'A': read_answers(value); break;
	case 'H': add_needle(value, &plan.hidden); break;
	case 'C': plan.conversation = value; break;
	case 'p': plan.preset = value; break;
	case 'q': plan.flags = PAM_SILENT; break;
	case 'S': plan.setcred = true; break;
	case 'M': plan.account = true; break;
	case 'n': plan.now_s = atoll(value); break;
	case 'd': plan.advance_s = atoll(value); break;
	case 'N': count = number(value); break;
	case '1': set_mode(THREADS, value); break;
	case '2': set_mode(PROCESSES, value); break;
	case '3': set_mode(NAMESPACES, value); break;
	case 'm': plan.meet = meet; break;
	case 'f': add_fault(value); break;
	case '@': add_hook(value); break;
	case 'T': plan.trace = true; break;
	case 'i': set_tally(value); break;
	case 'P': plan.plant = true; break;
	case 'a':
		if (plan.answer_count == ANSWERS_MAX)
			errx(2, "too many answers");
		plan.answers[plan.answer_count++] = value;
		break;
	case 'x':
		if (plan.needle_count == NEEDLES_MAX)
			errx(2, "too many needles");
		add_needle(value, &plan.needles[plan.needle_count++]);
		break;
	default:
		errx(2, "see host.c for the options");
	}
}

/* ------------------------------------------------------------ running */

static void
one(unsigned int which)
{
	struct json j = { NULL, 0, 0, false };
	size_t done = 0;

	transaction(&plan, which, &j);
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

	for (unsigned int i = 0; i < count; i++) {
		which[i] = i;
		if (pthread_create(&threads[i], NULL, one_in_thread,
		    &which[i]) != 0)
			errx(1, "pthread_create");
	}
	for (unsigned int i = 0; i < count; i++)
		(void)pthread_join(threads[i], NULL);
	return 0;
}

static int
run_processes(void)
{
	int bad = 0;
	int status;

	for (unsigned int i = 0; i < count; i++) {
		pid_t child = fork();

		if (child < 0)
			err(1, "fork");
		if (child > 0)
			continue;
		(void)alarm(DEADLINE_S);
		if (mode == NAMESPACES && i % 2 == 1 &&
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
	    mode == IN_TURN ? 1 : count);
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

int
main(int argc, char **argv)
{
	int option;

	interpose_init();
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		take(option, optarg);
	if (plan.confdir == NULL || plan.service == NULL || optind != argc)
		errx(2, "--confdir and --service are needed");
	(void)alarm(DEADLINE_S);
	(void)signal(SIGCHLD, handle);
	(void)signal(SIGPIPE, handle);
	share();
	if (plan.tally != TALLY_NONE)
		return tally(plan.tally, one_for_tally, NULL);
	if (mode == THREADS)
		return run_threads();
	if (mode != IN_TURN)
		return run_processes();
	for (unsigned int i = 0; i < count; i++)
		one(i);
	return 0;
}
