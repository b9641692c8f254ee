/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Spans: the house's view of bytes that somebody else owns.  Floor 0.
 *
 * A span is the bytes b[lo] .. b[hi - 1] of one array, with lo <= hi.  Both
 * ends are indices into the same array, never a pointer and a length: cutting
 * a span is then a comparison of two indices, a loop is guarded by `i < s.hi`
 * on the index that it reads with, and a value analyser can follow every read
 * without an annotation.  An index has 32 bits, so that a span is passed in two
 * registers; all arrays are far shorter (docs/DESIGN.md, "Spans").
 */
#ifndef BARO_BASE_SPAN_H
#define BARO_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct baro_span {
	const uint8_t *b;	/* the array; may be NULL only if lo == hi */
	uint32_t lo;		/* index of the first byte */
	uint32_t hi;		/* index after the last byte; >= lo */
};

/**
 * BARO_SPAN_OF(literal):
 * The span of the bytes of the string ${literal}, without its final NUL.
 */
#define BARO_SPAN_OF(literal) \
	((struct baro_span){ (const uint8_t *)(literal), 0, \
	    sizeof(literal) - 1 })

/**
 * baro_span(b, n):
 * The span of the first ${n} bytes of ${b}; ${n} is less than 2^32.
 */
static inline struct baro_span
baro_span(const uint8_t *b, size_t n)
{
	struct baro_span s;

	s.b = b;
	s.lo = 0;
	s.hi = (uint32_t)n;
	return s;
}

/**
 * baro_span_text(text):
 * The span of the NUL-terminated ${text}, without the NUL and whatever is
 * behind its first 2^32 - 1 bytes.  ${text} may be NULL, which gives an empty
 * span.
 */
struct baro_span baro_span_text(const char *text);

/**
 * baro_span_length(s):
 * The number of bytes in ${s}.
 */
static inline size_t
baro_span_length(struct baro_span s)
{
	return s.hi - s.lo;
}

/**
 * baro_span_cut(s, lo, hi):
 * The part of ${s} between the array indices ${lo} and ${hi} (not offsets from
 * s.lo).  Requires s.lo <= ${lo} <= ${hi} <= s.hi.
 */
static inline struct baro_span
baro_span_cut(struct baro_span s, size_t lo, size_t hi)
{
	s.lo = (uint32_t)lo;
	s.hi = (uint32_t)hi;
	return s;
}

/**
 * baro_span_equal(a, b):
 * Whether ${a} and ${b} hold the same bytes.  Not constant time: never call it
 * on a secret.
 */
static inline bool
baro_span_equal(struct baro_span a, struct baro_span b)
{
	size_t j = b.lo;

	for (size_t i = a.lo; i < a.hi; i++) {
		if (j >= b.hi || a.b[i] != b.b[j])
			return false;
		j++;
	}
	return j == b.hi;
}

#endif /* BARO_BASE_SPAN_H */
