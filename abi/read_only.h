/* SPDX-License-Identifier: ISC */
/*
 * Put in front of libsodium's sources: its tables of functions, which it never
 * writes to, become read-only once they are relocated, as ours are.  They were
 * all that the module had of data that can be written to, at the price of a
 * mapping and of a page copied in every host.
 */
#pragma clang section data = ".data.rel.ro"
