/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The oracle: a second decision, which knows only D-06, D-07, D-13 to D-15,
 * F-080 to F-084 and the RFCs.  It has a record of its own.  For the harnesses
 * decide and pam.
 */
#ifndef BARO_FUZZ_ORACLE_H
#define BARO_FUZZ_ORACLE_H

#include <ctype.h>

#include "fuzz_otp.h"
#include "fuzz_record.h"

/* What the oracle knows. */
struct oracle {
	uint64_t now;
	uint8_t key[BARO_KEY_TEXT_MAX];	/* of the HMAC */
	size_t key_n;			/* 0: no usable key */
	bool no_emergency;		/* those of a file of many users */
	struct baro_record r;		/* its own copy of the state */
};

static struct oracle oracle;

/* The bytes that a SECURE_KEY stands for: D-08, D-15. */
static void
oracle_decodes(void)
{
	struct fuzz_input text = fuzz_input(oracle.r.key, oracle.r.key_bytes);
	size_t n = 0;
	bool valid = true;

	if (naive_begins(text, "base32:")) {
		valid = naive_base32(fuzz_input(text.p + 7, text.n - 7),
		    oracle.key, &n);
	} else if (naive_begins(text, "hex:")) {
		text = fuzz_input(text.p + 4, text.n - 4);
		valid = naive_unhex(text, oracle.key, &n);
	} else {
		n = naive_copy(text, oracle.key);
	}
	oracle.key_n = valid && n >= 16 && n <= 128 ? n : 0;
}

/* KEY_SCOPE user, W-15: the key of this user. */
static void
oracle_scopes(const char *user)
{
	uint8_t message[1024] = "baropam-user-v1";
	uint8_t mac[64];
	size_t n = 16;

	for (size_t i = 0; i < oracle.r.hostname_bytes; i++)
		message[n++] = (uint8_t)tolower(oracle.r.hostname[i]);
	message[n++] = 0;
	memcpy(&message[n], user, strlen(user));
	oracle_hmac(3, oracle.key, oracle.key_n, message, n + strlen(user),
	    mac);
	memcpy(oracle.key, mac, sizeof mac);
	oracle.key_n = sizeof mac;
}

/* From here on the oracle knows of ${record}, which is ${user}'s. */
static void
oracle_begins(const struct baro_record *record, uint64_t now,
    const char *user)
{
	oracle.r = *record;
	oracle.now = now;
	oracle.no_emergency = false;
	oracle_decodes();
	if (oracle.key_n > 0 && record->key_per_user)
		oracle_scopes(user);
}

static uint64_t
step_now(void)
{
	return oracle.now / oracle.r.cycle_s;
}

static uint32_t
code_at(uint64_t step)
{
	return oracle_code((unsigned)oracle.r.method, oracle.key,
	    oracle.key_n, step);
}

/* Whether the step ${k} from now is in the window: D-14, F-019. */
static bool
in_window(int64_t k)
{
	int64_t size = oracle.r.window < 9 ? oracle.r.window : 9;
	int64_t away_s = (k < 0 ? -k : k) * (int64_t)oracle.r.cycle_s;

	return k >= -((size - 1) / 2) && k <= size / 2 && away_s <= 90 &&
	    (int64_t)step_now() + k >= 0;
}

/* The digits at the end of what was typed, or -1. */
static int64_t
digits_of(const char *typed, bool alone, size_t digits)
{
	size_t n = strlen(typed);

	if (n < digits || (alone && n != digits))
		return -1;
	typed += n - digits;
	if (strspn(typed, "0123456789") != digits)
		return -1;
	return strtoll(typed, NULL, 10);
}

/* F-080 to F-083: may there be one more attempt? */
static bool
oracle_admits(void)
{
	struct baro_rate_limit *rate = &oracle.r.rate;
	uint64_t recent[100];
	uint32_t n = 0;

	for (uint32_t i = 0; i < rate->count; i++) {
		uint64_t at = rate->at_s[i];

		if (at > oracle.now)
			at = oracle.now;
		if (at + rate->window_s > oracle.now)
			recent[n++] = at;
	}
	memcpy(rate->at_s, recent, n * sizeof recent[0]);
	rate->count = n;
	if (n >= rate->attempts || n >= 100)
		return false;
	rate->at_s[rate->count++] = oracle.now;
	return true;
}

/* D-13: one failure more. */
static bool
oracle_fails(bool lockable)
{
	struct baro_record *r = &oracle.r;
	uint64_t length = 60;

	if (r->failures < 1000000)
		r->failures++;
	if (!lockable || r->failures < 10)
		return false;
	for (uint32_t i = 10; i < r->failures && length < 3600; i++)
		length *= 2;
	r->locked_until_s = oracle.now + (length < 3600 ? length : 3600);
	/* What a record cannot hold, it is not told. */
	if (r->locked_until_s > NAIVE_TIME_MAX)
		r->locked_until_s = NAIVE_TIME_MAX;
	return true;
}

/* Strike out an emergency key; false if there is no such. */
static bool
oracle_strikes(int64_t key)
{
	struct baro_record *r = &oracle.r;

	for (uint32_t i = 0; i < r->emergency_count; i++) {
		if (r->emergency[i] != key)
			continue;
		memmove(&r->emergency[i], &r->emergency[i + 1],
		    (r->emergency_count - i - 1) * sizeof r->emergency[0]);
		r->emergency_count--;
		return true;
	}
	return false;
}

/* What was typed, judged as an admitted attempt. */
static enum baro_error
oracle_judges(const char *typed, bool alone, bool *ret_emergency)
{
	int64_t code = digits_of(typed, alone, 6);
	int64_t emergency = digits_of(typed, alone, 8);
	bool used = false;

	for (int64_t k = 99; code >= 0 && k >= -99; k--) {
		uint64_t step = step_now() + (uint64_t)k;

		if (!in_window(k) || code_at(step) != code)
			continue;
		if (oracle.r.reuse_allowed)
			return BARO_OK;
		if (step > oracle.r.last_step) {
			oracle.r.last_step = step;
			return BARO_OK;
		}
		used = true;
	}
	if (emergency >= 10000000 && !oracle.no_emergency &&
	    oracle_strikes(emergency)) {
		*ret_emergency = true;
		return BARO_OK;
	}
	if (used)
		return BARO_E_REUSED_CODE;
	return typed[0] == '\0' ? BARO_E_NO_ANSWER : BARO_E_WRONG_CODE;
}

static enum baro_error
oracle_decides(const char *typed, bool alone, bool lockable,
    bool *ret_emergency, bool *ret_locked)
{
	struct baro_record *r = &oracle.r;
	enum baro_error e = BARO_E_RATE_LIMIT;

	if (oracle.now > BARO_TIME_MAX)
		return BARO_E_CLOCK;
	if (oracle.key_n == 0)
		return BARO_E_NO_KEY;
	if (r->locked_until_s > oracle.now + 3600)
		r->locked_until_s = oracle.now + 3600;
	if (r->locked_until_s > oracle.now && lockable)
		return BARO_E_LOCKED_OUT;
	if (oracle_admits())
		e = oracle_judges(typed, alone, ret_emergency);
	if (e == BARO_OK)
		r->failures = 0, r->locked_until_s = 0;
	else
		*ret_locked = oracle_fails(lockable);
	return e;
}

#endif /* BARO_FUZZ_ORACLE_H */
