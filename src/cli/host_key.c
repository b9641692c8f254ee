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
#include <unistd.h>

#include "cli/terminal.h"
#include "codec/container.h"
#include "flow/enrolment.h"

/* Whether the file ${name} in ${dir} is a sealed record, or a backup of one. */
static bool
is_sealed(int dir, const char *name)
{
	uint8_t head[BARO_CONTAINER_MAGIC_BYTES];
	int file = openat(dir, name,
	    O_RDONLY | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	ssize_t n;

	if (file < 0)
		return false;
	n = read(file, head, sizeof head);
	(void)close(file);
	return n == (ssize_t)sizeof head &&
	    baro_container_is(baro_span(head, sizeof head));
}

/* Name what needs the key that is not there. */
static void
say_needed(const char *folder, const char *name)
{
	(void)fprintf(stderr, "baro_auth: ");
	baro_terminal_put(baro_span_text(folder), stderr);
	baro_terminal_put(baro_span_text(name), stderr);
	(void)fprintf(stderr, ": encrypted by a key that is gone: put "
	    BARO_HOST_KEY_PATH " back, or remove what it alone opens\n");
}

/* Whether one of root's records is sealed; which, is said. */
static bool
is_missed_by_records(void)
{
	DIR *records = opendir(BARO_RECORD_DIRECTORY);
	const struct dirent *entry;
	bool missed = false;

	if (records == NULL)
		return false;
	while (!missed && (entry = readdir(records)) != NULL) {
		missed = is_sealed(dirfd(records), entry->d_name);
		if (missed)
			say_needed(BARO_RECORD_DIRECTORY "/", entry->d_name);
	}
	(void)closedir(records);
	return missed;
}

/* Whether a key was here before. */
static bool
is_missed(const struct baro_tool *tool)
{
	const struct baro_path *path = &tool->file.store.path;

	if (!is_sealed(path->dir, path->name))
		return is_missed_by_records();
	say_needed(tool->path, "");
	return true;
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
	if (!is_missed(tool)) {
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
