/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Wiping, by libsodium's sodium_memzero.  Floor 0.
 */
#include "base/secret.h"

#include <sodium.h>
#include <stdint.h>

#include "base/uninitialised.h"

/*
 * Measured in the module by painting the stack: baro_decide takes 1736 bytes,
 * the parser 1144, the cipher 920.  The rest is for other compilers, and for
 * what a signal has the kernel save below these (3.5 KiB with AVX-512).
 */
#define BURN_BYTES 8192

/*
 * A function that ends with all registers cleared which a call may use, those
 * of vectors too.  gcc 11, clang 15; where there is no such thing, the
 * sanitizers' compiler among them, it is left to what overwrites them next.
 */
#ifdef __has_attribute
#if __has_attribute(zero_call_used_regs)
#define CLEARS_REGISTERS __attribute__((noinline, zero_call_used_regs("all")))
#endif
#endif
#ifndef CLEARS_REGISTERS
#define CLEARS_REGISTERS __attribute__((noinline))
#endif

/*
 * A C library fills more than about 2 KiB by `rep stos`, whose start takes
 * longer than it saves here: four times 1 KiB take 37 ns where 4 KiB take 52.
 */
#define PIECE_BYTES 1024

static void
wipe_in_pieces(uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i += PIECE_BYTES)
		sodium_memzero(&b[i], n - i < PIECE_BYTES ? n - i :
		    PIECE_BYTES);
}

/* see secret.h */
void
baro_secret_wipe(void *p, size_t n)
{
	wipe_in_pieces(p, n);
}

/* see secret.h */
CLEARS_REGISTERS void
baro_secret_burn_registers(void)
{
	/* An effect, or the call could be left out. */
	__asm__ volatile("");
}

/* see secret.h */
CLEARS_REGISTERS void
baro_secret_burn_stack(void)
{
	uint8_t below[BURN_BYTES] BARO_UNINITIALISED;

	wipe_in_pieces(below, sizeof below);
}
