/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Records and answers that are made from a few bytes, so that a fuzzer gets to
 * what may be accepted.  A byte counts from "0" on, so that seeds can be typed.
 * For the harnesses decide and pam.
 */
#ifndef BARO_FUZZ_ATTEMPT_H
#define BARO_FUZZ_ATTEMPT_H

#include "fuzz_oracle.h"

/* A SECURE_KEY in the given form: plain, hex, base32, malformed. */
static void
choose_key(struct baro_record *r, uint8_t form, uint8_t seed)
{
	static const size_t lengths[] = { 16, 20, 32, 64, 65, 127, 128 };
	size_t n = lengths[seed % 7];
	uint8_t bytes[128];
	char text[257];

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)('!' + (seed + 7 * i) % 94);
	naive_hex(bytes, n, text);
	memset(r->key, 'A', sizeof r->key);
	if (form == 0) {
		memcpy(r->key, bytes, n);
		r->key_bytes = n;
	} else if (form == 2) {
		memcpy(r->key, "base32:", 7);
		r->key_bytes = 39;
	} else {
		memcpy(r->key, "hex:", 4);
		memcpy(&r->key[4], text, 2 * n);
		r->key_bytes = 4 + 2 * n;
		if (form == 3)
			r->key[r->key_bytes - 1] = 'g';
	}
}

/* Thirteen bytes of settings; the time in ${ret_now}. */
static void
choose_record(struct fuzz_input *in, struct baro_record *r, uint64_t *ret_now)
{
	static const uint64_t starts[] = { 0, 59, 1111111109, 1800000000,
	    20000000000, BARO_TIME_MAX - 100, BARO_TIME_MAX };
	uint8_t form;

	baro_record_init(r);
	*ret_now = starts[fuzz_choice(in, 7)];
	r->method = (enum baro_method)fuzz_choice(in, 4);
	r->cycle_s = 3 + (27u + fuzz_choice(in, 58)) % 58;
	r->window = 1 + (2u + fuzz_choice(in, 100)) % 100;
	form = fuzz_choice(in, 4);
	choose_key(r, form, fuzz_choice(in, 200));
	r->key_per_user = fuzz_choice(in, 2) != 0;
	r->hostname_bytes = 12;
	memcpy(r->hostname, "HOST.example", 12);
	r->reuse_allowed = fuzz_choice(in, 2) != 0;
	r->rate.attempts = 1 + (2u + fuzz_choice(in, 100)) % 100;
	r->rate.window_s = 1 + (29u + 14u * fuzz_byte(in)) % 3600;
	r->failures = fuzz_choice(in, 20);
	if (fuzz_choice(in, 4) == 3)
		r->locked_until_s = *ret_now / 2 * 3;
	r->emergency_count = fuzz_choice(in, 65);
	for (uint32_t i = 0; i < r->emergency_count; i++)
		r->emergency[i] = 99999999 - 1234567 * i;
}

#define TYPED_MAX 64

/* Type something: mostly what might be accepted. */
static void
type(uint8_t kind, uint8_t detail, char *typed)
{
	int64_t k = detail % 13 - 6;
	uint64_t step = step_now() + (uint64_t)(step_now() < 6 ? 0 : k);
	uint32_t spare = oracle.r.emergency_count;
	uint32_t key = spare == 0 ? 99999999 :
	    oracle.r.emergency[detail % spare];

	typed[0] = '\0';
	if (kind == 0)
		step = step_now();
	if (kind <= 1 && oracle.key_n > 0)
		snprintf(typed, TYPED_MAX, "%06u", code_at(step));
	else if (kind == 2)
		snprintf(typed, TYPED_MAX, "%08u", key);
	else if (kind == 3 && oracle.key_n > 0)
		snprintf(typed, TYPED_MAX, "pass12%06u", code_at(step));
	else if (kind == 4)
		snprintf(typed, TYPED_MAX, "pass12%08u", key);
	else if (kind == 5)
		snprintf(typed, TYPED_MAX, "%06u", detail * 3937u);
	else if (kind == 6)
		snprintf(typed, TYPED_MAX, "%08u", 99999999 -
		    1234567 * (detail % 81));
}

#endif /* BARO_FUZZ_ATTEMPT_H */
