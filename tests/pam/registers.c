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

/* Intel SDM volume 1, 13.4: SSE, AVX, the masks and ZMM, as the loader does. */
#define COMPONENTS 0xe6u
#define AREA_BYTES 4096

void
registers_scan(void)
{
	static _Thread_local uint8_t area[AREA_BYTES]
	    __attribute__((aligned(64)));
	struct attempt *a = attempt_now;
	unsigned int eax;
	unsigned int ebx;
	unsigned int ecx;
	unsigned int edx;

	if (a == NULL || !a->armed || a->needle_count == 0)
		return;
	if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0 ||
	    (ecx & bit_OSXSAVE) == 0)
		abort();
	__asm__ volatile("xsave64 %0" : "+m"(area) :
	    "a"(COMPONENTS), "d"(0) : "memory");
	scan_range(a->needles, a->needle_count, area, sizeof area,
	    "registers", &a->found);
}

void
registers_plant(const char *text)
{
	char bytes[16] = "";
	size_t n = strlen(text);

	memcpy(bytes, text, n < sizeof bytes ? n : sizeof bytes);
	__asm__ volatile("movdqu %0, %%xmm15" : : "m"(bytes) : "xmm15");
}

#else

#error "say how this processor's registers are saved"

#endif
