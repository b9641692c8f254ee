/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The world of fuzz_pam: files in a mount namespace of its own, a host's name,
 * a clock, and system calls that fail on request (the linker's --wrap puts
 * these functions before libc's in what is linked into the harness).
 */
#ifndef BARO_FUZZ_PAM_WORLD_H
#define BARO_FUZZ_PAM_WORLD_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

#define WORLD "/mnt"
#define WORLD_UID 1234

static struct {
	bool armed;		/* the module is running */
	uint64_t now_s;
	unsigned fail_at;	/* the call with this number fails; 0: none */
	int error;		/* by this */
	uint32_t fail_seed;	/* calls fail by chance, from here; 0: none */
	unsigned calls;
	unsigned failed;
	char gate[4096];	/* the path of fuzz_pam_gate.so */
} world;

static const int world_errors[] = { EIO, ENOSPC, EACCES, ENOMEM, EINTR,
    ENOSYS };
#define WORLD_ERRORS (sizeof world_errors / sizeof world_errors[0])

/* The next of a row of numbers that only the seed decides (xorshift). */
static uint32_t
world_chance(void)
{
	world.fail_seed ^= world.fail_seed << 13;
	world.fail_seed ^= world.fail_seed >> 17;
	world.fail_seed ^= world.fail_seed << 5;
	return world.fail_seed;
}

/* Whether this call shall fail. */
static bool
world_fails(void)
{
	int error = 0;

	if (!world.armed)
		return false;
	if (++world.calls == world.fail_at)
		error = world.error;
	else if (world.fail_seed != 0 && world_chance() % 24 == 0)
		error = world_errors[world_chance() % WORLD_ERRORS];
	if (error == 0)
		return false;
	world.failed++;
	errno = error;
	return true;
}

#define WRAP(type, name, parameters, arguments, failure) \
	type __real_##name parameters; \
	type __wrap_##name parameters; \
	type __wrap_##name parameters \
	{ \
		return world_fails() ? failure : __real_##name arguments; \
	}

WRAP(ssize_t, pread, (int fd, void *b, size_t n, off_t at), (fd, b, n, at), -1)
WRAP(ssize_t, pwrite, (int fd, const void *b, size_t n, off_t at),
    (fd, b, n, at), -1)
WRAP(ssize_t, read, (int fd, void *b, size_t n), (fd, b, n), -1)
WRAP(ssize_t, write, (int fd, const void *b, size_t n), (fd, b, n), -1)
WRAP(int, fsync, (int fd), (fd), -1)
WRAP(int, ftruncate, (int fd, off_t n), (fd, n), -1)
WRAP(int, flock, (int fd, int operation), (fd, operation), -1)
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode), -1)
WRAP(int, fchown, (int fd, uid_t uid, gid_t gid), (fd, uid, gid), -1)
WRAP(int, fstat, (int fd, struct stat *st), (fd, st), -1)
WRAP(int, fstatat, (int fd, const char *name, struct stat *st, int flags),
    (fd, name, st, flags), -1)
WRAP(ssize_t, fgetxattr, (int fd, const char *name, void *b, size_t n),
    (fd, name, b, n), -1)
WRAP(int, fsetxattr, (int fd, const char *name, const void *b, size_t n,
    int flags), (fd, name, b, n, flags), -1)
WRAP(void *, mmap, (void *at, size_t n, int prot, int flags, int fd,
    off_t offset), (at, n, prot, flags, fd, offset), MAP_FAILED)

int __real_openat(int dir, const char *name, int flags, ...);
int __wrap_openat(int dir, const char *name, int flags, ...);
int
__wrap_openat(int dir, const char *name, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	return world_fails() ? -1 : __real_openat(dir, name, flags, mode);
}

/* Tell MemorySanitizer what the kernel wrote. */
static void
world_kernel_wrote(long number, const long *a, long result)
{
#ifdef FUZZ_WITH_MSAN
	if (result < 0)
		return;
	if (number == SYS_getrandom)
		__msan_unpoison((void *)a[0], (size_t)result);
	if (number == SYS_getgroups)
		__msan_unpoison((void *)a[1], (size_t)result * sizeof(gid_t));
	if (number == SYS_prctl && a[0] == PR_GET_PDEATHSIG)
		__msan_unpoison((void *)a[1], sizeof(int));
	if (number == SYS_capget && a[1] != 0)
		__msan_unpoison((void *)a[1], _LINUX_CAPABILITY_U32S_3 *
		    sizeof(struct __user_cap_data_struct));
	if (number == SYS_rt_sigprocmask && a[2] != 0)
		__msan_unpoison((void *)a[2], sizeof(uint64_t));
	for (int i = 0; number == SYS_getresuid && i < 3; i++)
		__msan_unpoison((void *)a[i], sizeof(uid_t));
#else
	(void)number;
	(void)a;
	(void)result;
#endif
}

/* The calls that take ids back cannot fail for root: not these. */
static bool
world_may_fail(long number)
{
	return number == SYS_getrandom || number == SYS_renameat2 ||
	    number == SYS_openat2 || number == SYS_mlock2;
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
/* It reads six arguments where there may be fewer, as libc's does. */
__attribute__((no_sanitize_address)) long
__wrap_syscall(long number, ...)
{
	va_list arguments;
	long a[6];
	long result;

	va_start(arguments, number);
	for (size_t i = 0; i < 6; i++)
		a[i] = va_arg(arguments, long);
	va_end(arguments);
	if (world_may_fail(number) && world_fails())
		return -1;
	result = __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	world_kernel_wrote(number, a, result);
	return result;
}

int __real_clock_gettime(clockid_t clock, struct timespec *ret_time);
int __wrap_clock_gettime(clockid_t clock, struct timespec *ret_time);
int
__wrap_clock_gettime(clockid_t clock, struct timespec *ret_time)
{
	if (!world.armed || clock != CLOCK_REALTIME)
		return __real_clock_gettime(clock, ret_time);
	if (world_fails())
		return -1;
	ret_time->tv_sec = (time_t)world.now_s;
	ret_time->tv_nsec = 0;
	return 0;
}

/* No log: the daemon's socket would be one more descriptor. */
void
syslog(int priority, const char *format, ...)
{
	(void)priority;
	(void)format;
}

void
vsyslog(int priority, const char *format, va_list arguments)
{
	(void)priority;
	(void)format;
	(void)arguments;
}

void __syslog_chk(int priority, int flag, const char *format, ...);

void
__syslog_chk(int priority, int flag, const char *format, ...)
{
	(void)priority;
	(void)flag;
	(void)format;
}

static void
world_write(const char *path, const void *b, size_t n, mode_t mode, uid_t uid)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	FUZZ_CHECK(fd >= 0);
	FUZZ_CHECK(n == 0 || write(fd, b, n) == (ssize_t)n);
	FUZZ_CHECK(fchown(fd, uid, uid) == 0 && fchmod(fd, mode) == 0);
	FUZZ_CHECK(close(fd) == 0);
}

static void
world_text(const char *path, const char *text)
{
	world_write(path, text, strlen(text), 0644, 0);
}

static void
world_directory(const char *path, uid_t uid)
{
	FUZZ_CHECK(mkdir(path, 0700) == 0 && chown(path, uid, uid) == 0);
}

/* The number of names in a directory, without "." and "..". */
static size_t
world_names(const char *path)
{
	DIR *d = opendir(path);
	size_t n = 0;

	FUZZ_CHECK(d != NULL);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static const uint8_t world_key[32] = { 'k', 'e', 'y' };

/* Called once: from here on /etc, /mnt and the host's name are ours. */
static void
world_begin(void)
{
	static const gid_t groups[] = { 7, 8 };
	ssize_t n = readlink("/proc/self/exe", world.gate,
	    sizeof world.gate - 16);

	FUZZ_CHECK(n > 0);
	world.gate[n] = '\0';
	strcpy(strrchr(world.gate, '/'), "/fuzz_pam_gate.so");
	if (unshare(CLONE_NEWNS | CLONE_NEWUTS) != 0) {
		perror("fuzz_pam: needs root, for namespaces");
		exit(2);
	}
	/* Groups that can be lost. */
	FUZZ_CHECK(setgroups(2, groups) == 0);
	FUZZ_CHECK(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	FUZZ_CHECK(mount("fuzz", WORLD, "tmpfs", 0, "mode=0755") == 0);
	FUZZ_CHECK(mount("fuzz", "/etc", "tmpfs", 0, "mode=0755") == 0);
	world_directory("/etc/baropam", 0);
	world_write("/etc/baropam/host.key", world_key, 32, 0400, 0);
	world_text("/etc/passwd", "root:x:0:0::/mnt/root:/bin/sh\n"
	    "alice:x:1234:1234::/mnt/alice/:/bin/sh\n");
	world_text("/etc/group", "alice:x:1234:\nusers:x:100:alice\n");
	world_directory(WORLD "/pam.d", 0);
	world_directory(WORLD "/records", 0);
	world_directory(WORLD "/other", 0);
	world_directory(WORLD "/root", 0);
	world_directory(WORLD "/alice", WORLD_UID);
}

#endif /* BARO_FUZZ_PAM_WORLD_H */
