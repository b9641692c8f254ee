/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/store: finding, locking and reading a record.  Replacing it is in
 * test_store_replace.c.  Needs root.
 */
#include "unit_world.h"

#include <sys/file.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "sys/store.h"

#define RECORD UNIT_ROOM "/record"
#define OTHER UNIT_ROOM "/other"

static struct baro_store store;
static struct baro_text text;

/* A record of "old" that belongs to alice. */
static int
setup(void **state)
{
	(void)unit_empty_room(state);
	unit_put(RECORD, "old", UNIT_ALICE, 0600);
	memset(&store, 0x55, sizeof store);
	UNIT_MUST(baro_store_open(RECORD, UNIT_ALICE, &store) == BARO_OK);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	baro_store_close(&store);
	assert_int_equal(store.file, -1);
	assert_int_equal(store.path.dir, -1);
	return 0;
}

static enum baro_error
find(void)
{
	enum baro_error e = baro_store_find(&store);

	assert_int_equal(store.file >= 0, e == BARO_OK);
	return e;
}

/* ---- open and find */

/* rows: P-123 M-05 */
static void
test_open(void **state)
{
	struct baro_store other;

	(void)state;
	assert_int_equal(store.file, -1);
	assert_int_equal(store.error, 0);
	assert_int_equal(baro_store_open(UNIT_ROOM "/no/record", 0, &other),
	    BARO_E_OPEN);
	assert_int_equal(other.error, ENOENT);
	baro_store_close(&other);
	UNIT_MUST(symlink(UNIT_ROOM, UNIT_ROOM "/soft") == 0);
	assert_int_equal(baro_store_open(UNIT_ROOM "/soft/record", 0, &other),
	    BARO_E_UNSAFE);
	baro_store_close(&other);
}

/* A store that was only opened has nothing to remove. */
/* rows: D-04 */
static void
test_open_and_close(void **state)
{
	struct baro_store other;

	(void)state;
	memset(&other, 0xff, sizeof other);
	(void)snprintf(other.temp_name, sizeof other.temp_name, "record");
	assert_int_equal(baro_store_open(RECORD, 0, &other), BARO_OK);
	baro_store_close(&other);
	unit_expect_file(RECORD, "old");
}

/* Give the descriptor another number. */
static void
move(int *file, int to)
{
	int from = *file;

	UNIT_MUST((*file = fcntl(from, F_DUPFD_CLOEXEC, to)) >= to);
	UNIT_MUST(close(from) == 0);
}

/*
 * A host may have closed its standard input: 0 is a descriptor, too.  Of the
 * directory, the record and the temporary file each is the 0 once.
 */
static bool
with_closed_input(void)
{
	size_t before;
	struct baro_store mine;

	UNIT_MUST(close(0) == 0);
	before = unit_descriptors();
	for (int i = 0; i < 3; i++) {
		UNIT_CHECK(baro_store_open(RECORD, UNIT_ALICE, &mine) ==
		    BARO_OK);
		move(&mine.path.dir, i == 0 ? 0 : 100);
		UNIT_CHECK(baro_store_lock(&mine) == BARO_OK);
		if (i == 2)
			move(&mine.file, 200);
		UNIT_CHECK(baro_store_reserve(&mine, 10) == BARO_OK);
		UNIT_CHECK(mine.path.dir == 0 || mine.file == 0 ||
		    mine.temp == 0);
		UNIT_CHECK(baro_store_lock(&mine) == BARO_OK);
		UNIT_CHECK(baro_store_replace(&mine, BARO_SPAN_OF("new")) ==
		    BARO_OK);
		baro_store_rehearse(&mine, BARO_SPAN_OF("new"));
		baro_store_close(&mine);
		UNIT_CHECK(unit_descriptors() == before);
	}
	return true;
}

/* rows: P-007 */
static void
test_T05_with_closed_input(void **state)
{
	(void)state;
	assert_true(unit_in_child(with_closed_input));
	unit_expect_file(RECORD, "new");
	assert_int_equal(unit_entries(UNIT_ROOM), 1);
}

/* rows: D-11 M-05 */
static void
test_absent(void **state)
{
	(void)state;
	UNIT_MUST(unlink(RECORD) == 0);
	assert_int_equal(find(), BARO_E_ABSENT);
	assert_int_equal(store.error, ENOENT);
	assert_int_equal(baro_store_lock(&store), BARO_E_ABSENT);
	assert_int_equal(store.file, -1);
}

/* rows: W-02 P-123 M-06 A-18 */
static void
test_T11_every_mode(void **state)
{
	(void)state;
	for (mode_t mode = 0; mode <= 07777; mode++) {
		bool good = mode == 0400 || mode == 0600;

		UNIT_MUST(chmod(RECORD, mode) == 0);
		store.error = 99;
		assert_int_equal(find(), good ? BARO_OK : BARO_E_UNSAFE);
		assert_int_equal(store.error, 0);
	}
}

/* rows: P-123 M-06 */
static void
test_owner(void **state)
{
	(void)state;
	assert_int_equal(find(), BARO_OK);
	UNIT_MUST(chown(RECORD, UNIT_BOB, 0) == 0);
	assert_int_equal(find(), BARO_E_UNSAFE);
	UNIT_MUST(chown(RECORD, 0, 0) == 0);
	assert_int_equal(find(), BARO_OK);
	baro_store_close(&store);
	/* A host's record may be root's only. */
	assert_int_equal(baro_store_open(RECORD, 0, &store), BARO_OK);
	assert_int_equal(find(), BARO_OK);
	UNIT_MUST(chown(RECORD, UNIT_ALICE, 0) == 0);
	assert_int_equal(find(), BARO_E_UNSAFE);
}

/* rows: F-003 M-07 A-28 */
static void
test_size(void **state)
{
	static const struct {
		off_t bytes;
		enum baro_error error;
	} sizes[] = {
		{ 0, BARO_E_SIZE }, { 1, BARO_E_SIZE }, { 2, BARO_OK },
		{ 65535, BARO_OK }, { 65536, BARO_E_SIZE },
		{ INT64_C(1) << 40, BARO_E_SIZE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		UNIT_MUST(truncate(RECORD, sizes[i].bytes) == 0);
		assert_int_equal(find(), sizes[i].error);
		assert_int_equal(baro_store_lock(&store), sizes[i].error);
	}
}

static void
put_socket(const char *at)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", at);
	UNIT_MUST(bind(s, (struct sockaddr *)&address, sizeof address) == 0);
	UNIT_MUST(close(s) == 0);
}

/* Put the ${i}th thing that is no record in its place; false after the last. */
static bool
put_intruder(int i)
{
	switch (i) {
	case 0:
		UNIT_MUST(mkfifo(RECORD, 0600) == 0);
		return true;
	case 1:
		put_socket(RECORD);
		return true;
	case 2:
		UNIT_MUST(mknod(RECORD, S_IFCHR | 0600, makedev(1, 5)) == 0);
		return true;
	case 3:
		UNIT_MUST(symlink("other", RECORD) == 0);
		return true;
	case 4:
		UNIT_MUST(symlink("none", RECORD) == 0);
		return true;
	case 5:
		UNIT_MUST(link(OTHER, RECORD) == 0);
		return true;
	default:
		return false;
	}
}

/* rows: P-123 W-20 M-06 */
static void
test_T28_what_is_no_record(void **state)
{
	(void)state;
	unit_put(OTHER, "other", 0, 0600);
	UNIT_MUST(unlink(RECORD) == 0);
	for (int i = 0; put_intruder(i); i++) {
		uint64_t begin_ms = unit_ms();

		assert_int_equal(find(), BARO_E_UNSAFE);
		assert_int_equal(baro_store_lock(&store), BARO_E_UNSAFE);
		assert_true(unit_ms() - begin_ms < 100);
		UNIT_MUST(unlink(RECORD) == 0);
	}
	UNIT_MUST(mkdir(RECORD, 0700) == 0);
	assert_int_equal(find(), BARO_E_UNSAFE);
}

/* ---- the lock */

/* Whether somebody else could lock ${path} now. */
static bool
is_free(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool taken;

	UNIT_MUST(file >= 0);
	taken = flock(file, LOCK_EX | LOCK_NB) == 0;
	UNIT_MUST(close(file) == 0);
	return taken;
}

/* rows: D-06 */
static void
test_lock(void **state)
{
	size_t before = unit_descriptors();

	(void)state;
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_true(store.file >= 0);
	assert_true(unit_closes_on_exec(store.file));
	assert_int_equal(store.seen.st_ino, unit_stat(RECORD).st_ino);
	assert_false(is_free(RECORD));
	baro_store_unlock(&store);
	assert_true(is_free(RECORD));
	assert_int_equal(unit_descriptors(), before);
	/* The directory stays open: the lock can be taken again. */
	assert_int_equal(baro_store_lock(&store), BARO_OK);
}

/* What was found before is locked only if the name still leads to it. */
/* rows: D-06 */
static void
test_T07_replaced_since_it_was_found(void **state)
{
	(void)state;
	assert_int_equal(find(), BARO_OK);
	unit_put(OTHER, "newer", UNIT_ALICE, 0400);
	UNIT_MUST(rename(OTHER, RECORD) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_int_equal(store.seen.st_ino, unit_stat(RECORD).st_ino);
	assert_false(is_free(RECORD));
	assert_int_equal(baro_store_read(&store, &text), BARO_OK);
	unit_expect_text(baro_text_span(&text), "newer");
}

/* What was good when it was found is checked again under the lock. */
/* rows: D-06 M-06 */
static void
test_changed_since_it_was_found(void **state)
{
	(void)state;
	assert_int_equal(find(), BARO_OK);
	UNIT_MUST(chmod(RECORD, 0644) == 0);
	store.error = 99;
	assert_int_equal(baro_store_lock(&store), BARO_E_UNSAFE);
	assert_int_equal(store.error, 0);
	assert_int_equal(store.file, -1);
	UNIT_MUST(chmod(RECORD, 0600) == 0);
	assert_int_equal(find(), BARO_OK);
	UNIT_MUST(link(RECORD, OTHER) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_E_UNSAFE);
	UNIT_MUST(unlink(OTHER) == 0);
	assert_int_equal(find(), BARO_OK);
	UNIT_MUST(truncate(RECORD, 0) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_E_SIZE);
	UNIT_MUST(truncate(RECORD, 5) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_int_equal(store.seen.st_size, 5);
}

/* Another process: it locks the record, says so, and does ${then}. */
static int ready[2];
static void (*then)(void);

static bool
hold(void)
{
	int file = open(RECORD, O_RDONLY | O_CLOEXEC);

	UNIT_MUST(file >= 0 && flock(file, LOCK_EX) == 0);
	UNIT_MUST(write(ready[1], "", 1) == 1);
	unit_sleep_ms(80);
	then();
	return true;
}

/* Let the other one lock and do ${what}; what our lock says meanwhile. */
static enum baro_error
lock_against(void (*what)(void))
{
	uint64_t begin_ms;
	enum baro_error e;
	pid_t other;
	char byte;

	then = what;
	UNIT_MUST(pipe(ready) == 0);
	other = unit_child(hold);
	UNIT_MUST(read(ready[0], &byte, 1) == 1);
	begin_ms = unit_ms();
	e = baro_store_lock(&store);
	/* Waited indeed, and not for much longer than the other one. */
	assert_in_range(unit_ms() - begin_ms, 40, 1500);
	if (e != BARO_OK)
		baro_store_unlock(&store);
	UNIT_MUST(unit_wait(other));
	UNIT_MUST(close(ready[0]) == 0 && close(ready[1]) == 0);
	return e;
}

static void
then_nothing(void)
{
}

static void
then_replace(void)
{
	unit_put(OTHER, "replaced", UNIT_ALICE, 0400);
	UNIT_MUST(rename(OTHER, RECORD) == 0);
}

static void
then_remove(void)
{
	UNIT_MUST(unlink(RECORD) == 0);
}

static void
then_link(void)
{
	unit_put(OTHER, "other", UNIT_ALICE, 0400);
	UNIT_MUST(unlink(RECORD) == 0 && symlink("other", RECORD) == 0);
}

static void
then_loosen(void)
{
	UNIT_MUST(chmod(RECORD, 0660) == 0);
}

/* rows: D-06 */
static void
test_waits_for_the_lock(void **state)
{
	(void)state;
	assert_int_equal(lock_against(then_nothing), BARO_OK);
	assert_int_equal(store.error, 0);
	assert_int_equal(baro_store_read(&store, &text), BARO_OK);
	unit_expect_text(baro_text_span(&text), "old");
}

/* rows: D-06 */
static void
test_T07_replaced_while_waiting(void **state)
{
	(void)state;
	assert_int_equal(lock_against(then_replace), BARO_OK);
	assert_int_equal(store.seen.st_ino, unit_stat(RECORD).st_ino);
	assert_false(is_free(RECORD));
	assert_int_equal(baro_store_read(&store, &text), BARO_OK);
	unit_expect_text(baro_text_span(&text), "replaced");
}

/* A child of the host may hold on to the lock of what was replaced. */
/* rows: D-06 */
static void
test_replaced_and_still_locked(void **state)
{
	int file = open(RECORD, O_RDONLY | O_CLOEXEC);
	uint64_t begin_ms = unit_ms();

	(void)state;
	UNIT_MUST(flock(file, LOCK_EX) == 0);
	assert_int_equal(baro_store_find(&store), BARO_OK);
	then_replace();
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_in_range(unit_ms() - begin_ms, 0, 1500);
	assert_int_equal(baro_store_read(&store, &text), BARO_OK);
	unit_expect_text(baro_text_span(&text), "replaced");
	UNIT_MUST(close(file) == 0);
}

/* rows: D-06 W-20 */
static void
test_made_unsafe_while_waiting(void **state)
{
	(void)state;
	assert_int_equal(lock_against(then_loosen), BARO_E_UNSAFE);
	UNIT_MUST(chmod(RECORD, 0600) == 0);
	assert_int_equal(lock_against(then_link), BARO_E_UNSAFE);
}

/* rows: D-06 M-05 */
static void
test_removed_while_waiting(void **state)
{
	(void)state;
	assert_int_equal(lock_against(then_remove), BARO_E_ABSENT);
}

/* Whether the deadline was kept, on a machine that may be busy. */
static bool
is_deadline(uint64_t ms)
{
	return ms >= BARO_LOCK_DEADLINE_MS - 1 &&
	    ms < BARO_LOCK_DEADLINE_MS + 1500;
}

/* The same for whoever makes a file in a directory that somebody holds. */
static bool
make_in_a_held_directory(void)
{
	uint64_t begin_ms = unit_ms();
	struct baro_store mine;

	UNIT_CHECK(baro_store_open(OTHER, 0, &mine) == BARO_OK);
	UNIT_CHECK(baro_store_create(&mine, BARO_SPAN_OF("text")) ==
	    BARO_E_LOCK);
	UNIT_CHECK(mine.error == ETIMEDOUT);
	baro_store_close(&mine);
	return is_deadline(unit_ms() - begin_ms);
}

/* rows: D-06 M-70 */
static void
test_T08_held_for_ever(void **state)
{
	int file = open(RECORD, O_RDONLY | O_CLOEXEC);
	int directory = open(UNIT_ROOM, O_RDONLY | O_CLOEXEC);
	uint64_t begin_ms = unit_ms();
	pid_t maker;

	(void)state;
	UNIT_MUST(flock(file, LOCK_EX) == 0);
	UNIT_MUST(flock(directory, LOCK_EX) == 0);
	maker = unit_child(make_in_a_held_directory);
	assert_int_equal(baro_store_lock(&store), BARO_E_LOCK);
	assert_true(is_deadline(unit_ms() - begin_ms));
	assert_int_equal(store.error, ETIMEDOUT);
	assert_int_equal(store.file, -1);
	assert_true(unit_wait(maker));
	assert_int_equal(unit_entries(UNIT_ROOM), 1);
	UNIT_MUST(close(file) == 0 && close(directory) == 0);
	assert_int_equal(baro_store_lock(&store), BARO_OK);
}

/* A shared lock, which any reader of the file can take, holds us up as well. */
/* rows: D-06 */
static void
test_a_shared_lock_counts(void **state)
{
	int file = open(RECORD, O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_int_equal(baro_store_lock(&store), BARO_OK);
	assert_int_equal(flock(file, LOCK_SH | LOCK_NB), -1);
	UNIT_MUST(close(file) == 0);
}

/* ---- reading */

/* rows: D-06 */
static void
test_read(void **state)
{
	(void)state;
	memset(&text, 0, sizeof text);
	assert_int_equal(find(), BARO_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(baro_store_read(&store, &text), BARO_OK);
		unit_expect_text(baro_text_span(&text), "old");
		/* The byte behind it was touched, and is wiped as well. */
		assert_true(text.touched > text.used);
	}
}

/* rows: F-003 */
static void
test_read_the_largest(void **state)
{
	(void)state;
	UNIT_MUST(truncate(RECORD, 0) == 0);
	UNIT_MUST(truncate(RECORD, BARO_RECORD_BYTES_MAX) == 0);
	assert_int_equal(find(), BARO_OK);
	memset(text.b, 0x55, sizeof text.b);
	assert_int_equal(baro_store_read(&store, &text), BARO_OK);
	assert_int_equal(text.used, BARO_RECORD_BYTES_MAX);
	for (size_t i = 0; i < BARO_RECORD_BYTES_MAX; i++)
		assert_int_equal(text.b[i], 0);
}

/* rows: M-08 */
static void
test_read_a_file_that_grew(void **state)
{
	(void)state;
	assert_int_equal(find(), BARO_OK);
	for (off_t size = 4; size < 10; size++) {
		UNIT_MUST(truncate(RECORD, size) == 0);
		assert_int_equal(baro_store_read(&store, &text), BARO_E_READ);
		assert_int_equal(store.error, EIO);
	}
}

/* rows: M-08 */
static void
test_read_a_file_that_shrank(void **state)
{
	(void)state;
	assert_int_equal(find(), BARO_OK);
	for (off_t size = 2; size >= 0; size--) {
		UNIT_MUST(truncate(RECORD, size) == 0);
		assert_int_equal(baro_store_read(&store, &text), BARO_E_READ);
		assert_int_equal(store.error, EIO);
	}
}

/* ---- many at once */

#define WORKERS 6
#define ROUNDS 60

/* Add one to the number in the record, so many times. */
static bool
count_up(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		struct baro_store mine;
		char number[16] = "";
		int n;

		UNIT_CHECK(baro_store_open(RECORD, UNIT_ALICE, &mine) ==
		    BARO_OK);
		/* As the module does: look first, lock later. */
		UNIT_CHECK(baro_store_find(&mine) == BARO_OK);
		UNIT_CHECK(baro_store_lock(&mine) == BARO_OK);
		UNIT_CHECK(baro_store_read(&mine, &text) == BARO_OK);
		UNIT_CHECK(text.used < sizeof number);
		memcpy(number, text.b, text.used);
		n = snprintf(number, sizeof number, "%06ld",
		    strtol(number, NULL, 10) + 1);
		UNIT_CHECK(baro_store_replace(&mine, baro_span(
		    (const uint8_t *)number, (size_t)n)) == BARO_OK);
		baro_store_close(&mine);
	}
	return true;
}

/* rows: D-06 F-085 W-40 */
static void
test_T07_no_update_is_lost(void **state)
{
	pid_t workers[WORKERS];
	char expected[16];

	(void)state;
	UNIT_MUST(unlink(RECORD) == 0);
	unit_put(RECORD, "000000", UNIT_ALICE, 0600);
	for (size_t i = 0; i < WORKERS; i++)
		workers[i] = unit_child(count_up);
	for (size_t i = 0; i < WORKERS; i++)
		assert_true(unit_wait(workers[i]));
	(void)snprintf(expected, sizeof expected, "%06d", WORKERS * ROUNDS);
	unit_expect_file(RECORD, expected);
	unit_expect_attributes(RECORD, UNIT_ALICE, 0600);
	assert_int_equal(unit_entries(UNIT_ROOM), 1);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_open),
		TEST(test_open_and_close),
		TEST(test_T05_with_closed_input),
		TEST(test_absent),
		TEST(test_T11_every_mode),
		TEST(test_owner),
		TEST(test_size),
		TEST(test_T28_what_is_no_record),
		TEST(test_lock),
		TEST(test_T07_replaced_since_it_was_found),
		TEST(test_changed_since_it_was_found),
		TEST(test_waits_for_the_lock),
		TEST(test_T07_replaced_while_waiting),
		TEST(test_replaced_and_still_locked),
		TEST(test_made_unsafe_while_waiting),
		TEST(test_removed_while_waiting),
		TEST(test_T08_held_for_ever),
		TEST(test_a_shared_lock_counts),
		TEST(test_read),
		TEST(test_read_the_largest),
		TEST(test_read_a_file_that_grew),
		TEST(test_read_a_file_that_shrank),
		TEST(test_T07_no_update_is_lost),
	};

	unit_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
