/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A QR code (ISO/IEC 18004) on the terminal.  Floor 5.
 */
#ifndef BARO_CLI_QR_H
#define BARO_CLI_QR_H

#include "base/error.h"

/**
 * baro_qr_print(text):
 * Print ${text} as a QR code, black on white whatever the colours of the
 * terminal, two modules in a character.  Where standard output is a terminal
 * that is too small for it, say instead on stderr how large it must be.  Return
 * BARO_OK, BARO_E_TOO_LONG, or BARO_E_MEMORY.
 */
enum baro_error baro_qr_print(const char *text);

#endif /* BARO_CLI_QR_H */
