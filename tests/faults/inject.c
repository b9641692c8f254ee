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
 *  4. a login leaves descriptors, ids, groups, masks and locks as they were.
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
 *
 *	--folder DIR	watch this folder (again for more)
 *	--at NUMBER	the call of the mode "kill", which leaves everything as
 *			it is then
 *	--part I/N	only the calls whose number is I modulo N
 *	--inner		only calls of the module, or of main(), and not those
 *			of libpam and of the loader around it
 *	--once		each call fails once, and not also from then on
 *	--loses NAME	the one file that may be gone after a failure
 *	--now SECONDS	what the clock says
 *	--later ANSWER	what is right at the next step of 30 seconds
 *	--absence NAME	see 2
 *	--also FOLDER	files that the first folder may have as well: where
 *			the ACL cannot be read, who is exempt is asked
 *	--set NAME=VALUE	put into the environment, once all is loaded
 *	--preload FILE	steer.so, for the allocations of a program
 *	--then COMMAND	what must succeed after a program was killed
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "inject.h"

#define FOLDERS_MAX 3
#define OUTPUT_BYTES 8192
#define STEP_S 30

/* libpam's own numbers, which a reader of its headers knows. */
#define SUCCESS 0
#define PERM_DENIED 6

/* What is run, and on what. */
static struct {
	struct login login;
	char **program;		/* NULL: the login */
	unsigned int at;	/* die_and_leave: at this call */
	unsigned int part;	/* this one ... */
	unsigned int parts;	/* ... of so many, by the number of the call */
	bool once;		/* nothing fails from then on */
	const char *later;
	const char *absence;
	const char *also;
	const char *loses;
	const char *preload;
	const char *then;
	size_t folders;
	const char *paths[FOLDERS_MAX];
	int output;		/* what a program prints */
	int report;		/* where steer.c counts; else -1 */
} the;

/* The undisturbed run. */
static struct {
	struct run run;
	int status;
	unsigned int allocations;
	unsigned int clocks;
	char output[OUTPUT_BYTES];
	struct folder before[FOLDERS_MAX];
	struct folder after[FOLDERS_MAX];
	struct folder also[FOLDERS_MAX];
} clean;

static struct seen *seen;
static struct run run;
static struct folder now[FOLDERS_MAX];
static unsigned long cases;
static unsigned long failed;

/* ------------------------------------------------------------ subjects */

static void
run_login(void)
{
	login(&the.login, seen);
}

/* Tell steer.so what to do. */
static void
set_steering(void)
{
	char text[32];

	(void)snprintf(text, sizeof text, "%u%s", steering.allocation.at,
	    steering.allocation.from_then_on ? "+" : "");
	(void)setenv("STEER_ALLOCATION", text, 1);
	(void)snprintf(text, sizeof text, "%u", steering.clock.at);
	(void)setenv("STEER_CLOCK", text, 1);
	(void)snprintf(text, sizeof text, "%lld", steering.now_s);
	(void)setenv("STEER_NOW", text, 1);
	if (the.report >= 0) {
		(void)snprintf(text, sizeof text, "/proc/self/fd/%d",
		    the.report);
		(void)setenv("STEER_REPORT", text, 1);
	}
	(void)setenv("LD_PRELOAD", the.preload, 1);
}

static void
run_program(void)
{
	int nothing = open("/dev/null", O_RDWR);

	if (the.preload != NULL)
		set_steering();
	(void)dup2(nothing, STDIN_FILENO);
	(void)dup2(nothing, STDERR_FILENO);
	(void)dup2(the.output, STDOUT_FILENO);
	execv(the.program[0], the.program);
	_exit(127);
}

static void
run_then(void)
{
	int nothing = open("/dev/null", O_RDWR);

	(void)dup2(nothing, STDIN_FILENO);
	(void)dup2(nothing, STDOUT_FILENO);
	execl("/bin/sh", "sh", "-c", the.then, (char *)NULL);
	_exit(127);
}

static void
begin_case(void)
{
	memset(seen, 0, sizeof *seen);
	if (the.program != NULL && (ftruncate(the.output, 0) != 0 ||
	    lseek(the.output, 0, SEEK_SET) != 0))
		err(1, "output");
}

static void
take(struct folder *folders)
{
	for (size_t i = 0; i < the.folders; i++) {
		folders[i].path = the.paths[i];
		folder_take(&folders[i]);
	}
}

/* The log is not read while it fills up to no avail: libc does not wait. */
static void
run_one(const struct fault *what)
{
	struct fault fault = *what;

	fault.refills = clean.run.refills;
	for (size_t i = 0; i < the.folders; i++)
		folder_put(&clean.before[i]);
	begin_case();
	trace(the.program != NULL ? run_program : run_login, the.login.scope,
	    &fault, &run);
	take(now);
}

/* What came of it: a return code of libpam, or a status of exit(3). */
static int
result(int status)
{
	if (the.program != NULL)
		return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return WIFEXITED(status) && seen->ended ? seen->status : -1;
}

static bool
is_after(void)
{
	for (size_t i = 0; i < the.folders; i++)
		if (!folder_same(&now[i], &clean.after[i]))
			return false;
	return true;
}

static bool
is_before(void)
{
	for (size_t i = 0; i < the.folders; i++)
		if (!folder_same(&now[i], &clean.before[i]))
			return false;
	return true;
}

static bool
output_same(void)
{
	static char output[OUTPUT_BYTES];

	if (the.program == NULL)
		return true;
	memset(output, 0, sizeof output);
	if (pread(the.output, output, sizeof output, 0) < 0)
		err(1, "output");
	return memcmp(output, clean.output, sizeof output) == 0;
}

/* --------------------------------------------------------------- judge */

/* A change of the host that follows from the failure of what undoes it. */
static bool
is_excused(const char *trouble, long hit)
{
	if (hit == SYS_munmap || hit == SYS_rt_sigprocmask)
		return strcmp(trouble, hit == SYS_munmap ? "VmLck:" :
		    "SigBlk:") == 0;
	if (hit == SYS_setgroups)
		return strcmp(trouble, "Groups:") == 0;
	if (hit == SYS_setresuid || hit == SYS_setfsuid)
		return strcmp(trouble, "Uid:") == 0 ||
		    strncmp(trouble, "Cap", 3) == 0;
	if (hit == SYS_setfsgid)
		return strcmp(trouble, "Gid:") == 0;
	if (hit == SYS_prctl)
		return strcmp(trouble, "dumpable") == 0 ||
		    strcmp(trouble, "parent-death signal") == 0;
	return false;
}

static const char *
trouble_of_files(bool litter)
{
	const char *trouble = NULL;

	for (size_t i = 0; i < the.folders && trouble == NULL; i++)
		trouble = folder_trouble(&now[i], &clean.before[i],
		    &clean.after[i], &clean.also[i], litter,
		    the.loses);
	return trouble;
}

/* ENOENT on the record's own name: then it is not there, as far as one sees. */
static bool
says_absent(const struct fault *fault)
{
	return the.absence != NULL && fault->kind == FAIL &&
	    fault->error == ENOENT &&
	    strcmp(run.hit_name, the.absence) == 0;
}

/* glibc's loader crashes when it gets no memory; nothing has begun by then. */
static bool
died_in_loader(void)
{
	return the.program != NULL && !run.began && WIFSIGNALED(run.status) &&
	    WTERMSIG(run.status) == SIGSEGV;
}

/* What is wrong with a run that was not killed, or NULL. */
static const char *
judge(const struct fault *fault)
{
	bool litter = run.hit == SYS_unlinkat || run.then_hit == SYS_unlinkat;
	int status = result(run.status);
	const char *trouble = trouble_of_files(litter);

	if (trouble != NULL)
		return trouble;
	if (died_in_loader())
		return NULL;
	if (status < 0)
		return WIFSIGNALED(run.status) ?
		    strsignal(WTERMSIG(run.status)) : "did not end";
	if (status == SUCCESS && clean.status != SUCCESS &&
	    !says_absent(fault))
		return "success";
	if (status == SUCCESS && clean.status == SUCCESS && !is_after())
		return "success, but the files are not what they should be";
	if (status == SUCCESS && !output_same() && clean.status == SUCCESS)
		return "success, but it printed something else";
	if (the.program == NULL && status == PERM_DENIED && seen->entered &&
	    clean.status != PERM_DENIED && !says_absent(fault))
		return "PAM_IGNORE";
	if (seen->trouble[0] != '\0' &&
	    !is_excused(seen->trouble, run.hit) &&
	    !is_excused(seen->trouble, run.then_hit))
		return seen->trouble;
	return NULL;
}

static const char *
name_of(long number)
{
	const struct call_errors *call = errors_of(number);

	return call == NULL ? "?" : call->name;
}

static void
say(const struct fault *fault, const char *trouble)
{
	const char *error = fault->kind == FAIL ?
	    strerrorname_np(fault->error) : "";

	cases++;
	if (trouble == NULL)
		return;
	failed++;
	printf("FAIL call %u %s(%s) %s %s%s", fault->at,
	    run.hit < 0 ? "" : name_of(run.hit), run.hit_name,
	    fault->kind == KILL ? "killed" : fault->kind == SHORT ?
	    "shortened" : "fails", error,
	    fault->from_then_on ? " from then on" : "");
	if (fault->kind == SHORT)
		printf("to %u", fault->bytes);
	if (fault->then_at != 0)
		printf(", then call %u %s", fault->then_at,
		    fault->then_kill ? "killed" : name_of(run.then_hit));
	printf(": %s (result %d)\n", trouble, result(run.status));
}

/* --------------------------------------------------------------- modes */

/* What steer.so counted in a program. */
static void
read_report(void)
{
	char text[32] = "";

	if (pread(the.report, text, sizeof text - 1, 0) < 0 ||
	    sscanf(text, "%u %u", &clean.allocations, &clean.clocks) != 2)
		errx(1, "steer.so did not report: is --preload right?");
}

/* The program once more, for its allocations alone. */
static void
count_allocations(void)
{
	the.report = memfd_create("report", 0);
	for (size_t i = 0; i < the.folders; i++)
		folder_put(&clean.before[i]);
	begin_case();
	(void)run_free(run_program);
	read_report();
	(void)close(the.report);
	the.report = -1;
}

static void
run_clean(void)
{
	struct fault none = { .kind = NOTHING };

	clean.also[0].path = the.also;
	if (the.also != NULL)
		folder_take(&clean.also[0]);
	take(clean.before);
	run_one(&none);
	clean.run = run;
	clean.status = result(run.status);
	if (clean.status < 0 || run.calls > CALLS_MAX)
		errx(1, "the undisturbed run does not end, or is too long");
	if (seen->trouble[0] != '\0')
		errx(1, "undisturbed: %s", seen->trouble);
	memcpy(clean.after, now, sizeof now);
	clean.allocations = seen->allocations;
	clean.clocks = seen->clocks;
	if (the.program != NULL &&
	    pread(the.output, clean.output, sizeof clean.output, 0) < 0)
		err(1, "output");
	for (size_t i = 0; i < the.folders; i++)
		if (folder_has_litter(&now[i]))
			errx(1, "undisturbed: litter");
	if (the.preload != NULL)
		count_allocations();
}

static void
check(const struct fault *fault)
{
	run_one(fault);
	say(fault, judge(fault));
}

/* Whether this part of the work is done here (--part). */
static bool
is_ours(unsigned int at)
{
	return at % the.parts == the.part;
}

static const struct call_errors *
must_know(unsigned int at)
{
	const struct call_errors *call = errors_of(clean.run.numbers[at - 1]);

	if (call == NULL)
		errx(1, "system call %ld is not in errors.c",
		    clean.run.numbers[at - 1]);
	return call;
}

/* The names of the calls, for who reads a failure. */
static void
list_calls(void)
{
	for (unsigned int at = 1; at <= clean.run.calls; at++) {
		long number = clean.run.numbers[at - 1];

		printf("call %u %s (%ld)\n", at, name_of(number), number);
	}
}

/* Every call with every error, once and for ever, and with less than asked. */
static void
all_errors(void)
{
	for (unsigned int at = 1; at <= clean.run.calls; at++) {
		const struct call_errors *call = must_know(at);
		struct fault fault = { .kind = FAIL, .at = at };

		if (!is_ours(at))
			continue;
		for (size_t i = 0; call->errors[i] != 0; i++) {
			fault.error = call->errors[i];
			fault.from_then_on = false;
			check(&fault);
			fault.from_then_on = true;
			if (!the.once && !error_is_transient(fault.error))
				check(&fault);
		}
		fault.kind = SHORT;
		fault.from_then_on = false;
		for (fault.bytes = 0; call->shortens >= 0 && fault.bytes < 2;
		    fault.bytes++)
			check(&fault);
	}
}

static void
all_of_kind(struct failing *failing, unsigned int count)
{
	struct fault none = { .kind = NOTHING };

	for (unsigned int k = 1; k <= count; k++)
		for (int sticky = 0; is_ours(k) && sticky < 2; sticky++) {
			failing->at = none.at = k;
			none.from_then_on = failing->from_then_on = sticky;
			check(&none);
		}
	failing->at = 0;
}

/* Log in again after a death; what is wrong with that, or NULL. */
static const char *
judge_again(void)
{
	bool was_before = is_before() || !is_after();
	bool moved = !folder_same(&clean.before[0], &clean.after[0]);
	int status;

	begin_case();
	status = result(run_free(run_login));
	if (was_before && status != clean.status)
		return "the record did not change, but the next login does";
	if (!was_before && moved && status == SUCCESS)
		return "a code was accepted again";
	take(now);
	if (folder_has_litter(&now[0]))
		return "the next login leaves litter";
	if (the.later == NULL)
		return NULL;
	begin_case();
	the.login.answer = the.later;
	steering.now_s += STEP_S;
	status = result(run_free(run_login));
	steering.now_s -= STEP_S;
	return status == SUCCESS ? NULL : "the next code does not get in";
}

static const char *
judge_then(void)
{
	int status = run_free(run_then);

	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return "the next command fails";
	take(now);
	for (size_t i = 0; i < the.folders; i++)
		if (folder_has_litter(&now[i]))
			return "the next command leaves litter";
	return NULL;
}

/* What is wrong after a death, or NULL. */
static const char *
judge_death(void)
{
	const char *answer = the.login.answer;
	const char *trouble = trouble_of_files(true);

	if (trouble == NULL && run.returned == SUCCESS && !is_after())
		return "success was said, but the files are the old ones";
	if (trouble == NULL && the.program == NULL)
		trouble = judge_again();
	if (trouble == NULL && the.then != NULL)
		trouble = judge_then();
	the.login.answer = answer;
	return trouble;
}

static void
all_kills(void)
{
	for (unsigned int at = 1; at <= clean.run.calls; at++) {
		struct fault fault = { .kind = KILL, .at = at };

		if (!is_ours(at))
			continue;
		run_one(&fault);
		say(&fault, run.killed ? judge_death() : "it did not die");
	}
}

/* After each call that failed, a second failure, or death, at each later. */
static void
all_pairs(void)
{
	for (unsigned int at = 1; at <= clean.run.calls; at++) {
		const struct call_errors *call = must_know(at);
		struct fault fault = { .kind = FAIL, .at = at };
		unsigned int calls;

		if (call->errors[0] == 0 || !is_ours(at))
			continue;
		fault.error = call->errors[0];
		fault.to_the_end = true;
		run_one(&fault);
		calls = run.calls;
		for (unsigned int then = at + 1; then <= calls; then++) {
			fault.then_at = then;
			fault.then_kill = false;
			check(&fault);
			fault.then_kill = true;
			run_one(&fault);
			say(&fault, judge_death());
		}
	}
}

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
	    &fault, &run);
	printf("%s, returned %d\n", run.killed ? "killed" : "ended",
	    run.returned);
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
		status = seen->status;
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
		{ "inner", no_argument, NULL, 'i' },
		{ "once", no_argument, NULL, 'o' },
		{ "now", required_argument, NULL, 'n' },
		{ "later", required_argument, NULL, 'l' },
		{ "loses", required_argument, NULL, 'L' },
		{ "also", required_argument, NULL, 'A' },
		{ "absence", required_argument, NULL, 'a' },
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
		else if (c == 'L')
			the.loses = optarg;
		else if (c == 'A')
			the.also = optarg;
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
	the.parts = 1;
	if (argc < 2)
		errx(1, "see the head of inject.c");
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	read_options(argc - 1, argv + 1);
	login_init();
	the.output = memfd_create("output", MFD_CLOEXEC);
	seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (the.output < 0 || seen == MAP_FAILED)
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
