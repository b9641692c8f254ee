/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the rows cost at least.  See rows.h.
 */
#include "rows.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "code.h"
#include "floor.h"

#define PAGE_BYTES 4096
#define PATH_BYTES 256
#define LOCK_ON_FAULT 1

void *
rows_page(void)
{
	char *page = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED || madvise(page, PAGE_BYTES,
	    MADV_DONTDUMP) != 0)
		err(1, "page");
	/* valgrind does not know it. */
	(void)syscall(SYS_mlock2, page, PAGE_BYTES, LOCK_ON_FAULT);
	memset(page, 1, PAGE_BYTES);
	return page;
}

void
rows_page_end(void *page)
{
	if (page != NULL && munmap(page, PAGE_BYTES) != 0)
		err(1, "munmap");
}

/*
 * Read ${file} until ${wanted} comes, or to its end.  What lies across two
 * reads is passed over: then it is read on.
 */
static void
read_until(int file, const char *wanted)
{
	char b[8192];
	ssize_t n;

	while ((n = read(file, b, sizeof b)) > 0)
		if (memmem(b, (size_t)n, wanted, strlen(wanted)) != NULL)
			return;
}

int
rows_before(const char *folder, const char *user)
{
	char path[PATH_BYTES];
	struct floor_record r;
	struct stat st;
	int file = open("/etc/passwd", O_RDONLY | O_CLOEXEC);

	if (file < 0)
		err(1, "/etc/passwd");
	(void)snprintf(path, sizeof path, "\n%s:", user);
	read_until(file, path);
	(void)close(file);
	(void)snprintf(path, sizeof path, "%s", folder);
	while (path[0] != '\0') {
		if (stat(path, &st) != 0)
			err(1, "%s", path);
		*strrchr(path, '/') = '\0';
	}
	if (stat("/", &st) != 0)
		err(1, "/");
	file = floor_open(folder, user);
	if (pread(file, &r, sizeof r, 0) != sizeof r)
		err(1, "%s/%s", folder, user);
	return file;
}

uint32_t
rows_locked(const char *folder, const char *user)
{
	char path[PATH_BYTES];
	char label[256];
	struct utsname host;
	struct stat st;

	(void)snprintf(path, sizeof path, "%s/%s", folder, user);
	if (lstat(path, &st) != 0 || uname(&host) != 0 ||
	    (getxattr(path, "security.selinux", label, sizeof label) < 0 &&
	    errno != ENODATA && errno != EOPNOTSUPP))
		err(1, "%s", path);
	/* A key and one step take as much as two steps under a key. */
	return code_at(CODE_SHA512, user,
	    (uint64_t)time(NULL) / CODE_STEP_S - 1);
}
