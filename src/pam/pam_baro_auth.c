/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The module: arguments in, one flow, return code out.  Floor 5.
 *
 * A guest in sshd, su, sudo: no exit, no signal, no umask, no environment, no
 * standard output, nothing that changes outside of a call.  A pam_sm_acct_mgmt
 * that is not there makes libpam fail closed where the module is listed for a
 * type that it does not serve.
 */
#include <security/pam_appl.h>
#include <security/pam_modules.h>

#include "codec/argument.h"
#include "flow/local_authentication.h"
#include "pam/outcome.h"
#include "sys/journal.h"

/* P-023: asked for before anything is known, so that it tells nothing. */
#define FAIL_DELAY_US 2000000u

#define EXPORT __attribute__((visibility("default")))

static void
log_word(pam_handle_t *pamh, enum baro_message message, struct baro_span word)
{
	struct baro_places p = { { { NULL, 0, 0 } }, { 0 } };

	p.at[0] = word;
	baro_journal(pamh, message, &p);
}

/* All arguments, or the first error, which is logged. */
static enum baro_error
read_arguments(pam_handle_t *pamh, int argc, const char **argv,
    struct baro_arguments *ret_arguments)
{
	enum baro_error e = BARO_OK;

	baro_arguments_init(ret_arguments);
	for (int i = 0; i < argc && e == BARO_OK; i++) {
		struct baro_span word = baro_span_text(argv[i]);

		e = baro_arguments_add(ret_arguments, word);
		if (e != BARO_OK)
			log_word(pamh, baro_journal_error_message(e), word);
	}
	if (e != BARO_OK)
		return e;
	e = baro_arguments_check(ret_arguments);
	if (e != BARO_OK)
		baro_journal(pamh, baro_journal_error_message(e), NULL);
	return e;
}

/* What is no error, but should be known. */
static void
log_oddities(pam_handle_t *pamh, const struct baro_arguments *a)
{
	if (a->nullok && a->forward_pass)
		baro_journal(pamh, BARO_M_77, NULL);
	if (a->use_mapped_pass)
		log_word(pamh, BARO_M_78, BARO_SPAN_OF("use_mapped_pass"));
}

EXPORT int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct baro_arguments arguments;
	enum baro_error e;

	(void)flags;
	e = read_arguments(pamh, argc, argv, &arguments);
	if (e != BARO_OK)
		return baro_outcome(e);
	log_oddities(pamh, &arguments);
	if (!arguments.nodelay)
		(void)pam_fail_delay(pamh, FAIL_DELAY_US);
	return baro_outcome(baro_local_authentication(pamh, &arguments));
}

EXPORT int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_SUCCESS;
}
