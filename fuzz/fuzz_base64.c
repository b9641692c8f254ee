/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/base64 against an encoder that goes by single bits and a table.
 * Input: the bytes.
 */
#include "codec/base64.h"

#include "fuzz_naive.h"

/* RFC 4648 section 4; ${out} has room for 4 * ((n + 2) / 3) characters. */
static void
naive_base64(struct fuzz_input in, uint8_t *out)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t bits = in.n * 8;
	size_t chars = (in.n + 2) / 3 * 4;

	for (size_t i = 0; i < chars; i++) {
		size_t v = 0;

		if (i * 6 >= bits) {
			out[i] = '=';
			continue;
		}
		for (size_t bit = i * 6; bit < i * 6 + 6; bit++)
			v = v * 2 + (bit < bits &&
			    (in.p[bit / 8] & 0x80 >> bit % 8) != 0);
		out[i] = (uint8_t)alphabet[v];
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input in = fuzz_input(data, n);
	struct baro_span s = fuzz_hold(in);
	size_t chars = (n + 2) / 3 * 4;
	uint8_t *expected = malloc(chars + 1);
	struct baro_buffer out = fuzz_room(chars);
	struct baro_buffer half = fuzz_room(chars / 2);

	FUZZ_CHECK(expected != NULL);
	naive_base64(in, expected);
	baro_base64_encode(s, &out);
	FUZZ_CHECK(!out.full);
	FUZZ_CHECK(fuzz_same(baro_buffer_span(&out), expected, chars));

	/* Too little room: what fits, and the buffer knows. */
	baro_base64_encode(s, &half);
	FUZZ_CHECK(half.full == (chars > 0));
	FUZZ_CHECK(fuzz_same(baro_buffer_span(&half), expected, chars / 2));

	fuzz_room_release(&half);
	fuzz_room_release(&out);
	free(expected);
	fuzz_release(s);
	return 0;
}
