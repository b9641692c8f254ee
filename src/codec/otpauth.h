/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The otpauth URI that an application scans (F-073).  Floor 1.
 *
 * Form: otpauth://totp/<issuer>:<account>?secret=<base32>&issuer=<issuer>
 *	&algorithm=<SHA1|SHA256|SHA384|SHA512>&digits=6&period=<seconds>
 * with everything in issuer and account that is not unreserved (RFC 3986 2.3)
 * percent-encoded.  Without an issuer the label is the account alone, and there
 * is no issuer parameter.
 */
#ifndef BARO_CODEC_OTPAUTH_H
#define BARO_CODEC_OTPAUTH_H

#include "codec/record.h"

struct baro_otpauth {
	struct baro_span issuer;	/* HOSTNAME, or empty */
	struct baro_span account;	/* login name */
	struct baro_span key;		/* key bytes, a secret */
	enum baro_method method;
	uint32_t cycle_s;
};

/**
 * baro_otpauth_write(otpauth, out):
 * Append the URI.  Return BARO_OK; BARO_E_TOO_LONG if ${out} is full;
 * BARO_E_RANGE for what is no method.
 */
enum baro_error baro_otpauth_write(const struct baro_otpauth *otpauth,
    struct baro_buffer *out);

#endif /* BARO_CODEC_OTPAUTH_H */
