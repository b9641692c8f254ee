/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The module's arguments.  Floor 1.  One table holds every word there is; a
 * word that is not in it is refused, because a misspelt argument must never
 * weaken an authentication (D-12).
 */
#include "codec/argument.h"

#include "codec/scan.h"

/* What an argument sets.  Two words that set the same thing exclude each
 * other. */
enum option {
	OPTION_SECRET,
	OPTION_ENCRYPT,
	OPTION_NULLOK,
	OPTION_FORWARD_PASS,
	OPTION_FIRST_PASS,
	OPTION_DEBUG,
	OPTION_NO_WARN,
	OPTION_NODELAY,
	OPTION_UNENROLLED,
	OPTION_STRICT_HOSTNAME,
	OPTION_EVEN_DENY_ROOT,
	OPTION_CLOCK_HINT,
	OPTION_USE_MAPPED_PASS,
	OPTION_EXPOSE_ACCOUNT
};

struct word {
	struct baro_word text;	/* all of the argument */
	enum option option;
	uint32_t value;		/* 0 or 1, or an enum baro_first_pass */
};

static const struct word words[] = {
	{ BARO_WORD("encrypt=yes"), OPTION_ENCRYPT, 1 },
	{ BARO_WORD("encrypt=no"), OPTION_ENCRYPT, 0 },
	{ BARO_WORD("nullok"), OPTION_NULLOK, 1 },
	{ BARO_WORD("forward_pass"), OPTION_FORWARD_PASS, 1 },
	{ BARO_WORD("try_first_pass"), OPTION_FIRST_PASS,
	    BARO_FIRST_PASS_TRY },
	{ BARO_WORD("use_first_pass"), OPTION_FIRST_PASS,
	    BARO_FIRST_PASS_USE },
	{ BARO_WORD("debug"), OPTION_DEBUG, 1 },
	{ BARO_WORD("no_warn"), OPTION_NO_WARN, 1 },
	{ BARO_WORD("nodelay"), OPTION_NODELAY, 1 },
	{ BARO_WORD("unenrolled=ignore"), OPTION_UNENROLLED, 1 },
	{ BARO_WORD("unenrolled=deny"), OPTION_UNENROLLED, 0 },
	{ BARO_WORD("strict_hostname"), OPTION_STRICT_HOSTNAME, 1 },
	{ BARO_WORD("even_deny_root"), OPTION_EVEN_DENY_ROOT, 1 },
	{ BARO_WORD("clock_hint"), OPTION_CLOCK_HINT, 1 },
	{ BARO_WORD("use_mapped_pass"), OPTION_USE_MAPPED_PASS, 1 },
	{ BARO_WORD("expose_account"), OPTION_EXPOSE_ACCOUNT, 1 }
};

#define WORDS (sizeof words / sizeof words[0])

/* see argument.h */
void
baro_arguments_init(struct baro_arguments *ret_arguments)
{
	ret_arguments->secret = baro_span(NULL, 0);
	ret_arguments->secret_given = false;
	ret_arguments->encrypt = false;
	ret_arguments->encrypt_given = false;
	ret_arguments->nullok = false;
	ret_arguments->forward_pass = false;
	ret_arguments->first_pass = BARO_FIRST_PASS_NONE;
	ret_arguments->debug = false;
	ret_arguments->no_warn = false;
	ret_arguments->nodelay = false;
	ret_arguments->unenrolled_ignore = false;
	ret_arguments->strict_hostname = false;
	ret_arguments->even_deny_root = false;
	ret_arguments->clock_hint = false;
	ret_arguments->use_mapped_pass = false;
	ret_arguments->seen = 0;
}

/* Remember that ${option} was there; once is enough. */
static enum baro_error
note(struct baro_arguments *arguments, enum option option)
{
	uint32_t bit = UINT32_C(1) << (uint32_t)option;

	if ((arguments->seen & bit) != 0)
		return BARO_E_ARGUMENT;
	arguments->seen |= bit;
	return BARO_OK;
}

/* Set what ${word} of the table stands for. */
static void
set(struct baro_arguments *arguments, const struct word *word)
{
	bool on = word->value != 0;

	switch (word->option) {
	case OPTION_ENCRYPT:
		arguments->encrypt = on;
		arguments->encrypt_given = true;
		break;
	case OPTION_NULLOK:
		arguments->nullok = on;
		break;
	case OPTION_FORWARD_PASS:
		arguments->forward_pass = on;
		break;
	case OPTION_FIRST_PASS:
		arguments->first_pass = (enum baro_first_pass)word->value;
		break;
	case OPTION_DEBUG:
		arguments->debug = on;
		break;
	case OPTION_NO_WARN:
		arguments->no_warn = on;
		break;
	case OPTION_NODELAY:
		arguments->nodelay = on;
		break;
	case OPTION_UNENROLLED:
		arguments->unenrolled_ignore = on;
		break;
	case OPTION_STRICT_HOSTNAME:
		arguments->strict_hostname = on;
		break;
	case OPTION_EVEN_DENY_ROOT:
		arguments->even_deny_root = on;
		break;
	case OPTION_CLOCK_HINT:
		arguments->clock_hint = on;
		break;
	case OPTION_USE_MAPPED_PASS:
		arguments->use_mapped_pass = on;
		break;
	case OPTION_EXPOSE_ACCOUNT:	/* has no effect (P-022) */
	case OPTION_SECRET:		/* not in the table */
		break;
	}
}

/* Take a word that is not in the table: secret=, or a mistake. */
static enum baro_error
add_open_ended(struct baro_arguments *arguments, struct baro_span word)
{
	enum baro_error e;
	size_t end = word.lo;

	if (baro_scan_prefix(word, BARO_SPAN_OF("encrypt="), &end))
		return BARO_E_ENCRYPT_FLAG;
	if (!baro_scan_prefix(word, BARO_SPAN_OF("secret="), &end))
		return BARO_E_ARGUMENT;

	e = note(arguments, OPTION_SECRET);
	if (e != BARO_OK)
		return e;
	arguments->secret = baro_span_cut(word, end, word.hi);
	arguments->secret_given = true;
	return BARO_OK;
}

/* see argument.h */
enum baro_error
baro_arguments_add(struct baro_arguments *arguments, struct baro_span word)
{
	for (size_t i = 0; i < WORDS; i++) {
		enum baro_error e;

		if (!baro_span_equal(word, baro_word_span(&words[i].text)))
			continue;
		e = note(arguments, words[i].option);
		if (e == BARO_OK)
			set(arguments, &words[i]);
		return e;
	}
	return add_open_ended(arguments, word);
}

/* see argument.h */
enum baro_error
baro_arguments_check(const struct baro_arguments *arguments)
{
	if (!arguments->secret_given ||
	    baro_span_length(arguments->secret) == 0)
		return BARO_E_LOCATION;
	if (!arguments->encrypt_given)
		return BARO_E_ENCRYPT_FLAG;
	return BARO_OK;
}
