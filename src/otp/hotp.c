/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * HOTP.  Floor 2: pure; no branch, index or division on a secret.
 */
#include "otp/hotp.h"

#include "base/constant_time.h"

/* RFC 4226 5.3: the offset is four bits, and four bytes are read there. */
#define OFFSETS 16

/* Not a table, which would hold a relocation for each of them. */
static const br_hash_class *
hash_of(enum baro_method method)
{
	switch (method) {
	case BARO_METHOD_APP1: return &br_sha1_vtable;
	case BARO_METHOD_APP256: return &br_sha256_vtable;
	case BARO_METHOD_APP384: return &br_sha384_vtable;
	case BARO_METHOD_APP512:
	case BARO_METHOD_COUNT: break;
	}
	return &br_sha512_vtable;
}

/* see hotp.h */
void
baro_hotp_key(struct baro_hotp *h, enum baro_method method,
    struct baro_span key)
{
	br_hmac_key_init(&h->key, hash_of(method), &key.b[key.lo],
	    baro_span_length(key));
}

/*
 * Dynamic truncation.  The offset is a secret, so all sixteen windows are read
 * and one is kept by mask.
 */
static uint32_t
truncate_mac(const uint8_t *mac, size_t mac_bytes)
{
	uint32_t offset = mac[mac_bytes - 1] & 15u;
	uint32_t v = 0;

	for (uint32_t i = 0; i < OFFSETS; i++) {
		uint32_t word = (uint32_t)mac[i] << 24 |
		    (uint32_t)mac[i + 1] << 16 | (uint32_t)mac[i + 2] << 8 |
		    (uint32_t)mac[i + 3];

		v |= word & baro_ct_equal(i, offset);
	}
	return v & 0x7fffffffu;
}

/* see hotp.h */
uint32_t
baro_hotp_code(struct baro_hotp *h, uint64_t counter)
{
	uint8_t message[8];

	for (size_t i = 0; i < sizeof message; i++)
		message[i] = (uint8_t)(counter >> (56 - 8 * i));

	br_hmac_init(&h->hmac, &h->key, 0);
	br_hmac_update(&h->hmac, message, sizeof message);
	h->mac_bytes = br_hmac_out(&h->hmac, h->mac);
	return baro_ct_mod_million(truncate_mac(h->mac, h->mac_bytes));
}
