/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/identity: users and groups out of /etc/passwd and /etc/group alone.
 * Needs root, for an /etc of its own.
 */
#include "unit_users.h"

#include "sys/identity.h"

static struct baro_identity identity;

static enum baro_error
look_up(const char *user)
{
	size_t before = unit_descriptors();
	enum baro_error e;

	memset(&identity, 0x55, sizeof identity);
	e = baro_identity_lookup(unit_text(user), &identity);
	assert_int_equal(unit_descriptors(), before);
	return e;
}

static void
expect(const char *user, uid_t uid, gid_t gid, const char *home)
{
	assert_int_equal(look_up(user), BARO_OK);
	assert_int_equal(identity.uid, uid);
	assert_int_equal(identity.gid, gid);
	unit_expect_text(baro_span(identity.home, identity.home_bytes), home);
}

/* rows: D-02 P-036 M-04 */
static void
test_users(void **state)
{
	(void)state;
	expect("root", 0, 0, "/root");
	expect("alice", UNIT_ALICE, UNIT_ALICE, "/srv/alice");
	expect("bob", UNIT_BOB, UNIT_BOB, "/srv/bob");
}

/* rows: D-02 M-04 W-39 */
static void
test_unknown(void **state)
{
	static const char *const users[] = {
		"", "al", "alic", "alicee", "Alice", "alice:x", "x", "+", "*",
		"root\nalice", " alice", "64001", "../alice"
	};

	(void)state;
	for (size_t i = 0; i < sizeof users / sizeof users[0]; i++)
		assert_int_equal(look_up(users[i]), BARO_E_UNKNOWN_USER);
}

/* rows: D-02 */
static void
test_the_first_line_counts(void **state)
{
	(void)state;
	unit_set_passwd("eve:x:1:1::/one:\neve:x:2:2::/two:\n");
	expect("eve", 1, 1, "/one");
	unit_set_passwd("eve:x:x:1::/bad:\neve:x:2:2::/two:");
	expect("eve", 2, 2, "/two");
}

/* rows: D-02 */
static void
test_lines_that_are_no_users(void **state)
{
	(void)state;
	unit_set_passwd("\n# comment\n+::::::\n+@crew\n-eve\n+eve:x:0:0::/:\n"
	    ":x:0:0::/:\neve:x:0:0\neve:x:-1:0::/:/bin/sh\n"
	    "eve:x:3:3:::/bin/sh\n");
	expect("eve", 3, 3, "");
	assert_int_equal(look_up("+eve"), BARO_E_UNKNOWN_USER);
	assert_int_equal(look_up("-eve"), BARO_E_UNKNOWN_USER);
	assert_int_equal(look_up("# comment"), BARO_E_UNKNOWN_USER);
}

/* A home of ${n} bytes. */
static void
set_home(size_t n)
{
	static char text[BARO_PATH_MAX + 64];
	size_t lead;

	lead = (size_t)snprintf(text, sizeof text, "eve:x:5:5::/");
	memset(text + lead, 'h', n - 1);
	(void)snprintf(text + lead + n - 1, 8, ":\n");
	unit_set_passwd(text);
}

static void
test_long_home(void **state)
{
	(void)state;
	set_home(BARO_PATH_MAX);
	assert_int_equal(look_up("eve"), BARO_OK);
	assert_int_equal(identity.home_bytes, BARO_PATH_MAX);
	set_home(BARO_PATH_MAX + 1);
	assert_int_equal(look_up("eve"), BARO_E_PASSWD);
}

#define MANY 100000

/* A passwd file of ${MANY} users before eve, and as many behind. */
static void
set_many(void)
{
	FILE *file;

	UNIT_MUST(unlink("/etc/passwd") == 0);
	file = fopen("/etc/passwd", "we");
	UNIT_MUST(file != NULL);
	for (int i = 0; i < MANY; i++)
		(void)fprintf(file, "user%d:x:%d:1:A user:/home/user%d:/bin/"
		    "sh\n", i, 70000 + i, i);
	(void)fprintf(file, "eve:x:64005:64005::/home/eve:/bin/sh");
	UNIT_MUST(fclose(file) == 0);
}

/* rows: D-02 */
static void
test_100_000_users(void **state)
{
	uint64_t begin_ms;

	(void)state;
	set_many();
	begin_ms = unit_ms();
	expect("eve", 64005, 64005, "/home/eve");
	expect("user0", 70000, 1, "/home/user0");
	expect("user99999", 70000 + 99999, 1, "/home/user99999");
	assert_int_equal(look_up("user100000"), BARO_E_UNKNOWN_USER);
	/* Four passes over 5 MB; an instrumented build takes 0.3 s. */
	assert_true(unit_ms() - begin_ms < 5000);
}

/*
 * A file that cannot be read says nothing about the user.  A bad block in the
 * middle of it is in test_faults.c.
 */
/* rows: D-02 */
static void
test_T17_unreadable(void **state)
{
	(void)state;
	UNIT_MUST(unlink("/etc/passwd") == 0);
	assert_int_equal(look_up("alice"), BARO_E_PASSWD);
	UNIT_MUST(mkdir("/etc/passwd", 0755) == 0);
	assert_int_equal(look_up("alice"), BARO_E_PASSWD);
	UNIT_MUST(rmdir("/etc/passwd") == 0);
	UNIT_MUST(mkfifo("/etc/passwd", 0644) == 0);
	assert_int_equal(look_up("alice"), BARO_E_PASSWD);
}

static bool
look_up_as_bob(void)
{
	unit_become(UNIT_BOB);
	return baro_identity_lookup(unit_text("bob"), &identity) ==
	    BARO_E_PASSWD;
}

static void
test_T17_forbidden(void **state)
{
	(void)state;
	UNIT_MUST(chmod("/etc/passwd", 0600) == 0);
	assert_true(unit_in_child(look_up_as_bob));
}

/* ---- names */

static enum baro_error
name_of(uid_t uid, size_t cap, const char *expected)
{
	uint8_t *name = unit_block(cap);
	size_t n = 0;
	enum baro_error e = baro_identity_name(uid, name, cap, &n);

	if (e == BARO_OK)
		unit_expect_text(baro_span(name, n), expected);
	return e;
}

static void
test_name(void **state)
{
	(void)state;
	assert_int_equal(name_of(0, 4, "root"), BARO_OK);
	assert_int_equal(name_of(0, 3, ""), BARO_E_UNKNOWN_USER);
	assert_int_equal(name_of(UNIT_ALICE, 256, "alice"), BARO_OK);
	assert_int_equal(name_of(1, 256, ""), BARO_E_UNKNOWN_USER);
	unit_set_passwd("x:x:y\none:x:7:7::/:\ntwo:x:7:7::/:\n");
	assert_int_equal(name_of(7, 256, "one"), BARO_OK);
	UNIT_MUST(unlink("/etc/passwd") == 0);
	assert_int_equal(name_of(0, 256, ""), BARO_E_PASSWD);
}

/* ---- groups */

static gid_t groups[BARO_GROUPS_MAX];

static enum baro_error
groups_of(const char *user, gid_t gid, size_t *ret_count)
{
	size_t before = unit_descriptors();
	enum baro_error e = baro_identity_groups(unit_text(user), gid, groups,
	    ret_count);

	assert_int_equal(unit_descriptors(), before);
	return e;
}

/* rows: P-123 */
static void
test_groups(void **state)
{
	size_t n = 0;

	(void)state;
	assert_int_equal(groups_of("alice", 64001, &n), BARO_OK);
	assert_int_equal(n, 3);
	assert_int_equal(groups[0], 64001);
	assert_int_equal(groups[1], 64010);
	assert_int_equal(groups[2], 64011);
	assert_int_equal(groups_of("bob", 64002, &n), BARO_OK);
	assert_int_equal(n, 3);
	assert_int_equal(groups[2], 64012);
	/* In no line: the group of the passwd line alone. */
	assert_int_equal(groups_of("eve", 5, &n), BARO_OK);
	assert_int_equal(n, 1);
	assert_int_equal(groups[0], 5);
	assert_int_equal(groups_of("", 5, &n), BARO_OK);
	assert_int_equal(n, 1);
}

/* A group file that lists alice in ${count} groups. */
static void
set_groups(unsigned int count)
{
	FILE *file;

	UNIT_MUST(unlink("/etc/group") == 0);
	file = fopen("/etc/group", "we");
	UNIT_MUST(file != NULL);
	for (unsigned int i = 0; i < count; i++)
		(void)fprintf(file, "g%u:x:%u:bob,alice\n", i, 70000 + i);
	UNIT_MUST(fclose(file) == 0);
}

/* rows: P-123 */
static void
test_many_groups(void **state)
{
	size_t n = 0;

	(void)state;
	set_groups(BARO_GROUPS_MAX - 1);
	assert_int_equal(groups_of("alice", 1, &n), BARO_OK);
	assert_int_equal(n, BARO_GROUPS_MAX);
	assert_int_equal(groups[0], 1);
	assert_int_equal(groups[BARO_GROUPS_MAX - 1],
	    70000 + BARO_GROUPS_MAX - 2);
	set_groups(BARO_GROUPS_MAX);
	assert_int_equal(groups_of("alice", 1, &n), BARO_E_PRIVILEGE);
}

/* rows: P-123 */
static void
test_T17_groups_unreadable(void **state)
{
	size_t n = 99;

	(void)state;
	UNIT_MUST(unlink("/etc/group") == 0);
	assert_int_equal(groups_of("alice", 1, &n), BARO_E_PRIVILEGE);
	UNIT_MUST(mkfifo("/etc/group", 0644) == 0);
	assert_int_equal(groups_of("alice", 1, &n), BARO_E_PRIVILEGE);
	assert_int_equal(n, 99);
}

#define TEST(function) cmocka_unit_test_setup(function, unit_reset_users)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_users),
		TEST(test_unknown),
		TEST(test_the_first_line_counts),
		TEST(test_lines_that_are_no_users),
		TEST(test_long_home),
		TEST(test_100_000_users),
		TEST(test_T17_unreadable),
		TEST(test_T17_forbidden),
		TEST(test_name),
		TEST(test_groups),
		TEST(test_many_groups),
		TEST(test_T17_groups_unreadable),
	};

	unit_world();
	unit_users();
	return UNIT_RUN(tests);
}
