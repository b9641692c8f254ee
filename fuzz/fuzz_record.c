/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/record against the second parser in fuzz_record.h: verdict, line,
 * every field; and what is written parses to the same record again.
 * Input: the file.
 */
#include "fuzz_record.h"

static struct baro_record record;
static struct baro_record expected;
static struct baro_record again;

/* The errors that have a message of their own; the rest is M-09. */
static enum baro_error
class_of(enum baro_error e)
{
	return e == BARO_E_RANGE || e == BARO_E_TOO_LONG ? BARO_E_SYNTAX : e;
}

/* Write the record with exactly enough room, and with one byte less. */
static void
check_room(const struct baro_buffer *whole)
{
	struct baro_buffer out = fuzz_room(whole->len);

	FUZZ_CHECK(baro_record_write(&again, &out) == BARO_OK);
	FUZZ_CHECK(fuzz_same(baro_buffer_span(&out), whole->b, whole->len));
	fuzz_room_release(&out);
	out = fuzz_room(whole->len - 1);
	FUZZ_CHECK(baro_record_write(&again, &out) == BARO_E_TOO_LONG);
	fuzz_room_release(&out);
}

static void
check_round_trip(void)
{
	struct baro_buffer out = fuzz_room(BARO_RECORD_BYTES_MAX);
	struct baro_span s;
	uint32_t line = 99;

	FUZZ_CHECK(baro_record_write(&record, &out) == BARO_OK);
	FUZZ_CHECK(out.len <= baro_record_room(&record));
	s = fuzz_hold(fuzz_input(out.b, out.len));
	FUZZ_CHECK(baro_record_parse(s, &again, &line) == BARO_OK);
	FUZZ_CHECK(line == 0);
	check_records_equal(&again, &record);
	check_room(&out);
	fuzz_release(s);
	fuzz_room_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct baro_span s = fuzz_hold(fuzz_input(data, n));
	struct fuzz_input in = fuzz_input(data, n);
	uint32_t line = 99;
	uint32_t expected_line = 0;
	bool mentions_acl = false;
	enum baro_error e;

	memset(&record, 0x5a, sizeof record);
	e = baro_record_parse(s, &record, &line);
	FUZZ_CHECK(class_of(e) == naive_record(in, &expected,
	    &expected_line));
	FUZZ_CHECK(line == expected_line);
	if (e == BARO_OK) {
		check_records_equal(&record, &expected);
		check_round_trip();
	}

	while (in.n > 0)
		mentions_acl |= naive_begins(naive_line(&in), "\" ACL_");
	FUZZ_CHECK(baro_record_mentions_acl(s) == mentions_acl);
	if (e == BARO_OK && record.acl_type != BARO_ACL_NONE)
		FUZZ_CHECK(mentions_acl);
	fuzz_release(s);
	return 0;
}
