/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Folders of small files: what is in them, and putting that back.
 */
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inject.h"

static void
file_take(int dir, const char *name, struct file *file)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) != 0)
		err(1, "%s", name);
	n = read(fd, file->bytes, FILE_BYTES_MAX);
	if (n < 0 || n == FILE_BYTES_MAX)
		errx(1, "%s: cannot be read, or is too long", name);
	(void)close(fd);
	(void)snprintf(file->name, sizeof file->name, "%s", name);
	file->mode = st.st_mode;
	file->uid = st.st_uid;
	file->gid = st.st_gid;
	file->n = (size_t)n;
}

/* Call ${each} for every name in the folder. */
static void
for_names(struct folder *folder, void (*each)(struct folder *, int,
    const char *))
{
	DIR *d = opendir(folder->path);
	struct dirent *entry;

	if (d == NULL)
		err(1, "%s", folder->path);
	while ((entry = readdir(d)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			each(folder, dirfd(d), entry->d_name);
	(void)closedir(d);
}

static void
take_one(struct folder *folder, int dir, const char *name)
{
	if (folder->count == FILES_MAX)
		errx(1, "%s: too many files", folder->path);
	file_take(dir, name, &folder->files[folder->count++]);
}

void
folder_take(struct folder *folder)
{
	folder->count = 0;
	for_names(folder, take_one);
}

static void
remove_one(struct folder *folder, int dir, const char *name)
{
	if (unlinkat(dir, name, 0) != 0)
		err(1, "%s/%s", folder->path, name);
}

void
folder_put(const struct folder *folder)
{
	struct folder there = { .path = folder->path };
	int dir = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for_names(&there, remove_one);
	for (size_t i = 0; i < folder->count; i++) {
		const struct file *f = &folder->files[i];
		int fd = openat(dir, f->name, O_WRONLY | O_CREAT | O_EXCL |
		    O_CLOEXEC, 0600);

		if (fd < 0 || write(fd, f->bytes, f->n) != (ssize_t)f->n ||
		    fchown(fd, f->uid, f->gid) != 0 ||
		    fchmod(fd, f->mode & 07777) != 0)
			err(1, "%s/%s", folder->path, f->name);
		(void)close(fd);
	}
	(void)close(dir);
}

static const struct file *
find(const struct folder *folder, const char *name)
{
	for (size_t i = 0; i < folder->count; i++)
		if (strcmp(folder->files[i].name, name) == 0)
			return &folder->files[i];
	return NULL;
}

static bool
file_same(const struct file *a, const struct file *b)
{
	return a != NULL && b != NULL && a->n == b->n &&
	    memcmp(a->bytes, b->bytes, a->n) == 0 && a->mode == b->mode &&
	    a->uid == b->uid && a->gid == b->gid;
}

bool
folder_same(const struct folder *a, const struct folder *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!file_same(&a->files[i], find(b, a->files[i].name)))
			return false;
	return true;
}

static bool
is_litter(const struct file *f)
{
	return f->name[strlen(f->name) - 1] == '~';
}

bool
folder_has_litter(const struct folder *folder)
{
	for (size_t i = 0; i < folder->count; i++)
		if (is_litter(&folder->files[i]))
			return true;
	return false;
}

const char *
folder_trouble(const struct folder *now, const struct folder *before,
    const struct folder *after, const struct folder *also, bool litter)
{
	for (size_t i = 0; i < now->count; i++) {
		const struct file *f = &now->files[i];
		const struct file *was = find(before, f->name);
		const struct file *will = find(after, f->name);

		if (was == NULL && will == NULL && is_litter(f) && litter)
			continue;
		if (was == NULL && will == NULL)
			return "a file is left behind";
		if (!file_same(f, was) && !file_same(f, will) &&
		    !file_same(f, find(also, f->name)))
			return "a file is neither the old nor the new one";
	}
	for (size_t i = 0; i < before->count; i++)
		if (find(now, before->files[i].name) == NULL &&
		    find(after, before->files[i].name) != NULL)
			return "a file is gone";
	return NULL;
}
