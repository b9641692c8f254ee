/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The value of secret=: a path in which user and home can be put (P-030 to
 * P-036).  Floor 1.
 *
 * Grammar:
 *	location = ["~" before "/"] *(variable / plain)
 *	variable = "${HOME}" / "$[HOME]" / "${USER}" / "$[USER]"
 *	plain    = SP / %x21-23 / %x25-7E / %x80-FF
 * A leading "~/" is "${HOME}/", any other leading "~" and any other "$" is an
 * error.
 */
#ifndef BARO_CODEC_LOCATION_H
#define BARO_CODEC_LOCATION_H

#include "base/buffer.h"
#include "base/error.h"

#define BARO_PATH_MAX 4095	/* PATH_MAX of Linux, without its NUL */

struct baro_location_uses {
	bool user;	/* the user's name is part of the path */
	bool home;	/* the user's home directory is */
};

/**
 * baro_location_user_valid(user):
 * Whether ${user} may become part of a path: 1 to 255 bytes, not "." or "..",
 * no "/", no NUL, no control byte, and no "~" (such a name is the temporary
 * file or the backup of another user's record, D-04).
 */
bool baro_location_user_valid(struct baro_span user);

/**
 * baro_location_path_valid(path):
 * Whether ${path} is the absolute path of a file: at most BARO_PATH_MAX bytes,
 * a "/" before each component and none at the end, no component empty, "." or
 * "..", no control byte.
 */
bool baro_location_path_valid(struct baro_span path);

/**
 * baro_location_is_record(path):
 * Whether the file's own name in the valid ${path} may be a record's: it holds
 * no "~", with which temporary files and backups are named (D-04).
 */
bool baro_location_is_record(struct baro_span path);

/**
 * baro_location_uses(pattern, ret_uses):
 * Say which variables ${pattern} holds, without expanding it.  Return BARO_OK
 * or BARO_E_LOCATION if it does not fit the grammar.
 */
enum baro_error baro_location_uses(struct baro_span pattern,
    struct baro_location_uses *ret_uses);

/**
 * baro_location_expand(pattern, user, home, out):
 * Append ${pattern} to ${out} with the variables replaced, followed by a NUL
 * that a path needs.  Return BARO_OK; BARO_E_USER_NAME if the pattern asks for
 * a user or a home and ${user} is not valid; BARO_E_LOCATION if the pattern
 * does not fit the grammar, if it asks for a home and ${home} is not absolute,
 * if the result is not a valid path in the sense of baro_location_path_valid
 * or not that of a record, or if ${out} is full.  On failure ${out} holds bytes
 * of no meaning.
 */
enum baro_error baro_location_expand(struct baro_span pattern,
    struct baro_span user, struct baro_span home, struct baro_buffer *out);

#endif /* BARO_CODEC_LOCATION_H */
