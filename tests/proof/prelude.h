/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Read before each source file, for the sake of Frama-C 25: it does not know
 * _Static_assert, which the compilers have checked, and its <stdint.h> makes
 * UINT32_C(0) a long, so that ~UINT32_C(0) would lose bits; what WP concludes
 * from such a loss is everything.
 */
#include <stdint.h>

#define _Static_assert(condition, text) extern int baro_asserted
#undef UINT32_C
#define UINT32_C(c) c ## U
