/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/privilege where the kernel answers otherwise than on the machine of the
 * tests.  Needs root, and see unit_faults.h.
 */
#include "unit_faults.h"
#include "unit_users.h"

#include <linux/capability.h>

#include "sys/privilege.h"
#include "unit_scheduling.h"

static struct baro_privilege privilege;

static bool
drop(void)
{
	struct baro_span alice = unit_text("alice");
	struct baro_identity identity;

	return baro_identity_lookup(alice, &identity) == BARO_OK &&
	    baro_privilege_drop(alice, &identity, &privilege) == BARO_OK;
}

/* The last call that changes an id, where fs.suid_dumpable is 1. */
static long
leave_dumpable(const struct seccomp_data *d)
{
	(void)d;
	UNIT_MUST(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
	return 0;
}

/* sudo and others forbid dumps, for the password in their memory. */
static bool
that_must_not_be_dumped(void)
{
	UNIT_MUST(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
	unit_instead = leave_dumpable;
	UNIT_FAULTS(SYS_setgroups, UNIT_GO_ON, UNIT_INSTEAD);
	UNIT_CHECK(drop());
	UNIT_CHECK(baro_privilege_restore(&privilege) == BARO_OK);
	UNIT_CHECK(unit_script.calls == 2);
	return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/* As a host that keeps a capability for later. */
static void
lay_down(void)
{
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	unit_capabilities(SYS_capget, data);
	data[0].effective &= ~(1u << CAP_DAC_OVERRIDE);
	unit_capabilities(SYS_capset, data);
}

static bool
may_not_lay_down_again(void)
{
	lay_down();
	UNIT_FAULTS(SYS_capset, UNIT_FAIL(EPERM));
	UNIT_CHECK(drop());
	UNIT_CHECK(baro_privilege_restore(&privilege) == BARO_E_STRANDED);
	return unit_script.calls == 1;
}

/* Most hosts have laid down nothing: there is nothing to change. */
static bool
has_nothing_to_lay_down(void)
{
	UNIT_FAULTS(SYS_capset, UNIT_FAIL(EPERM));
	UNIT_CHECK(drop());
	UNIT_CHECK(baro_privilege_restore(&privilege) == BARO_OK);
	return unit_script.calls == 0;
}

/* A filter that does not know capget(2) keeps nobody out. */
static bool
is_not_told(void)
{
	UNIT_FAULTS(SYS_capget, UNIT_FAIL(EPERM));
	UNIT_CHECK(drop());
	UNIT_CHECK(baro_privilege_restore(&privilege) == BARO_OK);
	return unit_script.calls == 1;
}

/* rows: P-007 P-123 */
static void
test_capabilities_that_cannot_be_laid_down(void **state)
{
	(void)state;
	assert_true(unit_in_child(may_not_lay_down_again));
	assert_true(unit_in_child(has_nothing_to_lay_down));
	assert_true(unit_in_child(is_not_told));
}

/* rows: P-007 P-123 */
static void
test_a_host_that_must_not_be_dumped(void **state)
{
	(void)state;
	assert_true(unit_in_child(that_must_not_be_dumped));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_host_that_must_not_be_dumped),
		cmocka_unit_test(test_capabilities_that_cannot_be_laid_down),
	};

	unit_world();
	unit_users();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
