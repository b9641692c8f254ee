/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/store_replace: a record is replaced whole or not at all, whatever lies
 * in the way, whatever the disk says.  Single system calls that fail are in
 * test_faults.c.  Needs root.
 */
#include "unit_world.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/xattr.h>

#include "sys/store.h"

#define HOME UNIT_ROOM "/home"
#define RECORD HOME "/record"
#define TEMP RECORD "~"
#define OUTSIDE UNIT_ROOM "/outside"

static struct baro_store store;

/* Alice's record in alice's home, and a file that is none of our business. */
static int
setup(void **state)
{
	(void)unit_empty_room(state);
	unit_put_directory(HOME, UNIT_ALICE, 0700);
	unit_put(RECORD, "old", UNIT_ALICE, 0600);
	unit_put(OUTSIDE, "outside", 0, 0644);
	UNIT_MUST(baro_store_open(RECORD, UNIT_ALICE, &store) == BARO_OK);
	UNIT_MUST(baro_store_lock(&store) == BARO_OK);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	(void)umask(022);
	baro_store_close(&store);
	return 0;
}

static enum baro_error
replace(const char *text)
{
	size_t before = unit_descriptors();
	enum baro_error e = baro_store_replace(&store, unit_text(text));

	assert_int_equal(unit_descriptors(), before);
	return e;
}

/* Demand the old record, and nothing beside it. */
static void
expect_old(void)
{
	unit_expect_file(RECORD, "old");
	unit_expect_attributes(RECORD, UNIT_ALICE, 0600);
	assert_int_equal(unit_entries(HOME), 1);
	unit_expect_file(OUTSIDE, "outside");
}

/* Demand the new record, with the old one's attributes. */
static void
expect_new(mode_t mode)
{
	unit_expect_file(RECORD, "new one");
	unit_expect_attributes(RECORD, UNIT_ALICE, mode);
	assert_int_equal(unit_entries(HOME), 1);
	unit_expect_file(OUTSIDE, "outside");
	unit_expect_attributes(OUTSIDE, 0, 0644);
}

/* ---- what is kept */

/* rows: D-04 F-086 */
static void
test_owner_and_mode_are_kept(void **state)
{
	ino_t old = unit_stat(RECORD).st_ino;

	(void)state;
	assert_int_equal(replace("new one"), BARO_OK);
	expect_new(0600);
	/* Not the same file: whoever had it open still reads the old one. */
	assert_int_not_equal(unit_stat(RECORD).st_ino, old);
	UNIT_MUST(chmod(RECORD, 0400) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_int_equal(replace("new one"), BARO_OK);
	expect_new(0400);
}

/* rows: D-04 P-123 */
static void
test_the_group_is_kept(void **state)
{
	(void)state;
	UNIT_MUST(chown(RECORD, 0, UNIT_BOB) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_int_equal(replace("new one"), BARO_OK);
	assert_int_equal(unit_stat(RECORD).st_uid, 0);
	assert_int_equal(unit_stat(RECORD).st_gid, UNIT_BOB);
	UNIT_MUST(chown(RECORD, UNIT_ALICE, 0) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_int_equal(replace("new one"), BARO_OK);
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
		assert_int_equal(replace("new one"), BARO_OK);
		expect_new(mode);
		/* A guest: the mask is as it was. */
		assert_int_equal(umask(022), masks[i]);
	}
}

/* Nobody else can read the temporary file while it is written. */
/* rows: F-086 */
static void
test_T11_the_temporary_file(void **state)
{
	static const mode_t masks[] = { 0, 077 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		(void)umask(masks[i]);
		assert_int_equal(baro_store_reserve(&store, 10), BARO_OK);
		(void)umask(022);
		unit_expect_attributes(TEMP, UNIT_ALICE, 0600);
		baro_store_discard(&store);
		expect_old();
	}
}

/* rows: D-04 */
static void
test_the_label_is_kept(void **state)
{
	static const char label[] = "system_u:object_r:var_auth_t:s0";
	char b[64] = "";

	(void)state;
	/* A file system without SELinux keeps whatever label it is given. */
	UNIT_MUST(setxattr(RECORD, "security.selinux", label, sizeof label,
	    0) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_int_equal(replace("new one"), BARO_OK);
	expect_new(0600);
	assert_int_equal(getxattr(RECORD, "security.selinux", b, sizeof b),
	    sizeof label);
	assert_string_equal(b, label);
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

	for (size_t i = 0; i < sizeof plants / sizeof plants[0]; i++) {
		uint64_t begin_ms = unit_ms();

		plants[i]();
		assert_int_equal(replace("new one"), BARO_OK);
		assert_true(unit_ms() - begin_ms < 1000);
		expect_new(0600);
		assert_int_equal(unit_entries(UNIT_ROOM), 2);
		(void)teardown(state);
		(void)setup(state);
	}
}

/* rows: D-04 M-11 */
static void
test_T04_planted_directory(void **state)
{
	(void)state;
	UNIT_MUST(mkdir(TEMP, 0700) == 0);
	assert_int_equal(replace("new one"), BARO_E_TEMP_OPEN);
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
	expect_old();
}

/* Lay a file system of ${options} over the home, with the record in it. */
static void
remount_home(const char *options)
{
	baro_store_close(&store);
	UNIT_MUST(mount("unit", HOME, "tmpfs", 0, options) == 0);
	UNIT_MUST(chown(HOME, UNIT_ALICE, UNIT_ALICE) == 0);
	unit_put(RECORD, "old", UNIT_ALICE, 0600);
	UNIT_MUST(baro_store_open(RECORD, UNIT_ALICE, &store) == BARO_OK);
	UNIT_MUST(baro_store_lock(&store) == BARO_OK);
}

/* rows: D-04 M-13 */
static void
test_a_full_disk(void **state)
{
	static char bytes[60000];

	(void)state;
	remount_home("mode=0700,size=32k");
	assert_int_equal(baro_store_replace(&store, baro_span(
	    (uint8_t *)bytes, sizeof bytes)), BARO_E_UPDATE);
	assert_int_equal(store.error, ENOSPC);
	expect_old();
}

/* rows: D-04 M-11 */
static void
test_no_inode_left(void **state)
{
	(void)state;
	remount_home("mode=0700,nr_inodes=2");
	assert_int_equal(replace("new one"), BARO_E_TEMP_OPEN);
	assert_int_equal(store.error, ENOSPC);
	expect_old();
}

/* rows: D-04 M-11 */
static void
test_a_read_only_disk(void **state)
{
	(void)state;
	remount_home("mode=0700");
	UNIT_MUST(mount(NULL, HOME, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0);
	assert_int_equal(replace("new one"), BARO_E_TEMP_OPEN);
	assert_int_equal(store.error, EROFS);
	expect_old();
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
	assert_int_equal(replace("new one"), BARO_OK);
	use_name(255);
	assert_int_equal(replace("new one"), BARO_E_TEMP_NAME);
	assert_int_equal(store.error, ENAMETOOLONG);
	assert_int_equal(unit_entries(HOME), 3);
}

/* ---- room that is made beforehand */

/* rows: D-06 F-086 */
static void
test_reserve(void **state)
{
	static const size_t sizes[] = { 0, 1, 6, 7, 8, 4096, 4097, 70000 };

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		size_t before = unit_descriptors();

		assert_int_equal(baro_store_reserve(&store, sizes[i]),
		    BARO_OK);
		assert_true(unit_closes_on_exec(store.temp));
		assert_int_equal(unit_stat(TEMP).st_size, sizes[i]);
		unit_expect_file(RECORD, "old");
		/* Less than was reserved, or more: the file is as long. */
		assert_int_equal(baro_store_replace(&store,
		    unit_text("new one")), BARO_OK);
		assert_int_equal(unit_descriptors(), before);
		expect_new(0600);
		(void)teardown(state);
		(void)setup(state);
	}
}

/* rows: D-04 */
static void
test_reserved_and_not_used(void **state)
{
	void (*const ends[])(struct baro_store *) = {
		baro_store_discard, baro_store_unlock, baro_store_close
	};

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		assert_int_equal(baro_store_reserve(&store, 100), BARO_OK);
		ends[i](&store);
		expect_old();
		ends[i](&store);
		expect_old();
		(void)teardown(state);
		(void)setup(state);
	}
}

/* What was reserved can be written, even if the disk is full by then. */
/* rows: D-04 D-06 F-086 */
static void
test_reserved_on_a_disk_that_fills_up(void **state)
{
	static char bytes[40000];
	int other;

	(void)state;
	remount_home("mode=0700,size=64k");
	assert_int_equal(baro_store_reserve(&store, sizeof bytes), BARO_OK);
	other = open(HOME "/other", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	while (write(other, bytes, 1024) > 0)
		;
	assert_int_equal(errno, ENOSPC);
	UNIT_MUST(close(other) == 0);
	assert_int_equal(baro_store_replace(&store, baro_span(
	    (uint8_t *)bytes, sizeof bytes)), BARO_OK);
	assert_int_equal(unit_stat(RECORD).st_size, sizeof bytes);
}

/* rows: D-04 D-06 M-13 */
static void
test_no_room_to_reserve(void **state)
{
	(void)state;
	remount_home("mode=0700,size=32k");
	assert_int_equal(baro_store_reserve(&store, 60000), BARO_E_UPDATE);
	assert_int_equal(store.error, ENOSPC);
	expect_old();
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

	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		struct stat after;

		/* The clock of the inodes ticks a few hundred times a second. */
		unit_sleep_ms(20);
		changes[i]();
		memset(&after, 0, sizeof after);
		(void)lstat(RECORD, &after);
		store.error = 99;
		assert_int_equal(replace("new one"), BARO_E_CHANGED);
		assert_int_equal(store.error, 0);
		if (changes[i] != take_away)
			assert_int_equal(unit_stat(RECORD).st_ino,
			    after.st_ino);
		assert_int_equal(unit_entries(HOME),
		    changes[i] == take_away ? 0 : 1);
		unit_expect_file(OUTSIDE, "outside");
		(void)teardown(state);
		(void)setup(state);
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
	expect_new(0600);
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

/* ---- create and rehearse */

static enum baro_error
create(const char *text)
{
	size_t before = unit_descriptors();
	enum baro_error e = baro_store_create(&store, unit_text(text));

	assert_int_equal(unit_descriptors(), before);
	return e;
}

/* rows: C-020 F-086 */
static void
test_create(void **state)
{
	static const mode_t masks[] = { 0, 022, 077, 0777 };

	(void)state;
	for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
		UNIT_MUST(unlink(RECORD) == 0);
		(void)umask(masks[i]);
		assert_int_equal(create("new one"), BARO_OK);
		(void)umask(022);
		unit_expect_file(RECORD, "new one");
		unit_expect_attributes(RECORD, 0, 0400);
		assert_int_equal(unit_entries(HOME), 1);
	}
}

/* rows: C-020 */
static void
test_create_replaces_nothing(void **state)
{
	(void)state;
	assert_int_equal(create("new one"), BARO_E_CHANGED);
	expect_old();
	take_away();
	UNIT_MUST(mkdir(RECORD, 0700) == 0);
	assert_int_equal(create("new one"), BARO_E_CHANGED);
	UNIT_MUST(rmdir(RECORD) == 0);
	/* Neither where a link leads to ... */
	UNIT_MUST(symlink(UNIT_ROOM "/made", RECORD) == 0);
	assert_int_equal(create("new one"), BARO_E_CHANGED);
	assert_true(S_ISLNK(unit_stat(RECORD).st_mode));
	assert_int_equal(unit_entries(UNIT_ROOM), 2);
	/* ... nor where the litter of a crash does. */
	take_away();
	plant_link();
	assert_int_equal(create("new one"), BARO_OK);
	unit_expect_file(RECORD, "new one");
	unit_expect_file(OUTSIDE, "outside");
	assert_int_equal(unit_entries(HOME), 1);
}

/* rows: C-020 C-018 */
static void
test_create_on_a_full_disk(void **state)
{
	static char bytes[60000];

	(void)state;
	remount_home("mode=0700,size=32k");
	take_away();
	assert_int_equal(baro_store_create(&store, baro_span(
	    (uint8_t *)bytes, sizeof bytes)), BARO_E_UPDATE);
	assert_int_equal(store.error, ENOSPC);
	assert_int_equal(unit_entries(HOME), 0);
}

/* rows: P-044 */
static void
test_rehearse_leaves_nothing(void **state)
{
	struct baro_store nowhere;
	size_t before = unit_descriptors();

	(void)state;
	baro_store_rehearse(&store, unit_text("rehearsed"));
	expect_old();
	plant_stale();
	baro_store_rehearse(&store, unit_text("rehearsed"));
	unit_expect_file(TEMP, "a crash left this, and it is longer");
	assert_int_equal(unit_entries(HOME), 2);
	assert_int_equal(unit_descriptors(), before);

	assert_int_not_equal(baro_store_open(UNIT_ROOM "/no/record", 0,
	    &nowhere), BARO_OK);
	baro_store_rehearse(&nowhere, unit_text("rehearsed"));
	baro_store_close(&nowhere);

	remount_home("mode=0700");
	UNIT_MUST(mount(NULL, HOME, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0);
	baro_store_rehearse(&store, unit_text("rehearsed"));
	expect_old();
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
		assert_int_equal(replace(i % 2 == 0 ? "new one" : "old"),
		    BARO_OK);
		assert_int_equal(baro_store_lock(&store), BARO_OK);
	}
	assert_int_equal(replace("end"), BARO_OK);
	assert_true(unit_wait(reader));
}

/* ---- makers and users of one file */

#define MAKERS 4

/* What each maker was told, in memory that they share. */
static volatile int *told;
static int maker;

static bool
make_one(void)
{
	struct baro_store mine;
	char bytes[5000];

	memset(bytes, 'A' + maker, sizeof bytes);
	UNIT_CHECK(baro_store_open(RECORD, UNIT_ALICE, &mine) == BARO_OK);
	told[maker] = (int)baro_store_create(&mine, baro_span(
	    (const uint8_t *)bytes, sizeof bytes));
	baro_store_close(&mine);
	return true;
}

/* Exactly one maker was told that all is well, and the file is that one's. */
static void
expect_one_maker(void)
{
	char b[8192];
	int file = open(RECORD, O_RDONLY | O_CLOEXEC);
	int winner = -1;

	for (int i = 0; i < MAKERS; i++) {
		if (told[i] == BARO_OK) {
			assert_int_equal(winner, -1);
			winner = i;
		} else {
			assert_int_equal(told[i], BARO_E_CHANGED);
		}
	}
	assert_true(winner >= 0 && file >= 0);
	assert_int_equal(read(file, b, sizeof b), 5000);
	UNIT_MUST(close(file) == 0);
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(b[i], 'A' + winner);
	assert_int_equal(unit_entries(HOME), 1);
}

/* rows: C-020 W-40 */
static void
test_T07_one_of_many_makers(void **state)
{
	(void)state;
	for (int round = 0; round < 40; round++) {
		pid_t makers[MAKERS];

		(void)unlink(RECORD);
		for (maker = 0; maker < MAKERS; maker++)
			makers[maker] = unit_child(make_one);
		for (int i = 0; i < MAKERS; i++)
			assert_true(unit_wait(makers[i]));
		expect_one_maker();
	}
}

static bool
make_in_vain(void)
{
	for (int i = 0; i < 400; i++) {
		struct baro_store mine;

		UNIT_CHECK(baro_store_open(RECORD, UNIT_ALICE, &mine) ==
		    BARO_OK);
		UNIT_CHECK(baro_store_create(&mine,
		    BARO_SPAN_OF("not this one")) == BARO_E_CHANGED);
		baro_store_close(&mine);
	}
	return true;
}

/* An enrolment that is refused does not get into the way of a login. */
/* rows: D-04 C-020 W-40 */
static void
test_T07_a_maker_against_logins(void **state)
{
	pid_t other = unit_child(make_in_vain);

	(void)state;
	for (int i = 0; i < 400; i++) {
		assert_int_equal(replace("new one"), BARO_OK);
		unit_expect_file(RECORD, "new one");
		assert_int_equal(baro_store_lock(&store), BARO_OK);
	}
	assert_true(unit_wait(other));
	expect_new(0600);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_owner_and_mode_are_kept),
		TEST(test_the_group_is_kept),
		TEST(test_T11_any_umask),
		TEST(test_T11_the_temporary_file),
		TEST(test_the_label_is_kept),
		TEST(test_T04_planted_temporary_file),
		TEST(test_T04_planted_directory),
		TEST(test_a_short_write),
		TEST(test_a_full_disk),
		TEST(test_no_inode_left),
		TEST(test_a_read_only_disk),
		TEST(test_long_names),
		TEST(test_reserve),
		TEST(test_reserved_and_not_used),
		TEST(test_reserved_on_a_disk_that_fills_up),
		TEST(test_no_room_to_reserve),
		TEST(test_changed_under_the_lock),
		TEST(test_by_the_user),
		TEST(test_a_record_of_roots_by_the_user),
		TEST(test_create),
		TEST(test_create_replaces_nothing),
		TEST(test_create_on_a_full_disk),
		TEST(test_rehearse_leaves_nothing),
		TEST(test_old_or_new_and_nothing_between),
		TEST(test_T07_one_of_many_makers),
		TEST(test_T07_a_maker_against_logins),
	};

	unit_world();
	told = mmap(NULL, MAKERS * sizeof told[0], PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	UNIT_MUST(told != MAP_FAILED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
