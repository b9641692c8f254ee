/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What is in the registers when the module hands over to somebody else: a
 * loader that binds late saves them on the stack, and so does a signal.
 */
#include <stdlib.h>
#include <string.h>

#include "host.h"

#ifdef __x86_64__

#include <cpuid.h>

/*
 * Intel SDM volume 1, 13.4: components of XSAVE.  Each holds a part of all
 * registers; where it is in the area differs by maker, and CPUID tells.
 */
enum { SSE = 1, AVX = 2, ZMM_HIGH = 6, ZMM_MORE = 7 };
#define COMPONENTS (1u << SSE | 1u << AVX | 1u << ZMM_HIGH | 1u << ZMM_MORE)
#define SSE_AT 160
#define AREA_BYTES 4096
#define REGISTERS 32
#define WIDTH 64
#define PIECE 8

static _Thread_local uint8_t area[AREA_BYTES] __attribute__((aligned(64)));

/* Where the component begins, or 0 if this machine has none. */
static size_t
offset_of(unsigned int component)
{
	unsigned int eax;
	unsigned int ebx;
	unsigned int ecx;
	unsigned int edx;

	if (component == SSE)
		return SSE_AT;
	if (__get_cpuid_count(0xd, 0, &eax, &ebx, &ecx, &edx) == 0 ||
	    (eax & 1u << component) == 0 ||
	    __get_cpuid_count(0xd, component, &eax, &ebx, &ecx, &edx) == 0)
		return 0;
	if (ebx + eax > AREA_BYTES)
		abort();
	return ebx;
}

/* Take so many bytes of each register out of a component. */
static void
take(uint8_t (*to)[WIDTH], size_t at, unsigned int component, size_t bytes)
{
	size_t from = offset_of(component);

	for (size_t i = 0; from != 0 && i < REGISTERS / 2; i++)
		memcpy(&to[i][at], &area[from + i * bytes], bytes);
}

/* Any eight bytes of a needle in a row will do: registers are short. */
static void
scan_pieces(const struct attempt *a, const void *at, size_t n,
    struct json *found)
{
	for (size_t k = 0; k < a->needle_count; k++) {
		struct needle piece = a->needles[k];

		if (piece.n > PIECE)
			piece.n = PIECE;
		for (size_t i = 0; i + piece.n <= a->needles[k].n; i++) {
			scan_range(&piece, 1, at, n, "registers", found);
			piece.hidden++;
		}
	}
}

void
registers_scan(void)
{
	/* Not cleared here: that could be done by one of them. */
	static _Thread_local uint8_t registers[REGISTERS][WIDTH];
	struct attempt *a = attempt_now;

	if (a == NULL || !a->armed || a->needle_count == 0)
		return;
	__asm__ volatile("xsave64 %0" : "+m"(area) :
	    "a"(COMPONENTS), "d"(0) : "memory");
	take(registers, 0, SSE, 16);
	take(registers, 16, AVX, 16);
	take(registers, 32, ZMM_HIGH, 32);
	take(registers + REGISTERS / 2, 0, ZMM_MORE, 64);
	scan_pieces(a, registers, sizeof registers, &a->found);
}

/* Across the border between what SSE and what AVX has of it, where it can. */
void
registers_plant(const char *text)
{
	uint8_t bytes[32] = { 0 };
	size_t n = strlen(text);

	memcpy(bytes + 13, text, n < 16 ? n : 16);
	if (offset_of(AVX) != 0)
		__asm__ volatile("vmovdqu %0, %%ymm15" : : "m"(bytes) :
		    "xmm15");
	else
		__asm__ volatile("movdqu %0, %%xmm15" : :
		    "m"(bytes[13]) : "xmm15");
}

#else

#error "say how this processor's registers are saved"

#endif
