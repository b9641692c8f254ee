/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Making the key of the host.  Floor 5.
 */
#include "cli/host_key.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/terminal.h"
#include "codec/container.h"
#include "flow/enrolment.h"
#include "sys/errno_text.h"

/* Whether a file is one that only the key of the host opens. */
enum seal { PLAIN, SEALED, UNKNOWN };

/* Read the beginning of ${file}. */
static enum seal
seal_of(int file)
{
	uint8_t head[BARO_CONTAINER_MAGIC_BYTES];
	size_t have = 0;
	ssize_t n;

	do {
		n = read(file, &head[have], sizeof head - have);
		if (n < 0)
			return UNKNOWN;
		have += (size_t)n;
	} while (n > 0 && have < sizeof head);
	return baro_container_is(baro_span(head, have)) ? SEALED : PLAIN;
}

/*
 * Look at ${name} in ${dir}: a record, a backup of one, or anything else.  What
 * is no regular file is not opened.  If it is unknown, errno says why.
 */
static enum seal
seal_at(int dir, const char *name)
{
	struct stat st;
	enum seal seal;
	int file;
	int saved;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return UNKNOWN;
	if (!S_ISREG(st.st_mode))
		return PLAIN;
	file = openat(dir, name, O_RDONLY | BARO_OPEN_ALWAYS);
	if (file < 0)
		return UNKNOWN;
	seal = seal_of(file);
	saved = errno;
	(void)close(file);
	errno = saved;
	return seal;
}

/* After a call that failed: what is not there is not sealed. */
static enum seal
seal_if_there(void)
{
	return errno == ENOENT ? PLAIN : UNKNOWN;
}

/* Say what keeps a key from being made, if that is so; whether it is. */
static bool
keeps(enum seal seal, struct baro_span folder, const char *name)
{
	int error = errno;
	char reason[BARO_ERRNO_TEXT_BYTES];

	if (seal == PLAIN)
		return false;
	(void)fprintf(stderr, "baro_auth: ");
	baro_terminal_put(folder, stderr);
	baro_terminal_put(baro_span_text(name), stderr);
	if (seal == SEALED) {
		(void)fprintf(stderr, ": encrypted by a key that is gone: put "
		    BARO_HOST_KEY_PATH " back, or remove what it alone "
		    "opens\n");
	} else {
		(void)baro_errno_text(error, reason);
		(void)fprintf(stderr, ": cannot be looked at (%s); it may "
		    "need a key that is gone, so none is made\n", reason);
	}
	return true;
}

/* Look at all that is in ${dir}. */
static bool
entry_keeps(DIR *dir, struct baro_span folder)
{
	const struct dirent *entry;

	do {
		errno = 0;
		entry = readdir(dir);
		if (entry == NULL)
			return keeps(errno == 0 ? PLAIN : UNKNOWN, folder, "");
	} while (!keeps(seal_at(dirfd(dir), entry->d_name), folder,
	    entry->d_name));
	return true;
}

/* Open the directory ${name}, seen from ${at}, and look at all in it. */
static bool
folder_keeps(int at, const char *name, struct baro_span folder)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir;
	bool kept;

	if (fd < 0)
		return keeps(seal_if_there(), folder, "");
	dir = fdopendir(fd);
	if (dir == NULL) {
		(void)keeps(UNKNOWN, folder, "");
		(void)close(fd);
		return true;
	}
	kept = entry_keeps(dir, folder);
	(void)closedir(dir);
	return kept;
}

/* Look at the record that is replaced, if there is one. */
static bool
record_keeps(const struct baro_path *path, struct baro_span folder)
{
	enum seal seal = seal_at(path->dir, path->name);

	if (seal == UNKNOWN)
		seal = seal_if_there();
	return keeps(seal, folder, path->name);
}

/*
 * Whether a key was here before, as far as we know: something sealed is beside
 * the record, or with root's records.  In a home only the record counts, and
 * nothing else is looked at.
 */
static bool
is_kept(const struct baro_tool *tool)
{
	const struct baro_path *path = &tool->file.store.path;
	struct baro_span folder = baro_span_text(tool->path);
	bool kept;

	folder = baro_span_cut(folder, folder.lo,
	    folder.hi - strlen(path->name));
	kept = tool->file.store.owner == 0 ?
	    folder_keeps(path->dir, ".", folder) :
	    record_keeps(path, folder);
	return kept || folder_keeps(AT_FDCWD, BARO_RECORD_DIRECTORY,
	    BARO_SPAN_OF(BARO_RECORD_DIRECTORY "/"));
}

/* see host_key.h */
enum baro_error
baro_host_key_make(struct baro_tool *tool)
{
	uid_t owner;
	enum baro_error e;

	if (tool->key_status != BARO_E_HOST_KEY || tool->key_errno != ENOENT)
		return baro_tool_key(tool);
	e = baro_privilege_restore(&tool->privilege);
	if (e != BARO_OK)
		return e;
	if (!is_kept(tool)) {
		tool->key_status = baro_enrolment_host_key(tool->vault,
		    &tool->key_errno);
		tool->key_made = tool->key_status == BARO_OK;
	}
	e = baro_tool_become_owner(tool, &owner);
	return e == BARO_OK ? baro_tool_key(tool) : e;
}

/* see host_key.h */
void
baro_host_key_say(const struct baro_tool *tool)
{
	if (tool->key_made)
		(void)fprintf(tool->options->json ? stderr : stdout,
		    BARO_HOST_KEY_PATH ": made; back it up, apart from the "
		    "encrypted records: these, and backups of them, are worth "
		    "nothing without it\n");
}
