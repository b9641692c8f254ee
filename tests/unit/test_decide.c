/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * otp/decide: codes, steps, refusals, the clock hint, keys of one user.
 * Emergency keys are in test_decide_emergency.c, and thousands of random
 * attempts against a model in test_decide_model.c.
 */
#include "unit_decide.h"

#define STEP (UNIT_NOW / 30)

/* A number that is no right code within a day of UNIT_NOW. */
#define WRONG "000000"

static void
test_wrong_is_wrong(void **state)
{
	(void)state;
	unit_decide_record();
	for (uint64_t i = 0; i < 2880; i++)
		assert_string_not_equal(unit_code_of(STEP - 1440 + i), WRONG);
}

/* rows: F-070 D-14 */
static void
test_right_code(void **state)
{
	(void)state;
	unit_decide_record();
	record.failures = 7;
	assert_int_equal(unit_type(unit_code_of(STEP), UNIT_NOW), BARO_OK);
	assert_false(decision.emergency);
	assert_false(decision.locked);
	assert_false(decision.hint_found);
	assert_int_equal(decision.window.now, STEP);
	assert_int_equal(record.last_step, STEP);
	assert_int_equal(record.failures, 0);
	assert_int_equal(record.rate.count, 1);
	assert_int_equal(record.rate.at_s[0], UNIT_NOW);
}

/* rows: F-019 D-14 */
static void
test_every_step_of_the_window_and_no_other(void **state)
{
	(void)state;
	for (uint32_t size = 1; size <= 12; size++) {
		int back = size < 8 ? ((int)size - 1) / 2 : 3;
		int ahead = size < 8 ? (int)size / 2 : 3;

		for (int offset = -6; offset <= 6; offset++) {
			uint64_t step = STEP + (uint64_t)offset;
			bool right = offset >= -back && offset <= ahead;

			unit_decide_record();
			record.window = size;
			assert_int_equal(unit_type(unit_code_of(step),
			    UNIT_NOW), right ? BARO_OK : BARO_E_WRONG_CODE);
			assert_int_equal(record.last_step, right ? step : 0);
		}
	}
}

/* rows: P-076 M-23 M-31 */
static void
test_what_is_no_code(void **state)
{
	static const char *const typed[] = {
		WRONG, "0", "12345", "1234567", "123456789", "12345a",
		"+12345", "-12345", " 123456", "123456 ", "1 2345", "x", "\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
		unit_decide_record();
		assert_int_equal(unit_type(typed[i], UNIT_NOW),
		    BARO_E_WRONG_CODE);
		assert_int_equal(record.failures, 1);
		assert_int_equal(record.rate.count, 1);
	}
	unit_decide_record();
	assert_int_equal(unit_type("", UNIT_NOW), BARO_E_NO_ANSWER);
	assert_int_equal(record.failures, 1);
	assert_int_equal(record.rate.count, 1);
}

/* rows: P-076 */
static void
test_right_code_in_a_wrong_form(void **state)
{
	static const struct {
		const char *before;
		const char *after;
	} forms[] = { { " ", "" }, { "", " " }, { "0", "" }, { "", "0" } };

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		char typed[16];

		unit_decide_record();
		(void)snprintf(typed, sizeof typed, "%s%s%s", forms[i].before,
		    unit_code_of(STEP), forms[i].after);
		assert_int_equal(unit_type(typed, UNIT_NOW),
		    BARO_E_WRONG_CODE);
	}
}

/* rows: D-07 F-018 W-25 M-19 */
static void
test_a_code_is_accepted_once(void **state)
{
	(void)state;
	unit_decide_record();
	assert_int_equal(unit_type(unit_code_of(STEP), UNIT_NOW), BARO_OK);
	assert_int_equal(unit_type(unit_code_of(STEP), UNIT_NOW + 1),
	    BARO_E_REUSED_CODE);
	assert_int_equal(record.failures, 1);
	assert_int_equal(unit_type(unit_code_of(STEP), UNIT_NOW + 30),
	    BARO_E_REUSED_CODE);
	assert_int_equal(unit_type(unit_code_of(STEP + 1), UNIT_NOW + 30),
	    BARO_OK);
	assert_int_equal(record.last_step, STEP + 1);
}

/* A code taken at the step before its own is spent in its own, too. */
/* rows: W-25 D-07 */
static void
test_a_code_of_the_next_step_is_accepted_once(void **state)
{
	(void)state;
	unit_decide_record();
	assert_int_equal(unit_type(unit_code_of(STEP + 1), UNIT_NOW),
	    BARO_OK);
	assert_int_equal(unit_type(unit_code_of(STEP + 1), UNIT_NOW + 30),
	    BARO_E_REUSED_CODE);
	assert_int_equal(unit_type(unit_code_of(STEP), UNIT_NOW),
	    BARO_E_REUSED_CODE);
}

/*
 * After step s all of [s - w, s] are refused, for every window w, and
 * whatever the clock says meanwhile.
 */
/* rows: D-07 F-018 W-38 */
static void
test_T26_no_step_up_to_the_last(void **state)
{
	(void)state;
	for (uint32_t size = 1; size <= 9; size++) {
		for (int back = 0; back <= 9; back++) {
			for (int clock = -9; clock <= 4; clock++) {
				uint64_t step = STEP - (uint64_t)back;

				unit_decide_record();
				record.cycle_s = 10;
				record.window = size;
				record.last_step = STEP;
				assert_int_not_equal(unit_type(
				    unit_code_of(step), (STEP +
				    (uint64_t)clock) * 10), BARO_OK);
				assert_int_equal(record.last_step, STEP);
			}
		}
	}
}

/* rows: T-017 W-38 D-07 */
static void
test_clock_set_back(void **state)
{
	(void)state;
	unit_decide_record();
	assert_int_equal(unit_type(unit_code_of(STEP), UNIT_NOW), BARO_OK);
	for (uint64_t i = 1; i < 10; i++)
		assert_int_equal(unit_type(unit_code_of(STEP - i),
		    UNIT_NOW - 30 * i), BARO_E_REUSED_CODE);
}

/* Two steps with one code: the later one is remembered. */
/* rows: D-07 */
static void
test_one_code_for_two_steps(void **state)
{
	const uint64_t step = 55500929;		/* searched for */
	char code[UNIT_CODE_BYTES];

	(void)state;
	unit_decide_record();
	(void)snprintf(code, sizeof code, "%s", unit_code_of(step));
	assert_string_equal(code, unit_code_of(step + 1));
	assert_int_equal(unit_type(code, step * 30), BARO_OK);
	assert_int_equal(record.last_step, step + 1);

	/* The earlier one is spent, the later one is not. */
	unit_decide_record();
	record.last_step = step;
	assert_int_equal(unit_type(code, step * 30), BARO_OK);
	assert_int_equal(record.last_step, step + 1);
}

/* rows: F-018 A-07 M-76 */
static void
test_reuse_allowed(void **state)
{
	(void)state;
	unit_decide_record();
	record.reuse_allowed = true;
	for (uint64_t i = 0; i < 4; i++)
		assert_int_equal(unit_type(unit_code_of(STEP),
		    UNIT_NOW + 10 * i), BARO_OK);
	assert_int_equal(record.last_step, 0);
	assert_int_equal(unit_type(unit_code_of(STEP), UNIT_NOW + 70),
	    BARO_E_WRONG_CODE);
}

/* rows: F-080 F-082 F-084 M-17 */
static void
test_refused_by_the_rate_limit(void **state)
{
	struct baro_record before;

	(void)state;
	unit_decide_record();
	unit_decide_emergency(2);
	for (int i = 0; i < 10; i++)
		record.rate.at_s[i] = UNIT_NOW;
	record.rate.count = 10;
	before = record;
	assert_int_equal(unit_type(unit_code_of(STEP), UNIT_NOW),
	    BARO_E_RATE_LIMIT);
	assert_int_equal(unit_type("10000000", UNIT_NOW), BARO_E_RATE_LIMIT);
	assert_int_equal(unit_type(WRONG, UNIT_NOW), BARO_E_RATE_LIMIT);
	assert_int_equal(unit_type("", UNIT_NOW), BARO_E_RATE_LIMIT);
	assert_int_equal(record.failures, 4);
	record.failures = 0;
	assert_memory_equal(&record, &before, sizeof record);
}

/* rows: F-084 F-082 M-17 D-06 */
static void
test_refused_by_the_lockout(void **state)
{
	struct baro_record before;

	(void)state;
	unit_decide_record();
	unit_decide_emergency(2);
	record.failures = 12;
	record.locked_until_s = UNIT_NOW + 1;
	before = record;
	assert_int_equal(unit_type(unit_code_of(STEP), UNIT_NOW),
	    BARO_E_LOCKED_OUT);
	assert_int_equal(unit_type("10000000", UNIT_NOW), BARO_E_LOCKED_OUT);
	assert_int_equal(unit_type(WRONG, UNIT_NOW), BARO_E_LOCKED_OUT);
	assert_false(decision.locked);
	assert_memory_equal(&record, &before, sizeof record);
	assert_int_equal(unit_type(unit_code_of(STEP), UNIT_NOW + 1),
	    BARO_OK);
	assert_int_equal(record.failures, 0);
	assert_int_equal(record.locked_until_s, 0);
}

/* Demand that the last attempt was compared with codes of no key at all. */
static void
expect_no_key_used(size_t n)
{
	assert_int_equal(work.key.n, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(work.key.b[i], 0);
	assert_false(decision.hint_found);
}

/*
 * A refused attempt evaluates nothing: neither the window nor, for the clock
 * hint, the steps around it; and it counts the same for right and wrong.
 */
/* rows: D-06 F-082 */
static void
test_refused_attempts_evaluate_nothing(void **state)
{
	struct baro_attempt attempt = unit_decide_attempt(UNIT_NOW);

	(void)state;
	attempt.hint = true;
	for (size_t n = 16; n <= 128; n += 16) {
		for (uint64_t step = STEP - 9; step < STEP + 9; step++) {
			unit_decide_record();
			memset(record.key, 'k', n);
			record.key_bytes = n;
			record.rate.attempts = 1;
			record.rate.count = 1;
			record.rate.at_s[0] = UNIT_NOW;
			assert_int_equal(unit_decide(attempt,
			    BARO_ANSWER_CODE_ONLY, unit_code_of(step)),
			    BARO_E_RATE_LIMIT);
			expect_no_key_used(n);
			record.locked_until_s = UNIT_NOW + 1;
			assert_int_equal(unit_decide(attempt,
			    BARO_ANSWER_CODE_ONLY, unit_code_of(step)),
			    BARO_E_LOCKED_OUT);
			expect_no_key_used(n);
		}
	}
}

/* rows: F-084 M-54 */
static void
test_the_tenth_failure_locks(void **state)
{
	(void)state;
	unit_decide_record();
	for (uint64_t i = 1; i <= 9; i++) {
		assert_int_equal(unit_type(WRONG, UNIT_NOW + 60 * i),
		    BARO_E_WRONG_CODE);
		assert_false(decision.locked);
	}
	assert_int_equal(unit_type(WRONG, UNIT_NOW + 600), BARO_E_WRONG_CODE);
	assert_true(decision.locked);
	assert_int_equal(record.locked_until_s, UNIT_NOW + 660);
	assert_int_equal(unit_type(WRONG, UNIT_NOW + 659), BARO_E_LOCKED_OUT);
	assert_int_equal(unit_type(WRONG, UNIT_NOW + 660), BARO_E_WRONG_CODE);
	assert_true(decision.locked);
	assert_int_equal(record.locked_until_s, UNIT_NOW + 660 + 120);
}

/* A flood that the rate limit refuses runs into the lock-out. */
/* rows: F-082 F-084 */
static void
test_refused_attempts_count_for_the_lockout(void **state)
{
	(void)state;
	unit_decide_record();
	record.rate.attempts = 3;
	for (int i = 1; i <= 10; i++) {
		assert_int_equal(unit_type(WRONG, UNIT_NOW), i <= 3 ?
		    BARO_E_WRONG_CODE : BARO_E_RATE_LIMIT);
		assert_int_equal(decision.locked, i == 10);
	}
	assert_int_equal(record.locked_until_s, UNIT_NOW + 60);
	assert_int_equal(record.rate.count, 3);
}

/* rows: F-084 L-030 */
static void
test_not_lockable(void **state)
{
	struct baro_attempt root = unit_decide_attempt(UNIT_NOW);

	(void)state;
	root.lockable = false;
	unit_decide_record();
	record.failures = 20;
	record.locked_until_s = UNIT_NOW + 3600;
	assert_int_equal(unit_decide(root, BARO_ANSWER_CODE_ONLY, WRONG),
	    BARO_E_WRONG_CODE);
	assert_false(decision.locked);
	assert_int_equal(record.failures, 21);
	assert_int_equal(record.locked_until_s, UNIT_NOW + 3600);
	assert_int_equal(unit_decide(root, BARO_ANSWER_CODE_ONLY,
	    unit_code_of(STEP)), BARO_OK);
	assert_int_equal(record.failures, 0);
	assert_int_equal(record.locked_until_s, 0);
}

/* rows: M-21 M-22 */
static void
test_undecided_changes_nothing(void **state)
{
	struct baro_record before;

	(void)state;
	unit_decide_record();
	record.key_bytes = 15;
	before = record;
	assert_int_equal(unit_type(WRONG, UNIT_NOW), BARO_E_NO_KEY);
	assert_memory_equal(&record, &before, sizeof record);
	unit_decide_record();
	before = record;
	assert_int_equal(unit_type(WRONG, BARO_TIME_MAX + 1), BARO_E_CLOCK);
	assert_memory_equal(&record, &before, sizeof record);
	assert_int_equal(unit_type(unit_code_of(BARO_TIME_MAX / 30),
	    BARO_TIME_MAX), BARO_OK);
}

/* M-55: what the hint says of a code ${offset} steps away. */
static void
expect_hint(int64_t offset, bool found)
{
	struct baro_attempt attempt = unit_decide_attempt(UNIT_NOW);

	attempt.hint = true;
	unit_decide_record();
	assert_int_equal(unit_decide(attempt, BARO_ANSWER_CODE_ONLY,
	    unit_code_of(STEP + (uint64_t)offset)), BARO_E_WRONG_CODE);
	assert_int_equal(decision.hint_found, found);
	assert_int_equal(decision.hint_steps, found ? offset : 0);
}

/* rows: M-24 M-55 M-40 */
static void
test_hint(void **state)
{
	struct baro_attempt attempt = unit_decide_attempt(UNIT_NOW);

	(void)state;
	for (int64_t offset = 2; offset <= 20; offset++) {
		expect_hint(offset, true);
		expect_hint(-offset, true);
	}
	expect_hint(21, false);
	expect_hint(-21, false);

	attempt.hint = true;
	unit_decide_record();
	assert_int_equal(unit_decide(attempt, BARO_ANSWER_CODE_ONLY,
	    unit_code_of(STEP - 1)), BARO_OK);
	assert_false(decision.hint_found);
}

/* rows: M-55 */
static void
test_hint_near_1970(void **state)
{
	struct baro_attempt attempt = unit_decide_attempt(95);

	(void)state;
	attempt.hint = true;
	for (uint64_t step = 0; step <= 23; step++) {
		bool inside = step >= 2 && step <= 4;

		unit_decide_record();
		assert_int_equal(unit_decide(attempt, BARO_ANSWER_CODE_ONLY,
		    unit_code_of(step)), inside ? BARO_OK :
		    BARO_E_WRONG_CODE);
		assert_int_equal(decision.hint_found, !inside);
		assert_int_equal(decision.hint_steps, inside ? 0 :
		    (int64_t)step - 3);
	}
}

/* rows: W-15 D-15 A-08 */
static void
test_code_of_alice_fails_for_bob(void **state)
{
	static const char message[] = "baropam-user-v1\0host\0alice";
	struct baro_attempt bob = unit_decide_attempt(UNIT_NOW);
	char code[UNIT_CODE_BYTES];
	uint8_t key[UNIT_MAC_MAX];

	(void)state;
	unit_decide_record();
	record.key_per_user = true;
	record.hostname_bytes = 4;
	memcpy(record.hostname, "HOST", 4);
	unit_hmac(BARO_METHOD_APP512, UNIT_KEY, strlen(UNIT_KEY), message,
	    sizeof message - 1, key);
	unit_code(BARO_METHOD_APP512, key, 64, STEP, code);

	bob.user = unit_text("bob");
	assert_int_equal(unit_decide(bob, BARO_ANSWER_CODE_ONLY, code),
	    BARO_E_WRONG_CODE);
	assert_int_equal(unit_type(unit_code_of(STEP), UNIT_NOW),
	    BARO_E_WRONG_CODE);
	assert_int_equal(unit_type(code, UNIT_NOW), BARO_OK);
}

/* An emergency key is nobody's: where keys are personal, so is the record. */
/* rows: W-15 F-018 D-05 */
static void
test_T27_emergency_keys_of_a_shared_record(void **state)
{
	static const struct {
		bool key_per_user, personal;
		enum baro_error verdict;
	} cases[] = {
		{ false, false, BARO_OK }, { false, true, BARO_OK },
		{ true, true, BARO_OK }, { true, false, BARO_E_WRONG_CODE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct baro_attempt attempt = unit_decide_attempt(UNIT_NOW);

		unit_decide_record();
		record.key_per_user = cases[i].key_per_user;
		record.emergency_count = 1;
		record.emergency[0] = 12345678;
		attempt.personal = cases[i].personal;
		assert_int_equal(unit_decide(attempt, BARO_ANSWER_CODE_ONLY,
		    "12345678"), cases[i].verdict);
		assert_int_equal(record.emergency_count,
		    cases[i].verdict == BARO_OK ? 0 : 1);
	}
}

/* With the host's key, a step that alice used is refused to bob. */
/* rows: F-018 A-07 */
static void
test_a_shared_key_is_used_once_for_all(void **state)
{
	struct baro_attempt bob = unit_decide_attempt(UNIT_NOW);

	(void)state;
	unit_decide_record();
	bob.user = unit_text("bob");
	assert_int_equal(unit_type(unit_code_of(STEP), UNIT_NOW), BARO_OK);
	assert_int_equal(unit_decide(bob, BARO_ANSWER_CODE_ONLY,
	    unit_code_of(STEP)), BARO_E_REUSED_CODE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_T27_emergency_keys_of_a_shared_record),
		cmocka_unit_test(test_wrong_is_wrong),
		cmocka_unit_test(test_right_code),
		cmocka_unit_test(test_every_step_of_the_window_and_no_other),
		cmocka_unit_test(test_what_is_no_code),
		cmocka_unit_test(test_right_code_in_a_wrong_form),
		cmocka_unit_test(test_a_code_is_accepted_once),
		cmocka_unit_test(test_a_code_of_the_next_step_is_accepted_once),
		cmocka_unit_test(test_T26_no_step_up_to_the_last),
		cmocka_unit_test(test_clock_set_back),
		cmocka_unit_test(test_one_code_for_two_steps),
		cmocka_unit_test(test_reuse_allowed),
		cmocka_unit_test(test_refused_by_the_rate_limit),
		cmocka_unit_test(test_refused_by_the_lockout),
		cmocka_unit_test(test_refused_attempts_evaluate_nothing),
		cmocka_unit_test(test_the_tenth_failure_locks),
		cmocka_unit_test(test_refused_attempts_count_for_the_lockout),
		cmocka_unit_test(test_not_lockable),
		cmocka_unit_test(test_undecided_changes_nothing),
		cmocka_unit_test(test_hint),
		cmocka_unit_test(test_hint_near_1970),
		cmocka_unit_test(test_code_of_alice_fails_for_bob),
		cmocka_unit_test(test_a_shared_key_is_used_once_for_all),
	};

	return UNIT_RUN(tests);
}
