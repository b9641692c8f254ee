/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the commands of baro_auth share: whose record, in which file, and what
 * to say when something fails.  Floor 5.
 */
#ifndef BARO_CLI_TOOL_H
#define BARO_CLI_TOOL_H

#include <stdio.h>

#include "cli/options.h"
#include "cli/sealed.h"
#include "codec/acl.h"
#include "flow/record_file.h"
#include "sys/identity.h"
#include "sys/privilege.h"

/* Exit codes, documented in baro_auth(1). */
#define BARO_EXIT_OK 0
#define BARO_EXIT_FAILURE 1
#define BARO_EXIT_USAGE 2
#define BARO_EXIT_NOT_RIGHT 3

struct baro_tool {
	const struct baro_options *options;
	struct baro_vault *vault;
	uint8_t user[BARO_USER_NAME_MAX];	/* whose record it is */
	size_t user_bytes;			/* 0: the host's */
	char path[BARO_PATH_MAX + 1];
	struct baro_privilege privilege;	/* what was laid down */
	enum baro_error key_status;		/* is there a host key? */
	int key_errno;
	bool key_made;				/* by us, now */
	struct baro_sealed needing;		/* one that is gone */
	bool opened;				/* file.store is to be closed */
	struct baro_record_file file;
};

/**
 * baro_tool_begin(tool, options, user):
 * Find out whose record is meant, and where it is: by ${user} (may be NULL),
 * -u and -s, as baro_auth(1) says.  Return an exit code; if it is not
 * BARO_EXIT_OK, stderr says why.  The tool is to be ended in any case.
 */
int baro_tool_begin(struct baro_tool *tool, const struct baro_options *options,
    const char *user);

/**
 * baro_tool_load(tool, lock):
 * Read the record, after locking it if ${lock}.  Return an exit code, having
 * said why on stderr.  Under the lock signals wait, and nothing waits for
 * whoever reads what is printed: nobody could log in meanwhile.
 */
int baro_tool_load(struct baro_tool *tool, bool lock);

/**
 * baro_tool_lock(tool):
 * Lock the record, which was loaded without its lock, and read it again.
 * Return as baro_tool_load does.
 */
int baro_tool_lock(struct baro_tool *tool);

/**
 * baro_tool_name(tool):
 * The name of the record in the directory of all records, which is that of its
 * user; NULL if it lies elsewhere.
 */
const char *baro_tool_name(const struct baro_tool *tool);

/**
 * baro_tool_needs_user(tool):
 * Whether each user has a key of his own in the loaded record, and none is
 * named.
 */
bool baro_tool_needs_user(const struct baro_tool *tool);

/**
 * baro_tool_in_home(tool, ret_user):
 * Whether the record lies in the home directory of its user, who then is
 * ${ret_user}.
 */
bool baro_tool_in_home(const struct baro_tool *tool,
    struct baro_identity *ret_user);

/**
 * baro_tool_is_root(tool):
 * Whether the record is that of a user with the uid 0, whom a lock-out holds
 * off only where the module has even_deny_root (F-084).
 */
bool baro_tool_is_root(const struct baro_tool *tool);

/**
 * baro_tool_is_personal(tool):
 * Whether the record is one user's own, as far as its path tells: it lies in
 * the home of the user or has the name of the user as a component.
 */
bool baro_tool_is_personal(const struct baro_tool *tool);

/**
 * baro_tool_void_emergency(tool):
 * Whether emergency keys count for nobody in the loaded record (baro_decide):
 * each user has a key of his own in it, and it is not personal.
 */
bool baro_tool_void_emergency(const struct baro_tool *tool);

/**
 * baro_tool_load_key(tool):
 * Read the record, without its lock, for what the key of one user gives: the
 * user must be known, if each has his own.  Return as baro_tool_load does.
 */
int baro_tool_load_key(struct baro_tool *tool);

/**
 * baro_tool_save(tool):
 * Replace the record, which was loaded with its lock.  Return an exit code,
 * having said why on stderr, or, if it is BARO_EXIT_OK, baro_tool_written.
 */
int baro_tool_save(struct baro_tool *tool);

/**
 * baro_tool_open(tool):
 * Get the host key, if there is one, as long as we may; then open the directory
 * of the record, as its user if it lies in the home of another.  Return an exit
 * code, having said why on stderr.
 */
int baro_tool_open(struct baro_tool *tool);

/**
 * baro_tool_end(tool):
 * Unlock, close, and wipe.
 */
void baro_tool_end(struct baro_tool *tool);

/**
 * baro_tool_key(tool):
 * Whether the host key is in the vault: BARO_OK, or why not.
 */
enum baro_error baro_tool_key(struct baro_tool *tool);

/**
 * baro_tool_become_owner(tool, ret_owner):
 * If we are root, and the record lies in a home, be its user from now on.
 * ${ret_owner}: who we are then.  Return as baro_privilege_drop does.
 */
enum baro_error baro_tool_become_owner(struct baro_tool *tool,
    uid_t *ret_owner);

/* Declares a tool that ends itself. */
#define BARO_TOOL(name) \
	struct baro_tool name __attribute__((cleanup(baro_tool_end))) = \
	    { .vault = NULL }

/**
 * baro_tool_release(tool):
 * Unlock the tool's file, let signals come that waited, and say on stderr if a
 * host key was made: all of it before anything else is printed, which others
 * can hold up.
 */
void baro_tool_release(struct baro_tool *tool);

/**
 * baro_tool_fail(tool, error):
 * baro_tool_release, say on stderr what is wrong with the tool's file, and
 * return the exit code for ${error}.
 */
int baro_tool_fail(struct baro_tool *tool, enum baro_error error);

/**
 * baro_tool_usage(text, value):
 * Say on stderr that the command line is wrong: ${text}, then ${value} if it
 * is not NULL.  Return BARO_EXIT_USAGE.
 */
int baro_tool_usage(const char *text, const char *value);

/**
 * baro_tool_put_path(tool, to):
 * Write the path of the record to ${to}, escaped (baro_terminal_put).
 */
void baro_tool_put_path(const struct baro_tool *tool, FILE *to);

/**
 * baro_tool_flush():
 * Bring what was printed to where it goes.  Return an exit code, having said
 * on stderr that nobody can have read it.
 */
int baro_tool_flush(void);

/**
 * baro_tool_written(tool):
 * baro_tool_release when the record was written: from now on nothing undoes
 * that, and a signal that ends us says so.
 */
void baro_tool_written(struct baro_tool *tool);

/**
 * baro_tool_done(tool):
 * As baro_tool_flush, for what was printed since: if it cannot be read, stderr
 * says that the change was made all the same.
 */
int baro_tool_done(const struct baro_tool *tool);

/**
 * baro_tool_user(tool):
 * The name of the user whose record it is; empty for the host.
 */
struct baro_span baro_tool_user(const struct baro_tool *tool);

/**
 * baro_tool_put_command(tool, name):
 * Print the command line of the command ${name} for this record and its user,
 * to be pasted into a shell; FILE or USER for what would have to be quoted.
 */
void baro_tool_put_command(const struct baro_tool *tool, const char *name);

/**
 * baro_tool_now(tool, ret_now_s):
 * The time of --at, else the time of day.  Return an exit code, having said
 * why on stderr.
 */
int baro_tool_now(struct baro_tool *tool, uint64_t *ret_now_s);

#endif /* BARO_CLI_TOOL_H */
