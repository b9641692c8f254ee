/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/path: which directories are walked through, and which files are opened.
 * Needs root.
 */
#include "unit_world.h"

#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "sys/path.h"

#define LEAF UNIT_ROOM "/a/b/c"
#define FILE_PATH LEAF "/record"

/* T28: nothing that somebody puts in the way may hold us up. */
#define AT_ONCE_MS 100

static const char *const components[] = {
	UNIT_ROOM, UNIT_ROOM "/a", UNIT_ROOM "/a/b", LEAF
};

#define COMPONENTS (sizeof components / sizeof components[0])

/* A fresh chain of directories with a file at its end. */
static int
setup(void **state)
{
	(void)unit_empty_room(state);
	for (size_t i = 1; i < COMPONENTS; i++)
		unit_put_directory(components[i], 0, 0755);
	unit_put(FILE_PATH, "text", 0, 0600);
	return 0;
}

/* Open the directory of ${path}; on failure nothing may stay open. */
static enum baro_error
walk(const char *path, uid_t owner)
{
	size_t before = unit_descriptors();
	struct baro_path p;
	uint64_t begin_ms = unit_ms();
	enum baro_error e = baro_path_open(path, owner, &p);
	int error = errno;

	assert_true(unit_ms() - begin_ms < AT_ONCE_MS);
	if (e == BARO_OK) {
		assert_true(p.dir >= 0);
		assert_true(unit_closes_on_exec(p.dir));
	} else {
		assert_int_equal(p.dir, -1);
	}
	baro_path_close(&p);
	assert_int_equal(p.dir, -1);
	baro_path_close(&p);
	assert_int_equal(unit_descriptors(), before);
	errno = error;
	return e;
}

/* Demand that ${path} leads to ${directory} and ${name}. */
static void
expect_parts(const char *path, const char *directory, const char *name)
{
	struct baro_path p;
	struct stat st;

	assert_int_equal(baro_path_open(path, 0, &p), BARO_OK);
	assert_string_equal(p.name, name);
	UNIT_MUST(fstat(p.dir, &st) == 0);
	assert_int_equal(st.st_ino, unit_stat(directory).st_ino);
	assert_int_equal(st.st_dev, unit_stat(directory).st_dev);
	/* fsync(2) needs more than O_PATH. */
	assert_int_equal(fsync(p.dir), 0);
	baro_path_close(&p);
}

/* rows: W-20 P-123 */
static void
test_a_safe_chain(void **state)
{
	(void)state;
	assert_int_equal(walk(FILE_PATH, 0), BARO_OK);
	expect_parts(FILE_PATH, LEAF, "record");
	/* The name itself need not be there. */
	expect_parts(LEAF "/none", LEAF, "none");
	/* The root directory can be the last one. */
	expect_parts("/name", "/", "name");
}

/* rows: W-01 W-20 P-114 P-123 */
static void
test_a_component_that_others_can_write(void **state)
{
	static const mode_t bad[] = {
		0775, 0757, 0777, 01777, 02775, 0720, 0702
	};

	(void)state;
	for (size_t i = 0; i < COMPONENTS; i++) {
		for (size_t j = 0; j < sizeof bad / sizeof bad[0]; j++) {
			UNIT_MUST(chmod(components[i], bad[j]) == 0);
			assert_int_equal(walk(FILE_PATH, 0), BARO_E_UNSAFE);
			assert_int_equal(walk(FILE_PATH, UNIT_ALICE),
			    BARO_E_UNSAFE);
		}
		UNIT_MUST(chmod(components[i], 0755) == 0);
		assert_int_equal(walk(FILE_PATH, 0), BARO_OK);
	}
}

/* rows: W-20 P-123 */
static void
test_a_component_of_somebody_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < COMPONENTS; i++) {
		UNIT_MUST(chown(components[i], UNIT_ALICE, 0) == 0);
		assert_int_equal(walk(FILE_PATH, 0), BARO_E_UNSAFE);
		assert_int_equal(walk(FILE_PATH, UNIT_BOB), BARO_E_UNSAFE);
		assert_int_equal(walk(FILE_PATH, UNIT_ALICE), BARO_OK);
		UNIT_MUST(chown(components[i], 0, 0) == 0);
	}
}

/* The group that owns a directory decides nothing if it cannot write. */
static void
test_any_group(void **state)
{
	(void)state;
	UNIT_MUST(chown(LEAF, 0, UNIT_BOB) == 0);
	UNIT_MUST(chmod(LEAF, 02755) == 0);
	assert_int_equal(walk(FILE_PATH, 0), BARO_OK);
}

/* What is put in the place of a component. */
static void
put_link(const char *at)
{
	UNIT_MUST(symlink("moved", at) == 0);
}

static void
put_file(const char *at)
{
	unit_put(at, "file", 0, 0600);
}

static void
put_fifo(const char *at)
{
	UNIT_MUST(mkfifo(at, 0600) == 0);
}

static void
put_device(const char *at)
{
	UNIT_MUST(mknod(at, S_IFCHR | 0600, makedev(1, 3)) == 0);
}

static void
put_socket(const char *at)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	UNIT_MUST(strlen(at) < sizeof address.sun_path);
	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", at);
	UNIT_MUST(bind(s, (struct sockaddr *)&address, sizeof address) == 0);
	UNIT_MUST(close(s) == 0);
}

static void (*const intruders[])(const char *) = {
	put_link, put_file, put_fifo, put_device, put_socket
};

#define INTRUDERS (sizeof intruders / sizeof intruders[0])

/* rows: W-20 P-123 */
static void
test_T28_a_component_that_is_no_directory(void **state)
{
	(void)state;
	for (size_t i = 1; i < COMPONENTS; i++) {
		for (size_t j = 0; j < INTRUDERS; j++) {
			char moved[64];

			(void)snprintf(moved, sizeof moved, "%s/moved",
			    i == 1 ? UNIT_ROOM : components[i - 1]);
			UNIT_MUST(rename(components[i], moved) == 0);
			intruders[j](components[i]);
			assert_int_equal(walk(FILE_PATH, 0), BARO_E_UNSAFE);
			UNIT_MUST(unlink(components[i]) == 0);
			UNIT_MUST(rename(moved, components[i]) == 0);
		}
	}
	assert_int_equal(walk(FILE_PATH, 0), BARO_OK);
}

static void
test_a_component_that_is_missing(void **state)
{
	(void)state;
	assert_int_equal(walk(UNIT_ROOM "/x/b/c/record", 0), BARO_E_OPEN);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(walk(UNIT_ROOM "/a/b/x/record", 0), BARO_E_OPEN);
	assert_int_equal(errno, ENOENT);
}

/* A path of ${n} letters behind the leaf. */
static const char *
long_name(size_t n)
{
	static char path[1024];
	int lead = snprintf(path, sizeof path, "%s/", LEAF);

	memset(path + lead, 'n', n);
	path[(size_t)lead + n] = '\0';
	return path;
}

/* rows: P-034 */
static void
test_names(void **state)
{
	(void)state;
	assert_int_equal(walk(long_name(255), 0), BARO_OK);
	assert_int_equal(walk(long_name(256), 0), BARO_E_OPEN);
	assert_int_equal(errno, ENAMETOOLONG);
	assert_int_equal(walk(LEAF "/", 0), BARO_E_OPEN);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(walk(UNIT_ROOM "//a/b/c/record", 0), BARO_E_OPEN);
	/* An empty component does not begin the path anew. */
	assert_int_equal(walk(UNIT_ROOM "/" FILE_PATH, 0), BARO_E_OPEN);
	assert_int_equal(walk("/" FILE_PATH, 0), BARO_E_OPEN);
	assert_int_equal(walk("/", 0), BARO_E_OPEN);
}

/* A host may have closed its standard input: 0 is a descriptor, too. */
static bool
with_closed_input(void)
{
	size_t before;
	struct baro_path p;
	struct stat st;
	int file = -1;

	UNIT_MUST(close(0) == 0);
	before = unit_descriptors();
	UNIT_CHECK(baro_path_open(FILE_PATH, 0, &p) == BARO_OK);
	UNIT_CHECK(baro_path_open_file(&p, &file, &st) == BARO_OK);
	UNIT_CHECK(p.dir == 0 || file == 0);
	UNIT_MUST(close(file) == 0);
	baro_path_close(&p);
	UNIT_CHECK(unit_descriptors() == before);
	UNIT_CHECK(baro_path_open(UNIT_ROOM "/none/x", 0, &p) == BARO_E_OPEN);
	return unit_descriptors() == before;
}

/* rows: P-007 */
static void
test_T05_with_closed_input(void **state)
{
	(void)state;
	assert_true(unit_in_child(with_closed_input));
}

/* The root directory is checked like the others. */
static bool
in_an_unsafe_root(void)
{
	struct baro_path p;

	UNIT_MUST(chroot(UNIT_ROOM) == 0 && chdir("/") == 0);
	UNIT_CHECK(baro_path_open("/a/record", 0, &p) == BARO_OK);
	baro_path_close(&p);
	UNIT_MUST(chmod("/", 0777) == 0);
	UNIT_CHECK(baro_path_open("/a/record", 0, &p) == BARO_E_UNSAFE);
	UNIT_CHECK(baro_path_open("/record", 0, &p) == BARO_E_UNSAFE);
	return p.dir == -1;
}

/* rows: W-01 W-20 */
static void
test_the_root_directory(void **state)
{
	(void)state;
	assert_true(unit_in_child(in_an_unsafe_root));
}

/* Search permission is enough for all but the last directory. */
static bool
as_alice(void)
{
	struct baro_path p;
	struct stat st;
	int file = -1;

	unit_become(UNIT_ALICE);
	UNIT_CHECK(baro_path_open(FILE_PATH, UNIT_ALICE, &p) == BARO_OK);
	UNIT_CHECK(baro_path_open_file(&p, &file, &st) == BARO_E_OPEN);
	UNIT_CHECK(errno == EACCES);
	baro_path_close(&p);
	UNIT_CHECK(baro_path_open(UNIT_ROOM "/a/x", UNIT_ALICE, &p) ==
	    BARO_E_OPEN);
	return errno == EACCES;
}

/* rows: P-123 */
static void
test_without_the_right_to_list(void **state)
{
	(void)state;
	UNIT_MUST(chmod(UNIT_ROOM "/a", 0711) == 0);
	UNIT_MUST(chmod(UNIT_ROOM "/a/b", 0711) == 0);
	UNIT_MUST(chown(LEAF, UNIT_ALICE, UNIT_ALICE) == 0);
	assert_true(unit_in_child(as_alice));
}

/* ---- the file */

/* Open ${name} in the leaf. */
static enum baro_error
open_file(const char *name)
{
	size_t before = unit_descriptors();
	uint64_t begin_ms = unit_ms();
	struct baro_path p;
	struct stat st;
	int file = -1;
	enum baro_error e;

	UNIT_MUST(baro_path_open(LEAF "/x", 0, &p) == BARO_OK);
	(void)snprintf(p.name, sizeof p.name, "%s", name);
	e = baro_path_open_file(&p, &file, &st);
	baro_path_close(&p);
	assert_true(unit_ms() - begin_ms < AT_ONCE_MS);
	assert_int_equal(file >= 0, e == BARO_OK);
	if (file >= 0) {
		assert_true(unit_closes_on_exec(file));
		assert_true(S_ISREG(st.st_mode));
		UNIT_MUST(close(file) == 0);
	}
	assert_int_equal(unit_descriptors(), before);
	return e;
}

/* rows: M-05 D-11 */
static void
test_a_file(void **state)
{
	(void)state;
	assert_int_equal(open_file("record"), BARO_OK);
	assert_int_equal(open_file("none"), BARO_E_ABSENT);
}

/* rows: W-20 P-123 M-06 */
static void
test_T28_no_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < INTRUDERS; i++) {
		if (intruders[i] == put_file)
			continue;
		intruders[i](LEAF "/odd");
		assert_int_equal(open_file("odd"), BARO_E_UNSAFE);
		UNIT_MUST(unlink(LEAF "/odd") == 0);
	}
	unit_put_directory(LEAF "/odd", 0, 0700);
	assert_int_equal(open_file("odd"), BARO_E_UNSAFE);
}

/* rows: W-20 P-123 */
static void
test_T04_links(void **state)
{
	(void)state;
	UNIT_MUST(symlink("record", LEAF "/soft") == 0);
	assert_int_equal(open_file("soft"), BARO_E_UNSAFE);
	UNIT_MUST(link(FILE_PATH, LEAF "/hard") == 0);
	assert_int_equal(open_file("hard"), BARO_E_UNSAFE);
	assert_int_equal(open_file("record"), BARO_E_UNSAFE);
	UNIT_MUST(unlink(LEAF "/hard") == 0);
	assert_int_equal(open_file("record"), BARO_OK);
}

/* A device without a driver cannot even be opened. */
static void
test_a_device_of_nobody(void **state)
{
	(void)state;
	UNIT_MUST(mknod(LEAF "/odd", S_IFCHR | 0600, makedev(4095, 1)) == 0);
	assert_int_equal(open_file("odd"), BARO_E_UNSAFE);
}

/* ---- reading */

/* Read the file as if it held ${size} bytes. */
static enum baro_error
read_as(size_t size, struct baro_span *ret_got)
{
	int file = open(FILE_PATH, O_RDONLY | O_CLOEXEC);
	uint8_t *b = unit_block(size + 1);
	enum baro_error e;

	/* From the beginning, wherever the descriptor stands. */
	assert_int_equal(lseek(file, 2, SEEK_SET), 2);
	errno = 0;
	e = baro_path_read(file, size, b);
	*ret_got = baro_span(b, size);
	UNIT_MUST(close(file) == 0);
	return e;
}

/* rows: M-08 */
static void
test_read(void **state)
{
	struct baro_span got;

	(void)state;
	assert_int_equal(read_as(4, &got), BARO_OK);
	unit_expect_text(got, "text");
	for (size_t size = 0; size < 9; size++) {
		if (size == 4)
			continue;
		assert_int_equal(read_as(size, &got), BARO_E_READ);
		assert_int_equal(errno, EIO);
	}
}

/* rows: M-08 */
static void
test_read_fails(void **state)
{
	int directory = open(LEAF, O_RDONLY | O_CLOEXEC);
	uint8_t b[8];

	(void)state;
	assert_int_equal(baro_path_read(directory, 7, b), BARO_E_READ);
	assert_int_equal(errno, EISDIR);
	UNIT_MUST(close(directory) == 0);
}

#define TEST(function) cmocka_unit_test_setup(function, setup)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_safe_chain),
		TEST(test_a_component_that_others_can_write),
		TEST(test_a_component_of_somebody_else),
		TEST(test_any_group),
		TEST(test_T28_a_component_that_is_no_directory),
		TEST(test_a_component_that_is_missing),
		TEST(test_names),
		TEST(test_T05_with_closed_input),
		TEST(test_the_root_directory),
		TEST(test_without_the_right_to_list),
		TEST(test_a_file),
		TEST(test_T28_no_file),
		TEST(test_T04_links),
		TEST(test_a_device_of_nobody),
		TEST(test_read),
		TEST(test_read_fails),
	};

	unit_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
