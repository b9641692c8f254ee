/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A record in its file: read, opened if it is sealed, parsed; written, sealed,
 * replaced.  Floor 4.  The module and the tools share it, so that both see the
 * same record in the same file.
 */
#ifndef BARO_FLOW_RECORD_FILE_H
#define BARO_FLOW_RECORD_FILE_H

#include "sys/seal.h"
#include "sys/store.h"
#include "sys/vault.h"

/* Files that the module writes are a multiple of this, in plain text. */
#define BARO_RECORD_FILE_STEP_BYTES 1024

struct baro_record_file {
	struct baro_store store;
	struct baro_span owner;		/* for the seal; empty: the host */
	bool sealed;			/* encrypt=yes */
	uint32_t line;			/* of a bad record, or 0 */
	size_t size;			/* of the next record, or 0: as it is */
};

/**
 * baro_record_file_loose(record):
 * Whether ${record} is looser than one that its user can write may be (D-05):
 * ALLOW_REUSE, an ACL, or a RATE_LIMIT of more than 10 attempts or less than
 * 15 seconds.
 */
bool baro_record_file_loose(const struct baro_record *record);

/**
 * baro_record_file_load(file, vault):
 * Read the record that ${file}->store has found or locked into
 * ${vault}->record.  If ${file}->sealed, the host key must be in the vault.
 * Return BARO_OK, or the error of the step that failed; ${file}->line is set
 * for those of the parser.  A sealed file where ${file}->sealed is false, and
 * a plain one where it is true, is BARO_E_SEALED (F-062).  A record that is not
 * root's and is looser than D-05 allows is BARO_E_LOOSE.
 */
enum baro_error baro_record_file_load(struct baro_record_file *file,
    struct baro_vault *vault);

/**
 * baro_record_file_has_acl(file, vault, ret_has):
 * Whether the record speaks of an ACL; only then is it parsed into
 * ${vault}->record.  Return as baro_record_file_load does.
 */
enum baro_error baro_record_file_has_acl(struct baro_record_file *file,
    struct baro_vault *vault, bool *ret_has);

/**
 * baro_record_file_reserve(file, vault):
 * Make sure, before anything is decided on the loaded record, that whatever
 * becomes of it can be written, and settle the size that the file will have:
 * neither whether it can be written nor how long it is tells what was decided.
 * Return as baro_store_reserve does.
 */
enum baro_error baro_record_file_reserve(struct baro_record_file *file,
    const struct baro_vault *vault);

/**
 * baro_record_file_save(file, vault):
 * Replace the locked record by ${vault}->record.  Return BARO_OK when it is on
 * the disk, or the error of the step that failed.
 */
enum baro_error baro_record_file_save(struct baro_record_file *file,
    struct baro_vault *vault);

/**
 * baro_record_file_write(file, vault):
 * Put ${vault}->record into ${vault}->text as the file will hold it, without
 * touching the disk.  Return BARO_OK, BARO_E_TOO_LONG or BARO_E_ENTROPY.
 */
enum baro_error baro_record_file_write(const struct baro_record_file *file,
    struct baro_vault *vault);

#endif /* BARO_FLOW_RECORD_FILE_H */
