/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A QR code (ISO/IEC 18004) on the terminal.  Floor 5.
 */
#ifndef BARO_CLI_QR_H
#define BARO_CLI_QR_H

#include <stdbool.h>

/**
 * baro_qr_print(text):
 * Print ${text} as a QR code, black on white whatever the colours of the
 * terminal, two modules in a character.  Return false if it is too long or
 * there is no memory.
 */
bool baro_qr_print(const char *text);

#endif /* BARO_CLI_QR_H */
