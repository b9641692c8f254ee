/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/container: the parts, put together again, are the input.
 * Input: the container.
 */
#include "codec/container.h"

#include "fuzz_naive.h"

static void
check_parts(const struct baro_container *parts, struct baro_span s,
    struct fuzz_input in)
{
	struct baro_buffer out = fuzz_room(in.n);

	FUZZ_CHECK(fuzz_within(parts->nonce, s));
	FUZZ_CHECK(fuzz_within(parts->sealed, s));
	FUZZ_CHECK(baro_span_length(parts->nonce) == 24);
	FUZZ_CHECK(baro_span_length(parts->sealed) >= 16);
	baro_container_head(parts->nonce, &out);
	baro_put_span(&out, parts->sealed);
	FUZZ_CHECK(!out.full);
	FUZZ_CHECK(fuzz_same(baro_buffer_span(&out), in.p, in.n));
	fuzz_room_release(&out);
}

/* The associated data of the input as an owner. */
static void
check_ad(struct baro_span s, struct fuzz_input in)
{
	struct baro_buffer out = fuzz_room(15 + in.n);

	baro_container_ad(s, &out);
	FUZZ_CHECK(!out.full && out.len == 15 + in.n);
	FUZZ_CHECK(memcmp(out.b, "BAROENC1record", 15) == 0);
	FUZZ_CHECK(fuzz_same(baro_span_cut(baro_buffer_span(&out), 15,
	    out.len), in.p, in.n));
	fuzz_room_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input in = fuzz_input(data, n);
	struct baro_span s = fuzz_hold(in);
	bool magic = naive_begins(in, "BAROENC1");
	struct baro_container parts;
	struct baro_container untouched;
	enum baro_error e;

	memset(&parts, 0x5a, sizeof parts);
	memcpy(&untouched, &parts, sizeof parts);
	e = baro_container_parse(s, &parts);
	FUZZ_CHECK(baro_container_is(s) == magic);
	FUZZ_CHECK(e == (magic && n >= 8 + 24 + 16 ? BARO_OK :
	    BARO_E_SEALED));
	if (e == BARO_OK)
		check_parts(&parts, s, in);
	else
		FUZZ_CHECK(memcmp(&parts, &untouched, sizeof parts) == 0);
	check_ad(s, in);
	fuzz_release(s);
	return 0;
}
