/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The shield.  Floor 3.  By raw system calls, which change one thread; those
 * of the library change all of them.
 */
#include "sys/shield.h"

#include <linux/capability.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

/* setresuid leaves an id alone for this value. */
#define LEAVE ((uid_t)-1)

/* The kernel's signal mask, which is shorter than the library's. */
#define MASK_BYTES sizeof(uint64_t)

/* Not blocked: a fault of our own must end us at once. */
#define BIT(signal) (UINT64_C(1) << ((signal) - 1))
#define FAULTS (BIT(SIGSEGV) | BIT(SIGBUS) | BIT(SIGILL) | BIT(SIGFPE) | \
    BIT(SIGTRAP) | BIT(SIGSYS) | BIT(SIGXFSZ))

/* The lowest priority of those that go before all others. */
#define PRIORITY 1

/* see shield.h */
void
baro_shield_init(struct baro_shield *ret_shield)
{
	ret_shield->up = false;
	ret_shield->blocked = false;
	ret_shield->raised = false;
	ret_shield->hurried = false;
}

/*
 * Whether this thread may set its uids at will.  To set the real uid to 0 it
 * is enough to be root; to set it back is not.
 */
static bool
can_go_back(void)
{
	struct __user_cap_header_struct head = {
		_LINUX_CAPABILITY_VERSION_3, 0
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	return syscall(SYS_capget, &head, data) == 0 &&
	    (data[0].effective & (1u << CAP_SETUID)) != 0 &&
	    baro_privilege_is_plain();
}

/* Run before whatever the caller has put on this processor. */
static void
hurry(struct baro_shield *shield)
{
	struct sched_param first = { .sched_priority = PRIORITY };

	shield->policy = (int)syscall(SYS_sched_getscheduler, 0);
	if (shield->policy == SCHED_OTHER || shield->policy == SCHED_BATCH ||
	    shield->policy == SCHED_IDLE)
		shield->hurried = syscall(SYS_sched_setscheduler, 0, SCHED_RR,
		    &first) == 0;
}

/* see shield.h */
void
baro_shield_raise(struct baro_shield *ret_shield)
{
	uint64_t block = ~FAULTS;
	uid_t effective = LEAVE;
	uid_t saved = LEAVE;

	baro_shield_init(ret_shield);
	ret_shield->up = pthread_setcancelstate(PTHREAD_CANCEL_DISABLE,
	    &ret_shield->cancelling) == 0;
	if (syscall(SYS_getresuid, &ret_shield->real, &effective, &saved) !=
	    0 || effective != 0)
		return;
	ret_shield->blocked = syscall(SYS_rt_sigprocmask, SIG_BLOCK, &block,
	    &ret_shield->signals, MASK_BYTES) == 0;
	if (ret_shield->real == 0 || !can_go_back())
		return;
	baro_marks_keep(&ret_shield->marks);
	ret_shield->raised = syscall(SYS_setresuid, 0, LEAVE, LEAVE) == 0;
	/* Only now: before, the caller could have undone it. */
	if (ret_shield->raised)
		hurry(ret_shield);
}

/* see shield.h */
enum baro_error
baro_shield_lower(struct baro_shield *shield)
{
	static const struct sched_param usual;
	enum baro_error e = BARO_OK;

	if (shield->hurried)
		(void)syscall(SYS_sched_setscheduler, 0, shield->policy,
		    &usual);
	if (shield->raised) {
		if (syscall(SYS_setresuid, shield->real, LEAVE, LEAVE) != 0)
			e = BARO_E_PRIVILEGE;
		baro_marks_give_back(&shield->marks);
	}
	if (shield->blocked)
		(void)syscall(SYS_rt_sigprocmask, SIG_SETMASK,
		    &shield->signals, NULL, MASK_BYTES);
	if (shield->up)
		(void)pthread_setcancelstate(shield->cancelling, NULL);
	baro_shield_init(shield);
	return e;
}
