/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/label, by way of a record that is replaced.  Labels as SELinux keeps
 * them are shown on a machine with a policy (tests/vm); here a file system
 * keeps whatever label it is given.  Needs root, and see unit_faults.h.
 */
#include "unit_faults.h"
#include "unit_store.h"

#include <sys/xattr.h>

/* What the next fgetxattr(2), or fsetxattr(2), of a replacement answers. */
static long call;
static long answer;

static enum baro_error expected;

static bool
replace_with_answer(void)
{
	enum baro_error e;

	unit_begin_faults(call, &answer, 1);
	e = baro_store_replace(&store, BARO_SPAN_OF("new one"));
	UNIT_CHECK(e == expected);
	UNIT_CHECK(e == BARO_OK || store.error == (int)-answer);
	return unit_script.calls >= 1;
}

static bool
ends_in(enum baro_error e, long watched, int error)
{
	expected = e;
	call = watched;
	answer = UNIT_FAIL(error);
	return unit_in_child(replace_with_answer);
}

static bool
is_replaced(long watched, int error)
{
	return ends_in(BARO_OK, watched, error);
}

static bool
is_refused(long watched, int error)
{
	return ends_in(BARO_E_UPDATE, watched, error);
}

/* A file system without labels is none that must keep them. */
/* rows: D-04 */
static void
test_no_labels(void **state)
{
	(void)state;
	assert_true(is_replaced(SYS_fgetxattr, ENODATA));
	unit_expect_new(0600);
	unit_store_again();
	assert_true(is_replaced(SYS_fgetxattr, EOPNOTSUPP));
	unit_expect_new(0600);
}

/* rows: D-04 M-13 */
static void
test_a_label_that_cannot_be_read(void **state)
{
	static const int errors[] = { EACCES, EPERM, ERANGE, EIO, ENOMEM };

	(void)state;
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
		assert_true(is_refused(SYS_fgetxattr, errors[i]));
		unit_expect_old();
	}
}

static void
set_label(const char *label)
{
	UNIT_MUST(setxattr(RECORD, "security.selinux", label,
	    strlen(label) + 1, 0) == 0);
	UNIT_MUST(baro_store_lock(&store) == BARO_OK);
}

/* rows: D-04 M-13 */
static void
test_a_label_that_cannot_be_kept(void **state)
{
	(void)state;
	set_label("u:r:t:s0");
	assert_true(is_refused(SYS_fsetxattr, EPERM));
	unit_expect_old();
	assert_true(is_refused(SYS_fsetxattr, EACCES));
	unit_expect_old();
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

/* Replace a record labelled ${old}: was its label set on the new one? */
static bool
is_relabelled(const char *old, const char *new)
{
	char b[64] = "";

	unit_store_again();
	set_label(old);
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
	assert_int_equal(unit_replace("new one"), BARO_OK);
	unit_expect_new(0600);
	assert_int_equal(getxattr(RECORD, "security.selinux", b, sizeof b),
	    sizeof label);
	assert_string_equal(b, label);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_STORE_TEST(test_no_labels),
		UNIT_STORE_TEST(test_a_label_that_cannot_be_read),
		UNIT_STORE_TEST(test_a_label_that_cannot_be_kept),
		UNIT_STORE_TEST(test_labels),
		UNIT_STORE_TEST(test_the_label_is_kept),
	};

	unit_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
