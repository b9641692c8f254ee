/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What keeps a file from being trusted or opened, in words.  Floor 5.
 *
 * The verdict is given elsewhere (sys/path, sys/store), on what was opened.
 * This looks at the names again, and nothing but words depends on it.
 */
#ifndef BARO_CLI_EXPLAIN_H
#define BARO_CLI_EXPLAIN_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/**
 * baro_explain(path, owner, to):
 * Write to ${to} what is wrong with the first component of the absolute
 * ${path} that cannot be reached, or that is not as baro_path_open and
 * baro_store_find demand it for ${owner}: ": /a/b can be written by ...".
 * Return false, having written nothing, if none is found.
 */
bool baro_explain(const char *path, uid_t owner, FILE *to);

#endif /* BARO_CLI_EXPLAIN_H */
