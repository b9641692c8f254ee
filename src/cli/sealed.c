/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Finding what is sealed.  Floor 5.
 */
#include "cli/sealed.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/span.h"
#include "codec/container.h"

/* Whether a file is one that only the key of the host opens. */
enum seal { PLAIN, SEALED, UNKNOWN };

/* So deep is looked into directories in directories. */
#define LEVELS 8

/* A search in directories. */
struct search {
	size_t levels;			/* how deep, up to LEVELS */
	size_t level;
	DIR *dirs[LEVELS];		/* those that are open */
	size_t bytes[LEVELS];		/* of the path of each */
	char path[BARO_PATH_MAX + 1];	/* of the innermost, with a slash */
};

/* Look at an open file.  If it is unknown, errno says why. */
static enum seal
seal_of(int file)
{
	uint8_t head[BARO_CONTAINER_MAGIC_BYTES];
	struct stat st;
	size_t have = 0;
	ssize_t n;

	if (fstat(file, &st) != 0)
		return UNKNOWN;
	if (!S_ISREG(st.st_mode))
		return PLAIN;
	do {
		n = read(file, &head[have], sizeof head - have);
		if (n < 0)
			return UNKNOWN;
		have += (size_t)n;
	} while (n > 0 && have < sizeof head);
	return baro_container_is(baro_span(head, have)) ? SEALED : PLAIN;
}

/* Look at the file ${name} in ${dir}.  If it is unknown, errno says why. */
static enum seal
seal_at(int dir, const char *name)
{
	int file = openat(dir, name, O_RDONLY | BARO_OPEN_ALWAYS);
	enum seal seal;
	int saved;

	if (file < 0)
		return UNKNOWN;
	seal = seal_of(file);
	saved = errno;
	(void)close(file);
	errno = saved;
	return seal;
}

/* Search in the directory ${name}, seen from ${at}, too. */
static enum seal
enter(struct search *s, int at, const char *name)
{
	size_t used = s->level == 0 ? 0 : s->bytes[s->level - 1];
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | BARO_OPEN_ALWAYS);
	DIR *dir;
	int saved;
	int n;

	if (fd < 0)
		return UNKNOWN;
	dir = fdopendir(fd);
	if (dir == NULL) {
		saved = errno;
		(void)close(fd);
		errno = saved;
		return UNKNOWN;
	}
	n = snprintf(&s->path[used], sizeof s->path - used, "%s/", name);
	s->dirs[s->level] = dir;
	s->bytes[s->level] = n < 0 || used + (size_t)n >= sizeof s->path ?
	    sizeof s->path - 1 : used + (size_t)n;
	s->level++;
	return PLAIN;
}

/* Leave the innermost directory. */
static void
leave(struct search *s)
{
	s->level--;
	(void)closedir(s->dirs[s->level]);
	if (s->level > 0)
		s->path[s->bytes[s->level - 1]] = '\0';
}

/* Look at ${name} in the innermost directory, of whatever type it is. */
static enum seal
look(struct search *s, const char *name)
{
	int dir = dirfd(s->dirs[s->level - 1]);
	enum seal seal = UNKNOWN;
	struct stat st;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return PLAIN;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		if (S_ISREG(st.st_mode))
			seal = seal_at(dir, name);
		else if (!S_ISDIR(st.st_mode) || s->levels == 1)
			seal = PLAIN;
		else if (s->level < s->levels)
			seal = enter(s, dir, name);
		else
			errno = ELOOP;
	}
	/* The temporary files of logins come and go; other names stay. */
	if (seal == UNKNOWN && errno == ENOENT &&
	    strchr(name, '~') != NULL)
		seal = PLAIN;
	return seal;
}

/* Whether it was found, which is noted; errno says why it is unknown. */
static bool
found(enum seal seal, const char *folder, const char *name,
    struct baro_sealed *ret_sealed)
{
	if (seal == PLAIN)
		return false;
	ret_sealed->error = seal == SEALED ? 0 : errno;
	(void)snprintf(ret_sealed->path, sizeof ret_sealed->path, "%s%s",
	    folder, name);
	return true;
}

/* Search in the innermost directory, up to its end. */
static bool
search_one(struct search *s, struct baro_sealed *ret_sealed)
{
	const struct dirent *entry;
	size_t level = s->level;

	do {
		errno = 0;
		entry = readdir(s->dirs[level - 1]);
		if (entry == NULL) {
			if (found(errno == 0 ? PLAIN : UNKNOWN, s->path, "",
			    ret_sealed))
				return true;
			leave(s);
			return false;
		}
		if (found(look(s, entry->d_name), s->path, entry->d_name,
		    ret_sealed))
			return true;
	} while (s->level == level);
	return false;
}

/* Search until something is found, and end the search. */
static bool
search(struct search *s, struct baro_sealed *ret_sealed)
{
	bool is_found = false;

	while (s->level > 0 && !is_found)
		is_found = search_one(s, ret_sealed);
	while (s->level > 0)
		leave(s);
	return is_found;
}

/* see sealed.h */
bool
baro_sealed_below(const char *path, struct baro_sealed *ret_sealed)
{
	struct search s = { .levels = LEVELS };

	if (enter(&s, AT_FDCWD, path) == PLAIN)
		return search(&s, ret_sealed);
	return errno != ENOENT && found(UNKNOWN, path, "", ret_sealed);
}

/* see sealed.h */
bool
baro_sealed_beside(const struct baro_path *place, const char *path,
    struct baro_sealed *ret_sealed)
{
	struct search s = { .levels = 1 };
	int n = (int)(strlen(path) - strlen(place->name));

	if (enter(&s, place->dir, ".") != PLAIN)
		return found(UNKNOWN, path, "", ret_sealed);
	(void)snprintf(s.path, sizeof s.path, "%.*s", n, path);
	return search(&s, ret_sealed);
}

/* see sealed.h */
bool
baro_sealed_file(const struct baro_path *place, const char *path,
    struct baro_sealed *ret_sealed)
{
	enum seal seal = seal_at(place->dir, place->name);

	if (seal == UNKNOWN && (errno == ENOENT || errno == ELOOP))
		return false;
	return found(seal, path, "", ret_sealed);
}
