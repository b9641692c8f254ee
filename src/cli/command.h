/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The commands of baro_auth.  Floor 5.
 *
 * Each takes the parsed command line, does its work through cli/tool.h, prints
 * its result on standard output, and returns the exit code.
 */
#ifndef BARO_CLI_COMMAND_H
#define BARO_CLI_COMMAND_H

#include "cli/tool.h"

int baro_command_create(const struct baro_options *options);
int baro_command_show(const struct baro_options *options);
int baro_command_code(const struct baro_options *options);
int baro_command_verify(const struct baro_options *options);
int baro_command_emergency(const struct baro_options *options);
int baro_command_unlock(const struct baro_options *options);
int baro_command_status(const struct baro_options *options);
int baro_command_encrypt(const struct baro_options *options);
int baro_command_decrypt(const struct baro_options *options);

/**
 * baro_command_uri(tool, ret_uri, cap):
 * Write the otpauth URI of the loaded record, NUL-terminated, into the ${cap}
 * bytes at ${ret_uri}.  Return BARO_OK, BARO_E_NO_KEY, BARO_E_TOO_LONG, or
 * BARO_E_NO_USER for a record with KEY_SCOPE user and nobody named.
 */
enum baro_error baro_command_uri(struct baro_tool *tool, char *ret_uri,
    size_t cap);

/* Room for any URI: 206 characters of key, a host and a user, thrice. */
#define BARO_URI_BYTES 2560

/**
 * baro_command_print_uri(tool):
 * Print the URI and, unless --no-qr, the QR code.  Return an exit code.
 */
int baro_command_print_uri(struct baro_tool *tool);

#endif /* BARO_CLI_COMMAND_H */
