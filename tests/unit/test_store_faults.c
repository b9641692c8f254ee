/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/store when single system calls fail, are interrupted, or do less than
 * they were asked to: finding, locking, replacing and making a record.  Each
 * case runs in a child of its own.  Needs root, and see unit_faults.h.
 */
#include "unit_faults.h"
#include "unit_store.h"

static struct baro_text text;

/* ---- finding the record */

static int failure;		/* of the case at hand */

static bool
cannot_open(void)
{
	enum baro_error e;

	UNIT_FAULTS(SYS_openat, UNIT_FAIL(failure));
	e = baro_store_find(&store);
	UNIT_CHECK(e == BARO_E_OPEN || e == BARO_E_UNSAFE);
	UNIT_CHECK(store.file == -1);
	UNIT_CHECK(store.error == (e == BARO_E_UNSAFE ? 0 : failure));
	return unit_script.calls == 1;
}

static bool
cannot_open_directory(void)
{
	struct baro_store other;
	enum baro_error e;

	UNIT_FAULTS(SYS_openat, UNIT_GO_ON, UNIT_GO_ON, UNIT_FAIL(failure));
	e = baro_store_open(RECORD, 0, &other);
	UNIT_CHECK(e == BARO_E_OPEN || e == BARO_E_UNSAFE);
	UNIT_CHECK(other.path.dir == -1 && other.file == -1);
	return unit_script.calls == 3;
}

/* How many descriptors are open, without a call that is watched. */
static size_t
descriptors(void)
{
	size_t n = 0;

	for (int i = 0; i < 256; i++)
		if (fcntl(i, F_GETFD) >= 0)
			n++;
	return n;
}

static bool
cannot_look(void)
{
	struct baro_store other;
	size_t before;

	UNIT_FAULTS(SYS_fstat, UNIT_FAIL(EIO), UNIT_FAIL(EIO), UNIT_GO_ON,
	    UNIT_FAIL(EIO));
	before = descriptors();
	/* A directory that cannot be checked is not safe. */
	UNIT_CHECK(baro_store_open(RECORD, 0, &other) == BARO_E_UNSAFE);
	UNIT_CHECK(other.path.dir == -1);
	UNIT_CHECK(baro_store_open(RECORD, UNIT_ALICE, &other) ==
	    BARO_OK);
	UNIT_CHECK(baro_store_find(&other) == BARO_E_OPEN);
	UNIT_CHECK(other.file == -1 && other.error == EIO);
	baro_store_close(&other);
	return descriptors() == before;
}

static bool
is_reached_at_once(void)
{
	struct baro_store other;

	UNIT_FAULTS(SYS_openat, UNIT_FAIL(EMFILE));
	UNIT_CHECK(baro_store_open(RECORD, UNIT_ALICE, &other) == BARO_OK);
	baro_store_close(&other);
	return unit_script.calls == 0;
}

static bool
is_reached_without_openat2(void)
{
	struct baro_store other;

	UNIT_FAULTS(SYS_openat2, UNIT_FAIL(ENOSYS), UNIT_FAIL(EPERM),
	    UNIT_FAIL(ENOSYS));
	for (int i = 0; i < 2; i++) {
		UNIT_CHECK(baro_store_open(RECORD, UNIT_ALICE, &other) ==
		    BARO_OK);
		UNIT_CHECK(baro_store_find(&other) == BARO_OK);
		baro_store_close(&other);
	}
	UNIT_CHECK(baro_store_open(RECORD, 0, &other) == BARO_E_UNSAFE);
	return unit_script.calls == 3;
}

/* rows: P-123 */
static void
test_both_ways_to_the_directory(void **state)
{
	(void)state;
	assert_true(unit_in_child(is_reached_at_once));
	assert_true(unit_in_child(is_reached_without_openat2));
}

/* rows: P-123 M-05 */
static void
test_what_cannot_be_checked(void **state)
{
	(void)state;
	assert_true(unit_in_child(cannot_look));
}

/* Somebody replaces the file that was just opened, then it is looked at. */
static long
look_too_late(const struct seccomp_data *d)
{
	unit_put(HOME "/newer", "newer", UNIT_ALICE, 0600);
	UNIT_MUST(rename(HOME "/newer", RECORD) == 0);
	return syscall(d->nr, d->args[0], d->args[1], d->args[2], d->args[3]);
}

static bool
replaced_while_opened(void)
{
	baro_store_unlock(&store);
	unit_instead = look_too_late;
	UNIT_FAULTS(SYS_fstat, UNIT_INSTEAD, UNIT_INSTEAD, UNIT_INSTEAD);
	UNIT_CHECK(baro_store_find(&store) == BARO_OK);
	UNIT_CHECK(unit_script.calls == 4);
	UNIT_CHECK(baro_store_read(&store, &text) == BARO_OK);
	return text.used == 5 && memcmp(text.b, "newer", 5) == 0;
}

/* That is no hard link, and no reason to keep the user out. */
/* rows: D-06 P-123 */
static void
test_T07_replaced_while_it_is_opened(void **state)
{
	(void)state;
	assert_true(unit_in_child(replaced_while_opened));
}

/* Nothing but ENOENT on the record itself says that there is none. */
/* rows: D-11 M-05 P-060 */
static void
test_T06_errors_are_no_absence(void **state)
{
	static const int failures[] = {
		EACCES, EPERM, EIO, ELOOP, ENOTDIR, ESTALE, EMFILE, ENFILE,
		ENOMEM, ENXIO, ENAMETOOLONG, EINVAL, EOVERFLOW
	};

	(void)state;
	for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
		failure = failures[i];
		assert_true(unit_in_child(cannot_open));
		assert_true(unit_in_child(cannot_open_directory));
	}
	/* Not even ENOENT does, on its directory. */
	failure = ENOENT;
	assert_true(unit_in_child(cannot_open_directory));
}

/* ---- the lock */

static bool
cannot_lock(void)
{
	uint64_t begin_ms = unit_ms();

	UNIT_FAULTS(SYS_flock, UNIT_FAIL(ENOLCK));
	UNIT_CHECK(baro_store_lock(&store) == BARO_E_LOCK);
	UNIT_CHECK(store.error == ENOLCK);
	/* The second call gives up the lock of the set-up. */
	return unit_ms() - begin_ms < 1000 && unit_script.calls == 2;
}

static bool
interrupted_lock(void)
{
	UNIT_FAULTS(SYS_flock, UNIT_FAIL(EINTR), UNIT_FAIL(EWOULDBLOCK),
	    UNIT_FAIL(EINTR));
	UNIT_CHECK(baro_store_lock(&store) == BARO_OK);
	return unit_script.calls == 4;
}

/* rows: D-06 M-70 */
static void
test_lock(void **state)
{
	(void)state;
	assert_true(unit_in_child(cannot_lock));
	assert_true(unit_in_child(interrupted_lock));
}

/* ---- reading */

static bool
read_is_interrupted(void)
{
	UNIT_FAULTS(SYS_pread64, UNIT_FAIL(EINTR), UNIT_FAIL(EINTR));
	UNIT_CHECK(baro_store_read(&store, &text) == BARO_OK);
	return text.used == 3 && memcmp(text.b, "old", 3) == 0;
}

static bool
read_comes_in_pieces(void)
{
	UNIT_FAULTS(SYS_pread64, UNIT_ONLY(1), UNIT_ONLY(1), UNIT_ONLY(1));
	UNIT_CHECK(baro_store_read(&store, &text) == BARO_OK);
	return text.used == 3 && memcmp(text.b, "old", 3) == 0;
}

static bool
read_fails(void)
{
	UNIT_FAULTS(SYS_pread64, UNIT_FAIL(EIO));
	UNIT_CHECK(baro_store_read(&store, &text) == BARO_E_READ);
	return store.error == EIO;
}

static bool
read_fails_half_way(void)
{
	UNIT_FAULTS(SYS_pread64, UNIT_ONLY(2), UNIT_FAIL(EIO));
	UNIT_CHECK(baro_store_read(&store, &text) == BARO_E_READ);
	return store.error == EIO;
}

/* rows: M-08 */
static void
test_read(void **state)
{
	(void)state;
	assert_true(unit_in_child(read_is_interrupted));
	assert_true(unit_in_child(read_comes_in_pieces));
	assert_true(unit_in_child(read_fails));
	assert_true(unit_in_child(read_fails_half_way));
}

/* ---- replacing */

static struct {
	long call;
	long answer[UNIT_ANSWERS];
	size_t answers;
	enum baro_error expected;
	int error;
} plan;

static bool
replace_by_plan(void)
{
	enum baro_error e;

	unit_begin_faults(plan.call, plan.answer, plan.answers);
	e = baro_store_replace(&store, BARO_SPAN_OF("new one"));
	if (e != plan.expected)
		(void)fprintf(stderr, "replace: %d, errno %d\n", (int)e,
		    store.error);
	UNIT_CHECK(e == plan.expected);
	UNIT_CHECK(e == BARO_OK || store.error == plan.error);
	return unit_script.calls >= plan.answers;
}

/* Replace with the first calls of ${call} answered so. */
static void
expect_replace(long call, long first, long second, enum baro_error expected)
{
	plan.call = call;
	plan.answer[0] = first;
	plan.answer[1] = second;
	plan.answers = second == UNIT_GO_ON ? 1 : 2;
	plan.expected = expected;
	plan.error = (int)-(second == UNIT_GO_ON ? first : second);
	assert_true(unit_in_child(replace_by_plan));
	assert_int_equal(unit_entries(HOME), 1);
	unit_expect_file(RECORD, expected == BARO_OK ? "new one" : "old");
	unit_expect_attributes(RECORD, UNIT_ALICE, 0600);
}

/* rows: D-04 F-086 M-13 */
static void
test_replace_writes_all(void **state)
{
	(void)state;
	expect_replace(SYS_write, UNIT_FAIL(EINTR), UNIT_GO_ON, BARO_OK);
	unit_store_again();
	expect_replace(SYS_write, UNIT_ONLY(3), UNIT_ONLY(1), BARO_OK);
	unit_store_again();
	expect_replace(SYS_pwrite64, UNIT_FAIL(EINTR), UNIT_GO_ON, BARO_OK);
	unit_store_again();
	expect_replace(SYS_pwrite64, UNIT_ONLY(3), UNIT_ONLY(1), BARO_OK);
}

/* The mode of the temporary file before anything is set. */
static mode_t first_mode;

static long
look_at_temp(const struct seccomp_data *d)
{
	first_mode = unit_stat(TEMP).st_mode & 07777;
	return syscall(d->nr, d->args[0], d->args[1], d->args[2], d->args[3]);
}

static bool
is_never_open_to_others(void)
{
	(void)umask(0);
	unit_instead = look_at_temp;
	UNIT_FAULTS(SYS_fchown, UNIT_INSTEAD);
	UNIT_CHECK(baro_store_replace(&store, BARO_SPAN_OF("new one")) ==
	    BARO_OK);
	return unit_script.calls == 1 && (first_mode & ~0600u) == 0;
}

/* rows: F-086 */
static void
test_T11_from_the_first_moment(void **state)
{
	(void)state;
	assert_true(unit_in_child(is_never_open_to_others));
}

/* The old record is whole, and nothing is left lying around. */
/* rows: D-04 D-06 F-086 M-11 M-13 */
static void
test_replace_fails_closed(void **state)
{
	static const struct {
		long call;
		long first, second;
	} cases[] = {
		{ SYS_write, UNIT_FAIL(ENOSPC), UNIT_GO_ON },
		{ SYS_write, UNIT_ONLY(3), UNIT_FAIL(EDQUOT) },
		{ SYS_pwrite64, UNIT_FAIL(EIO), UNIT_GO_ON },
		{ SYS_pwrite64, UNIT_ONLY(3), UNIT_FAIL(EIO) },
		{ SYS_fsync, UNIT_FAIL(EIO), UNIT_GO_ON },
		{ SYS_fsync, UNIT_FAIL(EINTR), UNIT_GO_ON },
		{ SYS_fstat, UNIT_FAIL(EIO), UNIT_GO_ON },
		{ SYS_fchown, UNIT_FAIL(EPERM), UNIT_GO_ON },
		{ SYS_renameat2, UNIT_FAIL(EIO), UNIT_GO_ON },
		{ SYS_renameat2, UNIT_FAIL(ENOSYS), UNIT_GO_ON },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		expect_replace(cases[i].call, cases[i].first, cases[i].second,
		    BARO_E_UPDATE);
	expect_replace(SYS_openat, UNIT_FAIL(EMFILE), UNIT_GO_ON,
	    BARO_E_TEMP_OPEN);
	expect_replace(SYS_openat, UNIT_FAIL(EEXIST), UNIT_FAIL(EEXIST),
	    BARO_E_TEMP_OPEN);
}

static bool
cannot_cut_what_was_reserved(void)
{
	UNIT_MUST(baro_store_reserve(&store, 100) == BARO_OK);
	UNIT_FAULTS(SYS_ftruncate, UNIT_FAIL(EIO));
	UNIT_CHECK(baro_store_replace(&store, BARO_SPAN_OF("new one")) ==
	    BARO_E_UPDATE);
	return unit_script.calls == 1 && store.error == EIO;
}

/* A second reservation takes the place of the first. */
static bool
is_reserved_anew(void)
{
	size_t before = descriptors();

	UNIT_CHECK(baro_store_reserve(&store, 100) == BARO_OK);
	UNIT_CHECK(baro_store_reserve(&store, 7) == BARO_OK);
	UNIT_CHECK(unit_stat(TEMP).st_size == 7);
	UNIT_CHECK(baro_store_replace(&store, BARO_SPAN_OF("new one")) ==
	    BARO_OK);
	return descriptors() == before;
}

/* rows: D-04 F-086 M-13 */
static void
test_reserve(void **state)
{
	(void)state;
	assert_true(unit_in_child(cannot_cut_what_was_reserved));
	unit_expect_old();
	assert_true(unit_in_child(is_reserved_anew));
	unit_expect_new(0600);
}

static bool
cannot_set_mode(void)
{
	(void)umask(0777);
	return replace_by_plan();
}

/* rows: D-04 M-13 */
static void
test_a_mode_that_cannot_be_kept(void **state)
{
	(void)state;
	plan.call = SYS_fchmod;
	plan.answer[0] = UNIT_FAIL(EPERM);
	plan.answers = 1;
	plan.expected = BARO_E_UPDATE;
	plan.error = EPERM;
	assert_true(unit_in_child(cannot_set_mode));
	unit_expect_file(RECORD, "old");
	assert_int_equal(unit_entries(HOME), 1);
}

static bool
directory_is_not_synced(void)
{
	UNIT_FAULTS(SYS_fsync, UNIT_GO_ON, UNIT_FAIL(EIO));
	UNIT_CHECK(baro_store_replace(&store, BARO_SPAN_OF("new one")) ==
	    BARO_E_UPDATE);
	/* fsync is not repeated: its second answer would be a lie. */
	return unit_script.calls == 2;
}

/* The last step failed: the login does, but the new record is there. */
/* rows: D-04 D-06 F-086 M-13 */
static void
test_directory_is_not_synced(void **state)
{
	(void)state;
	assert_true(unit_in_child(directory_is_not_synced));
	unit_expect_file(RECORD, "new one");
	assert_int_equal(unit_entries(HOME), 1);
}

static bool
create_by_plan(void)
{
	enum baro_error e;

	UNIT_MUST(unlink(RECORD) == 0);
	unit_begin_faults(plan.call, plan.answer, 1);
	e = baro_store_create(&store, BARO_SPAN_OF("new one"));
	return e == BARO_E_UPDATE || e == BARO_E_TEMP_OPEN;
}

/* rows: C-020 C-018 */
static void
test_create_leaves_nothing(void **state)
{
	static const long calls[] = {
		SYS_openat, SYS_fchmod, SYS_pwrite64, SYS_ftruncate,
		SYS_fsync, SYS_renameat2
	};

	(void)state;
	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		plan.call = calls[i];
		plan.answer[0] = UNIT_FAIL(EIO);
		assert_true(unit_in_child(create_by_plan));
		assert_int_equal(unit_entries(HOME), 0);
		unit_store_again();
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_STORE_TEST(test_both_ways_to_the_directory),
		UNIT_STORE_TEST(test_what_cannot_be_checked),
		UNIT_STORE_TEST(test_T07_replaced_while_it_is_opened),
		UNIT_STORE_TEST(test_T06_errors_are_no_absence),
		UNIT_STORE_TEST(test_lock),
		UNIT_STORE_TEST(test_read),
		UNIT_STORE_TEST(test_replace_writes_all),
		UNIT_STORE_TEST(test_T11_from_the_first_moment),
		UNIT_STORE_TEST(test_replace_fails_closed),
		UNIT_STORE_TEST(test_reserve),
		UNIT_STORE_TEST(test_a_mode_that_cannot_be_kept),
		UNIT_STORE_TEST(test_directory_is_not_synced),
		UNIT_STORE_TEST(test_create_leaves_nothing),
	};

	unit_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
