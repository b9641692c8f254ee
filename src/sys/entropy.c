/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Random bytes.  Floor 3.  The system call is made directly: the function is
 * younger than the oldest libc that we run on.
 */
#include "sys/entropy.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* see entropy.h */
enum baro_error
baro_entropy(uint8_t *b, size_t n)
{
	long got;

	/* Up to 256 bytes come whole or not at all, once seeded. */
	do {
		got = syscall(SYS_getrandom, b, n, 0u);
	} while (got < 0 && errno == EINTR);
	if (got >= 0 && (size_t)got == n)
		return BARO_OK;
	memset(b, 0, n);
	return BARO_E_ENTROPY;
}

/* see entropy.h */
enum baro_error
baro_entropy_below(uint32_t bound, uint32_t *ret_value)
{
	/* Above the last whole multiple of bound, numbers would be uneven. */
	uint32_t biased = UINT32_MAX - UINT32_MAX % bound;
	uint32_t v = 0;

	do {
		enum baro_error e = baro_entropy((uint8_t *)&v, sizeof v);

		if (e != BARO_OK)
			return e;
	} while (v >= biased);

	*ret_value = v % bound;
	return BARO_OK;
}
