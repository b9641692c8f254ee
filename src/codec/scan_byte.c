/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The search for a byte.  Floor 1.  By memchr, since a record and an ACL are
 * searched from end to end; the only place of the core where a pointer becomes
 * an index.  Eva is told what it does (tests/proof/stubs.c) instead.
 */
#include "codec/scan.h"

#include <string.h>

/* see scan.h */
size_t
baro_scan_byte(struct baro_span s, uint8_t c)
{
	const uint8_t *found;

	if (s.lo >= s.hi)
		return s.hi;
	found = memchr(&s.b[s.lo], c, s.hi - s.lo);
	return found != NULL ? (size_t)(found - s.b) : s.hi;
}
