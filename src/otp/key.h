/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * From SECURE_KEY to the bytes of the HMAC key (D-08, D-15, W-15).  Floor 2.
 */
#ifndef BARO_OTP_KEY_H
#define BARO_OTP_KEY_H

#include "codec/record.h"
#include "otp/hotp.h"

#define BARO_KEY_BYTES_MIN 16	/* 128 bits, RFC 4226 4, R6 */
#define BARO_KEY_BYTES_MAX 128

struct baro_key {
	uint8_t b[BARO_KEY_BYTES_MAX];
	size_t n;
};

/**
 * baro_key_decode(text, ret_key):
 * The bytes that the SECURE_KEY ${text} stands for: those of "base32:..." or
 * "hex:..." decoded, else the ASCII bytes themselves.  Return BARO_OK, or
 * BARO_E_NO_KEY if they are fewer than 16, more than 128, or malformed.
 */
enum baro_error baro_key_decode(struct baro_span text,
    struct baro_key *ret_key);

/**
 * baro_key_derive(record, user, work, ret_key):
 * The HMAC key of ${user} under ${record}: the decoded SECURE_KEY, or with
 * KEY_SCOPE user
 *	HMAC-SHA-512(SECURE_KEY,
 *	    "baropam-user-v1" 0x00 lower(HOSTNAME) 0x00 user).
 * ${work} is overwritten.  Return as baro_key_decode does.
 */
enum baro_error baro_key_derive(const struct baro_record *record,
    struct baro_span user, struct baro_hotp *work, struct baro_key *ret_key);

#endif /* BARO_OTP_KEY_H */
