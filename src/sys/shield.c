/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The shield.  Floor 3.  By raw system calls, which change one thread; those
 * of the library change all of them.
 */
#include "sys/shield.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

/* 32-bit ports kept the 16-bit calls under the plain names. */
#ifdef SYS_setresuid32
#define CALL_GETRESUID SYS_getresuid32
#define CALL_SETRESUID SYS_setresuid32
#else
#define CALL_GETRESUID SYS_getresuid
#define CALL_SETRESUID SYS_setresuid
#endif

/* setresuid leaves an id alone for this value. */
#define LEAVE ((uid_t)-1)

/* The kernel's signal mask, which is shorter than the library's. */
#define MASK_BYTES sizeof(uint64_t)

/* Not blocked: a fault of our own must end us at once. */
#define BIT(signal) (UINT64_C(1) << ((signal) - 1))
#define FAULTS (BIT(SIGSEGV) | BIT(SIGBUS) | BIT(SIGILL) | BIT(SIGFPE) | \
    BIT(SIGTRAP) | BIT(SIGSYS) | BIT(SIGXFSZ))

/* see shield.h */
void
baro_shield_raise(struct baro_shield *ret_shield)
{
	uint64_t block = ~FAULTS;
	uid_t effective = LEAVE;
	uid_t saved = LEAVE;

	ret_shield->blocked = false;
	ret_shield->raised = false;
	if (syscall(CALL_GETRESUID, &ret_shield->real, &effective, &saved) !=
	    0 || effective != 0)
		return;
	ret_shield->blocked = syscall(SYS_rt_sigprocmask, SIG_BLOCK, &block,
	    &ret_shield->signals, MASK_BYTES) == 0;
	if (ret_shield->real != 0)
		ret_shield->raised = syscall(CALL_SETRESUID, 0, LEAVE,
		    LEAVE) == 0;
}

/* see shield.h */
void
baro_shield_lower(struct baro_shield *shield)
{
	if (shield->raised)
		(void)syscall(CALL_SETRESUID, shield->real, LEAVE, LEAVE);
	if (shield->blocked)
		(void)syscall(SYS_rt_sigprocmask, SIG_SETMASK,
		    &shield->signals, NULL, MASK_BYTES);
	shield->raised = false;
	shield->blocked = false;
}
