/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * HOTP by BearSSL, with none of the product's own code.
 */
#include "code.h"

#include <bearssl.h>
#include <string.h>

/* HMAC of ${bytes} bytes at ${message}; how long it is. */
static size_t
mac_of(const br_hash_class *hash, const void *key, size_t key_bytes,
    const void *message, size_t bytes, unsigned char *ret_mac)
{
	br_hmac_key_context kc;
	br_hmac_context hmac;

	br_hmac_key_init(&kc, hash, key, key_bytes);
	br_hmac_init(&hmac, &kc, 0);
	br_hmac_update(&hmac, message, bytes);
	return br_hmac_out(&hmac, ret_mac);
}

/* HMAC(key, "baropam-user-v1" NUL host NUL user), docs/FORMAT.md. */
static size_t
key_of_user(const char *user, unsigned char *ret_key)
{
	char message[128] = "baropam-user-v1\0" CODE_HOST;
	size_t n = sizeof "baropam-user-v1\0" CODE_HOST;
	size_t bytes = strlen(user);

	if (bytes > sizeof message - n)
		bytes = sizeof message - n;
	memcpy(&message[n], user, bytes);
	return mac_of(&br_sha512_vtable, CODE_KEY, strlen(CODE_KEY), message,
	    n + bytes, ret_key);
}

uint32_t
code_at(enum code_hash hash, const char *user, uint64_t counter)
{
	unsigned char key[64] = CODE_KEY;
	unsigned char message[8];
	unsigned char mac[64];
	const unsigned char *at;
	size_t n = strlen(CODE_KEY);

	if (hash == CODE_SHA512_USER)
		n = key_of_user(user, key);
	for (size_t i = 0; i < sizeof message; i++)
		message[i] = (unsigned char)(counter >> (56 - 8 * i));
	n = mac_of(hash == CODE_SHA1 ? &br_sha1_vtable : &br_sha512_vtable,
	    key, n, message, sizeof message, mac);
	at = &mac[mac[n - 1] & 15];
	return ((uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3]) % 1000000;
}
