/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/errno_text: the text of an error number, and never "(null)".
 */
#include "unit.h"

#include <errno.h>

#include "sys/errno_text.h"

static struct baro_span
text_of(int error)
{
	char *b = (char *)unit_block(BARO_ERRNO_TEXT_BYTES);

	return baro_errno_text(error, b);
}

/* rows: M-13 W-14 */
static void
test_known_numbers(void **state)
{
	(void)state;
	unit_expect_text(text_of(ENOENT), "No such file or directory");
	unit_expect_text(text_of(EACCES), "Permission denied");
	unit_expect_text(text_of(ENOSPC), "No space left on device");
}

/* rows: W-14 */
static void
test_every_number_has_a_text(void **state)
{
	(void)state;
	for (int error = -2; error < 4100; error++) {
		struct baro_span text = text_of(error);

		assert_in_range(baro_span_length(text), 1,
		    BARO_ERRNO_TEXT_BYTES - 1);
		for (size_t i = text.lo; i < text.hi; i++)
			assert_in_range(text.b[i], 0x20, 0x7e);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_numbers),
		cmocka_unit_test(test_every_number_has_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
