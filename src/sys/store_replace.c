/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A record on disk: replacing and creating (D-04).  Floor 3.
 *
 * The temporary file is `<record>~` in the record's directory.  It is touched
 * only under the record's lock, so whoever finds one there found the litter of
 * a crash; and a policy can label it by its name.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/uninitialised.h"
#include "sys/store.h"

#define LABEL "security.selinux"
#define LABEL_BYTES_MAX 1024
/* Flags of renameat2(2), Linux 3.15; the function is younger than our libc. */
#define REPLACE 0u
#define NO_REPLACE 1u

#define CREATE (O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | \
    O_NOCTTY)

/* A temporary file that is removed unless it got the record's name. */
struct temp {
	struct baro_store *store;
	int file;
	bool named;		/* the name exists and is ours to remove */
	char name[BARO_NAME_BYTES_MAX + 2];
};

static enum baro_error
fail(struct baro_store *store, enum baro_error e)
{
	store->error = errno;
	return e;
}

static void
temp_end(struct temp *t)
{
	if (t->file >= 0)
		(void)close(t->file);
	if (t->named)
		(void)unlinkat(t->store->path.dir, t->name, 0);
}

/* Create the temporary file, over the litter of a crash if need be. */
static enum baro_error
temp_open(struct baro_store *store, mode_t mode, struct temp *t)
{
	size_t n = strlen(store->path.name);

	if (n + 1 > BARO_NAME_BYTES_MAX) {
		store->error = ENAMETOOLONG;
		return BARO_E_TEMP_NAME;
	}
	memcpy(t->name, store->path.name, n);
	t->name[n] = '~';
	t->name[n + 1] = '\0';
	t->file = openat(store->path.dir, t->name, CREATE, mode);
	if (t->file < 0 && errno == EEXIST) {
		(void)unlinkat(store->path.dir, t->name, 0);
		t->file = openat(store->path.dir, t->name, CREATE, mode);
	}
	if (t->file < 0)
		return fail(store, BARO_E_TEMP_OPEN);
	t->named = true;
	return BARO_OK;
}

/*
 * Where in the label "user:role:type[:range]" the type begins.  The SELinux
 * user of a new file is that of whoever made it, decides nothing here, and
 * could not be changed by a login program.
 */
static struct baro_span
from_type(const char *label, size_t n)
{
	size_t colons = 0;
	size_t i = 0;

	while (i < n && colons < 2) {
		if (label[i] == ':')
			colons++;
		i++;
	}
	return baro_span_cut(baro_span((const uint8_t *)label, n), i, n);
}

/* Give the temporary file the label of the record, if it has another. */
static bool
keep_label(int from, int to)
{
	char want[LABEL_BYTES_MAX] BARO_UNINITIALISED;
	char have[LABEL_BYTES_MAX] BARO_UNINITIALISED;
	ssize_t n = fgetxattr(from, LABEL, want, sizeof want);
	ssize_t m;

	if (n < 0)
		return errno == ENODATA || errno == EOPNOTSUPP;
	m = fgetxattr(to, LABEL, have, sizeof have);
	if (m > 0 && baro_span_equal(from_type(want, (size_t)n),
	    from_type(have, (size_t)m)))
		return true;
	return fsetxattr(to, LABEL, want, (size_t)n, 0) == 0;
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
	return keep_label(store->file, to);
}

/* Write all of the bytes through to the disk.  fsync is never repeated. */
static bool
write_through(int file, struct baro_span bytes)
{
	while (bytes.lo < bytes.hi) {
		ssize_t n = write(file, &bytes.b[bytes.lo],
		    baro_span_length(bytes));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes.lo += (size_t)n;
	}
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
temp_commit(struct baro_store *store, struct temp *t, unsigned int flags)
{
	if (syscall(SYS_renameat2, store->path.dir, t->name, store->path.dir,
	    store->path.name, flags) != 0)
		return fail(store, errno == EEXIST ? BARO_E_CHANGED :
		    BARO_E_UPDATE);
	t->named = false;
	if (fsync(store->path.dir) != 0)
		return fail(store, BARO_E_UPDATE);
	return BARO_OK;
}

/* see store.h */
enum baro_error
baro_store_replace(struct baro_store *store, struct baro_span bytes)
{
	struct temp t __attribute__((cleanup(temp_end))) = { store, -1, false,
	    "" };
	enum baro_error e = temp_open(store, store->seen.st_mode & 07777, &t);

	if (e != BARO_OK)
		return e;
	if (!keep_attributes(store, t.file) || !write_through(t.file, bytes))
		return fail(store, BARO_E_UPDATE);
	if (!is_unchanged(store)) {
		store->error = 0;
		return BARO_E_CHANGED;
	}
	return temp_commit(store, &t, REPLACE);
}

/* Whether there is a record, or anything of its name. */
static bool
exists(const struct baro_store *store)
{
	struct stat st;

	return fstatat(store->path.dir, store->path.name, &st,
	    AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

/* see store.h */
enum baro_error
baro_store_create(struct baro_store *store, struct baro_span bytes)
{
	struct temp t __attribute__((cleanup(temp_end))) = { store, -1, false,
	    "" };
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
		e = temp_open(store, 0400, &t);
	if (e != BARO_OK)
		return e;
	if (fchmod(t.file, 0400) != 0 || !write_through(t.file, bytes))
		return fail(store, BARO_E_UPDATE);
	return temp_commit(store, &t, NO_REPLACE);
}

/* see store.h */
void
baro_store_rehearse(struct baro_store *store, struct baro_span bytes)
{
	int file;

	if (store->path.dir < 0)
		return;
	/* A file without a name: nothing to collide with, nothing to leave. */
	file = openat(store->path.dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC,
	    0600);
	if (file < 0)
		return;
	(void)write_through(file, bytes);
	(void)close(file);
	(void)fsync(store->path.dir);
}
