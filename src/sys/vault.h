/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The vault: the one home of all secrets of an attempt.  Floor 3.
 *
 * It is a mapping of its own: locked into memory as it is touched, left out of
 * core dumps, and wiped and unmapped by the cleanup of whoever opened it, on
 * every way out.  Nothing that is secret is kept elsewhere,
 * the stack of the HMAC aside (base/secret.h).
 */
#ifndef BARO_SYS_VAULT_H
#define BARO_SYS_VAULT_H

#include "codec/acl.h"
#include "codec/answer.h"
#include "codec/container.h"
#include "codec/record.h"
#include "otp/decide.h"

/*
 * The bytes of a file, with room for a whole one.  Whoever writes a secret to b
 * says how far, by baro_text_use: only as far as that ever got is it wiped.
 */
struct baro_text {
	size_t used;		/* bytes that mean something */
	size_t touched;		/* the most that used ever was */
	/* One byte more than an ACL may have, to see one that has more. */
	uint8_t b[BARO_ACL_BYTES_MAX + 1];
};

_Static_assert(BARO_ACL_BYTES_MAX >= BARO_RECORD_BYTES_MAX,
    "a record fits too");
_Static_assert(BARO_ACL_BYTES_MAX < UINT32_MAX, "a span has such indices");

#define BARO_HOST_KEY_BYTES 32

/**
 * baro_text_use(text, n):
 * From here on the first ${n} bytes are in use.
 */
static inline void
baro_text_use(struct baro_text *text, size_t n)
{
	text->used = n;
	if (text->touched < n)
		text->touched = n;
}

/**
 * baro_text_span(text):
 * The bytes that are in use.
 */
static inline struct baro_span
baro_text_span(const struct baro_text *text)
{
	return baro_span(text->b, text->used);
}

/*
 * In such an order that an attempt touches one page: each costs the kernel as
 * much as some system calls.
 */
struct baro_vault {
	/* Its first member, acl_name, is no secret, and fills a page. */
	struct baro_record record;
	struct baro_work work;
	struct baro_answer answer;
	/* One byte more, so that a longer file shows. */
	uint8_t host_key[BARO_HOST_KEY_BYTES + 1];
	/* What was typed; one byte more than allowed, so that more shows. */
	size_t typed_bytes;
	uint8_t typed[BARO_ANSWER_BYTES_MAX + 1];
	/*
	 * The file as read, opened in place; then, since the record is held by
	 * value, the file to write, sealed in place.
	 */
	struct baro_text text;
};

/**
 * baro_vault_open(ret_vault):
 * Map an empty vault.  Return BARO_OK, or BARO_E_MEMORY.  A system that does
 * not let us lock memory is served all the same.
 */
enum baro_error baro_vault_open(struct baro_vault **ret_vault);

/**
 * baro_vault_wipe(vault):
 * Wipe all that is in the vault, which stays open.  (The path of an ACL is no
 * secret, and stays.)
 */
void baro_vault_wipe(struct baro_vault *vault);

/**
 * baro_vault_close(vault):
 * Wipe and unmap *${vault}, and set it to NULL, which it may be already.
 */
void baro_vault_close(struct baro_vault **vault);

#endif /* BARO_SYS_VAULT_H */
