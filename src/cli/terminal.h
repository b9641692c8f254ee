/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The person at the terminal.  Floor 5.
 */
#ifndef BARO_CLI_TERMINAL_H
#define BARO_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/span.h"

/**
 * baro_terminal_put(text, to):
 * Write to ${to} what somebody else may have chosen, the name of a file or of a
 * user, so that it says nothing to a terminal: as in the log, every byte
 * outside of printable ASCII, and the backslash, is written as \xNN.  Of a text
 * that is longer than any path the beginning is shown.
 */
void baro_terminal_put(struct baro_span text, FILE *to);

/**
 * baro_terminal_present():
 * Whether standard input and output are a terminal.
 */
bool baro_terminal_present(void);

/**
 * baro_terminal_line(prompt, echo, b, cap, ret_bytes):
 * Read a line of less than ${cap} bytes from standard input into ${b}, without
 * its end, NUL-terminated.  If that is a terminal, show ${prompt} first, on
 * standard error; with ${echo} false it does not show what is typed.  Return
 * false at the end of the input and on an error, where ${ret_bytes} is
 * untouched, and for a line that is too long, of which the beginning is given.
 */
bool baro_terminal_line(const char *prompt, bool echo, char *b, size_t cap,
    size_t *ret_bytes);

/**
 * baro_terminal_ask(question, safe, ret_yes):
 * Ask a question to be answered by y, yes, n or no; an empty answer is
 * ${safe}.  Ask again until it is one of these.  Return false at the end of
 * the input.
 */
bool baro_terminal_ask(const char *question, bool safe, bool *ret_yes);

#endif /* BARO_CLI_TERMINAL_H */
