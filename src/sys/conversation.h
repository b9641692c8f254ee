/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Talking to the host: PAM items, the prompt, the typed answer.  Floor 3.
 */
#ifndef BARO_SYS_CONVERSATION_H
#define BARO_SYS_CONVERSATION_H

#include <security/pam_modules.h>

#include "codec/acl.h"
#include "codec/answer.h"
#include "sys/vault.h"

/**
 * baro_conversation_user(pamh, name, ret_bytes):
 * Copy the name of the user to authenticate (PAM_USER) to ${name}, which has
 * room for BARO_USER_NAME_MAX bytes; of a longer one, as much as fits, which
 * is no valid name.  A copy, since a conversation may set PAM_USER anew.
 * Return BARO_OK, or BARO_E_NO_USER if there is none or it is empty.
 */
enum baro_error baro_conversation_user(pam_handle_t *pamh, uint8_t *name,
    size_t *ret_bytes);

/**
 * baro_conversation_item(pamh, item):
 * The text of the PAM item ${item}, which the host keeps; empty if there is
 * none.
 */
struct baro_span baro_conversation_item(pam_handle_t *pamh, int item);

/**
 * baro_conversation_ask(pamh, prompt, vault):
 * Ask without echo and take the answer into ${vault}->typed; the host's copy
 * is wiped and freed.  Of an answer that is too long, one byte more than
 * allowed is kept.  Return BARO_OK (the answer may be empty), or
 * BARO_E_CONVERSATION: no conversation, a failed one, or one that gave no
 * answer at all.
 */
enum baro_error baro_conversation_ask(pam_handle_t *pamh, const char *prompt,
    struct baro_vault *vault);

/**
 * baro_conversation_first_pass(pamh, vault):
 * Take the token of an earlier module (PAM_AUTHTOK) into ${vault}->typed
 * instead.  Return BARO_OK, or BARO_E_NO_ANSWER if there is none.
 */
enum baro_error baro_conversation_first_pass(pam_handle_t *pamh,
    struct baro_vault *vault);

/**
 * baro_conversation_forward(pamh, vault, bytes):
 * Hand the first ${bytes} typed bytes to later modules as PAM_AUTHTOK.
 * ${bytes} is at most ${vault}->typed_bytes and BARO_ANSWER_BYTES_MAX.  Return
 * BARO_OK, or BARO_E_MEMORY if the host did not take them.
 */
enum baro_error baro_conversation_forward(pam_handle_t *pamh,
    struct baro_vault *vault, size_t bytes);

#endif /* BARO_SYS_CONVERSATION_H */
