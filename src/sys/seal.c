/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Sealed records.  Floor 3.
 */
#include "sys/seal.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "base/secret.h"
#include "sys/entropy.h"
#include "sys/path.h"

/* magic, "record", NUL, owner */
#define AD_BYTES_MAX (BARO_CONTAINER_MAGIC_BYTES + 6 + 1 + \
    BARO_USER_NAME_MAX - 1)
#define HEAD_BYTES (BARO_CONTAINER_MAGIC_BYTES + BARO_CONTAINER_NONCE_BYTES)

_Static_assert(BARO_CONTAINER_NONCE_BYTES ==
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
_Static_assert(BARO_CONTAINER_TAG_BYTES ==
    crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag");
_Static_assert(BARO_HOST_KEY_BYTES ==
    crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key");

/* Whether a file is one that only root can read and write. */
static bool
is_secret(const struct stat *st)
{
	mode_t mode = st->st_mode & 07777;

	return st->st_uid == 0 && (mode == 0400 || mode == 0600);
}

/* see seal.h */
enum baro_error
baro_seal_load_key(struct baro_vault *vault, int *ret_errno)
{
	struct stat st;
	size_t n = 0;
	enum baro_error e = baro_path_load(BARO_HOST_KEY_PATH,
	    BARO_HOST_KEY_BYTES, vault->host_key, &n, &st);
	bool is_errno = e != BARO_E_UNSAFE && e != BARO_E_SIZE;

	/* What is wrong by our rules has no errno. */
	*ret_errno = e == BARO_OK || !is_errno ? 0 : errno;
	if (e == BARO_OK && n == BARO_HOST_KEY_BYTES && is_secret(&st))
		return BARO_OK;
	baro_secret_wipe(vault->host_key, sizeof vault->host_key);
	return BARO_E_HOST_KEY;
}

/* see seal.h */
enum baro_error
baro_seal_open(struct baro_vault *vault, struct baro_span owner,
    struct baro_span *ret_plain)
{
	uint8_t ad[AD_BYTES_MAX];
	struct baro_buffer out = baro_buffer_over(ad, sizeof ad);
	struct baro_text *text = &vault->text;
	struct baro_container c;
	unsigned long long n = 0;
	int status;

	if (baro_container_parse(baro_text_span(text), &c) != BARO_OK)
		return BARO_E_SEALED;
	baro_container_ad(owner, &out);
	if (out.full)
		return BARO_E_SEALED;
	status = crypto_aead_xchacha20poly1305_ietf_decrypt(
	    &text->b[c.sealed.lo], &n, NULL, &c.sealed.b[c.sealed.lo],
	    baro_span_length(c.sealed), ad, out.len, &c.nonce.b[c.nonce.lo],
	    vault->host_key);
	/* The last, incomplete block passed through the cipher's frame. */
	baro_secret_burn_stack();
	if (status != 0)
		return BARO_E_SEALED;
	*ret_plain = baro_span_cut(c.sealed, c.sealed.lo,
	    c.sealed.lo + (size_t)n);
	return BARO_OK;
}

/* see seal.h */
enum baro_error
baro_seal_close(struct baro_vault *vault, struct baro_span owner)
{
	uint8_t ad[AD_BYTES_MAX];
	uint8_t nonce[BARO_CONTAINER_NONCE_BYTES];
	struct baro_buffer ad_out = baro_buffer_over(ad, sizeof ad);
	struct baro_text *text = &vault->text;
	struct baro_buffer head;
	size_t plain = text->used;
	enum baro_error e = baro_entropy(nonce, sizeof nonce);

	if (e != BARO_OK)
		return e;
	baro_container_ad(owner, &ad_out);
	if (ad_out.full ||
	    plain > BARO_RECORD_BYTES_MAX - BARO_CONTAINER_OVERHEAD_BYTES)
		return BARO_E_TOO_LONG;

	baro_text_use(text, plain + BARO_CONTAINER_OVERHEAD_BYTES);
	memmove(&text->b[HEAD_BYTES], text->b, plain);
	head = baro_buffer_over(text->b, HEAD_BYTES);
	baro_container_head(baro_span(nonce, sizeof nonce), &head);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(
	    &text->b[HEAD_BYTES], NULL, &text->b[HEAD_BYTES], plain, ad,
	    ad_out.len, NULL, nonce, vault->host_key);
	baro_secret_burn_stack();
	return BARO_OK;
}
