/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/answer: the split of what was typed.
 */
#include "unit.h"

#include "codec/answer.h"

#define TRUE_MASK UINT32_MAX

static struct baro_answer
split(const void *typed, size_t n, enum baro_answer_form form)
{
	struct baro_answer answer;

	memset(&answer, 0x55, sizeof answer);
	baro_answer_split(unit_bytes(typed, n), form, &answer);
	return answer;
}

static struct baro_answer
split_code(const char *typed)
{
	return split(typed, strlen(typed), BARO_ANSWER_CODE_ONLY);
}

static struct baro_answer
split_both(const char *typed)
{
	return split(typed, strlen(typed), BARO_ANSWER_FORWARD_PASS);
}

static void
expect_code(struct baro_answer answer, uint32_t code)
{
	assert_int_equal(answer.code_valid, TRUE_MASK);
	assert_int_equal(answer.code, code);
}

static void
expect_emergency(struct baro_answer answer, uint32_t key)
{
	assert_int_equal(answer.emergency_valid, TRUE_MASK);
	assert_int_equal(answer.emergency, key);
}

static void
expect_no_code(struct baro_answer answer)
{
	assert_int_equal(answer.code_valid, 0);
	assert_int_equal(answer.code, 0);
}

static void
expect_no_emergency(struct baro_answer answer)
{
	assert_int_equal(answer.emergency_valid, 0);
	assert_int_equal(answer.emergency, 0);
}

/* rows: P-076 */
static void
test_code_only(void **state)
{
	(void)state;
	expect_code(split_code("123456"), 123456);
	expect_code(split_code("000000"), 0);
	expect_code(split_code("000001"), 1);
	expect_code(split_code("999999"), 999999);
	expect_no_emergency(split_code("123456"));
	expect_emergency(split_code("33458936"), 33458936);
	expect_no_code(split_code("33458936"));
}

/* rows: P-076 */
static void
test_code_only_every_length(void **state)
{
	static const char digits[] = "111111111111111111111111";

	(void)state;
	for (size_t n = 0; n < sizeof digits; n++) {
		struct baro_answer answer = split(digits, n,
		    BARO_ANSWER_CODE_ONLY);

		assert_int_equal(answer.code_valid, n == 6 ? TRUE_MASK : 0);
		assert_int_equal(answer.emergency_valid,
		    n == 8 ? TRUE_MASK : 0);
		assert_int_equal(answer.empty, n == 0);
	}
}

/* rows: P-076 */
static void
test_code_only_nothing_is_trimmed(void **state)
{
	static const char *const typed[] = {
		" 123456", "123456 ", "\t123456", "123456\n", "123456\r",
		"123 456", "12345 ", "+12345", "-12345", "0x1234", "1234567",
		"x123456", "\xef\xbc\x91\xef\xbc\x92"
	};

	(void)state;
	for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
		expect_no_code(split_code(typed[i]));
		expect_no_emergency(split_code(typed[i]));
	}
}

/* rows: P-074 F-052 */
static void
test_emergency_key_bounds(void **state)
{
	(void)state;
	expect_emergency(split_code("10000000"), 10000000);
	expect_emergency(split_code("99999999"), 99999999);
	expect_no_emergency(split_code("09999999"));
	expect_no_emergency(split_code("00000000"));
	expect_no_emergency(split_both("baropam09999999"));
	expect_emergency(split_both("baropam19999999"), 19999999);
}

/* rows: P-074 */
static void
test_every_byte_everywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < 8; i++) {
		for (unsigned c = 0; c < 256; c++) {
			uint8_t typed[8] = "12345678";
			bool digit = c >= '0' && c <= '9';
			struct baro_answer answer;

			typed[i] = (uint8_t)c;
			answer = split(typed, 8, BARO_ANSWER_FORWARD_PASS);
			assert_int_equal(answer.code_valid,
			    i < 2 || digit ? TRUE_MASK : 0);
			assert_int_equal(answer.emergency_valid,
			    digit && (i > 0 || c != '0') ? TRUE_MASK : 0);

			answer = split(typed + 2, 6, BARO_ANSWER_CODE_ONLY);
			assert_int_equal(answer.code_valid,
			    i < 2 || digit ? TRUE_MASK : 0);
		}
	}
}

/* rows: P-072 P-074 */
static void
test_password_then_code(void **state)
{
	struct baro_answer answer = split_both("baropam123456");

	(void)state;
	expect_code(answer, 123456);
	expect_no_emergency(answer);
	assert_int_equal(answer.password_end_code, 7);

	answer = split_both("pw99123456");
	expect_code(answer, 123456);
	assert_int_equal(answer.password_end_code, 4);
	/* The same answer also ends in an emergency key. */
	expect_emergency(answer, 99123456);
	assert_int_equal(answer.password_end_emergency, 2);
}

/* rows: P-071 P-073 */
static void
test_code_alone_leaves_an_empty_password(void **state)
{
	struct baro_answer answer = split_both("123456");

	(void)state;
	expect_code(answer, 123456);
	assert_int_equal(answer.password_end_code, 0);
	assert_false(answer.empty);
}

/* rows: P-075 */
static void
test_password_end_does_not_depend_on_the_code(void **state)
{
	(void)state;
	for (size_t n = 0; n <= 20; n++) {
		struct baro_answer good = split("11111111111111111111", n,
		    BARO_ANSWER_FORWARD_PASS);
		struct baro_answer bad = split("xxxxxxxxxxxxxxxxxxxx", n,
		    BARO_ANSWER_FORWARD_PASS);

		assert_int_equal(good.password_end_code, n < 6 ? 0 : n - 6);
		assert_int_equal(good.password_end_emergency,
		    n < 8 ? 0 : n - 8);
		assert_int_equal(good.password_end_code,
		    bad.password_end_code);
		assert_int_equal(good.password_end_emergency,
		    bad.password_end_emergency);
		assert_int_equal(good.code_valid, n < 6 ? 0 : TRUE_MASK);
		assert_int_equal(good.emergency_valid, n < 8 ? 0 : TRUE_MASK);
		expect_no_code(bad);
		expect_no_emergency(bad);
	}
}

/* rows: P-076 */
static void
test_longest_answer(void **state)
{
	char typed[BARO_ANSWER_BYTES_MAX + 1];

	(void)state;
	memset(typed, '7', sizeof typed);
	expect_code(split(typed, BARO_ANSWER_BYTES_MAX,
	    BARO_ANSWER_FORWARD_PASS), 777777);
	expect_no_code(split(typed, BARO_ANSWER_BYTES_MAX + 1,
	    BARO_ANSWER_FORWARD_PASS));
	expect_no_emergency(split(typed, BARO_ANSWER_BYTES_MAX + 1,
	    BARO_ANSWER_FORWARD_PASS));
}

/* rows: P-074 */
static void
test_password_may_hold_anything(void **state)
{
	static const uint8_t typed[] = {
		0, 0xff, '\n', ' ', 0xc3, 0xa9, '1', '2', '3', '4', '5', '6'
	};
	struct baro_answer answer = split(typed, sizeof typed,
	    BARO_ANSWER_FORWARD_PASS);

	(void)state;
	expect_code(answer, 123456);
	assert_int_equal(answer.password_end_code, 6);
	expect_no_emergency(answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_code_only),
		cmocka_unit_test(test_code_only_every_length),
		cmocka_unit_test(test_code_only_nothing_is_trimmed),
		cmocka_unit_test(test_emergency_key_bounds),
		cmocka_unit_test(test_every_byte_everywhere),
		cmocka_unit_test(test_password_then_code),
		cmocka_unit_test(test_code_alone_leaves_an_empty_password),
		cmocka_unit_test(test_password_end_does_not_depend_on_the_code),
		cmocka_unit_test(test_longest_answer),
		cmocka_unit_test(test_password_may_hold_anything),
	};

	return UNIT_RUN(tests);
}
