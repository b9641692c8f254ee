/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The first code.  Floor 5.
 */
#include "cli/first_code.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/secret.h"
#include "cli/terminal.h"

#define TRIES 3

/* From here on, how long ago is said in minutes. */
#define MINUTES_FROM_S 120

/* Decide on what was typed; what is tried here is no login. */
static bool
is_right(struct baro_tool *tool, uint64_t now_s,
    struct baro_decision *ret_decision)
{
	struct baro_vault *v = tool->vault;
	struct baro_attempt attempt = { .hint = true };
	bool right;

	attempt.user = baro_tool_user(tool);
	attempt.answer = &v->answer;
	attempt.now_s = now_s;
	right = baro_decide(&attempt, &v->record, &v->work, ret_decision) ==
	    BARO_OK;
	baro_secret_burn_stack();
	v->record.rate.count = 0;
	v->record.failures = 0;
	v->record.locked_until_s = 0;
	return right;
}

/* Whether an application that takes no notice of the hash shows this code. */
static bool
is_right_by_sha1(struct baro_tool *tool, uint64_t now_s)
{
	struct baro_record *r = &tool->vault->record;
	enum baro_method method = r->method;
	uint64_t last_step = r->last_step;
	struct baro_decision decision = { .hint_found = false };
	bool right;

	if (method == BARO_METHOD_APP1)
		return false;
	r->method = BARO_METHOD_APP1;
	right = is_right(tool, now_s, &decision);
	r->method = method;
	r->last_step = last_step;
	return right || decision.hint_found;
}

/* How far away the code's step is, in words. */
static void
say_when(int32_t steps, uint32_t cycle_s)
{
	uint32_t n = (uint32_t)(steps < 0 ? -steps : steps) * cycle_s;
	bool minutes = n >= MINUTES_FROM_S;

	(void)printf("That is the code of %" PRIu32 " %s %s: look at the "
	    "clocks.\n", minutes ? n / 60 : n, minutes ? "minutes" : "seconds",
	    steps < 0 ? "ago" : "ahead");
}

/* One try. */
static bool
try_code(struct baro_tool *tool, uint64_t now_s)
{
	struct baro_vault *v = tool->vault;
	struct baro_decision decision = { .hint_found = false };

	baro_answer_split(baro_span(v->typed, v->typed_bytes),
	    BARO_ANSWER_CODE_ONLY, &v->answer);
	v->answer.emergency_valid = 0;
	if (is_right(tool, now_s, &decision))
		return true;
	(void)printf("That code is wrong.\n");
	if (decision.hint_found)
		say_when(decision.hint_steps, v->record.cycle_s);
	else if (is_right_by_sha1(tool, now_s))
		(void)printf("That is the code by SHA-1: this app takes no "
		    "notice of the hash.  Begin again with\n-k app1.\n");
	return false;
}

/* see first_code.h */
int
baro_first_code(struct baro_tool *tool)
{
	struct baro_vault *v = tool->vault;
	uint64_t now_s = 0;

	for (int i = 0; i < TRIES; i++) {
		int status;

		if (!baro_terminal_line("Enter a code from the app to "
		    "confirm: ", true, (char *)v->typed, sizeof v->typed,
		    &v->typed_bytes))
			break;
		status = baro_tool_now(tool, &now_s);
		if (status != BARO_EXIT_OK)
			return status;
		if (try_code(tool, now_s))
			return BARO_EXIT_OK;
	}
	(void)fprintf(stderr, "baro_auth: not confirmed, nothing written "
	    "(--no-confirm writes without a code)\n");
	return BARO_EXIT_FAILURE;
}
