/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The container of a sealed record (F-061, D-10; docs/FORMAT.md).  Floor 1.
 *
 * Grammar:
 *	container  = magic nonce ciphertext tag
 *	magic      = "BAROENC1"
 *	nonce      = 24OCTET
 *	ciphertext = *OCTET		; as long as the record
 *	tag        = 16OCTET
 * Associated data of the seal:
 *	ad = magic "record" %x00 owner	; owner: the user's name, or nothing
 */
#ifndef BARO_CODEC_CONTAINER_H
#define BARO_CODEC_CONTAINER_H

#include "base/buffer.h"
#include "base/error.h"

#define BARO_CONTAINER_MAGIC "BAROENC1"
#define BARO_CONTAINER_MAGIC_BYTES (sizeof(BARO_CONTAINER_MAGIC) - 1)
#define BARO_CONTAINER_NONCE_BYTES 24
#define BARO_CONTAINER_TAG_BYTES 16
#define BARO_CONTAINER_OVERHEAD_BYTES \
	(BARO_CONTAINER_MAGIC_BYTES + BARO_CONTAINER_NONCE_BYTES + \
	    BARO_CONTAINER_TAG_BYTES)

struct baro_container {
	struct baro_span nonce;		/* BARO_CONTAINER_NONCE_BYTES */
	struct baro_span sealed;	/* ciphertext and tag */
};

/**
 * baro_container_is(in):
 * Whether ${in} begins with the magic.
 */
bool baro_container_is(struct baro_span in);

/**
 * baro_container_parse(in, ret_container):
 * Find the parts of ${in}.  Return BARO_OK, or BARO_E_SEALED if the magic is
 * missing or there are too few bytes.  The spans lie within ${in}.
 */
enum baro_error baro_container_parse(struct baro_span in,
    struct baro_container *ret_container);

/**
 * baro_container_head(nonce, out):
 * Append the magic and ${nonce}.
 */
void baro_container_head(struct baro_span nonce, struct baro_buffer *out);

/**
 * baro_container_ad(owner, out):
 * Append the associated data for a record of ${owner}.
 */
void baro_container_ad(struct baro_span owner, struct baro_buffer *out);

#endif /* BARO_CODEC_CONTAINER_H */
