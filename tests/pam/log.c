/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The system log, caught byte for byte before it leaves the process.
 */
#include <security/pam_ext.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>
#include <unistd.h>

#include "host.h"

/* libpam's own comes to vsyslog(3), with other things in the registers. */
void
pam_syslog(const pam_handle_t *pamh, int priority, const char *format, ...)
{
	va_list arguments;

	registers_scan();
	va_start(arguments, format);
	pam_vsyslog(pamh, priority, format, arguments);
	va_end(arguments);
}

void
vsyslog(int priority, const char *format, va_list arguments)
{
	char *text = NULL;
	int n = vasprintf(&text, format, arguments);

	if (n < 0)
		abort();
	if (attempt_now == NULL) {
		fprintf(stderr, "host: %s\n", text);
	} else {
		json_mark(&attempt_now->log, '{');
		json_key(&attempt_now->log, "priority");
		json_number(&attempt_now->log, priority);
		json_key(&attempt_now->log, "text");
		json_bytes(&attempt_now->log, text, (size_t)n);
		json_mark(&attempt_now->log, '}');
	}
	free(text);
}

void
syslog(int priority, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsyslog(priority, format, arguments);
	va_end(arguments);
}

/* What the two are when the caller was compiled with _FORTIFY_SOURCE. */
void __vsyslog_chk(int, int, const char *, va_list)
    __attribute__((format(printf, 3, 0)));
void __syslog_chk(int, int, const char *, ...)
    __attribute__((format(printf, 3, 4)));

void
__vsyslog_chk(int priority, int flag, const char *format, va_list arguments)
{
	(void)flag;
	vsyslog(priority, format, arguments);
}

void
__syslog_chk(int priority, int flag, const char *format, ...)
{
	va_list arguments;

	(void)flag;
	va_start(arguments, format);
	vsyslog(priority, format, arguments);
	va_end(arguments);
}

/* They change the ident of the whole process: no module may call them. */
void
openlog(const char *ident, int option, int facility)
{
	(void)ident;
	(void)option;
	(void)facility;
	fputs("host: openlog was called\n", stderr);
	_exit(1);
}

void
closelog(void)
{
	fputs("host: closelog was called\n", stderr);
	_exit(1);
}
