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
#include <string.h>

#include "cli/command.h"
#include "cli/host_key.h"
#include "cli/interview.h"
#include "cli/json.h"
#include "cli/settings.h"
#include "cli/signals.h"
#include "flow/enrolment.h"

#define BACKUP "~bak"

static int
print_json(struct baro_tool *tool)
{
	const struct baro_record *r = &tool->vault->record;
	struct baro_json json;

	baro_signals_last_words(BARO_INTERVIEW_JSON_VOID);
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

/* What became of an older record. */
enum older { NO_OLDER, KEPT, BACKED_UP };

/*
 * --force: replace what is there, keeping a backup (C-020).  Without the backup
 * the record is kept, whatever became of that.
 */
static enum baro_error
replace(struct baro_tool *tool, enum older *ret_older)
{
	enum baro_error e = baro_store_lock(&tool->file.store);

	if (e == BARO_E_ABSENT)
		return baro_enrolment_create(&tool->file, tool->vault);
	*ret_older = KEPT;
	if (e == BARO_OK)
		e = back_up(tool);
	if (e != BARO_OK)
		return e;
	*ret_older = BACKED_UP;
	return baro_record_file_save(&tool->file, tool->vault);
}

static int
say_exists(struct baro_tool *tool)
{
	baro_tool_release(tool);
	(void)fprintf(stderr, "baro_auth: ");
	baro_tool_put_path(tool, stderr);
	(void)fprintf(stderr, ": exists already (--force replaces it and keeps "
	    "a backup)\n");
	return BARO_EXIT_FAILURE;
}

/* Say what holds after a failure. */
static void
say_what_holds(const struct baro_tool *tool, enum older older)
{
	if (older == KEPT)
		(void)fprintf(stderr, "baro_auth: the record itself is as it "
		    "was\n");
	if (older == BACKED_UP) {
		(void)fprintf(stderr, "baro_auth: ");
		baro_tool_put_path(tool, stderr);
		(void)fprintf(stderr, BACKUP ": the record as it was before "
		    "this command, and no older one\n");
	}
	/* What was replaced then, if something was, is the backup alone. */
	if (older == KEPT || !tool->file.store.replaced)
		baro_interview_void(tool);
}

/* Say that it is done, and what is to be done now. */
static void
say_written(const struct baro_tool *tool, enum older older)
{
	const struct baro_record *r = &tool->vault->record;

	if (older == BACKED_UP) {
		baro_tool_put_path(tool, stdout);
		(void)printf(BACKUP ": the old record, whose keys are still "
		    "in it\n");
	}
	baro_tool_put_path(tool, stdout);
	/* A code that confirmed it is not accepted again. */
	(void)printf(": written%s%s", tool->file.sealed ?
	    ", encrypted; the PAM line needs encrypt=yes" : "",
	    r->last_step != 0 && !r->reuse_allowed ?
	    "; log in with the next code" : "");
	if (!baro_interview_shows(tool)) {
		(void)printf("; at a terminal, \"");
		baro_tool_put_command(tool, "show");
		(void)printf("\" shows the key");
	}
	(void)printf("\n");
}

/* Put the file in place. */
static int
write_file(struct baro_tool *tool)
{
	enum baro_error e = BARO_OK;
	enum older older = NO_OLDER;

	baro_signals_block();
	if (tool->file.sealed)
		e = baro_host_key_get(tool, true);
	if (e == BARO_OK && tool->options->force)
		e = replace(tool, &older);
	else if (e == BARO_OK)
		e = baro_enrolment_create(&tool->file, tool->vault);
	if (e == BARO_OK) {
		baro_tool_written(tool);
		if (!tool->options->json)
			say_written(tool, older);
		return baro_tool_done(tool);
	}
	if (e == BARO_E_CHANGED && !tool->options->force)
		(void)say_exists(tool);
	else
		(void)baro_host_key_fail(tool, e);
	say_what_holds(tool, older);
	return BARO_EXIT_FAILURE;
}

/*
 * Refuse early what write_file would refuse after all the questions: of what no
 * --force replaces, why.
 */
static int
refuse_early(struct baro_tool *tool)
{
	enum baro_error e = BARO_OK;

	/* A backup is made by way of a temporary file, too. */
	if (strlen(tool->file.store.path.name) + strlen(
	    tool->options->force ? BACKUP "~" : "~") > BARO_NAME_BYTES_MAX)
		return baro_tool_fail(tool, BARO_E_TEMP_NAME);
	if (tool->file.sealed)
		e = baro_host_key_get(tool, false);
	if (e != BARO_OK)
		return baro_host_key_fail(tool, e);
	e = baro_store_find(&tool->file.store);
	if (e == BARO_E_ABSENT) {
		tool->file.store.error = 0;
		return BARO_EXIT_OK;
	}
	if (e != BARO_OK)
		return baro_tool_fail(tool, e);
	return tool->options->force ? BARO_EXIT_OK : say_exists(tool);
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
		(void)baro_path_make_directory(BARO_RECORD_DIRECTORY, 0700);
	status = baro_tool_open(&tool);
	if (status == BARO_EXIT_OK)
		status = refuse_early(&tool);
	if (status == BARO_EXIT_OK) {
		baro_settings_warn(&tool);
		status = baro_interview(&tool);
	}
	if (status == BARO_EXIT_OK && options->json)
		status = print_json(&tool);
	/* Keys that nobody saw are not written. */
	if (status == BARO_EXIT_OK)
		status = baro_tool_flush();
	return status == BARO_EXIT_OK ? write_file(&tool) : status;
}
