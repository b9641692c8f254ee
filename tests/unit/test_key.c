/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * otp/key: the forms of SECURE_KEY, and the key of one user of a host.
 */
#include "unit_model.h"

#include "otp/key.h"

#define SAMPLE "j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/"

static struct baro_record record;
static struct baro_hotp work;
static struct baro_key key;

static void
expect_key(const char *text, const void *bytes, size_t n)
{
	assert_int_equal(baro_key_decode(unit_text(text), &key), BARO_OK);
	unit_expect_bytes(baro_span(key.b, key.n), bytes, n);
}

static void
expect_no_key(const char *text)
{
	assert_int_equal(baro_key_decode(unit_text(text), &key),
	    BARO_E_NO_KEY);
}

/* A key of ${n} characters behind ${prefix}. */
static const char *
long_text(const char *prefix, char c, size_t n)
{
	static char text[512];
	size_t lead = strlen(prefix);

	memcpy(text, prefix, lead);
	memset(text + lead, c, n);
	text[lead + n] = '\0';
	return text;
}

/* rows: D-08 F-014 F-072 A-10 */
static void
test_plain_is_its_own_bytes(void **state)
{
	(void)state;
	expect_key(SAMPLE, SAMPLE, 32);
	expect_key("12345678901234567890", "12345678901234567890", 20);
	expect_key("!~!~!~!~!~!~!~!~", "!~!~!~!~!~!~!~!~", 16);
}

/* rows: D-08 F-014 */
static void
test_lengths_of_plain(void **state)
{
	(void)state;
	for (size_t n = 0; n <= 200; n++) {
		const char *text = long_text("", 'k', n);

		if (n < 16 || n > 128)
			expect_no_key(text);
		else
			expect_key(text, text, n);
	}
}

/* rows: D-08 */
static void
test_hex(void **state)
{
	static const char bytes[] = "\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99"
	    "\xaa\xbb\xcc\xdd\xee\xff";
	uint8_t longest[128];

	(void)state;
	expect_key("hex:00112233445566778899aabbccddeeff", bytes, 16);
	expect_key("hex:00112233445566778899AABBCCDDEEFF", bytes, 16);
	memset(longest, 0xcc, sizeof longest);
	expect_key(long_text("hex:", 'c', 256), longest, 128);
	expect_no_key(long_text("hex:", 'c', 30));	/* 15 bytes */
	expect_no_key(long_text("hex:", 'c', 33));	/* half a byte */
	expect_no_key(long_text("hex:", 'c', 258));	/* 129 bytes */
	expect_no_key(long_text("hex:", 'c', 0));
	expect_no_key(long_text("hex:", 'g', 32));
	expect_no_key("hex: 00112233445566778899aabbccddeeff");
}

/* rows: D-08 */
static void
test_base32(void **state)
{
	(void)state;
	/* What phones are given for the key of RFC 6238. */
	expect_key("base32:GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
	    "12345678901234567890", 20);
	expect_no_key("base32:GEZDGNBVGY3TQOJQGEZDGNBV");	/* 15 bytes */
	expect_no_key("base32:GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1");
	expect_no_key("base32:");
	expect_no_key(long_text("base32:", 'A', 208));	/* 130 bytes */
}

/* rows: D-08 */
static void
test_prefixes_are_exact(void **state)
{
	(void)state;
	expect_key("HEX:00112233445566778899", "HEX:00112233445566778899",
	    24);
	expect_key("hex00112233445566778899aabb",
	    "hex00112233445566778899aabb", 27);
	expect_key("base32GEZDGNBVGY3TQOJQ", "base32GEZDGNBVGY3TQOJQ", 22);
	expect_key("BASE32:GEZDGNBVGY3TQOJQ", "BASE32:GEZDGNBVGY3TQOJQ", 23);
}

static void
set(const char *secure_key, const char *host, bool per_user)
{
	baro_record_init(&record);
	record.key_bytes = strlen(secure_key);
	memcpy(record.key, secure_key, record.key_bytes);
	record.hostname_bytes = strlen(host);
	memcpy(record.hostname, host, record.hostname_bytes);
	record.key_per_user = per_user;
}

static void
derive(const char *user)
{
	memset(&key, 0x55, sizeof key);
	assert_int_equal(baro_key_derive(&record, unit_text(user), &work,
	    &key), BARO_OK);
}

static void
expect_derived(const char *host, const char *user, const char *hex)
{
	char text[2 * 64 + 1];

	set(SAMPLE, host, true);
	derive(user);
	assert_int_equal(key.n, 64);
	unit_hex(key.b, key.n, text);
	assert_string_equal(text, hex);
}

/* Values of Python's hmac module. */
#define ALICE "827e71155520feab38250662343b09761dbcd08bac466159dd51eb9d6c9" \
    "6d15a474331abebbff4751ba4b4b56a06672da285b75ccff7f37a7429b8947a60b671"
#define BOB "ee0cc540b076f7f06624226cba1ad70b4557211f3d87e11ad9768eb5fe1965" \
    "22d72a1f00f97d34d2bddf5915519de5549449f50de3df09265b7cb3c4e543ffc0"
#define NO_HOST "6b451b05f571e89c8dd3f246ca065b1439d10bfe47ab3116386ea6219ec" \
    "9a36594ae4ea60a5bd03aa15b191b54e4e2e3a5853df6238e8cced662682e20e1ffd4"
#define NO_USER "52d64cc27fe164c919cb81584311d9102a5c1a4df8113f4d74b9a27d9d8" \
    "eabac3756bf20b933ff227c79721e09b2a2bc222aff823c4d29c7dfc1d229d934ad0b"

/* rows: D-15 W-15 A-08 */
static void
test_key_of_a_user(void **state)
{
	char text[2 * 64 + 1];

	(void)state;
	expect_derived("nurit.co.kr", "alice", ALICE);
	expect_derived("nurit.co.kr", "bob", BOB);
	expect_derived("", "alice", NO_HOST);
	expect_derived("nurit.co.kr", "", NO_USER);
	/* Host names are compared without case, user names with it. */
	expect_derived("NuRIT.CO.kR", "alice", ALICE);
	derive("Alice");
	unit_hex(key.b, key.n, text);
	assert_string_not_equal(text, ALICE);
}

/* rows: D-15 W-15 */
static void
test_key_of_a_user_by_the_model(void **state)
{
	static const char message[] = "baropam-user-v1\0a-z.c9\0bob";
	uint8_t mac[UNIT_MAC_MAX];

	(void)state;
	set("hex:00112233445566778899aabbccddeeff", "A-Z.c9", true);
	unit_hmac(BARO_METHOD_APP512, "\x00\x11\x22\x33\x44\x55\x66\x77\x88"
	    "\x99\xaa\xbb\xcc\xdd\xee\xff", 16, message, sizeof message - 1,
	    mac);
	derive("bob");
	unit_expect_bytes(baro_span(key.b, key.n), mac, 64);
}

/* The separators keep host and user apart. */
/* rows: W-15 */
static void
test_host_and_user_do_not_run_together(void **state)
{
	uint8_t one[64];

	(void)state;
	set(SAMPLE, "ab", true);
	derive("c");
	memcpy(one, key.b, sizeof one);
	set(SAMPLE, "a", true);
	derive("bc");
	assert_memory_not_equal(one, key.b, sizeof one);
}

/* rows: D-15 A-07 */
static void
test_key_of_the_host(void **state)
{
	(void)state;
	set(SAMPLE, "nurit.co.kr", false);
	derive("alice");
	unit_expect_text(baro_span(key.b, key.n), SAMPLE);
	derive("bob");
	unit_expect_text(baro_span(key.b, key.n), SAMPLE);
}

/* rows: M-21 */
static void
test_no_key_derives_nothing(void **state)
{
	(void)state;
	for (int per_user = 0; per_user < 2; per_user++) {
		set("hex:0011", "h", per_user == 1);
		assert_int_equal(baro_key_derive(&record, unit_text("alice"),
		    &work, &key), BARO_E_NO_KEY);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_is_its_own_bytes),
		cmocka_unit_test(test_lengths_of_plain),
		cmocka_unit_test(test_hex),
		cmocka_unit_test(test_base32),
		cmocka_unit_test(test_prefixes_are_exact),
		cmocka_unit_test(test_key_of_a_user),
		cmocka_unit_test(test_key_of_a_user_by_the_model),
		cmocka_unit_test(test_host_and_user_do_not_run_together),
		cmocka_unit_test(test_key_of_the_host),
		cmocka_unit_test(test_no_key_derives_nothing),
	};

	return UNIT_RUN(tests);
}
