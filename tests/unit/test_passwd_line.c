/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/passwd_line: who is who, and lines that name nobody.
 */
#include "unit.h"

#include "codec/passwd_line.h"

static struct baro_passwd_line line;

static enum baro_error
parse(const char *text)
{
	return baro_passwd_line_parse(unit_text(text), &line);
}

static void
expect(const char *text, const char *name, uint32_t uid, uint32_t gid,
    const char *home)
{
	assert_int_equal(parse(text), BARO_OK);
	unit_expect_text(line.name, name);
	unit_expect_text(line.home, home);
	assert_int_equal(line.uid, uid);
	assert_int_equal(line.gid, gid);
}

/* rows: P-030 D-02 */
static void
test_lines(void **state)
{
	(void)state;
	expect("root:x:0:0:root:/root:/bin/bash", "root", 0, 0, "/root");
	expect("alice:x:1000:1001:Alice,,,:/home/alice:/bin/sh", "alice",
	    1000, 1001, "/home/alice");
}

static void
test_fields_that_may_be_empty(void **state)
{
	(void)state;
	expect("a::1:2:::", "a", 1, 2, "");
	expect("\xc3\xa9:x:1:2::/:", "\xc3\xa9", 1, 2, "/");
}

static void
test_bounds_of_the_ids(void **state)
{
	(void)state;
	expect("a:x:4294967294:0::/:", "a", 4294967294, 0, "/");
	expect("a:x:0:4294967294::/:", "a", 0, 4294967294, "/");
	assert_int_equal(parse("a:x:4294967295:0::/:"), BARO_E_SYNTAX);
	assert_int_equal(parse("a:x:0:4294967295::/:"), BARO_E_SYNTAX);
	assert_int_equal(parse("a:x:4294967296:0::/:"), BARO_E_SYNTAX);
	assert_int_equal(parse("a:x:0:18446744073709551616::/:"),
	    BARO_E_SYNTAX);
}

/* rows: P-036 */
static void
test_no_lines(void **state)
{
	static const char *const lines[] = {
		"", ":", "::::::", "a", "a:x:1:2::/", "a:x:1:2::/::",
		"a:x:1:2::/:/bin/sh:", ":x:1:2::/:", "a:x::2::/:",
		"a:x:1:::/:", "a:x:-1:2::/:", "a:x:1:-1::/:", "a:x:+1:2::/:",
		"a:x:01:2::/:", "a:x: 1:2::/:", "a:x:1 :2::/:",
		"a:x:0x1:2::/:", "a:x:1:2::home:", "a:x:1:2:: /:",
		"a:x:1:2::.:", "+", "+::::::", "+alice:x:1:2::/:",
		"+@net:x:1:2::/:", "-bob:x:1:2::/:", "-:x:0:0::/:",
		"#a:x:1:2::/:", "# a comment"
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		memset(&line, 0x55, sizeof line);
		assert_int_equal(parse(lines[i]), BARO_E_SYNTAX);
		assert_int_equal(line.uid, 0x55555555);
		assert_int_equal(line.gid, 0x55555555);
	}
}

static void
test_nul_anywhere(void **state)
{
	static const char good[] = "a:x:1:2:b:/c:/d";

	(void)state;
	for (size_t i = 0; i < sizeof good - 1; i++) {
		char text[sizeof good];

		memcpy(text, good, sizeof good);
		text[i] = '\0';
		assert_int_equal(baro_passwd_line_parse(unit_bytes(text,
		    sizeof good - 1), &line), BARO_E_SYNTAX);
	}
}

static void
test_every_truncation(void **state)
{
	static const char good[] =
	    "alice:x:1000:1001:Alice:/home/alice:/bin/sh";
	size_t shell = (size_t)(strrchr(good, ':') - good);

	(void)state;
	for (size_t n = 0; n < sizeof good; n++)
		assert_int_equal(baro_passwd_line_parse(unit_bytes(good, n),
		    &line), n > shell ? BARO_OK : BARO_E_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_fields_that_may_be_empty),
		cmocka_unit_test(test_bounds_of_the_ids),
		cmocka_unit_test(test_no_lines),
		cmocka_unit_test(test_nul_anywhere),
		cmocka_unit_test(test_every_truncation),
	};

	return UNIT_RUN(tests);
}
