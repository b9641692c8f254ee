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

#include <linux/capability.h>

#include "sys/identity.h"

/*
 * What the kernel takes away when ids change, although it is the host's:
 * whether the process may be dumped, and the thread's parent-death signal.
 */
struct baro_marks {
	long dumpable;
	int death_signal;
};

/* Of the calling thread, as capget(2) and capset(2) have them. */
struct baro_capabilities {
	struct __user_cap_header_struct head;
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
};

struct baro_privilege {
	bool dropped;
	struct baro_marks marks;
	bool reduced;		/* less was effective than permitted, before */
	struct baro_capabilities capabilities;
	uid_t uid;		/* of the thread, before */
	gid_t gid;
	size_t count;
	gid_t groups[BARO_GROUPS_MAX];
};

/**
 * baro_privilege_drop(user, identity, ret_privilege):
 * From here on act as ${user}.  Return BARO_OK; BARO_E_PRIVILEGE if the user's
 * groups cannot be found or the kernel refuses, half way perhaps.  What is put
 * into ${ret_privilege} must be restored in any case, unless the process ends
 * as ${user}.  In a process that is not root nothing is done: it has no rights
 * that the user must not use.
 */
enum baro_error baro_privilege_drop(struct baro_span user,
    const struct baro_identity *identity,
    struct baro_privilege *ret_privilege);

/**
 * baro_privilege_restore(privilege):
 * Undo the drop, if there was one.  Return BARO_OK, or BARO_E_STRANDED if the
 * kernel did not give all ids back, or did not take again what it had given
 * besides: then nothing may be granted, since the host would act on it as
 * somebody else.
 */
enum baro_error baro_privilege_restore(struct baro_privilege *privilege);

/**
 * baro_privilege_is_plain():
 * Whether the thread acts on files as root, as its effective uid says.
 */
bool baro_privilege_is_plain(void);

/**
 * baro_privilege_capabilities(ret_capabilities):
 * What the thread may do.  Return BARO_OK, or BARO_E_PRIVILEGE if the kernel
 * does not say.
 */
enum baro_error baro_privilege_capabilities(
    struct baro_capabilities *ret_capabilities);

/**
 * baro_marks_keep(ret_marks):
 * Remember the marks before ids are changed.
 */
void baro_marks_keep(struct baro_marks *ret_marks);

/**
 * baro_marks_give_back(marks):
 * Put the marks back after the ids were.
 */
void baro_marks_give_back(const struct baro_marks *marks);

#endif /* BARO_SYS_PRIVILEGE_H */
