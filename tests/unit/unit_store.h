/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the tests of a record on disk share: alice's record in alice's home,
 * locked, and a file outside that is none of our business.
 */
#ifndef BARO_TESTS_UNIT_STORE_H
#define BARO_TESTS_UNIT_STORE_H

#include "unit_world.h"

#include "sys/store.h"

#define HOME UNIT_ROOM "/home"
#define RECORD HOME "/record"
#define TEMP RECORD "~"
#define OUTSIDE UNIT_ROOM "/outside"

static struct baro_store store;

static inline int
unit_store_begin(void **state)
{
	(void)unit_empty_room(state);
	unit_put_directory(HOME, UNIT_ALICE, 0700);
	unit_put(RECORD, "old", UNIT_ALICE, 0600);
	unit_put(OUTSIDE, "outside", 0, 0644);
	UNIT_MUST(baro_store_open(RECORD, UNIT_ALICE, &store) == BARO_OK);
	UNIT_MUST(baro_store_lock(&store) == BARO_OK);
	return 0;
}

static inline int
unit_store_end(void **state)
{
	(void)state;
	(void)umask(022);
	baro_store_close(&store);
	return 0;
}

/* Replace the record by ${text}; no descriptor may be left. */
static inline enum baro_error
unit_replace(const char *text)
{
	size_t before = unit_descriptors();
	enum baro_error e = baro_store_replace(&store, unit_text(text));

	assert_int_equal(unit_descriptors(), before);
	return e;
}

/* Demand the old record, and nothing beside it. */
static inline void
unit_expect_old(void)
{
	unit_expect_file(RECORD, "old");
	unit_expect_attributes(RECORD, UNIT_ALICE, 0600);
	assert_int_equal(unit_entries(HOME), 1);
	unit_expect_file(OUTSIDE, "outside");
}

/* Demand the new record, with the old one's attributes. */
static inline void
unit_expect_new(mode_t mode)
{
	unit_expect_file(RECORD, "new one");
	unit_expect_attributes(RECORD, UNIT_ALICE, mode);
	assert_int_equal(unit_entries(HOME), 1);
	unit_expect_file(OUTSIDE, "outside");
	unit_expect_attributes(OUTSIDE, 0, 0644);
}

/* Lay a file system of ${options} over the home, with the record in it. */
static inline void
unit_remount_home(const char *options)
{
	baro_store_close(&store);
	UNIT_MUST(mount("unit", HOME, "tmpfs", 0, options) == 0);
	UNIT_MUST(chown(HOME, UNIT_ALICE, UNIT_ALICE) == 0);
	unit_put(RECORD, "old", UNIT_ALICE, 0600);
	UNIT_MUST(baro_store_open(RECORD, UNIT_ALICE, &store) == BARO_OK);
	UNIT_MUST(baro_store_lock(&store) == BARO_OK);
}

/* Begin anew, in the middle of a test. */
static inline void
unit_store_again(void)
{
	(void)unit_store_end(NULL);
	(void)unit_store_begin(NULL);
}

#define UNIT_STORE_TEST(function) \
	cmocka_unit_test_setup_teardown(function, unit_store_begin, \
	    unit_store_end)

#endif /* BARO_TESTS_UNIT_STORE_H */
