/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * pam/outcome: the table of return codes (requirements 1.6), written down a
 * second time and complete.
 */
#include "unit.h"

#include <security/_pam_types.h>

#include "pam/outcome.h"

/* What libpam has return codes for: 0 to 31. */
#define CODES 32

static const struct {
	enum baro_error error;
	int code;
} table[] = {
	{ BARO_OK, PAM_SUCCESS },

	{ BARO_E_EXEMPT, PAM_IGNORE },
	{ BARO_E_UNENROLLED, PAM_IGNORE },

	{ BARO_E_WRONG_CODE, PAM_AUTH_ERR },
	{ BARO_E_NO_ANSWER, PAM_AUTH_ERR },
	{ BARO_E_REUSED_CODE, PAM_AUTH_ERR },

	{ BARO_E_RATE_LIMIT, PAM_MAXTRIES },
	{ BARO_E_LOCKED_OUT, PAM_MAXTRIES },

	{ BARO_E_NO_USER, PAM_USER_UNKNOWN },
	{ BARO_E_UNKNOWN_USER, PAM_USER_UNKNOWN },
	{ BARO_E_USER_NAME, PAM_USER_UNKNOWN },

	{ BARO_E_ARGUMENT, PAM_SERVICE_ERR },
	{ BARO_E_LOCATION, PAM_SERVICE_ERR },
	{ BARO_E_ENCRYPT_FLAG, PAM_SERVICE_ERR },

	{ BARO_E_PASSWD, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_ABSENT, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_OPEN, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_UNSAFE, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_SIZE, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_READ, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_LOCK, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_HOST_KEY, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_ACL_UNSAFE, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_ACL_READ, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_HOSTNAME, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_SYNTAX, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_RANGE, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_TOO_LONG, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_SEALED, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_RATE_OPTION, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_TIMESTAMPS, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_WINDOW, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_NO_KEY, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_LOOSE, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_TEMP_NAME, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_TEMP_OPEN, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_CHANGED, PAM_AUTHINFO_UNAVAIL },
	{ BARO_E_UPDATE, PAM_AUTHINFO_UNAVAIL },

	{ BARO_E_CONVERSATION, PAM_CONV_ERR },
	{ BARO_E_MEMORY, PAM_BUF_ERR },

	{ BARO_E_CLOCK, PAM_SYSTEM_ERR },
	{ BARO_E_ENTROPY, PAM_SYSTEM_ERR },
	{ BARO_E_PRIVILEGE, PAM_SYSTEM_ERR },
	{ BARO_E_STRANDED, PAM_SYSTEM_ERR },
	{ BARO_E_FAULT, PAM_SYSTEM_ERR },
};

/* rows: P-060 P-061 M-25 M-30 */
static void
test_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		assert_int_equal(baro_outcome(table[i].error), table[i].code);
}

/* An error that is added to the list must be added above. */
static void
test_the_table_is_complete(void **state)
{
	bool there[BARO_ERROR_COUNT] = { false };

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		assert_false(there[table[i].error]);
		there[table[i].error] = true;
	}
	for (size_t i = 0; i < BARO_ERROR_COUNT; i++)
		assert_true(there[i]);
}

/*
 * PAM_IGNORE for two errors and PAM_SUCCESS for none, over all numbers that
 * could ever come; PAM_SESSION_ERR never.
 */
/* rows: P-060 P-061 D-11 */
static void
test_counts(void **state)
{
	size_t count[CODES] = { 0 };

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		count[baro_outcome((enum baro_error)i)]++;
	assert_int_equal(count[PAM_SUCCESS], 1);
	assert_int_equal(count[PAM_IGNORE], 2);
	assert_int_equal(count[PAM_SESSION_ERR], 0);
	assert_int_equal(count[PAM_SYSTEM_ERR], 1000 - BARO_ERROR_COUNT + 5);
}

/* rows: P-060 */
static void
test_what_is_no_error_fails_closed(void **state)
{
	static const unsigned int numbers[] = {
		BARO_ERROR_COUNT, BARO_ERROR_COUNT + 1, 255, 256, 0x7fffffff,
		0x80000000, 0xffffffff
	};

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		assert_int_equal(baro_outcome((enum baro_error)numbers[i]),
		    PAM_SYSTEM_ERR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_table),
		cmocka_unit_test(test_the_table_is_complete),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_what_is_no_error_fails_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
