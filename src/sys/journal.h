/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The system log, through pam_syslog(3).  Floor 3.
 */
#ifndef BARO_SYS_JOURNAL_H
#define BARO_SYS_JOURNAL_H

#include <security/pam_modules.h>

#include "base/error.h"
#include "codec/message.h"

/**
 * baro_journal(pamh, message, places):
 * Log ${message} with its places filled and escaped.  ${places} may be NULL.
 */
void baro_journal(pam_handle_t *pamh, enum baro_message message,
    const struct baro_places *places);

/**
 * baro_journal_error_message(error):
 * The message that belongs to ${error}.
 */
enum baro_message baro_journal_error_message(enum baro_error error);

#endif /* BARO_SYS_JOURNAL_H */
