/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * base/secret: what is wiped is gone, and what is beside it is not touched.
 */
#include "unit.h"

#include "base/secret.h"

/* It is wiped in pieces of 1 KiB: two of them, and one byte more. */
#define LENGTHS 2050

static void
test_wipe_every_length(void **state)
{
	(void)state;
	for (size_t n = 0; n < LENGTHS; n++) {
		uint8_t *block = unit_block(n + 1);

		memset(block, 0xa5, n + 1);
		baro_secret_wipe(block, n);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(block[i], 0);
		assert_int_equal(block[n], 0xa5);
	}
}

static void
test_burn_leaves_the_frames_above(void **state)
{
	volatile uint32_t mine = 0x5a5a5a5a;

	(void)state;
	baro_secret_burn_stack();
	assert_int_equal(mine, 0x5a5a5a5a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wipe_every_length),
		cmocka_unit_test(test_burn_leaves_the_frames_above),
	};

	return UNIT_RUN(tests);
}
