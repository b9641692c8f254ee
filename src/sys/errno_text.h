/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The texts of error numbers.  Floor 3.
 */
#ifndef BARO_SYS_ERRNO_TEXT_H
#define BARO_SYS_ERRNO_TEXT_H

#include <stddef.h>

#include "base/span.h"

#define BARO_ERRNO_TEXT_BYTES 80

/**
 * baro_errno_text(error, b):
 * Put the text of the error number ${error} into ${b}, which has room for
 * BARO_ERRNO_TEXT_BYTES, and return its span.  Thread-safe.
 */
struct baro_span baro_errno_text(int error, char *b);

#endif /* BARO_SYS_ERRNO_TEXT_H */
