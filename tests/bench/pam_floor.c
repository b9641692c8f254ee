/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The floor behind PAM: a prompt, the floor, one line in the log.  Nobody who
 * replaces a file and logs the login can be faster.  With the further argument
 * "rows", the calls that the requirements ask for besides: whoever meets them
 * does more than that.  With the argument "idle", the prompt alone, and as many
 * lines as there are further arguments: what libpam and the log cost.
 */
#include <security/pam_ext.h>
#include <security/pam_modules.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "floor.h"
#include "rows.h"

static int
ask(pam_handle_t *pamh, uint32_t *ret_code)
{
	char *answer = NULL;
	int status = pam_prompt(pamh, PAM_PROMPT_ECHO_OFF, &answer,
	    "Verification code: ");

	if (status == PAM_SUCCESS && answer != NULL)
		*ret_code = (uint32_t)strtoul(answer, NULL, 10);
	free(answer);
	return status;
}

/* Prompt, and as many lines as there are words. */
static int
idle(pam_handle_t *pamh, const char *user, int words, const char **word)
{
	uint32_t code = 0;

	if (ask(pamh, &code) != PAM_SUCCESS)
		return PAM_AUTH_ERR;
	for (int i = 0; i < words; i++)
		pam_syslog(pamh, LOG_INFO, "%s %s", user, word[i]);
	return PAM_SUCCESS;
}

/* ${record} is open before the prompt, or -1. */
static int
login(pam_handle_t *pamh, const char *user, const char *folder, int record)
{
	uint32_t code = 0;
	bool right;

	if (ask(pamh, &code) != PAM_SUCCESS)
		return PAM_AUTH_ERR;
	if (record < 0)
		record = floor_open(folder, user);
	right = floor_login(record, folder, user, code, true);
	pam_syslog(pamh, LOG_INFO, "%s %s", user, right ? "in" : "out");
	return right ? PAM_SUCCESS : PAM_AUTH_ERR;
}

/* As many lines as M-16 and M-50 are, or M-16, M-23 and M-53; M-16 whole. */
static int
login_by_the_rows(pam_handle_t *pamh, const char *user, const char *folder)
{
	void *page = rows_page();
	int status;

	status = login(pamh, user, folder, rows_before(folder, user));
	pam_syslog(pamh, LOG_INFO, "Try to update RATE_LIMIT line.[3 30 %u]",
	    rows_locked(folder, user));
	if (status != PAM_SUCCESS)
		pam_syslog(pamh, LOG_NOTICE, "Invalid verification code");
	rows_page_end(page);
	return status;
}

int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	const char *user = NULL;

	(void)flags;
	if (argc < 1 || pam_get_user(pamh, &user, NULL) != PAM_SUCCESS)
		return PAM_AUTH_ERR;
	if (strcmp(argv[0], "idle") == 0)
		return idle(pamh, user, argc - 1, argv + 1);
	if (argc > 1 && strcmp(argv[1], "rows") == 0)
		return login_by_the_rows(pamh, user, argv[0]);
	return login(pamh, user, argv[0], -1);
}

int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_SUCCESS;
}
