/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the codecs rely on of src/base/constant_time.h.  WP's provers do not
 * know enough about bits for a proof: z3 does it on bit-vectors
 * (tests/proof/bits.cc).
 */
#ifndef BARO_PROOF_MASKS_H
#define BARO_PROOF_MASKS_H

#include "base/constant_time.h"

/*@
  assigns \nothing;
  ensures a == b ==> \result == 0xffffffff;
  ensures a != b ==> \result == 0;
*/
static inline uint32_t baro_ct_equal(uint32_t a, uint32_t b);

#endif /* BARO_PROOF_MASKS_H */
