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

/* setfsuid and setfsgid return the id before, and change nothing for -1. */
#define ID_ONLY_ASK ((unsigned int)-1)

static bool
set_fs_ids(uid_t uid, gid_t gid)
{
	(void)syscall(SYS_setfsgid, gid);
	(void)syscall(SYS_setfsuid, uid);
	return (gid_t)syscall(SYS_setfsgid, ID_ONLY_ASK) == gid &&
	    (uid_t)syscall(SYS_setfsuid, ID_ONLY_ASK) == uid;
}

/* see privilege.h */
bool
baro_privilege_is_plain(void)
{
	return syscall(SYS_setfsuid, ID_ONLY_ASK) == 0;
}

/* see privilege.h */
enum baro_error
baro_privilege_capabilities(struct baro_capabilities *ret_capabilities)
{
	ret_capabilities->head.version = _LINUX_CAPABILITY_VERSION_3;
	ret_capabilities->head.pid = 0;
	return syscall(SYS_capget, &ret_capabilities->head,
	    ret_capabilities->data) == 0 ? BARO_OK : BARO_E_PRIVILEGE;
}

/*
 * Whether less is effective than permitted: when root's file-system uid comes
 * back, all that is permitted on files becomes effective with it.
 */
static bool
is_reduced(struct baro_capabilities *ret_capabilities)
{
	const struct __user_cap_data_struct *data = ret_capabilities->data;

	return baro_privilege_capabilities(ret_capabilities) == BARO_OK &&
	    (data[0].effective != data[0].permitted ||
	    data[1].effective != data[1].permitted);
}

/* see privilege.h */
void
baro_marks_keep(struct baro_marks *ret_marks)
{
	ret_marks->death_signal = 0;
	ret_marks->dumpable = syscall(SYS_prctl, PR_GET_DUMPABLE, 0, 0, 0, 0);
	(void)syscall(SYS_prctl, PR_GET_PDEATHSIG, &ret_marks->death_signal,
	    0, 0, 0);
}

/* see privilege.h */
void
baro_marks_give_back(const struct baro_marks *marks)
{
	/* 2, of a set-uid program, is the kernel's alone to set. */
	(void)syscall(SYS_prctl, PR_SET_DUMPABLE, marks->dumpable, 0, 0, 0);
	if (marks->death_signal != 0)
		(void)syscall(SYS_prctl, PR_SET_PDEATHSIG,
		    marks->death_signal, 0, 0, 0);
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
	had = syscall(SYS_getgroups, BARO_GROUPS_MAX, ret_privilege->groups);
	if (had < 0)
		return BARO_E_PRIVILEGE;
	ret_privilege->count = (size_t)had;
	ret_privilege->uid = (uid_t)syscall(SYS_setfsuid, ID_ONLY_ASK);
	ret_privilege->gid = (gid_t)syscall(SYS_setfsgid, ID_ONLY_ASK);
	/* Not told: what cannot be put back is not taken on. */
	if (ret_privilege->uid == ID_ONLY_ASK ||
	    ret_privilege->gid == ID_ONLY_ASK)
		return BARO_E_PRIVILEGE;

	ret_privilege->reduced = is_reduced(&ret_privilege->capabilities);
	baro_marks_keep(&ret_privilege->marks);
	if (syscall(SYS_setgroups, count, groups) != 0)
		return BARO_E_PRIVILEGE;
	ret_privilege->dropped = true;
	return set_fs_ids(identity->uid, identity->gid) ? BARO_OK :
	    BARO_E_PRIVILEGE;
}

/* see privilege.h */
enum baro_error
baro_privilege_restore(struct baro_privilege *privilege)
{
	struct baro_capabilities *had = &privilege->capabilities;
	bool ids;
	bool groups;
	bool able;

	if (!privilege->dropped)
		return BARO_OK;
	privilege->dropped = false;
	ids = set_fs_ids(privilege->uid, privilege->gid);
	groups = syscall(SYS_setgroups, privilege->count,
	    privilege->groups) == 0;
	able = !privilege->reduced || syscall(SYS_capset, &had->head,
	    had->data) == 0;
	baro_marks_give_back(&privilege->marks);
	return ids && groups && able ? BARO_OK : BARO_E_STRANDED;
}
