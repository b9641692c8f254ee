/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/shield where the kernel refuses real time, as it does in a control group
 * that has none of it.  Needs root, and see unit_faults.h.
 */
#include "unit_faults.h"

#include <linux/capability.h>
#include <sched.h>
#include <sys/resource.h>

#include "sys/shield.h"
#include "unit_scheduling.h"

/* As su runs, by a caller who would rather that it did not. */
static bool
in_the_idle_class(void)
{
	struct baro_shield shield;

	UNIT_MUST(setresuid(UNIT_ALICE, 0, 0) == 0);
	UNIT_MUST(setpriority(PRIO_PROCESS, 0, 19) == 0);
	unit_set_policy(SCHED_IDLE, 0);
	UNIT_FAULTS(SYS_sched_setscheduler, UNIT_FAIL(EPERM));
	baro_shield_raise(&shield);
	UNIT_CHECK(unit_policy() == SCHED_OTHER);
	UNIT_CHECK(getpriority(PRIO_PROCESS, 0) == -20);
	UNIT_CHECK(baro_shield_lower(&shield) == BARO_OK);
	UNIT_CHECK(unit_policy() == SCHED_IDLE);
	UNIT_CHECK(unit_script.calls == 3);
	return getpriority(PRIO_PROCESS, 0) == 19;
}

/* What is in real time by itself is not to leave it. */
static bool
in_real_time(void)
{
	struct baro_shield shield;

	UNIT_MUST(setresuid(UNIT_ALICE, 0, 0) == 0);
	unit_set_policy(SCHED_FIFO, 9);
	UNIT_FAULTS(SYS_sched_setscheduler, UNIT_FAIL(EPERM));
	baro_shield_raise(&shield);
	UNIT_CHECK(unit_policy() == SCHED_FIFO);
	UNIT_CHECK(baro_shield_lower(&shield) == BARO_OK);
	UNIT_CHECK(unit_script.calls == 1);
	return unit_policy() == SCHED_FIFO;
}

/* Where the nice value is refused as well: what was not set is not put back. */
static bool
with_the_nice_value_refused(long error)
{
	const struct rlimit limit = { 1000000, 2000000 };
	struct baro_shield shield;

	UNIT_MUST(setrlimit(RLIMIT_RTTIME, &limit) == 0);
	unit_drop_capability(CAP_SYS_RESOURCE);
	UNIT_MUST(setresuid(UNIT_ALICE, 0, 0) == 0);
	UNIT_MUST(setpriority(PRIO_PROCESS, 0, 19) == 0);
	unit_set_policy(SCHED_IDLE, 0);
	UNIT_FAULTS(SYS_setpriority, UNIT_FAIL(error));
	baro_shield_raise(&shield);
	UNIT_CHECK(unit_policy() == SCHED_OTHER);
	UNIT_CHECK(getpriority(PRIO_PROCESS, 0) == 19);
	UNIT_CHECK(baro_shield_lower(&shield) == BARO_OK);
	UNIT_CHECK(unit_policy() == SCHED_IDLE);
	UNIT_CHECK(unit_script.calls == 1);
	return getpriority(PRIO_PROCESS, 0) == 19;
}

static bool
by_a_security_module(void)
{
	return with_the_nice_value_refused(EPERM);
}

static bool
for_lack_of_the_right(void)
{
	return with_the_nice_value_refused(EACCES);
}

/* rows: D-06 P-007 */
static void
test_T08_no_nice_value(void **state)
{
	(void)state;
	assert_true(unit_in_child(by_a_security_module));
	assert_true(unit_in_child(for_lack_of_the_right));
}

/* rows: D-06 P-007 */
static void
test_T08_no_real_time(void **state)
{
	(void)state;
	assert_true(unit_in_child(in_the_idle_class));
	assert_true(unit_in_child(in_real_time));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_T08_no_real_time),
		cmocka_unit_test(test_T08_no_nice_value),
	};

	unit_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
