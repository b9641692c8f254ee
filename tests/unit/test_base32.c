/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/base32: RFC 4648, both ways, every length, every byte.
 */
#include "unit.h"

#include "codec/base32.h"

struct vector {
	const char *bytes;
	const char *text;
};

/* RFC 4648 chapter 10. */
static const struct vector vectors[] = {
	{ "f", "MY======" },
	{ "fo", "MZXQ====" },
	{ "foo", "MZXW6===" },
	{ "foob", "MZXW6YQ=" },
	{ "fooba", "MZXW6YTB" },
	{ "foobar", "MZXW6YTBOI======" }
};

#define VECTORS (sizeof vectors / sizeof vectors[0])

static enum baro_error
decode(const void *text, size_t n, struct baro_buffer *out)
{
	return baro_base32_decode(unit_bytes(text, n), out);
}

static void
expect_decoded(const char *text, const char *bytes)
{
	struct baro_buffer out = unit_buffer(strlen(bytes));

	assert_int_equal(decode(text, strlen(text), &out), BARO_OK);
	unit_expect_written(&out, bytes);
}

static void
expect_refused(const char *text)
{
	struct baro_buffer out = unit_buffer(64);

	assert_int_equal(decode(text, strlen(text), &out), BARO_E_SYNTAX);
}

static void
test_vectors_decode(void **state)
{
	(void)state;
	for (size_t i = 0; i < VECTORS; i++) {
		const char *text = vectors[i].text;
		char lower[32] = "";
		char bare[32] = "";

		for (size_t j = 0; text[j] != '\0'; j++) {
			lower[j] = text[j];
			if (text[j] >= 'A' && text[j] <= 'Z')
				lower[j] = (char)(text[j] - 'A' + 'a');
			if (text[j] != '=')
				bare[j] = text[j];
		}
		expect_decoded(text, vectors[i].bytes);
		expect_decoded(lower, vectors[i].bytes);
		expect_decoded(bare, vectors[i].bytes);
	}
}

static void
test_vectors_encode_without_padding(void **state)
{
	(void)state;
	for (size_t i = 0; i < VECTORS; i++) {
		struct baro_buffer out = unit_buffer(16);
		size_t n = strcspn(vectors[i].text, "=");

		baro_base32_encode(unit_text(vectors[i].bytes), &out);
		assert_false(out.full);
		unit_expect_bytes(baro_buffer_span(&out), vectors[i].text, n);
	}
}

/* The key of RFC 6238 appendix B, as applications show it. */
/* rows: F-073 */
static void
test_key_of_the_otp_vectors(void **state)
{
	(void)state;
	expect_decoded("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
	    "12345678901234567890");
}

static void
test_nothing(void **state)
{
	struct baro_buffer out = unit_buffer(0);

	(void)state;
	expect_refused("");
	baro_base32_encode(unit_text(""), &out);
	assert_false(out.full);
	assert_int_equal(out.len, 0);
}

static void
test_wrong_padding(void **state)
{
	static const char *const texts[] = {
		"=", "========", "MY=", "MY=====", "MY=======", "MZXQ===",
		"MZXQ=====", "MZXW6==", "MZXW6====", "MZXW6YQ==", "MZXW6YTB=",
		"MZXW6YTB========", "M=======", "MZX=====", "MZXW6Y==",
		"MY======MY======", "M=Y=====", "=MY=====", "MZ=Q===="
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		expect_refused(texts[i]);
}

static void
test_lengths_of_no_byte(void **state)
{
	(void)state;
	expect_refused("A");
	expect_refused("AAA");
	expect_refused("AAAAAA");
	expect_refused("AAAAAAAAA");
	expect_refused("AAAAAAAAAAA");
	expect_refused("AAAAAAAAAAAAAA");
}

static void
test_left_over_bits_are_zero(void **state)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	static const struct {
		size_t chars;	/* before the last one */
		size_t unused;	/* low bits of the last one */
	} rows[] = { { 1, 2 }, { 3, 4 }, { 4, 1 }, { 6, 3 }, { 7, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		for (size_t v = 0; v < 32; v++) {
			char text[9] = "AAAAAAAA";
			struct baro_buffer out = unit_buffer(8);

			text[rows[i].chars] = alphabet[v];
			assert_int_equal(decode(text, rows[i].chars + 1, &out),
			    v % (1u << rows[i].unused) == 0 ?
			    BARO_OK : BARO_E_SYNTAX);
		}
	}
}

static bool
in_alphabet(unsigned c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '2' && c <= '7');
}

static void
test_every_byte_everywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < 8; i++) {
		for (unsigned c = 0; c < 256; c++) {
			char text[] = "MZXW6YTBMZXW6YTB";
			struct baro_buffer out = unit_buffer(16);

			text[i] = (char)c;
			assert_int_equal(decode(text, 16, &out),
			    in_alphabet(c) ? BARO_OK : BARO_E_SYNTAX);
		}
	}
}

static void
test_round_trip_every_length_and_byte(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 130; n++) {
		uint8_t bytes[130];
		struct baro_buffer text = unit_buffer((n * 8 + 4) / 5);
		struct baro_buffer back = unit_buffer(n);

		for (size_t i = 0; i < n; i++)
			bytes[i] = (uint8_t)(i * 7 + n * 3);
		baro_base32_encode(unit_bytes(bytes, n), &text);
		assert_false(text.full);
		assert_int_equal(text.len, text.cap);
		assert_int_equal(decode(text.b, text.len, &back), BARO_OK);
		unit_expect_bytes(baro_buffer_span(&back), bytes, n);
	}
	for (unsigned c = 0; c < 256; c++) {
		uint8_t byte = (uint8_t)c;
		struct baro_buffer text = unit_buffer(2);
		struct baro_buffer back = unit_buffer(1);

		baro_base32_encode(unit_bytes(&byte, 1), &text);
		assert_int_equal(decode(text.b, 2, &back), BARO_OK);
		assert_int_equal(back.b[0], byte);
	}
}

static void
test_every_room(void **state)
{
	(void)state;
	for (size_t cap = 0; cap <= 6; cap++) {
		struct baro_buffer out = unit_buffer(cap);

		assert_int_equal(decode("MZXW6YTB", 8, &out),
		    cap < 5 ? BARO_E_TOO_LONG : BARO_OK);
	}
	for (size_t cap = 0; cap <= 9; cap++) {
		struct baro_buffer out = unit_buffer(cap);

		baro_base32_encode(unit_text("fooba"), &out);
		assert_int_equal(out.full, cap < 8);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors_decode),
		cmocka_unit_test(test_vectors_encode_without_padding),
		cmocka_unit_test(test_key_of_the_otp_vectors),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_wrong_padding),
		cmocka_unit_test(test_lengths_of_no_byte),
		cmocka_unit_test(test_left_over_bits_are_zero),
		cmocka_unit_test(test_every_byte_everywhere),
		cmocka_unit_test(test_round_trip_every_length_and_byte),
		cmocka_unit_test(test_every_room),
	};

	return UNIT_RUN(tests);
}
