/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The texts of error numbers.  Floor 3.
 *
 * In a file of its own since strerror_r has two types: here it is the one of
 * POSIX, whose symbol glibc and musl share.
 */
#undef _GNU_SOURCE
#define _POSIX_C_SOURCE 200809L

#include "sys/errno_text.h"

#include <string.h>

/* see errno_text.h */
struct baro_span
baro_errno_text(int error, char *b)
{
	if (strerror_r(error, b, BARO_ERRNO_TEXT_BYTES) != 0)
		return BARO_SPAN_OF("Unknown error");
	return baro_span_text(b);
}
