/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/store_replace: a record is replaced whole or not at all, whatever lies
 * in the way, whatever the disk says.  Making room beforehand and new files
 * are in test_store_create.c, single system calls that fail in
 * test_store_faults.c.  Needs root.
 */
#include "unit_store.h"

#include <signal.h>
#include <sys/resource.h>

/* ---- what is kept */

/* rows: D-04 F-086 */
static void
test_owner_and_mode_are_kept(void **state)
{
	ino_t old = unit_stat(RECORD).st_ino;

	(void)state;
	assert_int_equal(unit_replace("new one"), BARO_OK);
	unit_expect_new(0600);
	/* Not the same file: whoever had it open still reads the old one. */
	assert_int_not_equal(unit_stat(RECORD).st_ino, old);
	UNIT_MUST(chmod(RECORD, 0400) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_int_equal(unit_replace("new one"), BARO_OK);
	unit_expect_new(0400);
}

/* rows: D-04 P-123 */
static void
test_the_group_is_kept(void **state)
{
	(void)state;
	UNIT_MUST(chown(RECORD, 0, UNIT_BOB) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_int_equal(unit_replace("new one"), BARO_OK);
	assert_int_equal(unit_stat(RECORD).st_uid, 0);
	assert_int_equal(unit_stat(RECORD).st_gid, UNIT_BOB);
	UNIT_MUST(chown(RECORD, UNIT_ALICE, 0) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_int_equal(unit_replace("new one"), BARO_OK);
	assert_int_equal(unit_stat(RECORD).st_uid, UNIT_ALICE);
	assert_int_equal(unit_stat(RECORD).st_gid, 0);
}

/* rows: D-04 F-086 */
static void
test_T11_any_umask(void **state)
{
	static const mode_t masks[] = { 0, 022, 077, 0777 };

	(void)state;
	for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
		mode_t mode = i % 2 == 0 ? 0400 : 0600;

		UNIT_MUST(chmod(RECORD, mode) == 0);
		assert_int_equal(baro_store_lock(&store), BARO_OK);
		(void)umask(masks[i]);
		assert_int_equal(unit_replace("new one"), BARO_OK);
		unit_expect_new(mode);
		/* A guest: the mask is as it was. */
		assert_int_equal(umask(022), masks[i]);
	}
}

/* ---- what lies in the way */

static void
plant_stale(void)
{
	unit_put(TEMP, "a crash left this, and it is longer", 0, 0600);
}

static void
plant_open_to_all(void)
{
	unit_put(TEMP, "trap", UNIT_BOB, 0666);
}

static void
plant_link(void)
{
	UNIT_MUST(symlink(OUTSIDE, TEMP) == 0);
}

static void
plant_dangling_link(void)
{
	UNIT_MUST(symlink(UNIT_ROOM "/made", TEMP) == 0);
}

static void
plant_hard_link(void)
{
	UNIT_MUST(link(OUTSIDE, TEMP) == 0);
}

static void
plant_fifo(void)
{
	UNIT_MUST(mkfifo(TEMP, 0666) == 0);
}

static void
plant_the_record_itself(void)
{
	UNIT_MUST(symlink("record", TEMP) == 0);
}

/* rows: D-04 F-086 W-20 W-21 */
static void
test_T04_planted_temporary_file(void **state)
{
	static void (*const plants[])(void) = {
		plant_stale, plant_open_to_all, plant_link,
		plant_dangling_link, plant_hard_link, plant_fifo,
		plant_the_record_itself
	};

	(void)state;
	for (size_t i = 0; i < sizeof plants / sizeof plants[0]; i++) {
		uint64_t begin_ms = unit_ms();

		plants[i]();
		assert_int_equal(unit_replace("new one"), BARO_OK);
		assert_true(unit_ms() - begin_ms < 1000);
		unit_expect_new(0600);
		assert_int_equal(unit_entries(UNIT_ROOM), 2);
		unit_store_again();
	}
}

/* rows: D-04 M-11 */
static void
test_T04_planted_directory(void **state)
{
	(void)state;
	UNIT_MUST(mkdir(TEMP, 0700) == 0);
	assert_int_equal(unit_replace("new one"), BARO_E_TEMP_OPEN);
	assert_int_equal(store.error, EEXIST);
	unit_expect_file(RECORD, "old");
	assert_true(S_ISDIR(unit_stat(TEMP).st_mode));
}

/* ---- what the disk says */

static bool
with_a_tiny_quota(void)
{
	struct rlimit limit = { 4, 4 };

	(void)signal(SIGXFSZ, SIG_IGN);
	UNIT_MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0);
	/* Four bytes get through, the rest does not. */
	UNIT_CHECK(baro_store_replace(&store, unit_text("new one")) ==
	    BARO_E_UPDATE);
	return store.error == EFBIG;
}

/* rows: D-04 M-13 */
static void
test_a_short_write(void **state)
{
	(void)state;
	assert_true(unit_in_child(with_a_tiny_quota));
	unit_expect_old();
}

/* rows: D-04 M-13 */
static void
test_a_full_disk(void **state)
{
	static char bytes[60000];

	(void)state;
	unit_remount_home("mode=0700,size=32k");
	assert_int_equal(baro_store_replace(&store, baro_span(
	    (uint8_t *)bytes, sizeof bytes)), BARO_E_UPDATE);
	assert_int_equal(store.error, ENOSPC);
	unit_expect_old();
}

/* rows: D-04 M-11 */
static void
test_no_inode_left(void **state)
{
	(void)state;
	unit_remount_home("mode=0700,nr_inodes=2");
	assert_int_equal(unit_replace("new one"), BARO_E_TEMP_OPEN);
	assert_int_equal(store.error, ENOSPC);
	unit_expect_old();
}

/* rows: D-04 M-11 */
static void
test_a_read_only_disk(void **state)
{
	(void)state;
	unit_remount_home("mode=0700");
	UNIT_MUST(mount(NULL, HOME, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0);
	assert_int_equal(unit_replace("new one"), BARO_E_TEMP_OPEN);
	assert_int_equal(store.error, EROFS);
	unit_expect_old();
}

/* A name of ${n} letters, which is locked. */
static void
use_name(size_t n)
{
	char path[512];
	size_t lead = (size_t)snprintf(path, sizeof path, "%s/", HOME);

	memset(path + lead, 'n', n);
	path[lead + n] = '\0';
	baro_store_close(&store);
	unit_put(path, "old", 0, 0600);
	UNIT_MUST(baro_store_open(path, 0, &store) == BARO_E_UNSAFE);
	UNIT_MUST(chown(HOME, 0, 0) == 0);
	UNIT_MUST(baro_store_open(path, 0, &store) == BARO_OK);
	UNIT_MUST(baro_store_lock(&store) == BARO_OK);
	UNIT_MUST(chown(HOME, UNIT_ALICE, UNIT_ALICE) == 0);
}

/* rows: D-04 M-10 */
static void
test_long_names(void **state)
{
	(void)state;
	use_name(254);
	assert_int_equal(unit_replace("new one"), BARO_OK);
	use_name(255);
	assert_int_equal(unit_replace("new one"), BARO_E_TEMP_NAME);
	assert_int_equal(store.error, ENAMETOOLONG);
	assert_int_equal(unit_entries(HOME), 3);
}

/* ---- whoever does not ask for the lock */

static void
write_in_place(void)
{
	int file = open(RECORD, O_WRONLY | O_CLOEXEC);

	UNIT_MUST(file >= 0 && write(file, "OLD", 3) == 3);
	UNIT_MUST(close(file) == 0);
}

static void
append(void)
{
	UNIT_MUST(truncate(RECORD, 4) == 0);
}

static void
change_mode(void)
{
	UNIT_MUST(chmod(RECORD, 0400) == 0);
}

static void
add_a_link(void)
{
	UNIT_MUST(link(RECORD, UNIT_ROOM "/hard") == 0);
}

static void
put_another(void)
{
	unit_put(OUTSIDE "2", "old", UNIT_ALICE, 0600);
	UNIT_MUST(rename(OUTSIDE "2", RECORD) == 0);
}

static void
put_a_link(void)
{
	UNIT_MUST(unlink(RECORD) == 0 && symlink(OUTSIDE, RECORD) == 0);
}

static void
take_away(void)
{
	UNIT_MUST(unlink(RECORD) == 0);
}

/* The record is not ours any more: hands off, and no litter. */
/* rows: M-12 D-04 F-051 */
static void
test_changed_under_the_lock(void **state)
{
	static void (*const changes[])(void) = {
		write_in_place, append, change_mode, add_a_link, put_another,
		put_a_link, take_away
	};

	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		struct stat after;

		/* The clock of inodes ticks some hundred times a second. */
		unit_sleep_ms(20);
		changes[i]();
		memset(&after, 0, sizeof after);
		(void)lstat(RECORD, &after);
		store.error = 99;
		assert_int_equal(unit_replace("new one"), BARO_E_CHANGED);
		assert_int_equal(store.error, 0);
		if (changes[i] != take_away)
			assert_int_equal(unit_stat(RECORD).st_ino,
			    after.st_ino);
		assert_int_equal(unit_entries(HOME),
		    changes[i] == take_away ? 0 : 1);
		unit_expect_file(OUTSIDE, "outside");
		unit_store_again();
	}
}

/* ---- as the user */

static bool
alice_replaces(void)
{
	unit_become(UNIT_ALICE);
	return baro_store_replace(&store, unit_text("new one")) == BARO_OK;
}

/* rows: P-123 D-04 */
static void
test_by_the_user(void **state)
{
	(void)state;
	assert_true(unit_in_child(alice_replaces));
	unit_expect_new(0600);
}

/* A user cannot make a file that belongs to root: better none than another. */
static bool
alice_replaces_roots(void)
{
	unit_become(UNIT_ALICE);
	UNIT_CHECK(baro_store_replace(&store, unit_text("new one")) ==
	    BARO_E_UPDATE);
	return store.error == EPERM;
}

/* rows: D-04 P-123 M-13 */
static void
test_a_record_of_roots_by_the_user(void **state)
{
	(void)state;
	UNIT_MUST(chown(RECORD, 0, 0) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_true(unit_in_child(alice_replaces_roots));
	unit_expect_file(RECORD, "old");
	unit_expect_attributes(RECORD, 0, 0600);
	assert_int_equal(unit_entries(HOME), 1);
}

/* ---- meanwhile */

/* Read the record for as long as it does not say "end". */
static bool
read_on(void)
{
	for (;;) {
		int file = open(RECORD, O_RDONLY | O_CLOEXEC);
		char b[16] = "";
		ssize_t n;

		UNIT_CHECK(file >= 0);
		n = read(file, b, sizeof b - 1);
		UNIT_MUST(close(file) == 0);
		UNIT_CHECK(n == 3 || n == 7);
		if (strcmp(b, "end") == 0)
			return true;
		UNIT_CHECK(strcmp(b, "old") == 0 ||
		    strcmp(b, "new one") == 0);
	}
}

/* Whoever reads without the lock sees the old record or the new one. */
/* rows: D-04 F-086 */
static void
test_old_or_new_and_nothing_between(void **state)
{
	pid_t reader = unit_child(read_on);

	(void)state;
	for (int i = 0; i < 500; i++) {
		assert_int_equal(unit_replace(i % 2 == 0 ? "new one" : "old"),
		    BARO_OK);
		assert_int_equal(baro_store_lock(&store), BARO_OK);
	}
	assert_int_equal(unit_replace("end"), BARO_OK);
	assert_true(unit_wait(reader));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_STORE_TEST(test_owner_and_mode_are_kept),
		UNIT_STORE_TEST(test_the_group_is_kept),
		UNIT_STORE_TEST(test_T11_any_umask),
		UNIT_STORE_TEST(test_T04_planted_temporary_file),
		UNIT_STORE_TEST(test_T04_planted_directory),
		UNIT_STORE_TEST(test_a_short_write),
		UNIT_STORE_TEST(test_a_full_disk),
		UNIT_STORE_TEST(test_no_inode_left),
		UNIT_STORE_TEST(test_a_read_only_disk),
		UNIT_STORE_TEST(test_long_names),
		UNIT_STORE_TEST(test_changed_under_the_lock),
		UNIT_STORE_TEST(test_by_the_user),
		UNIT_STORE_TEST(test_a_record_of_roots_by_the_user),
		UNIT_STORE_TEST(test_old_or_new_and_nothing_between),
	};

	unit_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
