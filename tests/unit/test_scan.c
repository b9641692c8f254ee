/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/scan: the cuts that all parsers of text rely on.
 */
#include "unit.h"

#include "codec/scan.h"

static void
test_classes_of_bytes(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		assert_int_equal(baro_scan_blank((uint8_t)c),
		    c == ' ' || c == '\t');
		assert_int_equal(baro_scan_control((uint8_t)c),
		    c < 32 || c == 127);
	}
}

static void
test_byte_is_the_first_or_the_end(void **state)
{
	struct baro_span s = unit_text("a:b:c");

	(void)state;
	assert_int_equal(baro_scan_byte(s, ':'), s.lo + 1);
	assert_int_equal(baro_scan_byte(s, 'c'), s.lo + 4);
	assert_int_equal(baro_scan_byte(s, 'd'), s.hi);
	assert_int_equal(baro_scan_byte(s, UNIT_JUNK), s.hi);
}

/* Bytes are searched by eights: every length, every place, every neighbour. */
static void
test_byte_at_each_place(void **state)
{
	(void)state;
	for (size_t n = 0; n < 34; n++) {
		for (size_t at = 0; at <= n; at++) {
			char text[40];
			struct baro_span s;

			/* One less and one more, and the same but for a bit. */
			for (size_t i = 0; i < sizeof text; i++)
				text[i] = "\t\v\x8a*"[i % 4];
			text[at] = '\n';
			text[n] = '\n';
			s = unit_bytes(text, n);
			assert_int_equal(baro_scan_byte(s, '\n'), s.lo + at);
		}
	}
}

static void
test_words_and_blanks(void **state)
{
	struct baro_span s = unit_text(" \tab c ");
	struct baro_span word = baro_scan_word(s);

	(void)state;
	unit_expect_text(word, "ab");
	assert_int_equal(baro_scan_skip(s), s.lo + 2);
	word = baro_scan_word(baro_span_cut(s, word.hi, s.hi));
	unit_expect_text(word, "c");
	word = baro_scan_word(baro_span_cut(s, word.hi, s.hi));
	unit_expect_text(word, "");
	assert_int_equal(word.lo, s.hi);
	assert_int_equal(baro_scan_skip(unit_text("")), unit.lead);
}

static void
test_trim(void **state)
{
	(void)state;
	unit_expect_text(baro_scan_trim(unit_text("")), "");
	unit_expect_text(baro_scan_trim(unit_text(" \t ")), "");
	unit_expect_text(baro_scan_trim(unit_text("a")), "a");
	unit_expect_text(baro_scan_trim(unit_text(" a b\t ")), " a b");
	/* Eight of another byte, the next one, are no spaces. */
	unit_expect_text(baro_scan_trim(unit_text("a!!!!!!!!")), "a!!!!!!!!");
}

/* Spaces are passed by eights: every length, every place of another byte. */
static void
test_trim_of_many(void **state)
{
	char text[34];

	(void)state;
	for (size_t n = 1; n < sizeof text; n++) {
		for (size_t at = 0; at < n; at++) {
			memset(text, ' ', sizeof text);
			text[at] = at % 2 == 0 ? '\t' : 'x';
			text[at / 2] = 'y';
			unit_expect_bytes(baro_scan_trim(unit_bytes(text, n)),
			    text, text[at] == 'x' ? at + 1 : at / 2 + 1);
		}
		memset(text, ' ', sizeof text);
		unit_expect_text(baro_scan_trim(unit_bytes(text, n)), "");
	}
}

/* Every byte at every place of two eights, with spaces before them. */
static void
test_trim_stops_at_every_byte(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		for (size_t at = 8; at < 24; at++) {
			char text[24];
			struct baro_span s;
			size_t n = baro_scan_blank((uint8_t)c) ? 0 : at - 7;

			memset(text, ' ', sizeof text);
			text[at] = (char)c;
			s = unit_bytes(text, sizeof text);
			s.lo += 8;
			unit_expect_bytes(baro_scan_trim(s), &text[8], n);
		}
	}
}

/* Demand that the lines of ${text} are those of ${lines}. */
static void
expect_lines(const char *text, const char *const *lines, size_t n)
{
	struct baro_span s = unit_text(text);
	size_t at = s.lo;

	for (size_t i = 0; i < n; i++) {
		struct baro_line line;

		assert_true(at < s.hi);
		line = baro_scan_line(baro_span_cut(s, at, s.hi));
		unit_expect_text(line.text, lines[i]);
		assert_true(line.next > at);
		at = line.next;
	}
	assert_int_equal(at, s.hi);
}

static void
test_lines(void **state)
{
	static const char *const two[] = { "a", "b" };
	static const char *const empty[] = { "", "", "" };
	static const char *const cr[] = { "a\rb", "\r", "c\r" };

	(void)state;
	expect_lines("", NULL, 0);
	expect_lines("a\nb", two, 2);
	expect_lines("a\nb\n", two, 2);
	expect_lines("a\r\nb\r\n", two, 2);
	expect_lines("\n\r\n\n", empty, 3);
	expect_lines("a\rb\n\r\r\nc\r", cr, 3);
}

static void
test_prefix(void **state)
{
	struct baro_span s = unit_text("hex:ab");
	size_t end = 77;

	(void)state;
	assert_false(baro_scan_prefix(s, unit_text("hex;"), &end));
	assert_false(baro_scan_prefix(s, unit_text("hex:ab0"), &end));
	assert_false(baro_scan_prefix(unit_text(""), unit_text("h"), &end));
	assert_int_equal(end, 77);
	assert_true(baro_scan_prefix(s, unit_text("hex:"), &end));
	assert_int_equal(end, s.lo + 4);
	assert_true(baro_scan_prefix(s, unit_text("hex:ab"), &end));
	assert_int_equal(end, s.hi);
	assert_true(baro_scan_prefix(s, unit_text(""), &end));
	assert_int_equal(end, s.lo);
}

static void
test_fields_of_every_number(void **state)
{
	(void)state;
	for (size_t colons = 0; colons < 6; colons++) {
		struct baro_span field[6] = { { NULL, 0, 0 } };
		char text[16] = "";

		for (size_t i = 0; i < colons; i++)
			strcat(text, "x:");
		for (size_t n = 1; n < 6; n++)
			assert_int_equal(baro_scan_fields(unit_text(text), n,
			    field), n == colons + 1);
	}
}

static void
test_fields_are_cut_at_colons(void **state)
{
	struct baro_span field[3] = { { NULL, 0, 0 } };

	(void)state;
	assert_true(baro_scan_fields(unit_text("ab::c"), 3, field));
	unit_expect_text(field[0], "ab");
	unit_expect_text(field[1], "");
	unit_expect_text(field[2], "c");
	assert_true(baro_scan_fields(unit_text("::"), 3, field));
	unit_expect_text(field[2], "");
}

static void
test_account(void **state)
{
	(void)state;
	assert_false(baro_scan_account(unit_text("")));
	for (unsigned c = 1; c < 256; c++) {
		char text[2] = { (char)c, '\0' };

		assert_int_equal(baro_scan_account(unit_text(text)),
		    c != '+' && c != '-' && c != '#');
	}
}

static void
test_lower_of_every_byte(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		bool upper = strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (int)c) !=
		    NULL && c != 0;

		assert_int_equal(baro_scan_lower((uint8_t)c),
		    upper ? c + 32 : c);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classes_of_bytes),
		cmocka_unit_test(test_byte_is_the_first_or_the_end),
		cmocka_unit_test(test_byte_at_each_place),
		cmocka_unit_test(test_words_and_blanks),
		cmocka_unit_test(test_trim),
		cmocka_unit_test(test_trim_of_many),
		cmocka_unit_test(test_trim_stops_at_every_byte),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_fields_of_every_number),
		cmocka_unit_test(test_fields_are_cut_at_colons),
		cmocka_unit_test(test_account),
		cmocka_unit_test(test_lower_of_every_byte),
	};

	return UNIT_RUN(tests);
}
