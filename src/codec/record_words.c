/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The words of the record.  Floor 1.  The value of SECURE_KEY is a secret: it
 * is looked at by masks, with one branch on the outcome.
 */
#include "codec/record_words.h"

#include "base/constant_time.h"
#include "codec/number.h"
#include "codec/scan.h"

static const struct baro_word methods[BARO_METHOD_COUNT] = {
	[BARO_METHOD_APP1] = BARO_WORD("app1"),
	[BARO_METHOD_APP256] = BARO_WORD("app256"),
	[BARO_METHOD_APP384] = BARO_WORD("app384"),
	[BARO_METHOD_APP512] = BARO_WORD("app512")
};

/* see record.h */
enum baro_error
baro_record_method(struct baro_span name, enum baro_method *ret_method)
{
	size_t end = name.lo;

	for (size_t i = 0; i < BARO_METHOD_COUNT; i++) {
		if (baro_span_equal(name, baro_word_span(&methods[i]))) {
			*ret_method = (enum baro_method)i;
			return BARO_OK;
		}
	}
	if (baro_scan_prefix(name, BARO_SPAN_OF("card"), &end))
		return BARO_E_RANGE;
	return BARO_E_SYNTAX;
}

/* see record.h */
struct baro_span
baro_record_method_name(enum baro_method method)
{
	size_t i = (size_t)method;

	if (i >= BARO_METHOD_COUNT)
		return BARO_SPAN_OF("");
	return baro_word_span(&methods[i]);
}

/* Copy ${s} to ${to}, which has room for ${cap} bytes; give the number. */
static size_t
copy(struct baro_span s, uint8_t *to, size_t cap)
{
	struct baro_buffer out = baro_buffer_over(to, cap);

	baro_put_span(&out, s);
	return out.len;
}

static enum baro_error
parse_rate(struct baro_span value, struct baro_record *record)
{
	return baro_rate_limit_parse(value, &record->rate);
}

static enum baro_error
parse_method(struct baro_span value, struct baro_record *record)
{
	return baro_record_method(value, &record->method);
}

static enum baro_error
parse_cycle(struct baro_span value, struct baro_record *record)
{
	return baro_number_u32(value, BARO_CYCLE_MIN_S, BARO_CYCLE_MAX_S,
	    &record->cycle_s);
}

/* see record_words.h */
uint32_t
baro_record_key_form(struct baro_span key, struct baro_span prefix)
{
	uint32_t same = ~UINT32_C(0);
	size_t i = key.lo;

	for (size_t j = prefix.lo; j < prefix.hi; j++) {
		if (i >= key.hi)
			return 0;
		same &= baro_ct_equal(key.b[i], prefix.b[j]);
		i++;
	}
	return same;
}

/*
 * Length and alphabet only: otp/key.c decodes the forms.  The length is not
 * secret.  The long forms are told by masks too, since a plain key may begin
 * like one.
 */
static enum baro_error
parse_key(struct baro_span value, struct baro_record *record)
{
	size_t n = baro_span_length(value);
	uint32_t valid = ~UINT32_C(0);
	uint32_t encoded;

	if (n == 0)
		return BARO_E_NO_KEY;
	if (n < BARO_KEY_PLAIN_MIN || n > BARO_KEY_TEXT_MAX)
		return BARO_E_RANGE;
	for (size_t i = value.lo; i < value.hi; i++)
		valid &= baro_ct_in_range(value.b[i], 0x21, 0x7e);
	if (valid == 0)
		return BARO_E_SYNTAX;

	encoded = baro_record_key_form(value, BARO_SPAN_OF("hex:")) |
	    baro_record_key_form(value, BARO_SPAN_OF("base32:"));
	if (n > BARO_KEY_PLAIN_MAX && encoded == 0)
		return BARO_E_RANGE;
	record->key_bytes = copy(value, record->key, BARO_KEY_TEXT_MAX);
	return BARO_OK;
}

static enum baro_error
parse_acl_name(struct baro_span value, struct baro_record *record)
{
	if (!baro_location_path_valid(value))
		return BARO_E_SYNTAX;
	record->acl_name_bytes = copy(value, record->acl_name, BARO_PATH_MAX);
	return BARO_OK;
}

static enum baro_error
parse_acl_type(struct baro_span value, struct baro_record *record)
{
	if (baro_span_equal(value, BARO_SPAN_OF("deny")))
		record->acl_type = BARO_ACL_DENY;
	else if (baro_span_equal(value, BARO_SPAN_OF("allow")))
		record->acl_type = BARO_ACL_ALLOW;
	else
		return BARO_E_SYNTAX;
	return BARO_OK;
}

static enum baro_error
parse_hostname(struct baro_span value, struct baro_record *record)
{
	if (!baro_record_hostname_valid(value))
		return BARO_E_SYNTAX;
	record->hostname_bytes = copy(value, record->hostname,
	    BARO_HOSTNAME_MAX);
	return BARO_OK;
}

/* One integer may follow: the last accepted step (D-07). */
static enum baro_error
parse_disallow(struct baro_span value, struct baro_record *record)
{
	record->reuse_allowed = false;
	if (value.lo >= value.hi)
		return BARO_OK;
	return baro_number_u64(value, 0, BARO_TIME_MAX, &record->last_step);
}

static enum baro_error
parse_allow(struct baro_span value, struct baro_record *record)
{
	if (value.lo < value.hi)
		return BARO_E_SYNTAX;
	record->reuse_allowed = true;
	return BARO_OK;
}

static enum baro_error
parse_window(struct baro_span value, struct baro_record *record)
{
	if (baro_number_u32(value, 1, BARO_WINDOW_MAX, &record->window) !=
	    BARO_OK)
		return BARO_E_WINDOW;
	record->window_written = true;
	return BARO_OK;
}

static enum baro_error
parse_scope(struct baro_span value, struct baro_record *record)
{
	if (baro_span_equal(value, BARO_SPAN_OF("user")))
		record->key_per_user = true;
	else if (!baro_span_equal(value, BARO_SPAN_OF("host")))
		return BARO_E_SYNTAX;
	return BARO_OK;
}

static enum baro_error
parse_lockout(struct baro_span value, struct baro_record *record)
{
	struct baro_span failures = baro_scan_word(value);
	struct baro_span until = baro_scan_word(baro_span_cut(value,
	    failures.hi, value.hi));
	enum baro_error e = baro_number_u32(failures, 0, BARO_FAILURES_MAX,
	    &record->failures);

	if (e != BARO_OK)
		return e;
	/* No blank is at the end: a third word would end further on. */
	if (until.hi != value.hi)
		return BARO_E_SYNTAX;
	return baro_number_u64(until, 0, BARO_TIME_MAX,
	    &record->locked_until_s);
}

enum directive {
	RATE_LIMIT,
	KEY_METHOD,
	CYCLE_TIME,
	SECURE_KEY,
	ACL_NAME,
	ACL_TYPE,
	HOSTNAME,
	DISALLOW_REUSE,
	ALLOW_REUSE,
	WINDOW_SIZE,
	KEY_SCOPE,
	LOCKOUT,
	DIRECTIVE_COUNT
};

static const struct {
	struct baro_word keyword;
	uint32_t slot;
} directives[DIRECTIVE_COUNT] = {
	[RATE_LIMIT] = { BARO_WORD("RATE_LIMIT"), BARO_SLOT_RATE },
	[KEY_METHOD] = { BARO_WORD("KEY_METHOD"), BARO_SLOT_METHOD },
	[CYCLE_TIME] = { BARO_WORD("CYCLE_TIME"), BARO_SLOT_CYCLE },
	[SECURE_KEY] = { BARO_WORD("SECURE_KEY"), BARO_SLOT_KEY },
	[ACL_NAME] = { BARO_WORD("ACL_NAME"), BARO_SLOT_ACL_NAME },
	[ACL_TYPE] = { BARO_WORD("ACL_TYPE"), BARO_SLOT_ACL_TYPE },
	[HOSTNAME] = { BARO_WORD("HOSTNAME"), BARO_SLOT_HOSTNAME },
	[DISALLOW_REUSE] = { BARO_WORD("DISALLOW_REUSE"), BARO_SLOT_REUSE },
	[ALLOW_REUSE] = { BARO_WORD("ALLOW_REUSE"), BARO_SLOT_REUSE },
	[WINDOW_SIZE] = { BARO_WORD("WINDOW_SIZE"), BARO_SLOT_WINDOW },
	[KEY_SCOPE] = { BARO_WORD("KEY_SCOPE"), BARO_SLOT_SCOPE },
	[LOCKOUT] = { BARO_WORD("LOCKOUT"), BARO_SLOT_LOCKOUT },
};

static enum baro_error
parse_value(enum directive directive, struct baro_span value,
    struct baro_record *record)
{
	switch (directive) {
	case RATE_LIMIT: return parse_rate(value, record);
	case KEY_METHOD: return parse_method(value, record);
	case CYCLE_TIME: return parse_cycle(value, record);
	case SECURE_KEY: return parse_key(value, record);
	case ACL_NAME: return parse_acl_name(value, record);
	case ACL_TYPE: return parse_acl_type(value, record);
	case HOSTNAME: return parse_hostname(value, record);
	case DISALLOW_REUSE: return parse_disallow(value, record);
	case ALLOW_REUSE: return parse_allow(value, record);
	case WINDOW_SIZE: return parse_window(value, record);
	case KEY_SCOPE: return parse_scope(value, record);
	case LOCKOUT:
	case DIRECTIVE_COUNT: break;
	}
	return parse_lockout(value, record);
}

/* see record_words.h */
enum baro_error
baro_record_word(struct baro_span keyword, struct baro_span value,
    uint32_t *seen, struct baro_record *record)
{
	for (size_t i = 0; i < DIRECTIVE_COUNT; i++) {
		if (!baro_span_equal(keyword,
		    baro_word_span(&directives[i].keyword)))
			continue;
		if ((*seen & directives[i].slot) != 0)
			return BARO_E_SYNTAX;
		*seen |= directives[i].slot;
		return parse_value((enum directive)i, value, record);
	}
	return BARO_E_SYNTAX;
}
