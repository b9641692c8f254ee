/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * SELinux labels, as extended attributes.  Floor 3.  libselinux is not needed
 * to copy a label, and not linked.
 */
#include "sys/label.h"

#include <errno.h>
#include <sys/xattr.h>

#include "base/span.h"
#include "base/uninitialised.h"

#define LABEL "security.selinux"
#define LABEL_BYTES_MAX 1024

/*
 * Where in the label "user:role:type[:range]" the type begins.  The SELinux
 * user of a new file is that of whoever made it, decides nothing here, and
 * could not be changed by a login program.
 */
static struct baro_span
from_type(const char *label, size_t n)
{
	size_t colons = 0;
	size_t i = 0;

	while (i < n && colons < 2) {
		if (label[i] == ':')
			colons++;
		i++;
	}
	return baro_span_cut(baro_span((const uint8_t *)label, n), i, n);
}

/* see label.h */
bool
baro_label_keep(int from, int to)
{
	char want[LABEL_BYTES_MAX] BARO_UNINITIALISED;
	char have[LABEL_BYTES_MAX] BARO_UNINITIALISED;
	ssize_t n = fgetxattr(from, LABEL, want, sizeof want);
	ssize_t m;

	if (n < 0)
		return errno == ENODATA || errno == EOPNOTSUPP;
	m = fgetxattr(to, LABEL, have, sizeof have);
	if (m > 0 && baro_span_equal(from_type(want, (size_t)n),
	    from_type(have, (size_t)m)))
		return true;
	return fsetxattr(to, LABEL, want, (size_t)n, 0) == 0;
}
