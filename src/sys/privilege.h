/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Acting as the user on files in a home directory (P-123).  Floor 3.
 *
 * A process that is root takes on the user's file-system uid, gid and groups
 * for the calling thread alone, by raw system calls: the library functions
 * change every thread of the host.
 */
#ifndef BARO_SYS_PRIVILEGE_H
#define BARO_SYS_PRIVILEGE_H

#include "sys/identity.h"

struct baro_privilege {
	bool dropped;
	long dumpable;		/* of the process; the kernel clears both ... */
	int death_signal;	/* ... of the thread; when ids change */
	uid_t uid;		/* of the thread, before */
	gid_t gid;
	size_t count;
	gid_t groups[BARO_GROUPS_MAX];
};

/**
 * baro_privilege_drop(user, identity, ret_privilege):
 * From here on act as ${user}.  ${ret_privilege} is set in any case.  Return
 * BARO_OK; BARO_E_PRIVILEGE, and nothing has changed, if the user's groups
 * cannot be found or the kernel refuses.  In a process that is not root
 * nothing is done: it has no rights that the user must not use.
 */
enum baro_error baro_privilege_drop(struct baro_span user,
    const struct baro_identity *identity,
    struct baro_privilege *ret_privilege);

/**
 * baro_privilege_restore(privilege):
 * Undo the drop, if there was one.
 */
void baro_privilege_restore(struct baro_privilege *privilege);

#endif /* BARO_SYS_PRIVILEGE_H */
