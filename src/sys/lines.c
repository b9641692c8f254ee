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

/* The index of the first LF from the unread byte ${at} on, or the end. */
static size_t
find_end(const struct baro_lines *l, size_t at)
{
	const uint8_t *lf = memchr(&l->b[at], '\n', l->hi - at);

	return lf != NULL ? (size_t)(lf - l->b) : l->hi;
}

/* Cut the next line out of the unread bytes, if there is a whole one. */
static bool
cut_line(struct baro_lines *l, struct baro_span *ret_line)
{
	size_t end = find_end(l, l->lo);
	bool whole = end < l->hi;

	if (!whole && (l->left > 0 || l->lo == l->hi))
		return false;
	*ret_line = baro_span_cut(baro_span(l->b, l->hi), l->lo, end);
	l->lo = whole ? end + 1 : end;
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

/*
 * Pass over the whole lines in the buffer, up to one that begins with the name
 * and a colon; false if there is none.  The end of the name comes first: names
 * with numbers begin alike.
 */
static bool
pass_others(struct baro_lines *l, struct baro_span name)
{
	const struct baro_span all = baro_span(l->b, l->hi);
	const size_t n = baro_span_length(name);
	const uint8_t last = n > 0 ? name.b[name.hi - 1] : 0;

	while (l->lo < l->hi) {
		size_t lo = l->lo;
		size_t colon = lo + n;
		size_t end = find_end(l, lo);

		if (end >= l->hi)
			return false;
		if (colon < end && l->b[colon] == ':' &&
		    (n == 0 || l->b[colon - 1] == last) &&
		    baro_span_equal(baro_span_cut(all, lo, colon), name))
			return true;
		l->lo = end + 1;
	}
	return false;
}

/* see lines.h */
enum baro_error
baro_lines_about(struct baro_lines *lines, struct baro_span name,
    struct baro_span *ret_line)
{
	while (!lines->skipping && !pass_others(lines, name) &&
	    lines->left > 0) {
		enum baro_error e = refill(lines);

		if (e != BARO_OK)
			return e;
	}
	return baro_lines_next(lines, ret_line);
}

/* see lines.h */
void
baro_lines_close(struct baro_lines *lines)
{
	if (lines->file >= 0)
		(void)close(lines->file);
	lines->file = -1;
}
