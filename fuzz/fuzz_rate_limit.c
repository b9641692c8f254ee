/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/rate_limit against a second parser, and round trip.
 * Input: the value of RATE_LIMIT.
 */
#include "codec/rate_limit.h"

#include "fuzz_rate_limit.h"

static void
check_round_trip(const struct baro_rate_limit *limit)
{
	struct baro_buffer out = fuzz_room(8 + 13 * BARO_RATE_ATTEMPTS_MAX);
	struct baro_rate_limit again;
	struct baro_span s;

	baro_rate_limit_write(limit, &out);
	FUZZ_CHECK(!out.full);
	s = fuzz_hold(fuzz_input(out.b, out.len));
	FUZZ_CHECK(baro_rate_limit_parse(s, &again) == BARO_OK);
	check_rate_limits_equal(limit, &again);
	fuzz_release(s);
	fuzz_room_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct baro_span s = fuzz_hold(fuzz_input(data, n));
	struct baro_rate_limit limit;
	struct baro_rate_limit untouched;
	struct baro_rate_limit expected;
	enum baro_error e;

	memset(&limit, 0x5a, sizeof limit);
	memcpy(&untouched, &limit, sizeof limit);
	e = baro_rate_limit_parse(s, &limit);
	FUZZ_CHECK(e == naive_rate_limit(fuzz_input(data, n), &expected));
	if (e == BARO_OK) {
		check_rate_limits_equal(&limit, &expected);
		check_round_trip(&limit);
	} else {
		FUZZ_CHECK(memcmp(&limit, &untouched, sizeof limit) == 0);
	}
	fuzz_release(s);
	return 0;
}
