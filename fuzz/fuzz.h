/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What all fuzz harnesses share: the entry point, a check that holds in every
 * build, and input in pieces that are exactly as long as their bytes.
 *
 * A harness is one file, fuzz_<name>.c, that defines LLVMFuzzerTestOneInput.
 * libFuzzer, AFL++ and OSS-Fuzz bring the main function; fuzz_main.c is the
 * one for a replay by any compiler.
 */
#ifndef BARO_FUZZ_H
#define BARO_FUZZ_H

#include <sanitizer/asan_interface.h>
#ifdef __has_feature
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define FUZZ_WITH_MSAN
#endif
#endif

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/span.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Not assert(3): no build may leave it out. */
#define FUZZ_CHECK(condition) \
	((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))

static inline _Noreturn void
fuzz_fail(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
	abort();
}

/*
 * Around a call of a library that MemorySanitizer does not see, which only an
 * oracle may make: what goes in must be initialised, what comes out is.
 */
#ifdef FUZZ_WITH_MSAN
static inline void
fuzz_goes_in(const void *p, size_t n)
{
	__msan_check_mem_is_initialized(p, n);
	__msan_scoped_disable_interceptor_checks();
}

static inline void
fuzz_comes_out(const void *p, size_t n)
{
	__msan_scoped_enable_interceptor_checks();
	__msan_unpoison(p, n);
}
#else
#define fuzz_goes_in(p, n) ((void)(p), (void)(n))
#define fuzz_comes_out(p, n) ((void)(p), (void)(n))
#endif

/* Input that was not used yet. */
struct fuzz_input {
	const uint8_t *p;
	size_t n;
};

static inline struct fuzz_input
fuzz_input(const uint8_t *data, size_t n)
{
	struct fuzz_input in = { data, n };

	return in;
}

/* The next byte; 0 if there is none. */
static inline uint8_t
fuzz_byte(struct fuzz_input *in)
{
	if (in->n == 0)
		return 0;
	in->n--;
	return *in->p++;
}

/*
 * The next byte as a number below ${limit}.  "0" gives 0, "1" gives 1, so that
 * seeds can be typed.
 */
static inline uint8_t
fuzz_choice(struct fuzz_input *in, uint8_t limit)
{
	return (uint8_t)((uint8_t)(fuzz_byte(in) - '0') % limit);
}

/* The input up to the next ${separator}, which is used up; or all of it. */
static inline struct fuzz_input
fuzz_field(struct fuzz_input *in, uint8_t separator)
{
	struct fuzz_input field = { in->p, 0 };

	while (in->n > 0) {
		in->n--;
		if (*in->p++ == separator)
			return field;
		field.n++;
	}
	return field;
}

/* Bytes before a held span that nobody may read; a shadow granule of ASan. */
#define FUZZ_MARGIN 8

/*
 * A copy on the heap that ends where the span ends and begins behind a margin:
 * with AddressSanitizer a read on either side is found.  The lower index of
 * the span is not 0, which finds an index taken for an offset.
 */
static inline struct baro_span
fuzz_hold(struct fuzz_input in)
{
	uint8_t *b = malloc(FUZZ_MARGIN + in.n);

	FUZZ_CHECK(b != NULL);
	memset(b, 0x5a, FUZZ_MARGIN);
	if (in.n > 0)
		memcpy(&b[FUZZ_MARGIN], in.p, in.n);
	ASAN_POISON_MEMORY_REGION(b, FUZZ_MARGIN);
	return baro_span_cut(baro_span(b, FUZZ_MARGIN + in.n), FUZZ_MARGIN,
	    FUZZ_MARGIN + in.n);
}

static inline void
fuzz_release(struct baro_span s)
{
	uint8_t *b = (uint8_t *)(uintptr_t)s.b;

	ASAN_UNPOISON_MEMORY_REGION(b, FUZZ_MARGIN);
	free(b);
}

/* A writer over an array of exactly ${cap} bytes. */
static inline struct baro_buffer
fuzz_room(size_t cap)
{
	uint8_t *b = malloc(cap > 0 ? cap : 1);

	FUZZ_CHECK(b != NULL);
	memset(b, 0xa5, cap > 0 ? cap : 1);
	return baro_buffer_over(b, cap);
}

static inline void
fuzz_room_release(struct baro_buffer *out)
{
	FUZZ_CHECK(out->len <= out->cap);
	free(out->b);
}

/* Whether a span holds the ${n} bytes at ${p}. */
static inline bool
fuzz_same(struct baro_span s, const void *p, size_t n)
{
	return s.hi - s.lo == n && (n == 0 || memcmp(&s.b[s.lo], p, n) == 0);
}

/* Whether ${s} is a part of ${whole}, by address. */
static inline bool
fuzz_within(struct baro_span s, struct baro_span whole)
{
	return s.b == whole.b && s.lo >= whole.lo && s.lo <= s.hi &&
	    s.hi <= whole.hi;
}

#endif /* BARO_FUZZ_H */
