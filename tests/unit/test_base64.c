/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/base64: RFC 4648, encoding only.
 */
#include "unit.h"

#include "codec/base64.h"

static void
expect_encoded(const void *bytes, size_t n, const char *text)
{
	struct baro_buffer out = unit_buffer(strlen(text));

	baro_base64_encode(unit_bytes(bytes, n), &out);
	unit_expect_written(&out, text);
}

/* RFC 4648 chapter 10. */
static void
test_vectors(void **state)
{
	(void)state;
	expect_encoded("", 0, "");
	expect_encoded("f", 1, "Zg==");
	expect_encoded("fo", 2, "Zm8=");
	expect_encoded("foo", 3, "Zm9v");
	expect_encoded("foob", 4, "Zm9vYg==");
	expect_encoded("fooba", 5, "Zm9vYmE=");
	expect_encoded("foobar", 6, "Zm9vYmFy");
}

/* All 64 characters, in order, from 48 bytes. */
static void
test_alphabet(void **state)
{
	uint8_t bytes[48];

	(void)state;
	for (size_t i = 0; i < 16; i++) {
		size_t v = i * 4;

		bytes[i * 3] = (uint8_t)(v << 2 | (v + 1) >> 4);
		bytes[i * 3 + 1] = (uint8_t)((v + 1) << 4 | (v + 2) >> 2);
		bytes[i * 3 + 2] = (uint8_t)((v + 2) << 6 | (v + 3));
	}
	expect_encoded(bytes, sizeof bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/");
}

/* The sample key of the documents is 24 bytes in this form. */
/* rows: F-014 */
static void
test_sample_key(void **state)
{
	static const uint8_t bytes[24] = {
		0x8f, 0x5a, 0xb5, 0x70, 0x76, 0xd5, 0xa9, 0xda, 0x63, 0xed,
		0xbe, 0x0f, 0xcc, 0x1a, 0x4c, 0xd8, 0x38, 0xa5, 0x78, 0x1b,
		0xe6, 0x1c, 0x55, 0x7f
	};

	(void)state;
	expect_encoded(bytes, sizeof bytes,
	    "j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/");
}

static void
test_every_length_and_room(void **state)
{
	static const uint8_t bytes[64] = { 0xff };

	(void)state;
	for (size_t n = 0; n <= sizeof bytes; n++) {
		size_t need = (n + 2) / 3 * 4;

		for (size_t cap = need > 2 ? need - 2 : 0; cap <= need + 1;
		    cap++) {
			struct baro_buffer out = unit_buffer(cap);

			baro_base64_encode(unit_bytes(bytes, n), &out);
			assert_int_equal(out.full, cap < need);
			assert_int_equal(out.len, cap < need ? cap : need);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_alphabet),
		cmocka_unit_test(test_sample_key),
		cmocka_unit_test(test_every_length_and_room),
	};

	return UNIT_RUN(tests);
}
