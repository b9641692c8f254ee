/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Talking to the host.  Floor 3.  The conversation function is the host's, and
 * may do anything: nothing that it gives back is used without a look.
 */
#include "sys/conversation.h"

#include <stdlib.h>

#include "base/secret.h"
#include "sys/vectors.h"

_Static_assert(BARO_ANSWER_BYTES_MAX == PAM_MAX_RESP_SIZE,
    "the longest answer that libpam lets through");

/* see conversation.h */
struct baro_span
baro_conversation_item(pam_handle_t *pamh, int item)
{
	const void *text = NULL;

	if (pam_get_item(pamh, item, &text) != PAM_SUCCESS)
		text = NULL;
	return baro_span_text(text);
}

/* see conversation.h */
enum baro_error
baro_conversation_user(pam_handle_t *pamh, uint8_t *name, size_t *ret_bytes)
{
	struct baro_buffer out = baro_buffer_over(name, BARO_USER_NAME_MAX);
	const char *user = NULL;

	if (pam_get_user(pamh, &user, NULL) != PAM_SUCCESS || user == NULL ||
	    user[0] == '\0')
		return BARO_E_NO_USER;
	baro_put_span(&out, baro_span_text(user));
	*ret_bytes = out.len;
	return BARO_OK;
}

/* Take over a NUL-terminated text, cut at one byte past what is allowed. */
static void
take(struct baro_vault *vault, const char *text)
{
	size_t n = 0;

	while (n < sizeof vault->typed && text[n] != '\0') {
		vault->typed[n] = (uint8_t)text[n];
		n++;
	}
	vault->typed_bytes = n;
}

/* Wipe and free what the host answered. */
static void
drop_response(struct pam_response *response)
{
	if (response == NULL)
		return;
	if (response->resp != NULL)
		baro_secret_wipe(response->resp,
		    baro_span_length(baro_span_text(response->resp)));
	free(response->resp);
	free(response);
}

/* see conversation.h */
enum baro_error
baro_conversation_ask(pam_handle_t *pamh, const char *prompt,
    struct baro_vault *vault)
{
	struct pam_message message = { PAM_PROMPT_ECHO_OFF, prompt };
	const struct pam_message *messages = &message;
	struct pam_response *response = NULL;
	const void *item = NULL;
	const struct pam_conv *conv;
	enum baro_error e = BARO_E_CONVERSATION;

	vault->typed_bytes = 0;
	if (pam_get_item(pamh, PAM_CONV, &item) != PAM_SUCCESS || item == NULL)
		return BARO_E_CONVERSATION;
	conv = item;
	if (conv->conv == NULL)
		return BARO_E_CONVERSATION;
	if (conv->conv(1, &messages, &response, conv->appdata_ptr) !=
	    PAM_SUCCESS)
		/* What a failed conversation left is not ours to free. */
		return BARO_E_CONVERSATION;

	if (response != NULL && response->resp != NULL) {
		take(vault, response->resp);
		e = BARO_OK;
	}
	drop_response(response);
	return e;
}

/* see conversation.h */
enum baro_error
baro_conversation_first_pass(pam_handle_t *pamh, struct baro_vault *vault)
{
	const void *item = NULL;

	vault->typed_bytes = 0;
	if (pam_get_item(pamh, PAM_AUTHTOK, &item) != PAM_SUCCESS ||
	    item == NULL)
		return BARO_E_NO_ANSWER;
	take(vault, item);
	return BARO_OK;
}

/* see conversation.h */
enum baro_error
baro_conversation_forward(pam_handle_t *pamh, struct baro_vault *vault,
    size_t bytes)
{
	uint8_t cut = vault->typed[bytes];
	int status;

	/* The host copies up to a NUL, which is put in and taken out again. */
	vault->typed[bytes] = '\0';
	status = pam_set_item(pamh, PAM_AUTHTOK, vault->typed);
	vault->typed[bytes] = cut;
	/* libpam has copied it by whatever the C library copies with. */
	baro_vectors_clear();
	return status == PAM_SUCCESS ? BARO_OK : BARO_E_MEMORY;
}
