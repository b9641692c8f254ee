/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Files in trusted directories.  Floor 3.
 */
#include "sys/path.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* see path.h */
enum baro_error
baro_path_open_file(const struct baro_path *path, int *ret_file,
    struct stat *ret_stat)
{
	int file = openat(path->dir, path->name, O_RDONLY | BARO_OPEN_ALWAYS);

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

/* see path.h */
int
baro_path_make_directory(const char *path, mode_t mode)
{
	return mkdir(path, mode) == 0 || errno == EEXIST ? 0 : errno;
}

/* see path.h */
enum baro_error
baro_path_load(const char *path, size_t max, uint8_t *b, size_t *ret_bytes,
    struct stat *ret_stat)
{
	struct baro_path place __attribute__((cleanup(baro_path_close)));
	int file = -1;
	int saved;
	enum baro_error e = baro_path_open(path, 0, &place);

	if (e == BARO_OK)
		e = baro_path_open_file(&place, &file, ret_stat);
	if (e != BARO_OK)
		return e;
	*ret_bytes = (size_t)ret_stat->st_size;
	e = *ret_bytes > max ? BARO_E_SIZE :
	    baro_path_read(file, *ret_bytes, b);
	saved = errno;
	(void)close(file);
	errno = saved;
	return e;
}
