/* SPDX-License-Identifier: ISC */
/*
 * Put in front of libsodium's sources: the pointers to its tables of functions
 * become read-only once they are relocated, as our own are.  They were all that
 * the module had of data that can be written to, at the price of a mapping and
 * of a page copied in every host.
 *
 * libsodium writes to them in sodium_init() alone, to choose code for the
 * processor at hand.  Nobody here calls it (tests/lint/objects.py), and whoever
 * did would crash the host.
 */
#pragma clang section data = ".data.rel.ro"
