/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * flow/enrolment: new keys, the host key, the first file.  Needs root.
 */
#include "unit_world.h"

#include <sys/file.h>
#include <sys/mman.h>

#include "flow/enrolment.h"

#define RECORD UNIT_ROOM "/record"

static struct baro_vault *vault;

static int
setup(void **state)
{
	(void)umount2("/etc", MNT_DETACH);
	unit_mount_empty("/etc");
	UNIT_MUST(baro_vault_open(&vault) == BARO_OK);
	baro_record_init(&vault->record);
	return unit_empty_room(state);
}

static int
teardown(void **state)
{
	(void)state;
	baro_vault_close(&vault);
	return 0;
}

/* ---- keys */

static bool
is_base64(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || c == '+' || c == '/';
}

/* rows: C-009 D-08 F-014 */
static void
test_secure_key(void **state)
{
	uint8_t keys[50][32];

	(void)state;
	for (size_t i = 0; i < 50; i++) {
		assert_int_equal(baro_enrolment_secure_key(&vault->record),
		    BARO_OK);
		assert_int_equal(vault->record.key_bytes, 32);
		memcpy(keys[i], vault->record.key, 32);
		for (size_t j = 0; j < 32; j++)
			assert_true(is_base64(keys[i][j]));
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(keys[i], keys[j], 32);
	}
}

/* The documented keys, which protect nothing. */
static const uint32_t samples[] = {
	33458936, 19035576, 15364353, 54649370, 84342192, 31415926, 27182818
};

/* rows: F-050 F-052 C-021 D-09 */
static void
test_emergency_keys(void **state)
{
	struct baro_record *r = &vault->record;

	(void)state;
	for (uint32_t count = 0; count <= BARO_EMERGENCY_MAX; count++) {
		assert_int_equal(baro_enrolment_emergency(r, count), BARO_OK);
		assert_int_equal(r->emergency_count, count);
		for (uint32_t i = 0; i < count; i++) {
			assert_in_range(r->emergency[i], 10000000, 99999999);
			for (size_t j = 0; j < 7; j++)
				assert_int_not_equal(r->emergency[i],
				    samples[j]);
			for (uint32_t j = 0; j < i; j++)
				assert_int_not_equal(r->emergency[i],
				    r->emergency[j]);
		}
	}
}

/* All first digits come, each about as often as the others. */
/* rows: F-052 F-053 */
static void
test_emergency_keys_are_spread(void **state)
{
	struct baro_record *r = &vault->record;
	uint32_t firsts[10] = { 0 };

	(void)state;
	for (int i = 0; i < 50; i++) {
		assert_int_equal(baro_enrolment_emergency(r, 64), BARO_OK);
		for (uint32_t j = 0; j < 64; j++)
			firsts[r->emergency[j] / 10000000]++;
	}
	/* 3200 at one ninth: 356, standard deviation 17.8; seven of them */
	for (size_t i = 1; i <= 9; i++)
		assert_in_range(firsts[i], 356 - 124, 356 + 124);
}

/* rows: C-021 W-27 */
static void
test_known_keys(void **state)
{
	(void)state;
	assert_true(baro_enrolment_known_key(
	    unit_text("j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/")));
	assert_true(baro_enrolment_known_key(
	    unit_text("j!q!cHbVqdpj7b4PzBpM2DileBvmHFV/")));
	assert_true(baro_enrolment_known_key(
	    unit_text("Ri5+XgVdtEBJGlrSD2hvituZxAq0vttX")));
	assert_false(baro_enrolment_known_key(
	    unit_text("j1q1cHbVqdpj7b4PzBpM2DileBvmHFV")));
	assert_false(baro_enrolment_known_key(
	    unit_text("j1q1cHbVqdpj7b4PzBpM2DileBvmHFV//")));
	assert_false(baro_enrolment_known_key(
	    unit_text("J1q1cHbVqdpj7b4PzBpM2DileBvmHFV/")));
	assert_false(baro_enrolment_known_key(
	    unit_text("j1q1cHbVqdpj7b4PzBpM2DileBvmHFV0")));
	assert_false(baro_enrolment_known_key(unit_text("")));
	/* Those of baro_auth(5) and of the RFCs, one a hash. */
	assert_true(baro_enrolment_known_key(
	    unit_text("0123456789abcdefghijklmnopqrstuv")));
	for (size_t n = 0; n <= 64; n++) {
		struct baro_span key = unit_text("1234567890123456789012345678"
		    "901234567890123456789012345678901234");

		assert_true(baro_enrolment_known_key(baro_span_cut(key, key.lo,
		    key.lo + n)) == (n == 20 || n == 32 || n == 64));
	}
	/* An HMAC does not see the zeros behind a key. */
	assert_true(baro_enrolment_known_key(
	    BARO_SPAN_OF("j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/\0\0")));
	assert_false(baro_enrolment_known_key(
	    BARO_SPAN_OF("j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/\0/")));
}

/* ---- the host key */

static enum baro_error
host_key(int *ret_errno)
{
	size_t before = unit_descriptors();
	enum baro_error e;

	memset(vault->host_key, 0, sizeof vault->host_key);
	e = baro_enrolment_host_key(vault, ret_errno);
	assert_int_equal(unit_descriptors(), before);
	return e;
}

/* rows: D-10 F-061 W-06 */
static void
test_host_key_is_made_once(void **state)
{
	static const mode_t masks[] = { 0, 077 };

	for (size_t i = 0; i < 2; i++) {
		uint8_t first[BARO_HOST_KEY_BYTES];
		uint8_t zero[BARO_HOST_KEY_BYTES] = { 0 };
		int error = 99;

		(void)umask(masks[i]);
		assert_int_equal(host_key(&error), BARO_OK);
		(void)umask(022);
		memcpy(first, vault->host_key, sizeof first);
		assert_memory_not_equal(first, zero, sizeof first);
		unit_expect_attributes(BARO_HOST_KEY_PATH, 0, 0400);
		assert_int_equal(unit_stat(BARO_HOST_KEY_PATH).st_size, 32);
		assert_int_equal(unit_stat(BARO_CONFIG_DIRECTORY).st_mode &
		    0077, 0);
		assert_int_equal(host_key(&error), BARO_OK);
		assert_memory_equal(first, vault->host_key, sizeof first);
		assert_int_equal(unit_entries(BARO_CONFIG_DIRECTORY), 1);
		(void)teardown(state);
		(void)setup(state);
	}
}

/* rows: W-06 */
static void
test_two_hosts_two_keys(void **state)
{
	uint8_t first[BARO_HOST_KEY_BYTES];
	int error;

	(void)state;
	assert_int_equal(host_key(&error), BARO_OK);
	memcpy(first, vault->host_key, sizeof first);
	UNIT_MUST(unlink(BARO_HOST_KEY_PATH) == 0);
	assert_int_equal(host_key(&error), BARO_OK);
	assert_memory_not_equal(first, vault->host_key, sizeof first);
}

/* A key that is there but no good is left alone: records hang on it. */
/* rows: D-10 M-71 */
static void
test_a_bad_host_key_stays(void **state)
{
	int error = 99;

	(void)state;
	unit_put_directory(BARO_CONFIG_DIRECTORY, 0, 0755);
	unit_put(BARO_HOST_KEY_PATH, "short", 0, 0400);
	assert_int_equal(host_key(&error), BARO_E_HOST_KEY);
	assert_int_equal(error, 0);
	unit_expect_file(BARO_HOST_KEY_PATH, "short");
	UNIT_MUST(chmod(BARO_CONFIG_DIRECTORY, 0777) == 0);
	UNIT_MUST(unlink(BARO_HOST_KEY_PATH) == 0);
	assert_int_equal(host_key(&error), BARO_E_HOST_KEY);
	assert_int_equal(unit_entries(BARO_CONFIG_DIRECTORY), 0);
}

/* Why it could not be made, and not only that it is not there. */
/* rows: D-10 M-71 */
static void
test_reason_for_no_host_key(void **state)
{
	int error = 99;
	int other;

	(void)state;
	unit_put_directory(BARO_CONFIG_DIRECTORY, 0, 0755);
	other = open(BARO_CONFIG_DIRECTORY, O_RDONLY | O_CLOEXEC);
	UNIT_MUST(flock(other, LOCK_EX) == 0);
	assert_int_equal(host_key(&error), BARO_E_HOST_KEY);
	assert_int_equal(error, ETIMEDOUT);
	UNIT_MUST(close(other) == 0);
	UNIT_MUST(mount("unit", BARO_CONFIG_DIRECTORY, "tmpfs", MS_RDONLY,
	    "mode=0755") == 0);
	assert_int_equal(host_key(&error), BARO_E_HOST_KEY);
	assert_int_equal(error, EROFS);
	UNIT_MUST(umount(BARO_CONFIG_DIRECTORY) == 0);
	assert_int_equal(host_key(&error), BARO_OK);
}

/* rows: D-10 W-21 */
static void
test_T04_a_link_in_place_of_the_host_key(void **state)
{
	int error = 99;

	(void)state;
	unit_put_directory(BARO_CONFIG_DIRECTORY, 0, 0755);
	UNIT_MUST(symlink(UNIT_ROOM "/made", BARO_HOST_KEY_PATH) == 0);
	assert_int_equal(host_key(&error), BARO_E_HOST_KEY);
	assert_int_equal(unit_entries(UNIT_ROOM), 0);
}

static bool
make_as_alice(void)
{
	int error = 0;

	unit_become(UNIT_ALICE);
	UNIT_CHECK(baro_enrolment_host_key(vault, &error) ==
	    BARO_E_HOST_KEY);
	return error == EACCES;
}

static void
test_only_root_makes_a_host_key(void **state)
{
	(void)state;
	assert_true(unit_in_child(make_as_alice));
	assert_int_equal(unit_entries("/etc"), 0);
}

/* What each of several makers ended up with, in memory that they share. */
#define MAKERS 4

static uint8_t (*made)[BARO_HOST_KEY_BYTES];
static size_t maker;

static bool
make_one(void)
{
	int error = 0;

	UNIT_CHECK(baro_enrolment_host_key(vault, &error) == BARO_OK);
	memcpy(made[maker], vault->host_key, BARO_HOST_KEY_BYTES);
	return true;
}

/* Whoever makes the key at the same time ends up with the same key. */
/* rows: D-10 */
static void
test_makers_agree(void **state)
{
	const size_t n = MAKERS * sizeof made[0];

	(void)state;
	made = mmap(NULL, n, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	UNIT_MUST(made != MAP_FAILED);
	for (int round = 0; round < 20; round++) {
		pid_t makers[MAKERS];

		for (maker = 0; maker < MAKERS; maker++)
			makers[maker] = unit_child(make_one);
		for (size_t i = 0; i < MAKERS; i++)
			assert_true(unit_wait(makers[i]));
		for (size_t i = 1; i < MAKERS; i++)
			assert_memory_equal(made[0], made[i],
			    BARO_HOST_KEY_BYTES);
		assert_int_equal(unit_entries(BARO_CONFIG_DIRECTORY), 1);
		UNIT_MUST(unlink(BARO_HOST_KEY_PATH) == 0);
	}
	UNIT_MUST(munmap(made, n) == 0);
}

/* ---- the first file */

/* A record for alice, in a store that is open. */
static void
begin(struct baro_record_file *file, bool sealed)
{
	struct baro_record *r = &vault->record;

	file->owner = unit_text("alice");
	file->sealed = sealed;
	file->line = 0;
	file->size = 0;
	UNIT_MUST(baro_store_open(RECORD, 0, &file->store) == BARO_OK);
	UNIT_MUST(baro_enrolment_secure_key(r) == BARO_OK);
	UNIT_MUST(baro_enrolment_emergency(r, 5) == BARO_OK);
}

/* rows: C-020 F-001 D-10 */
static void
test_create(void **state)
{
	(void)state;
	for (int sealed = 0; sealed < 2; sealed++) {
		struct baro_record_file file;
		uint32_t last;

		begin(&file, sealed == 1);
		last = vault->record.emergency[4];
		assert_int_equal(baro_enrolment_create(&file, vault),
		    BARO_OK);
		unit_expect_attributes(RECORD, 0, 0400);
		assert_int_equal(unit_entries(UNIT_ROOM), 1);
		memset(&vault->record, 0, sizeof vault->record);
		assert_int_equal(baro_store_find(&file.store), BARO_OK);
		assert_int_equal(baro_record_file_load(&file, vault),
		    BARO_OK);
		assert_int_equal(vault->record.emergency[4], last);

		/* The second time it is there. */
		assert_int_equal(baro_enrolment_create(&file, vault),
		    BARO_E_CHANGED);
		baro_store_close(&file.store);
		UNIT_MUST(unlink(RECORD) == 0);
	}
}

/* rows: C-020 */
static void
test_directory(void **state)
{
	(void)state;
	(void)umask(0);
	baro_path_make_directory(UNIT_ROOM "/d", 0700);
	(void)umask(022);
	assert_int_equal(unit_stat(UNIT_ROOM "/d").st_mode, S_IFDIR | 0700);
	/* What is there stays as it is. */
	UNIT_MUST(chmod(UNIT_ROOM "/d", 0711) == 0);
	baro_path_make_directory(UNIT_ROOM "/d", 0700);
	assert_int_equal(unit_stat(UNIT_ROOM "/d").st_mode, S_IFDIR | 0711);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_secure_key),
		TEST(test_emergency_keys),
		TEST(test_emergency_keys_are_spread),
		TEST(test_known_keys),
		TEST(test_host_key_is_made_once),
		TEST(test_two_hosts_two_keys),
		TEST(test_a_bad_host_key_stays),
		TEST(test_reason_for_no_host_key),
		TEST(test_T04_a_link_in_place_of_the_host_key),
		TEST(test_only_root_makes_a_host_key),
		TEST(test_makers_agree),
		TEST(test_create),
		TEST(test_directory),
	};

	unit_world();
	unit_mount_empty("/etc");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
