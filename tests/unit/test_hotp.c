/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * otp/hotp: the published vectors, our own tables, and an independent model.
 */
#include "unit_model.h"

#include "otp/hotp.h"

static struct baro_hotp hotp;

/* The code of ${counter}, and what the model says it is. */
static void
expect_model(enum baro_method method, const void *key, size_t n,
    uint64_t counter)
{
	char expected[UNIT_CODE_BYTES];
	char got[UNIT_CODE_BYTES + 4];

	unit_code(method, key, n, counter, expected);
	baro_hotp_key(&hotp, method, unit_bytes(key, n));
	(void)snprintf(got, sizeof got, "%06u", baro_hotp_code(&hotp,
	    counter));
	assert_string_equal(got, expected);
}

/* RFC 4226, appendix D: counter, HMAC, truncated value, code. */
struct appendix_d {
	const char *mac;
	uint32_t truncated;
	uint32_t code;
};

/* rows: F-070 F-072 */
static void
test_rfc_4226_appendix_d(void **state)
{
	static const struct appendix_d vectors[] = {
		{ "cc93cf18508d94934c64b65d8ba7667fb7cde4b0",
		    1284755224, 755224 },
		{ "75a48a19d4cbe100644e8ac1397eea747a2d33ab",
		    1094287082, 287082 },
		{ "0bacb7fa082fef30782211938bc1c5e70416ff44",
		    137359152, 359152 },
		{ "66c28227d03a2d5529262ff016a1e6ef76557ece",
		    1726969429, 969429 },
		{ "a904c900a64b35909874b33e61c5938a8e15ed1c",
		    1640338314, 338314 },
		{ "a37e783d7b7233c083d4f62926c7a25f238d0316",
		    868254676, 254676 },
		{ "bc9cd28561042c83f219324d3c607256c03272ae",
		    1918287922, 287922 },
		{ "a4fb960c0bc06e1eabb804e5b397cdc4b45596fa",
		    82162583, 162583 },
		{ "1b3c89f65e6c9e883012052823443f048b4332db",
		    673399871, 399871 },
		{ "1637409809a679dc698207310c8c7fc07290d9e5",
		    645520489, 520489 },
	};

	(void)state;
	baro_hotp_key(&hotp, BARO_METHOD_APP1,
	    unit_text("12345678901234567890"));
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		char mac[2 * UNIT_MAC_MAX + 1];

		assert_int_equal(baro_hotp_code(&hotp, i), vectors[i].code);
		assert_int_equal(vectors[i].truncated % 1000000,
		    vectors[i].code);
		assert_int_equal(hotp.mac_bytes, 20);
		unit_hex(hotp.mac, hotp.mac_bytes, mac);
		assert_string_equal(mac, vectors[i].mac);
	}
}

/* A time, and the code of its step by each method. */
struct row {
	uint64_t at_s;
	uint32_t code[BARO_METHOD_COUNT];
};

/* rows: F-070 F-071 F-072 */
static void
test_rfc_6238_appendix_b(void **state)
{
	static const size_t key_bytes[BARO_METHOD_COUNT] = { 20, 32, 48, 64 };
	static const struct row rows[] = {
		{ 59, { 287082, 119246, 260385, 693936 } },
		{ 1111111109, { 81804, 84774, 607533, 91201 } },
		{ 1111111111, { 50471, 62674, 635264, 943326 } },
		{ 1234567890, { 5924, 819424, 66410, 441116 } },
		{ 2000000000, { 279037, 698825, 679189, 618901 } },
		{ UINT64_C(20000000000), { 353130, 737706, 578931, 863826 } },
	};
	char key[64];

	(void)state;
	for (size_t i = 0; i < sizeof key; i++)
		key[i] = "1234567890"[i % 10];
	for (size_t m = 0; m < BARO_METHOD_COUNT; m++) {
		baro_hotp_key(&hotp, (enum baro_method)m,
		    unit_bytes(key, key_bytes[m]));
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
			assert_int_equal(baro_hotp_code(&hotp,
			    rows[i].at_s / 30), rows[i].code[m]);
	}
}

/* A documented sample key with a cycle, at 1648183945. */
struct sample {
	const char *key;
	uint32_t cycle_s;
	uint32_t code[BARO_METHOD_COUNT];
};

/* rows: F-070 F-072 */
static void
test_sample_keys(void **state)
{
	static const char first[] = "j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/";
	static const char second[] = "Ri5+XgVdtEBJGlrSD2hvituZxAq0vttX";
	const struct sample samples[] = {
		{ first, 3, { 75606, 989240, 989819, 370999 } },
		{ first, 20, { 796766, 486186, 232980, 780789 } },
		{ first, 30, { 142300, 666121, 788393, 158139 } },
		{ first, 60, { 886736, 890371, 353814, 28851 } },
		{ second, 20, { 465399, 250499, 936414, 404267 } },
		{ second, 30, { 499615, 732681, 825795, 899902 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		for (size_t m = 0; m < BARO_METHOD_COUNT; m++) {
			baro_hotp_key(&hotp, (enum baro_method)m,
			    unit_text(samples[i].key));
			assert_int_equal(baro_hotp_code(&hotp,
			    1648183945 / samples[i].cycle_s),
			    samples[i].code[m]);
		}
	}
}

/* rows: K-024 */
static void
test_hmac_of_nothing(void **state)
{
	static const char *const macs[] = {
		"fbdb1d1b18aa6c08324b7d64b71fb76370690e1d",
		"b613679a0814d9ec772f95d778c35fc5"
		    "ff1697c493715653c6c712144292c5ad",
	};

	(void)state;
	for (size_t m = 0; m < 2; m++) {
		uint8_t model[UNIT_MAC_MAX];
		char text[2 * UNIT_MAC_MAX + 1];

		baro_hotp_key(&hotp, (enum baro_method)m, unit_text(""));
		br_hmac_init(&hotp.hmac, &hotp.key, 0);
		unit_hex(hotp.mac, br_hmac_out(&hotp.hmac, hotp.mac), text);
		assert_string_equal(text, macs[m]);
		unit_hex(model, unit_hmac((enum baro_method)m, "", 0, "", 0,
		    model), text);
		assert_string_equal(text, macs[m]);
	}
}

/* Around the block of each hash the key is padded, full, or hashed. */
static void
test_every_key_length(void **state)
{
	uint8_t key[200];

	(void)state;
	for (size_t i = 0; i < sizeof key; i++)
		key[i] = (uint8_t)unit_random();
	for (size_t n = 1; n <= sizeof key; n++)
		for (size_t m = 0; m < BARO_METHOD_COUNT; m++)
			expect_model((enum baro_method)m, key, n, n * 977);
}

/* rows: F-070 */
static void
test_counters(void **state)
{
	static const uint64_t counters[] = {
		0, 1, 255, 256, 65535, 65536, UINT32_MAX,
		UINT64_C(0x100000000), UINT64_C(0x0123456789abcdef),
		INT64_MAX, UINT64_MAX
	};

	(void)state;
	for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++)
		for (size_t m = 0; m < BARO_METHOD_COUNT; m++)
			expect_model((enum baro_method)m,
			    "12345678901234567890", 20, counters[i]);
}

/*
 * Every offset of the truncation, for every method; and codes with leading
 * zeros.  Both must have come by, else the test has shown nothing.
 */
static void
test_every_offset(void **state)
{
	(void)state;
	for (size_t m = 0; m < BARO_METHOD_COUNT; m++) {
		uint32_t offsets = 0;
		uint32_t small = 0;

		for (uint64_t counter = 0; counter < 400; counter++) {
			expect_model((enum baro_method)m,
			    "k1q1cHbVqdpj7b4PzBpM2DileBvmHFV/", 32, counter);
			offsets |= UINT32_C(1) <<
			    (hotp.mac[hotp.mac_bytes - 1] & 15);
			if (baro_hotp_code(&hotp, counter) < 100000)
				small++;
		}
		assert_int_equal(offsets, 0xffff);
		assert_true(small > 10);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc_4226_appendix_d),
		cmocka_unit_test(test_rfc_6238_appendix_b),
		cmocka_unit_test(test_sample_keys),
		cmocka_unit_test(test_hmac_of_nothing),
		cmocka_unit_test(test_every_key_length),
		cmocka_unit_test(test_counters),
		cmocka_unit_test(test_every_offset),
	};

	return UNIT_RUN(tests);
}
