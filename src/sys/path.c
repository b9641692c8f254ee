/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Trusted directories and files.  Floor 3.
 */
#include "sys/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define OPEN_ALWAYS (O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)

/* Whether a component is as the header demands. */
static bool
is_safe(int dir, uid_t owner)
{
	struct stat st;

	if (fstat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
		return false;
	if (st.st_uid != 0 && st.st_uid != owner)
		return false;
	return (st.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/*
 * Open one more component.  Only the last directory is opened for reading,
 * which fsync needs; to pass through the others, search permission is enough.
 */
static enum baro_error
step_into(struct baro_path *path, bool last, uid_t owner)
{
	int flags = (last ? O_RDONLY : O_PATH) | O_DIRECTORY | OPEN_ALWAYS;
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
	return strchr(rest, '/') == NULL;
}

/* see path.h */
enum baro_error
baro_path_open(const char *path, uid_t owner, struct baro_path *ret_path)
{
	enum baro_error e = BARO_OK;
	const char *rest = path + 1;

	/* "/" first, by the same means as the others. */
	ret_path->dir = -1;
	ret_path->name[0] = '/';
	ret_path->name[1] = '\0';
	e = step_into(ret_path, is_last(rest), owner);
	while (e == BARO_OK) {
		rest = next_name(rest, ret_path, &e);
		if (rest == NULL)
			break;
		e = step_into(ret_path, is_last(rest), owner);
	}
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

/* see path.h */
enum baro_error
baro_path_open_file(const struct baro_path *path, int *ret_file,
    struct stat *ret_stat)
{
	int file = openat(path->dir, path->name, O_RDONLY | OPEN_ALWAYS);

	if (file < 0) {
		if (errno == ENOENT)
			return BARO_E_ABSENT;
		/* ENXIO: a socket. */
		return errno == ELOOP || errno == ENXIO ?
		    BARO_E_UNSAFE : BARO_E_OPEN;
	}
	if (fstat(file, ret_stat) != 0) {
		int saved = errno;

		(void)close(file);
		errno = saved;
		return BARO_E_OPEN;
	}
	if (S_ISREG(ret_stat->st_mode) && ret_stat->st_nlink == 1) {
		*ret_file = file;
		return BARO_OK;
	}
	(void)close(file);
	/* No name any more: somebody put a new file in its place. */
	return S_ISREG(ret_stat->st_mode) && ret_stat->st_nlink == 0 ?
	    BARO_E_CHANGED : BARO_E_UNSAFE;
}

/* see path.h */
enum baro_error
baro_path_read(int file, size_t size, uint8_t *b)
{
	size_t have = 0;

	/* One byte more is asked for than there should be, to see growth. */
	while (have <= size) {
		ssize_t n = pread(file, &b[have], size + 1 - have,
		    (off_t)have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return BARO_E_READ;
		have += (size_t)n;
		/* At the size, there is no need to ask for the end too. */
		if (n == 0 || have == size)
			break;
	}
	if (have == size)
		return BARO_OK;
	errno = EIO;
	return BARO_E_READ;
}
