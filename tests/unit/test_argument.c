/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/argument: every word of the module's line, and every way to get one
 * wrong.
 */
#include "unit.h"

#include "codec/argument.h"

static struct baro_arguments arguments;

static enum baro_error
add(const char *word)
{
	return baro_arguments_add(&arguments, unit_text(word));
}

/* Start again, with ${word} as the only argument. */
static void
only(const char *word)
{
	baro_arguments_init(&arguments);
	assert_int_equal(add(word), BARO_OK);
}

/* The switches that are on, one bit each. */
static unsigned
switches(void)
{
	const bool on[] = {
		arguments.encrypt, arguments.nullok, arguments.forward_pass,
		arguments.debug, arguments.no_warn, arguments.nodelay,
		arguments.unenrolled_ignore, arguments.strict_hostname,
		arguments.even_deny_root, arguments.clock_hint,
		arguments.use_mapped_pass, arguments.secret_given,
		arguments.encrypt_given
	};
	unsigned bits = 0;

	for (size_t i = 0; i < sizeof on / sizeof on[0]; i++)
		bits |= (unsigned)on[i] << i;
	return bits | (unsigned)arguments.first_pass << 16;
}

static void
expect_alone(const char *word, enum baro_error expected)
{
	baro_arguments_init(&arguments);
	assert_int_equal(add(word), expected);
	assert_int_equal(arguments.seen, 0);
}

/* rows: P-010 P-011 P-012 P-014 P-016 */
static void
test_documented_line(void **state)
{
	(void)state;
	only("nullok");
	assert_int_equal(add("secret=/usr/baropam/.baro_auth"), BARO_OK);
	assert_int_equal(add("encrypt=no"), BARO_OK);
	assert_int_equal(baro_arguments_check(&arguments), BARO_OK);
	assert_true(arguments.nullok);
	assert_false(arguments.forward_pass);
	assert_true(arguments.secret_given);
	assert_true(arguments.encrypt_given);
	assert_false(arguments.encrypt);
	unit_expect_text(arguments.secret, "/usr/baropam/.baro_auth");
}

/* rows: P-013 P-016 */
static void
test_any_order(void **state)
{
	(void)state;
	only("encrypt=yes");
	assert_int_equal(add("secret=x"), BARO_OK);
	assert_int_equal(add("forward_pass"), BARO_OK);
	assert_int_equal(baro_arguments_check(&arguments), BARO_OK);
	assert_true(arguments.encrypt);
	assert_true(arguments.forward_pass);
}

/* rows: P-014 P-015 */
static void
test_both_modes_or_neither(void **state)
{
	(void)state;
	only("nullok");
	assert_int_equal(add("forward_pass"), BARO_OK);
	assert_true(arguments.nullok);
	assert_true(arguments.forward_pass);
	baro_arguments_init(&arguments);
	assert_false(arguments.nullok);
	assert_false(arguments.forward_pass);
}

/* rows: P-017 P-018 P-019 P-020 P-021 P-022 P-023 D-11 */
static void
test_every_flag(void **state)
{
	(void)state;
	only("debug");
	assert_true(arguments.debug);
	only("no_warn");
	assert_true(arguments.no_warn);
	only("nodelay");
	assert_true(arguments.nodelay);
	only("use_first_pass");
	assert_int_equal(arguments.first_pass, BARO_FIRST_PASS_USE);
	only("try_first_pass");
	assert_int_equal(arguments.first_pass, BARO_FIRST_PASS_TRY);
	only("use_mapped_pass");
	assert_true(arguments.use_mapped_pass);
	only("expose_account");
	only("unenrolled=ignore");
	assert_true(arguments.unenrolled_ignore);
	only("unenrolled=deny");
	assert_false(arguments.unenrolled_ignore);
	only("strict_hostname");
	assert_true(arguments.strict_hostname);
	only("even_deny_root");
	assert_true(arguments.even_deny_root);
	only("clock_hint");
	assert_true(arguments.clock_hint);
}

/* rows: D-11 P-022 */
static void
test_a_word_sets_its_switch_only(void **state)
{
	static const struct {
		const char *word;
		unsigned bits;
	} rows[] = {
		{ "nullok", 1 << 1 }, { "forward_pass", 1 << 2 },
		{ "debug", 1 << 3 }, { "no_warn", 1 << 4 },
		{ "nodelay", 1 << 5 }, { "unenrolled=ignore", 1 << 6 },
		{ "unenrolled=deny", 0 }, { "strict_hostname", 1 << 7 },
		{ "even_deny_root", 1 << 8 }, { "clock_hint", 1 << 9 },
		{ "use_mapped_pass", 1 << 10 }, { "secret=/a", 1 << 11 },
		{ "encrypt=no", 1 << 12 }, { "encrypt=yes", 1 << 12 | 1 },
		{ "expose_account", 0 }, { "try_first_pass", 1 << 16 },
		{ "use_first_pass", 2 << 16 }
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		only(rows[i].word);
		assert_int_equal(switches(), rows[i].bits);
	}
}

/* rows: D-11 D-12 P-012 */
static void
test_nothing_is_on_by_default(void **state)
{
	(void)state;
	memset(&arguments, 0xff, sizeof arguments);
	baro_arguments_init(&arguments);
	assert_null(arguments.secret.b);
	assert_int_equal(arguments.secret.lo, 0);
	assert_int_equal(arguments.secret.hi, 0);
	assert_false(arguments.secret_given || arguments.encrypt ||
	    arguments.encrypt_given || arguments.nullok ||
	    arguments.forward_pass || arguments.debug || arguments.no_warn ||
	    arguments.nodelay || arguments.unenrolled_ignore ||
	    arguments.strict_hostname || arguments.even_deny_root ||
	    arguments.clock_hint || arguments.use_mapped_pass);
	assert_int_equal(arguments.first_pass, BARO_FIRST_PASS_NONE);
}

/* rows: P-024 P-025 P-026 D-12 */
static void
test_unknown_words(void **state)
{
	static const char *const words[] = {
		"", "x", "NULLOK", "Nullok", "nullok ", " nullok", "nullo",
		"nullokk", "nullok=", "nullok=yes", "secret", "Secret=/x",
		"SECRET=/x", "secret:/x", "sceret=/x", "encrypt", "Encrypt=no",
		"debug=1", "forward-pass", "unenrolled", "unenrolled=",
		"unenrolled=Ignore", "unenrolled=ignored", "use_first_pas",
		"nodelay=0", "\\", "#", "encrypt:no"
	};

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		expect_alone(words[i], BARO_E_ARGUMENT);
}

/* rows: P-011 */
static void
test_encrypt_is_yes_or_no(void **state)
{
	static const char *const words[] = {
		"encrypt=", "encrypt=Yes", "encrypt=NO", "encrypt=1",
		"encrypt=true", "encrypt=yess", "encrypt=n", "encrypt= no",
		"encrypt=no "
	};

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		expect_alone(words[i], BARO_E_ENCRYPT_FLAG);
}

/* rows: P-016 */
static void
test_twice_with_others_between(void **state)
{
	(void)state;
	only("nullok");
	assert_int_equal(add("debug"), BARO_OK);
	assert_int_equal(add("nullok"), BARO_E_ARGUMENT);
	assert_int_equal(add("debug"), BARO_E_ARGUMENT);
}

/* rows: P-016 */
static void
test_twice_is_refused(void **state)
{
	static const char *const pairs[][2] = {
		{ "nullok", "nullok" },
		{ "secret=/a", "secret=/a" },
		{ "secret=/a", "secret=/b" },
		{ "secret=", "secret=/b" },
		{ "encrypt=no", "encrypt=no" },
		{ "encrypt=yes", "encrypt=no" },
		{ "encrypt=no", "encrypt=yes" },
		{ "try_first_pass", "use_first_pass" },
		{ "use_first_pass", "try_first_pass" },
		{ "unenrolled=ignore", "unenrolled=deny" },
		{ "expose_account", "expose_account" },
		{ "use_mapped_pass", "use_mapped_pass" },
		{ "debug", "debug" },
		{ "no_warn", "no_warn" },
		{ "nodelay", "nodelay" },
		{ "forward_pass", "forward_pass" },
		{ "strict_hostname", "strict_hostname" },
		{ "even_deny_root", "even_deny_root" },
		{ "clock_hint", "clock_hint" }
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		only(pairs[i][0]);
		assert_int_equal(add(pairs[i][1]), BARO_E_ARGUMENT);
	}
}

/* A second word that is refused does not change what the first one set. */
static void
test_refusal_changes_nothing(void **state)
{
	(void)state;
	only("encrypt=yes");
	assert_int_equal(add("encrypt=no"), BARO_E_ARGUMENT);
	assert_true(arguments.encrypt);
	only("secret=/a");
	assert_int_equal(add("secret=/b"), BARO_E_ARGUMENT);
	unit_expect_text(arguments.secret, "/a");
}

/* rows: P-010 P-011 */
static void
test_what_must_be_there(void **state)
{
	(void)state;
	baro_arguments_init(&arguments);
	assert_int_equal(baro_arguments_check(&arguments), BARO_E_LOCATION);
	only("encrypt=no");
	assert_int_equal(baro_arguments_check(&arguments), BARO_E_LOCATION);
	assert_int_equal(add("secret="), BARO_OK);
	assert_int_equal(baro_arguments_check(&arguments), BARO_E_LOCATION);
	only("secret=/a");
	assert_int_equal(baro_arguments_check(&arguments),
	    BARO_E_ENCRYPT_FLAG);
	assert_int_equal(add("encrypt=yes"), BARO_OK);
	assert_int_equal(baro_arguments_check(&arguments), BARO_OK);
}

/* rows: P-030 P-031 */
static void
test_secret_is_kept_as_it_is(void **state)
{
	(void)state;
	only("secret=${HOME}/a=b c,$[USER]");
	unit_expect_text(arguments.secret, "${HOME}/a=b c,$[USER]");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documented_line),
		cmocka_unit_test(test_any_order),
		cmocka_unit_test(test_both_modes_or_neither),
		cmocka_unit_test(test_every_flag),
		cmocka_unit_test(test_a_word_sets_its_switch_only),
		cmocka_unit_test(test_nothing_is_on_by_default),
		cmocka_unit_test(test_unknown_words),
		cmocka_unit_test(test_encrypt_is_yes_or_no),
		cmocka_unit_test(test_twice_is_refused),
		cmocka_unit_test(test_twice_with_others_between),
		cmocka_unit_test(test_refusal_changes_nothing),
		cmocka_unit_test(test_what_must_be_there),
		cmocka_unit_test(test_secret_is_kept_as_it_is),
	};

	return UNIT_RUN(tests);
}
