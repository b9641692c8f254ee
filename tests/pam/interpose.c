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
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"

static int (*real_clock_gettime)(clockid_t, struct timespec *);
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

/* What tests call them; the names are libc's. */
static const struct {
	long number;
	const char *name;
} calls[] = {
	{ SYS_close, "close" },
	{ SYS_fchmod, "fchmod" },
	{ SYS_fchown, "fchown" },
	{ SYS_fgetxattr, "fgetxattr" },
	{ SYS_flock, "flock" },
	{ SYS_fsetxattr, "fsetxattr" },
	{ SYS_fstat, "fstat" },
	{ SYS_fsync, "fsync" },
	{ SYS_ftruncate, "ftruncate" },
	{ SYS_geteuid, "geteuid" },
	{ SYS_getgroups, "getgroups" },
	{ SYS_getrandom, "getrandom" },
	{ SYS_madvise, "madvise" },
	{ SYS_mlock2, "mlock2" },
	{ SYS_mmap, "mmap" },
	{ SYS_nanosleep, "nanosleep" },
	{ SYS_newfstatat, "fstatat" },
	{ SYS_openat, "openat" },
	{ SYS_pread64, "pread" },
	{ SYS_pwrite64, "pwrite" },
	{ SYS_read, "read" },
	{ SYS_renameat2, "renameat2" },
	{ SYS_setfsgid, "setfsgid" },
	{ SYS_setfsuid, "setfsuid" },
	{ SYS_setgroups, "setgroups" },
	{ SYS_setresuid, "setresuid" },
	{ SYS_uname, "uname" },
	{ SYS_unlinkat, "unlinkat" },
	{ SYS_write, "write" },
};

static const char *
call_name(long number)
{
	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
		if (calls[i].number == number)
			return calls[i].name;
	return "syscall";
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

/* Afterwards nobody could see what a module left there. */
static void
look_through(const void *at, size_t n)
{
	struct attempt *a = attempt_now;

	if (a != NULL && a->armed)
		scan_range(a->needles, a->needle_count, at, n, "unmapped",
		    &a->found);
}

/* Whether this system call shall fail, with errno set. */
static bool
stop_call(long number, const long *a)
{
	const char *call = call_name(number);

	switch (number) {
	case SYS_openat:
		/* An int, of which the caller need not have set the rest. */
		if ((int)a[0] == AT_FDCWD)
			call = "open";
		return stop(call, (const char *)a[1], (int)a[2], (int)a[3]);
	case SYS_openat2:
		return stop_chain((const char *)a[1], (const uint64_t *)a[2]);
	case SYS_flock:
		return stop(call, "", (int)a[1], 0);
	case SYS_fchmod:
		return stop(call, "", 0, (int)a[1]);
	case SYS_mmap:
		return stop(call, "", (int)a[3], (int)a[2]);
	case SYS_munmap:
		look_through((const void *)a[0], (size_t)a[1]);
		return false;
	default:
		return stop(call, "", 0, 0);
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
	interpose_init();
	if (stop_call(number, a))
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
