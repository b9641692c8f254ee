/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Return codes.  Floor 5.  What is not in the list is a fault: the last line
 * fails closed.
 */
#include "pam/outcome.h"

#include <security/_pam_types.h>

/* see outcome.h */
int
baro_outcome(enum baro_error error)
{
	switch (baro_error_class(error)) {
	case BARO_CLASS_OK:
		return PAM_SUCCESS;
	case BARO_CLASS_EXEMPT:
	case BARO_CLASS_UNENROLLED:
		return PAM_IGNORE;
	case BARO_CLASS_DENY:
		return PAM_AUTH_ERR;
	case BARO_CLASS_LOCKED:
		return PAM_MAXTRIES;
	case BARO_CLASS_UNKNOWN:
		return PAM_USER_UNKNOWN;
	case BARO_CLASS_UNAVAILABLE:
		return PAM_AUTHINFO_UNAVAIL;
	case BARO_CLASS_ARGUMENT:
		return PAM_SERVICE_ERR;
	case BARO_CLASS_CONVERSATION:
		return PAM_CONV_ERR;
	case BARO_CLASS_MEMORY:
		return PAM_BUF_ERR;
	case BARO_CLASS_FAULT:
		break;
	}
	return PAM_SYSTEM_ERR;
}
