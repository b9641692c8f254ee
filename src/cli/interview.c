/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The interview.  Floor 5.
 */
#include "cli/interview.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/first_code.h"
#include "cli/signals.h"
#include "cli/terminal.h"

/* M-61 to M-63, byte for byte. */
#define TEXT_REUSE "Will it prevent man-in-the-middle attacks?"
#define TEXT_SHARED "Will the same OTA key enable login to other accounts " \
	"besides one account?"
#define TEXT_RATE "Shall we set the OTA key time limit to %" PRIu32 " seconds?"

#define TEXT_VOID "the emergency keys above are void"

/* see interview.h */
bool
baro_interview_shows(const struct baro_tool *tool)
{
	return baro_terminal_present() && !tool->options->non_interactive &&
	    !tool->options->json;
}

/* The answer of a flag, of the person, or the safe one. */
static bool
choose(const struct baro_tool *tool, enum baro_choice choice,
    const char *question, bool safe, bool *ret_yes)
{
	*ret_yes = choice == BARO_CHOICE_OPEN ? safe :
	    choice == BARO_CHOICE_YES;
	if (choice != BARO_CHOICE_OPEN || !baro_interview_shows(tool))
		return true;
	return baro_terminal_ask(question, safe, ret_yes);
}

/*
 * The second answer, if options give it.  A key that is given for one user is
 * that of a device: it is taken as it is.
 */
static enum baro_choice
shared_key(const struct baro_tool *tool)
{
	const struct baro_options *o = tool->options;

	return o->shared_key == BARO_CHOICE_OPEN && o->key != NULL &&
	    baro_tool_is_personal(tool) ? BARO_CHOICE_YES : o->shared_key;
}

/* The three documented questions, in their order (C-013 to C-017). */
static bool
ask_questions(struct baro_tool *tool)
{
	const struct baro_options *o = tool->options;
	struct baro_record *r = &tool->vault->record;
	char question[80];
	bool prevent = true;
	bool shared = false;
	bool limit = true;

	(void)snprintf(question, sizeof question, TEXT_RATE, r->rate.window_s);
	if (!choose(tool, o->disallow_reuse, TEXT_REUSE, true, &prevent) ||
	    !choose(tool, shared_key(tool), TEXT_SHARED, false, &shared) ||
	    !choose(tool, o->rate_limit, question, true, &limit))
		return false;
	r->reuse_allowed = !prevent;
	r->key_per_user = !shared;
	if (!limit)
		baro_rate_limit_init(&r->rate);
	return true;
}

/* D-05: what a user may not loosen is not written where he owns the file. */
static int
refuse_loose(struct baro_tool *tool)
{
	if (tool->file.store.owner == 0 ||
	    !baro_record_file_loose(&tool->vault->record))
		return BARO_EXIT_OK;
	return baro_tool_usage("a record that its user owns takes no ACL and "
	    "no reuse of codes; nothing written", tool->path);
}

/* Print the emergency keys, or why there are none. */
static void
show_emergency(struct baro_tool *tool)
{
	struct baro_record *r = &tool->vault->record;
	bool none = r->emergency_count > 0 && baro_tool_void_emergency(tool);

	if (none)
		r->emergency_count = 0;
	if (tool->options->json)
		return;
	if (none)
		(void)printf("No emergency keys: in a file of many users with "
		    "keys of their own they count for\nnobody.\n");
	else
		baro_command_print_emergency(r);
	if (r->emergency_count > 0)
		baro_signals_last_words("\nbaro_auth: " TEXT_VOID "\n");
}

/*
 * The emergency keys come first (C-013); but in a file of many users, where it
 * depends on the second question if there are any, they come behind it.
 */
static bool
show_and_ask(struct baro_tool *tool, bool *ret_shown)
{
	*ret_shown = tool->options->shared_key == BARO_CHOICE_YES ||
	    baro_tool_is_personal(tool);
	if (*ret_shown)
		show_emergency(tool);
	if (!ask_questions(tool)) {
		(void)fprintf(stderr, "\nbaro_auth: no answer, nothing "
		    "written\n");
		return false;
	}
	if (!*ret_shown)
		show_emergency(tool);
	*ret_shown = true;
	return true;
}

/* Show the key and have a first code typed in. */
static int
confirm(struct baro_tool *tool)
{
	int status;

	if (baro_tool_needs_user(tool)) {
		(void)printf("Each user gets a key of his own: show it with "
		    "\"");
		baro_tool_put_command(tool, "show");
		(void)printf("\".\n");
		return BARO_EXIT_OK;
	}
	status = baro_command_print_uri(tool);
	if (status != BARO_EXIT_OK || tool->options->no_confirm)
		return status;
	return baro_first_code(tool);
}

/* All of it, up to the record that is ready. */
static int
ask_and_confirm(struct baro_tool *tool, bool *ret_shown)
{
	int status = refuse_loose(tool);

	if (status != BARO_EXIT_OK)
		return status;
	if (!show_and_ask(tool, ret_shown))
		return BARO_EXIT_FAILURE;
	status = refuse_loose(tool);
	if (status == BARO_EXIT_OK && baro_interview_shows(tool))
		status = confirm(tool);
	return status;
}

/* see interview.h */
void
baro_interview_void(const struct baro_tool *tool)
{
	/* Somebody may have written them down, or a program have read them. */
	if (tool->options->json)
		(void)fprintf(stderr, BARO_INTERVIEW_JSON_VOID);
	else if (tool->vault->record.emergency_count > 0)
		(void)fprintf(stderr, "baro_auth: " TEXT_VOID "\n");
}

/* see interview.h */
int
baro_interview(struct baro_tool *tool)
{
	bool shown = false;
	int status = ask_and_confirm(tool, &shown);

	if (status != BARO_EXIT_OK && shown && !tool->options->json)
		baro_interview_void(tool);
	return status;
}
