/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Base 64 (RFC 4648 section 4), for generated secure keys.  Floor 1.
 */
#ifndef BARO_CODEC_BASE64_H
#define BARO_CODEC_BASE64_H

#include "base/buffer.h"

/**
 * baro_base64_encode(in, out):
 * Append ${in}, with padding, to ${out}.  No branch or index depends on the
 * content of ${in}: it may be a secret.
 */
void baro_base64_encode(struct baro_span in, struct baro_buffer *out);

#endif /* BARO_CODEC_BASE64_H */
