/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Second opinions that several harnesses ask for, written from the grammars
 * in the headers, not from the code: slow, by text, with libc.
 */
#ifndef BARO_FUZZ_NAIVE_H
#define BARO_FUZZ_NAIVE_H

#include <inttypes.h>

#include "fuzz.h"

#define NAIVE_TIME_MAX UINT64_C(253402300799)	/* 9999-12-31T23:59:59Z */

/* number = "0" / (%x31-39 *DIGIT) */
static inline bool
naive_is_number(const uint8_t *p, size_t n)
{
	if (n == 0 || (p[0] == '0' && n != 1))
		return false;
	for (size_t i = 0; i < n; i++)
		if (strchr("0123456789", p[i]) == NULL || p[i] == '\0')
			return false;
	return true;
}

/* -1, 0, 1: how the number in text compares with ${v}, as texts. */
static inline int
naive_compare(const uint8_t *p, size_t n, uint64_t v)
{
	char text[24];
	size_t m = (size_t)snprintf(text, sizeof text, "%" PRIu64, v);
	int order;

	if (n != m)
		return n < m ? -1 : 1;
	order = memcmp(p, text, n);
	return order < 0 ? -1 : order > 0;
}

/* A number from ${min} to ${max}. */
static inline bool
naive_number(const uint8_t *p, size_t n, uint64_t min, uint64_t max,
    uint64_t *ret_value)
{
	if (!naive_is_number(p, n) || naive_compare(p, n, min) < 0 ||
	    naive_compare(p, n, max) > 0)
		return false;
	*ret_value = 0;
	for (size_t i = 0; i < n; i++)
		*ret_value = *ret_value * 10 + (uint64_t)(p[i] - '0');
	return true;
}

static inline bool
naive_is_blank(uint8_t c)
{
	return c == 0x20 || c == 0x09;
}

static inline bool
naive_is_control(uint8_t c)
{
	return c <= 0x1f || c == 0x7f;
}

/* Cut the blanks off both ends. */
static inline struct fuzz_input
naive_strip(struct fuzz_input in)
{
	while (in.n > 0 && naive_is_blank(in.p[0])) {
		in.p++;
		in.n--;
	}
	while (in.n > 0 && naive_is_blank(in.p[in.n - 1]))
		in.n--;
	return in;
}

/* Cut the first word off ${in}, which has no blank at its beginning. */
static inline struct fuzz_input
naive_word(struct fuzz_input *in)
{
	struct fuzz_input word = { in->p, 0 };

	while (in->n > 0 && !naive_is_blank(in->p[0])) {
		in->p++;
		in->n--;
		word.n++;
	}
	*in = naive_strip(*in);
	return word;
}

/* Cut a line off ${in}: up to LF; a CR before that LF is not part of it. */
static inline struct fuzz_input
naive_line(struct fuzz_input *in)
{
	bool ended = in->n > 0 && memchr(in->p, '\n', in->n) != NULL;
	struct fuzz_input line = fuzz_field(in, '\n');

	if (ended && line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static inline bool
naive_is(struct fuzz_input in, const char *text)
{
	return in.n == strlen(text) && (in.n == 0 ||
	    memcmp(in.p, text, in.n) == 0);
}

static inline bool
naive_begins(struct fuzz_input in, const char *text)
{
	return in.n >= strlen(text) && memcmp(in.p, text, strlen(text)) == 0;
}

/* An absolute path of a file, as codec/location.h defines it. */
static inline bool
naive_path(struct fuzz_input path)
{
	if (path.n == 0 || path.n > 4095 || *path.p != '/')
		return false;
	for (size_t i = 0; i < path.n; i++)
		if (naive_is_control(path.p[i]))
			return false;
	if (path.p[path.n - 1] == '/')
		return false;
	fuzz_field(&path, '/');
	while (path.n > 0) {
		struct fuzz_input name = fuzz_field(&path, '/');

		if (name.n == 0 || naive_is(name, ".") ||
		    naive_is(name, ".."))
			return false;
	}
	return true;
}

/* RFC 4648 section 6: text to bytes by way of one bit after the other. */
static inline bool
naive_base32(struct fuzz_input in, uint8_t *out, size_t *ret_n)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	size_t pads = 0;
	size_t bit = 0;

	while (in.n > 0 && in.p[in.n - 1] == '=') {
		in.n--;
		pads++;
	}
	if (in.n == 0 || (pads > 0 && (in.n + pads) % 8 != 0) || pads > 6)
		return false;
	if (in.n % 8 == 1 || in.n % 8 == 3 || in.n % 8 == 6)
		return false;
	memset(out, 0, in.n * 5 / 8 + 1);
	for (size_t i = 0; i < in.n; i++) {
		int c = in.p[i];
		const char *at;

		if (c >= 'a' && c <= 'z')
			c -= 0x20;
		at = c == 0 ? NULL : strchr(alphabet, c);
		if (at == NULL)
			return false;
		for (unsigned j = 0; j < 5; j++, bit++)
			if (((at - alphabet) >> (4 - j) & 1) != 0)
				out[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	}
	*ret_n = in.n * 5 / 8;
	return in.n * 5 % 8 == 0 || out[*ret_n] == 0;
}

/* Bytes to lower-case hex digits. */
static inline void
naive_hex(const uint8_t *p, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++)
		snprintf(&out[2 * i], 3, "%02x", p[i]);
}

/* Pairs of hex digits to bytes; at least one pair. */
static inline bool
naive_unhex(struct fuzz_input in, uint8_t *out, size_t *ret_n)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";

	for (size_t i = 0; i < in.n; i++) {
		const char *at = in.p[i] == 0 ? NULL :
		    strchr(digits, in.p[i]);

		if (at == NULL)
			return false;
		out[i / 2] = (uint8_t)(i % 2 == 0 ? (at - digits) % 16 * 16 :
		    out[i / 2] + (at - digits) % 16);
	}
	*ret_n = in.n / 2;
	return in.n > 0 && in.n % 2 == 0;
}

#endif /* BARO_FUZZ_NAIVE_H */
