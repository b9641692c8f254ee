/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The errors that system calls can give: those of their manual pages in
 * section 2 that depend on the system and not on a wrong argument, and what
 * security modules, remote file systems (ESTALE) and a caller's limits add.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include "inject.h"

#define CALL(name) SYS_##name, #name

/* On the way to a file by its name. */
#define BY_NAME EACCES, EIO, ELOOP, ENAMETOOLONG, ENOENT, ENOMEM, ENOTDIR, \
	EPERM, ESTALE

static const struct call_errors table[] = {
	/* files */
	{ CALL(openat), REFUSED, -1, { BY_NAME, EBUSY, EDQUOT, EEXIST, EINTR,
	    EISDIR, EMFILE, ENFILE, ENOSPC, ENXIO, EOPNOTSUPP, EOVERFLOW,
	    EROFS, ETXTBSY, EWOULDBLOCK } },
	{ CALL(openat2), REFUSED, -1, { BY_NAME, E2BIG, EAGAIN, EINTR, EINVAL,
	    EISDIR, EMFILE, ENFILE, ENOSYS, ENXIO, EOVERFLOW, EXDEV } },
	{ CALL(open), REFUSED, -1, { BY_NAME, EINTR, EMFILE, ENFILE } },
	{ CALL(access), REFUSED, -1, { BY_NAME, EROFS } },
	{ CALL(faccessat2), REFUSED, -1, { BY_NAME, ENOSYS, EROFS } },
	{ CALL(readlink), REFUSED, -1, { BY_NAME, EINVAL } },
	{ CALL(newfstatat), REFUSED, -1, { BY_NAME, EOVERFLOW } },
	{ CALL(fstat), REFUSED, -1, { EACCES, EIO, ENOMEM, EOVERFLOW,
	    ESTALE } },
	{ CALL(statx), REFUSED, -1, { BY_NAME, ENOSYS } },
	{ CALL(read), REFUSED, 2, { EAGAIN, EINTR, EIO, EISDIR, ENOMEM,
	    ESTALE } },
	{ CALL(pread64), REFUSED, 2, { EAGAIN, EINTR, EIO, EISDIR, ENOMEM,
	    ENXIO, EOVERFLOW, ESPIPE, ESTALE } },
	{ CALL(write), REFUSED, 2, { EAGAIN, EDQUOT, EFBIG, EINTR, EIO, ENOMEM,
	    ENOSPC, EPERM, EPIPE, ESTALE } },
	{ CALL(writev), REFUSED, -1, { EAGAIN, EDQUOT, EFBIG, EINTR, EIO,
	    ENOSPC, EPIPE } },
	{ CALL(pwrite64), REFUSED, 2, { EAGAIN, EDQUOT, EFBIG, EINTR, EIO,
	    ENOMEM, ENOSPC, ENXIO, EOVERFLOW, EPERM, ESPIPE, ESTALE } },
	{ CALL(lseek), REFUSED, -1, { ENXIO, EOVERFLOW, ESPIPE } },
	{ CALL(ftruncate), REFUSED, -1, { EDQUOT, EFBIG, EINTR, EIO, ENOSPC,
	    EPERM, EROFS, ESTALE, ETXTBSY } },
	{ CALL(fsync), REFUSED, -1, { EDQUOT, EINTR, EIO, ENOSPC, EROFS,
	    ESTALE } },
	{ CALL(fchmod), REFUSED, -1, { EIO, ENOMEM, EPERM, EROFS, ESTALE } },
	{ CALL(fchown), REFUSED, -1, { EDQUOT, EIO, ENOMEM, ENOSPC, EPERM,
	    EROFS, ESTALE } },
	{ CALL(flock), REFUSED, -1, { EINTR, ENOLCK, ENOSYS, EWOULDBLOCK } },
	{ CALL(close), MADE, -1, { EDQUOT, EINTR, EIO, ENOSPC } },
	{ CALL(unlinkat), REFUSED, -1, { BY_NAME, EBUSY, EISDIR, EROFS } },
	{ CALL(mkdir), REFUSED, -1, { BY_NAME, EDQUOT, EEXIST, EMLINK, ENOSPC,
	    EROFS } },
	{ CALL(renameat2), REFUSED, -1, { BY_NAME, EBUSY, EDQUOT, EEXIST,
	    EINVAL, EISDIR, EMLINK, ENOSPC, ENOSYS, ENOTEMPTY, EROFS,
	    EXDEV } },
	{ CALL(fgetxattr), REFUSED, -1, { E2BIG, EACCES, EIO, ENODATA, ENOMEM,
	    EOPNOTSUPP, EPERM, ERANGE, ESTALE } },
	{ CALL(fsetxattr), REFUSED, -1, { EACCES, EDQUOT, EIO, ENOMEM, ENOSPC,
	    EOPNOTSUPP, EPERM, ERANGE, EROFS, ESTALE } },
	{ CALL(fcntl), REFUSED, -1, { EACCES, EAGAIN, EINTR, ENOLCK,
	    EPERM } },
	{ CALL(ioctl), REFUSED, -1, { EIO, ENOTTY } },
	/* ENOENT says that the directory is gone, and with it what it had. */
	{ CALL(getdents64), REFUSED, -1, { EACCES, EINTR, EIO, ENOMEM,
	    ESTALE } },
	{ CALL(getcwd), REFUSED, -1, { EACCES, ENOENT, ENOMEM, ERANGE } },

	/* memory */
	{ CALL(mmap), REFUSED, -1, { EACCES, EAGAIN, ENFILE, ENODEV, ENOMEM,
	    EPERM } },
	{ CALL(munmap), REFUSED, -1, { ENOMEM } },
	{ CALL(mprotect), REFUSED, -1, { EACCES, ENOMEM } },
	{ CALL(mlock2), REFUSED, -1, { EAGAIN, ENOMEM, ENOSYS, EPERM } },
	{ CALL(madvise), REFUSED, -1, { EAGAIN, EIO, ENOMEM, EPERM } },
	{ CALL(brk), BREAK, -1, { ENOMEM } },

	/* ids and marks of the thread; a security module can say EPERM */
	{ CALL(getgroups), REFUSED, -1, { EINVAL, EPERM } },
	{ CALL(setgroups), REFUSED, -1, { EINVAL, ENOMEM, EPERM } },
	{ CALL(setfsuid), ONLY_ASKS, -1, { EPERM } },
	{ CALL(setfsgid), ONLY_ASKS, -1, { EPERM } },
	{ CALL(setresuid), REFUSED, -1, { EAGAIN, EPERM } },
	{ CALL(capget), REFUSED, -1, { EINVAL, EPERM } },
	{ CALL(sched_getscheduler), REFUSED, -1, { EPERM, ESRCH } },
	{ CALL(sched_getparam), REFUSED, -1, { EPERM, ESRCH } },
	{ CALL(sched_setscheduler), REFUSED, -1, { EINVAL, EPERM } },
	{ CALL(getpriority), REFUSED, -1, { EPERM, ESRCH } },
	{ CALL(setpriority), REFUSED, -1, { EACCES, EPERM } },
	{ CALL(ioprio_get), REFUSED, -1, { ENOSYS, EPERM, ESRCH } },
	{ CALL(ioprio_set), REFUSED, -1, { EPERM, ESRCH } },
	{ CALL(getresuid), REFUSED, -1, { EPERM } },
	{ CALL(getresgid), REFUSED, -1, { EPERM } },
	{ CALL(prctl), REFUSED, -1, { EACCES, EINVAL, EPERM } },
	{ CALL(rt_sigprocmask), REFUSED, -1, { EINVAL, EPERM } },
	{ CALL(rt_sigaction), REFUSED, -1, { EINVAL, EPERM } },

	/* random bytes, time, names, the log */
	{ CALL(getrandom), REFUSED, 1, { EAGAIN, EINTR, EIO, ENOSYS,
	    EPERM } },
	{ CALL(clock_gettime), REFUSED, -1, { EINVAL, EPERM } },
	{ CALL(clock_nanosleep), REFUSED, -1, { EINTR } },
	{ CALL(nanosleep), REFUSED, -1, { EINTR } },
	{ CALL(uname), REFUSED, -1, { EPERM } },
	{ CALL(socket), REFUSED, -1, { EACCES, EAFNOSUPPORT, EMFILE, ENFILE,
	    ENOBUFS, ENOMEM, EPROTONOSUPPORT } },
	{ CALL(connect), REFUSED, -1, { EACCES, EAGAIN, ECONNREFUSED, EINTR,
	    ENOENT, EPERM, EPROTOTYPE } },
	{ CALL(sendto), REFUSED, -1, { EACCES, EAGAIN, ECONNREFUSED,
	    ECONNRESET, EINTR, EMSGSIZE, ENOBUFS, ENOMEM, ENOTCONN, EPIPE } },
	{ CALL(recvfrom), REFUSED, -1, { EAGAIN, EINTR, ENOBUFS, ENOMEM } },
	{ CALL(poll), REFUSED, -1, { EINTR, ENOMEM } },

	/* these have no way to fail, or are the loader's own business */
	{ CALL(getegid), REFUSED, -1, { 0 } },
	{ CALL(geteuid), REFUSED, -1, { 0 } },
	{ CALL(getgid), REFUSED, -1, { 0 } },
	{ CALL(getuid), REFUSED, -1, { 0 } },
	{ CALL(getpid), REFUSED, -1, { 0 } },
	{ CALL(gettid), REFUSED, -1, { 0 } },
	{ CALL(exit_group), REFUSED, -1, { 0 } },
	{ CALL(arch_prctl), REFUSED, -1, { EINVAL, EPERM } },
	{ CALL(set_tid_address), REFUSED, -1, { 0 } },
	{ CALL(set_robust_list), REFUSED, -1, { EINVAL } },
	{ CALL(rseq), REFUSED, -1, { EINVAL, ENOSYS, EPERM } },
	{ CALL(prlimit64), REFUSED, -1, { EPERM } },
};

const struct call_errors *
errors_of(long number)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (table[i].number == number)
			return &table[i];
	return NULL;
}

int
error_to_last(const struct call_errors *call)
{
	for (size_t i = 0; call->errors[i] != 0; i++)
		if (!error_is_transient(call->errors[i]))
			return call->errors[i];
	return call->errors[0];
}

bool
error_is_transient(int error)
{
	return error == EINTR || error == EAGAIN;
}
