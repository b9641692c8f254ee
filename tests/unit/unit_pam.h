/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A transaction of the real libpam, with a conversation of the test's.
 *
 * libpam lets modules alone touch PAM_AUTHTOK.  While a module asks something,
 * the conversation runs as part of it: unit_as_module lets pam_permit ask for
 * the user and does the test's work in the answer.
 */
#ifndef BARO_TESTS_UNIT_PAM_H
#define BARO_TESTS_UNIT_PAM_H

#include "unit_world.h"

#include <security/pam_appl.h>
#include <security/pam_modules.h>

#define UNIT_PAM_D UNIT_ROOM "/pam.d"
#define UNIT_SERVICE "unit"

/* What the host answers; a block that libpam's rules let us free. */
static int (*unit_converse)(const struct pam_message *,
    struct pam_response **);

static pam_handle_t *unit_pamh;

static inline int
unit_conversation(int n, const struct pam_message **messages,
    struct pam_response **ret_responses, void *nothing)
{
	(void)nothing;
	UNIT_MUST(n == 1 && messages != NULL && ret_responses != NULL);
	return unit_converse(messages[0], ret_responses);
}

/* Begin for ${user}, who may be NULL. */
static inline void
unit_pam_begin(const char *user)
{
	static const struct pam_conv conv = { unit_conversation, NULL };

	unit_put_directory(UNIT_PAM_D, 0, 0755);
	unit_put(UNIT_PAM_D "/" UNIT_SERVICE, "auth required pam_permit.so\n",
	    0, 0644);
	unit_put(UNIT_PAM_D "/other", "auth required pam_deny.so\n", 0, 0644);
	UNIT_MUST(pam_start_confdir(UNIT_SERVICE, user, &conv, UNIT_PAM_D,
	    &unit_pamh) == PAM_SUCCESS);
}

/* An assertion that failed in the conversation leaves libpam in its module. */
static inline void
unit_pam_end(void)
{
	(void)pam_end(unit_pamh, PAM_SUCCESS);
}

/* An array of one answer, as a conversation makes it. */
static inline struct pam_response *
unit_response(const char *text)
{
	struct pam_response *response = calloc(1, sizeof *response);

	UNIT_MUST(response != NULL);
	if (text != NULL) {
		response->resp = strdup(text);
		UNIT_MUST(response->resp != NULL);
	}
	return response;
}

static void (*unit_module_work)(void);

static inline int
unit_converse_as_module(const struct pam_message *message,
    struct pam_response **ret_responses)
{
	(void)message;
	unit_module_work();
	*ret_responses = unit_response("alice");
	return PAM_SUCCESS;
}

/* Do ${work} where libpam takes us for a module; the user must be unset. */
static inline void
unit_as_module(void (*work)(void))
{
	unit_module_work = work;
	unit_converse = unit_converse_as_module;
	UNIT_MUST(pam_authenticate(unit_pamh, 0) == PAM_SUCCESS);
}

#endif /* BARO_TESTS_UNIT_PAM_H */
