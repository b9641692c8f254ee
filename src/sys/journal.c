/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The system log.  Floor 3.  openlog(3) is never called: the ident is the
 * host's.
 */
#include "sys/journal.h"

#include <security/pam_ext.h>

#include "base/uninitialised.h"

static const enum baro_message message_of[BARO_ERROR_COUNT] = {
#define BARO_ERROR_MESSAGE(name, class, message, sentence) BARO_##message,
	BARO_ERRORS(BARO_ERROR_MESSAGE)
#undef BARO_ERROR_MESSAGE
};

/* see journal.h */
enum baro_message
baro_journal_error_message(enum baro_error error)
{
	size_t i = (size_t)error;

	if (i >= BARO_ERROR_COUNT)
		i = (size_t)BARO_E_FAULT;
	return message_of[i];
}

/* see journal.h */
void
baro_journal(pam_handle_t *pamh, enum baro_message message,
    const struct baro_places *places)
{
	static const struct baro_places none;
	uint8_t line[BARO_MESSAGE_BYTES_MAX + 1] BARO_UNINITIALISED;
	struct baro_buffer out = baro_buffer_over(line, sizeof line - 1);

	baro_message_write(message, places != NULL ? places : &none, &out);
	line[out.len] = '\0';
	/* The severities are those of <syslog.h>; it adds the facility. */
	pam_syslog(pamh, (int)baro_message_severity(message), "%s",
	    (const char *)line);
}
