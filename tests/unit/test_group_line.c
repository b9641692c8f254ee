/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/group_line: members and ids, and lines that count for nothing.
 */
#include "unit.h"

#include "codec/group_line.h"

static enum baro_error
parse(const char *line, const char *user, bool *ret_member, uint32_t *ret_gid)
{
	return baro_group_line_member(unit_text(line), unit_text(user),
	    ret_member, ret_gid);
}

static void
expect(const char *line, const char *user, bool member, uint32_t gid)
{
	bool got_member = !member;
	uint32_t got_gid = ~gid;

	assert_int_equal(parse(line, user, &got_member, &got_gid), BARO_OK);
	assert_int_equal(got_member, member);
	assert_int_equal(got_gid, gid);
}

static void
test_members(void **state)
{
	(void)state;
	expect("wheel:x:10:", "root", false, 10);
	expect("wheel:x:10:root", "root", true, 10);
	expect("wheel:x:10:root,alice,bob", "root", true, 10);
	expect("wheel:x:10:root,alice,bob", "alice", true, 10);
	expect("wheel:x:10:root,alice,bob", "bob", true, 10);
	expect("wheel::10:root,alice,bob", "carol", false, 10);
	expect("alice:x:1000:", "alice", false, 1000);
}

static void
test_match_is_exact(void **state)
{
	static const char *const others[] = {
		"", "al", "alic", "alice2", "Alice", "lice", "alice,bob",
		" alice", "10", "wheel", "bo", "alice,"
	};

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		expect("wheel:x:10:alice,bob", others[i], false, 10);
}

static void
test_empty_members(void **state)
{
	(void)state;
	expect("g:x:1:,", "", false, 1);
	expect("g:x:1:,,alice,", "alice", true, 1);
	expect("g:x:1:,,alice,", "", false, 1);
}

static void
test_bounds_of_the_id(void **state)
{
	(void)state;
	expect("g:x:0:", "a", false, 0);
	expect("g:x:4294967294:", "a", false, 4294967294);
}

static void
test_no_lines(void **state)
{
	static const char *const lines[] = {
		"", ":", "::", ":::", "g", "g:x", "g:x:1", "g:x:1:a:",
		"g:x:1:a:b", ":x:1:a", "g:x::a", "g:x:-1:a", "g:x:01:a",
		"g:x: 1:a", "g:x:1 :a", "g:x:4294967295:a",
		"g:x:4294967296:a", "g:x:0x1:a", "+:x:1:a", "+", "-g:x:1:a",
		"+@net:x:1:a", "#g:x:1:a", "# a comment"
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		bool member = false;
		uint32_t gid = 77;

		assert_int_equal(parse(lines[i], "a", &member, &gid),
		    BARO_E_SYNTAX);
		assert_false(member);
		assert_int_equal(gid, 77);
	}
}

static void
test_nul_anywhere(void **state)
{
	static const char good[] = "g:x:1:alice";

	(void)state;
	for (size_t i = 0; i < sizeof good - 1; i++) {
		char line[sizeof good];
		bool member = false;
		uint32_t gid = 0;

		memcpy(line, good, sizeof good);
		line[i] = '\0';
		assert_int_equal(baro_group_line_member(unit_bytes(line,
		    sizeof good - 1), unit_text("alice"), &member, &gid),
		    BARO_E_SYNTAX);
	}
}

static void
test_every_truncation(void **state)
{
	static const char good[] = "g:x:1:alice,bob";

	(void)state;
	for (size_t n = 0; n < sizeof good; n++) {
		bool member = false;
		uint32_t gid = 0;
		enum baro_error e = baro_group_line_member(unit_bytes(good, n),
		    unit_text("alice"), &member, &gid);

		assert_int_equal(e, n < 6 ? BARO_E_SYNTAX : BARO_OK);
		assert_int_equal(member, n >= 11);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_match_is_exact),
		cmocka_unit_test(test_empty_members),
		cmocka_unit_test(test_bounds_of_the_id),
		cmocka_unit_test(test_no_lines),
		cmocka_unit_test(test_nul_anywhere),
		cmocka_unit_test(test_every_truncation),
	};

	return UNIT_RUN(tests);
}
