/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Read before codec/scan_byte.c: memchr by another name, since Eva has its own.
 */
#include <string.h>

void *stub_memchr(const void *p, int c, size_t n);

#define memchr stub_memchr
