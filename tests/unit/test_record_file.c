/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * flow/record_file: a record out of a file and back into it, plain and
 * sealed; what a user's own record may not say.  Needs root.
 */
#include "unit_record.h"
#include "unit_world.h"

#include "flow/record_file.h"

#define RECORD UNIT_ROOM "/record"
#define OWN "\" AUTH_KEY\n\" RATE_LIMIT 3 30\n\" KEY_METHOD app256\n" \
    "\" CYCLE_TIME 60\n\" SECURE_KEY 0123456789abcdef\n\" DISALLOW_REUSE\n"

static struct baro_vault *vault;
static struct baro_record_file file;

static int
setup(void **state)
{
	(void)unit_empty_room(state);
	UNIT_MUST(baro_vault_open(&vault) == BARO_OK);
	memset(vault->host_key, 0x77, sizeof vault->host_key);
	memset(&file, 0x55, sizeof file);
	file.sealed = false;
	file.size = 0;
	file.owner = unit_text("alice");
	UNIT_MUST(baro_store_open(RECORD, UNIT_ALICE, &file.store) ==
	    BARO_OK);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	baro_store_close(&file.store);
	baro_vault_close(&vault);
	return 0;
}

/* Put ${text} on the disk, lock it and load it. */
static enum baro_error
load(const char *text, uid_t uid)
{
	(void)unlink(RECORD);
	unit_put(RECORD, text, uid, 0600);
	UNIT_MUST(baro_store_lock(&file.store) == BARO_OK);
	return baro_record_file_load(&file, vault);
}

/* Write the record back, and load what that made. */
static enum baro_error
save_and_load(void)
{
	enum baro_error e = baro_record_file_save(&file, vault);

	if (e != BARO_OK)
		return e;
	memset(&vault->record, 0x55, sizeof vault->record);
	UNIT_MUST(baro_store_lock(&file.store) == BARO_OK);
	return baro_record_file_load(&file, vault);
}

/* rows: F-040 F-005 */
static void
test_sample_byte_for_byte(void **state)
{
	(void)state;
	assert_int_equal(load(UNIT_SAMPLE, 0), BARO_OK);
	assert_int_equal(file.line, 0);
	assert_int_equal(vault->record.emergency_count, 5);
	assert_int_equal(baro_record_file_save(&file, vault), BARO_OK);
	unit_expect_file(RECORD, UNIT_SAMPLE);
	unit_expect_attributes(RECORD, 0, 0600);
	assert_int_equal(load(UNIT_FULL, 0), BARO_OK);
	assert_int_equal(save_and_load(), BARO_OK);
	assert_int_equal(vault->record.last_step, 54939464);
}

/* rows: D-10 F-061 F-062 */
static void
test_sealed(void **state)
{
	uint8_t head[8];
	int disk;

	(void)state;
	assert_int_equal(load(UNIT_SAMPLE, 0), BARO_OK);
	file.sealed = true;
	assert_int_equal(save_and_load(), BARO_OK);
	assert_int_equal(vault->record.cycle_s, 30);
	assert_int_equal(vault->record.emergency[4], 84342192);
	assert_int_equal(unit_stat(RECORD).st_size, 246 +
	    BARO_CONTAINER_OVERHEAD_BYTES);
	disk = open(RECORD, O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(disk, head, 8), 8);
	UNIT_MUST(close(disk) == 0);
	assert_memory_equal(head, "BAROENC1", 8);
	/* Once more, so that a sealed one is replaced by a sealed one. */
	assert_int_equal(save_and_load(), BARO_OK);
	file.sealed = false;
	assert_int_equal(save_and_load(), BARO_OK);
	unit_expect_file(RECORD, UNIT_SAMPLE);
}

/* rows: F-062 P-011 */
static void
test_flag_and_file_disagree(void **state)
{
	(void)state;
	file.sealed = true;
	file.line = 99;
	assert_int_equal(load(UNIT_SAMPLE, 0), BARO_E_SEALED);
	assert_int_equal(file.line, 0);
	file.sealed = false;
	assert_int_equal(load(UNIT_SAMPLE, 0), BARO_OK);
	file.sealed = true;
	assert_int_equal(baro_record_file_save(&file, vault), BARO_OK);
	file.sealed = false;
	UNIT_MUST(baro_store_lock(&file.store) == BARO_OK);
	assert_int_equal(baro_record_file_load(&file, vault), BARO_E_SEALED);
}

/* rows: D-10 */
static void
test_sealed_for_another(void **state)
{
	(void)state;
	assert_int_equal(load(UNIT_SAMPLE, 0), BARO_OK);
	file.sealed = true;
	assert_int_equal(baro_record_file_save(&file, vault), BARO_OK);
	file.owner = unit_text("bob");
	UNIT_MUST(baro_store_lock(&file.store) == BARO_OK);
	assert_int_equal(baro_record_file_load(&file, vault), BARO_E_SEALED);
	file.owner = unit_text("alice");
	assert_int_equal(baro_record_file_load(&file, vault), BARO_OK);
}

/* rows: M-09 M-14 M-15 M-18 M-21 */
static void
test_bad_contents(void **state)
{
	(void)state;
	assert_int_equal(load("\" AUTH_KEY\nnonsense\n", 0), BARO_E_SYNTAX);
	assert_int_equal(file.line, 2);
	assert_int_equal(load("\" AUTH_KEY\n\" RATE_LIMIT 0 30\n", 0),
	    BARO_E_RATE_OPTION);
	assert_int_equal(file.line, 2);
	assert_int_equal(load("\" AUTH_KEY\n\" RATE_LIMIT 3 30 x\n", 0),
	    BARO_E_TIMESTAMPS);
	assert_int_equal(load("\" AUTH_KEY\n\" WINDOW_SIZE 101\n", 0),
	    BARO_E_WINDOW);
	assert_int_equal(load("\" AUTH_KEY\n\" KEY_METHOD app1\n"
	    "\" CYCLE_TIME 30\n", 0), BARO_E_NO_KEY);
	assert_int_equal(load(UNIT_SAMPLE, 0), BARO_OK);
	assert_int_equal(file.line, 0);
}

/* What a user may not write into a record of his own. */
static const char *const loose[] = {
	OWN "\" ACL_NAME /etc/acl\n\" ACL_TYPE deny\n",
	OWN "\" ACL_NAME /etc/acl\n\" ACL_TYPE allow\n",
	"\" AUTH_KEY\n\" RATE_LIMIT 3 14\n\" KEY_METHOD app1\n"
	    "\" CYCLE_TIME 30\n\" SECURE_KEY 0123456789abcdef\n",
	"\" AUTH_KEY\n\" RATE_LIMIT 11 600\n\" KEY_METHOD app1\n"
	    "\" CYCLE_TIME 30\n\" SECURE_KEY 0123456789abcdef\n",
	"\" AUTH_KEY\n\" RATE_LIMIT 100 1\n\" KEY_METHOD app1\n"
	    "\" CYCLE_TIME 30\n\" SECURE_KEY 0123456789abcdef\n",
	"\" AUTH_KEY\n\" KEY_METHOD app1\n\" CYCLE_TIME 30\n"
	    "\" SECURE_KEY 0123456789abcdef\n\" ALLOW_REUSE\n",
};

/* rows: D-05 P-124 P-114 W-19 */
static void
test_a_users_own_record(void **state)
{
	(void)state;
	assert_int_equal(load(OWN, UNIT_ALICE), BARO_OK);
	assert_int_equal(load("\" AUTH_KEY\n\" RATE_LIMIT 10 15\n"
	    "\" KEY_METHOD app1\n\" CYCLE_TIME 30\n"
	    "\" SECURE_KEY 0123456789abcdef\n", UNIT_ALICE), BARO_OK);
	for (size_t i = 0; i < sizeof loose / sizeof loose[0]; i++) {
		assert_int_equal(load(loose[i], UNIT_ALICE), BARO_E_LOOSE);
		assert_int_equal(load(loose[i], 0), BARO_OK);
	}
}

/* rows: D-05 P-124 P-114 W-19 */
static void
test_an_acl_of_the_users_own(void **state)
{
	bool has = true;

	(void)state;
	assert_int_equal(load(OWN, UNIT_ALICE), BARO_OK);
	assert_int_equal(baro_record_file_has_acl(&file, vault, &has),
	    BARO_OK);
	assert_false(has);
	for (size_t i = 0; i < 2; i++) {
		has = false;
		assert_int_equal(load(loose[i], UNIT_ALICE), BARO_E_LOOSE);
		/* Whatever it says of the ACL: a user's record has no say. */
		assert_int_not_equal(baro_record_file_has_acl(&file, vault,
		    &has), BARO_OK);
		assert_int_equal(load(loose[i], 0), BARO_OK);
		assert_int_equal(baro_record_file_has_acl(&file, vault, &has),
		    BARO_OK);
		assert_true(has);
		assert_int_not_equal(vault->record.acl_type, BARO_ACL_NONE);
	}
}

/* Make the record what an attempt leaves behind: wrong, right, by a key. */
static void
be_decided(int outcome)
{
	struct baro_record *r = &vault->record;

	r->rate.at_s[r->rate.count] = BARO_TIME_MAX;
	r->rate.count++;
	if (outcome == 0) {
		r->failures = BARO_FAILURES_MAX;
		r->locked_until_s = BARO_TIME_MAX;
	} else if (outcome == 1) {
		r->last_step = BARO_TIME_MAX / 3;
	} else {
		r->emergency_count--;
	}
}

/*
 * The size of the new file is settled before anything is decided: it does not
 * tell what was, and there is room for it.
 */
/* rows: D-06 P-044 */
static void
test_size_tells_nothing(void **state)
{
	(void)state;
	for (int sealed = 0; sealed < 2; sealed++) {
		off_t sizes[3];

		for (int outcome = 0; outcome < 3; outcome++) {
			off_t room;

			file.sealed = false;
			file.size = 0;
			assert_int_equal(load(UNIT_SAMPLE, 0), BARO_OK);
			file.sealed = sealed == 1;
			assert_int_equal(baro_record_file_reserve(&file,
			    vault), BARO_OK);
			room = unit_stat(RECORD "~").st_size;
			be_decided(outcome);
			assert_int_equal(save_and_load(), BARO_OK);
			assert_int_equal(vault->record.rate.at_s[0],
			    BARO_TIME_MAX);
			sizes[outcome] = unit_stat(RECORD).st_size;
			assert_true(sizes[outcome] <= room);
		}
		assert_int_equal(sizes[0], sizes[1]);
		assert_int_equal(sizes[0], sizes[2]);
	}
}

/* Whatever the record is long, sealed or not. */
/* rows: D-06 */
static void
test_room_for_every_length(void **state)
{
	(void)state;
	for (size_t n = 0; n < 260; n++) {
		off_t room;

		file.sealed = false;
		file.size = 0;
		assert_int_equal(load(OWN, 0), BARO_OK);
		file.sealed = n % 2 == 1;
		vault->record.hostname_bytes = n / 2;
		memset(vault->record.hostname, 'h', n / 2);
		assert_int_equal(baro_record_file_reserve(&file, vault),
		    BARO_OK);
		room = unit_stat(RECORD "~").st_size;
		vault->record.failures = BARO_FAILURES_MAX;
		vault->record.locked_until_s = BARO_TIME_MAX;
		assert_int_equal(save_and_load(), BARO_OK);
		assert_true(unit_stat(RECORD).st_size <= room);
	}
}

/* A login after a login after a login: the file does not grow. */
/* rows: D-06 F-003 */
static void
test_size_stays(void **state)
{
	off_t size = 0;

	(void)state;
	assert_int_equal(load(UNIT_SAMPLE, 0), BARO_OK);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(baro_record_file_reserve(&file, vault),
		    BARO_OK);
		vault->record.last_step = 55000000 + (uint64_t)i;
		assert_int_equal(save_and_load(), BARO_OK);
		if (i > 0)
			assert_int_equal(unit_stat(RECORD).st_size, size);
		size = unit_stat(RECORD).st_size;
		assert_int_equal(size, 1024);
	}
}

/* rows: M-12 D-04 */
static void
test_save_over_another_hand(void **state)
{
	(void)state;
	assert_int_equal(load(OWN, UNIT_ALICE), BARO_OK);
	unit_sleep_ms(20);
	UNIT_MUST(truncate(RECORD, 20) == 0);
	assert_int_equal(baro_record_file_save(&file, vault),
	    BARO_E_CHANGED);
	assert_int_equal(unit_stat(RECORD).st_size, 20);
	assert_int_equal(unit_entries(UNIT_ROOM), 1);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sample_byte_for_byte),
		TEST(test_sealed),
		TEST(test_flag_and_file_disagree),
		TEST(test_sealed_for_another),
		TEST(test_bad_contents),
		TEST(test_a_users_own_record),
		TEST(test_an_acl_of_the_users_own),
		TEST(test_size_tells_nothing),
		TEST(test_room_for_every_length),
		TEST(test_size_stays),
		TEST(test_save_over_another_hand),
	};

	unit_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
