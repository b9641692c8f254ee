/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The way to a trusted directory.  Floor 3.
 */
#include "sys/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/uninitialised.h"

/* <linux/openat2.h>, Linux 5.6; not in every libc's headers. */
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#define NO_MAGICLINKS UINT64_C(0x02)
#define NO_SYMLINKS UINT64_C(0x04)

struct how {
	uint64_t flags;
	uint64_t mode;
	uint64_t resolve;
};

/* The way up from a directory, by as many steps as paths usually have. */
#define STEPS_MAX 8
#define STEP_BYTES 3
static const char way_up[] = "../../../../../../../..";

_Static_assert(BARO_PATH_MAX == PATH_MAX - 1, "without its NUL");


/* see path.h */
bool
baro_path_is_trusted(const struct stat *st, uid_t owner)
{
	if (!S_ISDIR(st->st_mode))
		return false;
	if (st->st_uid != 0 && st->st_uid != owner)
		return false;
	return (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool
is_safe(int dir, uid_t owner)
{
	struct stat st;

	return fstat(dir, &st) == 0 && baro_path_is_trusted(&st, owner);
}

/* The same of the directory that is so many steps above. */
static bool
is_safe_above(int dir, size_t steps, uid_t owner)
{
	struct stat st;

	return fstatat(dir, &way_up[(STEPS_MAX - steps) * STEP_BYTES], &st,
	    0) == 0 && baro_path_is_trusted(&st, owner);
}

/* The last '/', or NULL; strrchr would be one more import. */
static const char *
last_slash(const char *path)
{
	const char *slash = NULL;

	for (size_t i = 0; path[i] != '\0'; i++)
		if (path[i] == '/')
			slash = &path[i];
	return slash;
}

/*
 * How many directories an absolute path names; more than STEPS_MAX if one is
 * "." or ".." or has no name, so that steps up would not be steps back.
 */
static size_t
depth_of(const char *path)
{
	size_t n = 0;

	for (size_t i = 0; path[i] != '\0'; i++) {
		if (path[i] != '/')
			continue;
		if (path[i + 1] == '.' || path[i + 1] == '/')
			return STEPS_MAX + 1;
		n++;
	}
	return n;
}

/*
 * Open the directory by one call, which follows no link, and look at those
 * above it from there: these were the components of its path.  It is the walk
 * of baro_path_open in a third of the calls, and says less about what is
 * wrong: -1 only means that the walk has to tell.
 */
static int
open_at_once(const char *path, uid_t owner)
{
	char dir_name[BARO_PATH_MAX + 1] BARO_UNINITIALISED;
	const char *slash = last_slash(path);
	struct how how = { O_RDONLY | O_DIRECTORY | BARO_OPEN_ALWAYS, 0,
	    NO_SYMLINKS | NO_MAGICLINKS };
	size_t n = (size_t)(slash - path);
	bool safe;
	int dir;

	if (n == 0 || n > BARO_PATH_MAX)
		return -1;
	memcpy(dir_name, path, n);
	dir_name[n] = '\0';
	n = depth_of(dir_name);
	if (n > STEPS_MAX)
		return -1;
	dir = (int)syscall(SYS_openat2, AT_FDCWD, dir_name, &how, sizeof how);
	if (dir < 0)
		return -1;
	safe = is_safe(dir, owner);
	for (size_t steps = 1; safe && steps <= n; steps++)
		safe = is_safe_above(dir, steps, owner);
	if (safe)
		return dir;
	(void)close(dir);
	return -1;
}

/*
 * Open one more component.  Only the last directory is opened for reading,
 * which fsync needs; to pass through the others, search permission is enough.
 */
static enum baro_error
step_into(struct baro_path *path, bool last, uid_t owner)
{
	int flags = (last ? O_RDONLY : O_PATH) | O_DIRECTORY | BARO_OPEN_ALWAYS;
	int next = openat(path->dir, path->name, flags);
	int saved = errno;

	if (path->dir >= 0)
		(void)close(path->dir);
	path->dir = next;
	errno = saved;
	if (next < 0)
		return errno == ELOOP || errno == ENOTDIR ?
		    BARO_E_UNSAFE : BARO_E_OPEN;
	return is_safe(next, owner) ? BARO_OK : BARO_E_UNSAFE;
}

/* Cut the component at text off, into path->name; NULL after the last one. */
static const char *
next_name(const char *text, struct baro_path *path, enum baro_error *ret_error)
{
	size_t n = 0;

	while (text[n] != '\0' && text[n] != '/')
		n++;
	if (n == 0 || n > BARO_NAME_BYTES_MAX) {
		*ret_error = BARO_E_OPEN;
		errno = n == 0 ? ENOENT : ENAMETOOLONG;
		return NULL;
	}
	memcpy(path->name, text, n);
	path->name[n] = '\0';
	return text[n] == '\0' ? NULL : text + n + 1;
}

/* Whether rest is a single name: then the next directory is the last. */
static bool
is_last(const char *rest)
{
	return last_slash(rest) == NULL;
}

/* Open one component after the other. */
static enum baro_error
walk(const char *path, uid_t owner, struct baro_path *ret_path)
{
	enum baro_error e;
	const char *rest = path + 1;

	/* "/" first, by the same means as the others. */
	ret_path->name[0] = '/';
	ret_path->name[1] = '\0';
	e = step_into(ret_path, is_last(rest), owner);
	while (e == BARO_OK) {
		rest = next_name(rest, ret_path, &e);
		if (rest == NULL)
			break;
		e = step_into(ret_path, is_last(rest), owner);
	}
	return e;
}

/* see path.h */
enum baro_error
baro_path_open(const char *path, uid_t owner, struct baro_path *ret_path)
{
	enum baro_error e = BARO_OK;

	ret_path->dir = open_at_once(path, owner);
	if (ret_path->dir >= 0)
		(void)next_name(last_slash(path) + 1, ret_path, &e);
	else
		e = walk(path, owner, ret_path);
	if (e != BARO_OK) {
		int saved = errno;

		baro_path_close(ret_path);
		errno = saved;
	}
	return e;
}

/* see path.h */
void
baro_path_close(struct baro_path *path)
{
	if (path->dir >= 0)
		(void)close(path->dir);
	path->dir = -1;
}
