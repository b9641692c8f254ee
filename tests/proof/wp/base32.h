/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What src/codec/base32.c is proved against: what is accepted is a text of
 * RFC 4648 section 6 in a possible length, the output has exactly the length
 * that belongs to it, and nothing else is touched.  Not said here: the values
 * of the bytes, and that left-over bits are zero.
 */
#include "codec/base32.h"
#include "buffer.h"
#include "masks.h"

/*@
  predicate in_alphabet(integer c) =
    'A' <= c <= 'Z' || 'a' <= c <= 'z' || '2' <= c <= '7';

  predicate chars{L}(struct baro_span s, integer hi) =
    \forall integer k; s.lo <= k < hi ==> in_alphabet(s.b[k]);

  predicate padding{L}(struct baro_span s, integer lo) =
    \forall integer k; lo <= k < s.hi ==> s.b[k] == '=';

  // RFC 4648 section 6, and the padding may be missing.
  predicate lengths(integer chars, integer pads) =
    chars > 0 && chars % 8 != 1 && chars % 8 != 3 && chars % 8 != 6 &&
    (pads == 0 || (chars % 8 != 0 && chars % 8 + pads == 8));

  // What may be: hi is where the padding begins.
  predicate base32{L}(struct baro_span s, integer hi) =
    s.lo <= hi <= s.hi && chars(s, hi) && padding(s, hi) &&
    lengths(hi - s.lo, s.hi - hi);
*/

/* Each character by itself: Eva, tests/proof/alphabet.c. */
/*@
  requires c <= 255 && \valid(valid);
  requires *valid == 0 || *valid == 0xffffffff;
  assigns *valid;
  ensures in_alphabet(c) ==> \result < 32 && *valid == \old(*valid);
  ensures !in_alphabet(c) ==> \result == 0 && *valid == 0;
*/
static uint32_t value_of(uint32_t c, uint32_t *valid);

/*@
  assigns \nothing;
*/
static uint8_t char_of(uint32_t v);

/*@
  requires span_valid(in);
  assigns \nothing;
  ensures \result.b == in.b && \result.lo == in.lo;
  ensures in.lo <= \result.hi <= in.hi && padding(in, \result.hi);
  ensures \result.hi > in.lo ==> in.b[\result.hi - 1] != '=';
*/
static struct baro_span without_padding(struct baro_span in);

/*@
  requires chars <= SIZE_MAX - 8 && pads <= SIZE_MAX - 8;
  assigns \nothing;
  ensures \result <==> lengths(chars, pads);
*/
static bool lengths_valid(size_t chars, size_t pads);

/*@
  requires span_valid(in) && in.hi - in.lo <= 0xffffffff;
  requires buffer_valid(out) && out->full == 0;
  requires \separated(in.b + (in.lo .. in.hi - 1),
    out->b + (0 .. out->cap - 1));
  requires \separated(in.b + (in.lo .. in.hi - 1), out);
  assigns out->len, out->full, out->b[out->len .. out->cap - 1];
  ensures buffer_valid(out);
  ensures \result == BARO_OK || \result == BARO_E_SYNTAX ||
    \result == BARO_E_TOO_LONG;
  ensures \result == BARO_OK ==> \exists integer hi; base32{Pre}(in, hi) &&
    out->len == \old(out->len) + 5 * (hi - in.lo) / 8;
  ensures \result == BARO_E_TOO_LONG ==> out->len == out->cap;
  ensures out->len >= \old(out->len);
*/
enum baro_error baro_base32_decode(struct baro_span in,
    struct baro_buffer *out);

/*@
  requires span_valid(in) && in.hi - in.lo <= 0xffffffff;
  requires buffer_valid(out) && out->full == 0;
  requires \separated(in.b + (in.lo .. in.hi - 1),
    out->b + (0 .. out->cap - 1));
  requires \separated(in.b + (in.lo .. in.hi - 1), out);
  assigns out->len, out->full, out->b[out->len .. out->cap - 1];
  ensures buffer_valid(out);
  ensures out->full == 0 ==>
    out->len == \old(out->len) + (8 * (in.hi - in.lo) + 4) / 5;
  ensures out->full == 1 ==> out->len == out->cap;
*/
void baro_base32_encode(struct baro_span in, struct baro_buffer *out);
