/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The registers of vectors, in their whole width.  Floor 3.
 */
#ifndef BARO_SYS_VECTORS_H
#define BARO_SYS_VECTORS_H

/**
 * baro_vectors_clear():
 * Clear these registers, whatever this processor has of them.  To ask it takes
 * some microseconds on a virtual machine, so this is for what others have left
 * there; baro_secret_burn_registers is for what we leave ourselves.
 */
void baro_vectors_clear(void);

#endif /* BARO_SYS_VECTORS_H */
