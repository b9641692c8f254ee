/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The command line of baro_auth.  Floor 5.
 */
#ifndef BARO_CLI_OPTIONS_H
#define BARO_CLI_OPTIONS_H

#include <stdbool.h>

/* The answer to a question that a flag can give. */
enum baro_choice {
	BARO_CHOICE_OPEN,
	BARO_CHOICE_YES,
	BARO_CHOICE_NO
};

#define BARO_WORDS_MAX 2

/* Texts as given, or NULL; they are checked by the command that uses them. */
struct baro_options {
	const char *attempts;		/* -r */
	const char *window;		/* -R */
	const char *cycle;		/* -t */
	const char *method;		/* -k */
	const char *encrypt;		/* -e */
	const char *hostname;		/* -H */
	const char *acl_type;		/* -A */
	const char *acl_name;		/* -a */
	const char *key;		/* -S */
	const char *file;		/* -s */
	const char *user;		/* -u */
	const char *emergency;		/* --emergency, --count */
	const char *at;			/* --at */
	enum baro_choice disallow_reuse;	/* question 1 */
	enum baro_choice shared_key;		/* question 2 */
	enum baro_choice rate_limit;		/* question 3 */
	bool non_interactive;
	bool no_confirm;
	bool no_qr;
	bool force;
	bool forget_step;
	bool json;
	bool help;
	bool version;
	const char *words[BARO_WORDS_MAX];	/* what is no option */
	int word_count;
};

/**
 * baro_options_parse(argc, argv, allowed, ret_options):
 * Read the command line behind ${argv}[0].  ${allowed} names the options that
 * this command takes, by their letters (see options.c for those of the long
 * ones).  Return whether all is well; if not, stderr says what is wrong, by the
 * names of options and never by their values: one may be a key.
 */
bool baro_options_parse(int argc, char **argv, const char *allowed,
    struct baro_options *ret_options);

/*
 * Options without a short form have letters of their own, for ${allowed}.
 */
#define BARO_OPTION_DISALLOW_REUSE '1'
#define BARO_OPTION_ALLOW_REUSE '2'
#define BARO_OPTION_SHARED_KEY '3'
#define BARO_OPTION_USER_KEY '4'
#define BARO_OPTION_RATE_LIMIT '5'
#define BARO_OPTION_DEFAULT_RATE '6'
#define BARO_OPTION_EMERGENCY 'm'
#define BARO_OPTION_NON_INTERACTIVE 'n'
#define BARO_OPTION_NO_CONFIRM 'c'
#define BARO_OPTION_NO_QR 'q'
#define BARO_OPTION_FORCE 'f'
#define BARO_OPTION_FORGET_STEP 'g'
#define BARO_OPTION_JSON 'j'
#define BARO_OPTION_AT '@'

#endif /* BARO_CLI_OPTIONS_H */
