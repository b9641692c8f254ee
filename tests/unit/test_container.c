/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/container: where the parts of a sealed record are.
 */
#include "unit.h"

#include "codec/container.h"

#define HEAD_BYTES (8 + BARO_CONTAINER_NONCE_BYTES)

/* A container of ${n} bytes, whose bytes behind the magic count up. */
static struct baro_span
sealed(size_t n)
{
	uint8_t bytes[256];

	memcpy(bytes, "BAROENC1", 8);
	for (size_t i = 8; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)i;
	return unit_bytes(bytes, n);
}

/* rows: F-061 D-10 */
static void
test_parts(void **state)
{
	(void)state;
	for (size_t n = BARO_CONTAINER_OVERHEAD_BYTES; n < 120; n++) {
		struct baro_span in = sealed(n);
		struct baro_container container;

		assert_true(baro_container_is(in));
		assert_int_equal(baro_container_parse(in, &container),
		    BARO_OK);
		assert_int_equal(container.nonce.lo, in.lo + 8);
		assert_int_equal(container.nonce.hi, in.lo + HEAD_BYTES);
		assert_int_equal(container.sealed.lo, in.lo + HEAD_BYTES);
		assert_int_equal(container.sealed.hi, in.hi);
		assert_int_equal(container.nonce.b[container.nonce.lo], 8);
	}
}

/* rows: F-062 */
static void
test_every_truncation(void **state)
{
	(void)state;
	for (size_t n = 0; n < BARO_CONTAINER_OVERHEAD_BYTES; n++) {
		struct baro_container container;

		assert_int_equal(baro_container_is(sealed(n)), n >= 8);
		assert_int_equal(baro_container_parse(sealed(n), &container),
		    BARO_E_SEALED);
	}
}

/* rows: F-062 */
static void
test_every_bit_of_the_magic(void **state)
{
	(void)state;
	for (size_t i = 0; i < 8; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			struct baro_span good = sealed(64);
			uint8_t bytes[64];
			struct baro_container container;

			memcpy(bytes, good.b + good.lo, 64);
			bytes[i] ^= (uint8_t)(1u << bit);
			assert_false(baro_container_is(unit_bytes(bytes, 64)));
			assert_int_equal(baro_container_parse(
			    unit_bytes(bytes, 64), &container),
			    BARO_E_SEALED);
		}
	}
}

/* rows: F-062 */
static void
test_plain_record_is_no_container(void **state)
{
	struct baro_container container;

	(void)state;
	assert_false(baro_container_is(unit_text("\" AUTH_KEY\n")));
	assert_int_equal(baro_container_parse(unit_text("\" AUTH_KEY\n"
	    "\" RATE_LIMIT 3 30\n\" KEY_METHOD app512\n"), &container),
	    BARO_E_SEALED);
}

/* rows: F-061 */
static void
test_head_parses_back(void **state)
{
	struct baro_span good = sealed(64);
	struct baro_buffer out = unit_buffer(HEAD_BYTES);

	(void)state;
	baro_container_head(baro_span_cut(good, good.lo + 8,
	    good.lo + HEAD_BYTES), &out);
	assert_false(out.full);
	unit_expect_bytes(baro_buffer_span(&out), good.b + good.lo,
	    HEAD_BYTES);
}

/* rows: F-061 D-10 */
static void
test_associated_data(void **state)
{
	struct baro_buffer out = unit_buffer(20);

	(void)state;
	baro_container_ad(unit_text("alice"), &out);
	assert_false(out.full);
	unit_expect_bytes(baro_buffer_span(&out), "BAROENC1record\0alice",
	    20);

	out = unit_buffer(15);
	baro_container_ad(unit_text(""), &out);
	assert_false(out.full);
	unit_expect_bytes(baro_buffer_span(&out), "BAROENC1record\0", 15);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_every_bit_of_the_magic),
		cmocka_unit_test(test_plain_record_is_no_container),
		cmocka_unit_test(test_head_parses_back),
		cmocka_unit_test(test_associated_data),
	};

	return UNIT_RUN(tests);
}
