/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * HOTP (RFC 4226) with the hash of KEY_METHOD (RFC 6238 1.2 allows SHA-2), six
 * digits.  Floor 2.
 */
#ifndef BARO_OTP_HOTP_H
#define BARO_OTP_HOTP_H

#include <bearssl.h>

#include "codec/record.h"

/*
 * The HMAC under one key.  All of it is secret; it lives in the vault.
 */
struct baro_hotp {
	br_hmac_key_context key;
	br_hmac_context hmac;
	uint8_t mac[64];	/* room for the longest, SHA-512 */
	size_t mac_bytes;
};

/**
 * baro_hotp_key(h, method, key):
 * Prepare ${h} for codes under the bytes of ${key} (RFC 4226 5.3, K).
 */
void baro_hotp_key(struct baro_hotp *h, enum baro_method method,
    struct baro_span key);

/**
 * baro_hotp_code(h, counter):
 * The code of ${counter} (RFC 4226 5.3): 0 to 999999.  No branch, index or
 * division depends on the key or on the result.
 */
uint32_t baro_hotp_code(struct baro_hotp *h, uint64_t counter);

#endif /* BARO_OTP_HOTP_H */
