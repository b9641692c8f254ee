/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/journal: what arrives at the system's log, byte for byte.  Needs root,
 * for a /dev/log of its own.
 */
#include "unit_pam.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>

#include "sys/journal.h"

/* The program's own name, for openlog(3) was not called, and libpam's words. */
#define IDENT "test_journal: pam_permit(unit:auth): "

static int journal = -1;

/* The log that syslog(3) finds; once, since it connects once. */
static void
begin_journal(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	unit_mount_empty("/dev");
	journal = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	(void)snprintf(address.sun_path, sizeof address.sun_path, "/dev/log");
	UNIT_MUST(bind(journal, (struct sockaddr *)&address,
	    sizeof address) == 0);
}

static int
setup(void **state)
{
	(void)unit_empty_room(state);
	unit_pam_begin(NULL);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unit_pam_end();
	return 0;
}

/*
 * Demand one datagram of "<priority>time ident: module(service:type): text",
 * and no other.  The time is 15 bytes and a blank.
 */
static void
expect_line(enum baro_severity severity, const char *text)
{
	char head[64];
	char b[4096];
	ssize_t n = recv(journal, b, sizeof b - 1, 0);
	size_t lead;

	assert_true(n > 0);
	b[n] = '\0';
	assert_int_equal(strlen(b), n);
	lead = (size_t)snprintf(head, sizeof head, "<%d>",
	    LOG_AUTHPRIV | (int)severity);
	assert_memory_equal(b, head, lead);
	lead += 16;
	assert_memory_equal(b + lead, IDENT, strlen(IDENT));
	assert_string_equal(b + lead + strlen(IDENT), text);
	assert_int_equal(recv(journal, b, sizeof b, 0), -1);
}

static struct baro_places
places(const char *first, const char *second)
{
	struct baro_places p;

	for (size_t i = 0; i < BARO_MESSAGE_PLACES; i++) {
		p.at[i] = unit_text("");
		p.room[i] = 0;
	}
	p.at[0] = unit_text(first);
	p.at[1] = unit_text(second);
	return p;
}

static void
some_lines(void)
{
	struct baro_places p = places("/var/lib/baropam/alice",
	    "No space left on device");

	baro_journal(unit_pamh, BARO_M_23, NULL);
	expect_line(BARO_SEVERITY_NOTICE, "Invalid verification code");
	baro_journal(unit_pamh, BARO_M_17, NULL);
	expect_line(BARO_SEVERITY_WARNING,
	    "Too many concurrent login attempts. Please try again.");
	baro_journal(unit_pamh, BARO_M_05, &p);
	expect_line(BARO_SEVERITY_ERR,
	    "Failed to secret file read /var/lib/baropam/alice");
	baro_journal(unit_pamh, BARO_M_13, &p);
	expect_line(BARO_SEVERITY_ERR, "Failed to update secret file "
	    "/var/lib/baropam/alice[No space left on device]");
}

/* rows: P-004 P-005 M-05 M-13 M-17 M-23 */
static void
test_lines(void **state)
{
	(void)state;
	unit_as_module(some_lines);
}

static void
forgeries(void)
{
	struct baro_places p = places("a\nAccepted%n%s\\\377", "");

	baro_journal(unit_pamh, BARO_M_04, &p);
	expect_line(BARO_SEVERITY_ERR,
	    "Cannot look up user id a\\x0aAccepted%n%s\\x5c\\xff");
	p = places("", "");
	baro_journal(unit_pamh, BARO_M_04, &p);
	expect_line(BARO_SEVERITY_ERR, "Cannot look up user id ");
	baro_journal(unit_pamh, BARO_M_04, NULL);
	expect_line(BARO_SEVERITY_ERR, "Cannot look up user id ");
}

/* rows: W-39 W-14 */
static void
test_T31_nothing_forges_a_line(void **state)
{
	(void)state;
	unit_as_module(forgeries);
}

static void
a_long_name(void)
{
	static const char begin[] = "Cannot look up user id ";
	static char name[65536];
	static char expected[BARO_MESSAGE_BYTES_MAX + 1];
	struct baro_places p;

	memset(name, 'n', sizeof name - 1);
	memset(expected, 'n', BARO_MESSAGE_BYTES_MAX);
	memcpy(expected, begin, sizeof begin - 1);
	p = places(name, "");
	baro_journal(unit_pamh, BARO_M_04, &p);
	expect_line(BARO_SEVERITY_ERR, expected);
}

/* rows: W-39 */
static void
test_T31_long_names(void **state)
{
	(void)state;
	unit_as_module(a_long_name);
}

static void
one_line(void)
{
	baro_journal(unit_pamh, BARO_M_23, NULL);
	expect_line(BARO_SEVERITY_NOTICE, "Invalid verification code");
}

/* What the host logs next has its own name and facility, as ever. */
/* rows: P-005 */
static void
test_the_hosts_log_is_its_own(void **state)
{
	char head[16];
	char b[256] = "";

	(void)state;
	unit_as_module(one_line);
	syslog(LOG_INFO, "%s", "host");
	assert_true(recv(journal, b, sizeof b - 1, 0) > 0);
	(void)snprintf(head, sizeof head, "<%d>", LOG_USER | LOG_INFO);
	assert_memory_equal(b, head, strlen(head));
	assert_non_null(strstr(b, " test_journal: host"));
}

/* rows: M-04 M-09 M-17 M-22 M-23 M-70 */
static void
test_message_of_an_error(void **state)
{
	(void)state;
	assert_int_equal(baro_journal_error_message(BARO_E_WRONG_CODE),
	    BARO_M_23);
	assert_int_equal(baro_journal_error_message(BARO_E_RATE_LIMIT),
	    BARO_M_17);
	assert_int_equal(baro_journal_error_message(BARO_E_LOCKED_OUT),
	    BARO_M_17);
	assert_int_equal(baro_journal_error_message(BARO_E_LOCK), BARO_M_70);
	assert_int_equal(baro_journal_error_message(BARO_E_SYNTAX),
	    BARO_M_09);
	assert_int_equal(baro_journal_error_message(BARO_E_UNKNOWN_USER),
	    BARO_M_04);
	assert_int_equal(baro_journal_error_message(BARO_E_FAULT), BARO_M_22);
	/* What is no error is an internal one. */
	assert_int_equal(baro_journal_error_message(BARO_ERROR_COUNT),
	    BARO_M_22);
	assert_int_equal(baro_journal_error_message(
	    (enum baro_error)0xffffffffu), BARO_M_22);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lines),
		TEST(test_T31_nothing_forges_a_line),
		TEST(test_T31_long_names),
		TEST(test_the_hosts_log_is_its_own),
		TEST(test_message_of_an_error),
	};

	unit_world();
	begin_journal();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
