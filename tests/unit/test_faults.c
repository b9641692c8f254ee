/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The rest of floor 3 when single system calls fail, are interrupted, or do
 * less than they were asked to: random bytes, files of users, privileges, the
 * vault.  Each case runs in a child of its own.  Needs root, and see
 * unit_faults.h.
 */
#include "unit_faults.h"
#include "unit_users.h"

#include <grp.h>
#include <sys/fsuid.h>
#include <sys/mman.h>

#include "flow/enrolment.h"
#include "sys/entropy.h"
#include "sys/lines.h"
#include "sys/path.h"
#include "sys/privilege.h"

/* Answers that a test hands to its child. */
static struct {
	long call;
	long answer[UNIT_ANSWERS];
	size_t answers;
} plan;

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
	struct baro_vault *vault __attribute__((cleanup(baro_vault_close))) =
	    NULL;

	UNIT_CHECK(baro_vault_open(&vault) == BARO_OK);
	memcpy(vault->text.b, "plain", 5);
	baro_text_use(&vault->text, 5);
	UNIT_FAULTS(SYS_getrandom, UNIT_FAIL(EIO));
	return baro_seal_close(vault, unit_text("alice")) == BARO_E_ENTROPY;
}

static bool
no_entropy_for_the_host_key(void)
{
	struct baro_vault *vault __attribute__((cleanup(baro_vault_close))) =
	    NULL;
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

/* Keys of the documents, one that comes twice, and another. */
static long
chosen_number(const struct seccomp_data *d)
{
	static const uint32_t numbers[] = {
		33458936, 19035576, 15364353, 54649370, 84342192, 10000000,
		10000000, 99999999
	};
	uint32_t v = numbers[unit_script.calls - 1] - BARO_EMERGENCY_LOWEST;

	memcpy((void *)(uintptr_t)d->args[0], &v, sizeof v);
	return (long)sizeof v;
}

static bool
emergency_keys_that_must_not_be(void)
{
	struct baro_record r;

	baro_record_init(&r);
	unit_instead = chosen_number;
	UNIT_FAULTS(SYS_getrandom, UNIT_INSTEAD, UNIT_INSTEAD, UNIT_INSTEAD,
	    UNIT_INSTEAD, UNIT_INSTEAD, UNIT_INSTEAD, UNIT_INSTEAD,
	    UNIT_INSTEAD);
	UNIT_CHECK(baro_enrolment_emergency(&r, 2) == BARO_OK);
	UNIT_CHECK(unit_script.calls == 8);
	return r.emergency_count == 2 && r.emergency[0] == 10000000 &&
	    r.emergency[1] == 99999999;
}

/* rows: C-021 F-052 W-27 */
static void
test_samples_are_never_drawn(void **state)
{
	(void)state;
	assert_true(unit_in_child(emergency_keys_that_must_not_be));
}

/* ---- reading */

/*
 * A block that cannot be read: the bytes before it come, the error with the
 * next call.  It must not be taken for the end of the file.
 */
static bool
bad_block(void)
{
	int file = open(UNIT_ROOM "/lines", O_RDONLY | O_CLOEXEC);
	uint8_t b[16];

	UNIT_FAULTS(SYS_pread64, UNIT_ONLY(2), UNIT_FAIL(EIO));
	return baro_path_read(file, 8, b) == BARO_E_READ;
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
	unit_put(UNIT_ROOM "/lines", "one\ntwo\n", 0, 0644);
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
	UNIT_CHECK(baro_privilege_restore(&privilege) == BARO_OK);
	return same_standing();
}

/* What cannot be put back is told, once. */
static bool
restore_by_plan(void)
{
	static struct baro_privilege privilege;

	UNIT_CHECK(baro_privilege_drop(unit_text("alice"), &identity,
	    &privilege) == BARO_OK);
	unit_begin_faults(plan.call, plan.answer, plan.answers);
	UNIT_CHECK(baro_privilege_restore(&privilege) == BARO_E_STRANDED);
	return baro_privilege_restore(&privilege) == BARO_OK;
}

static void
plan_fault(long call, size_t nth, long answer)
{
	plan.call = call;
	for (size_t i = 0; i < nth; i++)
		plan.answer[i] = UNIT_GO_ON;
	plan.answer[nth] = answer;
	plan.answers = nth + 1;
}

static void
expect_no_drop(long call, size_t nth, long answer)
{
	plan_fault(call, nth, answer);
	assert_true(unit_in_child(drop_by_plan));
}

static void
expect_stranded(long call, size_t nth, long answer)
{
	plan_fault(call, nth, answer);
	assert_true(unit_in_child(restore_by_plan));
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

/* rows: P-123 M-82 */
static void
test_T09_a_restore_that_fails_is_told(void **state)
{
	(void)state;
	expect_stranded(SYS_setgroups, 0, UNIT_FAIL(ENOMEM));
	expect_stranded(SYS_setfsuid, 1, UNIT_ALICE);
	expect_stranded(SYS_setfsgid, 1, UNIT_ALICE);
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
	struct baro_vault *vault __attribute__((cleanup(baro_vault_close))) =
	    NULL;

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
	UNIT_CHECK(is_zero(b + offsetof(struct baro_vault, record.rate),
	    offsetof(struct baro_vault, text) -
	    offsetof(struct baro_vault, record.rate)));
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

#define TEST(function) cmocka_unit_test_setup(function, unit_empty_room)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_T22_unchecked_random),
		TEST(test_samples_are_never_drawn),
		TEST(test_T17_a_bad_block_is_not_the_end),
		TEST(test_interrupted_lines),
		TEST(test_T09_half_a_drop_is_undone),
		TEST(test_T09_a_restore_that_fails_is_told),
		TEST(test_vault),
	};

	unit_world();
	unit_users();
	UNIT_MUST(setgroups(0, NULL) == 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
