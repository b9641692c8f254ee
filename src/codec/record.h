/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The record: one file that holds the secret, the settings and the state of
 * one user, or of one host (requirements, chapter 2; docs/FORMAT.md).  Floor 1.
 *
 * Grammar:
 *	file      = header *directive *emergency [empty]
 *	header    = DQUOTE SP "AUTH_KEY" eol
 *	directive = DQUOTE SP keyword [1*blank value] *blank eol
 *	emergency = %x31-39 7DIGIT eol
 *	empty     = eol			; at the end, once
 *	eol       = [CR] LF		; the last one may be missing
 *	blank     = SP / HTAB
 * Keywords and values; KEY_METHOD, CYCLE_TIME and SECURE_KEY must be there:
 *	RATE_LIMIT	see rate_limit.h
 *	KEY_METHOD	"app1" / "app256" / "app384" / "app512"
 *	CYCLE_TIME	number			; BARO_CYCLE_MIN_S to _MAX_S
 *	SECURE_KEY	16*128%x21-7E / "hex:" ... / "base32:" ...
 *	ACL_NAME	path			; baro_location_path_valid
 *	ACL_TYPE	"deny" / "allow"	; both ACL directives or none
 *	HOSTNAME	1*253(ALPHA / DIGIT / "-" / ".")
 *	DISALLOW_REUSE	[number]		; last step, to BARO_TIME_MAX
 *	ALLOW_REUSE				; excludes DISALLOW_REUSE
 *	WINDOW_SIZE	number			; 1 to BARO_WINDOW_MAX
 *	KEY_SCOPE	"user" / "host"
 *	LOCKOUT		number 1*blank number	; failures, until
 * The parser leaves the two long forms of SECURE_KEY to otp/key.h: here they
 * are at most BARO_KEY_TEXT_MAX characters of %x21-7E.
 * Any byte outside %x20-7E, HTAB, CR before LF and LF; a directive that comes
 * twice, is unknown, or stands below an emergency key; an emergency key that
 * comes twice; anything else: refused.
 * Directives may come in any order; they are written in the documented one.
 */
#ifndef BARO_CODEC_RECORD_H
#define BARO_CODEC_RECORD_H

#include "base/buffer.h"
#include "base/error.h"
#include "codec/location.h"
#include "codec/rate_limit.h"

/* F-003: sizes of the file, in bytes. */
#define BARO_RECORD_BYTES_MIN 2
#define BARO_RECORD_BYTES_MAX 65535

/* F-014: characters of a plain SECURE_KEY, and the longest "hex:" form. */
#define BARO_KEY_PLAIN_MIN 16
#define BARO_KEY_PLAIN_MAX 128
#define BARO_KEY_TEXT_MAX (4 + 2 * BARO_KEY_PLAIN_MAX)

#define BARO_CYCLE_MIN_S 3
#define BARO_CYCLE_MAX_S 60
#define BARO_WINDOW_MAX 100
#define BARO_WINDOW_DEFAULT 3
#define BARO_HOSTNAME_MAX 253
#define BARO_EMERGENCY_MAX 64
#define BARO_EMERGENCY_DIGITS 8
#define BARO_EMERGENCY_LOWEST 10000000u
#define BARO_EMERGENCY_HIGHEST 99999999u
#define BARO_FAILURES_MAX 1000000

/* No record takes more without the blanks that fill it up. */
#define BARO_RECORD_ROOM_MAX 8192

enum baro_method {		/* KEY_METHOD, the hash of the HMAC */
	BARO_METHOD_APP1,	/* SHA-1 */
	BARO_METHOD_APP256,
	BARO_METHOD_APP384,
	BARO_METHOD_APP512,
	BARO_METHOD_COUNT
};

enum baro_acl_type {		/* ACL_TYPE */
	BARO_ACL_NONE,		/* neither ACL directive is there */
	BARO_ACL_DENY,		/* the listed users are exempt */
	BARO_ACL_ALLOW		/* all but the listed users are exempt */
};

/*
 * A parsed record.  Text is held by value (no pointer leads back into the
 * file), so that a record can be copied, changed and written again.
 */
struct baro_record {
	/*
	 * An absolute path; no secret.  A page, and mostly empty: neither
	 * cleared nor wiped, and first, so that the rest is in one piece.
	 */
	uint8_t acl_name[BARO_PATH_MAX];

	struct baro_rate_limit rate;
	size_t least_bytes;		/* to write: filled up with blanks */
	enum baro_method method;
	uint32_t cycle_s;			/* length of a step */

	uint8_t key[BARO_KEY_TEXT_MAX];		/* SECURE_KEY as written */
	size_t key_bytes;

	enum baro_acl_type acl_type;
	size_t acl_name_bytes;

	uint8_t hostname[BARO_HOSTNAME_MAX];
	size_t hostname_bytes;			/* 0: no directive */

	bool key_per_user;			/* KEY_SCOPE user (W-15) */
	bool reuse_allowed;			/* ALLOW_REUSE */
	uint64_t last_step;			/* last accepted; 0: none yet */

	uint32_t window;			/* WINDOW_SIZE, steps */
	bool window_written;			/* the directive was there */

	uint32_t failures;			/* LOCKOUT: in a row */
	uint64_t locked_until_s;		/* LOCKOUT: epoch seconds */

	uint32_t emergency_count;
	uint32_t emergency[BARO_EMERGENCY_MAX];	/* LOWEST to HIGHEST */
};

/**
 * baro_record_init(ret_record):
 * An empty record with the defaults of absent directives; app512 and 30 s for
 * the method and the cycle, which a parsed record always names.  The array
 * acl_name is left as it is.
 */
void baro_record_init(struct baro_record *ret_record);

/**
 * baro_record_parse(in, ret_record, ret_line):
 * Parse the file ${in}.  Return BARO_OK; BARO_E_RATE_OPTION (M-14),
 * BARO_E_TIMESTAMPS (M-15), BARO_E_WINDOW (M-18), BARO_E_NO_KEY (M-21: no
 * SECURE_KEY or an empty one), or BARO_E_SYNTAX, BARO_E_RANGE, BARO_E_TOO_LONG
 * (M-09).  ${ret_line} is the number of the line at fault, from 1; 0 on
 * success and where the file as a whole lacks something.  On failure
 * ${ret_record} holds no record, but may hold parts of the secret: the caller
 * wipes it in any case.
 */
enum baro_error baro_record_parse(struct baro_span in,
    struct baro_record *ret_record, uint32_t *ret_line);

/**
 * baro_record_mentions_acl(in):
 * Whether a line of the file ${in} begins as an ACL directive does.  If none
 * does, a parser would find no ACL in it; if one does, only the parser can
 * tell.
 */
bool baro_record_mentions_acl(struct baro_span in);

/**
 * baro_record_room(record):
 * So many bytes are enough for ${record}, whose values are in their ranges, and
 * for what an attempt makes of it: other numbers, a time more in RATE_LIMIT, an
 * emergency key less.  At most BARO_RECORD_ROOM_MAX.
 */
size_t baro_record_room(const struct baro_record *record);

/**
 * baro_record_write(record, out):
 * Append ${record} to ${out} in the documented order (2.3), LF at each end of
 * line.  Directives of ours follow those of the documents.  Blanks behind
 * RATE_LIMIT bring what is in ${out} to ${record}->least_bytes.  The caller
 * keeps the values in their ranges; then what is written parses to an equal
 * record.
 * Return BARO_OK, or BARO_E_TOO_LONG if ${out} is full or a length of
 * ${record} exceeds its array.
 */
enum baro_error baro_record_write(const struct baro_record *record,
    struct baro_buffer *out);

/**
 * baro_record_method(name, ret_method):
 * Store the method with the KEY_METHOD ${name}.  Return BARO_OK, BARO_E_RANGE
 * for the card methods (A-34: not in a record), or BARO_E_SYNTAX.
 */
enum baro_error baro_record_method(struct baro_span name,
    enum baro_method *ret_method);

/**
 * baro_record_method_name(method):
 * The KEY_METHOD word of ${method}; empty for what is no method.
 */
struct baro_span baro_record_method_name(enum baro_method method);

/**
 * baro_record_is_of_host(record, name):
 * Whether ${name} is HOSTNAME, the case of ASCII letters aside, or ${record}
 * has none.
 */
bool baro_record_is_of_host(const struct baro_record *record,
    struct baro_span name);

/**
 * baro_record_hostname_valid(name):
 * Whether ${name} may stand behind HOSTNAME: 1 to 253 letters, digits, "-"
 * and "." (F-017).
 */
bool baro_record_hostname_valid(struct baro_span name);

#endif /* BARO_CODEC_RECORD_H */
