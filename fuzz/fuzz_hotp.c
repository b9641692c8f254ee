/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * otp/hotp against liboath's TOTP (SHA-1, SHA-256, SHA-512) and against RFC
 * 4226 and RFC 2104 written out over libcrypto's hashes (all four): two
 * implementations that share no line with ours, nor with each other.
 *
 * Input: a byte for the hash, one for the period, eight for the time, the key.
 */
#include <liboath/oath.h>

#include "otp/hotp.h"
#include "otp/key.h"

#include "fuzz_otp.h"

#define OATH_TIME_MAX INT64_MAX

/* liboath's opinion; it has no SHA-384. */
static void
check_with_liboath(unsigned method, struct fuzz_input key, uint64_t now_s,
    unsigned period_s, uint32_t code)
{
	static const int flags[] = { 0, OATH_TOTP_HMAC_SHA256, -1,
	    OATH_TOTP_HMAC_SHA512 };
	char otp[7] = "";
	char expected[7];

	if (flags[method] < 0 || now_s > OATH_TIME_MAX)
		return;
	fuzz_goes_in(key.p, key.n);
	FUZZ_CHECK(oath_totp_generate2((const char *)key.p, key.n,
	    (time_t)now_s, period_s, 0, 6, flags[method], otp) == OATH_OK);
	fuzz_comes_out(otp, sizeof otp);
	snprintf(expected, sizeof expected, "%06u", code);
	FUZZ_CHECK(strcmp(otp, expected) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct baro_hotp h;
	struct fuzz_input in = fuzz_input(data, n);
	unsigned method = fuzz_choice(&in, 4);
	unsigned period_s = 1u + fuzz_byte(&in);
	uint64_t now_s = 0;
	struct baro_span key;
	uint32_t code;

	for (int i = 0; i < 8; i++)
		now_s = now_s << 8 | fuzz_byte(&in);
	if (in.n > BARO_KEY_BYTES_MAX)
		in.n = BARO_KEY_BYTES_MAX;
	/* A key of no bytes is none; liboath refuses it. */
	if (in.n == 0)
		return 0;

	key = fuzz_hold(in);
	memset(&h, 0x5a, sizeof h);
	baro_hotp_key(&h, (enum baro_method)method, key);
	code = baro_hotp_code(&h, now_s / period_s);
	FUZZ_CHECK(code < 1000000);
	FUZZ_CHECK(code == oracle_code(method, in.p, in.n, now_s / period_s));
	check_with_liboath(method, in, now_s, period_s, code);
	/* The same key serves for one code after the other. */
	FUZZ_CHECK(baro_hotp_code(&h, now_s / period_s) == code);
	fuzz_release(key);
	return 0;
}
