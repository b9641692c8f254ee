/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * memcpy and memmove, hidden in the module.  Floor 3.
 *
 * It must leave nothing of what it copies in the registers of vectors.  A C
 * library copies by the widest that the processor has, of up to 512 bits; what
 * stays there of a key or a password comes onto the host's stack as soon as a
 * signal arrives, or a loader that binds late saves them.  The compiler can
 * clear no more than the 128 bits that it uses itself
 * (baro_secret_burn_registers).  So words of 64 bits are copied by those for
 * general use, whose life is short.
 */
#ifdef _FORTIFY_SOURCE
#undef _FORTIFY_SOURCE	/* this file defines what the checks call */
#endif

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __GLIBC__

typedef uint64_t __attribute__((may_alias, aligned(1))) any_word;

/*
 * An effect in each turn of a loop: or the compiler would make of it a call of
 * the function that it is in.
 */
static void
turn(void)
{
	__asm__ volatile("" : : : "memory");
}

static void
copy_up(uint8_t *to, const uint8_t *from, size_t n)
{
	size_t i = 0;

	for (; i + sizeof(any_word) <= n; i += sizeof(any_word)) {
		*(any_word *)&to[i] = *(const any_word *)&from[i];
		turn();
	}
	for (; i < n; i++) {
		to[i] = from[i];
		turn();
	}
}

static void
copy_down(uint8_t *to, const uint8_t *from, size_t n)
{
	size_t i = n;

	while (i >= sizeof(any_word)) {
		i -= sizeof(any_word);
		*(any_word *)&to[i] = *(const any_word *)&from[i];
		turn();
	}
	while (i > 0) {
		i--;
		to[i] = from[i];
		turn();
	}
}

void *
memmove(void *to, const void *from, size_t n)
{
	/* The end of ${to} in ${from}, or neither in the other. */
	if ((uintptr_t)to - (uintptr_t)from >= n)
		copy_up(to, from, n);
	else
		copy_down(to, from, n);
	return to;
}

void *
memcpy(void *to, const void *from, size_t n)
{
	copy_up(to, from, n);
	return to;
}

#endif /* __GLIBC__ */
