/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The span of a text, which has a loop.  Floor 0.
 */
#include "base/span.h"

/* see span.h */
struct baro_span
baro_span_text(const char *text)
{
	uint32_t n = 0;

	if (text != NULL)
		while (n < UINT32_MAX && text[n] != '\0')
			n++;
	return baro_span((const uint8_t *)text, n);
}
