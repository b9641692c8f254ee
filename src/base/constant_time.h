/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Arithmetic on secrets.  Floor 0.
 *
 * No function here branches on, indexes by, or divides by or into a value that
 * it is given.  A mask is all ones for true and all zeros for false, so that
 * masks combine with & | ~ and select with baro_ct_select.  Quotients by a
 * constant are a multiplication and a shift, since compilers do emit div for
 * `v % 1000000` at some optimisation levels; each constant is proved for all
 * inputs in tests/unit/test_constant_time.c.
 */
#ifndef BARO_BASE_CONSTANT_TIME_H
#define BARO_BASE_CONSTANT_TIME_H

#include "base/span.h"

/**
 * baro_ct_hide(v):
 * ${v} itself, through a barrier that the optimiser cannot see through: it
 * keeps a mask from being turned back into a branch.
 */
static inline uint32_t
baro_ct_hide(uint32_t v)
{
#ifndef __FRAMAC__
	__asm__("" : "+r"(v));
#endif
	return v;
}

/**
 * baro_ct_equal(a, b):
 * The mask of ${a} == ${b}.
 */
uint32_t baro_ct_equal(uint32_t a, uint32_t b);

/**
 * baro_ct_less(a, b):
 * The mask of ${a} < ${b}.
 */
uint32_t baro_ct_less(uint32_t a, uint32_t b);

/**
 * baro_ct_in_range(v, min, max):
 * The mask of ${min} <= ${v} <= ${max}.
 */
uint32_t baro_ct_in_range(uint32_t v, uint32_t min, uint32_t max);

/**
 * baro_ct_select(mask, a, b):
 * ${a} where ${mask} is true, else ${b}.
 */
uint32_t baro_ct_select(uint32_t mask, uint32_t a, uint32_t b);

/**
 * baro_ct_mod_million(v):
 * ${v} modulo 10^6, for ${v} < 2^31 (RFC 4226 5.3, six digits).
 */
uint32_t baro_ct_mod_million(uint32_t v);

/**
 * baro_ct_digit(v, place):
 * The ASCII digit of ${v} with the weight 10^${place}, for ${place} < 10.
 * ${place} is not a secret.
 */
uint8_t baro_ct_digit(uint32_t v, size_t place);

/**
 * baro_ct_decimal(digits, ret_value):
 * Read all of ${digits} (at most 9 bytes; the length is not a secret) as a
 * decimal integer and store it in ${ret_value}.  Return the mask of "every
 * byte is an ASCII digit and there is at least one"; where it is false,
 * ${ret_value} holds an arbitrary number.
 */
uint32_t baro_ct_decimal(struct baro_span digits, uint32_t *ret_value);

#endif /* BARO_BASE_CONSTANT_TIME_H */
