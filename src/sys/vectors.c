/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The registers of vectors.  Floor 3.
 */
#include "sys/vectors.h"

#include <stdint.h>

#include "base/secret.h"

#ifdef __x86_64__

/*
 * Intel SDM, volume 1, 13.4 and 13.8: from where XRSTOR loads all that it is
 * asked for.  A header of zeros says that each part is in its initial state,
 * which is zeros too; MXCSR is loaded in any case.
 */
struct save_area {
	uint8_t before[24];
	uint32_t mxcsr;
	uint8_t rest[512 - 28];
	uint8_t header[64];
} __attribute__((aligned(64)));

_Static_assert(sizeof(struct save_area) == 576, "without extended state");

/* SSE, AVX, the masks and both parts of AVX-512. */
#define VECTORS UINT32_C(0xe6)
/* CPUID.1:ECX: the system uses XSAVE.  Without it there is SSE alone. */
#define OSXSAVE (UINT32_C(1) << 27)

static void
reset(void)
{
	struct save_area area = { { 0 }, 0, { 0 }, { 0 } };
	uint32_t a = 1;
	uint32_t b;
	uint32_t c = 0;
	uint32_t d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	if ((c & OSXSAVE) == 0)
		return;
	__asm__ volatile("stmxcsr %0" : "=m"(area.mxcsr));
	__asm__ volatile("xrstor64 %0" : : "m"(area), "a"(VECTORS), "d"(0) :
	    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",
	    "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
	    "xmm15");
}

#else

/* What the compiler knows to clear is all that there is. */
static void
reset(void)
{
}

#endif

/* see vectors.h */
void
baro_vectors_clear(void)
{
	reset();
	baro_secret_burn_registers();
}
