/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/location: which file a pattern leads to, and which it must not.
 */
#include "unit.h"

#include "codec/location.h"

struct expansion {
	const char *pattern;
	const char *user;
	const char *home;
	const char *path;
};

static enum baro_error
expand(const char *pattern, const char *user, const char *home,
    struct baro_buffer *out)
{
	return baro_location_expand(unit_text(pattern), unit_text(user),
	    unit_text(home), out);
}

static void
expect_path(const struct expansion *row)
{
	/* The path with its NUL, and no byte more. */
	struct baro_buffer out = unit_buffer(strlen(row->path) + 1);

	assert_int_equal(expand(row->pattern, row->user, row->home, &out),
	    BARO_OK);
	assert_false(out.full);
	unit_expect_bytes(baro_buffer_span(&out), row->path,
	    strlen(row->path) + 1);
}

static void
expect_error(const char *pattern, const char *user, const char *home,
    enum baro_error expected)
{
	struct baro_buffer out = unit_buffer(BARO_PATH_MAX + 1);

	assert_int_equal(expand(pattern, user, home, &out), expected);
}

/* rows: P-030 P-031 P-032 P-033 P-037 D-05 */
static void
test_paths(void **state)
{
	static const struct expansion rows[] = {
		{ "/usr/baropam/.baro_auth", "alice", "/home/alice",
		    "/usr/baropam/.baro_auth" },
		{ "${HOME}/.baro_auth", "alice", "/home/alice",
		    "/home/alice/.baro_auth" },
		{ "$[HOME]/.baro_auth", "alice", "/home/alice",
		    "/home/alice/.baro_auth" },
		{ "~/.baro_auth", "alice", "/home/alice",
		    "/home/alice/.baro_auth" },
		{ "/usr/baropam/auth/.$[USER]_auth", "alice", "",
		    "/usr/baropam/auth/.alice_auth" },
		{ "/usr/baropam/auth/.${USER}_auth", "alice", "",
		    "/usr/baropam/auth/.alice_auth" },
		{ "/var/lib/baropam/$[USER]", "alice", "",
		    "/var/lib/baropam/alice" },
		{ "${HOME}/$[USER]/${USER}", "a", "/h", "/h/a/a" },
		{ "/usr/baropam/.baro_nurit", "", "",
		    "/usr/baropam/.baro_nurit" },
		{ "/a/~/b~/c", "", "", "/a/~/b~/c" },
		{ "/a b/{HOME}/[USER]/]}", "", "", "/a b/{HOME}/[USER]/]}" },
		{ "/.a/..b/...", "", "", "/.a/..b/..." },
		{ "/\xc3\xa9", "", "", "/\xc3\xa9" },
		{ "/x", "../../etc/x", "relative", "/x" }
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		expect_path(&rows[i]);
}

/* Temporary files and backups are no records. */
/* rows: D-04 */
static void
test_no_name_of_a_temporary_file(void **state)
{
	static const char *const patterns[] = {
		"/var/lib/baropam/$[USER]~", "/var/lib/baropam/$[USER]~bak",
		"/~", "/a/~x", "${HOME}/~", "~/.baro_auth~"
	};

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
		expect_error(patterns[i], "alice", "/home/alice",
		    BARO_E_LOCATION);
}

/* rows: P-033 P-034 */
static void
test_patterns_that_do_not_parse(void **state)
{
	static const char *const patterns[] = {
		"/$", "/$$", "/$HOME", "/$USER/x", "/${}", "/${HOME", "/$[HOME",
		"/${HOME]", "/$[USER}", "/${home}", "/${HOMER}", "/${USERNAME}",
		"/$(USER)", "/${ USER}", "/${USER}$", "/$[SHELL]", "/${UID}",
		"~", "~alice/x", "~~/x", "~x", "~$[USER]", "/a\nb", "/a\x01",
		"/a\x7f", "/a\t", "/$\x7bHOME"
	};

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
		struct baro_location_uses uses = { true, true };

		expect_error(patterns[i], "alice", "/home/alice",
		    BARO_E_LOCATION);
		assert_int_equal(baro_location_uses(unit_text(patterns[i]),
		    &uses), BARO_E_LOCATION);
		assert_true(uses.user && uses.home);
	}
	assert_int_equal(baro_location_uses(unit_bytes("/a\0b", 4),
	    &(struct baro_location_uses){ false, false }), BARO_E_LOCATION);
}

/* rows: P-010 P-034 */
static void
test_results_that_are_no_path(void **state)
{
	static const char *const patterns[] = {
		"", "a", "a/b", "./a", "../a", "/", "//", "//a", "/a/", "/a//b",
		"/.", "/..", "/./a", "/../a", "/a/..", "/a/.", "/a/../b",
		"/a/./b", "$[USER]", "$[USER]/a", " /a"
	};

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
		expect_error(patterns[i], "alice", "/home/alice",
		    BARO_E_LOCATION);
	/* Pieces that are harmless by themselves. */
	expect_error("/x/.$[USER]", ".x/..", "/h", BARO_E_USER_NAME);
	expect_error("/x/$[USER]./y", "a", "/h", BARO_OK);
	expect_error("~//x", "a", "/h", BARO_E_LOCATION);
	expect_error("${HOME}${HOME}", "a", "/h", BARO_OK);
}

/* rows: P-035 W-20 W-21 */
static void
test_users_that_change_the_path(void **state)
{
	static const char *const users[] = {
		"", ".", "..", "/", "../../etc/x", "a/b", "/etc/passwd", "a\n",
		"a\nAccepted", "\x01", "a\x7f", "\t", "alice~", "~",
		"~a", "a~b"
	};

	(void)state;
	for (size_t i = 0; i < sizeof users / sizeof users[0]; i++) {
		assert_false(baro_location_user_valid(unit_text(users[i])));
		expect_error("/a/$[USER]", users[i], "/h", BARO_E_USER_NAME);
		expect_error("/a/.${USER}_auth", users[i], "/h",
		    BARO_E_USER_NAME);
		expect_error("${HOME}/x", users[i], "/h", BARO_E_USER_NAME);
		expect_error("~/x", users[i], "/h", BARO_E_USER_NAME);
	}
	assert_false(baro_location_user_valid(unit_bytes("a\0b", 3)));
}

/* rows: P-035 */
static void
test_users_that_do_not(void **state)
{
	static const char *const users[] = {
		"a", "alice", "al.ice", "...", ".a", "a.", "..a",
		"alice smith", "DOMAIN\\alice", "alice@example.org", "m$",
		"\xc3\xa9\xec\x9d\xb4", "-x", "#a", "a\xff"
	};

	(void)state;
	for (size_t i = 0; i < sizeof users / sizeof users[0]; i++) {
		struct expansion row = { "/a/x$[USER]y", users[i], "", NULL };
		char path[64];

		assert_true(baro_location_user_valid(unit_text(users[i])));
		snprintf(path, sizeof path, "/a/x%sy", users[i]);
		row.path = path;
		expect_path(&row);
	}
}

/* rows: P-035 */
static void
test_every_byte_in_a_user(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		uint8_t user[3] = { 'a', (uint8_t)c, 'b' };

		assert_int_equal(baro_location_user_valid(unit_bytes(user, 3)),
		    c >= 32 && c != 127 && c != '/' && c != '~');
	}
}

/* rows: P-035 */
static void
test_length_of_a_user(void **state)
{
	char user[300];

	(void)state;
	memset(user, 'u', sizeof user);
	for (size_t n = 0; n <= sizeof user; n++)
		assert_int_equal(baro_location_user_valid(unit_bytes(user, n)),
		    n >= 1 && n <= 255);
}

/* rows: P-036 */
static void
test_homes(void **state)
{
	static const char *const homes[] = {
		"", "home/alice", "~", "./h", " /h", "/h/", "/h/..", "/../h",
		"/h//a", "/", "/h\n", "//h", "/h/./a"
	};

	(void)state;
	for (size_t i = 0; i < sizeof homes / sizeof homes[0]; i++) {
		expect_error("${HOME}/x", "alice", homes[i], BARO_E_LOCATION);
		expect_error("/a${HOME}/x", "alice", homes[i],
		    BARO_E_LOCATION);
	}
	expect_error("${HOME}x", "alice", "/", BARO_OK);
}

/* rows: P-034 */
static void
test_longest_path(void **state)
{
	char home[BARO_PATH_MAX + 2];

	(void)state;
	memset(home, 'h', sizeof home);
	home[0] = '/';
	home[BARO_PATH_MAX - 2] = '\0';	/* and "/x" behind it */
	expect_error("~/x", "a", home, BARO_OK);
	expect_error("~/xy", "a", home, BARO_E_LOCATION);
	home[BARO_PATH_MAX - 2] = 'h';
	home[BARO_PATH_MAX - 1] = '\0';
	expect_error("~/x", "a", home, BARO_E_LOCATION);
}

/* rows: P-034 */
static void
test_every_room(void **state)
{
	(void)state;
	for (size_t cap = 0; cap < 12; cap++) {
		struct baro_buffer out = unit_buffer(cap);

		assert_int_equal(expand("/a/$[USER]", "alice", "/h", &out),
		    cap < 9 ? BARO_E_LOCATION : BARO_OK);
	}
}

/* What is in the buffer before is left alone and not looked at. */
static void
test_appends(void **state)
{
	struct baro_buffer out = unit_buffer(16);

	(void)state;
	baro_put_span(&out, BARO_SPAN_OF("x//"));
	assert_int_equal(expand("/a", "", "", &out), BARO_OK);
	unit_expect_bytes(baro_buffer_span(&out), "x///a", 6);
}

/* rows: P-030 P-031 P-032 P-033 */
static void
test_uses(void **state)
{
	static const struct {
		const char *pattern;
		bool user;
		bool home;
	} rows[] = {
		{ "", false, false }, { "/a", false, false },
		{ "/a/~/b", false, false }, { "~/a", false, true },
		{ "/${HOME}", false, true }, { "/$[HOME]", false, true },
		{ "/${USER}", true, false }, { "/$[USER]", true, false },
		{ "~/$[USER]", true, true }, { "$[USER]$[HOME]", true, true }
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct baro_location_uses uses = { !rows[i].user,
			!rows[i].home };

		assert_int_equal(baro_location_uses(
		    unit_text(rows[i].pattern), &uses), BARO_OK);
		assert_int_equal(uses.user, rows[i].user);
		assert_int_equal(uses.home, rows[i].home);
	}
}

/* rows: F-015 P-034 */
static void
test_valid_paths(void **state)
{
	char path[BARO_PATH_MAX + 1];

	(void)state;
	assert_true(baro_location_path_valid(unit_text("/a")));
	assert_true(baro_location_path_valid(unit_text("/a/.b/c d~")));
	assert_false(baro_location_path_valid(unit_text("")));
	assert_false(baro_location_path_valid(unit_text("/")));
	assert_false(baro_location_path_valid(unit_text("a")));
	assert_false(baro_location_path_valid(unit_text("/a\t")));
	memset(path, 'p', sizeof path);
	path[0] = '/';
	assert_true(baro_location_path_valid(unit_bytes(path, 4095)));
	assert_false(baro_location_path_valid(unit_bytes(path, 4096)));
}

/* rows: P-034 W-20 */
static void
test_every_truncation(void **state)
{
	static const char pattern[] = "~/a${USER}/$[HOME]";

	(void)state;
	for (size_t n = 0; n < sizeof pattern; n++) {
		struct baro_buffer out = unit_buffer(32);
		enum baro_error e = baro_location_expand(
		    unit_bytes(pattern, n), unit_text("u"), unit_text("/h"),
		    &out);
		bool good = n == 3 || n == 10;

		assert_int_equal(e, good ? BARO_OK : BARO_E_LOCATION);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_no_name_of_a_temporary_file),
		cmocka_unit_test(test_patterns_that_do_not_parse),
		cmocka_unit_test(test_results_that_are_no_path),
		cmocka_unit_test(test_users_that_change_the_path),
		cmocka_unit_test(test_users_that_do_not),
		cmocka_unit_test(test_every_byte_in_a_user),
		cmocka_unit_test(test_length_of_a_user),
		cmocka_unit_test(test_homes),
		cmocka_unit_test(test_longest_path),
		cmocka_unit_test(test_every_room),
		cmocka_unit_test(test_appends),
		cmocka_unit_test(test_uses),
		cmocka_unit_test(test_valid_paths),
		cmocka_unit_test(test_every_truncation),
	};

	return UNIT_RUN(tests);
}
