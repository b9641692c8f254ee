/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/entropy: bytes that are new each time, and numbers without a bias.  The
 * bounds of the counts below are seven standard deviations wide: a fair source
 * misses one in 10^11 runs.  What a failing getrandom(2) does is in
 * test_faults.c.
 */
#include "unit.h"

#include "sys/entropy.h"

static void
test_every_length(void **state)
{
	(void)state;
	for (size_t n = 0; n <= 256; n++) {
		uint8_t *b = unit_block(n + 1);

		b[n] = 0xa5;
		assert_int_equal(baro_entropy(b, n), BARO_OK);
		assert_int_equal(b[n], 0xa5);
	}
}

static void
test_no_two_alike(void **state)
{
	uint8_t one[32];
	uint8_t two[32];

	(void)state;
	assert_int_equal(baro_entropy(one, sizeof one), BARO_OK);
	assert_int_equal(baro_entropy(two, sizeof two), BARO_OK);
	assert_memory_not_equal(one, two, sizeof one);
}

/* Each bit of 4096 blocks is set in about half of them. */
static void
test_every_bit(void **state)
{
	enum { ROUNDS = 4096, BYTES = 32 };
	static uint32_t set[BYTES * 8];

	(void)state;
	memset(set, 0, sizeof set);
	for (int i = 0; i < ROUNDS; i++) {
		uint8_t b[BYTES];

		assert_int_equal(baro_entropy(b, sizeof b), BARO_OK);
		for (size_t j = 0; j < sizeof set / sizeof set[0]; j++)
			set[j] += (uint32_t)b[j / 8] >> j % 8 & 1u;
	}
	/* 4096 coins: 2048, standard deviation 32 */
	for (size_t j = 0; j < sizeof set / sizeof set[0]; j++)
		assert_in_range(set[j], 2048 - 224, 2048 + 224);
}

static uint32_t
below(uint32_t bound)
{
	uint32_t v = UINT32_MAX;

	assert_int_equal(baro_entropy_below(bound, &v), BARO_OK);
	assert_true(v < bound);
	return v;
}

/* rows: F-052 F-053 */
static void
test_bounds(void **state)
{
	static const uint32_t bounds[] = {
		1, 2, 3, 10, 90000000, 0x80000000, 0x80000001, 0xfffffffe,
		UINT32_MAX
	};

	(void)state;
	for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++)
		for (int j = 0; j < 100; j++)
			(void)below(bounds[i]);
	assert_int_equal(below(1), 0);
}

/* rows: F-052 */
static void
test_every_value_comes(void **state)
{
	uint32_t seen[6] = { 0 };

	(void)state;
	for (int i = 0; i < 6000; i++)
		seen[below(6)]++;
	/* 6000 dice: 1000, standard deviation 28.9 */
	for (size_t i = 0; i < 6; i++)
		assert_in_range(seen[i], 1000 - 202, 1000 + 202);
}

/*
 * Three quarters of 2^32: a plain remainder would hit the lowest third of the
 * range in one half of all draws.
 */
/* rows: F-053 */
static void
test_no_bias(void **state)
{
	uint32_t low = 0;

	(void)state;
	for (int i = 0; i < 6000; i++)
		if (below(0xc0000000) < 0x40000000)
			low++;
	/* 6000 at one third: 2000, standard deviation 36.5 */
	assert_in_range(low, 2000 - 256, 2000 + 256);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_no_two_alike),
		cmocka_unit_test(test_every_bit),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_every_value_comes),
		cmocka_unit_test(test_no_bias),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
