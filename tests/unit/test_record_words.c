/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/record_words: every directive at both ends of its range and one
 * beyond.
 */
#include "unit_record.h"

static struct baro_record record;

struct row {
	const char *line;	/* behind the quotation mark and the space */
	enum baro_error error;
};

/* The mandatory directives; a row replaces the one with its keyword. */
static const char *const base[] = {
	"KEY_METHOD app512", "CYCLE_TIME 30", "SECURE_KEY 1234567890123456"
};

/* Parse a record with ${line} in it, as the last line. */
static enum baro_error
parse_with(const char *line, uint32_t *ret_expected_line, uint32_t *ret_line)
{
	static char text[8192];
	size_t n = (size_t)snprintf(text, sizeof text, "\" AUTH_KEY\n");
	size_t keyword = strcspn(line, " ");
	uint32_t lines = 2;

	for (size_t i = 0; i < 3; i++) {
		if (strcspn(base[i], " ") == keyword &&
		    memcmp(base[i], line, keyword) == 0)
			continue;
		n += (size_t)snprintf(text + n, sizeof text - n, "\" %s\n",
		    base[i]);
		lines++;
	}
	n += (size_t)snprintf(text + n, sizeof text - n, "\" %s\n", line);
	*ret_expected_line = lines;
	return unit_record_parse(text, n, &record, ret_line);
}

static void
expect(const char *line, enum baro_error expected)
{
	uint32_t number = 0;
	uint32_t got = 0;

	assert_int_equal(parse_with(line, &number, &got), expected);
	assert_int_equal(got, expected == BARO_OK ? 0 : number);
	if (expected == BARO_OK)
		unit_expect_stable(&record);
}

static void
expect_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect(rows[i].line, rows[i].error);
}

#define EXPECT_ROWS(rows) expect_rows(rows, sizeof rows / sizeof rows[0])

/* rows: F-011 M-14 M-15 */
static void
test_rate_limit(void **state)
{
	static const struct row rows[] = {
		{ "RATE_LIMIT 1 1", BARO_OK },
		{ "RATE_LIMIT 100 3600 0 253402300799", BARO_OK },
		{ "RATE_LIMIT", BARO_E_RATE_OPTION },
		{ "RATE_LIMIT ", BARO_E_RATE_OPTION },
		{ "RATE_LIMIT 3", BARO_E_RATE_OPTION },
		{ "RATE_LIMIT 0 30", BARO_E_RATE_OPTION },
		{ "RATE_LIMIT 101 30", BARO_E_RATE_OPTION },
		{ "RATE_LIMIT 3 3601", BARO_E_RATE_OPTION },
		{ "RATE_LIMIT 3 30 x", BARO_E_TIMESTAMPS }
	};

	(void)state;
	EXPECT_ROWS(rows);
	expect("RATE_LIMIT \t 3\t30 ", BARO_OK);
	assert_int_equal(record.rate.attempts, 3);
}

/* rows: F-012 A-34 M-09 */
static void
test_key_method(void **state)
{
	static const struct row bad[] = {
		{ "KEY_METHOD", BARO_E_SYNTAX },
		{ "KEY_METHOD ", BARO_E_SYNTAX },
		{ "KEY_METHOD app", BARO_E_SYNTAX },
		{ "KEY_METHOD app2", BARO_E_SYNTAX },
		{ "KEY_METHOD app5122", BARO_E_SYNTAX },
		{ "KEY_METHOD APP512", BARO_E_SYNTAX },
		{ "KEY_METHOD app512 app1", BARO_E_SYNTAX },
		{ "KEY_METHOD sha1", BARO_E_SYNTAX },
		{ "KEY_METHOD car", BARO_E_SYNTAX },
		{ "KEY_METHOD card", BARO_E_RANGE },
		{ "KEY_METHOD card1", BARO_E_RANGE },
		{ "KEY_METHOD card512", BARO_E_RANGE }
	};
	static const char *const names[BARO_METHOD_COUNT] = {
		"app1", "app256", "app384", "app512"
	};

	(void)state;
	EXPECT_ROWS(bad);
	for (size_t i = 0; i < BARO_METHOD_COUNT; i++) {
		char line[32];

		snprintf(line, sizeof line, "KEY_METHOD %s", names[i]);
		expect(line, BARO_OK);
		assert_int_equal(record.method, i);
		unit_expect_text(baro_record_method_name(
		    (enum baro_method)i), names[i]);
	}
	unit_expect_text(baro_record_method_name(BARO_METHOD_COUNT), "");
}

/* rows: F-013 */
static void
test_cycle_time(void **state)
{
	static const struct row rows[] = {
		{ "CYCLE_TIME 3", BARO_OK }, { "CYCLE_TIME 60", BARO_OK },
		{ "CYCLE_TIME 2", BARO_E_RANGE },
		{ "CYCLE_TIME 61", BARO_E_RANGE },
		{ "CYCLE_TIME 0", BARO_E_RANGE },
		{ "CYCLE_TIME 4294967326", BARO_E_RANGE },
		{ "CYCLE_TIME", BARO_E_SYNTAX },
		{ "CYCLE_TIME x", BARO_E_SYNTAX },
		{ "CYCLE_TIME -3", BARO_E_SYNTAX },
		{ "CYCLE_TIME 030", BARO_E_SYNTAX },
		{ "CYCLE_TIME 30 30", BARO_E_SYNTAX }
	};

	(void)state;
	EXPECT_ROWS(rows);
	expect("CYCLE_TIME 59", BARO_OK);
	assert_int_equal(record.cycle_s, 59);
}

/* Expect ${error} from a key of ${prefix} and digits, ${n} in all. */
static void
expect_key(const char *prefix, size_t n, enum baro_error error)
{
	char line[512] = "SECURE_KEY ";
	size_t at = strlen(line);

	memset(line + at, '7', n);
	memcpy(line + at, prefix, strlen(prefix) < n ? strlen(prefix) : n);
	line[at + n] = '\0';
	expect(line, error);
	if (error == BARO_OK)
		unit_expect_bytes(baro_span(record.key, record.key_bytes),
		    line + at, n);
}

/* rows: F-014 M-21 D-08 */
static void
test_secure_key_every_length(void **state)
{
	(void)state;
	expect("SECURE_KEY", BARO_E_NO_KEY);
	expect("SECURE_KEY \t ", BARO_E_NO_KEY);
	for (size_t n = 1; n <= 300; n++) {
		bool plain = n >= 16 && n <= 128;
		bool encoded = n >= 16 && n <= 260;

		expect_key("", n, plain ? BARO_OK : BARO_E_RANGE);
		expect_key("hex:", n, encoded ? BARO_OK : BARO_E_RANGE);
		expect_key("base32:", n, encoded ? BARO_OK : BARO_E_RANGE);
		/* Nearly one of the long forms. */
		expect_key("hex;", n, plain ? BARO_OK : BARO_E_RANGE);
		expect_key("base64:", n, plain ? BARO_OK : BARO_E_RANGE);
		expect_key("HEX:", n, plain ? BARO_OK : BARO_E_RANGE);
	}
}

/* rows: F-014 D-08 */
static void
test_secure_key_every_byte_everywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < 16; i++) {
		for (unsigned c = 1; c < 256; c++) {
			char line[] = "SECURE_KEY 1234567890123456";
			uint32_t number;
			uint32_t got;
			enum baro_error e;

			/* Blanks at the ends are not part of the key. */
			if (c == ' ' || c == '\t' || c == '\n')
				continue;
			line[11 + i] = (char)c;
			e = parse_with(line, &number, &got);
			if (i == 15 && c == '\r')
				assert_int_equal(e, BARO_E_RANGE);
			else
				assert_int_equal(e, c > 0x20 && c < 0x7f ?
				    BARO_OK : BARO_E_SYNTAX);
		}
	}
	expect("SECURE_KEY 12345678 90123456", BARO_E_SYNTAX);
	expect("SECURE_KEY 12345678\t90123456", BARO_E_SYNTAX);
	expect("SECURE_KEY 123456789012345 ", BARO_E_RANGE);
}

/* rows: F-015 M-09 */
static void
test_acl_name(void **state)
{
	static const struct row bad[] = {
		{ "ACL_NAME", BARO_E_SYNTAX }, { "ACL_NAME a", BARO_E_SYNTAX },
		{ "ACL_NAME /", BARO_E_SYNTAX },
		{ "ACL_NAME ./a", BARO_E_SYNTAX },
		{ "ACL_NAME /a/../b", BARO_E_SYNTAX },
		{ "ACL_NAME /a//b", BARO_E_SYNTAX },
		{ "ACL_NAME /a\tb", BARO_E_SYNTAX },
		{ "ACL_NAME ~/a", BARO_E_SYNTAX }
	};
	static char line[5000];
	size_t at = (size_t)snprintf(line, sizeof line,
	    "ACL_TYPE deny\n\" ACL_NAME /");
	uint32_t number;
	uint32_t got;

	(void)state;
	EXPECT_ROWS(bad);
	memset(line + at, 'p', 4095);
	line[at + 4094] = '\0';
	assert_int_equal(parse_with(line, &number, &got), BARO_OK);
	assert_int_equal(record.acl_name_bytes, 4095);
	unit_expect_stable(&record);
	line[at + 4094] = 'p';
	line[at + 4095] = '\0';
	assert_int_equal(parse_with(line, &number, &got), BARO_E_SYNTAX);
}

/* rows: F-016 P-111 P-116 M-03 */
static void
test_acl_type(void **state)
{
	static const struct row bad[] = {
		{ "ACL_TYPE", BARO_E_SYNTAX },
		{ "ACL_TYPE Deny", BARO_E_SYNTAX },
		{ "ACL_TYPE denied", BARO_E_SYNTAX },
		{ "ACL_TYPE allow deny", BARO_E_SYNTAX },
		{ "ACL_TYPE none", BARO_E_SYNTAX }
	};

	(void)state;
	EXPECT_ROWS(bad);
	expect("ACL_NAME /a\n\" ACL_TYPE deny", BARO_OK);
	assert_int_equal(record.acl_type, BARO_ACL_DENY);
	expect("ACL_NAME /a b\n\" ACL_TYPE allow", BARO_OK);
	assert_int_equal(record.acl_type, BARO_ACL_ALLOW);
	unit_expect_text(baro_span(record.acl_name, record.acl_name_bytes),
	    "/a b");
}

/* rows: F-017 */
static void
test_hostname(void **state)
{
	static const struct row rows[] = {
		{ "HOSTNAME nurit.co.kr", BARO_OK },
		{ "HOSTNAME baropam", BARO_OK },
		{ "HOSTNAME BaroPAM", BARO_OK },
		{ "HOSTNAME -.-", BARO_OK },
		{ "HOSTNAME", BARO_E_SYNTAX },
		{ "HOSTNAME a b", BARO_E_SYNTAX },
		{ "HOSTNAME a_b", BARO_E_SYNTAX },
		{ "HOSTNAME a/b", BARO_E_SYNTAX }
	};
	char name[256];

	(void)state;
	EXPECT_ROWS(rows);
	for (unsigned c = 0; c < 256; c++) {
		uint8_t byte = (uint8_t)c;

		assert_int_equal(baro_record_hostname_valid(unit_bytes(&byte,
		    1)), (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '-' || c == '.');
	}
	memset(name, 'h', sizeof name);
	for (size_t n = 0; n < sizeof name; n++)
		assert_int_equal(baro_record_hostname_valid(unit_bytes(name,
		    n)), n >= 1 && n <= 253);
}

/* rows: F-018 D-07 */
static void
test_reuse(void **state)
{
	static const struct row rows[] = {
		{ "DISALLOW_REUSE 0", BARO_OK },
		{ "DISALLOW_REUSE 253402300799", BARO_OK },
		{ "DISALLOW_REUSE 253402300800", BARO_E_RANGE },
		{ "DISALLOW_REUSE -1", BARO_E_SYNTAX },
		{ "DISALLOW_REUSE 1 2", BARO_E_SYNTAX },
		{ "DISALLOW_REUSE x", BARO_E_SYNTAX },
		{ "ALLOW_REUSE 1", BARO_E_SYNTAX },
		{ "ALLOW_REUSE x", BARO_E_SYNTAX }
	};

	(void)state;
	EXPECT_ROWS(rows);
	expect("ALLOW_REUSE", BARO_OK);
	assert_true(record.reuse_allowed);
	expect("DISALLOW_REUSE", BARO_OK);
	assert_false(record.reuse_allowed);
	assert_int_equal(record.last_step, 0);
	expect("DISALLOW_REUSE\t54939464 ", BARO_OK);
	assert_int_equal(record.last_step, 54939464);
}

/* rows: F-019 M-18 D-14 */
static void
test_window_size(void **state)
{
	static const struct row rows[] = {
		{ "WINDOW_SIZE 1", BARO_OK }, { "WINDOW_SIZE 100", BARO_OK },
		{ "WINDOW_SIZE 0", BARO_E_WINDOW },
		{ "WINDOW_SIZE 101", BARO_E_WINDOW },
		{ "WINDOW_SIZE", BARO_E_WINDOW },
		{ "WINDOW_SIZE x", BARO_E_WINDOW },
		{ "WINDOW_SIZE 3 3", BARO_E_WINDOW },
		{ "WINDOW_SIZE -3", BARO_E_WINDOW }
	};

	(void)state;
	EXPECT_ROWS(rows);
	expect("WINDOW_SIZE 3", BARO_OK);
	assert_int_equal(record.window, 3);
	assert_true(record.window_written);
}

/* rows: D-15 W-15 */
static void
test_key_scope(void **state)
{
	static const struct row rows[] = {
		{ "KEY_SCOPE", BARO_E_SYNTAX },
		{ "KEY_SCOPE User", BARO_E_SYNTAX },
		{ "KEY_SCOPE users", BARO_E_SYNTAX },
		{ "KEY_SCOPE user host", BARO_E_SYNTAX },
		{ "KEY_SCOPE hos", BARO_E_SYNTAX }
	};

	(void)state;
	EXPECT_ROWS(rows);
	expect("KEY_SCOPE user", BARO_OK);
	assert_true(record.key_per_user);
	expect("KEY_SCOPE host", BARO_OK);
	assert_false(record.key_per_user);
}

/* rows: D-13 F-084 */
static void
test_lockout(void **state)
{
	static const struct row rows[] = {
		{ "LOCKOUT 0 0", BARO_OK },
		{ "LOCKOUT 1000000 253402300799", BARO_OK },
		{ "LOCKOUT 0 5", BARO_OK },
		{ "LOCKOUT 5\t \t0", BARO_OK },
		{ "LOCKOUT 1000001 0", BARO_E_RANGE },
		{ "LOCKOUT 0 253402300800", BARO_E_RANGE },
		{ "LOCKOUT", BARO_E_SYNTAX },
		{ "LOCKOUT 1", BARO_E_SYNTAX },
		{ "LOCKOUT 1 2 3", BARO_E_SYNTAX },
		{ "LOCKOUT 1 2x", BARO_E_SYNTAX },
		{ "LOCKOUT x 2", BARO_E_SYNTAX },
		{ "LOCKOUT -1 2", BARO_E_SYNTAX }
	};

	(void)state;
	EXPECT_ROWS(rows);
	expect("LOCKOUT 11 1648190000", BARO_OK);
	assert_int_equal(record.failures, 11);
	assert_int_equal(record.locked_until_s, 1648190000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rate_limit),
		cmocka_unit_test(test_key_method),
		cmocka_unit_test(test_cycle_time),
		cmocka_unit_test(test_secure_key_every_length),
		cmocka_unit_test(test_secure_key_every_byte_everywhere),
		cmocka_unit_test(test_acl_name),
		cmocka_unit_test(test_acl_type),
		cmocka_unit_test(test_hostname),
		cmocka_unit_test(test_reuse),
		cmocka_unit_test(test_window_size),
		cmocka_unit_test(test_key_scope),
		cmocka_unit_test(test_lockout),
	};

	return UNIT_RUN(tests);
}
