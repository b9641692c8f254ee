/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The injector: it runs one login by libpam, or one program, again and again
 * from the same beginning, and lets every system call and every allocation of
 * it go wrong in turn.  After each run it must hold that
 *  1. success is said only if the undisturbed run says so too and the files
 *     are what that one left: for a right code, the record has moved forward;
 *  2. PAM_IGNORE, which libpam turns into PAM_PERM_DENIED, comes only where
 *     the undisturbed run has it, or where the system says that the record
 *     does not exist (--absence NAME: ENOENT on that name);
 *  3. each watched file is the old or the new one, whole, with its owner and
 *     mode, and none is left behind;
 *  4. a login leaves descriptors, ids, groups, masks and locks as they were;
 *     where ids or groups cannot be given back, it is neither success nor
 *     PAM_IGNORE.
 *
 * usage: inject MODE [options] login FOLDER USER ANSWER
 *        inject MODE [options] program PATH ARGUMENT...
 *
 * Modes: errors	each call fails with each of its errors, or does less
 *	allocations	each allocation fails, and each look at the clock
 *	kills		it dies at each call, and somebody tries again
 *	pairs		after each failure a second one, or death, at each call
 *	run, kill	it runs, or dies at --at, and leaves things as they are
 *	calls		the names of its calls
 *
 *	--folder DIR	watch this folder (again for more)
 *	--at NUMBER	the call of the mode "kill", which leaves everything as
 *			it is then
 *	--part I/N	only the calls whose number is I modulo N
 *	--share I/N	of the pairs only one of N
 *	--inner		only calls of the module, or of main(), and not those
 *			of libpam and of the loader around it
 *	--once		each call fails once, and not also from then on
 *	--now SECONDS	what the clock says
 *	--later ANSWER	what is right at the next step of 30 seconds
 *	--absence NAME	see 2
 *	--also FOLDER	files that the first folder may have as well: where
 *			the ACL cannot be read, who is exempt is asked
 *	--real-uid UID	log in as su does, for whom the real id is the caller's
 *	--set NAME=VALUE	put into the environment, once all is loaded
 *	--preload FILE	steer.so, for the allocations of a program
 *	--then COMMAND	what must succeed after a program was killed
 */
#include <err.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <syslog.h>

#include "inject.h"

/*
 * Killed at one call (--at), or not at all if there are fewer; the files stay
 * as they are then, and so does what the disk below them has.
 */
static int
die_and_leave(void)
{
	struct fault fault = { .kind = KILL, .at = the.at };

	begin_case();
	trace(the.program != NULL ? run_program : run_login, the.login.scope,
	    &fault, &last_run);
	printf("%s, returned %d\n", last_run.killed ? "killed" : "ended",
	    last_run.returned);
	return 0;
}

/*
 * From here on the watched folders are ours alone, so that the parts of one
 * test can run at the same time.
 */
static void
leave_the_others(void)
{
	struct stat st[FOLDERS_MAX];

	take(clean.before);
	for (size_t i = 0; i < the.folders; i++)
		if (stat(the.paths[i], &st[i]) != 0)
			err(1, "%s", the.paths[i]);
	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		err(1, "a mount namespace of our own");
	for (size_t i = 0; i < the.folders; i++) {
		if (mount("faults", the.paths[i], "tmpfs", 0, NULL) != 0 ||
		    chown(the.paths[i], st[i].st_uid, st[i].st_gid) != 0 ||
		    chmod(the.paths[i], st[i].st_mode & 07777) != 0)
			err(1, "%s", the.paths[i]);
		folder_put(&clean.before[i]);
	}
}

/* Undisturbed, in this process; the files stay as they are then. */
static int
run_and_leave(void)
{
	int status;

	begin_case();
	if (the.program != NULL)
		status = WEXITSTATUS(run_free(run_program));
	else {
		run_login();
		status = told->status;
	}
	printf("result %d\n", status);
	return 0;
}

/* ---------------------------------------------------------------- main */

static void
read_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "folder", required_argument, NULL, 'f' },
		{ "at", required_argument, NULL, 'k' },
		{ "part", required_argument, NULL, 'P' },
		{ "share", required_argument, NULL, 'S' },
		{ "inner", no_argument, NULL, 'i' },
		{ "once", no_argument, NULL, 'o' },
		{ "now", required_argument, NULL, 'n' },
		{ "later", required_argument, NULL, 'l' },
		{ "also", required_argument, NULL, 'A' },
		{ "absence", required_argument, NULL, 'a' },
		{ "real-uid", required_argument, NULL, 'r' },
		{ "set", required_argument, NULL, 's' },
		{ "preload", required_argument, NULL, 'p' },
		{ "then", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 }
	};
	bool inner = false;
	int c;

	while ((c = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		if (c == 'f' && the.folders < FOLDERS_MAX)
			the.paths[the.folders++] = optarg;
		else if (c == 'k')
			the.at = (unsigned int)atoi(optarg);
		else if (c == 'P' && sscanf(optarg, "%u/%u", &the.part,
		    &the.parts) == 2 && the.part < the.parts)
			continue;
		else if (c == 'S' && sscanf(optarg, "%u/%u", &the.share,
		    &the.shares) == 2 && the.share < the.shares)
			continue;
		else if (c == 'i')
			inner = true;
		else if (c == 'o')
			the.once = true;
		else if (c == 'n')
			steering.now_s = atoll(optarg);
		else if (c == 'l')
			the.later = optarg;
		else if (c == 'a')
			the.absence = optarg;
		else if (c == 'A')
			the.also = optarg;
		else if (c == 'r')
			the.login.real_uid = (uid_t)atoi(optarg);
		else if (c == 's')
			(void)putenv(optarg);
		else if (c == 'p')
			the.preload = optarg;
		else if (c == 't')
			the.then = optarg;
		else
			errx(1, "see the head of inject.c");
	}
	if (argc - optind == 4 && strcmp(argv[optind], "login") == 0) {
		the.login.confdir = argv[optind + 1];
		the.login.user = argv[optind + 2];
		the.login.answer = argv[optind + 3];
		the.login.scope = inner ? MODULE : LOGIN;
	} else if (argc - optind >= 2 &&
	    strcmp(argv[optind], "program") == 0) {
		the.program = &argv[optind + 1];
		the.login.scope = inner ? MAIN : PROGRAM;
	} else {
		errx(1, "see the head of inject.c");
	}
}

int
main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";

	the.report = -1;
	the.parts = the.shares = 1;
	if (argc < 2)
		errx(1, "see the head of inject.c");
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	read_options(argc - 1, argv + 1);
	login_init();
	the.output = memfd_create("output", MFD_CLOEXEC);
	told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (the.output < 0 || told == MAP_FAILED)
		err(1, "memory");
	/* libc's connection to the log is the host's and not the module's. */
	syslog(LOG_AUTHPRIV | LOG_DEBUG, "the injector begins");
	if (strcmp(mode, "run") == 0)
		return run_and_leave();
	if (strcmp(mode, "kill") == 0)
		return die_and_leave();
	leave_the_others();
	run_clean();
	if (strcmp(mode, "errors") == 0)
		all_errors();
	else if (strcmp(mode, "kills") == 0)
		all_kills();
	else if (strcmp(mode, "pairs") == 0)
		all_pairs();
	else if (strcmp(mode, "allocations") == 0) {
		all_of_kind(&steering.allocation, clean.allocations);
		all_of_kind(&steering.clock, clean.clocks);
	} else if (strcmp(mode, "calls") == 0)
		list_calls();
	else
		errx(1, "no such mode: %s", mode);
	printf("result %d, %u calls, %u allocations, %u looks at the clock, "
	    "%lu cases, %lu failed\n", clean.status, clean.run.calls,
	    clean.allocations, clean.clocks, cases, failed);
	return failed != 0;
}
