/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/otpauth: an application that reads the URI gets what was put in.
 * Input: one digit of the method, one byte of the cycle, then issuer "|"
 * account "|" key.
 */
#include "codec/otpauth.h"

#include "fuzz_naive.h"

static const char *const algorithms[] = {
	"SHA1", "SHA256", "SHA384", "SHA512"
};

/* Undo percent-encoding, of which only the one form is allowed. */
static void
decode(struct fuzz_input text, struct fuzz_input expected)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (size_t i = 0; i < expected.n; i++) {
		uint8_t c = fuzz_byte(&text);
		char hex[3];

		if (expected.p[i] != 0 && strchr(plain, expected.p[i])) {
			FUZZ_CHECK(c == expected.p[i]);
			continue;
		}
		snprintf(hex, sizeof hex, "%02X", expected.p[i]);
		FUZZ_CHECK(c == '%');
		FUZZ_CHECK(fuzz_byte(&text) == (uint8_t)hex[0]);
		FUZZ_CHECK(fuzz_byte(&text) == (uint8_t)hex[1]);
	}
	FUZZ_CHECK(text.n == 0);
}

static void
check_key(struct fuzz_input text, struct fuzz_input key)
{
	uint8_t *bytes = malloc(text.n + 1);
	size_t n = 0;

	FUZZ_CHECK(bytes != NULL);
	if (key.n == 0) {
		FUZZ_CHECK(text.n == 0);
	} else {
		FUZZ_CHECK(naive_base32(text, bytes, &n));
		FUZZ_CHECK(n == key.n && memcmp(bytes, key.p, n) == 0);
	}
	free(bytes);
}

/* Read the URI as an application does. */
static void
check_uri(struct fuzz_input uri, struct fuzz_input issuer,
    struct fuzz_input account, struct fuzz_input key, size_t method,
    uint32_t cycle)
{
	char tail[64];
	struct fuzz_input label;

	FUZZ_CHECK(naive_begins(uri, "otpauth://totp/"));
	uri = fuzz_input(uri.p + 15, uri.n - 15);
	label = fuzz_field(&uri, '?');
	if (issuer.n > 0)
		decode(fuzz_field(&label, ':'), issuer);
	decode(label, account);
	FUZZ_CHECK(naive_begins(uri, "secret="));
	uri = fuzz_input(uri.p + 7, uri.n - 7);
	check_key(fuzz_field(&uri, '&'), key);
	if (issuer.n > 0) {
		FUZZ_CHECK(naive_begins(uri, "issuer="));
		uri = fuzz_input(uri.p + 7, uri.n - 7);
		decode(fuzz_field(&uri, '&'), issuer);
	}
	snprintf(tail, sizeof tail, "algorithm=%s&digits=6&period=%u",
	    algorithms[method], cycle);
	FUZZ_CHECK(naive_is(uri, tail));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input in = fuzz_input(data, n);
	size_t method = fuzz_choice(&in, 5);
	uint32_t cycle = fuzz_choice(&in, 61);
	struct fuzz_input issuer = fuzz_field(&in, '|');
	struct fuzz_input account = fuzz_field(&in, '|');
	struct baro_otpauth otpauth = { fuzz_hold(issuer), fuzz_hold(account),
	    fuzz_hold(in), (enum baro_method)method, cycle };
	struct baro_buffer out = fuzz_room(128 + 6 * n);
	enum baro_error e = baro_otpauth_write(&otpauth, &out);

	if (method == 4) {
		FUZZ_CHECK(e == BARO_E_RANGE);
	} else {
		struct baro_buffer less = fuzz_room(out.len - 1);

		FUZZ_CHECK(e == BARO_OK);
		check_uri(fuzz_input(out.b, out.len), issuer, account, in,
		    method, cycle);
		FUZZ_CHECK(baro_otpauth_write(&otpauth, &less) ==
		    BARO_E_TOO_LONG);
		fuzz_room_release(&less);
	}
	fuzz_room_release(&out);
	fuzz_release(otpauth.key);
	fuzz_release(otpauth.account);
	fuzz_release(otpauth.issuer);
	return 0;
}
