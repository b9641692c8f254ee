/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What src/base/buffer.c is proved against: a byte goes behind those that are
 * there, or the buffer is full; nothing else changes.
 */
#ifndef BARO_PROOF_BUFFER_H
#define BARO_PROOF_BUFFER_H

#include "base/buffer.h"
#include "span.h"

/*@
  predicate buffer_valid{L}(struct baro_buffer *out) =
    \valid(out) && out->len <= out->cap &&
    (out->cap == 0 || \valid(out->b + (0 .. out->cap - 1))) &&
    \separated(out, out->b + (0 .. out->cap - 1)) &&
    (out->full == 0 || out->full == 1);
*/

/*@
  requires buffer_valid(out);
  assigns out->len, out->full, out->b[out->len .. out->cap - 1];
  ensures buffer_valid(out);
  behavior room:
    assumes out->len < out->cap;
    ensures out->len == \old(out->len) + 1;
    ensures out->full == \old(out->full);
    ensures out->b[\old(out->len)] == byte;
  behavior none:
    assumes out->len >= out->cap;
    ensures out->len == \old(out->len);
    ensures out->full == 1;
  complete behaviors;
  disjoint behaviors;
*/
void baro_put(struct baro_buffer *out, uint8_t byte);

#endif /* BARO_PROOF_BUFFER_H */
