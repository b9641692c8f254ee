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
	bool reached;				/* file.store is open */
	struct baro_record_file file;

	enum baro_error trouble;		/* before the prompt, or OK */
	int trouble_errno;			/* of the host key, or 0 */
	bool asked;				/* and answered */
	bool decided;				/* decision is valid */
	bool acl_empty;				/* ACL_TYPE allow: M-74 */
	struct baro_decision decision;
};

#endif /* BARO_FLOW_SESSION_H */
