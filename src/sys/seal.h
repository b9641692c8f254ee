/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Sealed records: XChaCha20-Poly1305 under the key of this host (D-10).
 * Floor 3.
 *
 * The container is codec/container.h; the owner's name is part of the
 * associated data, so that a record cannot be given to another user.
 */
#ifndef BARO_SYS_SEAL_H
#define BARO_SYS_SEAL_H

#include "sys/vault.h"

#define BARO_HOST_KEY_PATH "/etc/baropam/host.key"

/**
 * baro_seal_load_key(vault, ret_errno):
 * Read the host key, 32 bytes in a file of root's with mode 0400 or 0600, into
 * ${vault}.  Return BARO_OK, or BARO_E_HOST_KEY with the reason in
 * ${ret_errno} (0: wrong owner, mode, size or directory); then the vault holds
 * no host key.
 */
enum baro_error baro_seal_load_key(struct baro_vault *vault, int *ret_errno);

/**
 * baro_seal_open(vault, owner, ret_plain):
 * Open the container in ${vault}->text, in place.  Return BARO_OK, or
 * BARO_E_SEALED if it is none or was altered, is another owner's, or was
 * sealed under another key.
 */
enum baro_error baro_seal_open(struct baro_vault *vault,
    struct baro_span owner, struct baro_span *ret_plain);

/**
 * baro_seal_close(vault, owner):
 * Seal the plain text in ${vault}->text, in place.  Return BARO_OK,
 * BARO_E_TOO_LONG, or BARO_E_ENTROPY.
 */
enum baro_error baro_seal_close(struct baro_vault *vault,
    struct baro_span owner);

#endif /* BARO_SYS_SEAL_H */
