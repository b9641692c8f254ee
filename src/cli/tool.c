/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the commands share.  Floor 5.
 */
#include "cli/tool.h"

#include <unistd.h>

#include "cli/signals.h"
#include "codec/number.h"
#include "flow/enrolment.h"
#include "sys/clock.h"

/* see tool.h */
int
baro_tool_now(struct baro_tool *tool, uint64_t *ret_now_s)
{
	const char *at = tool->options->at;

	if (at == NULL)
		return baro_clock_now(ret_now_s) == BARO_OK ? BARO_EXIT_OK :
		    baro_tool_fail(tool, BARO_E_CLOCK);
	if (baro_number_u64(baro_span_text(at), 0, BARO_TIME_MAX, ret_now_s) !=
	    BARO_OK)
		return baro_tool_usage("--at takes epoch seconds", at);
	return BARO_EXIT_OK;
}

/* see tool.h */
bool
baro_tool_void_emergency(const struct baro_tool *tool)
{
	return tool->vault->record.key_per_user &&
	    !baro_tool_is_personal(tool);
}

/* see tool.h */
enum baro_error
baro_tool_key(struct baro_tool *tool)
{
	tool->file.store.error = tool->key_errno;
	return tool->key_status;
}

/* see tool.h */
enum baro_error
baro_tool_become_owner(struct baro_tool *tool, uid_t *ret_owner)
{
	struct baro_identity who;

	*ret_owner = geteuid();
	if (*ret_owner != 0 || !baro_tool_in_home(tool, &who))
		return BARO_OK;
	*ret_owner = who.uid;
	return baro_privilege_drop(baro_tool_user(tool), &who,
	    &tool->privilege);
}

/* see tool.h */
int
baro_tool_open(struct baro_tool *tool)
{
	uid_t owner;
	enum baro_error e;

	tool->key_status = baro_seal_load_key(tool->vault, &tool->key_errno);
	e = baro_tool_become_owner(tool, &owner);
	if (e != BARO_OK)
		return baro_tool_fail(tool, e);
	tool->opened = true;
	tool->file.owner = baro_tool_user(tool);
	e = baro_store_open(tool->path, owner, &tool->file.store);
	return e == BARO_OK ? BARO_EXIT_OK : baro_tool_fail(tool, e);
}

/* Look whether the file is sealed; if so, get the key. */
static enum baro_error
look_at_seal(struct baro_tool *tool)
{
	enum baro_error e = baro_store_read(&tool->file.store,
	    &tool->vault->text);

	if (e != BARO_OK)
		return e;
	tool->file.sealed = baro_container_is(
	    baro_text_span(&tool->vault->text));
	if (!tool->file.sealed)
		return BARO_OK;
	return baro_tool_key(tool);
}

/* Read the record in the directory that is open. */
static int
load(struct baro_tool *tool, bool lock)
{
	enum baro_error e;

	if (lock)
		baro_signals_block();
	e = lock ? baro_store_lock(&tool->file.store) :
	    baro_store_find(&tool->file.store);
	if (e == BARO_OK)
		e = look_at_seal(tool);
	if (e == BARO_OK)
		e = baro_record_file_load(&tool->file, tool->vault);
	/* A user may be named for his key in a record that is the host's. */
	if (e == BARO_E_SEALED && tool->file.sealed) {
		tool->file.owner = baro_span_text(NULL);
		e = baro_record_file_load(&tool->file, tool->vault);
	}
	return e == BARO_OK ? BARO_EXIT_OK : baro_tool_fail(tool, e);
}

/* see tool.h */
int
baro_tool_load(struct baro_tool *tool, bool lock)
{
	int status = baro_tool_open(tool);

	return status == BARO_EXIT_OK ? load(tool, lock) : status;
}

/* see tool.h */
int
baro_tool_lock(struct baro_tool *tool)
{
	baro_store_unlock(&tool->file.store);
	return load(tool, true);
}

/* see tool.h */
bool
baro_tool_needs_user(const struct baro_tool *tool)
{
	return tool->vault->record.key_per_user && tool->user_bytes == 0;
}

/* see tool.h */
int
baro_tool_load_key(struct baro_tool *tool)
{
	int status = baro_tool_load(tool, false);

	if (status == BARO_EXIT_OK && baro_tool_needs_user(tool))
		return baro_tool_usage("each user has a key of his own here: "
		    "say whose with -u", NULL);
	return status;
}

/* see tool.h */
int
baro_tool_save(struct baro_tool *tool)
{
	enum baro_error e = baro_record_file_save(&tool->file, tool->vault);

	if (e != BARO_OK)
		return baro_tool_fail(tool, e);
	baro_tool_written(tool);
	return BARO_EXIT_OK;
}

/* see tool.h */
void
baro_tool_end(struct baro_tool *tool)
{
	if (tool->opened)
		baro_store_close(&tool->file.store);
	baro_vault_close(&tool->vault);
}
