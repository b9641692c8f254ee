/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the unit tests share: inputs and outputs in heap blocks of exactly
 * their size, so that AddressSanitizer sees the first byte too many.
 *
 * Each program runs its tests twice: with spans that begin at the index 0, and
 * with spans that begin inside their array.  Code that forgets s.lo passes the
 * first run and fails the second.
 */
#ifndef BARO_TESTS_UNIT_H
#define BARO_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/span.h"

/* Blocks live until so many others were made: no test needs more at once. */
#define UNIT_BLOCKS 32

/* A byte that no parser likes, before the first one of a span. */
#define UNIT_JUNK 0x01

struct unit_state {
	uint8_t *block[UNIT_BLOCKS];
	size_t next;
	size_t lead;		/* index of the first byte of a span */
};

static struct unit_state unit;

/* A heap block of ${n} bytes, freed when its place is needed again. */
static inline uint8_t *
unit_block(size_t n)
{
	uint8_t **block = &unit.block[unit.next];

	free(*block);
	*block = malloc(n);
	if (*block == NULL && n > 0)
		abort();
	unit.next = (unit.next + 1) % UNIT_BLOCKS;
	return *block;
}

/* A span over a copy of the ${n} bytes at ${p}. */
static inline struct baro_span
unit_bytes(const void *p, size_t n)
{
	uint8_t *block = unit_block(unit.lead + n);

	for (size_t i = 0; i < unit.lead; i++)
		block[i] = UNIT_JUNK;
	if (n > 0)
		memcpy(block + unit.lead, p, n);
	return baro_span_cut(baro_span(block, unit.lead + n), unit.lead,
	    unit.lead + n);
}

/* A span over a copy of ${text}. */
static inline struct baro_span
unit_text(const char *text)
{
	return unit_bytes(text, strlen(text));
}

/* An empty buffer of exactly ${cap} bytes. */
static inline struct baro_buffer
unit_buffer(size_t cap)
{
	return baro_buffer_over(unit_block(cap), cap);
}

/* Demand that ${s} holds the ${n} bytes at ${p}. */
static inline void
unit_expect_bytes(struct baro_span s, const void *p, size_t n)
{
	assert_int_equal(baro_span_length(s), n);
	if (n > 0)
		assert_memory_equal(s.b + s.lo, p, n);
}

/* Demand that ${s} holds ${text}. */
static inline void
unit_expect_text(struct baro_span s, const char *text)
{
	unit_expect_bytes(s, text, strlen(text));
}

/* Demand that ${out} holds ${text} and that nothing was dropped. */
static inline void
unit_expect_written(const struct baro_buffer *out, const char *text)
{
	assert_false(out->full);
	unit_expect_text(baro_buffer_span(out), text);
}

static inline void
unit_free(void)
{
	for (size_t i = 0; i < UNIT_BLOCKS; i++) {
		free(unit.block[i]);
		unit.block[i] = NULL;
	}
}

/* The group set-up: the spans of the first run begin at 0, of the next not. */
static inline int
unit_begin_run(void **state)
{
	static const size_t leads[2] = { 0, 5 };
	static size_t runs;

	(void)state;
	if (runs == 0 && atexit(unit_free) != 0)
		return -1;
	unit.lead = leads[runs % 2];
	runs++;
	return 0;
}

/* The body of main: both runs of ${tests}; the number of failures. */
#define UNIT_RUN(tests) \
	(cmocka_run_group_tests(tests, unit_begin_run, NULL) + \
	cmocka_run_group_tests(tests, unit_begin_run, NULL))

#endif /* BARO_TESTS_UNIT_H */
