/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A record on disk: found, checked, locked, read and replaced.  Floor 3.
 *
 * It must
 *  1. decide nothing by name: descriptors are checked, names only compared;
 *  2. let its callers decide only on what was read under the lock, on the
 *     inode that the name leads to (a waiter whose record was replaced
 *     meanwhile opens the new one: without that a code is accepted twice in
 *     most races);
 *  3. replace whole or not at all: temporary file, fsync, rename, fsync of the
 *     directory, with owner, mode and SELinux label kept;
 *  4. be able to write the new record before it is known what it says;
 *  5. never wait longer than BARO_LOCK_DEADLINE_MS for the lock, since a user
 *     can hold the lock of his own record.
 */
#ifndef BARO_SYS_STORE_H
#define BARO_SYS_STORE_H

#include "sys/path.h"
#include "sys/vault.h"

#define BARO_LOCK_DEADLINE_MS 3000

struct baro_store {
	uid_t owner;		/* who may own the record, besides root */
	struct baro_path path;
	int file;		/* the record, or -1 */
	bool locked;		/* it is locked */
	int temp;		/* the reserved temporary file, or -1 */
	size_t room;		/* bytes in it */
	bool temp_named;	/* its name exists and is ours to remove */
	bool replaced;		/* a new file has the record's name */
	char temp_name[BARO_NAME_BYTES_MAX + 2];
	struct stat seen;	/* the record when it was last looked at */
	int error;		/* errno of the last failure, or 0 */
};

/**
 * baro_store_open(path, owner, ret_store):
 * Open the directory of the record ${path} (absolute, NUL-terminated; what is
 * in it belongs to root or ${owner}).  Errors are those of baro_path_open.
 * Every store that was given to this function is closed by baro_store_close.
 */
enum baro_error baro_store_open(const char *path, uid_t owner,
    struct baro_store *ret_store);

/**
 * baro_store_is_trusted(st, owner):
 * Whether ${st} is that of a regular file with one link and mode 0400 or 0600
 * that belongs to root or ${owner}.
 */
bool baro_store_is_trusted(const struct stat *st, uid_t owner);

/**
 * baro_store_find(store):
 * Open the record and check that it is to be trusted, and its size.  Return
 * BARO_OK, BARO_E_ABSENT, BARO_E_UNSAFE, BARO_E_SIZE, BARO_E_OPEN, or
 * BARO_E_CHANGED if it is replaced each time that it is opened.
 */
enum baro_error baro_store_find(struct baro_store *store);

/**
 * baro_store_lock(store):
 * Take the lock of the record, whether or not it was found before.  Return
 * BARO_OK, what baro_store_find returns, or BARO_E_LOCK.
 */
enum baro_error baro_store_lock(struct baro_store *store);

/**
 * baro_store_lock_directory(store):
 * Take the lock of the record's directory, which makers of new files hold
 * against each other.  Return BARO_OK or BARO_E_LOCK.
 */
enum baro_error baro_store_lock_directory(struct baro_store *store);

/**
 * baro_store_read(store, ret_text):
 * Read the record that was found or locked.  Return BARO_OK or BARO_E_READ.
 */
enum baro_error baro_store_read(struct baro_store *store,
    struct baro_text *ret_text);

/**
 * baro_store_reserve(store, size):
 * Make the temporary file of the locked record, anew if there is one, and
 * ${size} bytes of room in it.  From then on, writing as many bytes to it can
 * fail for an error of the disk, but not for want of room or of a permission.
 * Return BARO_OK, BARO_E_TEMP_NAME, BARO_E_TEMP_OPEN or BARO_E_UPDATE.
 */
enum baro_error baro_store_reserve(struct baro_store *store, size_t size);

/**
 * baro_store_discard(store):
 * Remove the temporary file, if there is one.  Unlocking and closing do it
 * too.
 */
void baro_store_discard(struct baro_store *store);

/**
 * baro_store_replace(store, bytes):
 * Replace the locked record by ${bytes}, durably; reserve the room first if
 * that was not done.  Return BARO_OK;
 * BARO_E_TEMP_NAME, BARO_E_TEMP_OPEN, BARO_E_UPDATE: the old record is whole
 * (or, if only the last step failed, the new one is: ${store}->replaced says
 * which); BARO_E_CHANGED: somebody wrote the record without the lock.
 */
enum baro_error baro_store_replace(struct baro_store *store,
    struct baro_span bytes);

/**
 * baro_store_create(store, bytes):
 * Make the file, which must not exist, out of ${bytes}, with mode 0400 and the
 * caller's ids.  Return as baro_store_replace does; BARO_E_CHANGED if it
 * exists; BARO_E_LOCK if somebody else goes on making files there.
 */
enum baro_error baro_store_create(struct baro_store *store,
    struct baro_span bytes);

/**
 * baro_store_put(store, bytes):
 * Make the file out of ${bytes}, durably, with mode 0400 and the caller's ids,
 * in the place of whatever has its name but a directory.  No lock is taken: the
 * name is not to be that of a record, and the caller sees to it that nobody
 * else puts the same file.  Return BARO_OK; BARO_E_TEMP_NAME,
 * BARO_E_TEMP_OPEN, BARO_E_UPDATE: what was there is whole, as for
 * baro_store_replace.
 */
enum baro_error baro_store_put(struct baro_store *store,
    struct baro_span bytes);

/**
 * baro_store_rehearse(store, bytes):
 * Do the disk work of a replacement without replacing anything, for an attempt
 * of a user who has no record: what an answer costs must not tell who has one.
 */
void baro_store_rehearse(struct baro_store *store, struct baro_span bytes);

/**
 * baro_store_unlock(store):
 * Close the record, and so give up its lock.  The directory stays open.
 */
void baro_store_unlock(struct baro_store *store);

/**
 * baro_store_close(store):
 * Unlock and close.
 */
void baro_store_close(struct baro_store *store);

#endif /* BARO_SYS_STORE_H */
