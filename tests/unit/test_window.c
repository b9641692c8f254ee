/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * otp/window: steps and their boundaries, and how far a window reaches.
 */
#include "unit_model.h"

#include "otp/hotp.h"
#include "otp/window.h"

/* Requirements 2.6, the epoch of the tables. */
#define NOW UINT64_C(1648183945)

static struct baro_window w;

/* Demand the window of ${back} steps before and ${ahead} after now. */
static void
expect(uint64_t now_s, uint32_t cycle_s, uint32_t size, uint64_t back,
    uint32_t ahead)
{
	baro_window_at(now_s, cycle_s, size, &w);
	assert_int_equal(w.now, now_s / cycle_s);
	assert_int_equal(w.now - w.first, back);
	assert_int_equal(w.count, back + 1 + ahead);
	assert_int_equal(w.capped, w.count < size);
}

/* rows: F-070 */
static void
test_step_boundaries(void **state)
{
	static const struct {
		uint64_t at_s;
		uint32_t code;
	} vectors[] = {
		{ 1648183919, 269690 }, { 1648183920, 158139 },
		{ 1648183949, 158139 }, { 1648183950, 695223 },
		{ 1648183979, 695223 }, { 1648183980, 920651 },
	};
	struct baro_hotp hotp;

	(void)state;
	baro_hotp_key(&hotp, BARO_METHOD_APP512,
	    unit_text("j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/"));
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		baro_window_at(vectors[i].at_s, 30, 1, &w);
		assert_int_equal(w.now, w.first);
		assert_int_equal(baro_hotp_code(&hotp, w.now),
		    vectors[i].code);
	}
}

/* rows: F-019 D-14 A-09 */
static void
test_offsets(void **state)
{
	(void)state;
	expect(NOW, 15, 1, 0, 0);
	expect(NOW, 15, 2, 0, 1);
	expect(NOW, 15, 3, 1, 1);
	expect(NOW, 15, 4, 1, 2);
	expect(NOW, 15, 5, 2, 2);
	expect(NOW, 15, 8, 3, 4);
	expect(NOW, 15, 9, 4, 4);
}

/* rows: F-019 D-14 */
static void
test_never_more_than_nine(void **state)
{
	(void)state;
	expect(NOW, 3, 9, 4, 4);
	expect(NOW, 3, 10, 4, 4);
	expect(NOW, 20, 100, 4, 4);
}

/* rows: F-019 D-14 */
static void
test_never_beyond_90_seconds(void **state)
{
	(void)state;
	expect(NOW, 22, 9, 4, 4);	/* 88 s */
	expect(NOW, 23, 9, 3, 3);	/* 92 s would be too far */
	expect(NOW, 30, 7, 3, 3);
	expect(NOW, 30, 9, 3, 3);
	expect(NOW, 31, 9, 2, 2);
	expect(NOW, 45, 9, 2, 2);
	expect(NOW, 46, 9, 1, 1);
	expect(NOW, 60, 3, 1, 1);
	expect(NOW, 60, 100, 1, 1);
	expect(NOW, 60, 2, 0, 1);
}

/* The offset -(size - 1) / 2 + i lies in the window and within its caps. */
/* rows: F-019 D-14 */
static void
test_every_cycle_and_size(void **state)
{
	(void)state;
	for (uint32_t cycle_s = 3; cycle_s <= 60; cycle_s++) {
		for (uint32_t size = 1; size <= 100; size++) {
			uint32_t wide = size < 9 ? size : 9;
			uint32_t back = (wide - 1) / 2;
			uint32_t ahead = wide / 2;

			while (back * cycle_s > 90)
				back--;
			while (ahead * cycle_s > 90)
				ahead--;
			expect(NOW, cycle_s, size, back, ahead);
		}
	}
}

/* rows: F-019 */
static void
test_begins_at_step_0(void **state)
{
	(void)state;
	baro_window_at(0, 30, 5, &w);
	assert_int_equal(w.now, 0);
	assert_int_equal(w.first, 0);
	assert_int_equal(w.count, 3);
	baro_window_at(30, 30, 5, &w);
	assert_int_equal(w.first, 0);
	assert_int_equal(w.count, 4);
	expect(60, 30, 5, 2, 2);
}

static void
test_last_second(void **state)
{
	(void)state;
	expect(BARO_TIME_MAX, 3, 100, 4, 4);
	expect(BARO_TIME_MAX, 60, 3, 1, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_step_boundaries),
		cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_never_more_than_nine),
		cmocka_unit_test(test_never_beyond_90_seconds),
		cmocka_unit_test(test_every_cycle_and_size),
		cmocka_unit_test(test_begins_at_step_0),
		cmocka_unit_test(test_last_second),
	};

	return UNIT_RUN(tests);
}
