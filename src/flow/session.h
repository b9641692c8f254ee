/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What one authentication knows, passed along the steps of its flow.  Floor 4,
 * private to it.  Secrets are in the vault only.
 */
#ifndef BARO_FLOW_SESSION_H
#define BARO_FLOW_SESSION_H

#include <security/pam_modules.h>

#include "codec/acl.h"
#include "codec/argument.h"
#include "codec/location.h"
#include "flow/record_file.h"
#include "sys/identity.h"
#include "sys/privilege.h"
#include "sys/shield.h"
#include "sys/vault.h"

struct baro_session {
	pam_handle_t *pamh;
	const struct baro_arguments *arguments;
	struct baro_vault *vault;

	uint8_t user_name[BARO_USER_NAME_MAX];
	struct baro_span user;			/* in user_name */
	struct baro_identity identity;
	struct baro_location_uses uses;		/* of secret= */
	char path[BARO_PATH_MAX + 1];		/* secret=, expanded */
	bool store_given;			/* file.store is set */
	struct baro_record_file file;

	struct baro_privilege privilege;	/* while the owner acts */

	int key_errno;				/* of the host key, or 0 */
	bool asked;				/* and answered */
	bool settled;				/* the record was looked for */
	bool decided;				/* decision is valid */
	bool acl_empty;				/* ACL_TYPE allow: M-74 */
	bool host_differs;			/* from HOSTNAME: M-56 */
	bool stranded;				/* ids not given back: M-82 */
	struct baro_shield shield;
	struct baro_decision decision;
};

/**
 * baro_session_begin(session, pamh, arguments):
 * Set all of ${session} but the arrays: they are filled before they are read.
 */
void baro_session_begin(struct baro_session *session, pam_handle_t *pamh,
    const struct baro_arguments *arguments);

/**
 * baro_session_end(session):
 * Unlock, close and wipe.
 */
void baro_session_end(struct baro_session *session);

/**
 * baro_session_leave(session, verdict):
 * Lower the shield, the last step.  Return ${verdict}; or BARO_E_STRANDED if,
 * now or before, the process did not get its identity back, which is logged.
 */
enum baro_error baro_session_leave(struct baro_session *session,
    enum baro_error verdict);

/**
 * baro_session_user(session):
 * Get the name of the user (S2).  Return BARO_OK or BARO_E_NO_USER.
 */
enum baro_error baro_session_user(struct baro_session *session);

/**
 * baro_session_same_user(session):
 * Whether PAM_USER is still whom we asked about: a host may set it anew.
 */
bool baro_session_same_user(const struct baro_session *session);

/**
 * baro_session_find(session):
 * Find out who the user is and where the record would be (S3, S4).  An unknown
 * user's record has a place too, unless it is in a home.
 */
enum baro_error baro_session_find(struct baro_session *session);

/**
 * baro_session_load_key(session):
 * Get the host key, where records are sealed; as root, before any drop.
 */
enum baro_error baro_session_load_key(struct baro_session *session);

/**
 * baro_session_act_as_owner(session):
 * Take on the user's identity if the record lies in the user's home.
 */
enum baro_error baro_session_act_as_owner(struct baro_session *session);

/**
 * baro_session_act_as_self(session):
 * Go back to the identity that the process had, whatever act_as_owner said.
 */
void baro_session_act_as_self(struct baro_session *session);

/**
 * baro_session_reach(session):
 * Open the record's directory, unless it is open (S5).
 */
enum baro_error baro_session_reach(struct baro_session *session);

/**
 * baro_session_decide(session):
 * Decide on the answer and the record that are in the vault (S9, S11, S12).
 */
enum baro_error baro_session_decide(struct baro_session *session);

/**
 * baro_session_forget(session):
 * Forget what was read before the prompt.  Nothing of it is needed after it,
 * and a prompt can last for minutes, for anybody who names a user.
 */
void baro_session_forget(struct baro_session *session);

#endif /* BARO_FLOW_SESSION_H */
