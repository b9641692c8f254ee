/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What src/codec/base64.c is proved against: the output has exactly the length
 * of RFC 4648 section 4, padding included, and nothing else is touched.  Not
 * said here: the values of the characters.
 */
#include "codec/base64.h"
#include "buffer.h"

/*@
  assigns \nothing;
*/
static uint8_t char_of(uint32_t v);

/*@
  requires span_valid(in) && in.hi - in.lo <= 0xffffffff;
  requires buffer_valid(out) && out->full == 0;
  requires \separated(in.b + (in.lo .. in.hi - 1),
    out->b + (0 .. out->cap - 1));
  requires \separated(in.b + (in.lo .. in.hi - 1), out);
  assigns out->len, out->full, out->b[out->len .. out->cap - 1];
  ensures buffer_valid(out);
  ensures out->full == 0 ==>
    out->len == \old(out->len) + 4 * ((in.hi - in.lo + 2) / 3);
  ensures out->full == 1 ==> out->len == out->cap;
*/
void baro_base64_encode(struct baro_span in, struct baro_buffer *out);
