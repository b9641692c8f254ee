/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/lines: where lines end, whatever their length, and where chunks of the
 * file do.  Needs root, for a place to put files.
 */
#include "unit_world.h"

#include "sys/lines.h"

#define FILE_PATH UNIT_ROOM "/lines"

static struct baro_lines lines;

/* Write ${n} bytes and open them. */
static void
begin(const void *bytes, size_t n)
{
	(void)unlink(FILE_PATH);
	unit_put_bytes(FILE_PATH, bytes, n, 0, 0644);
	memset(&lines, 0x55, sizeof lines);
	assert_int_equal(baro_lines_open(FILE_PATH, &lines), BARO_OK);
	assert_true(unit_closes_on_exec(lines.file));
}

static void
expect_line(const void *bytes, size_t n)
{
	struct baro_span line;

	assert_int_equal(baro_lines_next(&lines, &line), BARO_OK);
	unit_expect_bytes(line, bytes, n);
}

static void
expect_end(void)
{
	struct baro_span line;

	assert_int_equal(baro_lines_next(&lines, &line), BARO_E_ABSENT);
	assert_int_equal(baro_lines_next(&lines, &line), BARO_E_ABSENT);
	baro_lines_close(&lines);
	assert_int_equal(lines.file, -1);
	baro_lines_close(&lines);
}

static void
test_lines(void **state)
{
	(void)state;
	begin("one\n\nthree\n", 11);
	expect_line("one", 3);
	expect_line("", 0);
	expect_line("three", 5);
	expect_end();
}

static void
test_no_final_newline(void **state)
{
	(void)state;
	begin("one\ntwo", 7);
	expect_line("one", 3);
	expect_line("two", 3);
	expect_end();
	begin("x", 1);
	expect_line("x", 1);
	expect_end();
}

static void
test_empty(void **state)
{
	(void)state;
	begin("", 0);
	expect_end();
	begin("\n", 1);
	expect_line("", 0);
	expect_end();
}

/* NUL, CR and bytes past ASCII are the parsers' business. */
static void
test_any_byte(void **state)
{
	(void)state;
	begin("a\0b\n\r\n\xff\xfe\n\0", 10);
	expect_line("a\0b", 3);
	expect_line("\r", 1);
	expect_line("\xff\xfe", 2);
	expect_line("\0", 1);
	expect_end();
}

#define LONG 30000

/* A line of ${n} letters between two others. */
static void
begin_long(size_t n, bool last_newline)
{
	static char text[LONG + 16];

	memcpy(text, "first\n", 6);
	memset(text + 6, 'x', n);
	memcpy(text + 6 + n, "\nlast\n", 6);
	begin(text, n + 11 + (last_newline ? 1 : 0));
}

static void
test_long_lines_are_passed_over(void **state)
{
	static const size_t lengths[] = {
		1, BARO_LINE_BYTES_MAX - 1, BARO_LINE_BYTES_MAX,
		BARO_LINE_BYTES_MAX + 1, BARO_LINE_BYTES_MAX + 2,
		2 * BARO_LINE_BYTES_MAX - 1, 2 * BARO_LINE_BYTES_MAX,
		2 * BARO_LINE_BYTES_MAX + 1,
		3 * BARO_LINE_BYTES_MAX, LONG
	};
	static char letters[BARO_LINE_BYTES_MAX];

	(void)state;
	memset(letters, 'x', sizeof letters);
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		for (int newline = 0; newline < 2; newline++) {
			begin_long(lengths[i], newline == 1);
			expect_line("first", 5);
			if (lengths[i] <= BARO_LINE_BYTES_MAX)
				expect_line(letters, lengths[i]);
			expect_line("last", 4);
			expect_end();
		}
	}
}

/* A last line of ${n} letters, with and without its newline. */
static void
expect_last(size_t n, bool kept)
{
	static char text[LONG + 8];

	memcpy(text, "first\n", 6);
	memset(text + 6, 'x', n);
	text[6 + n] = '\n';
	for (size_t newline = 0; newline < 2; newline++) {
		begin(text, n + 6 + newline);
		expect_line("first", 5);
		if (kept)
			expect_line(text + 6, n);
		expect_end();
	}
}

static void
test_long_last_line(void **state)
{
	(void)state;
	expect_last(BARO_LINE_BYTES_MAX - 1, true);
	expect_last(BARO_LINE_BYTES_MAX, true);
	expect_last(BARO_LINE_BYTES_MAX + 1, false);
	expect_last(LONG, false);
}

/* Lines of every length up to 300: their ends meet all places of a chunk. */
static void
test_chunk_boundaries(void **state)
{
	static char text[300 * 301 / 2 + 301];
	size_t n = 0;

	(void)state;
	for (size_t length = 0; length <= 300; length++) {
		memset(text + n, 'a' + (int)(length % 26), length);
		text[n + length] = '\n';
		n += length + 1;
	}
	begin(text, n);
	n = 0;
	for (size_t length = 0; length <= 300; length++) {
		expect_line(text + n, length);
		n += length + 1;
	}
	expect_end();
}

/* A newline at each place around the end of the first chunk. */
static void
test_a_newline_at_the_end_of_a_chunk(void **state)
{
	static char text[BARO_LINE_BYTES_MAX + 32];

	(void)state;
	for (size_t at = BARO_LINE_BYTES_MAX - 8;
	    at < BARO_LINE_BYTES_MAX + 8; at++) {
		memset(text, 'x', sizeof text);
		text[100] = '\n';
		text[at] = '\n';
		begin(text, sizeof text);
		expect_line(text, 100);
		expect_line(text + 101, at - 101);
		expect_line(text + at + 1, sizeof text - at - 1);
		expect_end();
	}
}

#define NAME "ann"

static bool
is_about(struct baro_span line)
{
	size_t n = sizeof NAME ":" - 1;

	return baro_span_length(line) >= n &&
	    memcmp(&line.b[line.lo], NAME ":", n) == 0;
}

/*
 * Put the lines of the file that are about NAME, one behind the other, into
 * ${to}, and count the others that came.
 */
static size_t
collect(bool by_name, char *to, size_t *ret_others)
{
	struct baro_span line;
	enum baro_error e;
	size_t n = 0;

	*ret_others = 0;
	assert_int_equal(baro_lines_open(FILE_PATH, &lines), BARO_OK);
	while ((e = by_name ?
	    baro_lines_about(&lines, BARO_SPAN_OF(NAME), &line) :
	    baro_lines_next(&lines, &line)) == BARO_OK) {
		if (!is_about(line)) {
			(*ret_others)++;
			continue;
		}
		memcpy(to + n, &line.b[line.lo], baro_span_length(line));
		n += baro_span_length(line);
		to[n] = '\n';
		n++;
	}
	assert_int_equal(e, BARO_E_ABSENT);
	baro_lines_close(&lines);
	return n;
}

/* That both ways find the same lines, and the short way few others. */
static void
expect_same_lines(const char *text, size_t n)
{
	static char found[LONG];
	static char expected[LONG];
	size_t others;
	size_t bytes;

	begin(text, n);
	baro_lines_close(&lines);
	bytes = collect(false, expected, &others);
	assert_int_equal(collect(true, found, &others), bytes);
	assert_memory_equal(found, expected, bytes);
	/* What stands behind a line that is too long, and at the end. */
	assert_true(others <= 2);
}

/* Names that begin alike, at each place around the end of a chunk. */
static void
test_lines_about_a_name(void **state)
{
	static const char lines_below[] = "\n" NAME ":1\n" NAME "\n\n:" NAME
	    ":\n" NAME "a:2\nan:3\n" NAME ":\nAnn:4\nx" NAME ":5\n"
	    NAME ":6:" NAME ":\n\n" NAME ":7";
	static char text[BARO_LINE_BYTES_MAX + 64 + sizeof lines_below];

	(void)state;
	for (size_t n = BARO_LINE_BYTES_MAX - 64; n < BARO_LINE_BYTES_MAX + 8;
	    n++) {
		memset(text, 'x', n);
		memcpy(text + n, lines_below, sizeof lines_below);
		/* With a newline at the end, without, and a byte less. */
		text[n + sizeof lines_below - 1] = '\n';
		for (size_t cut = 0; cut < 3; cut++)
			expect_same_lines(text, n + sizeof lines_below - cut);
	}
}

static void
test_lines_about_a_name_that_is_not_there(void **state)
{
	static char text[3 * BARO_LINE_BYTES_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = "anna:\n"[i % 6];
	expect_same_lines(text, sizeof text);
	expect_same_lines("", 0);
	expect_same_lines("\n", 1);
	expect_same_lines(NAME, sizeof NAME - 1);
}

static void
expect_unopened(const char *path)
{
	size_t before = unit_descriptors();
	uint64_t begin_ms = unit_ms();

	assert_int_equal(baro_lines_open(path, &lines), BARO_E_OPEN);
	baro_lines_close(&lines);
	assert_int_equal(lines.file, -1);
	assert_int_equal(unit_descriptors(), before);
	assert_true(unit_ms() - begin_ms < 100);
}

/* rows: W-20 */
static void
test_T28_what_is_no_file(void **state)
{
	(void)state;
	expect_unopened(UNIT_ROOM "/none");
	expect_unopened(UNIT_ROOM);
	UNIT_MUST(mkfifo(FILE_PATH, 0644) == 0);
	expect_unopened(FILE_PATH);
}

/* A host may have closed its standard input. */
static bool
with_closed_input(void)
{
	struct baro_span line;

	UNIT_MUST(close(0) == 0);
	UNIT_CHECK(baro_lines_open(FILE_PATH, &lines) == BARO_OK);
	UNIT_CHECK(lines.file == 0);
	UNIT_CHECK(baro_lines_next(&lines, &line) == BARO_OK);
	baro_lines_close(&lines);
	return fcntl(0, F_GETFD) == -1;
}

/* rows: P-007 */
static void
test_T05_with_closed_input(void **state)
{
	(void)state;
	unit_put(FILE_PATH, "line\n", 0, 0644);
	assert_true(unit_in_child(with_closed_input));
}

/* An end before the end says nothing about the rest. */
static void
test_a_file_that_shrinks(void **state)
{
	struct baro_span line;

	(void)state;
	begin("one\ntwo\n", 8);
	UNIT_MUST(truncate(FILE_PATH, 4) == 0);
	expect_line("one", 3);
	assert_int_equal(baro_lines_next(&lines, &line), BARO_E_READ);
	baro_lines_close(&lines);
	begin("one\ntwo\n", 8);
	UNIT_MUST(truncate(FILE_PATH, 4) == 0);
	assert_int_equal(baro_lines_about(&lines, BARO_SPAN_OF(NAME), &line),
	    BARO_E_READ);
	baro_lines_close(&lines);
}

/* What is added meanwhile may be half a line. */
static void
test_a_file_that_grows(void **state)
{
	(void)state;
	begin("one\ntwo", 7);
	UNIT_MUST(truncate(FILE_PATH, 20) == 0);
	expect_line("one", 3);
	expect_line("two", 3);
	expect_end();
}

#define TEST(function) cmocka_unit_test_setup(function, unit_empty_room)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lines),
		TEST(test_no_final_newline),
		TEST(test_empty),
		TEST(test_any_byte),
		TEST(test_long_lines_are_passed_over),
		TEST(test_long_last_line),
		TEST(test_chunk_boundaries),
		TEST(test_a_newline_at_the_end_of_a_chunk),
		TEST(test_lines_about_a_name),
		TEST(test_lines_about_a_name_that_is_not_there),
		TEST(test_T28_what_is_no_file),
		TEST(test_T05_with_closed_input),
		TEST(test_a_file_that_shrinks),
		TEST(test_a_file_that_grows),
	};

	unit_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
