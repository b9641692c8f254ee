/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Floor 3 when single system calls fail, are interrupted, or do less than they
 * were asked to.  Each case runs in a child of its own.  Needs root, and see
 * unit_faults.h.
 */
#include "unit_faults.h"
#include "unit_users.h"

#include <grp.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/xattr.h>

#include "flow/enrolment.h"
#include "sys/entropy.h"
#include "sys/lines.h"
#include "sys/privilege.h"
#include "sys/store.h"

#define HOME UNIT_ROOM "/home"
#define RECORD HOME "/record"

static struct baro_store store;
static struct baro_text text;

static int
setup(void **state)
{
	(void)unit_empty_room(state);
	unit_put_directory(HOME, 0, 0700);
	unit_put(RECORD, "old", UNIT_ALICE, 0600);
	UNIT_MUST(baro_store_open(RECORD, UNIT_ALICE, &store) == BARO_OK);
	UNIT_MUST(baro_store_lock(&store) == BARO_OK);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	baro_store_close(&store);
	return 0;
}

/* ---- random bytes */

static bool
is_zero(const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (b[i] != 0)
			return false;
	return true;
}

static bool
no_entropy(void)
{
	uint8_t b[32];
	uint32_t v = 7;

	memset(b, 0x55, sizeof b);
	UNIT_FAULTS(SYS_getrandom, UNIT_FAIL(ENOSYS), UNIT_FAIL(EAGAIN),
	    UNIT_ONLY(31), UNIT_ONLY(0), UNIT_FAIL(EIO));
	UNIT_CHECK(baro_entropy(b, sizeof b) == BARO_E_ENTROPY);
	UNIT_CHECK(is_zero(b, sizeof b));
	UNIT_CHECK(baro_entropy(b, sizeof b) == BARO_E_ENTROPY);
	/* A short answer is none, and nobody may use what there was of it. */
	UNIT_CHECK(baro_entropy(b, sizeof b) == BARO_E_ENTROPY);
	UNIT_CHECK(is_zero(b, sizeof b));
	UNIT_CHECK(baro_entropy(b, sizeof b) == BARO_E_ENTROPY);
	UNIT_CHECK(baro_entropy_below(10, &v) == BARO_E_ENTROPY);
	UNIT_CHECK(v == 7);
	UNIT_CHECK(baro_entropy(b, sizeof b) == BARO_OK);
	return unit_script.calls == 6;
}

static bool
interrupted_entropy(void)
{
	uint8_t b[32] = { 0 };

	UNIT_FAULTS(SYS_getrandom, UNIT_FAIL(EINTR), UNIT_FAIL(EINTR));
	UNIT_CHECK(baro_entropy(b, sizeof b) == BARO_OK);
	UNIT_CHECK(unit_script.calls == 3);
	return !is_zero(b, sizeof b);
}

static bool
no_entropy_for_keys(void)
{
	struct baro_record r;

	baro_record_init(&r);
	UNIT_FAULTS(SYS_getrandom, UNIT_FAIL(EIO), UNIT_GO_ON, UNIT_FAIL(EIO));
	UNIT_CHECK(baro_enrolment_secure_key(&r) == BARO_E_ENTROPY);
	UNIT_CHECK(r.key_bytes == 0);
	return baro_enrolment_emergency(&r, 5) == BARO_E_ENTROPY;
}

static bool
no_entropy_for_the_nonce(void)
{
	BARO_VAULT(vault);

	UNIT_CHECK(baro_vault_open(&vault) == BARO_OK);
	memcpy(vault->text.b, "plain", 5);
	baro_text_use(&vault->text, 5);
	UNIT_FAULTS(SYS_getrandom, UNIT_FAIL(EIO));
	return baro_seal_close(vault, unit_text("alice")) == BARO_E_ENTROPY;
}

static bool
no_entropy_for_the_host_key(void)
{
	BARO_VAULT(vault);
	int error = 0;

	UNIT_CHECK(baro_vault_open(&vault) == BARO_OK);
	UNIT_FAULTS(SYS_getrandom, UNIT_FAIL(EIO));
	UNIT_CHECK(baro_enrolment_host_key(vault, &error) == BARO_E_ENTROPY);
	UNIT_CHECK(access(BARO_HOST_KEY_PATH, F_OK) != 0);
	return true;
}

/* rows: F-053 C-009 D-10 */
static void
test_T22_unchecked_random(void **state)
{
	(void)state;
	assert_true(unit_in_child(no_entropy));
	assert_true(unit_in_child(interrupted_entropy));
	assert_true(unit_in_child(no_entropy_for_keys));
	assert_true(unit_in_child(no_entropy_for_the_nonce));
	assert_true(unit_in_child(no_entropy_for_the_host_key));
}

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

	UNIT_FAULTS(SYS_fstat, UNIT_FAIL(EIO), UNIT_GO_ON, UNIT_GO_ON,
	    UNIT_GO_ON, UNIT_FAIL(EIO));
	before = descriptors();
	/* A directory that cannot be checked is not safe. */
	UNIT_CHECK(baro_store_open(RECORD, 0, &other) == BARO_E_UNSAFE);
	UNIT_CHECK(other.path.dir == -1);
	UNIT_CHECK(baro_store_open(RECORD, 0, &other) == BARO_OK);
	UNIT_CHECK(baro_store_find(&other) == BARO_E_OPEN);
	UNIT_CHECK(other.file == -1 && other.error == EIO);
	baro_store_close(&other);
	return descriptors() == before;
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
	return unit_ms() - begin_ms < 1000 && unit_script.calls == 1;
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

/*
 * A block that cannot be read: the bytes before it come, the error with the
 * next call.  It must not be taken for the end of the file.
 */
static bool
bad_block(void)
{
	uint8_t b[8];

	UNIT_FAULTS(SYS_pread64, UNIT_ONLY(2), UNIT_FAIL(EIO));
	return baro_path_read(store.file, 3, b) == BARO_E_READ;
}

static bool
bad_block_in_passwd(void)
{
	static struct baro_identity found;

	/* The user would be in the bytes that do not come. */
	UNIT_FAULTS(SYS_read, UNIT_ONLY(20), UNIT_FAIL(EIO));
	return baro_identity_lookup(unit_text("alice"), &found) ==
	    BARO_E_PASSWD;
}

/* Even where the user was already found: the file is not to be trusted. */
static bool
bad_block_behind_the_user(void)
{
	static struct baro_identity found;

	UNIT_FAULTS(SYS_read, UNIT_ONLY(80), UNIT_FAIL(EIO));
	return baro_identity_lookup(unit_text("root"), &found) ==
	    BARO_E_PASSWD;
}

static bool
bad_block_in_group(void)
{
	static gid_t groups[BARO_GROUPS_MAX];
	size_t n = 0;

	UNIT_FAULTS(SYS_read, UNIT_ONLY(10), UNIT_FAIL(EIO));
	return baro_identity_groups(unit_text("alice"), 1, groups, &n) ==
	    BARO_E_PRIVILEGE;
}

/* rows: D-02 P-113 */
static void
test_T17_a_bad_block_is_not_the_end(void **state)
{
	(void)state;
	assert_true(unit_in_child(bad_block));
	assert_true(unit_in_child(bad_block_in_passwd));
	assert_true(unit_in_child(bad_block_behind_the_user));
	assert_true(unit_in_child(bad_block_in_group));
}

static bool
interrupted_lines(void)
{
	struct baro_lines lines;
	struct baro_span line;

	UNIT_CHECK(baro_lines_open(UNIT_ROOM "/lines", &lines) == BARO_OK);
	UNIT_FAULTS(SYS_read, UNIT_FAIL(EINTR), UNIT_ONLY(2), UNIT_ONLY(4),
	    UNIT_FAIL(EINTR));
	UNIT_CHECK(baro_lines_next(&lines, &line) == BARO_OK);
	UNIT_CHECK(baro_span_equal(line, BARO_SPAN_OF("one")));
	UNIT_CHECK(baro_lines_next(&lines, &line) == BARO_OK);
	UNIT_CHECK(baro_span_equal(line, BARO_SPAN_OF("two")));
	UNIT_CHECK(baro_lines_next(&lines, &line) == BARO_E_ABSENT);
	baro_lines_close(&lines);
	return true;
}

static void
test_interrupted_lines(void **state)
{
	(void)state;
	unit_put(UNIT_ROOM "/lines", "one\ntwo\n", 0, 0644);
	assert_true(unit_in_child(interrupted_lines));
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
	(void)teardown(state);
	(void)setup(state);
	expect_replace(SYS_write, UNIT_ONLY(3), UNIT_ONLY(1), BARO_OK);
	(void)teardown(state);
	(void)setup(state);
	expect_replace(SYS_pwrite64, UNIT_FAIL(EINTR), UNIT_GO_ON, BARO_OK);
	(void)teardown(state);
	(void)setup(state);
	expect_replace(SYS_pwrite64, UNIT_ONLY(3), UNIT_ONLY(1), BARO_OK);
}

/* The mode of the temporary file before anything is set. */
static mode_t first_mode;

static long
look_at_temp(const struct seccomp_data *d)
{
	first_mode = unit_stat(RECORD "~").st_mode & 07777;
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
		{ SYS_ftruncate, UNIT_FAIL(EIO), UNIT_GO_ON },
		{ SYS_fsync, UNIT_FAIL(EIO), UNIT_GO_ON },
		{ SYS_fsync, UNIT_FAIL(EINTR), UNIT_GO_ON },
		{ SYS_fstat, UNIT_FAIL(EIO), UNIT_GO_ON },
		{ SYS_fchown, UNIT_FAIL(EPERM), UNIT_GO_ON },
		{ SYS_fgetxattr, UNIT_FAIL(EACCES), UNIT_GO_ON },
		{ SYS_fgetxattr, UNIT_FAIL(ERANGE), UNIT_GO_ON },
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

/* A file system without labels is none that must keep them. */
/* rows: D-04 */
static void
test_no_labels(void **state)
{
	(void)state;
	expect_replace(SYS_fgetxattr, UNIT_FAIL(EOPNOTSUPP), UNIT_GO_ON,
	    BARO_OK);
}

/* rows: D-04 M-13 */
static void
test_a_label_that_cannot_be_kept(void **state)
{
	(void)state;
	UNIT_MUST(setxattr(RECORD, "security.selinux", "a:b:c", 6, 0) == 0);
	UNIT_MUST(baro_store_lock(&store) == BARO_OK);
	expect_replace(SYS_fsetxattr, UNIT_FAIL(EPERM), UNIT_GO_ON,
	    BARO_E_UPDATE);
}

/* A kernel with SELinux: it gives each new file a label. */
static const char *label_of_new;

static long
give_label(const struct seccomp_data *d)
{
	size_t n = strlen(label_of_new) + 1;

	memcpy((void *)(uintptr_t)d->args[2], label_of_new, n);
	return (long)n;
}

static bool
replace_under_selinux(void)
{
	unit_instead = give_label;
	UNIT_FAULTS(SYS_fgetxattr, UNIT_GO_ON, UNIT_INSTEAD);
	return baro_store_replace(&store, BARO_SPAN_OF("new one")) == BARO_OK;
}

/* Replace a record labelled ${old}; whether its label was set on the new one. */
static bool
is_relabelled(const char *old, const char *new)
{
	char b[64] = "";

	(void)teardown(NULL);
	(void)setup(NULL);
	UNIT_MUST(setxattr(RECORD, "security.selinux", old, strlen(old) + 1,
	    0) == 0);
	UNIT_MUST(baro_store_lock(&store) == BARO_OK);
	label_of_new = new;
	assert_true(unit_in_child(replace_under_selinux));
	unit_expect_file(RECORD, "new one");
	if (getxattr(RECORD, "security.selinux", b, sizeof b) < 0)
		return false;
	assert_string_equal(b, old);
	return true;
}

/*
 * Login programs may not change a label, so it is left alone where type and
 * range are right already; the SELinux user and role decide nothing.
 */
/* rows: D-04 */
static void
test_labels(void **state)
{
	(void)state;
	assert_false(is_relabelled("u:r:t:s0", "u:r:t:s0"));
	assert_false(is_relabelled("u:r:t:s0", "system_u:object_r:t:s0"));
	assert_false(is_relabelled("u:r:t", "x:y:t"));
	assert_true(is_relabelled("u:r:t:s0", "u:r:other:s0"));
	assert_true(is_relabelled("u:r:t:s0", "u:r:t:s0:c1"));
	assert_true(is_relabelled("u:r:t:s0", "u:r:t"));
	assert_true(is_relabelled("u:r:t:s0", "t:s0"));
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
		(void)teardown(state);
		(void)setup(state);
	}
}

/* ---- privileges */

static struct baro_identity identity = { .uid = UNIT_ALICE,
	.gid = UNIT_ALICE };

static bool
same_standing(void)
{
	return setfsuid((uid_t)-1) == 0 && setfsgid((gid_t)-1) == 0 &&
	    getgroups(0, NULL) == 0;
}

static bool
drop_by_plan(void)
{
	static struct baro_privilege privilege;

	UNIT_MUST(same_standing());
	unit_begin_faults(plan.call, plan.answer, plan.answers);
	UNIT_CHECK(baro_privilege_drop(unit_text("alice"), &identity,
	    &privilege) == BARO_E_PRIVILEGE);
	UNIT_CHECK(!privilege.dropped);
	return same_standing();
}

static void
expect_no_drop(long call, size_t nth, long answer)
{
	plan.call = call;
	for (size_t i = 0; i < nth; i++)
		plan.answer[i] = UNIT_GO_ON;
	plan.answer[nth] = answer;
	plan.answers = nth + 1;
	assert_true(unit_in_child(drop_by_plan));
}

/* rows: P-123 M-72 */
static void
test_T09_half_a_drop_is_undone(void **state)
{
	(void)state;
	expect_no_drop(SYS_getgroups, 0, UNIT_FAIL(EINVAL));
	expect_no_drop(SYS_setgroups, 0, UNIT_FAIL(EPERM));
	/* These two only ever tell who it was: 0 means that nothing changed. */
	expect_no_drop(SYS_setfsuid, 1, 0);
	expect_no_drop(SYS_setfsgid, 1, 0);
}

/* ---- the vault */

static bool
no_memory(void)
{
	struct baro_vault *vault = NULL;

	UNIT_FAULTS(SYS_mmap, UNIT_FAIL(ENOMEM));
	UNIT_CHECK(baro_vault_open(&vault) == BARO_E_MEMORY);
	UNIT_CHECK(vault == NULL);
	baro_vault_close(&vault);
	return true;
}

static bool
no_locked_memory(void)
{
	BARO_VAULT(vault);

	UNIT_FAULTS(SYS_mlock2, UNIT_FAIL(EPERM));
	UNIT_CHECK(baro_vault_open(&vault) == BARO_OK);
	UNIT_CHECK(unit_script.calls == 1);
	vault->typed[0] = 1;
	return true;
}

/* The mapping stays when munmap(2) does not do its work: look into it. */
static bool
is_wiped(void)
{
	struct baro_vault *vault = NULL;
	const uint8_t *b;

	UNIT_CHECK(baro_vault_open(&vault) == BARO_OK);
	b = (const uint8_t *)vault;
	memset(vault, 0x55, offsetof(struct baro_vault, text));
	vault->text.used = 0;
	vault->text.touched = 0;
	memset(vault->text.b, 0x55, sizeof vault->text.b);
	baro_text_use(&vault->text, sizeof vault->text.b);
	baro_text_use(&vault->text, 1);
	UNIT_FAULTS(SYS_munmap, 0);
	baro_vault_close(&vault);
	UNIT_CHECK(vault == NULL && unit_script.calls == 1);
	UNIT_CHECK(is_zero(b, offsetof(struct baro_vault, text)));
	return is_zero(b + offsetof(struct baro_vault, text.b),
	    sizeof vault->text.b);
}

/* rows: W-29 */
static void
test_vault(void **state)
{
	(void)state;
	assert_true(unit_in_child(no_memory));
	assert_true(unit_in_child(no_locked_memory));
	assert_true(unit_in_child(is_wiped));
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_T22_unchecked_random),
		TEST(test_T06_errors_are_no_absence),
		TEST(test_what_cannot_be_checked),
		TEST(test_T07_replaced_while_it_is_opened),
		TEST(test_lock),
		TEST(test_read),
		TEST(test_T17_a_bad_block_is_not_the_end),
		TEST(test_interrupted_lines),
		TEST(test_replace_writes_all),
		TEST(test_T11_from_the_first_moment),
		TEST(test_replace_fails_closed),
		TEST(test_no_labels),
		TEST(test_labels),
		TEST(test_a_label_that_cannot_be_kept),
		TEST(test_a_mode_that_cannot_be_kept),
		TEST(test_directory_is_not_synced),
		TEST(test_create_leaves_nothing),
		TEST(test_T09_half_a_drop_is_undone),
		TEST(test_vault),
	};

	unit_world();
	unit_users();
	UNIT_MUST(setgroups(0, NULL) == 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
