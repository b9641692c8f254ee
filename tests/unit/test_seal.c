/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/seal: the container of a record against an independent cipher, what
 * opens it and what does not; the file of the host key.  Needs root.
 */
#include "unit_world.h"
#include "unit_xchacha.h"

#include "sys/seal.h"

#define AD_ALICE "BAROENC1record\0alice"
#define AD_ALICE_BYTES 20
#define HEAD_BYTES 32
#define KEY_DIRECTORY "/etc/baropam"

static struct baro_vault *vault;

/* ---- the cipher of the tests */

/* draft-irtf-cfrg-xchacha-03, appendix A.3.1. */
static void
test_published_vector(void **state)
{
	static const char plain[] = "Ladies and Gentlemen of the class of "
	    "'99: If I could offer you only one tip for the future, sunscreen "
	    "would be it.";
	static const uint8_t ad[] = {
		0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5,
		0xc6, 0xc7
	};
	static const uint8_t sealed[] = {
		0xbd, 0x6d, 0x17, 0x9d, 0x3e, 0x83, 0xd4, 0x3b, 0x95, 0x76,
		0x57, 0x94, 0x93, 0xc0, 0xe9, 0x39, 0x57, 0x2a, 0x17, 0x00,
		0x25, 0x2b, 0xfa, 0xcc, 0xbe, 0xd2, 0x90, 0x2c, 0x21, 0x39,
		0x6c, 0xbb, 0x73, 0x1c, 0x7f, 0x1b, 0x0b, 0x4a, 0xa6, 0x44,
		0x0b, 0xf3, 0xa8, 0x2f, 0x4e, 0xda, 0x7e, 0x39, 0xae, 0x64,
		0xc6, 0x70, 0x8c, 0x54, 0xc2, 0x16, 0xcb, 0x96, 0xb7, 0x2e,
		0x12, 0x13, 0xb4, 0x52, 0x2f, 0x8c, 0x9b, 0xa4, 0x0d, 0xb5,
		0xd9, 0x45, 0xb1, 0x1b, 0x69, 0xb9, 0x82, 0xc1, 0xbb, 0x9e,
		0x3f, 0x3f, 0xac, 0x2b, 0xc3, 0x69, 0x48, 0x8f, 0x76, 0xb2,
		0x38, 0x35, 0x65, 0xd3, 0xff, 0xf9, 0x21, 0xf9, 0x66, 0x4c,
		0x97, 0x63, 0x7d, 0xa9, 0x76, 0x88, 0x12, 0xf6, 0x15, 0xc6,
		0x8b, 0x13, 0xb5, 0x2e,
		/* tag */
		0xc0, 0x87, 0x59, 0x24, 0xc1, 0xc7, 0x98, 0x79, 0x47, 0xde,
		0xaf, 0xd8, 0x78, 0x0a, 0xcf, 0x49
	};
	uint8_t b[sizeof plain - 1 + 16];
	uint8_t key[32];
	uint8_t nonce[24];

	(void)state;
	for (size_t i = 0; i < sizeof key; i++)
		key[i] = (uint8_t)(0x80 + i);
	for (size_t i = 0; i < sizeof nonce; i++)
		nonce[i] = (uint8_t)(0x40 + i);
	memcpy(b, plain, sizeof plain - 1);
	unit_xchacha_seal(key, nonce, ad, sizeof ad, b, sizeof plain - 1);
	assert_int_equal(sizeof b, sizeof sealed);
	assert_memory_equal(b, sealed, sizeof sealed);
}

/* ---- sealing and opening */

/* A vault with a key that counts up and a text of ${n} bytes. */
static void
begin(const void *plain, size_t n)
{
	for (size_t i = 0; i < BARO_HOST_KEY_BYTES; i++)
		vault->host_key[i] = (uint8_t)i;
	baro_text_use(&vault->text, n);
	memcpy(vault->text.b, plain, n);
}

static enum baro_error
seal(const char *owner)
{
	return baro_seal_close(vault, unit_text(owner));
}

static enum baro_error
unseal(const char *owner, struct baro_span *ret_plain)
{
	return baro_seal_open(vault, unit_text(owner), ret_plain);
}

/* rows: F-061 D-10 */
static void
test_round_trip(void **state)
{
	static const char *const owners[] = { "alice", "", "a" };
	uint8_t plain[200];

	(void)state;
	for (size_t i = 0; i < sizeof plain; i++)
		plain[i] = (uint8_t)(i * 7);
	for (size_t n = 0; n <= sizeof plain; n++) {
		const char *owner = owners[n % 3];
		struct baro_span got;

		begin(plain, n);
		assert_int_equal(seal(owner), BARO_OK);
		assert_int_equal(vault->text.used,
		    n + BARO_CONTAINER_OVERHEAD_BYTES);
		assert_true(vault->text.touched >= vault->text.used);
		assert_memory_equal(vault->text.b, "BAROENC1", 8);
		assert_int_equal(unseal(owner, &got), BARO_OK);
		unit_expect_bytes(got, plain, n);
	}
}

/* rows: F-061 D-10 */
static void
test_sealed_by_us_is_the_standard(void **state)
{
	static const char plain[] = "\" AUTH_KEY\n\" RATE_LIMIT 3 30\n";
	const size_t n = sizeof plain - 1;
	uint8_t expected[sizeof plain - 1 + 16];

	(void)state;
	begin(plain, n);
	assert_int_equal(seal("alice"), BARO_OK);
	memcpy(expected, plain, n);
	unit_xchacha_seal(vault->host_key, vault->text.b + 8,
	    (const uint8_t *)AD_ALICE, AD_ALICE_BYTES, expected, n);
	assert_memory_equal(vault->text.b + HEAD_BYTES, expected, n + 16);
}

/* rows: F-061 D-10 */
static void
test_the_standard_is_opened_by_us(void **state)
{
	static const char plain[] = "sealed by somebody else";
	struct baro_text *text = &vault->text;
	struct baro_span got;

	(void)state;
	begin("", 0);
	baro_text_use(text, HEAD_BYTES + sizeof plain + 16);
	memcpy(text->b, "BAROENC1", 8);
	memset(text->b + 8, 0x5a, 24);
	memcpy(text->b + HEAD_BYTES, plain, sizeof plain);
	unit_xchacha_seal(vault->host_key, text->b + 8,
	    (const uint8_t *)AD_ALICE, AD_ALICE_BYTES, text->b + HEAD_BYTES,
	    sizeof plain);
	assert_int_equal(unseal("alice", &got), BARO_OK);
	unit_expect_bytes(got, plain, sizeof plain);
}

/* rows: F-061 W-06 */
static void
test_no_nonce_twice(void **state)
{
	uint8_t nonces[32][24];

	(void)state;
	for (size_t i = 0; i < 32; i++) {
		begin("plain", 5);
		assert_int_equal(seal("alice"), BARO_OK);
		memcpy(nonces[i], vault->text.b + 8, 24);
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(nonces[i], nonces[j], 24);
	}
}

#define PLAIN "\" AUTH_KEY\n\" KEY_METHOD app512\n\" CYCLE_TIME 30\n"
#define SEALED_BYTES (sizeof PLAIN - 1 + BARO_CONTAINER_OVERHEAD_BYTES)

/* Put the first ${n} bytes of ${sealed} back: a failed try altered them. */
static void
put_back(const uint8_t *sealed, size_t n)
{
	baro_text_use(&vault->text, n);
	memcpy(vault->text.b, sealed, n);
}

/* rows: F-062 D-10 */
static void
test_every_bit_counts(void **state)
{
	uint8_t sealed[SEALED_BYTES];
	struct baro_span got = baro_span(NULL, 0);

	(void)state;
	begin(PLAIN, sizeof PLAIN - 1);
	assert_int_equal(seal("alice"), BARO_OK);
	memcpy(sealed, vault->text.b, sizeof sealed);
	for (size_t i = 0; i < sizeof sealed * 8; i++) {
		put_back(sealed, sizeof sealed);
		vault->text.b[i / 8] ^= (uint8_t)(1u << i % 8);
		assert_int_equal(unseal("alice", &got), BARO_E_SEALED);
	}
	for (size_t i = 0; i < sizeof sealed; i++) {
		put_back(sealed, sizeof sealed);
		vault->text.b[i] ^= 0xff;
		assert_int_equal(unseal("alice", &got), BARO_E_SEALED);
	}
	assert_null(got.b);
	put_back(sealed, sizeof sealed);
	assert_int_equal(unseal("alice", &got), BARO_OK);
}

/* rows: F-062 */
static void
test_every_truncation(void **state)
{
	uint8_t sealed[SEALED_BYTES + 1] = { 0 };
	struct baro_span got;

	(void)state;
	begin(PLAIN, sizeof PLAIN - 1);
	assert_int_equal(seal("alice"), BARO_OK);
	memcpy(sealed, vault->text.b, SEALED_BYTES);
	for (size_t n = 0; n <= SEALED_BYTES + 1; n++) {
		put_back(sealed, n);
		assert_int_equal(unseal("alice", &got), n == SEALED_BYTES ?
		    BARO_OK : BARO_E_SEALED);
	}
}

/* rows: F-062 */
static void
test_what_is_no_container(void **state)
{
	struct baro_span got;

	(void)state;
	begin(PLAIN, sizeof PLAIN - 1);
	assert_int_equal(unseal("alice", &got), BARO_E_SEALED);
}

/* A record cannot be given to another user, nor to the host. */
/* rows: D-10 */
static void
test_of_another_owner(void **state)
{
	static const char *const others[] = {
		"", "bob", "alic", "alicee", "Alice", "alice "
	};
	uint8_t sealed[SEALED_BYTES];
	struct baro_span got;

	(void)state;
	begin(PLAIN, sizeof PLAIN - 1);
	assert_int_equal(seal("alice"), BARO_OK);
	memcpy(sealed, vault->text.b, sizeof sealed);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		put_back(sealed, sizeof sealed);
		assert_int_equal(unseal(others[i], &got), BARO_E_SEALED);
	}
	begin(PLAIN, sizeof PLAIN - 1);
	assert_int_equal(seal(""), BARO_OK);
	assert_int_equal(unseal("alice", &got), BARO_E_SEALED);
}

/* rows: D-10 W-06 */
static void
test_under_another_key(void **state)
{
	struct baro_span got;

	(void)state;
	begin(PLAIN, sizeof PLAIN - 1);
	assert_int_equal(seal("alice"), BARO_OK);
	vault->host_key[31] ^= 1;
	assert_int_equal(unseal("alice", &got), BARO_E_SEALED);
}

static const char *
name_of(size_t n)
{
	static char name[300];

	memset(name, 'n', n);
	name[n] = '\0';
	return name;
}

static void
test_long_owners(void **state)
{
	struct baro_span got;

	(void)state;
	begin("plain", 5);
	assert_int_equal(seal(name_of(255)), BARO_OK);
	assert_int_equal(unseal(name_of(255), &got), BARO_OK);
	begin("plain", 5);
	assert_int_equal(seal(name_of(256)), BARO_E_TOO_LONG);
	unit_expect_text(baro_text_span(&vault->text), "plain");
	assert_int_equal(seal(name_of(255)), BARO_OK);
	assert_int_equal(unseal(name_of(256), &got), BARO_E_SEALED);
}

/* rows: F-003 F-061 */
static void
test_the_largest(void **state)
{
	static uint8_t plain[BARO_RECORD_BYTES_MAX];
	const size_t most = BARO_RECORD_BYTES_MAX -
	    BARO_CONTAINER_OVERHEAD_BYTES;
	struct baro_span got;

	(void)state;
	memset(plain, 0xa5, sizeof plain);
	begin(plain, most);
	assert_int_equal(seal("alice"), BARO_OK);
	assert_int_equal(vault->text.used, BARO_RECORD_BYTES_MAX);
	assert_int_equal(unseal("alice", &got), BARO_OK);
	unit_expect_bytes(got, plain, most);
	begin(plain, most + 1);
	assert_int_equal(seal("alice"), BARO_E_TOO_LONG);
}

/* ---- the host key */

static uint8_t key_bytes[40];

/* A key file of ${n} bytes in a fresh directory. */
static void
put_key(size_t n)
{
	(void)unlink(BARO_HOST_KEY_PATH);
	for (size_t i = 0; i < sizeof key_bytes; i++)
		key_bytes[i] = (uint8_t)(0xf0 ^ i);
	unit_put_bytes(BARO_HOST_KEY_PATH, key_bytes, n, 0, 0400);
}

/* Demand that no key is loaded, for the reason ${error}. */
static void
expect_no_key(int error)
{
	size_t before = unit_descriptors();
	static const uint8_t none[BARO_HOST_KEY_BYTES];
	int got = 99;

	memset(vault->host_key, 0x33, sizeof vault->host_key);
	assert_int_equal(baro_seal_load_key(vault, &got), BARO_E_HOST_KEY);
	assert_int_equal(got, error);
	assert_memory_equal(vault->host_key, none, sizeof none);
	assert_int_equal(unit_descriptors(), before);
}

static void
expect_key(void)
{
	size_t before = unit_descriptors();
	int got = 99;

	assert_int_equal(baro_seal_load_key(vault, &got), BARO_OK);
	assert_int_equal(got, 0);
	assert_memory_equal(vault->host_key, key_bytes, BARO_HOST_KEY_BYTES);
	assert_int_equal(unit_descriptors(), before);
}

/* rows: D-10 F-061 M-71 */
static void
test_host_key_modes(void **state)
{
	(void)state;
	put_key(32);
	for (mode_t mode = 0; mode <= 07777; mode++) {
		UNIT_MUST(chmod(BARO_HOST_KEY_PATH, mode) == 0);
		if (mode == 0400 || mode == 0600)
			expect_key();
		else
			expect_no_key(0);
	}
}

/* rows: D-10 M-71 */
static void
test_host_key_sizes(void **state)
{
	(void)state;
	for (size_t n = 0; n <= 40; n++) {
		put_key(n);
		if (n == 32)
			expect_key();
		else
			expect_no_key(0);
	}
}

/* rows: D-10 M-71 */
static void
test_host_key_of_somebody_else(void **state)
{
	(void)state;
	put_key(32);
	UNIT_MUST(chown(BARO_HOST_KEY_PATH, UNIT_ALICE, 0) == 0);
	expect_no_key(0);
	put_key(32);
	UNIT_MUST(chown(KEY_DIRECTORY, UNIT_ALICE, 0) == 0);
	expect_no_key(0);
	UNIT_MUST(chown(KEY_DIRECTORY, 1, 0) == 0);
	expect_no_key(0);
	UNIT_MUST(chown(KEY_DIRECTORY, 0, 0) == 0);
	UNIT_MUST(chmod(KEY_DIRECTORY, 0775) == 0);
	expect_no_key(0);
	UNIT_MUST(chmod(KEY_DIRECTORY, 0755) == 0);
	expect_key();
}

/* rows: D-10 M-71 */
static void
test_host_key_that_is_no_file(void **state)
{
	(void)state;
	expect_no_key(ENOENT);
	UNIT_MUST(symlink("other", BARO_HOST_KEY_PATH) == 0);
	expect_no_key(0);
	put_key(32);
	UNIT_MUST(link(BARO_HOST_KEY_PATH, KEY_DIRECTORY "/two") == 0);
	expect_no_key(0);
	UNIT_MUST(unlink(KEY_DIRECTORY "/two") == 0);
	UNIT_MUST(unlink(BARO_HOST_KEY_PATH) == 0);
	UNIT_MUST(mkfifo(BARO_HOST_KEY_PATH, 0400) == 0);
	expect_no_key(0);
	UNIT_MUST(unlink(BARO_HOST_KEY_PATH) == 0);
	UNIT_MUST(rmdir(KEY_DIRECTORY) == 0);
	expect_no_key(ENOENT);
	unit_put(KEY_DIRECTORY, "no directory", 0, 0600);
	expect_no_key(0);
}

static bool
load_as_alice(void)
{
	int error = 0;

	unit_become(UNIT_ALICE);
	UNIT_CHECK(baro_seal_load_key(vault, &error) == BARO_E_HOST_KEY);
	return error == EACCES;
}

/* rows: D-10 */
static void
test_host_key_is_roots_alone(void **state)
{
	(void)state;
	put_key(32);
	assert_true(unit_in_child(load_as_alice));
}

static int
setup(void **state)
{
	(void)state;
	(void)umount2("/etc", MNT_DETACH);
	unit_mount_empty("/etc");
	unit_put_directory(KEY_DIRECTORY, 0, 0755);
	return baro_vault_open(&vault) == BARO_OK ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	baro_vault_close(&vault);
	return 0;
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_published_vector),
		TEST(test_round_trip),
		TEST(test_sealed_by_us_is_the_standard),
		TEST(test_the_standard_is_opened_by_us),
		TEST(test_no_nonce_twice),
		TEST(test_every_bit_counts),
		TEST(test_every_truncation),
		TEST(test_what_is_no_container),
		TEST(test_of_another_owner),
		TEST(test_under_another_key),
		TEST(test_long_owners),
		TEST(test_the_largest),
		TEST(test_host_key_modes),
		TEST(test_host_key_sizes),
		TEST(test_host_key_of_somebody_else),
		TEST(test_host_key_that_is_no_file),
		TEST(test_host_key_is_roots_alone),
	};

	unit_world();
	unit_mount_empty("/etc");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
