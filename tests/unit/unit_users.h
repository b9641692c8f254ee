/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * An /etc of the test's own.
 */
#ifndef BARO_TESTS_UNIT_USERS_H
#define BARO_TESTS_UNIT_USERS_H

#include "unit_world.h"

#define UNIT_PASSWD \
	"root:x:0:0:root:/root:/bin/sh\n" \
	"alice:x:64001:64001:Alice:/srv/alice:/bin/sh\n" \
	"bob:x:64002:64002::/srv/bob:/bin/sh\n"

#define UNIT_GROUP \
	"root:x:0:\n" \
	"alice:x:64001:\n" \
	"bob:x:64002:\n" \
	"crew:x:64010:alice,bob\n" \
	"fleet:x:64011:alice\n" \
	"dock:x:64012:bob\n"

static inline void
unit_set_passwd(const char *text)
{
	(void)unlink("/etc/passwd");
	unit_put("/etc/passwd", text, 0, 0644);
}

static inline void
unit_set_group(const char *text)
{
	(void)unlink("/etc/group");
	unit_put("/etc/group", text, 0, 0644);
}

/* Call after unit_world: from here on /etc holds two files. */
static inline void
unit_users(void)
{
	unit_mount_empty("/etc");
	unit_set_passwd(UNIT_PASSWD);
	unit_set_group(UNIT_GROUP);
}

/* Both files as they were; for cmocka's setup. */
static inline int
unit_reset_users(void **state)
{
	unit_set_passwd(UNIT_PASSWD);
	unit_set_group(UNIT_GROUP);
	return unit_empty_room(state);
}

#endif /* BARO_TESTS_UNIT_USERS_H */
