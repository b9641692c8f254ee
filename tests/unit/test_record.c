/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/record: lines, their order, what must be there, and what a damaged
 * file does.
 */
#include "unit_record.h"

static struct baro_record record;

#define HEADER "\" AUTH_KEY\n"
#define MUST_METHOD "\" KEY_METHOD app512\n"
#define MUST_CYCLE "\" CYCLE_TIME 30\n"
#define MUST_KEY "\" SECURE_KEY 1234567890123456\n"
#define LEAST HEADER MUST_METHOD MUST_CYCLE MUST_KEY	/* four lines */

static void
expect(const char *text, enum baro_error expected, uint32_t line)
{
	uint32_t got_line;

	assert_int_equal(unit_record_parse(text, strlen(text), &record,
	    &got_line), expected);
	assert_int_equal(got_line, line);
}

static void
expect_ok(const char *text)
{
	expect(text, BARO_OK, 0);
	unit_expect_stable(&record);
}

static void
expect_syntax(const char *text, uint32_t line)
{
	expect(text, BARO_E_SYNTAX, line);
}

/* rows: F-002 F-010 F-020 F-040 F-050 */
static void
test_sample(void **state)
{
	static const uint32_t keys[] = {
		33458936, 19035576, 15364353, 54649370, 84342192
	};

	(void)state;
	assert_int_equal(strlen(UNIT_SAMPLE), 246);
	expect_ok(UNIT_SAMPLE);
	assert_int_equal(record.rate.attempts, 3);
	assert_int_equal(record.rate.window_s, 30);
	assert_int_equal(record.rate.count, 0);
	assert_int_equal(record.method, BARO_METHOD_APP512);
	assert_int_equal(record.cycle_s, 30);
	unit_expect_text(baro_span(record.key, record.key_bytes),
	    "j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/");
	unit_expect_text(baro_span(record.acl_name, record.acl_name_bytes),
	    "/usr/baropam/.baro_acl");
	assert_int_equal(record.acl_type, BARO_ACL_DENY);
	unit_expect_text(baro_span(record.hostname, record.hostname_bytes),
	    "nurit.co.kr");
	assert_false(record.reuse_allowed);
	assert_int_equal(record.last_step, 0);
	assert_int_equal(record.emergency_count, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(record.emergency[i], keys[i]);
}

/* rows: F-015 F-017 F-018 F-019 F-081 D-07 D-13 D-15 */
static void
test_full(void **state)
{
	(void)state;
	expect_ok(UNIT_FULL);
	assert_int_equal(record.rate.count, 2);
	assert_int_equal(record.rate.at_s[1], 1648189547);
	assert_int_equal(record.method, BARO_METHOD_APP256);
	assert_int_equal(record.acl_type, BARO_ACL_ALLOW);
	assert_int_equal(record.last_step, 54939464);
	assert_int_equal(record.window, 5);
	assert_true(record.window_written);
	assert_true(record.key_per_user);
	assert_int_equal(record.failures, 11);
	assert_int_equal(record.locked_until_s, 1648190000);
	assert_int_equal(record.emergency_count, 2);
}

/* What a directive that is absent stands for. */
static void
expect_defaults(void)
{
	assert_int_equal(record.rate.attempts, 3);
	assert_int_equal(record.rate.window_s, 30);
	assert_int_equal(record.rate.count, 0);
	assert_int_equal(record.acl_type, BARO_ACL_NONE);
	assert_int_equal(record.acl_name_bytes, 0);
	assert_int_equal(record.hostname_bytes, 0);
	assert_false(record.key_per_user);
	assert_false(record.reuse_allowed);
	assert_int_equal(record.last_step, 0);
	assert_int_equal(record.window, BARO_WINDOW_DEFAULT);
	assert_false(record.window_written);
	assert_int_equal(record.failures, 0);
	assert_int_equal(record.locked_until_s, 0);
	assert_int_equal(record.emergency_count, 0);
}

/* rows: F-011 F-018 F-019 P-116 A-31 */
static void
test_defaults_of_absent_directives(void **state)
{
	(void)state;
	expect_ok(LEAST);
	expect_defaults();
}

/* rows: F-011 F-018 F-019 */
static void
test_init(void **state)
{
	(void)state;
	memset(&record, 0x55, sizeof record);
	baro_record_init(&record);
	expect_defaults();
	assert_int_equal(record.least_bytes, 0);
	assert_int_equal(record.method, BARO_METHOD_APP512);
	assert_int_equal(record.cycle_s, 30);
	assert_int_equal(record.key_bytes, 0);
	for (size_t i = 0; i < BARO_KEY_TEXT_MAX; i++)
		assert_int_equal(record.key[i], 0);
	for (size_t i = 0; i < BARO_HOSTNAME_MAX; i++)
		assert_int_equal(record.hostname[i], 0);
	for (size_t i = 0; i < BARO_EMERGENCY_MAX; i++)
		assert_int_equal(record.emergency[i], 0);
}

/* rows: F-014 A-31 M-09 M-21 P-116 */
static void
test_what_must_be_there(void **state)
{
	(void)state;
	expect_syntax(HEADER MUST_CYCLE MUST_KEY, 0);
	expect_syntax(HEADER MUST_METHOD MUST_KEY, 0);
	expect(HEADER MUST_METHOD MUST_CYCLE, BARO_E_NO_KEY, 0);
	expect(HEADER, BARO_E_NO_KEY, 0);
	expect_syntax(LEAST "\" ACL_NAME /a\n", 0);
	expect_syntax(LEAST "\" ACL_TYPE deny\n", 0);
	expect_ok(LEAST "\" ACL_TYPE deny\n\" ACL_NAME /a\n");
}

/* rows: F-002 F-004 F-010 */
static void
test_header(void **state)
{
	static const char *const files[] = {
		"", "\n", "\"", "\" ", "\" AUTH_KE", "\" AUTH_KEYS\n",
		"\" auth_key\n", " \" AUTH_KEY\n", "\"  AUTH_KEY\n",
		"\" AUTH_KEY \n", "\" AUTH_KEY\t\n", "\"\tAUTH_KEY\n",
		"AUTH_KEY\n", "\n" LEAST, MUST_METHOD LEAST, "\" AUTH_KEY\r",
		"\" AUTH_KEY\r\r\n", "\" AUTH_KEY x\n", "\xef\xbb\xbf" LEAST,
		"33458936\n" LEAST
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		expect_syntax(files[i], 1);
	expect("\" AUTH_KEY", BARO_E_NO_KEY, 0);
	expect_syntax(LEAST "\" AUTH_KEY\n", 5);
}

/* rows: F-004 F-005 */
static void
test_any_order(void **state)
{
	(void)state;
	expect_ok(HEADER MUST_KEY "\" DISALLOW_REUSE\n" MUST_CYCLE
	    "\" RATE_LIMIT 4 40\n" MUST_METHOD "12345678\n");
	assert_int_equal(record.rate.attempts, 4);
	assert_int_equal(record.emergency_count, 1);
}

/* rows: F-004 */
static void
test_every_directive_twice(void **state)
{
	static const char *const lines[] = {
		"\" RATE_LIMIT 3 30\n", "\" ACL_NAME /a\n",
		"\" ACL_TYPE deny\n", "\" HOSTNAME a\n",
		"\" DISALLOW_REUSE\n", "\" ALLOW_REUSE\n",
		"\" WINDOW_SIZE 3\n", "\" KEY_SCOPE host\n",
		"\" KEY_SCOPE user\n", "\" LOCKOUT 1 2\n"
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		snprintf(text, sizeof text, LEAST "%s%s", lines[i], lines[i]);
		expect_syntax(text, 6);
	}
	expect_syntax(LEAST MUST_METHOD, 5);
	expect_syntax(LEAST MUST_CYCLE, 5);
	expect_syntax(LEAST MUST_KEY, 5);
	expect_syntax(LEAST "\" DISALLOW_REUSE\n\" ALLOW_REUSE\n", 6);
	expect_syntax(LEAST "\" ALLOW_REUSE\n\" DISALLOW_REUSE\n", 6);
}

/* rows: F-004 */
static void
test_lines_that_are_none(void **state)
{
	static const char *const lines[] = {
		"\"", "\" ", "\"\t", "\"  CYCLE_TIME 30", "\"CYCLE_TIME 30",
		" \" KEY_SCOPE user", "\" UNKNOWN", "\" UNKNOWN 1",
		"\" key_scope user", "\" KEY_SCOPE\"", "\" KEY_SCOP user",
		"\" KEY_SCOPES user", "'KEY_SCOPE user", "# comment", " ",
		"\t", " 12345678", "12345678 ", "1234567", "123456789",
		"01234567", "1234567a", "+1234567", "\"12345678", "x",
		"\" TIME 1", "\" EMERGENCY 12345678", "12345678 12345678",
		"\" AUTH_URL https://a/"
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		snprintf(text, sizeof text, LEAST "%s\n", lines[i]);
		expect_syntax(text, 5);
		snprintf(text, sizeof text, LEAST "%s", lines[i]);
		expect_syntax(text, 5);
	}
}

/* rows: F-004 */
static void
test_blanks(void **state)
{
	(void)state;
	expect_ok(HEADER "\" KEY_METHOD \t app1 \t\n\" CYCLE_TIME\t30\n"
	    "\" SECURE_KEY   1234567890123456\t\n\" DISALLOW_REUSE \n");
	unit_expect_text(baro_span(record.key, record.key_bytes),
	    "1234567890123456");
}

/* rows: F-004 */
static void
test_ends_of_lines(void **state)
{
	static const char lf[] = UNIT_FULL;
	char crlf[1024];
	struct baro_record with_lf;
	size_t n = 0;

	(void)state;
	expect_ok(lf);
	memcpy(&with_lf, &record, sizeof record);
	for (size_t i = 0; lf[i] != '\0'; i++) {
		if (lf[i] == '\n')
			crlf[n++] = '\r';
		crlf[n++] = lf[i];
	}
	crlf[n] = '\0';
	expect_ok(crlf);
	assert_true(unit_record_equal(&record, &with_lf));

	/* The last line may end with the file, in either form. */
	crlf[n - 2] = '\0';
	expect_ok(crlf);
	assert_true(unit_record_equal(&record, &with_lf));
	crlf[n - 2] = '\r';
	crlf[n - 1] = '\0';
	expect_syntax(crlf, 14);
}

/* rows: F-004 */
static void
test_empty_line_at_the_end_only(void **state)
{
	(void)state;
	expect_ok(LEAST "\n");
	expect_ok(LEAST "\r\n");
	expect_ok(LEAST "12345678\n\n");
	expect_syntax(LEAST "\n\n", 6);
	expect_syntax(LEAST "\n12345678\n", 6);
	expect_syntax(LEAST "\n\" DISALLOW_REUSE\n", 6);
	expect_syntax(HEADER "\n" MUST_METHOD, 3);
}

/* rows: F-004 F-020 */
static void
test_directive_below_an_emergency_key(void **state)
{
	(void)state;
	expect_syntax(LEAST "12345678\n\" DISALLOW_REUSE\n", 6);
	expect_syntax(HEADER "12345678\n" MUST_METHOD MUST_CYCLE MUST_KEY, 3);
}

/* rows: F-020 F-051 F-052 */
static void
test_emergency_keys(void **state)
{
	(void)state;
	expect_ok(LEAST "10000000\n99999999");
	assert_int_equal(record.emergency[0], 10000000);
	assert_int_equal(record.emergency[1], 99999999);
	expect_syntax(LEAST "09999999\n", 5);
	expect_syntax(LEAST "00000000\n", 5);
}

/* A key that stands there twice could be used twice. */
/* rows: F-020 F-051 */
static void
test_emergency_key_twice(void **state)
{
	(void)state;
	expect_syntax(LEAST "12345678\n12345678\n", 6);
	expect_syntax(LEAST "12345678\n22345678\n32345678\n12345678\n", 8);
	expect_syntax(LEAST "12345678\n22345678\n32345678\n22345678\n", 8);
	expect_ok(LEAST "12345678\n12345679\n");
}

/* rows: F-020 */
static void
test_every_number_of_emergency_keys(void **state)
{
	char text[2048] = LEAST;
	size_t end = strlen(text);

	(void)state;
	for (uint32_t n = 0; n <= BARO_EMERGENCY_MAX; n++) {
		expect_ok(text);
		assert_int_equal(record.emergency_count, n);
		end += (size_t)snprintf(text + end, sizeof text - end,
		    "%u\n", BARO_EMERGENCY_LOWEST + n);
	}
	expect(text, BARO_E_TOO_LONG, 4 + BARO_EMERGENCY_MAX + 1);
}

/* rows: F-003 A-28 */
static void
test_size(void **state)
{
	static char text[BARO_RECORD_BYTES_MAX + 2];
	uint32_t line;

	(void)state;
	expect_syntax("\"", 1);
	expect_syntax("\" ", 1);

	/* Blanks behind the first directive make up the length. */
	memset(text, ' ', sizeof text);
	memcpy(text, LEAST, strlen(LEAST) - 1);
	assert_int_equal(unit_record_parse(text, BARO_RECORD_BYTES_MAX,
	    &record, &line), BARO_OK);
	assert_int_equal(unit_record_parse(text, BARO_RECORD_BYTES_MAX + 1,
	    &record, &line), BARO_E_TOO_LONG);
	assert_int_equal(line, 0);
}

/*
 * A record whose ACL's name has the byte ${c} at the place ${at}, which is not
 * the last one: a blank there would not belong to the name.
 */
static void
expect_in_a_name(unsigned c, size_t at)
{
	static const char before[] = LEAST "\" ACL_TYPE deny\n\" ACL_NAME /a";
	char text[] = LEAST "\" ACL_TYPE deny\n\" ACL_NAME "
	    "/abcdefghijklmnopqrstuvwxyz\n";
	uint32_t line;
	enum baro_error e;

	text[sizeof before - 1 + at] = (char)c;
	e = unit_record_parse(text, sizeof text - 1, &record, &line);
	if (c >= 0x20 && c <= 0x7e) {
		assert_int_equal(e, BARO_OK);
		return;
	}
	assert_int_equal(e, BARO_E_SYNTAX);
	/* A LF leaves a line of letters behind. */
	assert_int_equal(line, c == '\n' ? 7 : 6);
}

/* rows: F-004 */
static void
test_every_byte_at_each_place_of_a_value(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++)
		for (size_t at = 0; at < 24; at++)
			expect_in_a_name(c, at);
}

/* Whatever was done to a file: no record, or one that is stable. */
static void
expect_refused_or_stable(const char *text, size_t n)
{
	uint32_t line;
	enum baro_error e = unit_record_parse(text, n, &record, &line);

	if (e == BARO_OK) {
		assert_int_equal(line, 0);
		unit_expect_stable(&record);
	} else {
		assert_int_equal(baro_error_class(e), BARO_CLASS_UNAVAILABLE);
		assert_true(line <= 20);
	}
}

static const char *const good[] = { UNIT_SAMPLE, UNIT_FULL };

/* rows: F-004 F-062 */
static void
test_every_byte_changed_to_every_other(void **state)
{
	char text[512];

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		size_t n = strlen(good[k]);

		memcpy(text, good[k], n);
		for (size_t i = 0; i < n; i++) {
			for (unsigned c = 0; c < 256; c++) {
				text[i] = (char)c;
				expect_refused_or_stable(text, n);
			}
			text[i] = good[k][i];
		}
	}
}

/* A changed file never gives the unchanged record, but for its blanks. */
static void
test_every_bit(void **state)
{
	static struct baro_record whole;
	char text[512];
	uint32_t line;

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		size_t n = strlen(good[k]);

		assert_int_equal(unit_record_parse(good[k], n, &whole, &line),
		    BARO_OK);
		memcpy(text, good[k], n);
		for (size_t i = 0; i < n * 8; i++) {
			text[i / 8] ^= (char)(1 << i % 8);
			if (unit_record_parse(text, n, &record, &line) ==
			    BARO_OK)
				assert_false(unit_record_equal(&record,
				    &whole));
			text[i / 8] = good[k][i / 8];
		}
	}
}

/* rows: F-004 F-062 */
static void
test_every_truncation(void **state)
{
	(void)state;
	for (size_t k = 0; k < 2; k++)
		for (size_t n = 0; n < strlen(good[k]); n++)
			expect_refused_or_stable(good[k], n);
}

/* rows: F-004 */
static void
test_every_byte_left_out_or_doubled(void **state)
{
	char text[512];

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		size_t n = strlen(good[k]);

		for (size_t i = 0; i < n; i++) {
			memcpy(text, good[k], i);
			memcpy(text + i, good[k] + i + 1, n - i - 1);
			expect_refused_or_stable(text, n - 1);
			memcpy(text + i, good[k] + i, 1);
			memcpy(text + i + 1, good[k] + i, n - i);
			expect_refused_or_stable(text, n + 1);
		}
	}
}

/* rows: F-004 */
static void
test_nul_anywhere(void **state)
{
	char text[512];

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		size_t n = strlen(good[k]);
		uint32_t line;

		memcpy(text, good[k], n);
		for (size_t i = 0; i < n; i++) {
			text[i] = '\0';
			assert_int_not_equal(unit_record_parse(text, n,
			    &record, &line), BARO_OK);
			text[i] = good[k][i];
		}
	}
}

/* rows: P-116 D-05 */
static void
test_mention_of_an_acl(void **state)
{
	static const struct {
		const char *text;
		bool mentioned;
	} rows[] = {
		{ "", false }, { LEAST, false }, { UNIT_SAMPLE, true },
		{ UNIT_FULL, true }, { LEAST "\" ACL_NAME", true },
		{ "\" ACL_", true }, { "\" ACL", false },
		{ "x\n\" ACL_TYPE deny", true },
		{ "x\r\n\" ACL_TYPE deny\r\n", true },
		{ "\n\n\" ACL_anything", true }, { "\"  ACL_NAME /a", false },
		{ " \" ACL_NAME /a", false }, { "\" acl_name /a", false },
		{ "\" HOSTNAME ACL_", false }
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(baro_record_mentions_acl(
		    unit_text(rows[i].text)), rows[i].mentioned);
}

/* What has an ACL for the parser, mentions it. */
/* rows: P-116 D-05 */
static void
test_every_changed_acl_is_mentioned(void **state)
{
	static const char whole[] = LEAST "\" ACL_NAME /a\n\" ACL_TYPE deny\n";
	char text[sizeof whole];
	uint32_t line;

	(void)state;
	memcpy(text, whole, sizeof whole);
	for (size_t i = 0; i < sizeof whole - 1; i++) {
		for (unsigned c = 0; c < 256; c++) {
			text[i] = (char)c;
			if (unit_record_parse(text, sizeof whole - 1, &record,
			    &line) != BARO_OK)
				continue;
			assert_int_equal(record.acl_type != BARO_ACL_NONE,
			    baro_record_mentions_acl(unit_bytes(text,
			    sizeof whole - 1)));
		}
		text[i] = whole[i];
	}
}

/* Whether a record with this HOSTNAME (empty: none) is of the host ${name}. */
static bool
is_of_host(struct baro_span hostname, struct baro_span name)
{
	baro_record_init(&record);
	record.hostname_bytes = baro_span_length(hostname);
	memcpy(record.hostname, hostname.b + hostname.lo,
	    record.hostname_bytes);
	return baro_record_is_of_host(&record, name);
}

/* rows: F-017 */
static void
test_host_of_a_record(void **state)
{
	static const struct {
		const char *hostname;
		const char *name;
		bool same;
	} rows[] = {
		{ "a", "a", true }, { "a", "A", true }, { "A", "a", true },
		{ "nurit.co.kr", "nurit.co.kr", true },
		{ "nurit.co.kr", "NURIT.CO.KR", true },
		{ "NuRiT.Co.Kr", "nUrIt.cO.kR", true },
		{ "nurit.co.kr", "nurit.co.k", false },
		{ "nurit.co.kr", "nurit.co.krs", false },
		{ "nurit.co.kr", "urit.co.kr", false },
		{ "nurit.co.kr", "nurit", false },
		{ "nurit", "nurit.co.kr", false },
		{ "nurit.co.kr", "nurit.co.kr.", false },
		{ "nurit.co.kr", " nurit.co.kr", false },
		{ "nurit.co.kr", "", false }, { "a", "", false },
		{ "a", "b", false }, { "a", "aa", false }, { "aa", "a", false },
		{ "", "", true }, { "", "nurit.co.kr", true }
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(is_of_host(
		    unit_text(rows[i].hostname),
		    unit_text(rows[i].name)), rows[i].same);
}

/* The name is what the span shows, wherever in its array that is. */
/* rows: F-017 */
static void
test_host_within_a_text(void **state)
{
	static const char text[] = "nuritnurit";
	const size_t n = strlen("nurit");

	(void)state;
	for (size_t lo = 0; lo < sizeof text; lo++) {
		for (size_t hi = lo; hi < sizeof text; hi++) {
			struct baro_span s = unit_text(text);

			s = baro_span_cut(s, s.lo + lo, s.lo + hi);
			assert_int_equal(is_of_host(unit_text("nurit"), s),
			    lo % n == 0 && hi == lo + n);
		}
	}
}

/* Only letters differ in case: "@" is no "`", "[" no "{", CR no "-". */
/* rows: F-017 */
static void
test_every_byte_in_a_host(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		for (unsigned other = 0; other < 256; other++) {
			bool letter = (c >= 'A' && c <= 'Z') ||
			    (c >= 'a' && c <= 'z');
			uint8_t hostname[] = { 'a', (uint8_t)c, 'z' };
			uint8_t name[] = { 'a', (uint8_t)other, 'z' };

			assert_int_equal(is_of_host(unit_bytes(hostname, 3),
			    unit_bytes(name, 3)), c == other ||
			    (letter && (c ^ other) == 0x20));
		}
	}
}

/* rows: F-017 */
static void
test_longest_host(void **state)
{
	char hostname[BARO_HOSTNAME_MAX];
	char name[BARO_HOSTNAME_MAX + 1];

	(void)state;
	memset(hostname, 'x', sizeof hostname);
	memset(name, 'X', sizeof name);
	for (size_t n = 0; n <= sizeof name; n++)
		assert_int_equal(is_of_host(unit_bytes(hostname,
		    sizeof hostname), unit_bytes(name, n)),
		    n == sizeof hostname);
	for (size_t i = 0; i < sizeof hostname; i++) {
		name[i] = 'y';
		assert_false(is_of_host(unit_bytes(hostname, sizeof hostname),
		    unit_bytes(name, sizeof hostname)));
		name[i] = 'X';
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_init),
		cmocka_unit_test(test_defaults_of_absent_directives),
		cmocka_unit_test(test_what_must_be_there),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_any_order),
		cmocka_unit_test(test_every_directive_twice),
		cmocka_unit_test(test_lines_that_are_none),
		cmocka_unit_test(test_blanks),
		cmocka_unit_test(test_ends_of_lines),
		cmocka_unit_test(test_empty_line_at_the_end_only),
		cmocka_unit_test(test_directive_below_an_emergency_key),
		cmocka_unit_test(test_emergency_keys),
		cmocka_unit_test(test_emergency_key_twice),
		cmocka_unit_test(test_every_number_of_emergency_keys),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_every_byte_at_each_place_of_a_value),
		cmocka_unit_test(test_every_byte_changed_to_every_other),
		cmocka_unit_test(test_every_bit),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_every_byte_left_out_or_doubled),
		cmocka_unit_test(test_nul_anywhere),
		cmocka_unit_test(test_mention_of_an_acl),
		cmocka_unit_test(test_every_changed_acl_is_mentioned),
		cmocka_unit_test(test_host_of_a_record),
		cmocka_unit_test(test_host_within_a_text),
		cmocka_unit_test(test_every_byte_in_a_host),
		cmocka_unit_test(test_longest_host),
	};

	return UNIT_RUN(tests);
}
