/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the commands say when they fail, or are done.  Floor 5.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/explain.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "cli/tool.h"
#include "flow/enrolment.h"
#include "sys/errno_text.h"

/* Of a value that is refused, no more than this is shown. */
#define SHOWN_BYTES 256

/* see tool.h */
int
baro_tool_usage(const char *text, const char *value)
{
	struct baro_span shown = baro_span_text(value);
	bool whole = baro_span_length(shown) <= SHOWN_BYTES;

	if (!whole)
		shown = baro_span_cut(shown, shown.lo, shown.lo + SHOWN_BYTES);
	fprintf(stderr, "baro_auth: %s%s", text, value != NULL ? ": " : "");
	baro_terminal_put(shown, stderr);
	fprintf(stderr, "%s\nTry \"baro_auth --help\".\n", whole ? "" : "...");
	return BARO_EXIT_USAGE;
}

/* see tool.h */
void
baro_tool_put_path(const struct baro_tool *tool, FILE *to)
{
	baro_terminal_put(baro_span_text(tool->path), to);
}

#define KEY_MADE "baro_auth: " BARO_HOST_KEY_PATH ": made; back it up, apart " \
	"from the encrypted records: these, and backups of them, are worth " \
	"nothing without it\n"
#define IN_PLACE "the new file is in place, but a crash of this machine may " \
	"undo that"
#define WRITTEN "written all the same\n"

/* see tool.h */
void
baro_tool_release(struct baro_tool *tool)
{
	if (tool->opened)
		baro_store_unlock(&tool->file.store);
	if (tool->key_made)
		baro_signals_first_words(KEY_MADE);
	baro_signals_restore();
	if (!tool->key_made)
		return;
	fprintf(stderr, KEY_MADE);
	tool->key_made = false;
	baro_signals_first_words("");
}

/* Say more of why the file cannot be used; false if there is no more. */
static bool
explain(const struct baro_tool *tool, enum baro_error error)
{
	if (!tool->opened || (error != BARO_E_UNSAFE && error != BARO_E_OPEN))
		return false;
	return baro_explain(tool->path, tool->file.store.owner, stderr);
}

/* see tool.h */
int
baro_tool_fail(struct baro_tool *tool, enum baro_error error)
{
	const char *sentence = baro_error_sentence(error);
	char text[BARO_ERRNO_TEXT_BYTES];
	int reason = tool->file.store.error;
	bool explained;

	/* Only the last step failed, that which makes it last. */
	if (tool->opened && tool->file.store.replaced) {
		sentence = IN_PLACE;
		baro_signals_last_words("baro_auth: " IN_PLACE "\n");
	}
	baro_tool_release(tool);

	fprintf(stderr, "baro_auth: ");
	baro_tool_put_path(tool, stderr);
	fprintf(stderr, ": ");
	if (tool->file.line != 0)
		fprintf(stderr, "line %u: ", (unsigned int)tool->file.line);
	fprintf(stderr, "%s", sentence);
	explained = explain(tool, error);
	if (!explained && tool->opened && reason != 0 &&
	    error != BARO_E_ABSENT) {
		(void)baro_errno_text(reason, text);
		fprintf(stderr, " (%s)", text);
	}
	fprintf(stderr, "\n");
	if (error == BARO_E_UNSAFE && geteuid() == 0 && tool->user_bytes == 0)
		fprintf(stderr, "If it lies in the home of a user, name the "
		    "user: -u USER\n");
	if (reason == EACCES && geteuid() != 0 && baro_tool_name(tool) != NULL)
		fprintf(stderr, "Records in " BARO_RECORD_DIRECTORY " are "
		    "root's; for one of your own: baro_auth [COMMAND] "
		    "-s ~/.baro_auth\n");
	return BARO_EXIT_FAILURE;
}

/* see tool.h */
int
baro_tool_flush(void)
{
	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return BARO_EXIT_OK;
	fprintf(stderr, "baro_auth: standard output cannot be written, so "
	    "nobody has read it\n");
	return BARO_EXIT_FAILURE;
}

/* see tool.h */
void
baro_tool_written(struct baro_tool *tool)
{
	/* A reader who does not read can hold us up, and is to be ended. */
	baro_signals_last_words("baro_auth: " WRITTEN);
	/* One who went away is told about, too. */
	(void)signal(SIGPIPE, SIG_IGN);
	baro_tool_release(tool);
}

/* see tool.h */
int
baro_tool_done(const struct baro_tool *tool)
{
	int status = baro_tool_flush();

	if (status == BARO_EXIT_OK)
		return BARO_EXIT_OK;
	fprintf(stderr, "baro_auth: ");
	baro_tool_put_path(tool, stderr);
	fprintf(stderr, ": " WRITTEN);
	return status;
}
