/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * From our errors to PAM's return codes.  Floor 5.  The only file that knows
 * both.
 */
#ifndef BARO_PAM_OUTCOME_H
#define BARO_PAM_OUTCOME_H

#include "base/error.h"

/**
 * baro_outcome(error):
 * The PAM return code for ${error} (requirements 1.6).  PAM_IGNORE has two
 * causes and no third: a user whom the ACL exempts, and with
 * unenrolled=ignore a record that is proven absent (D-11).
 */
int baro_outcome(enum baro_error error);

#endif /* BARO_PAM_OUTCOME_H */
