/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/record_write: the documented order, byte for byte, and nothing beyond
 * an array.
 */
#include "unit_record.h"

static struct baro_record record;

/* Demand that ${text} parses, and that what is written is ${back}. */
static void
expect_written(const char *text, const char *back)
{
	struct baro_buffer out = unit_buffer(strlen(back));
	uint32_t line;

	assert_int_equal(unit_record_parse(text, strlen(text), &record, &line),
	    BARO_OK);
	assert_int_equal(baro_record_write(&record, &out), BARO_OK);
	unit_expect_written(&out, back);
}

/* rows: F-005 F-040 */
static void
test_samples_byte_for_byte(void **state)
{
	(void)state;
	expect_written(UNIT_SAMPLE, UNIT_SAMPLE);
	expect_written(UNIT_SAMPLE_2, UNIT_SAMPLE_2);
	expect_written(UNIT_FULL, UNIT_FULL);
}

/* rows: F-005 F-011 F-018 */
static void
test_least_record(void **state)
{
	(void)state;
	expect_written("\" AUTH_KEY\n\" SECURE_KEY 1234567890123456\n"
	    "\" CYCLE_TIME 3\n\" KEY_METHOD app1",
	    "\" AUTH_KEY\n\" RATE_LIMIT 3 30\n\" KEY_METHOD app1\n"
	    "\" CYCLE_TIME 3\n\" SECURE_KEY 1234567890123456\n"
	    "\" DISALLOW_REUSE\n");
}

#define SHORT "\" AUTH_KEY\n\" RATE_LIMIT 3 30\n\" KEY_METHOD app1\n" \
	"\" CYCLE_TIME 3\n\" SECURE_KEY 1234567890123456\n"

/* rows: F-005 F-018 D-07 D-13 D-15 */
static void
test_what_is_left_out(void **state)
{
	(void)state;
	expect_written(SHORT "\" DISALLOW_REUSE 0\n\" KEY_SCOPE host\n"
	    "\" LOCKOUT 0 0\n", SHORT "\" DISALLOW_REUSE\n");
	expect_written(SHORT "\" LOCKOUT 3 0\n\" ALLOW_REUSE\n",
	    SHORT "\" ALLOW_REUSE\n\" LOCKOUT 3 0\n");
	/* A time without failures is kept: nothing may unlock by rewriting. */
	expect_written(SHORT "\" LOCKOUT 0 7\n",
	    SHORT "\" DISALLOW_REUSE\n\" LOCKOUT 0 7\n");
	/* The least that is something. */
	expect_written(SHORT "\" LOCKOUT 0 1\n\" DISALLOW_REUSE 1\n",
	    SHORT "\" DISALLOW_REUSE 1\n\" LOCKOUT 0 1\n");
	expect_written(SHORT "\" LOCKOUT 1 0\n",
	    SHORT "\" DISALLOW_REUSE\n\" LOCKOUT 1 0\n");
	expect_written(SHORT "\" WINDOW_SIZE 3\n",
	    SHORT "\" DISALLOW_REUSE\n\" WINDOW_SIZE 3\n");
}

/* rows: F-005 */
static void
test_ends_of_lines(void **state)
{
	(void)state;
	expect_written(SHORT "\" DISALLOW_REUSE\r\n12345678\r\n\r\n",
	    SHORT "\" DISALLOW_REUSE\n12345678\n");
}

/* rows: F-051 */
static void
test_a_used_emergency_key_is_gone(void **state)
{
	struct baro_buffer out = unit_buffer(512);
	uint32_t line;

	(void)state;
	assert_int_equal(unit_record_parse(UNIT_SAMPLE, strlen(UNIT_SAMPLE),
	    &record, &line), BARO_OK);
	record.emergency[0] = record.emergency[4];
	record.emergency_count = 4;
	assert_int_equal(baro_record_write(&record, &out), BARO_OK);
	baro_put(&out, '\0');
	assert_null(strstr((const char *)out.b, "33458936"));
	assert_non_null(strstr((const char *)out.b, "84342192\n19035576\n"));
}

static void
test_fresh_record(void **state)
{
	struct baro_buffer out = unit_buffer(256);

	(void)state;
	memset(&record, 0xff, sizeof record);
	baro_record_init(&record);
	assert_int_equal(baro_record_write(&record, &out), BARO_OK);
	unit_expect_written(&out, "\" AUTH_KEY\n\" RATE_LIMIT 3 30\n"
	    "\" KEY_METHOD app512\n\" CYCLE_TIME 30\n\" SECURE_KEY \n"
	    "\" DISALLOW_REUSE\n");
	for (size_t i = 0; i < sizeof record.key; i++)
		assert_int_equal(record.key[i], 0);
	for (size_t i = 0; i < sizeof record.hostname; i++)
		assert_int_equal(record.hostname[i], 0);
	for (size_t i = 0; i < BARO_EMERGENCY_MAX; i++)
		assert_int_equal(record.emergency[i], 0);
}

/* The blanks behind RATE_LIMIT say nothing: only the size shows them. */
/* rows: F-004 F-011 */
static void
test_padding(void **state)
{
	struct baro_buffer out = unit_buffer(512);
	uint32_t line;

	(void)state;
	assert_int_equal(unit_record_parse(SHORT, strlen(SHORT), &record,
	    &line), BARO_OK);
	assert_int_equal(record.least_bytes, 0);
	record.least_bytes = strlen(SHORT "   \" DISALLOW_REUSE\n");
	assert_int_equal(baro_record_write(&record, &out), BARO_OK);
	unit_expect_written(&out, "\" AUTH_KEY\n\" RATE_LIMIT 3 30   \n"
	    "\" KEY_METHOD app1\n\" CYCLE_TIME 3\n"
	    "\" SECURE_KEY 1234567890123456\n\" DISALLOW_REUSE\n");
	for (size_t n = 0; n <= 300; n++) {
		record.least_bytes = n;
		unit_expect_stable(&record);
	}
}

static void
test_every_room(void **state)
{
	size_t n = strlen(UNIT_FULL);
	uint32_t line;

	(void)state;
	assert_int_equal(unit_record_parse(UNIT_FULL, n, &record, &line),
	    BARO_OK);
	for (size_t cap = 0; cap <= n; cap++) {
		struct baro_buffer out = unit_buffer(cap);

		assert_int_equal(baro_record_write(&record, &out),
		    cap < n ? BARO_E_TOO_LONG : BARO_OK);
		unit_expect_bytes(baro_buffer_span(&out), UNIT_FULL, cap);
	}
}

/* Demand that ${record} is refused, and nothing is written. */
static void
expect_refused(void)
{
	struct baro_buffer out = unit_buffer(16384);

	assert_int_equal(baro_record_write(&record, &out), BARO_E_TOO_LONG);
	assert_int_equal(out.len, 0);
	baro_record_init(&record);
}

static void
test_lengths_beyond_their_arrays(void **state)
{
	(void)state;
	baro_record_init(&record);
	record.rate.count = BARO_RATE_ATTEMPTS_MAX + 1;
	expect_refused();
	record.key_bytes = sizeof record.key + 1;
	expect_refused();
	record.acl_name_bytes = sizeof record.acl_name + 1;
	expect_refused();
	record.hostname_bytes = sizeof record.hostname + 1;
	expect_refused();
	record.emergency_count = BARO_EMERGENCY_MAX + 1;
	expect_refused();
}

/* Make ${record} the longest that there is. */
static void
be_longest(void)
{
	baro_record_init(&record);
	record.rate.attempts = 100;
	record.rate.window_s = 3600;
	record.rate.count = BARO_RATE_ATTEMPTS_MAX;
	for (size_t i = 0; i < BARO_RATE_ATTEMPTS_MAX; i++)
		record.rate.at_s[i] = BARO_TIME_MAX;
	record.key_bytes = sizeof record.key;
	memset(record.key, 'a', sizeof record.key);
	memcpy(record.key, "hex:", 4);
	record.acl_type = BARO_ACL_ALLOW;
	record.acl_name_bytes = sizeof record.acl_name;
	memset(record.acl_name, 'p', sizeof record.acl_name);
	record.acl_name[0] = '/';
	record.hostname_bytes = sizeof record.hostname;
	memset(record.hostname, 'h', sizeof record.hostname);
	record.last_step = BARO_TIME_MAX;
	record.window = BARO_WINDOW_MAX;
	record.window_written = true;
	record.key_per_user = true;
	record.failures = BARO_FAILURES_MAX;
	record.locked_until_s = BARO_TIME_MAX;
	record.emergency_count = BARO_EMERGENCY_MAX;
	for (uint32_t i = 0; i < BARO_EMERGENCY_MAX; i++)
		record.emergency[i] = BARO_EMERGENCY_HIGHEST - i;
}

static void
test_longest_record(void **state)
{
	(void)state;
	be_longest();
	unit_expect_stable(&record);
}

#define ATTEMPT_BYTES (sizeof " 253402300799" - 1)
#define EMERGENCY_BYTES (sizeof "10000000\n" - 1)

/*
 * What RATE_LIMIT 100 3600, CYCLE_TIME 30, WINDOW_SIZE 100 and LOCKOUT 1000000
 * leave of twelve digits each.
 */
#define SPARE_BYTES (9 + 8 + 10 + 9 + 5)

/* rows: D-06 */
static void
test_room(void **state)
{
	struct baro_buffer out = unit_buffer(UNIT_RECORD_BYTES);
	size_t longest;

	(void)state;
	be_longest();
	longest = baro_record_room(&record);
	assert_true(longest <= BARO_RECORD_ROOM_MAX);
	assert_int_equal(baro_record_write(&record, &out), BARO_OK);
	assert_int_equal(longest, out.len + ATTEMPT_BYTES + SPARE_BYTES);

	baro_record_init(&record);
	assert_int_equal(longest - baro_record_room(&record),
	    BARO_KEY_TEXT_MAX + BARO_PATH_MAX + BARO_HOSTNAME_MAX +
	    BARO_RATE_ATTEMPTS_MAX * ATTEMPT_BYTES +
	    BARO_EMERGENCY_MAX * EMERGENCY_BYTES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples_byte_for_byte),
		cmocka_unit_test(test_least_record),
		cmocka_unit_test(test_what_is_left_out),
		cmocka_unit_test(test_ends_of_lines),
		cmocka_unit_test(test_a_used_emergency_key_is_gone),
		cmocka_unit_test(test_fresh_record),
		cmocka_unit_test(test_padding),
		cmocka_unit_test(test_every_room),
		cmocka_unit_test(test_lengths_beyond_their_arrays),
		cmocka_unit_test(test_longest_record),
		cmocka_unit_test(test_room),
	};

	return UNIT_RUN(tests);
}
