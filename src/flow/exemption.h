/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The ACL of a record: who is asked for no code (P-110 to P-117).  Floor 4.
 */
#ifndef BARO_FLOW_EXEMPTION_H
#define BARO_FLOW_EXEMPTION_H

#include <sys/types.h>

#include "sys/vault.h"

/**
 * baro_exemption(record, user, uid, vault, ret_empty):
 * Consult the ACL of ${record}, using ${vault}->text as a buffer.  Return
 * BARO_OK if ${user}, whose id is ${uid}, must give a code; BARO_E_EXEMPT if
 * not; BARO_E_ACL_UNSAFE or BARO_E_ACL_READ if the file cannot be relied on:
 * then nobody is exempt and nobody logs in (P-113).  ${ret_empty} says whether
 * the ACL names nobody at all.
 */
enum baro_error baro_exemption(const struct baro_record *record,
    struct baro_span user, uid_t uid, struct baro_vault *vault,
    bool *ret_empty);

#endif /* BARO_FLOW_EXEMPTION_H */
