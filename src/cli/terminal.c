/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The terminal.  Floor 5.  Standard input is read byte by byte, without a
 * buffer of the library's that would keep what was typed.
 */
#include "cli/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "cli/signals.h"
#include "codec/location.h"
#include "codec/message.h"

#define ANSWER_BYTES 16

/* see terminal.h */
void
baro_terminal_put(struct baro_span text, FILE *to)
{
	uint8_t b[4 * BARO_PATH_MAX];
	struct baro_buffer out = baro_buffer_over(b, sizeof b);

	baro_message_escape(text, &out);
	(void)fprintf(to, "%.*s%s", (int)out.len, (const char *)b,
	    out.full ? "..." : "");
}

/* see terminal.h */
bool
baro_terminal_present(void)
{
	return isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
}

/* One line from standard input; the rest of one that is too long is eaten. */
static bool
read_line(char *b, size_t cap, size_t *ret_bytes)
{
	size_t n = 0;
	bool fits = true;

	for (;;) {
		char c = '\0';
		ssize_t got = read(STDIN_FILENO, &c, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || (got == 0 && n == 0))
			return false;
		if (got == 0 || c == '\n')
			break;
		if (n + 1 < cap)
			b[n++] = c;
		else
			fits = false;
	}
	b[n] = '\0';
	*ret_bytes = n;
	return fits;
}

/*
 * Read with the echo off.  Signals that would end us wait until it is on
 * again.
 */
static bool
read_hidden(char *b, size_t cap, size_t *ret_bytes)
{
	struct termios shown;
	struct termios hidden;
	bool good;

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return read_line(b, cap, ret_bytes);
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	baro_signals_block();
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	good = read_line(b, cap, ret_bytes);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	baro_signals_restore();
	(void)fputc('\n', stderr);
	return good;
}

/* see terminal.h */
bool
baro_terminal_line(const char *prompt, bool echo, char *b, size_t cap,
    size_t *ret_bytes)
{
	/* Not on standard output, which may be a file. */
	if (isatty(STDIN_FILENO) != 0) {
		(void)fflush(stdout);
		(void)fputs(prompt, stderr);
	}
	return echo ? read_line(b, cap, ret_bytes) :
	    read_hidden(b, cap, ret_bytes);
}

/* see terminal.h */
bool
baro_terminal_ask(const char *question, bool safe, bool *ret_yes)
{
	char answer[ANSWER_BYTES];
	size_t n = 0;

	for (;;) {
		(void)printf("%s (y/n) [%c] ", question, safe ? 'y' : 'n');
		(void)fflush(stdout);
		if (!read_line(answer, sizeof answer, &n) && n == 0)
			return false;
		*ret_yes = safe;
		if (n == 0)
			return true;
		*ret_yes = strcasecmp(answer, "y") == 0 ||
		    strcasecmp(answer, "yes") == 0;
		if (*ret_yes || strcasecmp(answer, "n") == 0 ||
		    strcasecmp(answer, "no") == 0)
			return true;
		n = 0;
	}
}
