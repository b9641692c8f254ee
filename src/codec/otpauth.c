/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The otpauth URI.  Floor 1.  It holds the key: the caller shows it to its
 * owner and wipes it.
 */
#include "codec/otpauth.h"

#include "codec/base32.h"
#include "codec/scan.h"

static const struct baro_word algorithms[BARO_METHOD_COUNT] = {
	[BARO_METHOD_APP1] = BARO_WORD("SHA1"),
	[BARO_METHOD_APP256] = BARO_WORD("SHA256"),
	[BARO_METHOD_APP384] = BARO_WORD("SHA384"),
	[BARO_METHOD_APP512] = BARO_WORD("SHA512")
};

/* Whether ${c} is unreserved, RFC 3986 2.3. */
static bool
is_unreserved(uint8_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9'))
		return true;
	return c == '-' || c == '.' || c == '_' || c == '~';
}

/* Append ${s}, percent-encoded. */
static void
put_encoded(struct baro_buffer *out, struct baro_span s)
{
	static const uint8_t digits[16] = "0123456789ABCDEF";

	for (size_t i = s.lo; i < s.hi; i++) {
		if (is_unreserved(s.b[i])) {
			baro_put(out, s.b[i]);
			continue;
		}
		baro_put(out, '%');
		baro_put(out, digits[s.b[i] >> 4]);
		baro_put(out, digits[s.b[i] & 15]);
	}
}

/* see otpauth.h */
enum baro_error
baro_otpauth_write(const struct baro_otpauth *otpauth,
    struct baro_buffer *out)
{
	size_t method = (size_t)otpauth->method;
	bool has_issuer = baro_span_length(otpauth->issuer) > 0;

	if (method >= BARO_METHOD_COUNT)
		return BARO_E_RANGE;

	baro_put_span(out, BARO_SPAN_OF("otpauth://totp/"));
	if (has_issuer) {
		put_encoded(out, otpauth->issuer);
		baro_put(out, ':');
	}
	put_encoded(out, otpauth->account);
	baro_put_span(out, BARO_SPAN_OF("?secret="));
	baro_base32_encode(otpauth->key, out);
	if (has_issuer) {
		baro_put_span(out, BARO_SPAN_OF("&issuer="));
		put_encoded(out, otpauth->issuer);
	}
	baro_put_span(out, BARO_SPAN_OF("&algorithm="));
	baro_put_span(out, baro_word_span(&algorithms[method]));
	baro_put_span(out, BARO_SPAN_OF("&digits=6&period="));
	baro_put_decimal(out, otpauth->cycle_s);
	return out->full ? BARO_E_TOO_LONG : BARO_OK;
}
