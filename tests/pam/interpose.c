/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Library functions that the test host puts before those of libc and libpam:
 * the host is linked with -rdynamic, so a module's calls come here first.
 * That is how the clock is chosen and how a call is made to fail, without a
 * hook in what is tested.  What is done at each call is in events.c; syslog is
 * in log.c.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <security/pam_appl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host.h"

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
static int (*real_munmap)(void *, size_t);
static long (*real_syscall)(long, ...);
static int (*real_pam_fail_delay)(pam_handle_t *, unsigned int);
static int (*real_pam_set_item)(pam_handle_t *, int, const void *);

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
	find("munmap", &real_munmap);
	find("pam_fail_delay", &real_pam_fail_delay);
	find("pam_set_item", &real_pam_set_item);
	find("syscall", &real_syscall);
}

/* Whether the call shall fail, with errno set. */
static bool
stop(const char *call, const char *name, int flags, int mode)
{
	interpose_init();
	return interpose_stop(call, name, flags, mode);
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

/* Afterwards nobody could see what a module left there. */
int
munmap(void *at, size_t n)
{
	struct attempt *a = attempt_now;

	interpose_init();
	if (a != NULL && a->armed)
		scan_range(a->needles, a->needle_count, at, n, "unmapped",
		    &a->found);
	return real_munmap(at, n);
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
	case SYS_getgroups:
		return "getgroups";
	case SYS_setfsuid:
		return "setfsuid";
	case SYS_mlock2:
		return "mlock2";
	default:
		return "syscall";
	}
}

/*
 * One call that opens a chain of directories: each of them counts as if it had
 * been opened by itself, "/" first.
 */
static bool
stop_chain(const char *path, const uint64_t *how)
{
	const char *rest = path + 1;
	int flags = (int)how[0];
	bool stopped = stop("openat", "/", flags, 0);

	while (!stopped && *rest != '\0') {
		char name[NAME_MAX + 1];
		size_t n = strcspn(rest, "/");

		snprintf(name, sizeof name, "%.*s", (int)n, rest);
		stopped = stop("openat", name, flags, 0);
		rest += rest[n] == '/' ? n + 1 : n;
	}
	return stopped;
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
	if (number == SYS_openat2 ? stop_chain((const char *)a[1],
	    (const uint64_t *)a[2]) :
	    stop(call_name(number), "", 0, 0))
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
			interpose_count(TALLY_DECISION);
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
		interpose_count(TALLY_CALLS);
	}
	return status;
}

/* As libpam does when it gets no memory. */
int
pam_set_item(pam_handle_t *pamh, int item, const void *value)
{
	return stop("pam_set_item", "", item, 0) ? PAM_BUF_ERR :
	    real_pam_set_item(pamh, item, value);
}
