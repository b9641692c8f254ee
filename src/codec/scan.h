/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Cutting text into lines and words.  Floor 1, private to this floor and to
 * otp/key.c.
 *
 * A scanner gets a span and gives an index or a span within it; it returns
 * from inside its loop or returns the end.  None is constant time: what they
 * tell from a secret is where a blank or the end of a line is, which is not
 * secret.
 */
#ifndef BARO_CODEC_SCAN_H
#define BARO_CODEC_SCAN_H

#include "base/span.h"

/*
 * A word of a table.  Its bytes are held by value: a pointer to them would be a
 * relocation in every host that loads the module.
 */
struct baro_word {
	uint8_t bytes;
	uint8_t text[23];
};

/**
 * BARO_WORD(literal):
 * The initialiser of the word ${literal}, of at most 22 bytes.
 */
#define BARO_WORD(literal) { sizeof(literal) - 1, literal }

/**
 * baro_word_span(word):
 * The bytes of ${word}.
 */
static inline struct baro_span
baro_word_span(const struct baro_word *word)
{
	return baro_span(word->text, word->bytes);
}

struct baro_line {
	struct baro_span text;	/* without [CR] LF */
	size_t next;		/* index of the next line, or the end */
};

/**
 * baro_scan_blank(c):
 * Whether ${c} is a blank: space or tabulator.
 */
static inline bool
baro_scan_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/**
 * baro_scan_control(c):
 * Whether ${c} is a control byte: below the space, or DEL.
 */
static inline bool
baro_scan_control(uint8_t c)
{
	return c < 0x20 || c == 0x7f;
}

/**
 * baro_scan_lower(c):
 * ${c} as a lower-case letter if it is an ASCII letter, else ${c}.
 */
static inline uint8_t
baro_scan_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

/**
 * baro_scan_byte(s, c):
 * The index of the first ${c} in ${s}, or s.hi.
 */
size_t baro_scan_byte(struct baro_span s, uint8_t c);

/**
 * baro_scan_skip(s):
 * The index of the first byte in ${s} that is not blank, or s.hi.
 */
size_t baro_scan_skip(struct baro_span s);

/**
 * baro_scan_word(s):
 * The first run of bytes in ${s} that are not blank; empty, at s.hi, if there
 * is none.
 */
struct baro_span baro_scan_word(struct baro_span s);

/**
 * baro_scan_trim(s):
 * ${s} without the blanks at its end.
 */
struct baro_span baro_scan_trim(struct baro_span s);

/**
 * baro_scan_line(s):
 * The first line of ${s}.  A CR belongs to the end of the line only where a LF
 * follows.
 */
struct baro_line baro_scan_line(struct baro_span s);

/**
 * baro_scan_prefix(s, prefix, ret_end):
 * Whether ${s} begins with ${prefix}; if so, store the index after it in
 * ${ret_end}.
 */
bool baro_scan_prefix(struct baro_span s, struct baro_span prefix,
    size_t *ret_end);

/**
 * baro_scan_fields(s, n, ret_field):
 * Cut ${s} at its colons into the ${n} spans at ${ret_field}; false if that
 * gives more or fewer, and then the spans are parts of ${s} of no meaning.
 */
bool baro_scan_fields(struct baro_span s, size_t n,
    struct baro_span *ret_field);

/**
 * baro_scan_account(name):
 * Whether ${name}, the first field of a line of /etc/passwd or /etc/group,
 * names an account: it is not empty and begins neither a comment ("#") nor an
 * order to a name service ("+", "-").
 */
bool baro_scan_account(struct baro_span name);

#endif /* BARO_CODEC_SCAN_H */
