/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/acl: who is listed, and which files count for nothing.
 */
#include "unit.h"

#include "codec/acl.h"

/* Look ${user} up in the ${n} bytes at ${acl}. */
static enum baro_error
lookup(const void *acl, size_t n, const char *user,
    struct baro_acl_answer *ret_answer)
{
	return baro_acl_lookup(unit_bytes(acl, n), unit_text(user),
	    ret_answer);
}

static void
expect_listed(const char *acl, const char *user, bool listed)
{
	struct baro_acl_answer answer = { !listed, true };

	assert_int_equal(lookup(acl, strlen(acl), user, &answer), BARO_OK);
	assert_int_equal(answer.listed, listed);
}

static void
expect_refused(const char *acl)
{
	struct baro_acl_answer answer = { false, true };

	assert_int_equal(lookup(acl, strlen(acl), "baropam", &answer),
	    BARO_E_SYNTAX);
	assert_false(answer.listed);
	assert_true(answer.empty);
}

/* rows: P-110 F-040 */
static void
test_sample(void **state)
{
	(void)state;
	expect_listed("barokey\nbaropam\n", "barokey", true);
	expect_listed("barokey\nbaropam\n", "baropam", true);
	expect_listed("barokey\nbaropam\n", "root", false);
}

/* rows: P-115 */
static void
test_match_is_exact(void **state)
{
	static const char *const others[] = {
		"", "baropa", "baropam2", "Baropam", "BAROPAM", " baropam",
		"baropam ", "baropam\n", "aropam", "barokey\nbaropam"
	};

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		expect_listed("barokey\nbaropam\n", others[i], false);
}

/* rows: P-115 */
static void
test_lines_that_are_no_name(void **state)
{
	(void)state;
	expect_listed("\n\n  \n\t\r\nbaropam", "baropam", true);
	expect_listed("# baropam\n#\n#baropam\n", "#baropam", false);
	expect_listed("# a\tb \xc3\xa9 c\nbaropam\n", "baropam", true);
	expect_listed("bar#opam\n", "bar#opam", true);
}

/* rows: P-115 */
static void
test_ends_of_lines(void **state)
{
	static const char *const files[] = {
		"baropam", "baropam\n", "baropam\r\n", "baropam \t\n",
		"baropam \r\n", "x\nbaropam", "x\r\nbaropam\r\nbaropam",
		"baropam\nbaropam\n"
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		expect_listed(files[i], "baropam", true);
}

/* rows: P-112 P-115 */
static void
test_empty_files(void **state)
{
	static const char *const files[] = {
		"", "\n", "\r\n\n", " \n\t", "# nobody\n", "#"
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct baro_acl_answer answer = { true, false };

		assert_int_equal(lookup(files[i], strlen(files[i]), "root",
		    &answer), BARO_OK);
		assert_true(answer.empty);
		assert_false(answer.listed);
		assert_int_equal(lookup(files[i], strlen(files[i]), "",
		    &answer), BARO_OK);
		assert_false(answer.listed);
	}
	expect_listed("a", "a", true);
}

static void
test_one_name_is_not_empty(void **state)
{
	struct baro_acl_answer answer = { true, true };

	(void)state;
	assert_int_equal(lookup("# x\na\n", 6, "b", &answer), BARO_OK);
	assert_false(answer.empty);
	assert_false(answer.listed);
}

/* rows: P-113 P-115 */
static void
test_bad_line_voids_the_file(void **state)
{
	static const char *const files[] = {
		"baropam\na b\n", "baropam\n a\n", "baropam\n\ta\n",
		"baropam\na\x01\n", "baropam\na\x7f\n", "baropam\n# \x1b[2J\n",
		"baropam\na\rb\n", "baropam\na\r", "baropam\n\r", "a\r\r\n",
		"baropam # the operator\n", "a\tb"
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		expect_refused(files[i]);
}

/* rows: P-115 */
static void
test_every_byte_in_a_name(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		uint8_t acl[] = { 'a', (uint8_t)c, 'b', '\n', 'x', '\n' };
		struct baro_acl_answer answer = { false, false };
		bool good = c == '\n' || (c > 32 && c != 127);

		assert_int_equal(lookup(acl, sizeof acl, "x", &answer),
		    good ? BARO_OK : BARO_E_SYNTAX);
		assert_int_equal(answer.listed, good);
	}
}

/* rows: P-115 */
static void
test_every_byte_in_a_comment(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		uint8_t acl[] = { '#', (uint8_t)c, '\n', 'x', '\n' };
		struct baro_acl_answer answer = { false, false };
		bool good = c == '\n' || c == '\t' || c == '\r' ||
		    (c >= 32 && c != 127);

		assert_int_equal(lookup(acl, sizeof acl, "x", &answer),
		    good ? BARO_OK : BARO_E_SYNTAX);
	}
}

/* rows: P-115 */
static void
test_longest_name(void **state)
{
	char name[BARO_USER_NAME_MAX + 1];
	struct baro_acl_answer answer = { false, false };

	(void)state;
	memset(name, 'n', sizeof name);
	name[BARO_USER_NAME_MAX - 1] = '\0';
	assert_int_equal(strlen(name), 255);
	expect_listed(name, name, true);

	name[BARO_USER_NAME_MAX - 1] = 'n';
	name[BARO_USER_NAME_MAX] = '\0';
	assert_int_equal(lookup(name, 256, name, &answer), BARO_E_SYNTAX);
}

/* rows: P-115 */
static void
test_longest_file(void **state)
{
	static char acl[BARO_ACL_BYTES_MAX + 1];
	struct baro_acl_answer answer = { false, false };

	(void)state;
	memset(acl, '\n', sizeof acl);
	acl[BARO_ACL_BYTES_MAX - 1] = 'x';
	assert_int_equal(lookup(acl, BARO_ACL_BYTES_MAX, "x", &answer),
	    BARO_OK);
	assert_true(answer.listed);
	answer.listed = false;
	assert_int_equal(lookup(acl, BARO_ACL_BYTES_MAX + 1, "x", &answer),
	    BARO_E_TOO_LONG);
	assert_false(answer.listed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_match_is_exact),
		cmocka_unit_test(test_lines_that_are_no_name),
		cmocka_unit_test(test_ends_of_lines),
		cmocka_unit_test(test_empty_files),
		cmocka_unit_test(test_one_name_is_not_empty),
		cmocka_unit_test(test_bad_line_voids_the_file),
		cmocka_unit_test(test_every_byte_in_a_name),
		cmocka_unit_test(test_every_byte_in_a_comment),
		cmocka_unit_test(test_longest_name),
		cmocka_unit_test(test_longest_file),
	};

	return UNIT_RUN(tests);
}
