/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * XChaCha20-Poly1305 (RFC 8439 2.8, draft-irtf-cfrg-xchacha-03) written down a
 * second time, slowly: the tests of the seal compare libsodium's with it.
 */
#ifndef BARO_TESTS_UNIT_XCHACHA_H
#define BARO_TESTS_UNIT_XCHACHA_H

#include "unit.h"

static inline uint32_t
unit_le32(const uint8_t *b)
{
	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	    (uint32_t)b[3] << 24;
}

static inline void
unit_put_le(uint8_t *b, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		b[i] = (uint8_t)(v >> 8 * i);
}

/* ---- ChaCha20 */

static inline void
unit_add_xor_turn(uint32_t *a, uint32_t b, uint32_t *c, unsigned int turn)
{
	*a += b;
	*c ^= *a;
	*c = *c << turn | *c >> (32 - turn);
}

static inline void
unit_quarter(uint32_t *s, size_t a, size_t b, size_t c, size_t d)
{
	unit_add_xor_turn(&s[a], s[b], &s[d], 16);
	unit_add_xor_turn(&s[c], s[d], &s[b], 12);
	unit_add_xor_turn(&s[a], s[b], &s[d], 8);
	unit_add_xor_turn(&s[c], s[d], &s[b], 7);
}

/* Twenty rounds over the constants, ${key} and the 16 bytes at ${last}. */
static inline void
unit_chacha_rounds(const uint8_t *key, const uint8_t *last, uint32_t *before,
    uint32_t *after)
{
	const uint8_t *constants = (const uint8_t *)"expand 32-byte k";

	for (size_t i = 0; i < 4; i++) {
		before[i] = unit_le32(constants + 4 * i);
		before[4 + i] = unit_le32(key + 4 * i);
		before[8 + i] = unit_le32(key + 16 + 4 * i);
		before[12 + i] = unit_le32(last + 4 * i);
	}
	memcpy(after, before, 16 * sizeof after[0]);
	for (int i = 0; i < 10; i++) {
		for (size_t j = 0; j < 4; j++)
			unit_quarter(after, j, 4 + j, 8 + j, 12 + j);
		for (size_t j = 0; j < 4; j++)
			unit_quarter(after, j, 4 + (j + 1) % 4,
			    8 + (j + 2) % 4, 12 + (j + 3) % 4);
	}
}

/* HChaCha20: the key for the first 16 bytes of a long nonce. */
static inline void
unit_hchacha(const uint8_t *key, const uint8_t *nonce, uint8_t *ret_key)
{
	uint32_t before[16];
	uint32_t after[16];

	unit_chacha_rounds(key, nonce, before, after);
	for (size_t i = 0; i < 4; i++) {
		unit_put_le(ret_key + 4 * i, after[i], 4);
		unit_put_le(ret_key + 16 + 4 * i, after[12 + i], 4);
	}
}

/* Exclusive-or the key stream from block ${counter} on into ${b}. */
static inline void
unit_chacha_xor(const uint8_t *key, uint32_t counter, const uint8_t *nonce8,
    uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t last[16] = { 0 };
		uint32_t before[16];
		uint32_t after[16];
		size_t word = i % 64 / 4;

		unit_put_le(last, counter + i / 64, 4);
		memcpy(last + 8, nonce8, 8);
		unit_chacha_rounds(key, last, before, after);
		b[i] ^= (uint8_t)((after[word] + before[word]) >> 8 * (i % 4));
	}
}

/* ---- Poly1305: numbers of 160 bits, the least word first */

#define UNIT_WORDS 5

static inline void
unit_big_add(uint32_t *a, const uint32_t *b)
{
	uint64_t carry = 0;

	for (size_t i = 0; i < UNIT_WORDS; i++) {
		carry += (uint64_t)a[i] + b[i];
		a[i] = (uint32_t)carry;
		carry >>= 32;
	}
}

/* Subtract 2^130 - 5 for as long as it fits: add 5 and drop 2^130. */
static inline void
unit_big_reduce(uint32_t *a)
{
	static const uint32_t five[UNIT_WORDS] = { 5 };

	for (;;) {
		uint32_t t[UNIT_WORDS];

		memcpy(t, a, sizeof t);
		unit_big_add(t, five);
		if (t[4] < 4)
			return;
		t[4] -= 4;
		memcpy(a, t, sizeof t);
	}
}

/* a = a * b mod 2^130 - 5, bit by bit. */
static inline void
unit_big_multiply(uint32_t *a, const uint32_t *b)
{
	uint32_t product[UNIT_WORDS] = { 0 };

	for (size_t i = UNIT_WORDS * 32; i > 0; i--) {
		uint32_t twice[UNIT_WORDS];

		memcpy(twice, product, sizeof twice);
		unit_big_add(product, twice);
		unit_big_reduce(product);
		if ((b[(i - 1) / 32] >> (i - 1) % 32 & 1) != 0) {
			unit_big_add(product, a);
			unit_big_reduce(product);
		}
	}
	memcpy(a, product, sizeof product);
}

/* Take the ${n} bytes at ${b} in, padded to blocks of 16 with zeros. */
static inline void
unit_poly_take(uint32_t *h, const uint32_t *r, const uint8_t *b, size_t n)
{
	for (size_t at = 0; at < n; at += 16) {
		uint8_t block[16] = { 0 };
		uint32_t v[UNIT_WORDS];

		memcpy(block, b + at, n - at < 16 ? n - at : 16);
		for (size_t i = 0; i < 4; i++)
			v[i] = unit_le32(block + 4 * i);
		v[4] = 1;
		unit_big_add(h, v);
		unit_big_multiply(h, r);
	}
}

/* The tag over the associated data and the cipher text. */
static inline void
unit_poly_tag(const uint8_t *one_time_key, const uint8_t *ad, size_t n,
    const uint8_t *c, size_t m, uint8_t *ret_tag)
{
	uint32_t h[UNIT_WORDS] = { 0 };
	uint32_t r[UNIT_WORDS] = { 0 };
	uint32_t s[UNIT_WORDS] = { 0 };
	uint8_t lengths[16];

	for (size_t i = 0; i < 4; i++) {
		r[i] = unit_le32(one_time_key + 4 * i) &
		    (i == 0 ? 0x0fffffff : 0x0ffffffc);
		s[i] = unit_le32(one_time_key + 16 + 4 * i);
	}
	unit_put_le(lengths, n, 8);
	unit_put_le(lengths + 8, m, 8);
	unit_poly_take(h, r, ad, n);
	unit_poly_take(h, r, c, m);
	unit_poly_take(h, r, lengths, 16);
	unit_big_add(h, s);
	for (size_t i = 0; i < 4; i++)
		unit_put_le(ret_tag + 4 * i, h[i], 4);
}

/* Encrypt the ${n} bytes at ${b} in place; the tag follows them. */
static inline void
unit_xchacha_seal(const uint8_t *key, const uint8_t *nonce, const uint8_t *ad,
    size_t ad_bytes, uint8_t *b, size_t n)
{
	uint8_t subkey[32];
	uint8_t one_time_key[32] = { 0 };

	unit_hchacha(key, nonce, subkey);
	unit_chacha_xor(subkey, 0, nonce + 16, one_time_key, 32);
	unit_chacha_xor(subkey, 1, nonce + 16, b, n);
	unit_poly_tag(one_time_key, ad, ad_bytes, b, n, b + n);
}

#endif /* BARO_TESTS_UNIT_XCHACHA_H */
