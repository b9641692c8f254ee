/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/argument against a table of what each word sets.
 * Input: arguments, one a line.
 */
#include "codec/argument.h"

#include "fuzz_naive.h"

/*
 * Every word, as "what it sets" and "to what".  A word that sets what was set
 * before is refused.
 */
static const struct {
	const char *text;
	char sets;
	uint8_t value;
} words[] = {
	{ "encrypt=no", 'e', 0 },
	{ "encrypt=yes", 'e', 1 },
	{ "nullok", 'n', 1 },
	{ "forward_pass", 'f', 1 },
	{ "try_first_pass", 'p', BARO_FIRST_PASS_TRY },
	{ "use_first_pass", 'p', BARO_FIRST_PASS_USE },
	{ "debug", 'd', 1 },
	{ "no_warn", 'w', 1 },
	{ "nodelay", 'y', 1 },
	{ "unenrolled=deny", 'u', 0 },
	{ "unenrolled=ignore", 'u', 1 },
	{ "strict_hostname", 'h', 1 },
	{ "even_deny_root", 'r', 1 },
	{ "clock_hint", 'c', 1 },
	{ "use_mapped_pass", 'm', 1 },
	{ "expose_account", 'x', 1 },
};

#define WORDS (sizeof words / sizeof words[0])

/* What was set, by its letter; 0 where nothing was. */
struct model {
	bool given[128];
	uint8_t value[128];
	struct fuzz_input secret;
};

static enum baro_error
model_add(struct model *model, struct fuzz_input word)
{
	char sets = 0;
	uint8_t value = 0;

	for (size_t i = 0; i < WORDS; i++)
		if (naive_is(word, words[i].text)) {
			sets = words[i].sets;
			value = words[i].value;
		}
	if (sets == 0 && naive_begins(word, "encrypt="))
		return BARO_E_ENCRYPT_FLAG;
	if (sets == 0 && naive_begins(word, "secret="))
		sets = 's';
	if (sets == 0 || model->given[(int)sets])
		return BARO_E_ARGUMENT;
	if (sets == 's')
		model->secret = fuzz_input(word.p + 7, word.n - 7);
	model->given[(int)sets] = true;
	model->value[(int)sets] = value;
	return BARO_OK;
}

static enum baro_error
model_check(const struct model *model)
{
	if (!model->given['s'] || model->secret.n == 0)
		return BARO_E_LOCATION;
	return model->given['e'] ? BARO_OK : BARO_E_ENCRYPT_FLAG;
}

static void
compare(const struct baro_arguments *a, const struct model *m)
{
	FUZZ_CHECK(a->secret_given == m->given['s']);
	FUZZ_CHECK(fuzz_same(a->secret, m->secret.p, m->secret.n));
	FUZZ_CHECK(a->encrypt_given == m->given['e']);
	FUZZ_CHECK(a->encrypt == m->value['e']);
	FUZZ_CHECK(a->nullok == m->value['n']);
	FUZZ_CHECK(a->forward_pass == m->value['f']);
	FUZZ_CHECK(a->first_pass == m->value['p']);
	FUZZ_CHECK(a->debug == m->value['d']);
	FUZZ_CHECK(a->no_warn == m->value['w']);
	FUZZ_CHECK(a->nodelay == m->value['y']);
	FUZZ_CHECK(a->unenrolled_ignore == m->value['u']);
	FUZZ_CHECK(a->strict_hostname == m->value['h']);
	FUZZ_CHECK(a->even_deny_root == m->value['r']);
	FUZZ_CHECK(a->clock_hint == m->value['c']);
	FUZZ_CHECK(a->use_mapped_pass == m->value['m']);
	FUZZ_CHECK(baro_arguments_check(a) == model_check(m));
}

#define ARGUMENTS_MAX 64

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input in = fuzz_input(data, n);
	struct baro_span held[ARGUMENTS_MAX];
	size_t count = 0;
	struct baro_arguments arguments;
	struct model model;

	memset(&model, 0, sizeof model);
	memset(&arguments, 0x5a, sizeof arguments);
	baro_arguments_init(&arguments);
	compare(&arguments, &model);
	while (in.n > 0 && count < ARGUMENTS_MAX) {
		struct fuzz_input word = fuzz_field(&in, '\n');
		struct baro_arguments before;
		enum baro_error e;

		memcpy(&before, &arguments, sizeof before);
		held[count] = fuzz_hold(word);
		e = baro_arguments_add(&arguments, held[count]);
		count++;
		FUZZ_CHECK(e == model_add(&model, word));
		if (e != BARO_OK)
			FUZZ_CHECK(memcmp(&before, &arguments,
			    sizeof before) == 0);
		compare(&arguments, &model);
	}
	while (count > 0)
		fuzz_release(held[--count]);
	return 0;
}
