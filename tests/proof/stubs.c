/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What Eva takes for BearSSL's HMAC.  Assumed is what bearssl.h promises: each
 * call reads the bytes that it is given and no others, writes its own context
 * or as many bytes of output as the hash has, and returns how many these are.
 * What it writes may be anything.
 */
#include "__fc_builtin.h"

#include <bearssl.h>

const br_hash_class br_sha1_vtable;
const br_hash_class br_sha256_vtable;
const br_hash_class br_sha384_vtable;
const br_hash_class br_sha512_vtable;

static unsigned char last_read;

static void
read_all(const void *p, size_t n)
{
	const unsigned char *b = p;

	for (size_t i = 0; i < n; i++)
		last_read = b[i];
}

void
br_hmac_key_init(br_hmac_key_context *kc, const br_hash_class *digest,
    const void *key, size_t key_len)
{
	/*@ assert digest == &br_sha1_vtable || digest == &br_sha256_vtable ||
	    digest == &br_sha384_vtable || digest == &br_sha512_vtable; */
	read_all(key, key_len);
	Frama_C_make_unknown((char *)kc, sizeof *kc);
}

void
br_hmac_init(br_hmac_context *ctx, const br_hmac_key_context *kc,
    size_t out_len)
{
	/*@ assert out_len == 0; */
	read_all(kc, sizeof *kc);
	Frama_C_make_unknown((char *)ctx, sizeof *ctx);
}

void
br_hmac_update(br_hmac_context *ctx, const void *data, size_t len)
{
	read_all(data, len);
	Frama_C_make_unknown((char *)ctx, sizeof *ctx);
}

size_t
br_hmac_out(const br_hmac_context *ctx, void *out)
{
	char *mac = out;

	read_all(ctx, sizeof *ctx);
	switch (Frama_C_interval(0, 3)) {
	case 0:
		Frama_C_make_unknown(mac, br_sha1_SIZE);
		return br_sha1_SIZE;
	case 1:
		Frama_C_make_unknown(mac, br_sha256_SIZE);
		return br_sha256_SIZE;
	case 2:
		Frama_C_make_unknown(mac, br_sha384_SIZE);
		return br_sha384_SIZE;
	default:
		Frama_C_make_unknown(mac, br_sha512_SIZE);
		return br_sha512_SIZE;
	}
}
