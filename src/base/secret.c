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
 * Measured with gcc 12 -O2 -fstack-usage: baro_decide down to the rounds of
 * SHA-512 takes 1.8 KiB.  Twice that, for other compilers.
 */
#define BURN_BYTES 4096

/* see secret.h */
void
baro_secret_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

/* see secret.h */
__attribute__((noinline)) void
baro_secret_burn_stack(void)
{
	uint8_t below[BURN_BYTES] BARO_UNINITIALISED;

	sodium_memzero(below, sizeof below);
}
