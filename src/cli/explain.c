/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What keeps a file from being trusted or opened, in words.  Floor 5.
 */
#include "cli/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/terminal.h"
#include "sys/store.h"

static void
put(const char *path, FILE *to)
{
	(void)fprintf(to, ": ");
	baro_terminal_put(baro_span_text(path), to);
}

/* Who may own it. */
static bool
explain_owner(const char *path, const struct stat *st, uid_t owner, FILE *to)
{
	if (st->st_uid == 0 || st->st_uid == owner)
		return false;
	put(path, to);
	(void)fprintf(to, " belongs to uid %u, and not to ",
	    (unsigned int)st->st_uid);
	if (owner == 0)
		(void)fprintf(to, "root");
	else
		(void)fprintf(to, "root or uid %u", (unsigned int)owner);
	return true;
}

static bool
explain_directory(const char *path, uid_t owner, FILE *to)
{
	struct stat st;

	if (fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		int reason = errno;

		put(path, to);
		(void)fprintf(to, ": %s", strerror(reason));
		return true;
	}
	if (baro_path_is_trusted(&st, owner))
		return false;
	if (S_ISDIR(st.st_mode) && explain_owner(path, &st, owner, to))
		return true;
	put(path, to);
	if (S_ISLNK(st.st_mode))
		(void)fprintf(to, " is a symbolic link");
	else if (!S_ISDIR(st.st_mode))
		(void)fprintf(to, " is no directory");
	else
		(void)fprintf(to, " can be written by others than its owner "
		    "(mode %04o)", st.st_mode & 07777u);
	return true;
}

static bool
explain_file(const char *path, uid_t owner, FILE *to)
{
	struct stat st;

	if (fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    baro_store_is_trusted(&st, owner))
		return false;
	if (S_ISLNK(st.st_mode))
		(void)fprintf(to, ": it is a symbolic link");
	else if (!S_ISREG(st.st_mode))
		(void)fprintf(to, ": it is no regular file");
	else if (st.st_nlink != 1)
		(void)fprintf(to, ": it has %lu names (hard links)",
		    (unsigned long)st.st_nlink);
	else if (!explain_owner("it", &st, owner, to))
		(void)fprintf(to, ": its mode, %04o, is not 0400 or 0600",
		    st.st_mode & 07777u);
	return true;
}

/* see explain.h */
bool
baro_explain(const char *path, uid_t owner, FILE *to)
{
	char name[BARO_PATH_MAX + 1];

	for (size_t i = 0; path[i] != '\0'; i++) {
		if (path[i] != '/')
			continue;
		(void)snprintf(name, sizeof name, "%.*s", i == 0 ? 1 : (int)i,
		    path);
		if (explain_directory(name, owner, to))
			return true;
	}
	return explain_file(path, owner, to);
}
