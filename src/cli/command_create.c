/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * baro_auth without a command: create a record (C-001 to C-021).  Floor 5.
 *
 * The record is not written before everything is known: settings, key, answers
 * and, at a terminal, a first code that shows that the application agrees.
 * Before that nothing is made but the directory of all records.
 */
#include <stdio.h>

#include "cli/command.h"
#include "cli/host_key.h"
#include "cli/interview.h"
#include "cli/json.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "flow/enrolment.h"

#define BACKUP "~bak"

static int
print_json(struct baro_tool *tool)
{
	const struct baro_record *r = &tool->vault->record;
	struct baro_json json;

	baro_json_begin(&json);
	baro_json_text(&json, "file", baro_span_text(tool->path));
	if (baro_command_uri(tool) == BARO_OK)
		baro_json_text(&json, "uri",
		    baro_text_span(&tool->vault->text));
	baro_json_numbers(&json, "emergency", r->emergency,
	    r->emergency_count);
	baro_json_end(&json);
	return BARO_EXIT_OK;
}

/* Write the bytes to the file ${path}, over an older one. */
static enum baro_error
write_backup(struct baro_tool *tool, const char *path, struct baro_span bytes)
{
	struct baro_store backup __attribute__((cleanup(baro_store_close)));
	enum baro_error e = baro_store_open(path, tool->file.store.owner,
	    &backup);

	if (e == BARO_OK)
		e = baro_store_put(&backup, bytes);
	if (e != BARO_OK) {
		/* This is what is to be told about. */
		(void)snprintf(tool->path, sizeof tool->path, "%s", path);
		tool->file.store.error = backup.error;
		tool->file.store.replaced = backup.replaced;
	}
	return e;
}

/* Copy the locked file to FILE~bak: no user's record has a "~" in its name. */
static enum baro_error
back_up(struct baro_tool *tool)
{
	char path[BARO_PATH_MAX + 1];
	int n = snprintf(path, sizeof path, "%s" BACKUP, tool->path);
	enum baro_error e = n < 0 || (size_t)n >= sizeof path ?
	    BARO_E_TEMP_NAME :
	    baro_store_read(&tool->file.store, &tool->vault->text);

	if (e != BARO_OK)
		return e;
	return write_backup(tool, path, baro_text_span(&tool->vault->text));
}

/*
 * --force: replace what is there, keeping a backup (C-020).  Without the backup
 * the record is kept, whatever became of that.
 */
static enum baro_error
replace(struct baro_tool *tool, bool *ret_kept)
{
	enum baro_error e = baro_store_lock(&tool->file.store);

	if (e == BARO_E_ABSENT)
		return baro_enrolment_create(&tool->file, tool->vault);
	if (e == BARO_OK)
		e = back_up(tool);
	*ret_kept = e != BARO_OK;
	if (e == BARO_OK)
		e = baro_record_file_save(&tool->file, tool->vault);
	if (e == BARO_OK && !tool->options->json) {
		baro_tool_put_path(tool, stdout);
		(void)printf(BACKUP ": the old record, whose keys are still "
		    "in it\n");
	}
	return e;
}

static int
say_exists(const struct baro_tool *tool)
{
	(void)fprintf(stderr, "baro_auth: ");
	baro_tool_put_path(tool, stderr);
	(void)fprintf(stderr, ": exists already (--force replaces it and keeps "
	    "a backup)\n");
	return BARO_EXIT_FAILURE;
}

/* Put the file in place. */
static int
write_file(struct baro_tool *tool)
{
	enum baro_error e = BARO_OK;
	bool kept = false;

	if (tool->file.sealed)
		e = baro_host_key_make(tool);
	baro_host_key_say(tool);
	if (e == BARO_OK && tool->options->force)
		e = replace(tool, &kept);
	else if (e == BARO_OK)
		e = baro_enrolment_create(&tool->file, tool->vault);
	if (e == BARO_OK)
		return BARO_EXIT_OK;
	if (e == BARO_E_CHANGED && !tool->options->force)
		(void)say_exists(tool);
	else
		(void)baro_tool_fail(tool, e);
	if (kept)
		(void)fprintf(stderr, "baro_auth: the record itself is as it "
		    "was\n");
	if (kept || !tool->file.store.replaced)
		baro_interview_void(tool);
	return BARO_EXIT_FAILURE;
}

/*
 * Refuse early what write_file would refuse after all the questions: of what no
 * --force replaces, why.
 */
static int
refuse_existing(struct baro_tool *tool)
{
	enum baro_error e = baro_store_find(&tool->file.store);

	if (e == BARO_E_ABSENT) {
		tool->file.store.error = 0;
		return BARO_EXIT_OK;
	}
	if (e != BARO_OK)
		return baro_tool_fail(tool, e);
	return tool->options->force ? BARO_EXIT_OK : say_exists(tool);
}

/* Whether it was confirmed by a code, which is not accepted again. */
static bool
is_first_code_used(const struct baro_record *record)
{
	return record->last_step != 0 && !record->reuse_allowed;
}

/* Say that it is done, and what is to be done now. */
static void
say_written(const struct baro_tool *tool)
{
	baro_tool_put_path(tool, stdout);
	(void)printf(": written%s%s", tool->file.sealed ?
	    ", encrypted; the PAM line needs encrypt=yes" : "",
	    is_first_code_used(&tool->vault->record) ?
	    "; log in with the next code" : "");
	if (!baro_interview_shows(tool)) {
		(void)printf("; at a terminal, \"");
		baro_tool_put_command(tool, "show");
		(void)printf("\" shows the key");
	}
	(void)printf("\n");
}

/* see command.h */
int
baro_command_create(const struct baro_options *options)
{
	BARO_TOOL(tool);
	int status;

	if (options->file == NULL && options->user == NULL)
		return baro_tool_usage("say where to: -u USER (root), or "
		    "-s FILE (-s ~/.baro_auth for one of your own)", NULL);
	status = baro_tool_begin(&tool, options, NULL);
	if (status == BARO_EXIT_OK)
		status = baro_settings_take(&tool);
	if (status == BARO_EXIT_OK)
		status = baro_settings_keys(&tool);
	if (status != BARO_EXIT_OK)
		return status;
	if (options->file == NULL)
		baro_path_make_directory(BARO_RECORD_DIRECTORY, 0700);
	status = baro_tool_open(&tool);
	if (status == BARO_EXIT_OK)
		status = refuse_existing(&tool);
	if (status == BARO_EXIT_OK) {
		baro_settings_warn(&tool);
		status = baro_interview(&tool);
	}
	if (status == BARO_EXIT_OK && options->json)
		status = print_json(&tool);
	/* Keys that nobody saw are not written. */
	if (status == BARO_EXIT_OK)
		status = baro_tool_flush();
	baro_terminal_hold();
	if (status == BARO_EXIT_OK)
		status = write_file(&tool);
	if (status != BARO_EXIT_OK)
		return status;
	if (!options->json)
		say_written(&tool);
	return baro_tool_done(&tool);
}
