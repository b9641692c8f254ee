/* SPDX-License-Identifier: ISC */
/*
 * What glibc 2.17, newer glibc and musl do not all have under one name.
 * Floor 3.  One shared object serves every host only if it imports nothing
 * that one of them lacks, so these few functions are our own, hidden in the
 * module:
 *
 *   __*_chk, __openat_2  the run-time half of _FORTIFY_SOURCE; not in musl
 *   sodium_misuse        libsodium's would end the host process
 *
 * A failed check of a size stops the process with an illegal instruction: the
 * stack or a buffer is about to be overwritten and nothing can be trusted.
 * There is no message, because writing one would need the same memory.
 */
#ifdef _FORTIFY_SOURCE
#undef _FORTIFY_SOURCE	/* this file defines what the checks call */
#endif

#include <sys/types.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * libsodium calls this when a length passes what a cipher can do (256 GiB).
 * Weak: a distribution's libsodium brings its own along.
 */
_Noreturn void sodium_misuse(void);

__attribute__((weak)) _Noreturn void
sodium_misuse(void)
{
	__builtin_trap();
}

#ifdef __GLIBC__

/*
 * The compiler turns a call into one of these when it knows the ${room} of
 * the destination but not the length; see the headers of glibc for the rest.
 */
void *__memcpy_chk(void *, const void *, size_t, size_t);
void *__memmove_chk(void *, const void *, size_t, size_t);
void *__memset_chk(void *, int, size_t, size_t);
int __vsnprintf_chk(char *, size_t, int, size_t, const char *, va_list);
int __snprintf_chk(char *, size_t, int, size_t, const char *, ...);
ssize_t __read_chk(int, void *, size_t, size_t);
int __openat_2(int, const char *, int);

/* must(ok): Go on only if ${ok}. */
static void
must(int ok)
{
	if (!ok)
		__builtin_trap();
}

void *
__memcpy_chk(void *to, const void *from, size_t n, size_t room)
{
	must(n <= room);
	return memcpy(to, from, n);
}

void *
__memmove_chk(void *to, const void *from, size_t n, size_t room)
{
	must(n <= room);
	return memmove(to, from, n);
}

void *
__memset_chk(void *to, int byte, size_t n, size_t room)
{
	must(n <= room);
	return memset(to, byte, n);
}

__attribute__((format(printf, 5, 0))) int
__vsnprintf_chk(char *to, size_t n, int flag, size_t room, const char *format,
    va_list args)
{
	(void)flag;
	must(n <= room);
	return vsnprintf(to, n, format, args);
}

__attribute__((format(printf, 5, 6))) int
__snprintf_chk(char *to, size_t n, int flag, size_t room, const char *format,
    ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = __vsnprintf_chk(to, n, flag, room, format, args);
	va_end(args);
	return length;
}

ssize_t
__read_chk(int fd, void *to, size_t n, size_t room)
{
	must(n <= room);
	return read(fd, to, n);
}

/* A file that may be created needs a mode; this call has none. */
int
__openat_2(int dir, const char *name, int flags)
{
	must((flags & (O_CREAT | O_TMPFILE)) == 0 ||
	    (flags & (O_CREAT | O_TMPFILE)) == O_DIRECTORY);
	return openat(dir, name, flags);
}

#endif /* __GLIBC__ */
