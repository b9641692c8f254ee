/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Acting as the user.  Floor 3.
 */
#include "sys/privilege.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/uninitialised.h"

/* 32-bit ports kept the 16-bit calls under the plain names. */
#ifdef SYS_setfsuid32
#define CALL_SETFSUID SYS_setfsuid32
#define CALL_SETFSGID SYS_setfsgid32
#define CALL_SETGROUPS SYS_setgroups32
#define CALL_GETGROUPS SYS_getgroups32
#else
#define CALL_SETFSUID SYS_setfsuid
#define CALL_SETFSGID SYS_setfsgid
#define CALL_SETGROUPS SYS_setgroups
#define CALL_GETGROUPS SYS_getgroups
#endif

/* setfsuid and setfsgid return the id before, and change nothing for -1. */
#define ID_ONLY_ASK ((unsigned int)-1)

#define DUMPABLE 1L	/* core dumps and ptrace as usual */

static bool
set_fs_ids(uid_t uid, gid_t gid)
{
	(void)syscall(CALL_SETFSGID, gid);
	(void)syscall(CALL_SETFSUID, uid);
	return (gid_t)syscall(CALL_SETFSGID, ID_ONLY_ASK) == gid &&
	    (uid_t)syscall(CALL_SETFSUID, ID_ONLY_ASK) == uid;
}

/*
 * The kernel answers a change of ids by making the process undumpable and
 * forgetting the thread's parent-death signal.  Both are the host's.
 */
static void
keep_marks(struct baro_privilege *p)
{
	p->death_signal = 0;
	p->dumpable = syscall(SYS_prctl, PR_GET_DUMPABLE, 0, 0, 0, 0);
	(void)syscall(SYS_prctl, PR_GET_PDEATHSIG, &p->death_signal, 0, 0, 0);
}

static void
give_marks_back(const struct baro_privilege *p)
{
	if (p->dumpable == DUMPABLE)
		(void)syscall(SYS_prctl, PR_SET_DUMPABLE, DUMPABLE, 0, 0, 0);
	if (p->death_signal != 0)
		(void)syscall(SYS_prctl, PR_SET_PDEATHSIG, p->death_signal, 0,
		    0, 0);
}

/* see privilege.h */
enum baro_error
baro_privilege_drop(struct baro_span user,
    const struct baro_identity *identity, struct baro_privilege *ret_privilege)
{
	gid_t groups[BARO_GROUPS_MAX] BARO_UNINITIALISED;
	size_t count = 0;
	long had;

	ret_privilege->dropped = false;
	if (geteuid() != 0)
		return BARO_OK;
	if (baro_identity_groups(user, identity->gid, groups, &count) !=
	    BARO_OK)
		return BARO_E_PRIVILEGE;
	had = syscall(CALL_GETGROUPS, BARO_GROUPS_MAX, ret_privilege->groups);
	if (had < 0)
		return BARO_E_PRIVILEGE;
	ret_privilege->count = (size_t)had;
	ret_privilege->uid = (uid_t)syscall(CALL_SETFSUID, ID_ONLY_ASK);
	ret_privilege->gid = (gid_t)syscall(CALL_SETFSGID, ID_ONLY_ASK);

	keep_marks(ret_privilege);
	if (syscall(CALL_SETGROUPS, count, groups) != 0)
		return BARO_E_PRIVILEGE;
	ret_privilege->dropped = true;
	if (!set_fs_ids(identity->uid, identity->gid)) {
		baro_privilege_restore(ret_privilege);
		return BARO_E_PRIVILEGE;
	}
	return BARO_OK;
}

/* see privilege.h */
void
baro_privilege_restore(struct baro_privilege *privilege)
{
	if (!privilege->dropped)
		return;
	(void)set_fs_ids(privilege->uid, privilege->gid);
	(void)syscall(CALL_SETGROUPS, privilege->count, privilege->groups);
	give_marks_back(privilege);
	privilege->dropped = false;
}
