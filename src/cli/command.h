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
 * baro_command_uri(tool):
 * Write the otpauth URI of the loaded record into ${tool}->vault->text, with a
 * NUL behind it.  Return BARO_OK, BARO_E_NO_KEY, BARO_E_TOO_LONG, or
 * BARO_E_NO_USER where baro_tool_needs_user.
 */
enum baro_error baro_command_uri(struct baro_tool *tool);

/**
 * baro_command_print_uri(tool):
 * Print the URI and, unless --no-qr, the QR code.  Return an exit code.
 */
int baro_command_print_uri(struct baro_tool *tool);

/**
 * baro_command_print_emergency(record):
 * Print the emergency keys, with M-60 above, or that there are none.
 */
void baro_command_print_emergency(const struct baro_record *record);

#endif /* BARO_CLI_COMMAND_H */
