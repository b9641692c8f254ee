/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the tests of the record share: the documented samples, a record with
 * everything in it, and when two records are equal.
 */
#ifndef BARO_TESTS_UNIT_RECORD_H
#define BARO_TESTS_UNIT_RECORD_H

#include "unit.h"

#include "codec/record.h"

/* The longest text that the writer makes. */
#define UNIT_RECORD_BYTES 8192

/* Requirements 2.3, verbatim: 246 bytes. */
#define UNIT_SAMPLE \
	"\" AUTH_KEY\n" \
	"\" RATE_LIMIT 3 30\n" \
	"\" KEY_METHOD app512\n" \
	"\" CYCLE_TIME 30\n" \
	"\" SECURE_KEY j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/\n" \
	"\" ACL_NAME /usr/baropam/.baro_acl\n" \
	"\" ACL_TYPE deny\n" \
	"\" HOSTNAME nurit.co.kr\n" \
	"\" DISALLOW_REUSE\n" \
	"33458936\n" \
	"19035576\n" \
	"15364353\n" \
	"54649370\n" \
	"84342192\n"

/* The second sample of 2.3. */
#define UNIT_SAMPLE_2 \
	"\" AUTH_KEY\n" \
	"\" RATE_LIMIT 3 30\n" \
	"\" KEY_METHOD app512\n" \
	"\" CYCLE_TIME 30\n" \
	"\" SECURE_KEY j!q!cHbVqdpj7b4PzBpM2DileBvmHFV/\n" \
	"\" ACL_NAME /usr/local/baropam/.baro_acl\n" \
	"\" ACL_TYPE deny\n" \
	"\" HOSTNAME BaroPAM\n" \
	"\" DISALLOW_REUSE\n" \
	"33458936\n" \
	"19035576\n" \
	"15364353\n" \
	"54649370\n" \
	"84342192\n"

/* Every directive, with everything that it can hold. */
#define UNIT_FULL \
	"\" AUTH_KEY\n" \
	"\" RATE_LIMIT 10 15 1648183945 1648189547\n" \
	"\" KEY_METHOD app256\n" \
	"\" CYCLE_TIME 60\n" \
	"\" SECURE_KEY hex:00112233445566778899aAbBcCdDeEfF\n" \
	"\" ACL_NAME /etc/baropam/acl\n" \
	"\" ACL_TYPE allow\n" \
	"\" HOSTNAME a-b.C9\n" \
	"\" DISALLOW_REUSE 54939464\n" \
	"\" WINDOW_SIZE 5\n" \
	"\" KEY_SCOPE user\n" \
	"\" LOCKOUT 11 1648190000\n" \
	"10000000\n" \
	"99999999\n"

/* Whether the first ${n} bytes are the same. */
static inline bool
unit_same_bytes(const uint8_t *a, size_t n, const uint8_t *b, size_t m)
{
	return n == m && memcmp(a, b, n) == 0;
}

static inline bool
unit_rate_equal(const struct baro_rate_limit *a,
    const struct baro_rate_limit *b)
{
	return a->attempts == b->attempts && a->window_s == b->window_s &&
	    a->count == b->count &&
	    memcmp(a->at_s, b->at_s, a->count * sizeof a->at_s[0]) == 0;
}

static inline bool
unit_record_equal(const struct baro_record *a, const struct baro_record *b)
{
	return unit_rate_equal(&a->rate, &b->rate) &&
	    a->method == b->method && a->cycle_s == b->cycle_s &&
	    unit_same_bytes(a->key, a->key_bytes, b->key, b->key_bytes) &&
	    a->acl_type == b->acl_type &&
	    unit_same_bytes(a->acl_name, a->acl_name_bytes, b->acl_name,
	    b->acl_name_bytes) &&
	    unit_same_bytes(a->hostname, a->hostname_bytes, b->hostname,
	    b->hostname_bytes) &&
	    a->key_per_user == b->key_per_user &&
	    a->reuse_allowed == b->reuse_allowed &&
	    a->last_step == b->last_step && a->window == b->window &&
	    a->window_written == b->window_written &&
	    a->failures == b->failures &&
	    a->locked_until_s == b->locked_until_s &&
	    a->emergency_count == b->emergency_count &&
	    memcmp(a->emergency, b->emergency,
	    a->emergency_count * sizeof a->emergency[0]) == 0;
}

/* Parse the ${n} bytes at ${p} over a record full of junk. */
static inline enum baro_error
unit_record_parse(const void *p, size_t n, struct baro_record *ret_record,
    uint32_t *ret_line)
{
	memset(ret_record, 0x55, sizeof *ret_record);
	*ret_line = 0x55555555;
	return baro_record_parse(unit_bytes(p, n), ret_record, ret_line);
}

/* Demand that ${record} is written as something that parses to the same. */
static inline void
unit_expect_stable(const struct baro_record *record)
{
	static struct baro_record again;
	struct baro_buffer out = unit_buffer(UNIT_RECORD_BYTES);
	uint32_t line;

	assert_int_equal(baro_record_write(record, &out), BARO_OK);
	assert_true(out.len == record->least_bytes ||
	    (out.len > record->least_bytes &&
	    out.len <= baro_record_room(record)));
	assert_int_equal(unit_record_parse(out.b, out.len, &again, &line),
	    BARO_OK);
	assert_true(unit_record_equal(record, &again));
}

#endif /* BARO_TESTS_UNIT_RECORD_H */
