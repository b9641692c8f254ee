/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What src/base promises to the functions that are proved, and what it needs.
 */
#ifndef BARO_PROOF_SPAN_H
#define BARO_PROOF_SPAN_H

#include "base/span.h"

/*@
  predicate span_valid{L}(struct baro_span s) =
    s.lo <= s.hi && (s.lo == s.hi || \valid_read(s.b + (s.lo .. s.hi - 1)));
*/

/*@
  requires s.lo <= lo <= hi <= s.hi;
  assigns \nothing;
  ensures \result.b == s.b && \result.lo == lo && \result.hi == hi;
*/
static inline struct baro_span baro_span_cut(struct baro_span s, size_t lo,
    size_t hi);

/*@
  requires s.lo <= s.hi;
  assigns \nothing;
  ensures \result == s.hi - s.lo;
*/
static inline size_t baro_span_length(struct baro_span s);

#endif /* BARO_PROOF_SPAN_H */
