/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * How this thread is scheduled, and by what right.  By the kernel's numbers:
 * musl's functions of these names do nothing.
 */
#ifndef BARO_TESTS_UNIT_SCHEDULING_H
#define BARO_TESTS_UNIT_SCHEDULING_H

#include <linux/capability.h>
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

/* <linux/sched/types.h>, which not every set of headers has. */
struct unit_sched_attr {
	uint32_t size;
	uint32_t policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime_ns;
	uint64_t deadline_ns;
	uint64_t period_ns;
};

#define UNIT_RESET_ON_FORK 1u

/* A tenth of a processor. */
static inline void
unit_set_deadline(uint64_t flags)
{
	const struct unit_sched_attr attr = {
		.size = sizeof attr,
		.policy = SCHED_DEADLINE,
		.flags = flags,
		.runtime_ns = 10000000,
		.deadline_ns = 100000000,
		.period_ns = 100000000,
	};

	UNIT_MUST(syscall(SYS_sched_setattr, 0, &attr, 0) == 0);
}

/* ${call} is SYS_capget or SYS_capset. */
static inline void
unit_capabilities(long call,
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3])
{
	struct __user_cap_header_struct head = {
		_LINUX_CAPABILITY_VERSION_3, 0
	};

	UNIT_MUST(syscall(call, &head, data) == 0);
}

static inline bool
unit_has_capability(uint32_t capability)
{
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	unit_capabilities(SYS_capget, data);
	return (data[0].effective & (1u << capability)) != 0;
}

static inline void
unit_drop_capability(uint32_t capability)
{
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	unit_capabilities(SYS_capget, data);
	data[0].effective &= ~(1u << capability);
	data[0].permitted &= ~(1u << capability);
	unit_capabilities(SYS_capset, data);
}

#endif /* BARO_TESTS_UNIT_SCHEDULING_H */
