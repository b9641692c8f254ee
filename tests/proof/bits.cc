/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * base/constant_time.h as formulas over bit-vectors, for z3.
 *
 * The header is compiled as it is, but with classes for its integer types:
 * their operators write a line of SMT-LIB instead of calculating.  For each
 * function there is a claim, and z3 looks for values that refute it: it must
 * answer "unsat" each time.
 */
#include <stdio.h>

#include "base/eight.h"
#include "base/span.h"

static unsigned int terms;

/* An unsigned integer of so many bits. */
template <int width> struct word {
	unsigned int id;

	word(unsigned long long constant) : id(terms++)
	{
		printf("(define-fun t%u () (_ BitVec %d) (_ bv%llu %d))\n",
		    id, width, constant, width);
	}

	explicit word(const char *format, unsigned int a = 0,
	    unsigned int b = 0) : id(terms++)
	{
		printf("(define-fun t%u () (_ BitVec %d) ", id, width);
		printf(format, a, b);
		printf(")\n");
	}

	/* A conversion of C: to more bits with zeros, to fewer without. */
	template <int other> explicit word(word<other> v) : id(terms++)
	{
		printf("(define-fun t%u () (_ BitVec %d) ", id, width);
		if (width > other)
			printf("((_ zero_extend %d) t%u))\n",
			    width - other, v.id);
		else
			printf("((_ extract %d 0) t%u))\n", width - 1,
			    v.id);
	}

	friend word operator^(word a, word b)
	{
		return word("(bvxor t%u t%u)", a.id, b.id);
	}
	friend word operator|(word a, word b)
	{
		return word("(bvor t%u t%u)", a.id, b.id);
	}
	friend word operator&(word a, word b)
	{
		return word("(bvand t%u t%u)", a.id, b.id);
	}
	friend word operator+(word a, word b)
	{
		return word("(bvadd t%u t%u)", a.id, b.id);
	}
	friend word operator-(word a, word b)
	{
		return word("(bvsub t%u t%u)", a.id, b.id);
	}
	friend word operator*(word a, word b)
	{
		return word("(bvmul t%u t%u)", a.id, b.id);
	}
	friend word operator>>(word a, int bits)
	{
		return word("(bvlshr t%u t%u)", a.id,
		    word((unsigned int)bits).id);
	}
	word operator~() const
	{
		return word("(bvnot t%u)", id);
	}
};

/* The barrier against the optimiser is no arithmetic. */
#define __FRAMAC__
#define uint32_t word<32>
#define uint64_t word<64>
#include "base/constant_time.h"

typedef word<32> w32;
typedef word<64> w64;

template <int width> static word<width>
any(const char *name)
{
	printf("(declare-const %s (_ BitVec %d))\n", name, width);
	return word<width>(name);
}

/* That for all a, b, c ${result} is ${expected}, if ${where}. */
static void
claim(const char *name, w32 result, const char *where, const char *expected)
{
	printf("(push)\n(assert %s)\n(assert (not (= t%u %s)))\n"
	    "(echo \"%s\")\n(check-sat)\n(pop)\n", where, result.id, expected,
	    name);
}

/* A byte of ${eight} is printable or a tabulator. */
#define BYTE(top, low) "((_ extract " #top " " #low ") eight)"
#define GOOD(top, low) "(or (= #x09 " BYTE(top, low) ") (and (bvule #x20 " \
    BYTE(top, low) ") (bvule " BYTE(top, low) " #x7e)))"

int
main()
{
	printf("(set-logic QF_BV)\n");
	w32 a = any<32>("a");
	w32 b = any<32>("b");
	w32 c = any<32>("c");
	w64 eight = any<64>("eight");

	claim("hide", baro_ct_hide(a), "true", "a");
	claim("equal", baro_ct_equal(a, b), "true",
	    "(ite (= a b) #xffffffff #x00000000)");
	claim("less", baro_ct_less(a, b), "true",
	    "(ite (bvult a b) #xffffffff #x00000000)");
	claim("in_range", baro_ct_in_range(a, b, c), "(bvule b c)",
	    "(ite (and (bvule b a) (bvule a c)) #xffffffff #x00000000)");
	claim("select, true", baro_ct_select(a, b, c), "(= a #xffffffff)",
	    "b");
	claim("select, false", baro_ct_select(a, b, c), "(= a #x00000000)",
	    "c");
	claim("printable", baro_ct_printable(eight), "true",
	    "(ite (and " GOOD(7, 0) GOOD(15, 8) GOOD(23, 16) GOOD(31, 24)
	    GOOD(39, 32) GOOD(47, 40) GOOD(55, 48) GOOD(63, 56)
	    ") #xffffffff #x00000000)");
	return 0;
}
