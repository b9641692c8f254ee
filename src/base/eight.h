/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Eight bytes at a time, in a register for general use.  Floor 0.
 *
 * Not by the registers of vectors, in which what was looked at would stay
 * behind (sys/memory.c), nor by a pointer to a wider type, which C forbids.
 */
#ifndef BARO_BASE_EIGHT_H
#define BARO_BASE_EIGHT_H

#include <stddef.h>
#include <stdint.h>

/**
 * BARO_EIGHT_OF(c):
 * Eight bytes ${c}, as baro_eight_load gives them.
 */
#define BARO_EIGHT_OF(c) (UINT64_C(0x0101010101010101) * (c))

/**
 * baro_eight_load(b, i):
 * The eight bytes of ${b} from the index ${i} on, the first one lowest: one
 * load, for the compiler.  Requires that they are there.
 */
static inline uint64_t
baro_eight_load(const uint8_t *b, size_t i)
{
	return (uint64_t)b[i] | (uint64_t)b[i + 1] << 8 |
	    (uint64_t)b[i + 2] << 16 | (uint64_t)b[i + 3] << 24 |
	    (uint64_t)b[i + 4] << 32 | (uint64_t)b[i + 5] << 40 |
	    (uint64_t)b[i + 6] << 48 | (uint64_t)b[i + 7] << 56;
}

/**
 * baro_eight_store(b, i, eight):
 * Put ${eight} into ${b} from the index ${i} on, the lowest byte first: one
 * store.  Requires that there is room.
 */
static inline void
baro_eight_store(uint8_t *b, size_t i, uint64_t eight)
{
	b[i] = (uint8_t)eight;
	b[i + 1] = (uint8_t)(eight >> 8);
	b[i + 2] = (uint8_t)(eight >> 16);
	b[i + 3] = (uint8_t)(eight >> 24);
	b[i + 4] = (uint8_t)(eight >> 32);
	b[i + 5] = (uint8_t)(eight >> 40);
	b[i + 6] = (uint8_t)(eight >> 48);
	b[i + 7] = (uint8_t)(eight >> 56);
}

/**
 * baro_eight_first(tops):
 * The index of the first byte of ${tops} that is not zero; each byte of it is
 * 0 or 0x80, and one at least is not zero.
 */
static inline size_t
baro_eight_first(uint64_t tops)
{
	/* Ones up to where it is; they are counted in the top byte. */
	uint64_t ones = (tops - 1) & ~tops & BARO_EIGHT_OF(1);

	return (size_t)(ones * BARO_EIGHT_OF(1) >> 56) - 1;
}

#endif /* BARO_BASE_EIGHT_H */
