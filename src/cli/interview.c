/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The interview.  Floor 5.
 */
#include "cli/interview.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/secret.h"
#include "cli/command.h"
#include "cli/terminal.h"

#define TRIES 3

/* M-61 to M-63, byte for byte. */
#define TEXT_REUSE "Will it prevent man-in-the-middle attacks?"
#define TEXT_SHARED "Will the same OTA key enable login to other accounts " \
	"besides one account?"
#define TEXT_RATE "Shall we set the OTA key time limit to %" PRIu32 " seconds?"

/* Whether there is a person to ask. */
static bool
is_dialogue(const struct baro_tool *tool)
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
	if (choice != BARO_CHOICE_OPEN || !is_dialogue(tool))
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
}

/*
 * The emergency keys come first (C-013); but in a file of many users, where it
 * depends on the second question if there are any, they come behind it.
 */
static bool
show_and_ask(struct baro_tool *tool)
{
	bool sure = tool->options->shared_key == BARO_CHOICE_YES ||
	    baro_tool_is_personal(tool);

	if (sure)
		show_emergency(tool);
	if (!ask_questions(tool)) {
		(void)fprintf(stderr, "\nbaro_auth: no answer, nothing "
		    "written\n");
		return false;
	}
	if (!sure)
		show_emergency(tool);
	return true;
}

/* One try to give the first code; its step counts as used from then on. */
static bool
first_code_right(struct baro_tool *tool)
{
	struct baro_vault *v = tool->vault;
	struct baro_attempt attempt = { .answer = &v->answer };
	struct baro_decision decision;
	bool right;

	baro_answer_split(baro_span(v->typed, v->typed_bytes),
	    BARO_ANSWER_CODE_ONLY, &v->answer);
	v->answer.emergency_valid = 0;
	attempt.user = baro_tool_user(tool);
	attempt.hint = true;
	if (baro_tool_now(tool, &attempt.now_s) != BARO_EXIT_OK)
		return false;
	right = baro_decide(&attempt, &v->record, &v->work, &decision) ==
	    BARO_OK;
	baro_secret_burn_stack();
	/* What was tried here is no login. */
	v->record.rate.count = 0;
	v->record.failures = 0;
	v->record.locked_until_s = 0;
	if (!right && decision.hint_found)
		(void)printf("That is the code of %" PRId32 " steps from now: "
		    "check the clocks.\n", decision.hint_steps);
	return right;
}

/* Show the key and have a first code typed in. */
static int
confirm(struct baro_tool *tool)
{
	struct baro_vault *v = tool->vault;
	int status;

	if (baro_tool_needs_user(tool)) {
		(void)printf("Each user gets a key of his own: show it with "
		    "\"baro_auth show -s %s -u USER\".\n", tool->path);
		return BARO_EXIT_OK;
	}
	status = baro_command_print_uri(tool);
	if (status != BARO_EXIT_OK || tool->options->no_confirm)
		return status;
	for (int i = 0; i < TRIES; i++) {
		if (!baro_terminal_line("Enter a code from the app to "
		    "confirm: ", true, (char *)v->typed, sizeof v->typed,
		    &v->typed_bytes))
			break;
		if (first_code_right(tool))
			return BARO_EXIT_OK;
		(void)printf("That code is wrong.\n");
	}
	(void)fprintf(stderr, "baro_auth: not confirmed, nothing written "
	    "(--no-confirm writes without a code)\n");
	return BARO_EXIT_FAILURE;
}

/* see interview.h */
int
baro_interview(struct baro_tool *tool)
{
	int status = refuse_loose(tool);

	if (status != BARO_EXIT_OK)
		return status;
	if (!show_and_ask(tool))
		return BARO_EXIT_FAILURE;
	status = refuse_loose(tool);
	if (status == BARO_EXIT_OK && is_dialogue(tool))
		status = confirm(tool);
	return status;
}
