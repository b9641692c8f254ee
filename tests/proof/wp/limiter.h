/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What src/otp/limiter.c is proved against.  An attempt is young if it was made
 * less than a window ago, one of the future counting as made now.  One more is
 * admitted exactly if fewer attempts are young than the limit has; then what
 * is held are the young ones, in their order, and at the end this one.
 */
#include "otp/limiter.h"

/*@
  predicate limit_valid{L}(struct baro_rate_limit *r) =
    \valid(r) && r->count <= BARO_RATE_ATTEMPTS_MAX;

  logic integer clipped(integer at_s, integer now_s) =
    at_s > now_s ? now_s : at_s;

  predicate young(integer at_s, integer now_s, integer window_s) =
    now_s - clipped(at_s, now_s) < window_s;

  // How many of the first n are young.
  logic integer live{L}(struct baro_rate_limit *r, integer n,
    integer now_s) =
    n <= 0 ? 0 : live(r, n - 1, now_s) +
      (now_s - clipped(r->at_s[n - 1], now_s) < r->window_s ? 1 : 0);

  // The first n of L, without the old ones, are what Here begins with.
  predicate holds{L, H}(struct baro_rate_limit *r, integer n,
    integer now_s) =
    \forall integer k; 0 <= k < n ==>
      young(\at(r->at_s[k], L), now_s, \at(r->window_s, L)) ==>
      0 <= live{L}(r, k, now_s) < live{L}(r, n, now_s) &&
      \at(r->at_s[live{L}(r, k, now_s)], H) ==
        clipped(\at(r->at_s[k], L), now_s);
*/

/*@
  requires limit_valid(limit);
  assigns limit->count, limit->at_s[0 .. BARO_RATE_ATTEMPTS_MAX - 1];
  ensures \result <==>
    live{Pre}(limit, \old(limit->count), now_s) <
      \min(\old(limit->attempts), BARO_RATE_ATTEMPTS_MAX);
  ensures limit->count <= BARO_RATE_ATTEMPTS_MAX;
  ensures limit->count == live{Pre}(limit, \old(limit->count), now_s) +
    (\result ? 1 : 0);
  ensures \result ==> limit->count <= limit->attempts;
  ensures \result ==> limit->at_s[limit->count - 1] == now_s;
  ensures holds{Pre, Post}(limit, \old(limit->count), now_s);
  ensures \forall integer k; 0 <= k < limit->count ==>
    limit->at_s[k] <= now_s &&
    (now_s - limit->at_s[k] < limit->window_s || 
      (\result && k == limit->count - 1));
*/
bool baro_limiter_admit(struct baro_rate_limit *limit, uint64_t now_s);
