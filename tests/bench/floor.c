/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The floor: open, flock, fstat, read, HMAC-SHA-512, compare, write a temporary
 * file, fsync, rename, close; with sync_directory also open, fsync and close
 * of the directory.
 */
#include "floor.h"

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "code.h"

#define PATH_BYTES 256

/* Whether a and b are equal, by no branch on them. */
static bool
equal(uint32_t a, uint32_t b)
{
	volatile uint32_t difference = a ^ b;

	return difference == 0;
}

static void
replace(const char *path, const char *temp, const struct floor_record *r)
{
	int file = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);

	if (file < 0 || write(file, r, sizeof *r) != (ssize_t)sizeof *r ||
	    fsync(file) != 0 || close(file) != 0 || rename(temp, path) != 0)
		err(1, "%s", temp);
}

static void
sync_folder(const char *folder)
{
	int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (directory < 0 || fsync(directory) != 0 || close(directory) != 0)
		err(1, "%s", folder);
}

int
floor_open(const char *folder, const char *user)
{
	char path[PATH_BYTES];
	int record;

	(void)snprintf(path, sizeof path, "%s/%s", folder, user);
	record = open(path, O_RDONLY | O_CLOEXEC);
	if (record < 0)
		err(1, "%s", path);
	return record;
}

bool
floor_login(int record, const char *folder, const char *user, uint32_t typed,
    bool sync_directory)
{
	char path[PATH_BYTES];
	char temp[PATH_BYTES];
	struct floor_record r;
	struct stat st;
	uint64_t step = (uint64_t)time(NULL) / CODE_STEP_S;
	bool right;

	(void)snprintf(path, sizeof path, "%s/%s", folder, user);
	(void)snprintf(temp, sizeof temp, "%s/%s~", folder, user);
	if (flock(record, LOCK_EX) != 0 || fstat(record, &st) != 0 ||
	    st.st_size != sizeof r || read(record, &r, sizeof r) != sizeof r)
		err(1, "%s", path);

	right = equal(typed, code_at(CODE_SHA512, user, step)) &&
	    step > r.last_step;
	if (right)
		r.last_step = step;
	replace(path, temp, &r);
	if (sync_directory)
		sync_folder(folder);
	(void)close(record);
	return right;
}
