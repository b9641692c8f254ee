/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Directories and files that may be trusted.  Floor 3.
 *
 * No path is resolved twice: the directory is opened without following links,
 * by openat2(2) or component by component where there is none, and descriptors
 * are checked, not names.  A component may belong to root or to the one user
 * whose home the path lies in, and nobody else may be able to write to it
 * (W-01): then nobody else can have chosen what we open.
 */
#ifndef BARO_SYS_PATH_H
#define BARO_SYS_PATH_H

#include <sys/stat.h>
#include <sys/types.h>

#include "base/error.h"
#include "codec/record.h"

#define BARO_NAME_BYTES_MAX 255

/* How everything on a checked path is opened; <fcntl.h>. */
#define BARO_OPEN_ALWAYS (O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)

/* A checked directory and the name of something in it. */
struct baro_path {
	int dir;			/* O_RDONLY, or -1 */
	char name[BARO_NAME_BYTES_MAX + 1];
};

/**
 * baro_path_open(path, owner, ret_path):
 * Walk to the directory of the absolute, NUL-terminated ${path}, whose
 * components belong to root or ${owner} and are writable by their owner only.
 * Return BARO_OK; BARO_E_UNSAFE if one is not so, or is no directory;
 * BARO_E_OPEN if one cannot be opened (errno says why).  ${ret_path}->dir is
 * -1 on failure.
 */
enum baro_error baro_path_open(const char *path, uid_t owner,
    struct baro_path *ret_path);

/**
 * baro_path_is_trusted(st, owner):
 * Whether ${st} is that of a directory as baro_path_open demands it.
 */
bool baro_path_is_trusted(const struct stat *st, uid_t owner);

/**
 * baro_path_close(path):
 * Close the directory, if it is open.
 */
void baro_path_close(struct baro_path *path);

/**
 * baro_path_open_file(path, ret_file, ret_stat):
 * Open the name in the directory for reading, as a regular file with one link.
 * Return BARO_OK; BARO_E_ABSENT if the directory has no such name;
 * BARO_E_CHANGED if the file was replaced while it was opened; BARO_E_UNSAFE
 * for a link, another type, or more than one link; BARO_E_OPEN for any other
 * failure (errno says why).  The owner and the mode are left for the caller to
 * check in ${ret_stat}.
 */
enum baro_error baro_path_open_file(const struct baro_path *path,
    int *ret_file, struct stat *ret_stat);

/**
 * baro_path_read(file, size, b):
 * Read all of ${file}, which holds ${size} bytes, into ${b}, which has room
 * for one more.  Return BARO_OK, or BARO_E_READ if it cannot be read or holds
 * another number of bytes by now: what could be read is never taken for all.
 */
enum baro_error baro_path_read(int file, size_t size, uint8_t *b);

/**
 * baro_path_make_directory(path, mode):
 * Make the directory ${path} with ${mode} unless it is there.  Return 0, or the
 * errno of why it cannot be made; what else is wrong with it shows when it is
 * walked.
 */
int baro_path_make_directory(const char *path, mode_t mode);

/**
 * baro_path_load(path, max, b, ret_bytes, ret_stat):
 * Read all of the file at the absolute, NUL-terminated ${path}, whose
 * directories are root's, into ${b}, which has room for ${max} + 1 bytes.  The
 * caller checks in ${ret_stat} whose it is.  Return BARO_OK; what
 * baro_path_open and baro_path_open_file return; BARO_E_SIZE if it holds more
 * than ${max} bytes; BARO_E_READ.
 */
enum baro_error baro_path_load(const char *path, size_t max, uint8_t *b,
    size_t *ret_bytes, struct stat *ret_stat);

#endif /* BARO_SYS_PATH_H */
