/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Finding what is sealed, so that a key which is gone is missed: whatever
 * cannot be looked at may be sealed.  Floor 5.
 */
#ifndef BARO_CLI_SEALED_H
#define BARO_CLI_SEALED_H

#include <stdbool.h>

#include "codec/location.h"
#include "sys/path.h"

/* A file or a directory that is, or may be, sealed or have something so. */
struct baro_sealed {
	char path[BARO_PATH_MAX + BARO_NAME_BYTES_MAX + 1];	/* "": none */
	int error;		/* why that is not known; 0: it is sealed */
};

/**
 * baro_sealed_below(path, ret_sealed):
 * Whether anything in the directory ${path}, or below it, is or may be sealed;
 * ${ret_sealed}: what, untouched if nothing is.  It need not be there.
 */
bool baro_sealed_below(const char *path, struct baro_sealed *ret_sealed);

/**
 * baro_sealed_beside(place, path, ret_sealed):
 * The same of the directory of ${place}, whose path is ${path}, and not below.
 */
bool baro_sealed_beside(const struct baro_path *place, const char *path,
    struct baro_sealed *ret_sealed);

/**
 * baro_sealed_file(place, path, ret_sealed):
 * The same of the file at ${place} alone, whose path is ${path}.
 */
bool baro_sealed_file(const struct baro_path *place, const char *path,
    struct baro_sealed *ret_sealed);

#endif /* BARO_CLI_SEALED_H */
