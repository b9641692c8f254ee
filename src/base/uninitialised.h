/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The exception from -ftrivial-auto-var-init=zero.  Floor 0.
 *
 * The build clears all automatic variables, so that a forgotten initialisation
 * reads zeros.  For an array of kilobytes that is filled before it is read,
 * that is work for nothing, at each login: it is marked by this word, which
 * says that somebody looked.
 */
#ifndef BARO_BASE_UNINITIALISED_H
#define BARO_BASE_UNINITIALISED_H

#define BARO_UNINITIALISED __attribute__((uninitialized))

#endif /* BARO_BASE_UNINITIALISED_H */
