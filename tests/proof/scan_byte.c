/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What Frama-C Eva is to prove of codec/scan_byte.c, which stubs.c replaces
 * elsewhere: for each span in an array of a few bytes that ends where the span
 * ends, memchr is told no byte too many, and the index lies in the span or is
 * its end.  Each span is a state of its own: of lo and hi that are both unknown
 * Eva forgets how they are related.
 */
#include "__fc_builtin.h"

#include "codec/scan.h"

#include "scan_byte.h"

#define BYTES 12

static uint8_t in_bytes[BYTES];

/* memchr(3); Eva's own does not know which bytes are in bounds. */
void *
stub_memchr(const void *p, int c, size_t n)
{
	const unsigned char *b = p;

	for (size_t i = 0; i < n; i++)
		if (b[i] == (unsigned char)c)
			return (void *)&b[i];
	return NULL;
}

static void
prove_one(size_t lo, size_t hi)
{
	struct baro_span s = { &in_bytes[BYTES - hi], lo, hi };
	size_t at;

	Frama_C_make_unknown((char *)in_bytes, BYTES);
	at = baro_scan_byte(s, (uint8_t)Frama_C_interval(0, 255));
	/*@ assert lo <= at <= hi; */
}

void
prove_scan_byte(void)
{
	for (size_t hi = 0; hi <= BYTES; hi++)
		for (size_t lo = 0; lo <= hi; lo++)
			prove_one(lo, hi);
}
