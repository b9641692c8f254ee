/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Wiping.  Floor 0.
 *
 * The long-lived secrets of an attempt live in one mapping (sys/vault.h) that
 * is wiped as a whole.  What is left here is the stack: compression functions
 * of the HMAC leave words of the key schedule in dead frames below us, the
 * parser leaves numbers; and the registers: what the compiler makes of a loop
 * leaves pieces of a record in those of vectors, which the loader saves on the
 * stack when the host calls a function for the first time.  A C library's
 * function would use more of them: none is given a secret (sys/memory.c), but
 * by libpam, which copies the password of forward_pass (sys/vectors.h).
 */
#ifndef BARO_BASE_SECRET_H
#define BARO_BASE_SECRET_H

#include <stddef.h>

/**
 * baro_secret_wipe(p, n):
 * Overwrite the ${n} bytes at ${p} with zeros in a way that the optimiser may
 * not remove.
 */
void baro_secret_wipe(void *p, size_t n);

/**
 * baro_secret_burn_registers():
 * Clear the registers that a function may use without giving back what was in
 * them.  Whoever leaves the record for the prompt, or for good, calls it.
 */
void baro_secret_burn_registers(void);

/**
 * baro_secret_burn_stack():
 * Overwrite the stack below the caller's frame, deeper than baro_decide
 * reaches, and the registers; so whoever calls that one calls this one next,
 * from the same frame.
 */
void baro_secret_burn_stack(void);

#endif /* BARO_BASE_SECRET_H */
