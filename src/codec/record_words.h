/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The words of the record: each directive's keyword and the parser of its
 * value.  Floor 1, private to codec/record*.c and otp/key.c.
 */
#ifndef BARO_CODEC_RECORD_WORDS_H
#define BARO_CODEC_RECORD_WORDS_H

#include "codec/record.h"

/*
 * What a directive sets, one bit each.  Two keywords that set the same thing
 * are one directive that comes twice.
 */
#define BARO_SLOT_RATE		(UINT32_C(1) << 0)
#define BARO_SLOT_METHOD	(UINT32_C(1) << 1)
#define BARO_SLOT_CYCLE		(UINT32_C(1) << 2)
#define BARO_SLOT_KEY		(UINT32_C(1) << 3)
#define BARO_SLOT_ACL_NAME	(UINT32_C(1) << 4)
#define BARO_SLOT_ACL_TYPE	(UINT32_C(1) << 5)
#define BARO_SLOT_HOSTNAME	(UINT32_C(1) << 6)
#define BARO_SLOT_REUSE		(UINT32_C(1) << 7)
#define BARO_SLOT_WINDOW	(UINT32_C(1) << 8)
#define BARO_SLOT_SCOPE		(UINT32_C(1) << 9)
#define BARO_SLOT_LOCKOUT	(UINT32_C(1) << 10)

/**
 * baro_record_key_form(key, prefix):
 * The mask of "${key}, a SECURE_KEY, begins with ${prefix}".  A plain key may
 * begin like one, so how far they agree does not show.
 */
uint32_t baro_record_key_form(struct baro_span key, struct baro_span prefix);

/**
 * baro_record_word(keyword, value, seen, record):
 * Parse the ${value} (no blank at either end, may be empty) of the directive
 * ${keyword} into ${record}, and add its slot to ${seen}.  Return BARO_OK, or
 * what baro_record_parse returns for this line.
 */
enum baro_error baro_record_word(struct baro_span keyword,
    struct baro_span value, uint32_t *seen, struct baro_record *record);

#endif /* BARO_CODEC_RECORD_WORDS_H */
