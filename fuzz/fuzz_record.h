/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A second parser of records, from the grammar in codec/record.h.  It knows
 * the errors with a message of their own and calls all others SYNTAX.
 */
#ifndef BARO_FUZZ_RECORD_H
#define BARO_FUZZ_RECORD_H

#include "codec/record.h"

#include "fuzz_rate_limit.h"

/* What was there, by the first letters of what it sets. */
struct naive_seen {
	bool rate, method, cycle, key, acl_name, acl_type, host, reuse,
	    window, scope, lockout;
};

static inline bool
naive_word_number(struct fuzz_input word, uint64_t min, uint64_t max,
    uint32_t *ret_value)
{
	uint64_t v = 0;

	if (!naive_number(word.p, word.n, min, max, &v))
		return false;
	*ret_value = (uint32_t)v;
	return true;
}

static inline size_t
naive_copy(struct fuzz_input in, uint8_t *to)
{
	if (in.n > 0)
		memcpy(to, in.p, in.n);
	return in.n;
}

static inline bool
naive_method(struct fuzz_input value, struct baro_record *r)
{
	static const char *const names[] = {
		"app1", "app256", "app384", "app512"
	};

	for (unsigned i = 0; i < 4; i++) {
		if (!naive_is(value, names[i]))
			continue;
		r->method = (enum baro_method)i;
		return true;
	}
	return false;
}

static inline enum baro_error
naive_key(struct fuzz_input value, struct baro_record *r)
{
	size_t longest = 128;

	if (value.n == 0)
		return BARO_E_NO_KEY;
	if (naive_begins(value, "hex:") || naive_begins(value, "base32:"))
		longest = 260;
	if (value.n < 16 || value.n > longest)
		return BARO_E_SYNTAX;
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] <= ' ' || value.p[i] > '~')
			return BARO_E_SYNTAX;
	r->key_bytes = naive_copy(value, r->key);
	return BARO_OK;
}

static inline bool
naive_host(struct fuzz_input value, struct baro_record *r)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";

	if (value.n < 1 || value.n > 253)
		return false;
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == 0 || strchr(allowed, value.p[i]) == NULL)
			return false;
	r->hostname_bytes = naive_copy(value, r->hostname);
	return true;
}

static inline bool
naive_acl_type(struct fuzz_input value, struct baro_record *r)
{
	if (naive_is(value, "deny"))
		r->acl_type = BARO_ACL_DENY;
	else if (naive_is(value, "allow"))
		r->acl_type = BARO_ACL_ALLOW;
	return r->acl_type != BARO_ACL_NONE;
}

static inline bool
naive_lockout(struct fuzz_input value, struct baro_record *r)
{
	struct fuzz_input failures = naive_word(&value);
	struct fuzz_input until = naive_word(&value);

	return value.n == 0 && naive_word_number(failures, 0, 1000000,
	    &r->failures) && naive_number(until.p, until.n, 0, NAIVE_TIME_MAX,
	    &r->locked_until_s);
}

/* Set a flag of what was seen; false if it was set before. */
static inline bool
naive_once(bool *seen)
{
	bool first = !*seen;

	*seen = true;
	return first;
}

static inline enum baro_error
naive_verdict_of(bool valid)
{
	return valid ? BARO_OK : BARO_E_SYNTAX;
}

/* The directives that have to do with the state and the window. */
static inline enum baro_error
naive_state(struct fuzz_input keyword, struct fuzz_input value,
    struct naive_seen *seen, struct baro_record *r)
{
	if (naive_is(keyword, "DISALLOW_REUSE"))
		return naive_verdict_of(naive_once(&seen->reuse) &&
		    (value.n == 0 || naive_number(value.p, value.n, 0,
		    NAIVE_TIME_MAX, &r->last_step)));
	if (naive_is(keyword, "ALLOW_REUSE")) {
		r->reuse_allowed = true;
		return naive_verdict_of(naive_once(&seen->reuse) &&
		    value.n == 0);
	}
	if (naive_is(keyword, "WINDOW_SIZE")) {
		if (!naive_once(&seen->window))
			return BARO_E_SYNTAX;
		r->window_written = true;
		return naive_word_number(value, 1, 100, &r->window) ?
		    BARO_OK : BARO_E_WINDOW;
	}
	if (naive_is(keyword, "KEY_SCOPE")) {
		r->key_per_user = naive_is(value, "user");
		return naive_verdict_of(naive_once(&seen->scope) &&
		    (r->key_per_user || naive_is(value, "host")));
	}
	if (naive_is(keyword, "LOCKOUT"))
		return naive_verdict_of(naive_once(&seen->lockout) &&
		    naive_lockout(value, r));
	return BARO_E_SYNTAX;
}

static inline enum baro_error
naive_directive(struct fuzz_input keyword, struct fuzz_input value,
    struct naive_seen *seen, struct baro_record *r)
{
	if (naive_is(keyword, "RATE_LIMIT"))
		return naive_once(&seen->rate) ?
		    naive_rate_limit(value, &r->rate) : BARO_E_SYNTAX;
	if (naive_is(keyword, "KEY_METHOD"))
		return naive_verdict_of(naive_once(&seen->method) &&
		    naive_method(value, r));
	if (naive_is(keyword, "CYCLE_TIME"))
		return naive_verdict_of(naive_once(&seen->cycle) &&
		    naive_word_number(value, 3, 60, &r->cycle_s));
	if (naive_is(keyword, "SECURE_KEY"))
		return naive_once(&seen->key) ? naive_key(value, r) :
		    BARO_E_SYNTAX;
	if (naive_is(keyword, "ACL_NAME")) {
		if (!naive_once(&seen->acl_name) || !naive_path(value))
			return BARO_E_SYNTAX;
		r->acl_name_bytes = naive_copy(value, r->acl_name);
		return BARO_OK;
	}
	if (naive_is(keyword, "ACL_TYPE"))
		return naive_verdict_of(naive_once(&seen->acl_type) &&
		    naive_acl_type(value, r));
	if (naive_is(keyword, "HOSTNAME"))
		return naive_verdict_of(naive_once(&seen->host) &&
		    naive_host(value, r));
	return naive_state(keyword, value, seen, r);
}

static inline bool
naive_emergency(struct fuzz_input line, struct baro_record *r)
{
	uint32_t key = 0;

	if (line.n != 8 || !naive_word_number(line, 10000000, 99999999, &key))
		return false;
	for (uint32_t i = 0; i < r->emergency_count; i++)
		if (r->emergency[i] == key)
			return false;
	if (r->emergency_count == 64)
		return false;
	r->emergency[r->emergency_count++] = key;
	return true;
}

/* A line behind the header that is not empty. */
static inline enum baro_error
naive_record_line(struct fuzz_input line, struct naive_seen *seen,
    struct baro_record *r)
{
	struct fuzz_input keyword;

	if (!naive_begins(line, "\" "))
		return naive_verdict_of(naive_emergency(line, r));
	if (r->emergency_count > 0)
		return BARO_E_SYNTAX;
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != '\t' && (line.p[i] < ' ' || line.p[i] > '~'))
			return BARO_E_SYNTAX;
	line = fuzz_input(line.p + 2, line.n - 2);
	keyword = naive_word(&line);
	return naive_directive(keyword, line, seen, r);
}

static inline void
naive_record_init(struct baro_record *r)
{
	memset(r, 0, sizeof *r);
	r->rate.attempts = 3;
	r->rate.window_s = 30;
	r->window = 3;
}

static inline enum baro_error
naive_record(struct fuzz_input in, struct baro_record *r, uint32_t *ret_line)
{
	struct naive_seen seen;
	bool ended = false;

	memset(&seen, 0, sizeof seen);
	naive_record_init(r);
	*ret_line = 0;
	if (in.n > 65535)
		return BARO_E_SYNTAX;
	*ret_line = 1;
	if (!naive_is(naive_line(&in), "\" AUTH_KEY"))
		return BARO_E_SYNTAX;
	while (in.n > 0) {
		struct fuzz_input line = naive_line(&in);
		enum baro_error e = BARO_OK;

		++*ret_line;
		if (ended)
			return BARO_E_SYNTAX;
		ended = line.n == 0;
		if (!ended)
			e = naive_record_line(line, &seen, r);
		if (e != BARO_OK)
			return e;
	}
	*ret_line = 0;
	if (!seen.key)
		return BARO_E_NO_KEY;
	return naive_verdict_of(seen.method && seen.cycle &&
	    seen.acl_name == seen.acl_type);
}

static inline void
check_records_equal(const struct baro_record *a, const struct baro_record *b)
{
	check_rate_limits_equal(&a->rate, &b->rate);
	FUZZ_CHECK(a->method == b->method && a->cycle_s == b->cycle_s);
	FUZZ_CHECK(a->key_bytes == b->key_bytes &&
	    memcmp(a->key, b->key, b->key_bytes) == 0);
	FUZZ_CHECK(a->acl_type == b->acl_type);
	FUZZ_CHECK(a->acl_name_bytes == b->acl_name_bytes &&
	    memcmp(a->acl_name, b->acl_name, b->acl_name_bytes) == 0);
	FUZZ_CHECK(a->hostname_bytes == b->hostname_bytes &&
	    memcmp(a->hostname, b->hostname, b->hostname_bytes) == 0);
	FUZZ_CHECK(a->key_per_user == b->key_per_user);
	FUZZ_CHECK(a->reuse_allowed == b->reuse_allowed);
	FUZZ_CHECK(a->last_step == b->last_step);
	FUZZ_CHECK(a->window == b->window);
	FUZZ_CHECK(a->window_written == b->window_written);
	FUZZ_CHECK(a->failures == b->failures);
	FUZZ_CHECK(a->locked_until_s == b->locked_until_s);
	FUZZ_CHECK(a->emergency_count == b->emergency_count);
	for (uint32_t i = 0; i < b->emergency_count; i++)
		FUZZ_CHECK(a->emergency[i] == b->emergency[i]);
}

#endif /* BARO_FUZZ_RECORD_H */
