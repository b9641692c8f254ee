/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * SELinux labels.  Floor 3.
 */
#ifndef BARO_SYS_LABEL_H
#define BARO_SYS_LABEL_H

#include <stdbool.h>

/**
 * baro_label_keep(from, to):
 * Give the file ${to} the label of the file ${from}, if its type or range is
 * another one.  Return whether it has it now; true where files have no labels.
 */
bool baro_label_keep(int from, int to);

#endif /* BARO_SYS_LABEL_H */
