/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/vectors: the widest registers that this processor has are zeros behind
 * it, and the mode of its arithmetic is as before.
 */
#include "unit.h"

#include "sys/vectors.h"

#ifdef __x86_64__

#include <cpuid.h>

/* Which registers there are: CPUID.7:EBX. */
static bool
has(unsigned int bit)
{
	unsigned int eax;
	unsigned int ebx = 0;
	unsigned int ecx;
	unsigned int edx;

	return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 &&
	    (ebx & bit) != 0;
}

static const uint8_t zeros[64];
static uint8_t full[64];
static uint8_t found[2][64];

static int
fill(void **state)
{
	(void)state;
	memset(full, 0x5a, sizeof full);
	memset(found, 1, sizeof found);
	return 0;
}

/* Fill two registers, clear them, and see what is in them. */
#define CLEAR(move, one, other) do { \
	__asm__ volatile(move " %0, %%" one "; " move " %0, %%" other : : \
	    "m"(full) : "xmm0", "xmm1", "xmm15"); \
	baro_vectors_clear(); \
	__asm__ volatile(move " %%" one ", %0; " move " %%" other ", %1" : \
	    "=m"(found[0]), "=m"(found[1])); \
} while (0)

static void
expect_cleared(size_t n)
{
	assert_memory_equal(found[0], zeros, n);
	assert_memory_equal(found[1], zeros, n);
}

static void
test_cleared(void **state)
{
	(void)state;
	CLEAR("movdqu", "xmm0", "xmm15");
	expect_cleared(16);
}

static void
test_cleared_with_avx2(void **state)
{
	(void)state;
	if (!has(bit_AVX2))
		skip();
	CLEAR("vmovdqu", "ymm0", "ymm15");
	expect_cleared(32);
}

static void
test_cleared_with_avx512(void **state)
{
	(void)state;
	if (!has(bit_AVX512F))
		skip();
	CLEAR("vmovdqu64", "zmm1", "zmm31");
	expect_cleared(64);
}

static void
test_arithmetic_goes_on_as_before(void **state)
{
	uint32_t before;
	uint32_t after;
	uint32_t toward_zero;

	(void)state;
	__asm__ volatile("stmxcsr %0" : "=m"(before));
	toward_zero = before | 0x6000;
	__asm__ volatile("ldmxcsr %0" : : "m"(toward_zero));
	baro_vectors_clear();
	__asm__ volatile("stmxcsr %0" : "=m"(after));
	__asm__ volatile("ldmxcsr %0" : : "m"(before));
	assert_int_equal(after, toward_zero);
}

#endif

static void
test_returns(void **state)
{
	(void)state;
	baro_vectors_clear();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#ifdef __x86_64__
		cmocka_unit_test_setup(test_cleared, fill),
		cmocka_unit_test_setup(test_cleared_with_avx2, fill),
		cmocka_unit_test_setup(test_cleared_with_avx512, fill),
		cmocka_unit_test(test_arithmetic_goes_on_as_before),
#endif
		cmocka_unit_test(test_returns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
