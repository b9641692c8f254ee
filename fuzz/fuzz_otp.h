/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A second HOTP: RFC 4226 and RFC 2104 written out, over the hashes of
 * libcrypto, where the product takes those of BearSSL.
 */
#ifndef BARO_FUZZ_OTP_H
#define BARO_FUZZ_OTP_H

#include <openssl/sha.h>

#include "fuzz_naive.h"

static inline size_t
oracle_hash(unsigned method, const uint8_t *p, size_t n, uint8_t *out)
{
	static const size_t sizes[] = { 20, 32, 48, 64 };
	uint8_t *(*const hashes[])(const uint8_t *, size_t, uint8_t *) = {
		SHA1, SHA256, SHA384, SHA512
	};

	fuzz_goes_in(p, n);
	hashes[method](p, n, out);
	fuzz_comes_out(out, sizes[method]);
	return sizes[method];
}

#define ORACLE_MESSAGE_MAX 1024

/* H(K xor opad, H(K xor ipad, message)), RFC 2104 2. */
static inline size_t
oracle_hmac(unsigned method, const uint8_t *key, size_t key_n,
    const uint8_t *message, size_t n, uint8_t *out)
{
	size_t block = method < 2 ? 64 : 128;
	uint8_t padded[128] = { 0 };
	uint8_t text[128 + ORACLE_MESSAGE_MAX];
	size_t m;

	FUZZ_CHECK(n <= ORACLE_MESSAGE_MAX);
	if (key_n > block)
		oracle_hash(method, key, key_n, padded);
	else
		memcpy(padded, key, key_n);
	for (size_t i = 0; i < block; i++)
		text[i] = padded[i] ^ 0x36;
	memcpy(&text[block], message, n);
	m = oracle_hash(method, text, block + n, out);
	for (size_t i = 0; i < block; i++)
		text[i] = padded[i] ^ 0x5c;
	memcpy(&text[block], out, m);
	return oracle_hash(method, text, block + m, out);
}

/* RFC 4226 5.3, six digits. */
static inline uint32_t
oracle_code(unsigned method, const uint8_t *key, size_t key_n, uint64_t step)
{
	uint8_t message[8];
	uint8_t mac[64];
	size_t n;
	size_t at;

	for (int i = 7; i >= 0; i--, step /= 256)
		message[i] = (uint8_t)(step % 256);
	n = oracle_hmac(method, key, key_n, message, sizeof message, mac);
	at = mac[n - 1] % 16;
	return ((mac[at] % 128u) * 16777216u + mac[at + 1] * 65536u +
	    mac[at + 2] * 256u + mac[at + 3]) % 1000000u;
}

#endif /* BARO_FUZZ_OTP_H */
