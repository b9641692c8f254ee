/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Authentication against a record on this host.  Floor 4.
 */
#ifndef BARO_FLOW_LOCAL_AUTHENTICATION_H
#define BARO_FLOW_LOCAL_AUTHENTICATION_H

#include <security/pam_modules.h>

#include "base/error.h"
#include "codec/argument.h"

/**
 * baro_local_authentication(pamh, arguments):
 * Authenticate PAM_USER with ${arguments}, which were checked.  Prompt at most
 * once, log, and return the verdict.  BARO_OK means that the code was right
 * and that the record which says so is on the disk.
 */
enum baro_error baro_local_authentication(pam_handle_t *pamh,
    const struct baro_arguments *arguments);

#endif /* BARO_FLOW_LOCAL_AUTHENTICATION_H */
