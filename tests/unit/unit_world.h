/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A world of its own for a test of the floors that make system calls: a
 * private mount namespace with empty, root-owned file systems in it, so that
 * whatever a test does there the machine's own files are untouched.  It needs
 * root, and says so.
 */
#ifndef BARO_TESTS_UNIT_WORLD_H
#define BARO_TESTS_UNIT_WORLD_H

#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* An existing folder that an empty file system is put over. */
#define UNIT_ROOM "/srv"

/* Nothing here takes so long: a test that hangs is killed. */
#define UNIT_PATIENCE_S 60

/* Users that no machine has. */
#define UNIT_ALICE 64001
#define UNIT_BOB 64002

/*
 * Demand something of the test's surroundings.  Unlike cmocka's assertions it
 * may be used in a child and in a thread.
 */
#define UNIT_MUST(expression) \
	do { \
		if (!(expression)) { \
			(void)fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, \
			    __LINE__, #expression, strerror(errno)); \
			_exit(1); \
		} \
	} while (0)

/* Put an empty file system over ${path}. */
static inline void
unit_mount_empty(const char *path)
{
	UNIT_MUST(mount("unit", path, "tmpfs", 0, "mode=0755") == 0);
}

/* Begin: the room, and nothing that others can see. */
static inline void
unit_world(void)
{
	if (geteuid() != 0) {
		(void)fprintf(stderr, "this test needs root: it makes a "
		    "mount namespace of its own\n");
		exit(1);
	}
	UNIT_MUST(unshare(CLONE_NEWNS) == 0);
	UNIT_MUST(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	unit_mount_empty(UNIT_ROOM);
	(void)umask(022);
	(void)alarm(UNIT_PATIENCE_S);
}

/* Empty the room; for cmocka's setup. */
static inline int
unit_empty_room(void **state)
{
	(void)state;
	(void)umount2(UNIT_ROOM, MNT_DETACH);
	unit_mount_empty(UNIT_ROOM);
	return 0;
}

/* ---- files */

static inline void
unit_put_bytes(const char *path, const void *bytes, size_t n, uid_t uid,
    mode_t mode)
{
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	UNIT_MUST(file >= 0);
	UNIT_MUST(write(file, bytes, n) == (ssize_t)n);
	UNIT_MUST(fchown(file, uid, uid) == 0);
	UNIT_MUST(fchmod(file, mode) == 0);
	UNIT_MUST(close(file) == 0);
}

static inline void
unit_put(const char *path, const char *text, uid_t uid, mode_t mode)
{
	unit_put_bytes(path, text, strlen(text), uid, mode);
}

static inline void
unit_put_directory(const char *path, uid_t uid, mode_t mode)
{
	UNIT_MUST(mkdir(path, 0700) == 0);
	UNIT_MUST(chown(path, uid, uid) == 0);
	UNIT_MUST(chmod(path, mode) == 0);
}

static inline struct stat
unit_stat(const char *path)
{
	struct stat st;

	memset(&st, 0, sizeof st);
	UNIT_MUST(lstat(path, &st) == 0);
	return st;
}

/* Demand a regular file of ${text}. */
static inline void
unit_expect_file(const char *path, const char *text)
{
	char b[4096];
	int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t n;

	assert_true(file >= 0);
	n = read(file, b, sizeof b);
	assert_int_equal(close(file), 0);
	assert_int_equal(n, strlen(text));
	assert_memory_equal(b, text, (size_t)n);
}

/* Demand the file's owner and mode. */
static inline void
unit_expect_attributes(const char *path, uid_t uid, mode_t mode)
{
	struct stat st = unit_stat(path);

	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(st.st_uid, uid);
	assert_int_equal(st.st_gid, uid);
	assert_int_equal(st.st_mode & 07777, mode);
	assert_int_equal(st.st_nlink, 1);
}

/* How many names ${path} holds. */
static inline size_t
unit_entries(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	size_t n = 0;

	UNIT_MUST(directory != NULL);
	while ((entry = readdir(directory)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			n++;
	UNIT_MUST(closedir(directory) == 0);
	return n;
}

/* How many descriptors this process has open. */
static inline size_t
unit_descriptors(void)
{
	return unit_entries("/proc/self/fd");
}

static inline bool
unit_closes_on_exec(int file)
{
	return (fcntl(file, F_GETFD) & FD_CLOEXEC) != 0;
}

/* ---- time and children */

static inline uint64_t
unit_ms(void)
{
	struct timespec now;

	UNIT_MUST(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static inline void
unit_sleep_ms(long ms)
{
	struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&pause, &pause) != 0 && errno == EINTR)
		;
}

/* With --coverage, what a child did counts too. */
extern void __gcov_dump(void) __attribute__((weak));

/* Begin ${body} in a child, which is to return whether all was well. */
static inline pid_t
unit_child(bool (*body)(void))
{
	pid_t child;
	bool good;

	(void)fflush(NULL);
	child = fork();
	UNIT_MUST(child >= 0);
	if (child > 0)
		return child;
	(void)alarm(UNIT_PATIENCE_S);
	good = body();
	if (__gcov_dump)
		__gcov_dump();
	_exit(good ? 0 : 1);
}

/* Wait for a child; whether all was well. */
static inline bool
unit_wait(pid_t child)
{
	int status = 0;

	UNIT_MUST(waitpid(child, &status, 0) == child);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static inline bool
unit_in_child(bool (*body)(void))
{
	return unit_wait(unit_child(body));
}

/* Demand ${expression} in a child. */
#define UNIT_CHECK(expression) \
	do { \
		if (!(expression)) { \
			(void)fprintf(stderr, "%s:%d: %s (errno: %s)\n", \
			    __FILE__, __LINE__, #expression, \
			    strerror(errno)); \
			return false; \
		} \
	} while (0)

/* Become ${uid} for good, with no other groups: in a child. */
static inline void
unit_become(uid_t uid)
{
	UNIT_MUST(setgid(uid) == 0);
	UNIT_MUST(setuid(uid) == 0);
}

#endif /* BARO_TESTS_UNIT_WORLD_H */
