/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the administrator reads about an authentication.  Floor 4.
 */
#ifndef BARO_FLOW_REPORT_H
#define BARO_FLOW_REPORT_H

#include "flow/session.h"

/**
 * baro_report(session, verdict):
 * Log everything that belongs to the end of an authentication with ${verdict}:
 * warnings about the record, the attempt (M-16), the error's own message and
 * the line that names the user.  Never a code, a key or a password.
 */
void baro_report(const struct baro_session *session, enum baro_error verdict);

#endif /* BARO_FLOW_REPORT_H */
