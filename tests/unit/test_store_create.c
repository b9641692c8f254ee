/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/store_replace: room for a record before it is written, new files, and
 * the disk work for a record that is not there.  Needs root.
 */
#include "unit_store.h"

#include <sys/mman.h>

/* ---- room that is made beforehand */

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
		unit_expect_old();
	}
}

/* rows: D-06 F-086 */
static void
test_reserve(void **state)
{
	static const size_t sizes[] = { 0, 1, 6, 7, 8, 4096, 4097, 70000 };

	(void)state;
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
		unit_expect_new(0600);
		unit_store_again();
	}
}

/* rows: D-04 */
static void
test_reserved_and_not_used(void **state)
{
	void (*const ends[])(struct baro_store *) = {
		baro_store_discard, baro_store_unlock, baro_store_close
	};

	(void)state;
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		assert_int_equal(baro_store_reserve(&store, 100), BARO_OK);
		ends[i](&store);
		unit_expect_old();
		ends[i](&store);
		unit_expect_old();
		unit_store_again();
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
	unit_remount_home("mode=0700,size=64k");
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
	unit_remount_home("mode=0700,size=32k");
	assert_int_equal(baro_store_reserve(&store, 60000), BARO_E_UPDATE);
	assert_int_equal(store.error, ENOSPC);
	unit_expect_old();
}

/* ---- create and rehearse */

static enum baro_error
create(const char *text)
{
	size_t before = unit_descriptors();
	enum baro_error e;

	errno = ENOENT;		/* of an earlier call: it says nothing */
	e = baro_store_create(&store, unit_text(text));
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
	unit_expect_old();
	UNIT_MUST(unlink(RECORD) == 0);
	UNIT_MUST(mkdir(RECORD, 0700) == 0);
	assert_int_equal(create("new one"), BARO_E_CHANGED);
	UNIT_MUST(rmdir(RECORD) == 0);
	/* Neither where a link leads to ... */
	UNIT_MUST(symlink(UNIT_ROOM "/made", RECORD) == 0);
	assert_int_equal(create("new one"), BARO_E_CHANGED);
	assert_true(S_ISLNK(unit_stat(RECORD).st_mode));
	assert_int_equal(unit_entries(UNIT_ROOM), 2);
	/* ... nor where the litter of a crash does. */
	UNIT_MUST(unlink(RECORD) == 0);
	UNIT_MUST(symlink(OUTSIDE, TEMP) == 0);
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
	unit_remount_home("mode=0700,size=32k");
	UNIT_MUST(unlink(RECORD) == 0);
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
	unit_expect_old();
	unit_put(TEMP, "a crash left this", 0, 0600);
	baro_store_rehearse(&store, unit_text("rehearsed"));
	unit_expect_file(TEMP, "a crash left this");
	assert_int_equal(unit_entries(HOME), 2);
	assert_int_equal(unit_descriptors(), before);

	assert_int_not_equal(baro_store_open(UNIT_ROOM "/no/record", 0,
	    &nowhere), BARO_OK);
	baro_store_rehearse(&nowhere, unit_text("rehearsed"));
	baro_store_close(&nowhere);

	unit_remount_home("mode=0700");
	UNIT_MUST(mount(NULL, HOME, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0);
	baro_store_rehearse(&store, unit_text("rehearsed"));
	unit_expect_old();
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
		assert_int_equal(unit_replace("new one"), BARO_OK);
		unit_expect_file(RECORD, "new one");
		assert_int_equal(baro_store_lock(&store), BARO_OK);
	}
	assert_true(unit_wait(other));
	unit_expect_new(0600);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_STORE_TEST(test_T11_the_temporary_file),
		UNIT_STORE_TEST(test_reserve),
		UNIT_STORE_TEST(test_reserved_and_not_used),
		UNIT_STORE_TEST(test_reserved_on_a_disk_that_fills_up),
		UNIT_STORE_TEST(test_no_room_to_reserve),
		UNIT_STORE_TEST(test_create),
		UNIT_STORE_TEST(test_create_replaces_nothing),
		UNIT_STORE_TEST(test_create_on_a_full_disk),
		UNIT_STORE_TEST(test_rehearse_leaves_nothing),
		UNIT_STORE_TEST(test_T07_one_of_many_makers),
		UNIT_STORE_TEST(test_T07_a_maker_against_logins),
	};

	unit_world();
	told = mmap(NULL, MAKERS * sizeof told[0], PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	UNIT_MUST(told != MAP_FAILED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
