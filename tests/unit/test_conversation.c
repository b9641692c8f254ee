/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/conversation: with the real libpam and a host that answers anything.
 * Needs root, for a folder of PAM services.
 */
#include "unit_pam.h"

#include "sys/conversation.h"

#define PROMPT "Verification code: "

static struct baro_vault *vault;

static int
setup(void **state)
{
	(void)unit_empty_room(state);
	UNIT_MUST(baro_vault_open(&vault) == BARO_OK);
	unit_pam_begin("alice");
	return 0;
}

/* The same, but nobody has said yet who the user is. */
static int
setup_nobody(void **state)
{
	(void)unit_empty_room(state);
	UNIT_MUST(baro_vault_open(&vault) == BARO_OK);
	unit_pam_begin(NULL);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unit_pam_end();
	baro_vault_close(&vault);
	return 0;
}

/* ---- the prompt */

static const char *answer;
static int status;

static int
give_answer(const struct pam_message *message, struct pam_response **ret)
{
	assert_int_equal(message->msg_style, PAM_PROMPT_ECHO_OFF);
	assert_string_equal(message->msg, PROMPT);
	*ret = unit_response(answer);
	return PAM_SUCCESS;
}

static enum baro_error
ask(void)
{
	vault->typed_bytes = 77;
	return baro_conversation_ask(unit_pamh, PROMPT, vault);
}

static void
expect_typed(const char *text, size_t n)
{
	unit_expect_bytes(baro_span(vault->typed, vault->typed_bytes), text,
	    n);
}

/* rows: P-040 P-043 P-044 */
static void
test_an_answer(void **state)
{
	(void)state;
	unit_converse = give_answer;
	answer = "123456";
	assert_int_equal(ask(), BARO_OK);
	expect_typed("123456", 6);
	answer = "p\303\244ss word\n";
	assert_int_equal(ask(), BARO_OK);
	expect_typed(answer, strlen(answer));
}

/* rows: P-076 M-31 */
static void
test_T21_lengths(void **state)
{
	static const size_t lengths[] = {
		0, 1, 5, 6, 8, 511, 512, 513, 514, 4096, 65536
	};

	(void)state;
	unit_converse = give_answer;
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		size_t n = lengths[i];
		char *text = malloc(n + 1);

		UNIT_MUST(text != NULL);
		memset(text, '7', n);
		text[n] = '\0';
		answer = text;
		assert_int_equal(ask(), BARO_OK);
		/* Of one that is too long, enough to see that it is. */
		expect_typed(text, n < 513 ? n : 513);
		free(text);
	}
}

static int
give_nothing(const struct pam_message *message, struct pam_response **ret)
{
	(void)message;
	*ret = NULL;
	return PAM_SUCCESS;
}

static int
give_status(const struct pam_message *message, struct pam_response **ret)
{
	(void)message;
	(void)ret;
	return status;
}

/* A conversation that fails may leave anything in the pointer. */
static int
give_rubbish(const struct pam_message *message, struct pam_response **ret)
{
	(void)message;
	*ret = (struct pam_response *)1;
	return PAM_CONV_ERR;
}

/* rows: M-31 */
static void
test_T03_conversation_returns_nothing(void **state)
{
	static const int statuses[] = {
		PAM_CONV_ERR, PAM_BUF_ERR, PAM_CONV_AGAIN, PAM_INCOMPLETE,
		PAM_ABORT, PAM_AUTH_ERR, PAM_IGNORE, 99, -1
	};

	(void)state;
	unit_converse = give_nothing;		/* no array */
	assert_int_equal(ask(), BARO_E_CONVERSATION);
	assert_int_equal(vault->typed_bytes, 0);
	unit_converse = give_answer;		/* no text */
	answer = NULL;
	assert_int_equal(ask(), BARO_E_CONVERSATION);
	assert_int_equal(vault->typed_bytes, 0);
	answer = "";		/* an empty one is an answer */
	assert_int_equal(ask(), BARO_OK);
	assert_int_equal(vault->typed_bytes, 0);
	unit_converse = give_rubbish;
	assert_int_equal(ask(), BARO_E_CONVERSATION);
	unit_converse = give_status;
	for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
		status = statuses[i];
		assert_int_equal(ask(), BARO_E_CONVERSATION);
		assert_int_equal(vault->typed_bytes, 0);
	}
}

/* rows: M-31 */
static void
test_T03_no_conversation(void **state)
{
	static const struct pam_conv none = { NULL, NULL };

	(void)state;
	UNIT_MUST(pam_set_item(unit_pamh, PAM_CONV, &none) == PAM_SUCCESS);
	assert_int_equal(ask(), BARO_E_CONVERSATION);
}

/* ---- items */

/* rows: M-59 */
static void
test_items(void **state)
{
	(void)state;
	unit_expect_text(baro_conversation_item(unit_pamh, PAM_SERVICE),
	    UNIT_SERVICE);
	unit_expect_text(baro_conversation_item(unit_pamh, PAM_RHOST), "");
	UNIT_MUST(pam_set_item(unit_pamh, PAM_RHOST, "h\nx") == PAM_SUCCESS);
	unit_expect_text(baro_conversation_item(unit_pamh, PAM_RHOST),
	    "h\nx");
	/* Only modules may have this one. */
	unit_expect_text(baro_conversation_item(unit_pamh, PAM_AUTHTOK), "");
	unit_expect_text(baro_conversation_item(unit_pamh, 999), "");
}

static enum baro_error
user(const char *name, size_t *ret_bytes, uint8_t *b)
{
	UNIT_MUST(pam_set_item(unit_pamh, PAM_USER, name) == PAM_SUCCESS);
	return baro_conversation_user(unit_pamh, b, ret_bytes);
}

/* rows: P-035 M-25 */
static void
test_user(void **state)
{
	static char name[400];
	uint8_t *b = unit_block(BARO_USER_NAME_MAX);
	size_t n = 0;

	(void)state;
	assert_int_equal(user("alice", &n, b), BARO_OK);
	unit_expect_text(baro_span(b, n), "alice");
	assert_int_equal(user("", &n, b), BARO_E_NO_USER);
	/* Of a name that is too long, enough to see that it is. */
	for (size_t length = 250; length < 300; length++) {
		memset(name, 'n', length);
		name[length] = '\0';
		assert_int_equal(user(name, &n, b), BARO_OK);
		assert_int_equal(n, length < 256 ? length : 256);
		unit_expect_bytes(baro_span(b, n), name, n);
	}
}

static int
say_alice(const struct pam_message *message, struct pam_response **ret)
{
	assert_int_equal(message->msg_style, PAM_PROMPT_ECHO_ON);
	*ret = unit_response("alice");
	return PAM_SUCCESS;
}

/* Nobody has said who it is: libpam asks. */
/* rows: M-25 */
static void
test_user_is_asked_for(void **state)
{
	uint8_t b[BARO_USER_NAME_MAX];
	size_t n = 0;

	(void)state;
	unit_converse = say_alice;
	assert_int_equal(baro_conversation_user(unit_pamh, b, &n), BARO_OK);
	unit_expect_text(baro_span(b, n), "alice");
}

/* rows: M-25 */
static void
test_T03_nobody_says_who(void **state)
{
	uint8_t b[BARO_USER_NAME_MAX];
	size_t n = 0;

	(void)state;
	unit_converse = give_status;
	status = PAM_CONV_ERR;
	assert_int_equal(baro_conversation_user(unit_pamh, b, &n),
	    BARO_E_NO_USER);
	unit_converse = give_nothing;
	assert_int_equal(baro_conversation_user(unit_pamh, b, &n),
	    BARO_E_NO_USER);
}

/* ---- the token */

static void
first_passes(void)
{
	/* There is none yet. */
	vault->typed_bytes = 77;
	assert_int_equal(baro_conversation_first_pass(unit_pamh, vault),
	    BARO_E_NO_ANSWER);
	assert_int_equal(vault->typed_bytes, 0);
	UNIT_MUST(pam_set_item(unit_pamh, PAM_AUTHTOK, "pw123456") ==
	    PAM_SUCCESS);
	assert_int_equal(baro_conversation_first_pass(unit_pamh, vault),
	    BARO_OK);
	expect_typed("pw123456", 8);
	UNIT_MUST(pam_set_item(unit_pamh, PAM_AUTHTOK, "") == PAM_SUCCESS);
	assert_int_equal(baro_conversation_first_pass(unit_pamh, vault),
	    BARO_OK);
	expect_typed("", 0);
}

/* rows: P-019 P-020 */
static void
test_first_pass(void **state)
{
	(void)state;
	unit_as_module(first_passes);
}

static void
forwards(void)
{
	static const char typed[] = "secret123456";

	memcpy(vault->typed, typed, 12);
	vault->typed_bytes = 12;
	for (size_t n = 0; n <= 12; n++) {
		struct baro_span token;

		assert_int_equal(baro_conversation_forward(unit_pamh, vault,
		    n), BARO_OK);
		token = baro_conversation_item(unit_pamh, PAM_AUTHTOK);
		assert_non_null(token.b);
		unit_expect_bytes(token, typed, n);
		expect_typed(typed, 12);
	}
	/* All that fits, and one byte more, for the NUL. */
	memset(vault->typed, 'x', sizeof vault->typed);
	vault->typed_bytes = BARO_ANSWER_BYTES_MAX;
	assert_int_equal(baro_conversation_forward(unit_pamh, vault,
	    BARO_ANSWER_BYTES_MAX), BARO_OK);
	assert_int_equal(baro_span_length(baro_conversation_item(unit_pamh,
	    PAM_AUTHTOK)), BARO_ANSWER_BYTES_MAX);
}

/* rows: P-013 P-072 P-073 P-075 */
static void
test_forward(void **state)
{
	(void)state;
	unit_as_module(forwards);
}

/* A host that does not take the token. */
/* rows: P-075 */
static void
test_forward_is_refused(void **state)
{
	(void)state;
	/* Not within a module: libpam refuses. */
	memcpy(vault->typed, "secret", 6);
	vault->typed_bytes = 6;
	assert_int_equal(baro_conversation_forward(unit_pamh, vault, 6),
	    BARO_E_MEMORY);
	expect_typed("secret", 6);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)
#define TEST_NOBODY(function) \
	cmocka_unit_test_setup_teardown(function, setup_nobody, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_an_answer),
		TEST(test_T21_lengths),
		TEST(test_T03_conversation_returns_nothing),
		TEST(test_T03_no_conversation),
		TEST(test_items),
		TEST(test_user),
		TEST_NOBODY(test_user_is_asked_for),
		TEST_NOBODY(test_T03_nobody_says_who),
		TEST_NOBODY(test_first_pass),
		TEST_NOBODY(test_forward),
		TEST(test_forward_is_refused),
	};

	unit_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
