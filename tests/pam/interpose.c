/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Library functions that the test host puts before those of libc and libpam:
 * the host is linked with -rdynamic, so a module's calls come here first.
 * That is how the clock is chosen, how log lines are caught byte for byte, and
 * how a call is made to fail, without a hook in what is tested.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <security/pam_appl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <syslog.h>
#include <unistd.h>

#include "host.h"

#define GROUPS_MAX 64

_Thread_local struct attempt *attempt_now;

static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_open)(const char *, int, ...);
static ssize_t (*real_pread)(int, void *, size_t, off_t);
static ssize_t (*real_read)(int, void *, size_t);
static int (*real_fsync)(int);
static int (*real_flock)(int, int);
static int (*real_fchmod)(int, mode_t);
static int (*real_fchown)(int, uid_t, gid_t);
static int (*real_uname)(struct utsname *);
static void *(*real_mmap)(void *, size_t, int, int, int, off_t);
static long (*real_syscall)(long, ...);
static int (*real_pam_fail_delay)(pam_handle_t *, unsigned int);

static void
find(const char *name, void *ret_function)
{
	void *f = dlsym(RTLD_NEXT, name);

	if (f == NULL) {
		fprintf(stderr, "host: no function %s\n", name);
		_exit(1);
	}
	/* ISO C has no conversion from void * to a function. */
	memcpy(ret_function, &f, sizeof f);
}

/* Libraries call before main() does: whoever comes first finds them all. */
void
interpose_init(void)
{
	if (real_syscall != NULL)
		return;
	find("clock_gettime", &real_clock_gettime);
	find("openat", &real_openat);
	find("open", &real_open);
	find("pread", &real_pread);
	find("read", &real_read);
	find("fsync", &real_fsync);
	find("flock", &real_flock);
	find("fchmod", &real_fchmod);
	find("fchown", &real_fchown);
	find("uname", &real_uname);
	find("mmap", &real_mmap);
	find("pam_fail_delay", &real_pam_fail_delay);
	find("syscall", &real_syscall);
}

/* ------------------------------------------------------ hooks and faults */

void
interpose_event(const char *event)
{
	struct attempt *a = attempt_now;

	for (size_t i = 0; i < a->hook_count; i++) {
		if ((a->fired & (1u << i)) != 0 ||
		    strcmp(a->hooks[i].event, event) != 0)
			continue;
		a->fired |= 1u << i;
		if (system(a->hooks[i].command) != 0) {
			fprintf(stderr, "host: failed: %s\n",
			    a->hooks[i].command);
			_exit(1);
		}
	}
}

static void
trace(struct json *j, const char *call, const char *name, int flags, int mode)
{
	gid_t groups[GROUPS_MAX];
	int n = getgroups(GROUPS_MAX, groups);

	json_mark(j, '{');
	json_key(j, "call");
	json_text(j, call);
	json_key(j, "name");
	json_text(j, name);
	json_key(j, "flags");
	json_number(j, flags);
	json_key(j, "mode");
	json_number(j, mode);
	/* -1 changes nothing and tells what is. */
	json_key(j, "fsuid");
	json_number(j, (uid_t)real_syscall(SYS_setfsuid, (unsigned int)-1));
	json_key(j, "fsgid");
	json_number(j, (gid_t)real_syscall(SYS_setfsgid, (unsigned int)-1));
	json_key(j, "groups");
	json_mark(j, '[');
	for (int i = 0; i < n; i++)
		json_number(j, groups[i]);
	json_mark(j, ']');
	json_mark(j, '}');
}

static bool
fault_matches(const struct fault *f, const char *name, unsigned int number)
{
	if (f->which[0] == '*')
		return true;
	if (f->which[0] == '#')
		return number == strtoul(f->which + 1, NULL, 10);
	return strcmp(f->which, name) == 0;
}

/* Begin to count, if that is what shall be counted, and once only. */
static void
begin_count(enum tally what)
{
	struct attempt *a = attempt_now;

	if (a->tally != what)
		return;
	a->tally = TALLY_NONE;
	a->counting = true;
	a->deciding = what == TALLY_DECISION;
	tally_mark();
}

/* Trace the call, run its hooks, and say whether it shall fail. */
static bool
stop(const char *call, const char *name, int flags, int mode)
{
	struct attempt *a = attempt_now;

	interpose_init();
	if (a == NULL || !a->armed)
		return false;
	if (a->counting && a->deciding) {
		a->counting = false;
		tally_mark();
	}
	if (a->trace)
		trace(&a->calls, call, name, flags, mode);
	interpose_event(call);
	for (size_t i = 0; i < a->fault_count; i++) {
		if (strcmp(a->faults[i].call, call) != 0)
			continue;
		a->calls_seen[i]++;
		if (fault_matches(&a->faults[i], name, a->calls_seen[i])) {
			errno = a->faults[i].error;
			return true;
		}
	}
	return false;
}

static int
mode_of(int flags, va_list arguments)
{
	return (flags & O_CREAT) != 0 ? va_arg(arguments, int) : 0;
}

int
openat(int dir, const char *name, int flags, ...)
{
	va_list arguments;
	int mode;

	va_start(arguments, flags);
	mode = mode_of(flags, arguments);
	va_end(arguments);
	if (stop("openat", name, flags, mode))
		return -1;
	return real_openat(dir, name, flags, mode);
}

int
open(const char *name, int flags, ...)
{
	va_list arguments;
	int mode;

	va_start(arguments, flags);
	mode = mode_of(flags, arguments);
	va_end(arguments);
	if (stop("open", name, flags, mode))
		return -1;
	return real_open(name, flags, mode);
}

ssize_t
pread(int fd, void *b, size_t n, off_t at)
{
	return stop("pread", "", 0, 0) ? -1 : real_pread(fd, b, n, at);
}

ssize_t
read(int fd, void *b, size_t n)
{
	return stop("read", "", 0, 0) ? -1 : real_read(fd, b, n);
}

int
fsync(int fd)
{
	return stop("fsync", "", 0, 0) ? -1 : real_fsync(fd);
}

int
flock(int fd, int operation)
{
	return stop("flock", "", operation, 0) ? -1 :
	    real_flock(fd, operation);
}

int
fchmod(int fd, mode_t mode)
{
	return stop("fchmod", "", 0, (int)mode) ? -1 : real_fchmod(fd, mode);
}

int
fchown(int fd, uid_t uid, gid_t gid)
{
	return stop("fchown", "", 0, 0) ? -1 : real_fchown(fd, uid, gid);
}

int
uname(struct utsname *b)
{
	return stop("uname", "", 0, 0) ? -1 : real_uname(b);
}

void *
mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset)
{
	return stop("mmap", "", flags, protection) ? MAP_FAILED :
	    real_mmap(at, n, protection, flags, fd, offset);
}

/* The raw system calls that a test asks for, by name. */
static const char *
call_name(long number)
{
	switch (number) {
	case SYS_getrandom:
		return "getrandom";
	case SYS_renameat2:
		return "renameat2";
	case SYS_setgroups:
		return "setgroups";
	case SYS_setfsuid:
		return "setfsuid";
	case SYS_mlock2:
		return "mlock2";
	default:
		return "syscall";
	}
}

long
syscall(long number, ...)
{
	va_list arguments;
	long a[6];

	va_start(arguments, number);
	for (size_t i = 0; i < 6; i++)
		a[i] = va_arg(arguments, long);
	va_end(arguments);
	if (stop(call_name(number), "", 0, 0))
		return -1;
	return real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int
clock_gettime(clockid_t clock, struct timespec *ret_time)
{
	interpose_init();
	if (clock == CLOCK_REALTIME && attempt_now != NULL) {
		if (stop("clock_gettime", "", 0, 0))
			return -1;
		if (attempt_now->now_s >= 0) {
			ret_time->tv_sec = attempt_now->now_s;
			ret_time->tv_nsec = 0;
			begin_count(TALLY_DECISION);
			return 0;
		}
	}
	return real_clock_gettime(clock, ret_time);
}

/* The first call of a module that knows nothing yet. */
int
pam_fail_delay(pam_handle_t *pamh, unsigned int usec)
{
	int status = real_pam_fail_delay(pamh, usec);

	if (attempt_now != NULL) {
		json_number(&attempt_now->delays, usec);
		begin_count(TALLY_CALLS);
	}
	return status;
}

/* ---------------------------------------------------------- the log */

void
vsyslog(int priority, const char *format, va_list arguments)
{
	char *text = NULL;
	int n = vasprintf(&text, format, arguments);

	if (n < 0)
		abort();
	if (attempt_now == NULL) {
		fprintf(stderr, "host: %s\n", text);
	} else {
		json_mark(&attempt_now->log, '{');
		json_key(&attempt_now->log, "priority");
		json_number(&attempt_now->log, priority);
		json_key(&attempt_now->log, "text");
		json_bytes(&attempt_now->log, text, (size_t)n);
		json_mark(&attempt_now->log, '}');
	}
	free(text);
}

void
syslog(int priority, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsyslog(priority, format, arguments);
	va_end(arguments);
}

/* What the two are when the caller was compiled with _FORTIFY_SOURCE. */
void __vsyslog_chk(int, int, const char *, va_list);
void __syslog_chk(int, int, const char *, ...);

void
__vsyslog_chk(int priority, int flag, const char *format, va_list arguments)
{
	(void)flag;
	vsyslog(priority, format, arguments);
}

void
__syslog_chk(int priority, int flag, const char *format, ...)
{
	va_list arguments;

	(void)flag;
	va_start(arguments, format);
	vsyslog(priority, format, arguments);
	va_end(arguments);
}

/* They change the ident of the whole process: no module may call them. */
void
openlog(const char *ident, int option, int facility)
{
	(void)ident;
	(void)option;
	(void)facility;
	fputs("host: openlog was called\n", stderr);
	_exit(1);
}

void
closelog(void)
{
	fputs("host: closelog was called\n", stderr);
	_exit(1);
}
