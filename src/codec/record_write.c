/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Writing a record, in the documented order (2.3).  Floor 1.  What is written
 * here parses to the same record again.
 */
#include "codec/record.h"

/* No number of a record is wider: BARO_TIME_MAX has twelve digits. */
#define NUMBER "253402300799"

#define LONGEST "\" AUTH_KEY\n" \
    "\" RATE_LIMIT " NUMBER " " NUMBER "\n" \
    "\" KEY_METHOD app512\n" \
    "\" CYCLE_TIME " NUMBER "\n" \
    "\" SECURE_KEY \n" \
    "\" ACL_NAME \n" \
    "\" ACL_TYPE allow\n" \
    "\" HOSTNAME \n" \
    "\" DISALLOW_REUSE " NUMBER "\n" \
    "\" WINDOW_SIZE " NUMBER "\n" \
    "\" KEY_SCOPE user\n" \
    "\" LOCKOUT " NUMBER " " NUMBER "\n"
#define LONGEST_BYTES (sizeof LONGEST - 1)
#define ATTEMPT_BYTES (sizeof " " NUMBER - 1)
#define EMERGENCY_BYTES (BARO_EMERGENCY_DIGITS + sizeof "\n" - 1)

_Static_assert(BARO_RECORD_ROOM_MAX >= LONGEST_BYTES + BARO_KEY_TEXT_MAX +
    BARO_PATH_MAX + BARO_HOSTNAME_MAX +
    (BARO_RATE_ATTEMPTS_MAX + 1) * ATTEMPT_BYTES +
    BARO_EMERGENCY_MAX * EMERGENCY_BYTES, "the longest of all");

/* see record.h */
size_t
baro_record_room(const struct baro_record *record)
{
	return LONGEST_BYTES + record->key_bytes + record->acl_name_bytes +
	    record->hostname_bytes +
	    (record->rate.count + 1) * ATTEMPT_BYTES +
	    record->emergency_count * EMERGENCY_BYTES;
}

/* Append a directive, of which ${keyword} is all before the value: text. */
static void
put_text(struct baro_buffer *out, struct baro_span keyword,
    struct baro_span value)
{
	baro_put_span(out, keyword);
	baro_put_span(out, value);
	baro_put(out, '\n');
}

/* The same with a number. */
static void
put_number(struct baro_buffer *out, struct baro_span keyword, uint64_t value)
{
	baro_put_span(out, keyword);
	baro_put_decimal(out, value);
	baro_put(out, '\n');
}

/* Append the first two lines, but the end of the second. */
static void
put_head(const struct baro_record *record, struct baro_buffer *out)
{
	baro_put_span(out, BARO_SPAN_OF("\" AUTH_KEY\n\" RATE_LIMIT "));
	baro_rate_limit_write(&record->rate, out);
}

/* Append that end, and what else every record has. */
static void
put_settings(const struct baro_record *record, struct baro_buffer *out)
{
	baro_put(out, '\n');
	put_text(out, BARO_SPAN_OF("\" KEY_METHOD "),
	    baro_record_method_name(record->method));
	put_number(out, BARO_SPAN_OF("\" CYCLE_TIME "), record->cycle_s);
	put_text(out, BARO_SPAN_OF("\" SECURE_KEY "),
	    baro_span(record->key, record->key_bytes));
}

/* Append the ACL and the host's name, where there are any. */
static void
put_host(const struct baro_record *record, struct baro_buffer *out)
{
	if (record->acl_type != BARO_ACL_NONE) {
		put_text(out, BARO_SPAN_OF("\" ACL_NAME "),
		    baro_span(record->acl_name, record->acl_name_bytes));
		put_text(out, BARO_SPAN_OF("\" ACL_TYPE "),
		    record->acl_type == BARO_ACL_ALLOW ?
		    BARO_SPAN_OF("allow") : BARO_SPAN_OF("deny"));
	}
	if (record->hostname_bytes > 0)
		put_text(out, BARO_SPAN_OF("\" HOSTNAME "),
		    baro_span(record->hostname, record->hostname_bytes));
}

/* Append the reuse directive, which holds the last accepted step. */
static void
put_reuse(const struct baro_record *record, struct baro_buffer *out)
{
	if (record->reuse_allowed)
		baro_put_span(out, BARO_SPAN_OF("\" ALLOW_REUSE\n"));
	else if (record->last_step > 0)
		put_number(out, BARO_SPAN_OF("\" DISALLOW_REUSE "),
		    record->last_step);
	else
		baro_put_span(out, BARO_SPAN_OF("\" DISALLOW_REUSE\n"));
}

/* Append the directives that the documented sample does not have. */
static void
put_additions(const struct baro_record *record, struct baro_buffer *out)
{
	if (record->window_written)
		put_number(out, BARO_SPAN_OF("\" WINDOW_SIZE "),
		    record->window);
	if (record->key_per_user)
		baro_put_span(out, BARO_SPAN_OF("\" KEY_SCOPE user\n"));
	if (record->failures > 0 || record->locked_until_s > 0) {
		baro_put_span(out, BARO_SPAN_OF("\" LOCKOUT "));
		baro_put_decimal(out, record->failures);
		baro_put(out, ' ');
		baro_put_decimal(out, record->locked_until_s);
		baro_put(out, '\n');
	}
}

/* see record.h */
enum baro_error
baro_record_write(const struct baro_record *record, struct baro_buffer *out)
{
	size_t head;

	/* A length beyond its array is no length: write nothing at all. */
	if (record->rate.count > BARO_RATE_ATTEMPTS_MAX ||
	    record->key_bytes > BARO_KEY_TEXT_MAX ||
	    record->acl_name_bytes > BARO_PATH_MAX ||
	    record->hostname_bytes > BARO_HOSTNAME_MAX ||
	    record->emergency_count > BARO_EMERGENCY_MAX)
		return BARO_E_TOO_LONG;

	put_head(record, out);
	head = out->len;
	put_settings(record, out);
	put_host(record, out);
	put_reuse(record, out);
	put_additions(record, out);
	for (size_t i = 0; i < BARO_EMERGENCY_MAX; i++) {
		if (i >= record->emergency_count)
			break;
		baro_put_digits(out, record->emergency[i],
		    BARO_EMERGENCY_DIGITS);
		baro_put(out, '\n');
	}
	baro_buffer_pad(out, head, ' ', record->least_bytes);
	return out->full ? BARO_E_TOO_LONG : BARO_OK;
}
