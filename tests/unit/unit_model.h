/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * One-time codes, written down from the RFCs a second time and the plain way:
 * HMAC out of its definition (RFC 2104) over BearSSL's bare hashes, truncation
 * by index, digits by snprintf.  The tests compare src/otp with this.
 */
#ifndef BARO_TESTS_UNIT_MODEL_H
#define BARO_TESTS_UNIT_MODEL_H

#include "unit.h"

#include <bearssl.h>

#include "codec/record.h"

#define UNIT_BLOCK_MAX 128	/* of SHA-384 and SHA-512 */
#define UNIT_MAC_MAX 64
#define UNIT_CODE_BYTES 7	/* six digits and a NUL */

struct unit_hash {
	const br_hash_class *class;
	size_t block;
	size_t out;
};

static const struct unit_hash unit_hashes[BARO_METHOD_COUNT] = {
	{ &br_sha1_vtable, 64, 20 },
	{ &br_sha256_vtable, 64, 32 },
	{ &br_sha384_vtable, 128, 48 },
	{ &br_sha512_vtable, 128, 64 },
};

/* The hash of the ${n} bytes at ${a} and the ${m} bytes at ${b}. */
static inline void
unit_hash_pair(const struct unit_hash *h, const void *a, size_t n,
    const void *b, size_t m, uint8_t *ret_out)
{
	br_hash_compat_context c;

	c.vtable = h->class;
	h->class->init(&c.vtable);
	h->class->update(&c.vtable, a, n);
	h->class->update(&c.vtable, b, m);
	h->class->out(&c.vtable, ret_out);
}

/* H((K xor opad) || H((K xor ipad) || message)); the length of the result. */
static inline size_t
unit_hmac(enum baro_method method, const void *key, size_t n,
    const void *message, size_t m, uint8_t *ret_mac)
{
	const struct unit_hash *h = &unit_hashes[method];
	uint8_t k[UNIT_BLOCK_MAX] = { 0 };
	uint8_t inner[UNIT_BLOCK_MAX];
	uint8_t outer[UNIT_BLOCK_MAX];
	uint8_t digest[UNIT_MAC_MAX];

	if (n > h->block)
		unit_hash_pair(h, key, n, "", 0, k);
	else if (n > 0)
		memcpy(k, key, n);
	for (size_t i = 0; i < h->block; i++) {
		inner[i] = k[i] ^ 0x36;
		outer[i] = k[i] ^ 0x5c;
	}
	unit_hash_pair(h, inner, h->block, message, m, digest);
	unit_hash_pair(h, outer, h->block, digest, h->out, ret_mac);
	return h->out;
}

/* The six digits of ${counter} (RFC 4226 5.3 and 5.4). */
static inline void
unit_code(enum baro_method method, const void *key, size_t n,
    uint64_t counter, char *ret_code)
{
	uint8_t message[8];
	uint8_t mac[UNIT_MAC_MAX];
	unsigned long number;
	size_t length;
	size_t at;

	for (size_t i = 8; i > 0; i--) {
		message[i - 1] = (uint8_t)(counter & 0xff);
		counter /= 256;
	}
	length = unit_hmac(method, key, n, message, 8, mac);
	at = mac[length - 1] % 16;
	number = (unsigned long)(mac[at] % 128) * 16777216 +
	    (unsigned long)mac[at + 1] * 65536 +
	    (unsigned long)mac[at + 2] * 256 + mac[at + 3];
	(void)snprintf(ret_code, UNIT_CODE_BYTES, "%06lu", number % 1000000);
}

/* The ${n} bytes at ${b} in hexadecimal. */
static inline void
unit_hex(const uint8_t *b, size_t n, char *ret_text)
{
	for (size_t i = 0; i < n; i++)
		(void)snprintf(ret_text + 2 * i, 3, "%02x", b[i]);
}

/* ---- pseudo-random numbers, the same in every run (xorshift64*) */

static uint64_t unit_seed = UINT64_C(0x9e3779b97f4a7c15);

static inline uint64_t
unit_random(void)
{
	unit_seed ^= unit_seed >> 12;
	unit_seed ^= unit_seed << 25;
	unit_seed ^= unit_seed >> 27;
	return unit_seed * UINT64_C(0x2545f4914f6cdd1d);
}

/* From ${min} to ${max}, both included. */
static inline uint64_t
unit_between(uint64_t min, uint64_t max)
{
	return min + (unit_random() >> 8) % (max - min + 1);
}

static inline bool
unit_one_in(uint64_t n)
{
	return unit_between(1, n) == 1;
}

#endif /* BARO_TESTS_UNIT_MODEL_H */
