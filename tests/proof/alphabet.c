/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The characters of base 32 and base 64 and their values, one by one: each
 * branch-free function against its table, by Eva, which calculates with each
 * value as the machine does.
 */
#define char_of base32_char_of
#include "codec/base32.c"
#undef char_of
#undef CHAR_BITS
#define char_of base64_char_of
#include "codec/base64.c"

static const uint8_t base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
static const uint8_t base64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The value of a character of base 32, or 32. */
static uint32_t
find(uint32_t c)
{
	if (c >= 'a' && c <= 'z')
		c = c - 'a' + 'A';
	//@ loop unroll 33;
	for (uint32_t v = 0; v < 32; v++)
		if (base32[v] == c)
			return v;
	return 32;
}

void
prove_alphabet(void)
{
	//@ loop unroll 33;
	for (uint32_t v = 0; v < 32; v++) {
		uint8_t c = base32_char_of(v);

		//@ assert c == base32[v];
	}
	//@ loop unroll 65;
	for (uint32_t v = 0; v < 64; v++) {
		uint8_t c = base64_char_of(v);

		//@ assert c == base64[v];
	}
	//@ loop unroll 257;
	for (uint32_t c = 0; c < 256; c++) {
		uint32_t wanted = find(c);
		uint32_t valid = UINT32_MAX;
		uint32_t never = 0;
		uint32_t v = value_of(c, &valid);

		//@ assert wanted == 32 || (valid == UINT32_MAX && v == wanted);
		//@ assert wanted < 32 || (valid == 0 && v == 0);
		v = value_of(c, &never);
		//@ assert never == 0;
		//@ assert v == (wanted < 32 ? wanted : 0);
	}
}
