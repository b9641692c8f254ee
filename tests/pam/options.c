/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The command line of the test host:
 *
 *	host --confdir DIR --service NAME [--user NAME] [--tty T] [--ruser R]
 *	    [--rhost H] [--answer TEXT]... [--answers FILE] [--hidden HEX]
 *	    [--conversation KIND] [--preset TEXT] [--silent] [--setcred]
 *	    [--account] [--session] [--password] [--swap-user NAME]
 *	    [--real-uid N] [--now EPOCH] [--advance S] [--times N]
 *	    [--threads N | --processes N | --namespaces N] [--meet]
 *	    [--fault CALL:WHICH:ERRNO]... [--at EVENT:COMMAND]... [--trace]
 *	    [--tally decision|calls] [--needle HEX]... [--plant]
 *
 * --conversation: null-array, null-text, error, error-with-answer, again, none.
 * --answers: a file with one answer for each transaction.
 * --account, --session, --password: call these types too.
 * --swap-user: the conversation sets PAM_USER to this.
 * --real-uid: like a program of root's with the set-user-id bit.
 * --namespaces: processes, every second one in a mount namespace of its own.
 * --meet: those that run in parallel wait for one another at the prompt.
 * --needle: hexadecimal bytes ^ 0x5a to look for in memory after pam_end.
 */
#include <err.h>
#include <getopt.h>
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

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
add_fault(struct run *run, const char *text)
{
	struct fault *f = &run->plan.faults[run->plan.fault_count++];

	if (run->plan.fault_count > FAULTS_MAX || sscanf(text,
	    "%15[^:]:%255[^:]:%d", f->call, f->which, &f->error) != 3)
		errx(2, "--fault %s", text);
}

static void
add_hook(struct run *run, const char *text)
{
	struct hook *h = &run->plan.hooks[run->plan.hook_count++];
	const char *colon = strchr(text, ':');

	if (run->plan.hook_count > HOOKS_MAX || colon == NULL ||
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
read_answers(struct run *run, const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;
	size_t n = 0;

	if (f == NULL)
		err(1, "%s", path);
	while (getline(&line, &cap, f) > 0) {
		run->plan.answer_lines = realloc(run->plan.answer_lines,
		    (n + 1) * sizeof *run->plan.answer_lines);
		line[strcspn(line, "\n")] = '\0';
		if (run->plan.answer_lines == NULL ||
		    (run->plan.answer_lines[n++] = strdup(line)) == NULL)
			err(1, "malloc");
	}
	free(line);
	(void)fclose(f);
	run->plan.answer_line_count = n;
}

static void
set_tally(struct run *run, const char *what)
{
	run->plan.tally = strcmp(what, "calls") == 0 ? TALLY_CALLS :
	    TALLY_DECISION;
}

static void
set_mode(struct run *run, enum mode mode, const char *text)
{
	run->mode = mode;
	run->count = number(text);
	if (run->count == 0 || run->count > PARALLEL_MAX)
		errx(2, "1 to %d in parallel", PARALLEL_MAX);
}

static const struct option options[] = {
	{ "confdir", 1, NULL, 'c' }, { "service", 1, NULL, 's' },
	{ "user", 1, NULL, 'u' }, { "tty", 1, NULL, 't' },
	{ "ruser", 1, NULL, 'r' }, { "rhost", 1, NULL, 'h' },
	{ "answer", 1, NULL, 'a' }, { "answers", 1, NULL, 'A' },
	{ "hidden", 1, NULL, 'H' }, { "conversation", 1, NULL, 'C' },
	{ "preset", 1, NULL, 'p' }, { "silent", 0, NULL, 'q' },
	{ "setcred", 0, NULL, 'S' }, { "account", 0, NULL, 'M' },
	{ "session", 0, NULL, 'O' }, { "password", 0, NULL, 'W' },
	{ "swap-user", 1, NULL, 'w' },
	{ "now", 1, NULL, 'n' }, { "advance", 1, NULL, 'd' },
	{ "times", 1, NULL, 'N' }, { "threads", 1, NULL, '1' },
	{ "processes", 1, NULL, '2' }, { "namespaces", 1, NULL, '3' },
	{ "meet", 0, NULL, 'm' }, { "fault", 1, NULL, 'f' },
	{ "at", 1, NULL, '@' }, { "trace", 0, NULL, 'T' },
	{ "tally", 1, NULL, 'i' }, { "real-uid", 1, NULL, 'U' },
	{ "needle", 1, NULL, 'x' }, { "plant", 0, NULL, 'P' },
	{ NULL, 0, NULL, 0 }
};

static void
take(struct run *run, int option, const char *value)
{
	switch (option) {
	case 'c': run->plan.confdir = value; break;
	case 's': run->plan.service = value; break;
	case 'u': run->plan.user = value; break;
	case 't': run->plan.tty = value; break;
	case 'r': run->plan.ruser = value; break;
	case 'h': run->plan.rhost = value; break;
	case 'A': read_answers(run, value); break;
	case 'H': add_needle(value, &run->plan.hidden); break;
	case 'C': run->plan.conversation = value; break;
	case 'p': run->plan.preset = value; break;
	case 'q': run->plan.flags = PAM_SILENT; break;
	case 'S': run->plan.setcred = true; break;
	case 'M': run->plan.account = true; break;
	case 'O': run->plan.session = true; break;
	case 'W': run->plan.password = true; break;
	case 'w': run->plan.swap_user = value; break;
	case 'n': run->plan.now_s = atoll(value); break;
	case 'd': run->plan.advance_s = atoll(value); break;
	case 'N': run->count = number(value); break;
	case '1': set_mode(run, THREADS, value); break;
	case '2': set_mode(run, PROCESSES, value); break;
	case '3': set_mode(run, NAMESPACES, value); break;
	case 'm': run->meet = true; break;
	case 'f': add_fault(run, value); break;
	case '@': add_hook(run, value); break;
	case 'T': run->plan.trace = true; break;
	case 'i': set_tally(run, value); break;
	case 'P': run->plan.plant = true; break;
	case 'U':
		if (setresuid(number(value), 0, 0) != 0)
			err(1, "setresuid");
		break;
	case 'a':
		if (run->plan.answer_count == ANSWERS_MAX)
			errx(2, "too many answers");
		run->plan.answers[run->plan.answer_count++] = value;
		break;
	case 'x':
		if (run->plan.needle_count == NEEDLES_MAX)
			errx(2, "too many needles");
		add_needle(value, &run->plan.needles[run->plan.needle_count++]);
		break;
	default:
		errx(2, "see options.c");
	}
}

void
options_read(int argc, char **argv, struct run *ret_run)
{
	int option;

	memset(ret_run, 0, sizeof *ret_run);
	ret_run->plan.now_s = -1;
	ret_run->count = 1;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		take(ret_run, option, optarg);
	if (ret_run->plan.confdir == NULL || ret_run->plan.service == NULL ||
	    optind != argc)
		errx(2, "--confdir and --service are needed");
}
