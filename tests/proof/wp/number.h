/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What src/codec/number.c is proved against: a number is accepted exactly if
 * it follows the grammar and its decimal value lies in the range, and then
 * that value is what is stored.
 */
#include "codec/number.h"
#include "span.h"

/*@
  logic integer decimal{L}(uint8_t *b, integer lo, integer hi) =
    hi <= lo ? 0 : 10 * decimal(b, lo, hi - 1) + (b[hi - 1] - '0');

  predicate digits{L}(uint8_t *b, integer lo, integer hi) =
    \forall integer k; lo <= k < hi ==> '0' <= b[k] <= '9';

  // The grammar of number.h: "0" / (%x31-39 *DIGIT)
  predicate number{L}(struct baro_span s) =
    s.lo < s.hi && digits(s.b, s.lo, s.hi) &&
    (s.b[s.lo] == '0' ==> s.hi - s.lo == 1);

  predicate number_in{L}(struct baro_span s, integer min, integer max) =
    number(s) && min <= decimal(s.b, s.lo, s.hi) <= max;
*/

/* More digits never make a number smaller: by induction over them. */
/*@ ghost
  /@ requires lo <= i <= hi && (lo == hi || \valid_read(b + (lo .. hi - 1)));
     assigns \nothing;
     ensures digits(b, lo, hi) ==>
       decimal(b, lo, i) <= decimal(b, lo, hi);
  @/
  static void
  longer_is_no_less(const uint8_t *b, size_t lo, size_t i, size_t hi)
  {
	/@ loop invariant lo <= j <= hi;
	   loop invariant digits(b, lo, hi) ==> 0 <= decimal(b, lo, j) &&
	     (i <= j ==> decimal(b, lo, i) <= decimal(b, lo, j));
	   loop assigns j;
	   loop variant hi - j;
	@/
	for (size_t j = lo; j < hi; j++)
		/@ assert digits(b, lo, hi) ==> decimal(b, lo, j + 1) ==
		     10 * decimal(b, lo, j) + (b[j] - '0'); @/
		;
  }
*/

/*@
  requires span_valid(in) && \valid(ret_value);
  assigns *ret_value;
  ensures \result == BARO_OK || \result == BARO_E_SYNTAX ||
    \result == BARO_E_RANGE;
  ensures \result == BARO_OK <==> number_in{Pre}(in, min, max);
  ensures \result == BARO_OK ==>
    *ret_value == decimal{Pre}(in.b, in.lo, in.hi);
  ensures \result != BARO_OK ==> *ret_value == \old(*ret_value);
*/
enum baro_error baro_number_u64(struct baro_span in, uint64_t min,
    uint64_t max, uint64_t *ret_value);

/*@
  requires span_valid(in) && \valid(ret_value);
  assigns *ret_value;
  ensures \result == BARO_OK || \result == BARO_E_SYNTAX ||
    \result == BARO_E_RANGE;
  ensures \result == BARO_OK <==> number_in{Pre}(in, min, max);
  ensures \result == BARO_OK ==>
    *ret_value == decimal{Pre}(in.b, in.lo, in.hi);
  ensures \result != BARO_OK ==> *ret_value == \old(*ret_value);
*/
enum baro_error baro_number_u32(struct baro_span in, uint32_t min,
    uint32_t max, uint32_t *ret_value);
