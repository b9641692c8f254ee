/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Making the key of the host.  Floor 5.
 */
#include "cli/host_key.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/sealed.h"
#include "cli/terminal.h"
#include "flow/enrolment.h"
#include "sys/errno_text.h"

/* Load the key as it is by now; whether there is none, and never was. */
static bool
is_absent(struct baro_tool *tool)
{
	tool->key_status = baro_seal_load_key(tool->vault, &tool->key_errno);
	return tool->key_status == BARO_E_HOST_KEY &&
	    tool->key_errno == ENOENT;
}

/* Whether a key was here before, or may have been. */
static bool
is_missed(struct baro_tool *tool, bool in_home)
{
	struct baro_sealed *what = &tool->needing;

	if (!in_home && baro_sealed_beside(&tool->file.store.path, tool->path,
	    what))
		return true;
	return baro_sealed_below(BARO_RECORD_DIRECTORY, what) ||
	    baro_sealed_below(BARO_CONFIG_DIRECTORY, what);
}

/*
 * Get the key as it is by now, and if ${make}, make one where none was.
 * ${missed}: the record in a home misses it, beside which nothing counts.
 */
static void
get(struct baro_tool *tool, bool in_home, bool missed, bool make)
{
	int ignored;	/* key_errno tells more */

	if (!is_absent(tool) || geteuid() != 0)
		return;
	missed = missed || is_missed(tool, in_home);
	/* Whoever sealed what we saw may have made a key meanwhile. */
	if (!is_absent(tool) || missed || !make)
		return;
	tool->key_status = baro_enrolment_host_key(tool->vault,
	    &tool->key_errno);
	/* If it failed, it may be there and yet not last. */
	tool->key_made = tool->key_status == BARO_OK ||
	    baro_seal_load_key(tool->vault, &ignored) == BARO_OK;
}

/* see host_key.h */
enum baro_error
baro_host_key_get(struct baro_tool *tool, bool make)
{
	struct baro_identity who;
	bool in_home = baro_tool_in_home(tool, &who);
	uid_t owner;
	enum baro_error e;
	/* As its user still. */
	bool missed = in_home && baro_sealed_file(&tool->file.store.path,
	    tool->path, &tool->needing);

	e = baro_privilege_restore(&tool->privilege);
	if (e != BARO_OK)
		return e;
	get(tool, in_home, missed, make);
	e = baro_tool_become_owner(tool, &owner);
	if (e != BARO_OK)
		return e;
	/* One that is not needed yet, and can be made, is not missed. */
	if (!make && tool->key_errno == ENOENT && geteuid() == 0 &&
	    tool->needing.path[0] == '\0')
		return BARO_OK;
	return baro_tool_key(tool);
}

static void
say_needing(const struct baro_tool *tool)
{
	char reason[BARO_ERRNO_TEXT_BYTES];

	(void)fprintf(stderr, "baro_auth: ");
	baro_terminal_put(baro_span_text(tool->needing.path), stderr);
	if (tool->needing.error == 0) {
		(void)fprintf(stderr, ": encrypted by a key that is gone: put "
		    BARO_HOST_KEY_PATH " back, or remove what it alone "
		    "opens\n");
		return;
	}
	(void)baro_errno_text(tool->needing.error, reason);
	(void)fprintf(stderr, ": cannot be looked at (%s); it may need a key "
	    "that is gone, so none is made\n", reason);
}

/* see host_key.h */
int
baro_host_key_fail(struct baro_tool *tool, enum baro_error error)
{
	int status = baro_tool_fail(tool, error);

	if (error != BARO_E_HOST_KEY)
		return status;
	if (geteuid() != 0)
		(void)fprintf(stderr, "baro_auth: only root can encrypt "
		    "records: the host key is root's\n");
	else if (tool->key_errno == ENOENT && tool->needing.path[0] != '\0')
		say_needing(tool);
	else if (tool->key_errno == ETIMEDOUT)
		(void)fprintf(stderr, "baro_auth: " BARO_CONFIG_DIRECTORY
		    ": stays locked by another process, as anybody can do who "
		    "may read it; chmod 0700 prevents that\n");
	return status;
}
