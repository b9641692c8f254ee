/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Lines of a file.  Floor 3.
 */
#include "sys/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* see lines.h */
enum baro_error
baro_lines_open(const char *path, struct baro_lines *ret_lines)
{
	struct stat st;

	ret_lines->lo = 0;
	ret_lines->hi = 0;
	ret_lines->skipping = false;
	ret_lines->file = openat(AT_FDCWD, path,
	    O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (ret_lines->file < 0 || fstat(ret_lines->file, &st) != 0 ||
	    !S_ISREG(st.st_mode))
		return BARO_E_OPEN;
	ret_lines->left = (size_t)st.st_size;
	return BARO_OK;
}

/* Make room behind the unread bytes and fill it. */
static enum baro_error
refill(struct baro_lines *l)
{
	size_t want;
	ssize_t n;

	if (l->lo > 0) {
		memmove(l->b, &l->b[l->lo], l->hi - l->lo);
		l->hi -= l->lo;
		l->lo = 0;
	}
	if (l->hi == sizeof l->b) {
		l->skipping = true;
		l->hi = 0;
	}
	want = sizeof l->b - l->hi;
	if (want > l->left)
		want = l->left;
	do {
		n = read(l->file, &l->b[l->hi], want);
	} while (n < 0 && errno == EINTR);
	/* An end before the end: an I/O error, or the file was cut. */
	if (n <= 0)
		return BARO_E_READ;
	l->left -= (size_t)n;
	l->hi += (size_t)n;
	return BARO_OK;
}

/* Cut the next line out of the unread bytes, if there is a whole one. */
static bool
cut_line(struct baro_lines *l, struct baro_span *ret_line)
{
	const uint8_t *lf = memchr(&l->b[l->lo], '\n', l->hi - l->lo);
	size_t end = lf != NULL ? (size_t)(lf - l->b) : l->hi;

	if (lf == NULL && (l->left > 0 || l->lo == l->hi))
		return false;
	*ret_line = baro_span_cut(baro_span(l->b, l->hi), l->lo, end);
	l->lo = lf != NULL ? end + 1 : end;
	return true;
}

/* see lines.h */
enum baro_error
baro_lines_next(struct baro_lines *lines, struct baro_span *ret_line)
{
	for (;;) {
		enum baro_error e;

		if (cut_line(lines, ret_line)) {
			if (!lines->skipping && baro_span_length(*ret_line) <=
			    BARO_LINE_BYTES_MAX)
				return BARO_OK;
			/* That was a line that is too long, or its rest. */
			lines->skipping = false;
			continue;
		}
		if (lines->left == 0)
			return BARO_E_ABSENT;
		e = refill(lines);
		if (e != BARO_OK)
			return e;
	}
}

/* see lines.h */
void
baro_lines_close(struct baro_lines *lines)
{
	if (lines->file >= 0)
		(void)close(lines->file);
	lines->file = -1;
}
