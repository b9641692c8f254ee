/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A record on disk: replacing and creating (D-04).  Floor 3.
 *
 * The temporary file is `<record>~` in the record's directory.  It is touched
 * only under the record's lock, so whoever finds one there found the litter of
 * a crash; and a policy can label it by its name.
 *
 * Its space is reserved before the caller decides what goes into it: a verdict
 * must not decide whether it can be written.  (A caller of su sets the largest
 * file size: if the record of a wrong code were longer than that of a right
 * one, he could have wrong codes go uncounted.)  For the same reason the flow
 * gives both the same size: in a home, strangers can see it.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/label.h"
#include "sys/store.h"

/* Flags of renameat2(2), Linux 3.15; the function is younger than our libc. */
#define REPLACE 0u
#define NO_REPLACE 1u

#define CREATE (O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | \
    O_NOCTTY)

static enum baro_error
fail(struct baro_store *store, enum baro_error e)
{
	store->error = errno;
	return e;
}

/* see store.h */
void
baro_store_discard(struct baro_store *store)
{
	if (store->temp >= 0)
		(void)close(store->temp);
	store->temp = -1;
	if (store->temp_named)
		(void)unlinkat(store->path.dir, store->temp_name, 0);
	store->temp_named = false;
}

/* Create the temporary file, over the litter of a crash if need be. */
static enum baro_error
temp_open(struct baro_store *store, mode_t mode)
{
	int dir = store->path.dir;
	char *name = store->temp_name;
	size_t n = baro_span_length(baro_span_text(store->path.name));

	if (n + 1 > BARO_NAME_BYTES_MAX) {
		store->error = ENAMETOOLONG;
		return BARO_E_TEMP_NAME;
	}
	memcpy(name, store->path.name, n);
	name[n] = '~';
	name[n + 1] = '\0';
	store->temp = openat(dir, name, CREATE, mode);
	if (store->temp < 0 && errno == EEXIST) {
		(void)unlinkat(dir, name, 0);
		store->temp = openat(dir, name, CREATE, mode);
	}
	if (store->temp < 0)
		return fail(store, BARO_E_TEMP_OPEN);
	store->temp_named = true;
	return BARO_OK;
}

/* Owner, mode and label of the record (D-04). */
static bool
keep_attributes(const struct baro_store *store, int to)
{
	struct stat st;

	if (fstat(to, &st) != 0)
		return false;
	if ((st.st_uid != store->seen.st_uid ||
	    st.st_gid != store->seen.st_gid) &&
	    fchown(to, store->seen.st_uid, store->seen.st_gid) != 0)
		return false;
	/* It was created with the mode; the umask may have taken from it. */
	if (((st.st_mode ^ store->seen.st_mode) & 07777) != 0 &&
	    fchmod(to, store->seen.st_mode & 07777) != 0)
		return false;
	return baro_label_keep(store->file, to);
}

/* Fill the file with zeros up to a size. */
static bool
fill(int file, size_t size)
{
	const uint8_t zeros[1024] = { 0 };
	size_t done = 0;

	while (done < size) {
		size_t want = size - done;
		ssize_t n = write(file, zeros,
		    want < sizeof zeros ? want : sizeof zeros);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

/*
 * Make the bytes the contents of a file of ${room} bytes, through to the disk.
 * fsync is never repeated.
 */
static bool
write_through(int file, size_t room, struct baro_span bytes)
{
	size_t size = baro_span_length(bytes);
	size_t done = 0;

	while (done < size) {
		ssize_t n = pwrite(file, &bytes.b[bytes.lo + done],
		    size - done, (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	if (size != room && ftruncate(file, (off_t)size) != 0)
		return false;
	return fsync(file) == 0;
}

/* Whether the record is still the one, and as, that was read. */
static bool
is_unchanged(const struct baro_store *store)
{
	const struct stat *was = &store->seen;
	struct stat st;

	if (fstatat(store->path.dir, store->path.name, &st,
	    AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	return st.st_dev == was->st_dev && st.st_ino == was->st_ino &&
	    st.st_size == was->st_size && st.st_mode == was->st_mode &&
	    st.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	    st.st_mtim.tv_nsec == was->st_mtim.tv_nsec &&
	    st.st_ctim.tv_sec == was->st_ctim.tv_sec &&
	    st.st_ctim.tv_nsec == was->st_ctim.tv_nsec;
}

/* Give the temporary file the record's name, and make that last. */
static enum baro_error
temp_commit(struct baro_store *store, unsigned int flags)
{
	if (syscall(SYS_renameat2, store->path.dir, store->temp_name,
	    store->path.dir, store->path.name, flags) != 0)
		return fail(store, errno == EEXIST ? BARO_E_CHANGED :
		    BARO_E_UPDATE);
	store->temp_named = false;
	store->replaced = true;
	if (fsync(store->path.dir) != 0)
		return fail(store, BARO_E_UPDATE);
	return BARO_OK;
}

/* see store.h */
enum baro_error
baro_store_reserve(struct baro_store *store, size_t size)
{
	enum baro_error e;

	baro_store_discard(store);
	e = temp_open(store, store->seen.st_mode & 07777);
	if (e != BARO_OK)
		return e;
	store->room = size;
	if (keep_attributes(store, store->temp) && fill(store->temp, size))
		return BARO_OK;
	e = fail(store, BARO_E_UPDATE);
	baro_store_discard(store);
	return e;
}

/* Fill the reserved file and put it in the record's place. */
static enum baro_error
replace(struct baro_store *store, struct baro_span bytes)
{
	if (!write_through(store->temp, store->room, bytes))
		return fail(store, BARO_E_UPDATE);
	if (!is_unchanged(store)) {
		store->error = 0;
		return BARO_E_CHANGED;
	}
	return temp_commit(store, REPLACE);
}

/* see store.h */
enum baro_error
baro_store_replace(struct baro_store *store, struct baro_span bytes)
{
	enum baro_error e = BARO_OK;

	if (store->temp < 0)
		e = baro_store_reserve(store, baro_span_length(bytes));
	if (e == BARO_OK)
		e = replace(store, bytes);
	baro_store_discard(store);
	return e;
}

/* Whether there is a record, or anything of its name. */
static bool
exists(const struct baro_store *store)
{
	struct stat st;

	return fstatat(store->path.dir, store->path.name, &st,
	    AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

/* Make the file, by way of the temporary one, which is ours alone here. */
static enum baro_error
create(struct baro_store *store, struct baro_span bytes, unsigned int flags)
{
	enum baro_error e = temp_open(store, 0400);

	if (e != BARO_OK)
		return e;
	if (fchmod(store->temp, 0400) != 0 ||
	    !write_through(store->temp, 0, bytes))
		return fail(store, BARO_E_UPDATE);
	return temp_commit(store, flags);
}

/* see store.h */
enum baro_error
baro_store_create(struct baro_store *store, struct baro_span bytes)
{
	enum baro_error e = baro_store_lock_directory(store);

	/*
	 * Where there is a record, its temporary file is not ours to touch.
	 * Where there is none, nobody replaces it.
	 */
	if (e == BARO_OK && exists(store)) {
		store->error = EEXIST;
		e = BARO_E_CHANGED;
	}
	if (e == BARO_OK)
		e = create(store, bytes, NO_REPLACE);
	baro_store_discard(store);
	(void)flock(store->path.dir, LOCK_UN);
	return e;
}

/* see store.h */
enum baro_error
baro_store_put(struct baro_store *store, struct baro_span bytes)
{
	enum baro_error e = create(store, bytes, REPLACE);

	baro_store_discard(store);
	return e;
}

/* see store.h */
void
baro_store_rehearse(struct baro_store *store, struct baro_span bytes)
{
	size_t room = baro_span_length(bytes);
	int file;

	if (store->path.dir < 0)
		return;
	/* A file without a name: nothing to collide with, nothing to leave. */
	file = openat(store->path.dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC,
	    0600);
	if (file < 0)
		return;
	if (fill(file, room))
		(void)write_through(file, room, bytes);
	(void)close(file);
	(void)fsync(store->path.dir);
}
