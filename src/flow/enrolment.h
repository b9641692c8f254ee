/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Making what a new record needs: keys, directories, the first file.  Floor 4.
 */
#ifndef BARO_FLOW_ENROLMENT_H
#define BARO_FLOW_ENROLMENT_H

#include "flow/record_file.h"

#define BARO_RECORD_DIRECTORY "/var/lib/baropam"
#define BARO_CONFIG_DIRECTORY "/etc/baropam"

/**
 * baro_enrolment_secure_key(record):
 * Give ${record} a new SECURE_KEY: 24 random bytes in base 64, 32 characters.
 * Return BARO_OK or BARO_E_ENTROPY.
 */
enum baro_error baro_enrolment_secure_key(struct baro_record *record);

/**
 * baro_enrolment_emergency(record, count):
 * Replace the emergency keys of ${record} by ${count} (at most
 * BARO_EMERGENCY_MAX) new ones, all different and none of the well-known
 * samples.  Return BARO_OK or BARO_E_ENTROPY.
 */
enum baro_error baro_enrolment_emergency(struct baro_record *record,
    uint32_t count);

/**
 * baro_enrolment_known_key(key):
 * Whether ${key}, which is decoded (baro_key_decode), gives the codes of a key
 * that stands in a public document, and so protects nothing (C-021).
 */
bool baro_enrolment_known_key(struct baro_span key);

/**
 * baro_enrolment_host_key(vault, ret_errno):
 * Load the host key into ${vault}; where there is none, make it first (root
 * only).  Return BARO_OK; BARO_E_HOST_KEY as baro_seal_load_key does, or with
 * the reason why it could not be made, or made to last, in ${ret_errno}; or
 * BARO_E_ENTROPY.
 */
enum baro_error baro_enrolment_host_key(struct baro_vault *vault,
    int *ret_errno);

/**
 * baro_enrolment_create(file, vault):
 * Write ${vault}->record as a new file.  ${file}->store must be open.  Return
 * BARO_OK, BARO_E_CHANGED if the file exists, or the error of the step that
 * failed; then there is no file, unless ${file}->store.replaced.
 */
enum baro_error baro_enrolment_create(struct baro_record_file *file,
    struct baro_vault *vault);

#endif /* BARO_FLOW_ENROLMENT_H */
