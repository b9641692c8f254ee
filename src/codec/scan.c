/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The scanners that the parsers of text share.  Floor 1.
 */
#include "codec/scan.h"

#include "base/eight.h"

#define ONES BARO_EIGHT_OF(1)
#define TOPS BARO_EIGHT_OF(0x80)

/*
 * see scan.h.  Not by memchr(3), which would leave what it looked at in the
 * registers of vectors (sys/memory.c).
 */
size_t
baro_scan_byte(struct baro_span s, uint8_t c)
{
	size_t i = s.lo;

	while (i + 8 <= s.hi) {
		uint64_t eight = baro_eight_load(s.b, i) ^
		    BARO_EIGHT_OF(c);
		/* Only a byte that is zero borrows without a top bit. */
		uint64_t found = (eight - ONES) & ~eight & TOPS;

		if (found != 0) {
			size_t at = i + baro_eight_first(found);

			/* It always is; the analyser cannot tell. */
			return at < s.hi ? at : s.hi;
		}
		i += 8;
	}
	for (; i < s.hi; i++)
		if (s.b[i] == c)
			return i;
	return s.hi;
}

/* see scan.h */
size_t
baro_scan_skip(struct baro_span s)
{
	for (size_t i = s.lo; i < s.hi; i++)
		if (!baro_scan_blank(s.b[i]))
			return i;
	return s.hi;
}

/* The index of the first blank, or the end. */
static size_t
find_blank(struct baro_span s)
{
	for (size_t i = s.lo; i < s.hi; i++)
		if (baro_scan_blank(s.b[i]))
			return i;
	return s.hi;
}

/* see scan.h */
struct baro_span
baro_scan_word(struct baro_span s)
{
	s = baro_span_cut(s, baro_scan_skip(s), s.hi);
	return baro_span_cut(s, s.lo, find_blank(s));
}

/* see scan.h */
struct baro_span
baro_scan_trim(struct baro_span s)
{
	size_t end = s.hi;

	/* A record is padded by hundreds of spaces. */
	while (end >= s.lo + sizeof(uint64_t) &&
	    baro_eight_load(s.b, end - 8) == BARO_EIGHT_OF(' '))
		end -= 8;
	for (size_t i = end; i > s.lo; i--)
		if (!baro_scan_blank(s.b[i - 1]))
			return baro_span_cut(s, s.lo, i);
	return baro_span_cut(s, s.lo, s.lo);
}

/* see scan.h */
struct baro_line
baro_scan_line(struct baro_span s)
{
	struct baro_line line;
	size_t lf = baro_scan_byte(s, '\n');

	line.text = baro_span_cut(s, s.lo, lf);
	line.next = lf;
	if (lf >= s.hi)
		return line;

	line.next = lf + 1;
	if (lf > s.lo && s.b[lf - 1] == '\r')
		line.text = baro_span_cut(s, s.lo, lf - 1);
	return line;
}

/* see scan.h */
bool
baro_scan_prefix(struct baro_span s, struct baro_span prefix,
    size_t *ret_end)
{
	size_t i = s.lo;

	for (size_t j = prefix.lo; j < prefix.hi; j++) {
		if (i >= s.hi || s.b[i] != prefix.b[j])
			return false;
		i++;
	}
	*ret_end = i;
	return true;
}

/* see scan.h */
bool
baro_scan_fields(struct baro_span s, size_t n, struct baro_span *ret_field)
{
	size_t lo = s.lo;

	for (size_t i = 0; i < n; i++)
		ret_field[i] = baro_span_cut(s, s.hi, s.hi);
	for (size_t i = 0; i < n; i++) {
		size_t hi = baro_scan_byte(baro_span_cut(s, lo, s.hi), ':');
		bool last = i + 1 == n;

		/* The last field ends the span, any other one does not. */
		if ((hi >= s.hi) != last)
			return false;
		ret_field[i] = baro_span_cut(s, lo, hi);
		lo = hi + 1;
	}
	return true;
}

/* see scan.h */
bool
baro_scan_account(struct baro_span name)
{
	uint8_t c;

	if (name.lo >= name.hi)
		return false;
	c = name.b[name.lo];
	return c != '+' && c != '-' && c != '#';
}
