/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the tests of the decision share: a record, and attempts on it as they
 * are typed.
 */
#ifndef BARO_TESTS_UNIT_DECIDE_H
#define BARO_TESTS_UNIT_DECIDE_H

#include "unit_model.h"

#include "otp/decide.h"

/* Requirements 2.6, the epoch of the tables. */
#define UNIT_NOW UINT64_C(1648183945)
#define UNIT_KEY "k1q1cHbVqdpj7b4PzBpM2DileBvmHFV/"

static struct baro_record record;
static struct baro_decision decision;
static struct baro_work work;

/* A record of ten attempts in 15 s, app512, 30 s, DISALLOW_REUSE. */
static inline void
unit_decide_record(void)
{
	baro_record_init(&record);
	record.rate.attempts = 10;
	record.rate.window_s = 15;
	record.key_bytes = strlen(UNIT_KEY);
	memcpy(record.key, UNIT_KEY, record.key_bytes);
}

/* An attempt, with everything but the answer. */
static inline struct baro_attempt
unit_decide_attempt(uint64_t now_s)
{
	struct baro_attempt attempt;

	attempt.user = unit_text("alice");
	attempt.answer = NULL;
	attempt.now_s = now_s;
	attempt.lockable = true;
	attempt.hint = false;
	attempt.personal = true;
	return attempt;
}

/* Decide on ${attempt} with ${typed} for an answer. */
static inline enum baro_error
unit_decide(struct baro_attempt attempt, enum baro_answer_form form,
    const char *typed)
{
	struct baro_answer answer;

	baro_answer_split(unit_text(typed), form, &answer);
	attempt.answer = &answer;
	memset(&work, 0x55, sizeof work);
	memset(&decision, 0x55, sizeof decision);
	return baro_decide(&attempt, &record, &work, &decision);
}

/* Alice types ${typed} at ${now_s}. */
static inline enum baro_error
unit_type(const char *typed, uint64_t now_s)
{
	return unit_decide(unit_decide_attempt(now_s), BARO_ANSWER_CODE_ONLY,
	    typed);
}

/* The right code of ${step}, by the model; valid until the next call. */
static inline const char *
unit_code_of(uint64_t step)
{
	static char code[UNIT_CODE_BYTES];

	unit_code(record.method, record.key, record.key_bytes, step, code);
	return code;
}

/* Give the record the emergency keys 10000000, 20000000, ... */
static inline void
unit_decide_emergency(uint32_t count)
{
	record.emergency_count = count;
	for (uint32_t i = 0; i < count; i++)
		record.emergency[i] = (i + 1) * 10000000;
}

#endif /* BARO_TESTS_UNIT_DECIDE_H */
