/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the user typed, cut into code, emergency key and password (P-074,
 * P-075, P-076).  Floor 1.
 *
 * Grammar:
 *	code-only    = code / emergency
 *	forward-pass = password code / password emergency
 *	code         = 6DIGIT
 *	emergency    = %x31-39 7DIGIT
 *	password     = *OCTET
 * An answer can be both (the last six and the last eight bytes); both are
 * evaluated, the code wins.
 */
#ifndef BARO_CODEC_ANSWER_H
#define BARO_CODEC_ANSWER_H

#include "base/span.h"

#define BARO_CODE_DIGITS 6
#define BARO_ANSWER_BYTES_MAX 512	/* PAM_MAX_RESP_SIZE */

enum baro_answer_form {
	BARO_ANSWER_CODE_ONLY,		/* nothing but the code */
	BARO_ANSWER_FORWARD_PASS	/* the password, then the code */
};

/*
 * The numbers are secrets, the masks (base/constant_time.h) are derived from
 * secrets.  The password is named by its end: it is the answer's first bytes.
 */
struct baro_answer {
	uint32_t code;			/* 0 to 999999 */
	uint32_t code_valid;		/* mask: there is a code */
	uint32_t emergency;		/* 10000000 to 99999999 */
	uint32_t emergency_valid;	/* mask: there is an emergency key */
	size_t password_end_code;	/* bytes before a code */
	size_t password_end_emergency;	/* bytes before an emergency key */
	bool empty;			/* nothing was typed */
};

/**
 * baro_answer_split(in, form, ret_answer):
 * Cut ${in}, which cannot fail: what does not fit the grammar, or is longer
 * than BARO_ANSWER_BYTES_MAX, has neither a valid code nor a valid emergency
 * key.  The password ends six (eight) bytes before the end of ${in}, or at its
 * beginning if there are fewer.  Branches on the length of ${in} only.
 */
void baro_answer_split(struct baro_span in, enum baro_answer_form form,
    struct baro_answer *ret_answer);

#endif /* BARO_CODEC_ANSWER_H */
