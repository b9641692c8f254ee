/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A record on disk: finding, locking and reading.  Floor 3.
 */
#include "sys/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "sys/clock.h"

/* A record that is replaced each time that we open it is no record. */
#define FIND_TRIES 100

/* The pauses between two looks at a held lock grow up to this. */
#define PAUSE_MAX_MS 16

/* What is unsafe is so by our rules: the system has no reason to give. */
static enum baro_error
fail(struct baro_store *store, enum baro_error e)
{
	store->error = e == BARO_E_UNSAFE ? 0 : errno;
	return e;
}

/* see store.h */
enum baro_error
baro_store_open(const char *path, uid_t owner, struct baro_store *ret_store)
{
	enum baro_error e;

	ret_store->owner = owner;
	ret_store->file = -1;
	ret_store->locked = false;
	ret_store->temp = -1;
	ret_store->temp_named = false;
	ret_store->replaced = false;
	ret_store->error = 0;
	e = baro_path_open(path, owner, &ret_store->path);
	return e == BARO_OK ? e : fail(ret_store, e);
}

/* see store.h */
void
baro_store_unlock(struct baro_store *store)
{
	baro_store_discard(store);
	/* Whatever was forked meanwhile holds the lock too, until this. */
	if (store->locked && !store->replaced)
		(void)flock(store->file, LOCK_UN);
	if (store->file >= 0)
		(void)close(store->file);
	store->file = -1;
	store->locked = false;
}

/* see store.h */
void
baro_store_close(struct baro_store *store)
{
	baro_store_unlock(store);
	baro_path_close(&store->path);
}

/* see store.h */
bool
baro_store_is_trusted(const struct stat *st, uid_t owner)
{
	mode_t mode = st->st_mode & 07777;

	if (!S_ISREG(st->st_mode) || st->st_nlink != 1)
		return false;
	if (st->st_uid != 0 && st->st_uid != owner)
		return false;
	return mode == 0400 || mode == 0600;
}

/* Whether the record and its size are as demanded (M-06, M-07). */
static enum baro_error
check(const struct baro_store *store)
{
	const struct stat *st = &store->seen;

	if (!baro_store_is_trusted(st, store->owner))
		return BARO_E_UNSAFE;
	if (st->st_size < BARO_RECORD_BYTES_MIN ||
	    st->st_size > BARO_RECORD_BYTES_MAX)
		return BARO_E_SIZE;
	return BARO_OK;
}

/* see store.h */
enum baro_error
baro_store_find(struct baro_store *store)
{
	enum baro_error e = BARO_E_CHANGED;

	baro_store_unlock(store);
	for (int i = 0; i < FIND_TRIES && e == BARO_E_CHANGED; i++)
		e = baro_path_open_file(&store->path, &store->file,
		    &store->seen);
	if (e != BARO_OK)
		return fail(store, e);
	store->error = 0;
	e = check(store);
	if (e != BARO_OK)
		baro_store_unlock(store);
	return e;
}

/*
 * Whether the name still leads to the inode that we have open; if so, look at
 * it again.
 */
static bool
is_current(struct baro_store *store)
{
	struct stat st;

	if (fstatat(store->path.dir, store->path.name, &st,
	    AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	if (st.st_dev != store->seen.st_dev || st.st_ino != store->seen.st_ino)
		return false;
	store->seen = st;
	return true;
}

/* Find the record, unless it is open, and try to lock it. */
static enum baro_error
try_lock(struct baro_store *store)
{
	enum baro_error e = BARO_OK;

	if (store->file < 0)
		e = baro_store_find(store);
	if (e != BARO_OK)
		return e;
	if (flock(store->file, LOCK_EX | LOCK_NB) == 0)
		store->locked = true;
	else
		e = fail(store, BARO_E_LOCK);
	if (!is_current(store)) {
		/* Replaced while we waited: this lock guards nothing. */
		baro_store_unlock(store);
		return fail(store, BARO_E_CHANGED);
	}
	if (e != BARO_OK)
		return e;
	store->error = 0;
	e = check(store);
	if (e != BARO_OK)
		baro_store_unlock(store);
	return e;
}

/* Try to lock the directory. */
static enum baro_error
try_lock_directory(struct baro_store *store)
{
	if (flock(store->path.dir, LOCK_EX | LOCK_NB) != 0)
		return fail(store, BARO_E_LOCK);
	store->error = 0;
	return BARO_OK;
}

/* Try until it works, fails for good, or the deadline is over. */
static enum baro_error
try_within_deadline(struct baro_store *store,
    enum baro_error (*try)(struct baro_store *))
{
	uint64_t end_ms = 0;
	uint32_t pause_ms = 1;
	uint32_t paused_ms = 0;

	/*
	 * The turns are bounded too, should there be no clock: loosely, since
	 * a pause that is cut short counts as a whole one.
	 */
	while (paused_ms < 2 * BARO_LOCK_DEADLINE_MS) {
		enum baro_error e = try(store);
		bool again = e == BARO_E_CHANGED || (e == BARO_E_LOCK &&
		    (store->error == EWOULDBLOCK || store->error == EINTR));

		if (!again)
			return e;
		if (end_ms == 0)
			end_ms = baro_clock_monotonic_ms() +
			    BARO_LOCK_DEADLINE_MS;
		if (baro_clock_monotonic_ms() >= end_ms)
			break;
		if (e == BARO_E_CHANGED) {
			paused_ms++;
			continue;
		}
		baro_clock_sleep_ms(pause_ms);
		paused_ms += pause_ms;
		if (pause_ms < PAUSE_MAX_MS)
			pause_ms *= 2;
	}
	store->error = ETIMEDOUT;
	return BARO_E_LOCK;
}

/* see store.h */
enum baro_error
baro_store_lock(struct baro_store *store)
{
	enum baro_error e = try_within_deadline(store, try_lock);

	if (e == BARO_E_LOCK)
		baro_store_unlock(store);
	return e;
}

/* see store.h */
enum baro_error
baro_store_lock_directory(struct baro_store *store)
{
	return try_within_deadline(store, try_lock_directory);
}

/* see store.h */
enum baro_error
baro_store_read(struct baro_store *store, struct baro_text *ret_text)
{
	size_t size = (size_t)store->seen.st_size;
	enum baro_error e;

	baro_text_use(ret_text, size + 1);
	e = baro_path_read(store->file, size, ret_text->b);
	baro_text_use(ret_text, size);
	return e == BARO_OK ? e : fail(store, e);
}
