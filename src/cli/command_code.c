/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * baro_auth code: the current code.  baro_auth verify: is this one right?
 * Floor 5.  Neither changes the record.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/secret.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/limits.h"
#include "cli/moment.h"
#include "otp/window.h"

/* Load the record of ${user} (may be NULL) and the options, and the time. */
static int
begin(struct baro_tool *tool, const struct baro_options *options,
    const char *user, uint64_t *ret_now_s)
{
	int status = baro_tool_begin(tool, options, user);

	if (status == BARO_EXIT_OK)
		status = baro_tool_now(tool, ret_now_s);
	if (status == BARO_EXIT_OK)
		status = baro_tool_load_key(tool);
	return status;
}

static void
print_code(const struct baro_tool *tool, uint32_t code, uint64_t now_s)
{
	uint8_t digits[BARO_CODE_DIGITS + 1] = { 0 };
	struct baro_buffer out = baro_buffer_over(digits, BARO_CODE_DIGITS);
	struct baro_json json;
	uint32_t cycle_s = tool->vault->record.cycle_s;

	baro_put_digits(&out, code, BARO_CODE_DIGITS);
	if (!tool->options->json) {
		(void)printf("%s\n", (const char *)digits);
		return;
	}
	baro_json_begin(&json);
	baro_json_text(&json, "code", baro_buffer_span(&out));
	baro_json_number(&json, "seconds_left", cycle_s - now_s % cycle_s);
	baro_json_end(&json);
}

/* see command.h */
int
baro_command_code(const struct baro_options *options)
{
	BARO_TOOL(tool);
	struct baro_vault *v;
	struct baro_window window;
	uint64_t now_s = 0;
	uint32_t code;
	enum baro_error e;
	int status = begin(&tool, options, options->words[0], &now_s);

	if (status != BARO_EXIT_OK)
		return status;
	v = tool.vault;
	e = baro_key_derive(&v->record, baro_tool_user(&tool), &v->work.hotp,
	    &v->work.key);
	if (e != BARO_OK)
		return baro_tool_fail(&tool, e);
	baro_hotp_key(&v->work.hotp, v->record.method,
	    baro_span(v->work.key.b, v->work.key.n));
	baro_window_at(now_s, v->record.cycle_s, v->record.window, &window);
	code = baro_hotp_code(&v->work.hotp, window.now);
	baro_secret_burn_stack();
	print_code(&tool, code, now_s);
	return BARO_EXIT_OK;
}

/* What a verdict means to who asks for it. */
static const char *
sentence_of(enum baro_error verdict)
{
	if (verdict == BARO_OK)
		return "the code is right";
	return baro_error_sentence(verdict);
}

/* Why no code at all is accepted now, and from when on one is. */
static void
print_wait(const struct baro_tool *tool, const char *why,
    const struct baro_wait *wait, uint64_t now_s)
{
	(void)printf("%s", why);
	baro_limits_print_wait(tool, wait, now_s);
}

static void
print_used(const struct baro_record *r)
{
	(void)printf("%s (newest: ", sentence_of(BARO_E_REUSED_CODE));
	baro_moment_print(baro_moment_newest_s(r));
	(void)printf(")\n");
}

/* What verify found. */
struct finding {
	enum baro_error verdict;
	struct baro_decision decision;
	struct baro_limits limits;	/* before the attempt */
	uint64_t now_s;
};

/* What else there is to say of a wrong code. */
static void
print_wrong(const struct baro_tool *tool, const struct baro_decision *d)
{
	if (d->hint_found)
		(void)printf("it is that of %" PRId32 " steps from now: check "
		    "the clock of this server and of the device\n",
		    d->hint_steps);
	if (tool->vault->answer.emergency_valid != 0 &&
	    baro_tool_void_emergency(tool))
		(void)printf("emergency keys count for nobody in a file of "
		    "many users with keys of their own\n");
}

static void
print_text(const struct baro_tool *tool, const struct finding *f)
{
	const struct baro_record *r = &tool->vault->record;

	if (f->verdict == BARO_E_RATE_LIMIT)
		print_wait(tool, "too many attempts", &f->limits.limited,
		    f->now_s);
	else if (f->verdict == BARO_E_LOCKED_OUT)
		print_wait(tool, "locked after too many failures",
		    &f->limits.locked, f->now_s);
	else if (f->verdict == BARO_E_REUSED_CODE)
		print_used(r);
	else
		(void)printf("%s%s\n", sentence_of(f->verdict),
		    f->decision.emergency ? " (an emergency key)" : "");
	if (f->limits.locked.until_s != 0 && baro_tool_is_root(tool))
		print_wait(tool, BARO_LIMITS_ROOT, &f->limits.locked,
		    f->now_s);
	if (f->verdict == BARO_E_WRONG_CODE)
		print_wrong(tool, &f->decision);
	if (f->verdict != BARO_OK)
		baro_moment_print_ahead(tool, f->now_s,
		    "the newest used code is ");
}

static void
print_json(const struct finding *f)
{
	struct baro_json json;

	baro_json_begin(&json);
	baro_json_bool(&json, "right", f->verdict == BARO_OK);
	baro_json_bool(&json, "emergency", f->decision.emergency);
	baro_json_text(&json, "verdict",
	    baro_span_text(sentence_of(f->verdict)));
	/* An attempt that was refused was compared with another key. */
	if (f->verdict == BARO_E_WRONG_CODE && f->decision.hint_found)
		baro_json_text(&json, "hint", baro_span_text("clock"));
	baro_limits_json(&json, &f->limits);
	baro_json_end(&json);
}

/* Decide on the code as a login would, with the limits as they are before. */
static void
decide(struct baro_tool *tool, const char *code, struct finding *f)
{
	struct baro_vault *v = tool->vault;
	struct baro_attempt attempt = { .hint = true };

	baro_answer_split(baro_span_text(code), BARO_ANSWER_CODE_ONLY,
	    &v->answer);
	attempt.user = baro_tool_user(tool);
	attempt.answer = &v->answer;
	attempt.now_s = f->now_s;
	attempt.lockable = !baro_tool_is_root(tool);
	attempt.personal = baro_tool_is_personal(tool);
	f->limits = baro_limits_at(&v->record, f->now_s);
	f->verdict = baro_decide(&attempt, &v->record, &v->work,
	    &f->decision);
	baro_secret_burn_stack();
}

/* see command.h */
int
baro_command_verify(const struct baro_options *options)
{
	BARO_TOOL(tool);
	struct finding f = { .verdict = BARO_OK };
	const char *user = options->words[1];
	int status;

	/* The other way round, a code would be shown as a name. */
	if (user != NULL && user[strspn(user, "0123456789")] == '\0')
		return baro_tool_usage("the code comes first: verify CODE USER",
		    NULL);
	status = begin(&tool, options, user, &f.now_s);
	if (status != BARO_EXIT_OK)
		return status;
	decide(&tool, options->words[0], &f);
	if (f.verdict == BARO_E_NO_KEY || f.verdict == BARO_E_CLOCK)
		return baro_tool_fail(&tool, f.verdict);
	if (options->json)
		print_json(&f);
	else
		print_text(&tool, &f);
	return f.verdict == BARO_OK ? BARO_EXIT_OK : BARO_EXIT_NOT_RIGHT;
}
