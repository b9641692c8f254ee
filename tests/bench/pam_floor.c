/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The floor behind PAM: a prompt, the floor, one line in the log.  Nobody who
 * replaces a file and logs the login can be faster.  With the argument "idle"
 * only the prompt, and as many lines as there are further arguments: what
 * libpam and the log cost by themselves.
 */
#include <security/pam_ext.h>
#include <security/pam_modules.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "floor.h"

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

int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	const char *user = NULL;
	uint32_t code = 0;
	bool right;

	(void)flags;
	if (argc < 1 || pam_get_user(pamh, &user, NULL) != PAM_SUCCESS ||
	    ask(pamh, &code) != PAM_SUCCESS)
		return PAM_AUTH_ERR;
	if (strcmp(argv[0], "idle") == 0) {
		for (int i = 1; i < argc; i++)
			pam_syslog(pamh, LOG_INFO, "%s %s", user, argv[i]);
		return PAM_SUCCESS;
	}
	right = floor_login(argv[0], user, code, true);
	pam_syslog(pamh, LOG_INFO, "%s %s", user, right ? "in" : "out");
	return right ? PAM_SUCCESS : PAM_AUTH_ERR;
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
