/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The conversation: what a user at a terminal does, or a program that is
 * broken in one of several ways (--conversation).
 */
#include <err.h>
#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

static bool
kind_is(const struct plan *plan, const char *kind)
{
	return plan->conversation != NULL &&
	    strcmp(plan->conversation, kind) == 0;
}

static char *
copy(const char *text)
{
	char *s = strdup(text);

	if (s == NULL)
		err(1, "strdup");
	return s;
}

/* The next answer, or NULL if nobody has one. */
static char *
next_answer(struct talk *talk)
{
	const struct plan *plan = talk->plan;

	if (plan->hidden.n > 0)
		return needle_unmask(&plan->hidden);
	if (talk->number < plan->answer_line_count)
		return copy(plan->answer_lines[talk->number]);
	if (talk->answered < plan->answer_count)
		return copy(plan->answers[talk->answered++]);
	return NULL;
}

static void
note_prompt(struct talk *talk, const struct pam_message *message)
{
	json_mark(&talk->prompts, '{');
	json_key(&talk->prompts, "style");
	json_number(&talk->prompts, message->msg_style);
	json_key(&talk->prompts, "text");
	json_text(&talk->prompts, message->msg);
	json_mark(&talk->prompts, '}');
}

/* Answer all messages; false if an answer is missing. */
static bool
answer_all(struct talk *talk, int n, const struct pam_message **messages,
    struct pam_response *responses)
{
	for (int i = 0; i < n; i++) {
		int style = messages[i]->msg_style;

		if (style != PAM_PROMPT_ECHO_OFF && style != PAM_PROMPT_ECHO_ON)
			continue;
		if (kind_is(talk->plan, "null-text"))
			continue;
		responses[i].resp = next_answer(talk);
		if (responses[i].resp == NULL)
			return false;
	}
	return true;
}

int
converse(int n, const struct pam_message **messages,
    struct pam_response **ret_responses, void *context)
{
	static struct pam_response nobodys;
	struct talk *talk = context;
	struct pam_response *responses;

	registers_scan();
	for (int i = 0; i < n; i++)
		note_prompt(talk, messages[i]);
	interpose_event("prompt");
	if (talk->plan->swap_user != NULL && pam_set_item(talk->pamh, PAM_USER,
	    talk->plan->swap_user) != PAM_SUCCESS)
		errx(1, "pam_set_item");
	if (talk->plan->meet != NULL)
		talk->plan->meet();
	*ret_responses = NULL;
	if (kind_is(talk->plan, "error")) {
		/* On an error nobody may free it. */
		*ret_responses = &nobodys;
		return PAM_CONV_ERR;
	}
	if (kind_is(talk->plan, "again"))
		return PAM_CONV_AGAIN;
	if (kind_is(talk->plan, "null-array"))
		return PAM_SUCCESS;
	responses = calloc((size_t)n, sizeof *responses);
	if (responses == NULL)
		err(1, "calloc");
	if (!answer_all(talk, n, messages, responses)) {
		free(responses);
		return PAM_CONV_ERR;
	}
	*ret_responses = responses;
	/* A host that fails and answers all the same must not be believed. */
	return kind_is(talk->plan, "error-with-answer") ? PAM_CONV_ERR :
	    PAM_SUCCESS;
}
