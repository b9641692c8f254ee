/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/hex: RFC 4648 chapter 8, decoding only.
 */
#include "unit.h"

#include "codec/hex.h"

static enum baro_error
decode(const void *text, size_t n, struct baro_buffer *out)
{
	return baro_hex_decode(unit_bytes(text, n), out);
}

/* RFC 4648 chapter 10, in both cases. */
static void
test_vectors(void **state)
{
	static const struct {
		const char *text;
		const char *bytes;
	} rows[] = {
		{ "66", "f" }, { "666F", "fo" }, { "666F6F", "foo" },
		{ "666F6F62", "foob" }, { "666F6F6261", "fooba" },
		{ "666F6F626172", "foobar" }, { "666f6f626172", "foobar" },
		{ "666f6F626172", "foobar" }
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct baro_buffer out = unit_buffer(strlen(rows[i].bytes));

		assert_int_equal(decode(rows[i].text, strlen(rows[i].text),
		    &out), BARO_OK);
		unit_expect_written(&out, rows[i].bytes);
	}
}

static void
test_every_byte_value(void **state)
{
	(void)state;
	for (unsigned v = 0; v < 256; v++) {
		char text[3];
		struct baro_buffer out = unit_buffer(1);

		snprintf(text, sizeof text, "%02x", v);
		assert_int_equal(decode(text, 2, &out), BARO_OK);
		assert_int_equal(out.b[0], v);
	}
}

static bool
is_digit(unsigned c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') ||
	    (c >= 'a' && c <= 'f');
}

static void
test_every_byte_everywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		for (unsigned c = 0; c < 256; c++) {
			char text[] = "0aF9";
			struct baro_buffer out = unit_buffer(2);

			text[i] = (char)c;
			assert_int_equal(decode(text, 4, &out),
			    is_digit(c) ? BARO_OK : BARO_E_SYNTAX);
		}
	}
}

static void
test_every_length(void **state)
{
	char text[256];

	(void)state;
	memset(text, 'a', sizeof text);
	for (size_t n = 0; n <= sizeof text; n++) {
		struct baro_buffer out = unit_buffer(128);
		bool good = n > 0 && n % 2 == 0;

		assert_int_equal(decode(text, n, &out),
		    good ? BARO_OK : BARO_E_SYNTAX);
		if (good)
			assert_int_equal(out.len, n / 2);
	}
}

static void
test_every_room(void **state)
{
	(void)state;
	for (size_t cap = 0; cap <= 5; cap++) {
		struct baro_buffer out = unit_buffer(cap);

		assert_int_equal(decode("00112233", 8, &out),
		    cap < 4 ? BARO_E_TOO_LONG : BARO_OK);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_every_byte_value),
		cmocka_unit_test(test_every_byte_everywhere),
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_every_room),
	};

	return UNIT_RUN(tests);
}
