/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The module's arguments, the words behind its path in a PAM file (P-010 to
 * P-025, D-11, D-12).  expose_account is recognised and has no effect (P-022).
 * Floor 1.
 */
#ifndef BARO_CODEC_ARGUMENT_H
#define BARO_CODEC_ARGUMENT_H

#include "base/error.h"
#include "base/span.h"

enum baro_first_pass {
	BARO_FIRST_PASS_NONE,	/* prompt */
	BARO_FIRST_PASS_TRY,	/* try PAM_AUTHTOK, then prompt */
	BARO_FIRST_PASS_USE	/* PAM_AUTHTOK or nothing */
};

struct baro_arguments {
	struct baro_span secret;	/* secret=, before expansion */
	bool secret_given;
	bool encrypt;			/* encrypt=yes */
	bool encrypt_given;
	bool nullok;
	bool forward_pass;
	enum baro_first_pass first_pass;
	bool debug;
	bool no_warn;
	bool nodelay;
	bool unenrolled_ignore;		/* unenrolled=ignore */
	bool strict_hostname;
	bool even_deny_root;
	bool clock_hint;
	bool use_mapped_pass;		/* recognised, does nothing (M-78) */
	uint32_t seen;			/* one bit an option: found twice? */
};

/**
 * baro_arguments_init(ret_arguments):
 * No argument yet.
 */
void baro_arguments_init(struct baro_arguments *ret_arguments);

/**
 * baro_arguments_add(arguments, word):
 * Take one argument.  Options are lower case and exact.  Return BARO_OK;
 * BARO_E_ENCRYPT_FLAG for encrypt= with a value other than yes or no;
 * BARO_E_ARGUMENT for an unknown word, a value that an option does not take,
 * or an option that was there before, in whatever words: encrypt=yes and
 * encrypt=no, or try_first_pass and use_first_pass, exclude each other.  On
 * failure ${arguments} is unchanged.  The span of secret= is kept: ${word}
 * must outlive ${arguments}.
 */
enum baro_error baro_arguments_add(struct baro_arguments *arguments,
    struct baro_span word);

/**
 * baro_arguments_check(arguments):
 * After the last one: BARO_E_LOCATION if secret= is missing or empty,
 * BARO_E_ENCRYPT_FLAG if encrypt= is missing, else BARO_OK.
 */
enum baro_error baro_arguments_check(const struct baro_arguments *arguments);

#endif /* BARO_CODEC_ARGUMENT_H */
