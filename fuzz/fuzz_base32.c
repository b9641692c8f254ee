/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/base32 against a decoder that goes by single bits, and both ways
 * round: the input as text, and the input as bytes.
 * Input: the text, or the bytes.
 */
#include <ctype.h>

#include "codec/base32.h"

#include "fuzz_naive.h"

/* ${out} encoded again must be ${in} in upper case without padding. */
static void
check_again(const struct baro_buffer *out, struct fuzz_input in)
{
	size_t chars = (out->len * 8 + 4) / 5;
	struct baro_buffer text = fuzz_room(chars);

	baro_base32_encode(baro_buffer_span(out), &text);
	FUZZ_CHECK(!text.full && text.len == chars && chars <= in.n);
	for (size_t i = 0; i < in.n; i++)
		FUZZ_CHECK(i < chars ? text.b[i] == toupper(in.p[i]) :
		    in.p[i] == '=');
	fuzz_room_release(&text);
}

static void
check_decode(struct fuzz_input in)
{
	struct baro_span s = fuzz_hold(in);
	uint8_t *expected = malloc(in.n + 1);
	size_t n = 0;
	bool valid;
	struct baro_buffer out;
	enum baro_error e;

	FUZZ_CHECK(expected != NULL);
	valid = naive_base32(in, expected, &n);
	out = fuzz_room(valid ? n : in.n);
	e = baro_base32_decode(s, &out);
	FUZZ_CHECK(e == (valid ? BARO_OK : BARO_E_SYNTAX));
	if (valid) {
		FUZZ_CHECK(fuzz_same(baro_buffer_span(&out), expected, n));
		check_again(&out, in);
	}
	fuzz_room_release(&out);

	if (valid) {
		out = fuzz_room(n - 1);
		e = baro_base32_decode(s, &out);
		FUZZ_CHECK(e == BARO_E_TOO_LONG);
		fuzz_room_release(&out);
	}
	free(expected);
	fuzz_release(s);
}

static void
check_encode(struct fuzz_input in)
{
	struct baro_span s = fuzz_hold(in);
	struct baro_buffer text = fuzz_room((in.n * 8 + 4) / 5);
	struct baro_buffer back = fuzz_room(in.n);

	baro_base32_encode(s, &text);
	FUZZ_CHECK(!text.full && text.len == text.cap);
	if (in.n > 0) {
		FUZZ_CHECK(baro_base32_decode(baro_buffer_span(&text),
		    &back) == BARO_OK);
		FUZZ_CHECK(fuzz_same(baro_buffer_span(&back), in.p, in.n));
	}
	fuzz_room_release(&back);
	fuzz_room_release(&text);
	fuzz_release(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	check_decode(fuzz_input(data, n));
	check_encode(fuzz_input(data, n));
	return 0;
}
