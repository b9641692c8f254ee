/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/memory: every length up to some words, every place in a word, and every
 * way in which two blocks can overlap.  The sanitized build has libc's.
 */
#include "unit.h"

#define LENGTHS 40
#define PLACES 9
#define BYTES (LENGTHS + 2 * PLACES)

/* By a name that the compiler knows nothing of. */
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;
static void *(*volatile move)(void *, const void *, size_t) = memmove;

static void
number(uint8_t *b)
{
	for (size_t i = 0; i < BYTES; i++)
		b[i] = (uint8_t)(i + 1);
}

/* That only the ${n} bytes at ${to} are others, and these as expected. */
static void
expect_moved(const uint8_t *b, size_t to, size_t from, size_t n)
{
	for (size_t i = 0; i < BYTES; i++) {
		bool inside = i >= to && i < to + n;

		assert_int_equal(b[i], 1 + (inside ? i - to + from : i));
	}
}

static void
test_memcpy(void **state)
{
	(void)state;
	for (size_t n = 0; n <= LENGTHS; n++) {
		for (size_t place = 0; place < PLACES * PLACES; place++) {
			size_t to = place % PLACES;
			size_t from = place / PLACES;
			uint8_t source[BYTES];
			uint8_t b[BYTES];

			number(source);
			number(b);
			assert_ptr_equal(copy(&b[to], &source[from], n),
			    &b[to]);
			expect_moved(b, to, from, n);
		}
	}
}

static void
test_memmove_within_a_block(void **state)
{
	(void)state;
	for (size_t n = 0; n <= LENGTHS; n++) {
		for (size_t place = 0; place < PLACES * PLACES; place++) {
			size_t to = place % PLACES;
			size_t from = place / PLACES;
			uint8_t b[BYTES];

			number(b);
			assert_ptr_equal(move(&b[to], &b[from], n), &b[to]);
			expect_moved(b, to, from, n);
		}
	}
}

/* A long way apart, in both directions. */
static void
test_memmove_between_blocks(void **state)
{
	uint8_t b[3 * BYTES];

	(void)state;
	memset(b, 0, sizeof b);
	number(b);
	assert_ptr_equal(move(&b[2 * BYTES], b, BYTES), &b[2 * BYTES]);
	expect_moved(&b[2 * BYTES], 0, 0, BYTES);
	memset(b, 0, BYTES);
	assert_ptr_equal(move(b, &b[2 * BYTES], BYTES), b);
	expect_moved(b, 0, 0, BYTES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memcpy),
		cmocka_unit_test(test_memmove_within_a_block),
		cmocka_unit_test(test_memmove_between_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
