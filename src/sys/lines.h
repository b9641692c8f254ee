/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A text file, line by line, through a fixed buffer.  Floor 3.
 */
#ifndef BARO_SYS_LINES_H
#define BARO_SYS_LINES_H

#include "base/error.h"
#include "base/span.h"

/* Longer lines than this, without their LF, are passed over. */
#define BARO_LINE_BYTES_MAX 8192

struct baro_lines {
	int file;
	size_t lo;	/* unread bytes: b[lo] .. b[hi - 1] */
	size_t hi;
	size_t left;	/* bytes of the file that were not read yet */
	bool skipping;	/* within a line that was too long */
	uint8_t b[BARO_LINE_BYTES_MAX + 1];
};

/**
 * baro_lines_open(path, ret_lines):
 * Open the regular file ${path}.  Return BARO_OK or BARO_E_OPEN.  What is
 * added to it from now on is not read.
 */
enum baro_error baro_lines_open(const char *path,
    struct baro_lines *ret_lines);

/**
 * baro_lines_next(lines, ret_line):
 * The next line, without its LF, valid until the next call.  Return BARO_OK;
 * BARO_E_ABSENT after the last one; BARO_E_READ if the file cannot be read.
 */
enum baro_error baro_lines_next(struct baro_lines *lines,
    struct baro_span *ret_line);

/**
 * baro_lines_about(lines, name, ret_line):
 * The same, but lines that do not begin with ${name} and a colon may be left
 * out: of a hundred thousand users all but one are somebody else, and to give
 * the line of each takes a third more time.
 */
enum baro_error baro_lines_about(struct baro_lines *lines,
    struct baro_span name, struct baro_span *ret_line);

/**
 * baro_lines_close(lines):
 * Close the file, if it is open.
 */
void baro_lines_close(struct baro_lines *lines);

#endif /* BARO_SYS_LINES_H */
