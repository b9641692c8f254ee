/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/otpauth: the URI that applications scan.
 */
#include "unit.h"

#include "codec/otpauth.h"

static struct baro_otpauth
sample(void)
{
	struct baro_otpauth otpauth;

	otpauth.issuer = unit_text("nurit.co.kr");
	otpauth.account = unit_text("alice");
	otpauth.key = unit_text("12345678901234567890");
	otpauth.method = BARO_METHOD_APP512;
	otpauth.cycle_s = 30;
	return otpauth;
}

static void
expect_uri(const struct baro_otpauth *otpauth, const char *uri)
{
	struct baro_buffer out = unit_buffer(strlen(uri));

	assert_int_equal(baro_otpauth_write(otpauth, &out), BARO_OK);
	unit_expect_written(&out, uri);
}

/* rows: F-073 D-15 */
static void
test_sample(void **state)
{
	struct baro_otpauth otpauth = sample();

	(void)state;
	expect_uri(&otpauth, "otpauth://totp/nurit.co.kr:alice"
	    "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=nurit.co.kr"
	    "&algorithm=SHA512&digits=6&period=30");
}

/* rows: F-073 F-012 F-013 */
static void
test_every_method_and_cycle(void **state)
{
	static const char *const names[BARO_METHOD_COUNT] = {
		"SHA1", "SHA256", "SHA384", "SHA512"
	};

	(void)state;
	for (size_t i = 0; i < BARO_METHOD_COUNT; i++) {
		struct baro_otpauth otpauth = sample();
		char uri[256];

		otpauth.method = (enum baro_method)i;
		otpauth.cycle_s = (uint32_t)(3 + i * 19);
		snprintf(uri, sizeof uri, "otpauth://totp/nurit.co.kr:alice"
		    "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
		    "&issuer=nurit.co.kr&algorithm=%s&digits=6&period=%u",
		    names[i], 3 + (unsigned)i * 19);
		expect_uri(&otpauth, uri);
	}
}

/* rows: F-073 */
static void
test_without_issuer(void **state)
{
	struct baro_otpauth otpauth = sample();

	(void)state;
	otpauth.issuer = unit_text("");
	otpauth.key = unit_text("f");
	expect_uri(&otpauth, "otpauth://totp/alice?secret=MY"
	    "&algorithm=SHA512&digits=6&period=30");
}

/* rows: F-073 */
static void
test_every_byte_is_encoded_or_unreserved(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		uint8_t byte = (uint8_t)c;
		struct baro_otpauth otpauth = sample();
		bool plain = (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c == '-' || c == '.' || c == '_' || c == '~';
		char text[8];
		char uri[128];

		snprintf(text, sizeof text, plain ? "%c" : "%%%02X", c);
		snprintf(uri, sizeof uri, "otpauth://totp/%s:%s?secret=MY"
		    "&issuer=%s&algorithm=SHA512&digits=6&period=30", text,
		    text, text);
		otpauth.issuer = unit_bytes(&byte, 1);
		otpauth.account = unit_bytes(&byte, 1);
		otpauth.key = unit_text("f");
		expect_uri(&otpauth, uri);
	}
}

static void
test_every_room(void **state)
{
	struct baro_otpauth otpauth = sample();
	struct baro_buffer whole = unit_buffer(256);

	(void)state;
	assert_int_equal(baro_otpauth_write(&otpauth, &whole), BARO_OK);
	for (size_t cap = 0; cap <= whole.len; cap++) {
		struct baro_buffer out = unit_buffer(cap);

		otpauth = sample();
		assert_int_equal(baro_otpauth_write(&otpauth, &out),
		    cap < whole.len ? BARO_E_TOO_LONG : BARO_OK);
	}
}

static void
test_no_method(void **state)
{
	struct baro_otpauth otpauth = sample();
	struct baro_buffer out = unit_buffer(256);

	(void)state;
	otpauth.method = BARO_METHOD_COUNT;
	assert_int_equal(baro_otpauth_write(&otpauth, &out), BARO_E_RANGE);
	assert_int_equal(out.len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_every_method_and_cycle),
		cmocka_unit_test(test_without_issuer),
		cmocka_unit_test(test_every_byte_is_encoded_or_unreserved),
		cmocka_unit_test(test_every_room),
		cmocka_unit_test(test_no_method),
	};

	return UNIT_RUN(tests);
}
