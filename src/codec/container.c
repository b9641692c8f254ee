/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The container of a sealed record: where its parts are.  Floor 1.  What the
 * parts mean is known to sys/seal only.
 */
#include "codec/container.h"

#include "codec/scan.h"

/* see container.h */
bool
baro_container_is(struct baro_span in)
{
	size_t end = in.lo;

	return baro_scan_prefix(in, BARO_SPAN_OF(BARO_CONTAINER_MAGIC), &end);
}

/* see container.h */
enum baro_error
baro_container_parse(struct baro_span in,
    struct baro_container *ret_container)
{
	size_t nonce = in.lo;
	size_t sealed;

	if (baro_span_length(in) < BARO_CONTAINER_OVERHEAD_BYTES)
		return BARO_E_SEALED;
	if (!baro_scan_prefix(in, BARO_SPAN_OF(BARO_CONTAINER_MAGIC), &nonce))
		return BARO_E_SEALED;

	sealed = nonce + BARO_CONTAINER_NONCE_BYTES;
	ret_container->nonce = baro_span_cut(in, nonce, sealed);
	ret_container->sealed = baro_span_cut(in, sealed, in.hi);
	return BARO_OK;
}

/* see container.h */
void
baro_container_head(struct baro_span nonce, struct baro_buffer *out)
{
	baro_put_span(out, BARO_SPAN_OF(BARO_CONTAINER_MAGIC));
	baro_put_span(out, nonce);
}

/* see container.h */
void
baro_container_ad(struct baro_span owner, struct baro_buffer *out)
{
	baro_put_span(out, BARO_SPAN_OF(BARO_CONTAINER_MAGIC "record"));
	baro_put(out, 0);
	baro_put_span(out, owner);
}
