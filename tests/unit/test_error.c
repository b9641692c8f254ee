/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * base/error: every error has a class and a sentence, and nothing that is not
 * in the list is taken for anything but a fault.
 */
#include "unit.h"

#include "base/error.h"

struct row {
	enum baro_error error;
	enum baro_class class;
};

static void
test_classes_of_the_verdicts(void **state)
{
	static const struct row rows[] = {
		{ BARO_OK, BARO_CLASS_OK },
		{ BARO_E_EXEMPT, BARO_CLASS_EXEMPT },
		{ BARO_E_WRONG_CODE, BARO_CLASS_DENY },
		{ BARO_E_NO_ANSWER, BARO_CLASS_DENY },
		{ BARO_E_REUSED_CODE, BARO_CLASS_DENY },
		{ BARO_E_RATE_LIMIT, BARO_CLASS_LOCKED },
		{ BARO_E_LOCKED_OUT, BARO_CLASS_LOCKED },
		{ BARO_E_NO_USER, BARO_CLASS_UNKNOWN },
		{ BARO_E_UNKNOWN_USER, BARO_CLASS_UNKNOWN },
		{ BARO_E_USER_NAME, BARO_CLASS_UNKNOWN },
		{ BARO_E_ARGUMENT, BARO_CLASS_ARGUMENT },
		{ BARO_E_LOCATION, BARO_CLASS_ARGUMENT },
		{ BARO_E_ENCRYPT_FLAG, BARO_CLASS_ARGUMENT },
		{ BARO_E_ABSENT, BARO_CLASS_UNAVAILABLE },
		{ BARO_E_SYNTAX, BARO_CLASS_UNAVAILABLE },
		{ BARO_E_SEALED, BARO_CLASS_UNAVAILABLE },
		{ BARO_E_UPDATE, BARO_CLASS_UNAVAILABLE },
		{ BARO_E_CONVERSATION, BARO_CLASS_CONVERSATION },
		{ BARO_E_MEMORY, BARO_CLASS_MEMORY },
		{ BARO_E_FAULT, BARO_CLASS_FAULT }
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(baro_error_class(rows[i].error),
		    rows[i].class);
}

/* One error lets somebody in, one exempts, one ignores who is not enrolled. */
static void
test_lenient_classes_are_unique(void **state)
{
	(void)state;
	for (size_t i = 0; i < BARO_ERROR_COUNT; i++) {
		enum baro_class class = baro_error_class((enum baro_error)i);

		assert_int_equal(class == BARO_CLASS_OK, i == BARO_OK);
		assert_int_equal(class == BARO_CLASS_EXEMPT,
		    i == BARO_E_EXEMPT);
		assert_int_equal(class == BARO_CLASS_UNENROLLED,
		    i == BARO_E_UNENROLLED);
	}
}

static void
test_every_error_has_its_own_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < BARO_ERROR_COUNT; i++) {
		const char *sentence = baro_error_sentence((enum baro_error)i);

		assert_true(strlen(sentence) > 0);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(sentence,
			    baro_error_sentence((enum baro_error)j));
	}
}

static void
test_unknown_is_a_fault(void **state)
{
	static const int unknown[] = { BARO_ERROR_COUNT, 1000, -1 };

	(void)state;
	for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
		enum baro_error error = (enum baro_error)unknown[i];

		assert_int_equal(baro_error_class(error), BARO_CLASS_FAULT);
		assert_string_equal(baro_error_sentence(error),
		    baro_error_sentence(BARO_E_FAULT));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classes_of_the_verdicts),
		cmocka_unit_test(test_lenient_classes_are_unique),
		cmocka_unit_test(test_every_error_has_its_own_sentence),
		cmocka_unit_test(test_unknown_is_a_fault),
	};

	return UNIT_RUN(tests);
}
