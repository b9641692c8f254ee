/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Who a user is, by /etc/passwd and /etc/group and nothing else (D-02).
 * Floor 3.
 */
#ifndef BARO_SYS_IDENTITY_H
#define BARO_SYS_IDENTITY_H

#include <sys/types.h>

#include "base/error.h"
#include "base/span.h"
#include "codec/record.h"

/* More groups than this and we refuse to act for the user. */
#define BARO_GROUPS_MAX 1024

struct baro_identity {
	uid_t uid;
	gid_t gid;
	uint8_t home[BARO_PATH_MAX];	/* absolute, or empty */
	size_t home_bytes;
};

/**
 * baro_identity_lookup(user, ret_identity):
 * Find ${user}, byte for byte, in /etc/passwd; the first line counts.  The
 * whole file is read in any case.  Return BARO_OK; BARO_E_UNKNOWN_USER if no
 * line names the user; BARO_E_PASSWD if the file cannot be read, which says
 * nothing about the user.
 */
enum baro_error baro_identity_lookup(struct baro_span user,
    struct baro_identity *ret_identity);

/**
 * baro_identity_name(uid, name, cap, ret_bytes):
 * The name of the first user with ${uid} in /etc/passwd, into the ${cap} bytes
 * at ${name}.  Return BARO_OK; BARO_E_UNKNOWN_USER if there is none, or none
 * that fits; BARO_E_PASSWD as above.
 */
enum baro_error baro_identity_name(uid_t uid, uint8_t *name, size_t cap,
    size_t *ret_bytes);

/**
 * baro_identity_groups(user, gid, ret_groups, ret_count):
 * The groups of ${user}: ${gid} and those of /etc/group that list the user.
 * ${ret_groups} has room for BARO_GROUPS_MAX.  Return BARO_OK, or
 * BARO_E_PRIVILEGE if the file cannot be read or there are too many.
 */
enum baro_error baro_identity_groups(struct baro_span user, gid_t gid,
    gid_t *ret_groups, size_t *ret_count);

/* The longest name of a host that the kernel keeps, and a NUL. */
#define BARO_HOST_BYTES 65

/**
 * baro_identity_host(name):
 * Put the name of this host, NUL-terminated, into the BARO_HOST_BYTES at
 * ${name}; empty if the system does not tell.
 */
void baro_identity_host(char *name);

#endif /* BARO_SYS_IDENTITY_H */
