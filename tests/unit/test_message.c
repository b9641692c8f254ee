/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/message: the documented texts byte for byte, and no way to forge a
 * line.
 */
#include "unit.h"

#include "codec/message.h"

struct line {
	enum baro_message message;
	enum baro_severity severity;
	const char *text;	/* with the places A to F */
};

static const char *const letters[BARO_MESSAGE_PLACES] = {
	"A", "B", "C", "D", "E", "F"
};

/* Chapter 3.1 and 3.4 of the requirements. */
static const struct line documented[] = {
	{ BARO_M_01, BARO_SEVERITY_ERR,
	    "ACL file \"A\" must only be accessible by user id root" },
	{ BARO_M_02, BARO_SEVERITY_ERR, "Failed to acl file read \"A\"" },
	{ BARO_M_04, BARO_SEVERITY_ERR, "Cannot look up user id A" },
	{ BARO_M_05, BARO_SEVERITY_ERR, "Failed to secret file read A" },
	{ BARO_M_06, BARO_SEVERITY_ERR,
	    "Secret file A must only be accessible by B" },
	{ BARO_M_07, BARO_SEVERITY_ERR, "Invalid file size for A" },
	{ BARO_M_08, BARO_SEVERITY_ERR, "Could not read A" },
	{ BARO_M_09, BARO_SEVERITY_ERR, "Invalid file contents in A" },
	{ BARO_M_10, BARO_SEVERITY_ERR, "Failed to create tmp secret file[B]" },
	{ BARO_M_11, BARO_SEVERITY_ERR,
	    "Failed to open tmp secret file A~[B]" },
	{ BARO_M_12, BARO_SEVERITY_ERR, "Secret file A changed while trying "
	    "to use one-time authentication key" },
	{ BARO_M_13, BARO_SEVERITY_ERR, "Failed to update secret file A[B]" },
	{ BARO_M_14, BARO_SEVERITY_ERR, "Invalid RATE_LIMIT option. Check A" },
	{ BARO_M_15, BARO_SEVERITY_ERR,
	    "Invalid list of timestamps in RATE_LIMIT. Check A" },
	{ BARO_M_16, BARO_SEVERITY_INFO, "Try to update RATE_LIMIT line.[A]" },
	{ BARO_M_17, BARO_SEVERITY_WARNING,
	    "Too many concurrent login attempts. Please try again." },
	{ BARO_M_18, BARO_SEVERITY_ERR, "Invalid WINDOW_SIZE option in A" },
	{ BARO_M_19, BARO_SEVERITY_WARNING, "Trying to reuse a previously "
	    "used time-based code. Retry again in A seconds. Warning! This "
	    "might mean, you are currently subject to a man-in-the-middle "
	    "attack." },
	{ BARO_M_20, BARO_SEVERITY_CRIT,
	    "Failed to allocate memory when updating A" },
	{ BARO_M_21, BARO_SEVERITY_ERR, "Can't find SECURE_KEY[B]" },
	{ BARO_M_22, BARO_SEVERITY_ERR,
	    "Verification code generation failed.[B]" },
	{ BARO_M_23, BARO_SEVERITY_NOTICE, "Invalid verification code" },
	{ BARO_M_25, BARO_SEVERITY_ERR,
	    "No user name available when checking verification code" },
	{ BARO_M_29, BARO_SEVERITY_ERR,
	    "Failed to compute location of secret file" },
	{ BARO_M_30, BARO_SEVERITY_ERR,
	    "Failed to compute location of encrypt flag" },
	{ BARO_M_31, BARO_SEVERITY_NOTICE,
	    "Did not receive verification code from user" },
	{ BARO_M_50, BARO_SEVERITY_INFO, "authentication key : authentication "
	    "succeeded for user A (service=B tty=C ruser=D rhost=E)" },
	{ BARO_M_51, BARO_SEVERITY_WARNING, "emergency authentication key : "
	    "authentication succeeded for user A (service=B tty=C ruser=D "
	    "rhost=E remaining=F)" },
	{ BARO_M_52, BARO_SEVERITY_NOTICE, "ACL F : second authentication "
	    "skipped for user A (service=B tty=C ruser=D rhost=E)" },
	{ BARO_M_53, BARO_SEVERITY_NOTICE, "authentication key : User A "
	    "authentication failed (service=B tty=C ruser=D rhost=E)" },
	{ BARO_M_54, BARO_SEVERITY_WARNING,
	    "user A locked after B failures until C" },
	{ BARO_M_55, BARO_SEVERITY_NOTICE, "verification code matches step A; "
	    "check the clock of this server and of the device" },
	{ BARO_M_56, BARO_SEVERITY_WARNING,
	    "HOSTNAME \"A\" does not match this server \"B\"" },
	{ BARO_M_58, BARO_SEVERITY_ERR, "Unrecognized option \"A\"" }
};

#define DOCUMENTED (sizeof documented / sizeof documented[0])

static struct baro_places
letter_places(void)
{
	struct baro_places places;

	for (size_t i = 0; i < BARO_MESSAGE_PLACES; i++) {
		places.at[i] = unit_text(letters[i]);
		places.room[i] = 0;
	}
	return places;
}

static struct baro_places
empty_places(void)
{
	struct baro_places places;

	for (size_t i = 0; i < BARO_MESSAGE_PLACES; i++) {
		places.at[i] = baro_span(NULL, 0);
		places.room[i] = 0;
	}
	return places;
}

/* rows: M-01 M-02 M-04 M-05 M-06 M-07 M-08 M-09 M-10 M-11 M-12 M-13 M-14 */
/* rows: M-15 M-16 M-17 M-18 M-19 M-20 M-21 M-22 M-23 M-25 M-29 M-30 M-31 */
/* rows: M-50 M-51 M-52 M-53 M-54 M-55 M-56 M-58 M-59 D-18 */
static void
test_documented_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < DOCUMENTED; i++) {
		struct baro_places places = letter_places();
		struct baro_buffer out = unit_buffer(
		    strlen(documented[i].text));

		baro_message_write(documented[i].message, &places, &out);
		unit_expect_written(&out, documented[i].text);
		assert_int_equal(baro_message_severity(documented[i].message),
		    documented[i].severity);
	}
}

/* rows: M-05 M-16 M-19 M-50 */
static void
test_documented_samples(void **state)
{
	struct baro_places places = empty_places();
	struct baro_buffer out = unit_buffer(256);

	(void)state;
	places.at[0] = unit_text("3 30 1648183945");
	baro_message_write(BARO_M_16, &places, &out);
	unit_expect_written(&out,
	    "Try to update RATE_LIMIT line.[3 30 1648183945]");

	out = unit_buffer(256);
	places.at[0] = unit_text(".baro_auth");
	baro_message_write(BARO_M_05, &places, &out);
	unit_expect_written(&out, "Failed to secret file read .baro_auth");
}

/* rows: M-03 W-14 */
static void
test_empty_places_stay_empty(void **state)
{
	struct baro_places places = empty_places();
	struct baro_buffer out = unit_buffer(64);

	(void)state;
	baro_message_write(BARO_M_02, &places, &out);
	unit_expect_written(&out, "Failed to acl file read \"\"");
}

/* Our own lines: any text, but printable, and with a known severity. */
static void
test_every_message_is_printable(void **state)
{
	(void)state;
	for (size_t i = 0; i < BARO_MESSAGE_COUNT; i++) {
		struct baro_places places = letter_places();
		struct baro_buffer out = unit_buffer(BARO_MESSAGE_BYTES_MAX);
		enum baro_severity severity =
		    baro_message_severity((enum baro_message)i);

		baro_message_write((enum baro_message)i, &places, &out);
		assert_false(out.full);
		assert_int_equal(out.len == 0, i == BARO_NONE);
		for (size_t j = 0; j < out.len; j++)
			assert_true(out.b[j] >= 0x20 && out.b[j] <= 0x7e &&
			    out.b[j] != '$');
		assert_true(severity >= BARO_SEVERITY_CRIT &&
		    severity <= BARO_SEVERITY_DEBUG);
	}
}

static void
test_unknown_message(void **state)
{
	static const int unknown[] = { BARO_MESSAGE_COUNT, 9999, -1 };

	(void)state;
	for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
		enum baro_message message = (enum baro_message)unknown[i];
		struct baro_places places = letter_places();
		struct baro_buffer out = unit_buffer(16);

		baro_message_write(message, &places, &out);
		unit_expect_written(&out, "");
		assert_int_equal(baro_message_severity(message),
		    BARO_SEVERITY_ERR);
	}
}

/* rows: W-39 */
static void
test_every_byte_is_escaped_or_printable(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		uint8_t byte = (uint8_t)c;
		char expected[8];
		struct baro_buffer out = unit_buffer(4);
		bool plain = c >= 0x20 && c <= 0x7e && c != '\\';

		snprintf(expected, sizeof expected, plain ? "%c" : "\\x%02x",
		    c);
		baro_message_escape(unit_bytes(&byte, 1), &out);
		unit_expect_written(&out, expected);
	}
}

/* rows: W-39 */
static void
test_forged_line(void **state)
{
	struct baro_places places = empty_places();
	struct baro_buffer out = unit_buffer(256);

	(void)state;
	places.at[0] = unit_text("a\nAccepted keyboard-interactive/pam");
	baro_message_write(BARO_M_04, &places, &out);
	unit_expect_written(&out, "Cannot look up user id "
	    "a\\x0aAccepted keyboard-interactive/pam");
}

/* ${text} as "Cannot look up user id" has it, in a field of ${room}. */
static void
expect_field(struct baro_span in, uint8_t room, const char *expected)
{
	struct baro_places places = empty_places();
	struct baro_buffer out = unit_buffer(256);
	char line[256];

	places.at[0] = in;
	places.room[0] = room;
	baro_message_write(BARO_M_04, &places, &out);
	snprintf(line, sizeof line, "Cannot look up user id %s", expected);
	unit_expect_written(&out, line);
	assert_false(out.full);
}

/* rows: W-39 */
static void
test_every_byte_in_a_field(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		uint8_t byte = (uint8_t)c;
		bool plain = c > 0x20 && c <= 0x7e &&
		    strchr("\\()=", (int)c) == NULL;
		char expected[8];

		snprintf(expected, sizeof expected, plain ? "%c" : "\\x%02x",
		    c);
		expect_field(unit_bytes(&byte, 1), 4, expected);
	}
}

/*
 * A name can hold all of what stands behind a name, and of it nobody finds a
 * user or an address but the true ones.
 */
/* rows: W-39 M-53 */
static void
test_forged_middle(void **state)
{
	struct baro_places places = empty_places();
	struct baro_buffer out = unit_buffer(256);

	(void)state;
	places.at[0] = unit_text("root authentication failed (service=sshd "
	    "rhost=10.9.8.7)");
	places.at[4] = unit_text("192.0.2.7");
	for (size_t i = 0; i < BARO_MESSAGE_PLACES; i++)
		places.room[i] = 150;
	baro_message_write(BARO_M_53, &places, &out);
	unit_expect_written(&out, "authentication key : User "
	    "root\\x20authentication\\x20failed\\x20\\x28service\\x3dsshd"
	    "\\x20rhost\\x3d10.9.8.7\\x29 authentication failed "
	    "(service= tty= ruser= rhost=192.0.2.7)");
}

/* rows: W-39 */
static void
test_field_is_cut_by_itself(void **state)
{
	(void)state;
	expect_field(unit_text("abcdefgh"), 8, "abcdefgh");
	expect_field(unit_text("abcdefghi"), 8, "abcdefgh\\...");
	expect_field(unit_text("abcd\n"), 8, "abcd\\x0a");
	/* Nothing goes on behind an escape that does not fit. */
	expect_field(unit_text("abcde\nf"), 8, "abcde\\...");
	expect_field(unit_text("a\n"), 1, "a\\...");
	expect_field(unit_text("\n"), 1, "\\...");
	expect_field(unit_text(""), 1, "");
	/* The mark is no name's. */
	expect_field(unit_text("a\\..."), 255, "a\\x5c...");
}

/* The line is the limit of a field too, and what is cut there is no field. */
static void
test_field_in_a_short_line(void **state)
{
	static const char whole[] = "Cannot look up user id abcd\\...";

	(void)state;
	for (size_t cap = 0; cap <= sizeof whole; cap++) {
		struct baro_places places = empty_places();
		struct baro_buffer out = unit_buffer(cap);
		size_t expected = cap;

		if (cap > sizeof whole - 5)
			expected = sizeof whole - 5;
		if (cap >= sizeof whole - 1)
			expected = sizeof whole - 1;
		places.at[0] = unit_text("abcde");
		places.room[0] = 4;
		baro_message_write(BARO_M_04, &places, &out);
		assert_int_equal(out.full, cap < sizeof whole - 1);
		unit_expect_bytes(baro_buffer_span(&out), whole, expected);
	}
}

/* What stands in a place is text, even if it looks like a place. */
/* rows: W-39 */
static void
test_places_are_not_expanded_twice(void **state)
{
	struct baro_places places = empty_places();
	struct baro_buffer out = unit_buffer(64);

	(void)state;
	places.at[0] = unit_text("$2 %s $");
	places.at[1] = unit_text("secret");
	baro_message_write(BARO_M_04, &places, &out);
	unit_expect_written(&out, "Cannot look up user id $2 %s $");
}

/* rows: W-39 */
static void
test_escape_is_never_cut(void **state)
{
	(void)state;
	for (size_t cap = 0; cap <= 12; cap++) {
		struct baro_buffer out = unit_buffer(cap);
		size_t expected = cap;

		/* a \x0a b \x0a c d: 12 bytes, and nothing after a cut. */
		if (cap >= 1 && cap < 5)
			expected = 1;
		else if (cap >= 6 && cap < 10)
			expected = 6;
		baro_message_escape(unit_text("a\nb\ncd"), &out);
		assert_int_equal(out.full, cap < 12);
		unit_expect_bytes(baro_buffer_span(&out), "a\\x0ab\\x0acd",
		    expected);
	}
}

static void
test_every_cut_is_a_beginning(void **state)
{
	static const char whole[] = "Failed to update secret file /a[x\\xc3y]";

	(void)state;
	for (size_t cap = 0; cap <= sizeof whole; cap++) {
		struct baro_places places = empty_places();
		struct baro_buffer out = unit_buffer(cap);

		places.at[0] = unit_text("/a");
		places.at[1] = unit_text("x\xc3y");
		baro_message_write(BARO_M_13, &places, &out);
		assert_int_equal(out.full, cap < sizeof whole - 1);
		assert_memory_equal(out.b, whole, out.len);
		assert_true(out.len + 4 > cap || !out.full);
	}
}

static void
test_nothing_behind_a_full_buffer(void **state)
{
	struct baro_places places = letter_places();
	struct baro_buffer out = unit_buffer(64);

	(void)state;
	out.full = true;
	baro_message_write(BARO_M_23, &places, &out);
	assert_int_equal(out.len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documented_texts),
		cmocka_unit_test(test_documented_samples),
		cmocka_unit_test(test_empty_places_stay_empty),
		cmocka_unit_test(test_every_message_is_printable),
		cmocka_unit_test(test_unknown_message),
		cmocka_unit_test(test_every_byte_is_escaped_or_printable),
		cmocka_unit_test(test_forged_line),
		cmocka_unit_test(test_every_byte_in_a_field),
		cmocka_unit_test(test_forged_middle),
		cmocka_unit_test(test_field_is_cut_by_itself),
		cmocka_unit_test(test_field_in_a_short_line),
		cmocka_unit_test(test_places_are_not_expanded_twice),
		cmocka_unit_test(test_escape_is_never_cut),
		cmocka_unit_test(test_every_cut_is_a_beginning),
		cmocka_unit_test(test_nothing_behind_a_full_buffer),
	};

	return UNIT_RUN(tests);
}
