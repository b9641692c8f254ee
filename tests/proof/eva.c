/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What Frama-C Eva starts from: one function for each parser and writer.
 *
 * By default an input has every content and every length at once, up to more
 * than any limit, and begins at the index 0 or 1 of its array.  A read beyond
 * the end of the span but within the array does not show there.
 *
 * With EXACT_BYTES, each length from 0 to that number is a case of its own, and
 * the array ends where the span ends: there, such a read does show.
 *
 * Records and outputs are objects of this file: what a caller's memory holds
 * is unknown, but it is initialised, as the vault's pages are.
 */
#include "__fc_builtin.h"

#include "base/buffer.h"
#include "base/constant_time.h"
#include "base/error.h"
#include "codec/acl.h"
#include "codec/answer.h"
#include "codec/argument.h"
#include "codec/base32.h"
#include "codec/base64.h"
#include "codec/container.h"
#include "codec/group_line.h"
#include "codec/hex.h"
#include "codec/location.h"
#include "codec/message.h"
#include "codec/number.h"
#include "codec/otpauth.h"
#include "codec/passwd_line.h"
#include "codec/rate_limit.h"
#include "codec/record.h"
#include "otp/decide.h"
#include "otp/hotp.h"
#include "otp/key.h"
#include "otp/limiter.h"
#include "otp/lockout.h"
#include "otp/window.h"

#ifdef EXACT_BYTES
#define CAP EXACT_BYTES
#define USER_CAP EXACT_BYTES
#else
#define CAP 65600
#define USER_CAP 600
#endif

static uint8_t in_bytes[CAP];
static uint8_t out_bytes[CAP];
static uint8_t user_bytes[USER_CAP];
static struct baro_record record;
static struct baro_work work;
static size_t exact_bytes;		/* the length of this case */

static size_t
any_size(size_t min, size_t max)
{
	return (size_t)Frama_C_unsigned_long_interval(min, max);
}

/* A span over unknown bytes at ${b}. */
static struct baro_span
any_span(uint8_t *b, size_t cap)
{
	struct baro_span s;

	Frama_C_make_unknown((char *)b, cap);
#ifdef EXACT_BYTES
	s.b = &b[cap - exact_bytes];
	s.lo = 0;
	s.hi = exact_bytes;
#else
	s.b = b;
	s.hi = any_size(0, cap);
	s.lo = s.hi > 0 ? any_size(0, 1) : 0;
#endif
	return s;
}

static struct baro_span
any_in(void)
{
	return any_span(in_bytes, CAP);
}

static struct baro_span
any_user(void)
{
	return any_span(user_bytes, USER_CAP);
}

static struct baro_buffer
any_out(void)
{
#ifdef EXACT_BYTES
	return baro_buffer_over(&out_bytes[CAP - exact_bytes], exact_bytes);
#else
	return baro_buffer_over(out_bytes, any_size(0, CAP));
#endif
}

void
prove_number(void)
{
	uint64_t wide = 0;
	uint32_t narrow = 0;
	uint64_t min = Frama_C_unsigned_long_long_interval(0, UINT64_MAX);
	uint64_t max = Frama_C_unsigned_long_long_interval(0, UINT64_MAX);

	(void)baro_number_u64(any_in(), min, max, &wide);
	(void)baro_number_u32(any_in(), (uint32_t)min, (uint32_t)max, &narrow);
}

void
prove_buffer(void)
{
	struct baro_buffer out = any_out();
	uint32_t v = Frama_C_unsigned_int_interval(0, UINT32_MAX);

	baro_put_span(&out, any_in());
	baro_put(&out, (uint8_t)v);
	baro_put_whole(&out, any_user());
	baro_put_decimal(&out,
	    Frama_C_unsigned_long_long_interval(0, UINT64_MAX));
	baro_put_digits(&out, v, any_size(1, 9));
	baro_buffer_pad(&out, any_size(0, CAP), ' ', any_size(0, CAP));
	(void)baro_buffer_span(&out);
}

void
prove_constant_time(void)
{
	uint32_t a = Frama_C_unsigned_int_interval(0, UINT32_MAX);
	uint32_t b = Frama_C_unsigned_int_interval(0, UINT32_MAX);
	uint32_t v = 0;

	(void)baro_ct_select(baro_ct_less(a, b), a, b);
	(void)baro_ct_select(baro_ct_equal(a, b), a, b);
	(void)baro_ct_in_range(a, b, a);
	(void)baro_ct_mod_million(Frama_C_unsigned_int_interval(0, INT32_MAX));
	(void)baro_ct_tenth(a);
	(void)baro_ct_decimal(any_user(), &v);
}

void
prove_error(void)
{
	enum baro_error e = (enum baro_error)Frama_C_interval(0, 1000);

	(void)baro_error_class(e);
	(void)baro_error_sentence(e);
	(void)baro_span_text(NULL);
}

void
prove_acl(void)
{
	struct baro_acl_answer answer = { false, false };

	(void)baro_acl_lookup(any_in(), any_user(), &answer);
}

void
prove_answer(void)
{
	struct baro_answer answer;

	baro_answer_split(any_in(), BARO_ANSWER_CODE_ONLY, &answer);
	baro_answer_split(any_in(), BARO_ANSWER_FORWARD_PASS, &answer);
}

void
prove_argument(void)
{
	struct baro_arguments arguments;

	baro_arguments_init(&arguments);
	while (Frama_C_interval(0, 1) != 0)
		(void)baro_arguments_add(&arguments, any_in());
	(void)baro_arguments_check(&arguments);
}

void
prove_base32(void)
{
	struct baro_buffer out = any_out();

	(void)baro_base32_decode(any_in(), &out);
	out = any_out();
	baro_base32_encode(any_in(), &out);
}

void
prove_base64(void)
{
	struct baro_buffer out = any_out();

	baro_base64_encode(any_in(), &out);
}

void
prove_hex(void)
{
	struct baro_buffer out = any_out();

	(void)baro_hex_decode(any_in(), &out);
}

void
prove_container(void)
{
	struct baro_container container;
	struct baro_buffer out = any_out();
	struct baro_span in = any_in();

	container.nonce = in;
	container.sealed = in;
	(void)baro_container_is(in);
	if (baro_container_parse(in, &container) == BARO_OK) {
		baro_container_head(container.nonce, &out);
		baro_put_span(&out, container.sealed);
	}
	baro_container_ad(any_user(), &out);
}

void
prove_group_line(void)
{
	bool member = false;
	uint32_t gid = 0;

	(void)baro_group_line_member(any_in(), any_user(), &member, &gid);
}

void
prove_passwd_line(void)
{
	struct baro_passwd_line line;
	struct baro_buffer out = any_out();
	struct baro_span in = any_in();

	line.name = in;
	line.home = in;
	if (baro_passwd_line_parse(in, &line) == BARO_OK) {
		baro_put_span(&out, line.name);
		baro_put_span(&out, line.home);
	}
}

void
prove_location(void)
{
	struct baro_location_uses uses = { false, false };
	struct baro_buffer out = any_out();

	out.len = any_size(0, out.cap);
	(void)baro_location_user_valid(any_user());
	(void)baro_location_path_valid(any_in());
	(void)baro_location_uses(any_in(), &uses);
	(void)baro_location_expand(any_in(), any_user(), any_user(), &out);
}

void
prove_message(void)
{
	struct baro_places places;

	for (size_t i = 0; i < BARO_MESSAGE_PLACES; i++) {
		places.at[i] = any_in();
		places.room[i] = (uint8_t)any_size(0, UINT8_MAX);
	}
	/* Each message by itself: a text has its own length. */
	for (size_t i = 0; i <= BARO_MESSAGE_COUNT; i++) {
		struct baro_buffer out = any_out();

		out.len = any_size(0, out.cap);
		baro_message_write((enum baro_message)i, &places, &out);
		(void)baro_message_severity((enum baro_message)i);
		baro_message_escape(places.at[0], &out);
	}
}

void
prove_otpauth(void)
{
	struct baro_otpauth otpauth;
	struct baro_buffer out = any_out();

	otpauth.issuer = any_in();
	otpauth.account = any_user();
	otpauth.key = any_in();
	otpauth.cycle_s = Frama_C_unsigned_int_interval(0, UINT32_MAX);
	for (size_t i = 0; i <= BARO_METHOD_COUNT; i++) {
		otpauth.method = (enum baro_method)i;
		(void)baro_otpauth_write(&otpauth, &out);
	}
}

void
prove_rate_limit(void)
{
	struct baro_rate_limit limit;
	struct baro_buffer out = any_out();

	baro_rate_limit_init(&limit);
	(void)baro_rate_limit_parse(any_in(), &limit);
	baro_rate_limit_write(&limit, &out);
}

/* Each method by itself: a name has its own length. */
static void
write_record(void)
{
	struct baro_buffer out = any_out();

	for (size_t i = 0; i <= BARO_METHOD_COUNT; i++) {
		record.method = (enum baro_method)i;
		(void)baro_record_write(&record, &out);
	}
	(void)baro_record_room(&record);
}

void
prove_record(void)
{
	uint32_t line = 0;

	baro_record_init(&record);
	(void)baro_record_mentions_acl(any_in());
	(void)baro_record_parse(any_in(), &record, &line);
#ifndef EXACT_BYTES
	write_record();
#endif
}

/* Any record, not only one that the parser made. */
void
prove_record_write(void)
{
	Frama_C_make_unknown((char *)&record, sizeof record);
	/* A bool that is neither is no value of C. */
	record.window_written = Frama_C_interval(0, 1) != 0;
	record.key_per_user = Frama_C_interval(0, 1) != 0;
	record.reuse_allowed = Frama_C_interval(0, 1) != 0;
	write_record();
}

void
prove_record_words(void)
{
	enum baro_method method = BARO_METHOD_APP1;

	(void)baro_record_method(any_in(), &method);
	for (size_t i = 0; i <= BARO_METHOD_COUNT; i++)
		(void)baro_record_method_name((enum baro_method)i);
	(void)baro_record_hostname_valid(any_in());
}

static bool
any_bool(void)
{
	return Frama_C_interval(0, 1) != 0;
}

/* Any time, also one that no clock of this world shows. */
static uint64_t
any_time(void)
{
	return Frama_C_unsigned_long_long_interval(0, UINT64_MAX);
}

/* Any record that keeps to the ranges of the parser. */
static void
any_record(void)
{
	Frama_C_make_unknown((char *)&record, sizeof record);
	record.rate.attempts =
	    Frama_C_unsigned_int_interval(1, BARO_RATE_ATTEMPTS_MAX);
	record.rate.window_s =
	    Frama_C_unsigned_int_interval(1, BARO_RATE_WINDOW_MAX_S);
	record.rate.count =
	    Frama_C_unsigned_int_interval(0, BARO_RATE_ATTEMPTS_MAX);
	record.method = (enum baro_method)Frama_C_interval(0,
	    BARO_METHOD_COUNT - 1);
	record.cycle_s = Frama_C_unsigned_int_interval(BARO_CYCLE_MIN_S,
	    BARO_CYCLE_MAX_S);
	record.key_bytes = any_size(0, BARO_KEY_TEXT_MAX);
	record.hostname_bytes = any_size(0, BARO_HOSTNAME_MAX);
	record.key_per_user = any_bool();
	record.reuse_allowed = any_bool();
	record.window_written = any_bool();
	record.window = Frama_C_unsigned_int_interval(1, BARO_WINDOW_MAX);
	record.emergency_count =
	    Frama_C_unsigned_int_interval(0, BARO_EMERGENCY_MAX);
}

/* A user's name, which begins where its array does, as in flow/session.h. */
static struct baro_span
any_name(void)
{
	struct baro_span s = any_user();

	s.lo = 0;
	return s;
}

void
prove_limiter(void)
{
	any_record();
	record.rate.attempts = Frama_C_unsigned_int_interval(0, UINT32_MAX);
	record.rate.window_s = Frama_C_unsigned_int_interval(0, UINT32_MAX);
	(void)baro_limiter_admit(&record.rate, any_time());
}

void
prove_hostname(void)
{
	any_record();
	(void)baro_record_is_of_host(&record, any_in());
}

void
prove_lockout(void)
{
	any_record();
	(void)baro_lockout_active(&record, any_time());
	(void)baro_lockout_count(&record, any_time(), any_bool());
	if (any_bool())
		baro_lockout_clear(&record);
}

void
prove_window(void)
{
	struct baro_window window;

	baro_window_at(any_time(),
	    Frama_C_unsigned_int_interval(1, UINT32_MAX),
	    Frama_C_unsigned_int_interval(1, UINT32_MAX), &window);
}

void
prove_hotp(void)
{
	any_record();
	baro_hotp_key(&work.hotp, record.method, any_name());
	(void)baro_hotp_code(&work.hotp, any_time());
}

void
prove_key(void)
{
	//@ widen_hints global:"all", 128;
	any_record();
	(void)baro_key_decode(any_in(), &work.key);
	(void)baro_key_derive(&record, any_name(), &work.hotp, &work.key);
}

static void
decide(void)
{
	struct baro_answer answer;
	struct baro_attempt attempt;
	struct baro_decision decision;

	baro_answer_split(any_user(), any_bool() ? BARO_ANSWER_CODE_ONLY :
	    BARO_ANSWER_FORWARD_PASS, &answer);
	attempt.user = any_name();
	attempt.answer = &answer;
	attempt.now_s = any_time();
	attempt.lockable = any_bool();
	attempt.personal = any_bool();
	attempt.hint = any_bool();
	(void)baro_decide(&attempt, &record, &work, &decision);
}

/* None of no emergency keys matches: that is a case of its own. */
void
prove_decide(void)
{
	//@ widen_hints global:"all", 128;
	any_record();
	if (any_bool()) {
		record.emergency_count = 0;
		decide();
	} else {
		record.emergency_count =
		    Frama_C_unsigned_int_interval(1, BARO_EMERGENCY_MAX);
		decide();
	}
}

/* The same list is in tests/proof/eva.py. */
#define PROOFS(X) \
	X(acl) X(answer) X(argument) X(base32) X(base64) X(buffer) \
	X(constant_time) X(container) X(error) X(group_line) X(hex) \
	X(location) X(message) X(number) X(otpauth) X(passwd_line) \
	X(rate_limit) X(record) X(record_words) X(record_write) \
	X(decide) X(hostname) X(hotp) X(key) X(limiter) X(lockout) \
	X(window)

#ifdef EXACT_BYTES

/* The loop is unrolled: each length is a state of its own. */
#define EXACT(what) \
	void exact_##what(void); \
	void \
	exact_##what(void) \
	{ \
		for (size_t n = 0; n <= EXACT_BYTES; n++) { \
			exact_bytes = n; \
			prove_##what(); \
		} \
	}

PROOFS(EXACT)

#else

#define CALL(what) \
	if (Frama_C_interval(0, 1) != 0) \
		prove_##what();

/* Everything in one run, for a second kind of machine. */
void
prove_all(void)
{
	PROOFS(CALL)
}

#endif
