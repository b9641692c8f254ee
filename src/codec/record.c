/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Reading a record.  Floor 1.  This file knows lines, their order and what a
 * record must have; record_words.c knows the directives.  The secrets in it
 * are looked at by masks; what shows is where a line ends.
 */
#include "codec/record.h"

#include "base/constant_time.h"
#include "base/eight.h"
#include "codec/record_words.h"
#include "codec/scan.h"

/* What is remembered from line to line. */
struct reading {
	struct baro_record *record;
	uint32_t seen;		/* slots of the directives so far */
	bool ended;		/* the empty line at the end was there */
};

/* see record.h */
void
baro_record_init(struct baro_record *ret_record)
{
	baro_rate_limit_init(&ret_record->rate);
	ret_record->least_bytes = 0;
	ret_record->method = BARO_METHOD_APP512;
	ret_record->cycle_s = 30;
	ret_record->key_bytes = 0;
	for (size_t i = 0; i < BARO_KEY_TEXT_MAX; i++)
		ret_record->key[i] = 0;
	ret_record->acl_type = BARO_ACL_NONE;
	ret_record->acl_name_bytes = 0;
	ret_record->hostname_bytes = 0;
	for (size_t i = 0; i < BARO_HOSTNAME_MAX; i++)
		ret_record->hostname[i] = 0;
	ret_record->key_per_user = false;
	ret_record->reuse_allowed = false;
	ret_record->last_step = 0;
	ret_record->window = BARO_WINDOW_DEFAULT;
	ret_record->window_written = false;
	ret_record->failures = 0;
	ret_record->locked_until_s = 0;
	ret_record->emergency_count = 0;
	for (size_t i = 0; i < BARO_EMERGENCY_MAX; i++)
		ret_record->emergency[i] = 0;
}

/* Whether a line holds printable ASCII and tabulators only. */
static bool
line_printable(struct baro_span line)
{
	uint32_t valid = ~UINT32_C(0);
	uint64_t rest = BARO_EIGHT_OF(' ');
	size_t i = line.lo;

	while (i + 8 <= line.hi) {
		valid &= baro_ct_printable(baro_eight_load(line.b, i));
		i += 8;
	}
	/* What is left, behind as many spaces as it lacks. */
	for (; i < line.hi; i++)
		rest = rest << 8 | line.b[i];
	valid &= baro_ct_printable(rest);
	return valid != 0;
}

/* Parse a line that begins with the directive mark, which ends at ${after}. */
static enum baro_error
read_directive(struct reading *reading, struct baro_span line, size_t after)
{
	struct baro_span rest = baro_span_cut(line, after, line.hi);
	struct baro_span keyword = baro_scan_word(rest);
	struct baro_span value;

	/* Directives stand above the emergency keys. */
	if (reading->record->emergency_count > 0)
		return BARO_E_SYNTAX;
	/* One space after the quotation mark, then the keyword. */
	if (keyword.lo != after)
		return BARO_E_SYNTAX;
	value = baro_scan_trim(baro_span_cut(line, keyword.hi, line.hi));
	if (!line_printable(baro_span_cut(line, line.lo, value.hi)))
		return BARO_E_SYNTAX;
	value = baro_span_cut(value, baro_scan_skip(value), value.hi);
	return baro_record_word(keyword, value, &reading->seen,
	    reading->record);
}

/* Parse a line that is an emergency key, or nothing that we know. */
static enum baro_error
read_emergency(struct baro_record *record, struct baro_span line)
{
	uint32_t key = 0;
	uint32_t valid;

	if (baro_span_length(line) != BARO_EMERGENCY_DIGITS)
		return BARO_E_SYNTAX;
	valid = baro_ct_decimal(line, &key);
	valid &= baro_ct_in_range(key, BARO_EMERGENCY_LOWEST,
	    BARO_EMERGENCY_HIGHEST);
	/* A key that stands here twice could be used twice. */
	for (size_t i = 0; i < BARO_EMERGENCY_MAX; i++) {
		if (i >= record->emergency_count)
			break;
		valid &= ~baro_ct_equal(record->emergency[i], key);
	}
	if (valid == 0)
		return BARO_E_SYNTAX;

	if (record->emergency_count >= BARO_EMERGENCY_MAX)
		return BARO_E_TOO_LONG;
	record->emergency[record->emergency_count] = key;
	record->emergency_count++;
	return BARO_OK;
}

/* Parse one line behind the header. */
static enum baro_error
read_line(struct reading *reading, struct baro_span line)
{
	size_t after = line.lo;

	if (reading->ended)
		return BARO_E_SYNTAX;
	if (line.lo >= line.hi) {
		reading->ended = true;
		return BARO_OK;
	}
	if (baro_scan_prefix(line, BARO_SPAN_OF("\" "), &after))
		return read_directive(reading, line, after);
	return read_emergency(reading->record, line);
}

/* Whether ${seen} has all of what a record must have. */
static enum baro_error
check_complete(uint32_t seen)
{
	bool name = (seen & BARO_SLOT_ACL_NAME) != 0;
	bool type = (seen & BARO_SLOT_ACL_TYPE) != 0;

	if ((seen & BARO_SLOT_KEY) == 0)
		return BARO_E_NO_KEY;
	if ((seen & BARO_SLOT_METHOD) == 0 || (seen & BARO_SLOT_CYCLE) == 0)
		return BARO_E_SYNTAX;
	return name == type ? BARO_OK : BARO_E_SYNTAX;
}

/* see record.h */
bool
baro_record_mentions_acl(struct baro_span in)
{
	struct baro_span rest = in;

	while (rest.lo < rest.hi) {
		struct baro_line line = baro_scan_line(rest);
		size_t after = 0;

		if (baro_scan_prefix(line.text, BARO_SPAN_OF("\" ACL_"),
		    &after))
			return true;
		rest = baro_span_cut(rest, line.next, rest.hi);
	}
	return false;
}

/* see record.h */
bool
baro_record_hostname_valid(struct baro_span name)
{
	for (size_t i = name.lo; i < name.hi; i++) {
		uint8_t c = name.b[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    (c >= '0' && c <= '9') || c == '-' || c == '.'))
			return false;
	}
	return name.lo < name.hi &&
	    baro_span_length(name) <= BARO_HOSTNAME_MAX;
}

/* see record.h */
bool
baro_record_is_of_host(const struct baro_record *record,
    struct baro_span name)
{
	size_t at = name.lo;

	if (record->hostname_bytes == 0)
		return true;
	for (size_t i = 0; i < BARO_HOSTNAME_MAX; i++) {
		if (i >= record->hostname_bytes)
			break;
		if (at >= name.hi || baro_scan_lower(name.b[at]) !=
		    baro_scan_lower(record->hostname[i]))
			return false;
		at++;
	}
	return at == name.hi;
}

/* see record.h */
enum baro_error
baro_record_parse(struct baro_span in, struct baro_record *ret_record,
    uint32_t *ret_line)
{
	struct reading reading = { ret_record, 0, false };
	struct baro_line line;

	baro_record_init(ret_record);
	*ret_line = 0;
	if (baro_span_length(in) > BARO_RECORD_BYTES_MAX)
		return BARO_E_TOO_LONG;

	*ret_line = 1;
	line = baro_scan_line(in);
	if (!baro_span_equal(line.text, BARO_SPAN_OF("\" AUTH_KEY")))
		return BARO_E_SYNTAX;

	while (line.next < in.hi) {
		enum baro_error e;

		line = baro_scan_line(baro_span_cut(in, line.next, in.hi));
		(*ret_line)++;
		e = read_line(&reading, line.text);
		if (e != BARO_OK)
			return e;
	}
	*ret_line = 0;
	return check_complete(reading.seen);
}
