/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/hex: what is decoded, printed again, is the input.
 * Input: the text.
 */
#include <ctype.h>

#include "codec/hex.h"

#include "fuzz_naive.h"

static bool
is_hex(struct fuzz_input in)
{
	for (size_t i = 0; i < in.n; i++)
		if (in.p[i] > 0x7f || !isxdigit(in.p[i]))
			return false;
	return in.n > 0 && in.n % 2 == 0;
}

/* Decode into room for ${cap} bytes. */
static void
check(struct baro_span s, struct fuzz_input in, size_t cap)
{
	struct baro_buffer out = fuzz_room(cap);
	enum baro_error e = baro_hex_decode(s, &out);
	char *text = malloc(in.n + 3);

	FUZZ_CHECK(text != NULL);
	if (!is_hex(in)) {
		FUZZ_CHECK(e == BARO_E_SYNTAX);
	} else if (cap < in.n / 2) {
		FUZZ_CHECK(e == BARO_E_TOO_LONG);
	} else {
		FUZZ_CHECK(e == BARO_OK && out.len == in.n / 2);
		naive_hex(out.b, out.len, text);
		for (size_t i = 0; i < in.n; i++)
			FUZZ_CHECK(text[i] == tolower(in.p[i]));
	}
	free(text);
	fuzz_room_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input in = fuzz_input(data, n);
	struct baro_span s = fuzz_hold(in);

	check(s, in, n / 2);
	check(s, in, n / 2 + 1);
	if (n >= 2)
		check(s, in, n / 2 - 1);
	fuzz_release(s);
	return 0;
}
