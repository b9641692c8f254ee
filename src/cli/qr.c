/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * QR codes, by libqrencode.  Floor 5.
 */
#include "cli/qr.h"

#include <qrencode.h>
#include <stdio.h>

#include "base/secret.h"

/* The quiet zone that readers need around the code, in modules. */
#define QUIET 4

#define BLACK_ON_WHITE "\033[30;47m"
#define USUAL "\033[0m"

/* Whether the module is dark; the quiet zone is not. */
static bool
is_dark(const QRcode *code, int row, int column)
{
	if (row < 0 || row >= code->width || column < 0 ||
	    column >= code->width)
		return false;
	return (code->data[row * code->width + column] & 1) != 0;
}

/* A character for a module and the one below it. */
static const char *
pair(bool upper, bool lower)
{
	if (upper)
		return lower ? "\u2588" : "\u2580";
	return lower ? "\u2584" : " ";
}

/* see qr.h */
bool
baro_qr_print(const char *text)
{
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);

	if (code == NULL)
		return false;
	for (int row = -QUIET; row < code->width + QUIET; row += 2) {
		(void)fputs(BLACK_ON_WHITE, stdout);
		for (int column = -QUIET; column < code->width + QUIET;
		    column++)
			(void)fputs(pair(is_dark(code, row, column),
			    is_dark(code, row + 1, column)), stdout);
		(void)fputs(USUAL "\n", stdout);
	}
	baro_secret_wipe(code->data, (size_t)code->width * (size_t)code->width);
	QRcode_free(code);
	return true;
}
