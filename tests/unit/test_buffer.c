/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * base/buffer: nothing is written beyond the capacity, nothing is lost
 * silently, numbers come out right at every length.
 */
#include "unit.h"

#include <inttypes.h>

static void
test_every_capacity(void **state)
{
	static const char text[] = "0123456789";

	(void)state;
	for (size_t cap = 0; cap <= sizeof text; cap++) {
		struct baro_buffer out = unit_buffer(cap);
		size_t n = cap < 10 ? cap : 10;

		baro_put_span(&out, unit_text(text));
		assert_int_equal(out.full, cap < 10);
		assert_int_equal(out.len, n);
		unit_expect_bytes(baro_buffer_span(&out), text, n);
	}
}

/* Words of eight bytes and what is left of them, at every length and room. */
static void
test_every_length_in_every_room(void **state)
{
	static const char text[] = "0123456789abcdefghijklmnopq";

	(void)state;
	for (size_t len = 0; len < sizeof text; len++) {
		for (size_t cap = 0; cap < sizeof text; cap++) {
			struct baro_buffer out = unit_buffer(cap);
			size_t n = len < cap ? len : cap;

			baro_put_span(&out, unit_bytes(text, len));
			assert_int_equal(out.full, len > cap);
			unit_expect_bytes(baro_buffer_span(&out), text, n);
		}
	}
}

static void
test_full_stays_full(void **state)
{
	struct baro_buffer out = unit_buffer(1);

	(void)state;
	baro_put(&out, 'a');
	assert_false(out.full);
	baro_put(&out, 'b');
	assert_true(out.full);
	baro_put_span(&out, unit_text(""));
	assert_true(out.full);
	unit_expect_text(baro_buffer_span(&out), "a");
}

static void
expect_decimal(uint64_t v)
{
	char text[24];
	struct baro_buffer out = unit_buffer(20);

	snprintf(text, sizeof text, "%" PRIu64, v);
	baro_put_decimal(&out, v);
	unit_expect_written(&out, text);
}

static void
test_decimal_every_length(void **state)
{
	uint64_t power = 1;

	(void)state;
	expect_decimal(0);
	for (size_t i = 0; i < 20; i++) {
		expect_decimal(power - 1);
		expect_decimal(power);
		expect_decimal(power + 1);
		power *= 10;
	}
	expect_decimal(UINT64_MAX - 1);
	expect_decimal(UINT64_MAX);
}

static void
test_digits_are_the_last_ones(void **state)
{
	static const uint32_t values[] = {
		0, 7, 81804, 999999, 1000000, 10000000, 99999999, 123456789,
		UINT32_MAX
	};

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		char text[24];

		snprintf(text, sizeof text, "%020" PRIu32, values[i]);
		for (size_t digits = 1; digits <= 9; digits++) {
			struct baro_buffer out = unit_buffer(digits);

			baro_put_digits(&out, values[i], digits);
			unit_expect_written(&out, text + 20 - digits);
		}
	}
}

static void
test_digits_that_do_not_fit(void **state)
{
	(void)state;
	for (size_t room = 0; room <= 6; room++) {
		struct baro_buffer out = unit_buffer(room);

		baro_put_digits(&out, 81804, 6);
		assert_int_equal(out.full, room < 6);
		unit_expect_bytes(baro_buffer_span(&out), "081804", room);
	}
}

/* Demand that four blanks at ${at} make "abcd" what ${back} says. */
static void
expect_pad(size_t at, const char *back)
{
	struct baro_buffer out = unit_buffer(8);

	baro_put_span(&out, unit_text("abcd"));
	baro_buffer_pad(&out, at, '.', 8);
	unit_expect_written(&out, back);
}

static void
test_pad(void **state)
{
	(void)state;
	expect_pad(0, "....abcd");
	expect_pad(1, "a....bcd");
	expect_pad(3, "abc....d");
	expect_pad(4, "abcd....");
}

/* Against three copies, with words of eight bytes on either side. */
static void
test_pad_every_place(void **state)
{
	static const char text[] = "0123456789abcdefghijklmnopq";
	const size_t n = sizeof text - 1;

	(void)state;
	for (size_t at = 0; at <= n; at++) {
		for (size_t more = 1; more <= 27; more++) {
			struct baro_buffer out = unit_buffer(n + more);
			char back[2 * sizeof text];

			memcpy(back, text, at);
			memset(back + at, '.', more);
			memcpy(back + at + more, text + at, n - at + 1);
			baro_put_span(&out, unit_text(text));
			baro_buffer_pad(&out, at, '.', n + more);
			unit_expect_written(&out, back);
		}
	}
}

static void
test_pad_every_room(void **state)
{
	(void)state;
	for (size_t room = 2; room <= 5; room++) {
		for (size_t len = 0; len <= room; len++) {
			struct baro_buffer out = unit_buffer(room);

			baro_put_span(&out, unit_text("ab"));
			baro_buffer_pad(&out, 1, '.', len);
			assert_false(out.full);
			unit_expect_bytes(baro_buffer_span(&out),
			    len <= 2 ? "ab" : len == 3 ? "a.b" :
			    len == 4 ? "a..b" : "a...b", len <= 2 ? 2 : len);
		}
	}
}

static void
test_pad_what_is_too_small(void **state)
{
	static const size_t lens[] = { 6, 7, SIZE_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
		struct baro_buffer out = unit_buffer(5);

		baro_put_span(&out, unit_text("ab"));
		baro_buffer_pad(&out, 1, '.', lens[i]);
		assert_true(out.full);
		unit_expect_text(baro_buffer_span(&out), "ab");
	}
}

static void
test_whole_or_nothing(void **state)
{
	(void)state;
	for (size_t room = 0; room <= 5; room++) {
		struct baro_buffer out = unit_buffer(room);

		baro_put_whole(&out, unit_text("four"));
		assert_int_equal(out.full, room < 4);
		unit_expect_text(baro_buffer_span(&out),
		    room < 4 ? "" : "four");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_capacity),
		cmocka_unit_test(test_every_length_in_every_room),
		cmocka_unit_test(test_full_stays_full),
		cmocka_unit_test(test_decimal_every_length),
		cmocka_unit_test(test_digits_are_the_last_ones),
		cmocka_unit_test(test_digits_that_do_not_fit),
		cmocka_unit_test(test_pad),
		cmocka_unit_test(test_pad_every_place),
		cmocka_unit_test(test_pad_every_room),
		cmocka_unit_test(test_pad_what_is_too_small),
		cmocka_unit_test(test_whole_or_nothing),
	};

	return UNIT_RUN(tests);
}
