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
#include <sys/resource.h>
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

/*
 * The highest.  Users may be given real time too (RLIMIT_RTPRIO), and would
 * keep a lower one waiting; who was given 99 still can.  The section is short,
 * and sleeps whenever it waits.
 */
#define PRIORITY 99

/* getpriority(2) itself returns this less the nice value. */
#define NICE_BASE 20ul
#define NICE_FIRST (-20)

/* <linux/ioprio.h>, which is not in every set of headers. */
#define IO_OF_PROCESS 1
#define IO_CLASS_SHIFT 13
#define IO_CLASS_IDLE 3
#define IO_AS_SCHEDULED 0

#define NO_LIMIT { UINT64_MAX, UINT64_MAX }

static const struct baro_shield down = {
	.cpu_time = NO_LIMIT,
	.file_size = NO_LIMIT,
	.real_time = NO_LIMIT,
	.idle_io = -1
};

/* see shield.h */
void
baro_shield_init(struct baro_shield *ret_shield)
{
	*ret_shield = down;
}

/*
 * Whether this thread may set its uids at will.  To set the real uid to 0 it
 * is enough to be root; to set it back is not.
 */
static bool
can_go_back(void)
{
	struct baro_capabilities may;

	return baro_privilege_capabilities(&may) == BARO_OK &&
	    (may.data[0].effective & 1u << CAP_SETUID) != 0 &&
	    baro_privilege_is_plain();
}

/* Exchange a limit, which is the whole process's, for the one before. */
static bool
swap_limit(int resource, struct baro_shield_limit *limit)
{
	return syscall(SYS_prlimit64, 0, resource, limit, limit) == 0;
}

/* Run as ${policy} says, from here on. */
static bool
run_as(int policy, const struct sched_param *param)
{
	return syscall(SYS_sched_setscheduler, 0, policy, param) == 0;
}

/*
 * Where real time is refused, as in a control group that has none of it
 * (CONFIG_RT_GROUP_SCHED): with the largest share that its group has of the
 * usual class.
 */
static void
hurry_as_usual(struct baro_shield *shield)
{
	static const struct sched_param usual;
	long was = syscall(SYS_getpriority, PRIO_PROCESS, 0);

	shield->hurried = run_as(SCHED_OTHER, &usual);
	if (was > 0 && syscall(SYS_setpriority, PRIO_PROCESS, 0,
	    NICE_FIRST) == 0)
		shield->nice = was;
}

/* Run before whatever the caller has put on this processor. */
static void
hurry(struct baro_shield *shield)
{
	const struct sched_param first = { .sched_priority = PRIORITY };
	int policy = (int)syscall(SYS_sched_getscheduler, 0);
	int class = policy & ~SCHED_RESET_ON_FORK;

	/* A deadline goes before ours, and only root can set one. */
	if (policy < 0 || class == SCHED_DEADLINE ||
	    syscall(SYS_sched_getparam, 0, &shield->param) != 0)
		return;
	shield->policy = policy;
	/* Who may not lift a limit of real time had better not have any. */
	shield->hurried = swap_limit(RLIMIT_RTTIME, &shield->real_time) &&
	    run_as(SCHED_RR, &first);
	if (!shield->hurried && class != SCHED_FIFO && class != SCHED_RR)
		hurry_as_usual(shield);
}

/*
 * Write before others: a disk serves the idle class when nobody else asks.
 * Some kernels tell the class that follows from the policy, if there is no
 * other one; so this comes behind hurry.
 */
static void
hurry_writes(struct baro_shield *shield)
{
	long was = syscall(SYS_ioprio_get, IO_OF_PROCESS, 0);

	if (was >= 0 && was >> IO_CLASS_SHIFT == IO_CLASS_IDLE &&
	    syscall(SYS_ioprio_set, IO_OF_PROCESS, 0, IO_AS_SCHEDULED) == 0)
		shield->idle_io = was;
}

/* Of several threads, only the one that found a limit knows it. */
static void
put_back_limit(int resource, struct baro_shield_limit *limit)
{
	if (limit->soft != UINT64_MAX)
		(void)swap_limit(resource, limit);
}

/* Run, and write, as before. */
static void
slow_down(const struct baro_shield *shield)
{
	if (shield->nice != 0)
		(void)syscall(SYS_setpriority, PRIO_PROCESS, 0,
		    NICE_BASE - (unsigned long)shield->nice);
	if (shield->hurried)
		(void)run_as(shield->policy, &shield->param);
	if (shield->idle_io >= 0)
		(void)syscall(SYS_ioprio_set, IO_OF_PROCESS, 0,
		    shield->idle_io);
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
	if (ret_shield->raised) {
		(void)swap_limit(RLIMIT_CPU, &ret_shield->cpu_time);
		(void)swap_limit(RLIMIT_FSIZE, &ret_shield->file_size);
		hurry(ret_shield);
		hurry_writes(ret_shield);
	}
}

/* see shield.h */
enum baro_error
baro_shield_lower(struct baro_shield *shield)
{
	enum baro_error e = BARO_OK;

	slow_down(shield);
	put_back_limit(RLIMIT_RTTIME, &shield->real_time);
	put_back_limit(RLIMIT_FSIZE, &shield->file_size);
	put_back_limit(RLIMIT_CPU, &shield->cpu_time);
	if (shield->raised) {
		if (syscall(SYS_setresuid, shield->real, LEAVE, LEAVE) != 0)
			e = BARO_E_STRANDED;
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
