/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The command line, by getopt_long(3).  Floor 5.
 */
#include "cli/options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char short_options[] = "+:r:R:t:k:e:H:A:a:S:s:u:hV";

static const struct option long_options[] = {
	{ "user", required_argument, NULL, 'u' },
	{ "file", required_argument, NULL, 's' },
	{ "disallow-reuse", no_argument, NULL, BARO_OPTION_DISALLOW_REUSE },
	{ "allow-reuse", no_argument, NULL, BARO_OPTION_ALLOW_REUSE },
	{ "shared-key", no_argument, NULL, BARO_OPTION_SHARED_KEY },
	{ "user-key", no_argument, NULL, BARO_OPTION_USER_KEY },
	{ "rate-limit", no_argument, NULL, BARO_OPTION_RATE_LIMIT },
	{ "default-rate-limit", no_argument, NULL, BARO_OPTION_DEFAULT_RATE },
	{ "emergency", required_argument, NULL, BARO_OPTION_EMERGENCY },
	{ "count", required_argument, NULL, BARO_OPTION_EMERGENCY },
	{ "non-interactive", no_argument, NULL, BARO_OPTION_NON_INTERACTIVE },
	{ "no-confirm", no_argument, NULL, BARO_OPTION_NO_CONFIRM },
	{ "no-qr", no_argument, NULL, BARO_OPTION_NO_QR },
	{ "force", no_argument, NULL, BARO_OPTION_FORCE },
	{ "forget-step", no_argument, NULL, BARO_OPTION_FORGET_STEP },
	{ "json", no_argument, NULL, BARO_OPTION_JSON },
	{ "at", required_argument, NULL, BARO_OPTION_AT },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 }
};

/* Where the text of an option with one goes. */
static const char **
text_of(struct baro_options *o, int letter)
{
	switch (letter) {
	case 'r': return &o->attempts;
	case 'R': return &o->window;
	case 't': return &o->cycle;
	case 'k': return &o->method;
	case 'e': return &o->encrypt;
	case 'H': return &o->hostname;
	case 'A': return &o->acl_type;
	case 'a': return &o->acl_name;
	case 'S': return &o->key;
	case 's': return &o->file;
	case 'u': return &o->user;
	case BARO_OPTION_EMERGENCY: return &o->emergency;
	case BARO_OPTION_AT: return &o->at;
	default: return NULL;
	}
}

/* The flag of an option that is one. */
static bool *
flag_of(struct baro_options *o, int letter)
{
	switch (letter) {
	case BARO_OPTION_NON_INTERACTIVE: return &o->non_interactive;
	case BARO_OPTION_NO_CONFIRM: return &o->no_confirm;
	case BARO_OPTION_NO_QR: return &o->no_qr;
	case BARO_OPTION_FORCE: return &o->force;
	case BARO_OPTION_FORGET_STEP: return &o->forget_step;
	case BARO_OPTION_JSON: return &o->json;
	case 'h': return &o->help;
	case 'V': return &o->version;
	default: return NULL;
	}
}

/* The question that an option answers, and how. */
static enum baro_choice *
choice_of(struct baro_options *o, int letter, enum baro_choice *ret_choice)
{
	*ret_choice = letter == BARO_OPTION_DISALLOW_REUSE ||
	    letter == BARO_OPTION_SHARED_KEY ||
	    letter == BARO_OPTION_RATE_LIMIT ? BARO_CHOICE_YES :
	    BARO_CHOICE_NO;
	switch (letter) {
	case BARO_OPTION_DISALLOW_REUSE:
	case BARO_OPTION_ALLOW_REUSE:
		return &o->disallow_reuse;
	case BARO_OPTION_SHARED_KEY:
	case BARO_OPTION_USER_KEY:
		return &o->shared_key;
	default:
		return &o->rate_limit;
	}
}

/* Take one option; false if it contradicts one that was there before. */
static bool
take(struct baro_options *o, int letter, const char *text)
{
	const char **where = text_of(o, letter);
	bool *flag = flag_of(o, letter);
	enum baro_choice choice;
	enum baro_choice *question;

	if (where != NULL) {
		if (*where != NULL)
			return false;
		*where = text;
		return true;
	}
	if (flag != NULL) {
		*flag = true;
		return true;
	}
	question = choice_of(o, letter, &choice);
	if (*question != BARO_CHOICE_OPEN && *question != choice)
		return false;
	*question = choice;
	return true;
}

/*
 * Say what is wrong with the option ${letter} in a word of the command line.
 * Of the word no more is shown than what looks like the name of an option: the
 * rest may be a key.
 */
static bool
refuse(const char *what, const char *word, int letter)
{
	bool is_long = strncmp(word, "--", 2) == 0;
	size_t n = strspn(word, "-abcdefghijklmnopqrstuvwxyz");

	(void)fprintf(stderr, "baro_auth: %s", what);
	if (is_long && (word[n] == '\0' || word[n] == '='))
		(void)fprintf(stderr, ": %.*s", (int)n, word);
	else if (!is_long && letter > ' ' && letter <= '~')
		(void)fprintf(stderr, ": -%c", letter);
	(void)fprintf(stderr, "\nTry \"baro_auth --help\".\n");
	return false;
}

/* Take what getopt_long made of a word of the command line. */
static bool
take_letter(struct baro_options *o, int letter, const char *word,
    const char *allowed)
{
	if (letter == ':')
		return refuse("option without its value", word, optopt);
	/* It knows the letter only if the name was good. */
	if (letter == '?' && optopt != 0 && strncmp(word, "--", 2) == 0)
		return refuse("option that takes no value", word, optopt);
	if (letter == '?')
		return refuse("unknown option", word, optopt);
	if (strchr(allowed, letter) == NULL)
		return refuse("not an option of this command", word, letter);
	if (!take(o, letter, optarg))
		return refuse("option given twice, or against another one",
		    word, letter);
	return true;
}

/* Options and words may be mixed: getopt is started again behind a word. */
static bool
parse_mixed(int argc, char **argv, const char *allowed, struct baro_options *o)
{
	while (optind < argc) {
		const char *word = argv[optind];
		int letter = getopt_long(argc, argv, short_options,
		    long_options, NULL);

		if (letter != -1) {
			if (!take_letter(o, letter, word, allowed))
				return false;
		} else if (optind < argc) {
			if (o->word_count == BARO_WORDS_MAX)
				return refuse("too many words", "", '\0');
			o->words[o->word_count] = argv[optind];
			o->word_count++;
			optind++;
		}
	}
	return true;
}

/* see options.h */
bool
baro_options_parse(int argc, char **argv, const char *allowed,
    struct baro_options *ret_options)
{
	memset(ret_options, 0, sizeof *ret_options);
	opterr = 0;
	optind = 1;
	return parse_mixed(argc, argv, allowed, ret_options);
}
