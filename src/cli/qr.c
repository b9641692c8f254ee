/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * QR codes, by libqrencode.  Floor 5.
 */
#include "cli/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

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

static void
print(const QRcode *code)
{
	for (int row = -QUIET; row < code->width + QUIET; row += 2) {
		(void)fputs(BLACK_ON_WHITE, stdout);
		for (int column = -QUIET; column < code->width + QUIET;
		    column++)
			(void)fputs(pair(is_dark(code, row, column),
			    is_dark(code, row + 1, column)), stdout);
		(void)fputs(USUAL "\n", stdout);
	}
}

/*
 * Print the code as far as the terminal shows it: a line that is too long would
 * be wrapped into rubbish, lines that are too many can be scrolled back to.  A
 * terminal that does not know its size, or is none, says 0.
 */
static void
print_where_it_fits(const QRcode *code)
{
	int columns = code->width + 2 * QUIET;
	int lines = (columns + 1) / 2 + 1;
	struct winsize size = { 0, 0, 0, 0 };

	(void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	if (size.ws_col != 0 && columns > size.ws_col)
		(void)printf("(No QR code: it needs %d columns and %d lines; "
		    "enlarge the terminal and begin again, or type the key "
		    "in.)\n", columns, lines);
	else
		print(code);
	if (columns <= size.ws_col && size.ws_row != 0 && lines > size.ws_row)
		(void)printf("(The QR code has %d lines: scroll back, or "
		    "enlarge the terminal.)\n", lines);
}

/* see qr.h */
enum baro_error
baro_qr_print(const char *text)
{
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);

	if (code == NULL)
		return errno == ERANGE ? BARO_E_TOO_LONG : BARO_E_MEMORY;
	print_where_it_fits(code);
	baro_secret_wipe(code->data, (size_t)code->width * (size_t)code->width);
	QRcode_free(code);
	return BARO_OK;
}
