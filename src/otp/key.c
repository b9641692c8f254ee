/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Keys.  Floor 2: pure; the key's bytes decide no branch and no index.
 */
#include "otp/key.h"

#include "codec/base32.h"
#include "codec/hex.h"
#include "codec/record_words.h"
#include "codec/scan.h"

#define SCOPE_LABEL "baropam-user-v1"

static const struct baro_word form_base32 = BARO_WORD("base32:");
static const struct baro_word form_hex = BARO_WORD("hex:");

_Static_assert(BARO_KEY_BYTES_MAX >= br_sha512_SIZE,
    "a derived key is one SHA-512 output");
_Static_assert(BARO_KEY_BYTES_MAX >= BARO_KEY_PLAIN_MAX,
    "a plain key is its own bytes");

/* see key.h */
enum baro_error
baro_key_decode(struct baro_span text, struct baro_key *ret_key)
{
	struct baro_span base32 = baro_word_span(&form_base32);
	struct baro_span hex = baro_word_span(&form_hex);
	struct baro_buffer out = baro_buffer_over(ret_key->b,
	    sizeof ret_key->b);
	enum baro_error e = BARO_OK;

	if (baro_record_key_form(text, base32) != 0)
		e = baro_base32_decode(baro_span_cut(text,
		    text.lo + base32.hi, text.hi), &out);
	else if (baro_record_key_form(text, hex) != 0)
		e = baro_hex_decode(baro_span_cut(text, text.lo + hex.hi,
		    text.hi), &out);
	else
		baro_put_span(&out, text);

	ret_key->n = out.len;
	if (e != BARO_OK || out.full || out.len < BARO_KEY_BYTES_MIN)
		return BARO_E_NO_KEY;
	return BARO_OK;
}

/* Feed s to the HMAC in lower case; host names are ASCII (F-017). */
static void
update_lower(br_hmac_context *hmac, struct baro_span s)
{
	for (size_t i = s.lo; i < s.hi; i++) {
		uint8_t c = baro_scan_lower(s.b[i]);

		br_hmac_update(hmac, &c, 1);
	}
}

/* Replace the host's key by the user's. */
static void
scope_to_user(const struct baro_record *record, struct baro_span user,
    struct baro_hotp *work, struct baro_key *key)
{
	br_hmac_key_init(&work->key, &br_sha512_vtable, key->b, key->n);
	br_hmac_init(&work->hmac, &work->key, 0);
	/* The label's own NUL is the first separator. */
	br_hmac_update(&work->hmac, SCOPE_LABEL, sizeof SCOPE_LABEL);
	update_lower(&work->hmac,
	    baro_span(record->hostname, record->hostname_bytes));
	br_hmac_update(&work->hmac, "", 1);
	if (user.lo < user.hi)
		br_hmac_update(&work->hmac, &user.b[user.lo],
		    baro_span_length(user));
	key->n = br_hmac_out(&work->hmac, key->b);
}

/* see key.h */
enum baro_error
baro_key_derive(const struct baro_record *record, struct baro_span user,
    struct baro_hotp *work, struct baro_key *ret_key)
{
	enum baro_error e = baro_key_decode(
	    baro_span(record->key, record->key_bytes), ret_key);

	if (e == BARO_OK && record->key_per_user)
		scope_to_user(record, user, work, ret_key);
	return e;
}
