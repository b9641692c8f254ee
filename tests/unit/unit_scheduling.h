/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * How this thread is scheduled.  By the kernel's numbers: musl's functions of
 * these names do nothing.
 */
#ifndef BARO_TESTS_UNIT_SCHEDULING_H
#define BARO_TESTS_UNIT_SCHEDULING_H

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "unit_world.h"

static inline int
unit_policy(void)
{
	return (int)syscall(SYS_sched_getscheduler, 0);
}

static inline void
unit_set_policy(int policy, int priority)
{
	const struct sched_param param = { .sched_priority = priority };

	UNIT_MUST(syscall(SYS_sched_setscheduler, 0, policy, &param) == 0);
}

#endif /* BARO_TESTS_UNIT_SCHEDULING_H */
