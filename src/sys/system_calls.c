/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * System calls of the module under the names and prototypes of libc, each by
 * its number.  Floor 3.  Each import of a module is looked up in every host
 * that loads it; these all go through one, syscall(2), and are hidden.  Unlike
 * libc's, none is a cancellation point.
 *
 * fstat and fstatat would be here in any case: glibc has them as symbols since
 * 2.33 only.
 */
#ifdef _FORTIFY_SOURCE
#undef _FORTIFY_SOURCE	/* this file defines what the checks call */
#endif

#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <sys/xattr.h>
#include <fcntl.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#ifdef __GLIBC__

/*
 * On these two the kernel fills in glibc's structures as they stand, and takes
 * an off_t in one register.
 */
#if !defined(__LP64__) || !(defined(__x86_64__) || defined(__aarch64__))
#error "check struct stat and off_t before adding an architecture"
#endif

#undef fstat
#undef fstatat

/* ---------------------------------------------------------- open, close */

/*
 * With the mode as a fixed argument, which both processors pass like one of
 * "...": to take it from there costs 300 bytes.  Where a call has none, the
 * kernel does not look at it.
 */
int open_at(int dir, const char *name, int flags, mode_t mode)
    __asm__("openat");

int
open_at(int dir, const char *name, int flags, mode_t mode)
{
	return (int)syscall(SYS_openat, dir, name, flags, mode);
}

int
close(int fd)
{
	return (int)syscall(SYS_close, fd);
}

/* ---------------------------------------------------------- read, write */

ssize_t
read(int fd, void *to, size_t n)
{
	return syscall(SYS_read, fd, to, n);
}

ssize_t
pread(int fd, void *to, size_t n, off_t at)
{
	return syscall(SYS_pread64, fd, to, n, at);
}

ssize_t
write(int fd, const void *from, size_t n)
{
	return syscall(SYS_write, fd, from, n);
}

ssize_t
pwrite(int fd, const void *from, size_t n, off_t at)
{
	return syscall(SYS_pwrite64, fd, from, n, at);
}

int
ftruncate(int fd, off_t length)
{
	return (int)syscall(SYS_ftruncate, fd, length);
}

int
fsync(int fd)
{
	return (int)syscall(SYS_fsync, fd);
}

/* ---------------------------------------------------- what a file is like */

int
fstat(int fd, struct stat *ret_status)
{
	return (int)syscall(SYS_fstat, fd, ret_status);
}

int
fstatat(int dir, const char *restrict name, struct stat *restrict ret_status,
    int flags)
{
	return (int)syscall(SYS_newfstatat, dir, name, ret_status, flags);
}

int
fchmod(int fd, mode_t mode)
{
	return (int)syscall(SYS_fchmod, fd, mode);
}

int
fchown(int fd, uid_t uid, gid_t gid)
{
	return (int)syscall(SYS_fchown, fd, uid, gid);
}

ssize_t
fgetxattr(int fd, const char *name, void *to, size_t n)
{
	return syscall(SYS_fgetxattr, fd, name, to, n);
}

int
fsetxattr(int fd, const char *name, const void *from, size_t n, int flags)
{
	return (int)syscall(SYS_fsetxattr, fd, name, from, n, flags);
}

int
flock(int fd, int operation)
{
	return (int)syscall(SYS_flock, fd, operation);
}

int
unlinkat(int dir, const char *name, int flags)
{
	return (int)syscall(SYS_unlinkat, dir, name, flags);
}

/* --------------------------------------------------------------- memory */

/* The kernel takes all six as long, and cuts none of them to an int. */
void *
mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset)
{
	return (void *)syscall(SYS_mmap, at, n, (long)protection, (long)flags,
	    (long)fd, offset);
}

int
munmap(void *at, size_t n)
{
	return (int)syscall(SYS_munmap, at, n);
}

int
madvise(void *at, size_t n, int advice)
{
	return (int)syscall(SYS_madvise, at, n, advice);
}

/* ------------------------------------------------------ process and host */

uid_t
geteuid(void)
{
	return (uid_t)syscall(SYS_geteuid);
}

int
uname(struct utsname *ret_name)
{
	return (int)syscall(SYS_uname, ret_name);
}

int
nanosleep(const struct timespec *pause, struct timespec *ret_left)
{
	return (int)syscall(SYS_nanosleep, pause, ret_left);
}

#endif /* __GLIBC__ */
