/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * otp/decide against a second opinion: the requirements (D-06, D-07, D-09,
 * D-14, F-080 to F-084, P-074, P-076) written down again, naively and from the
 * typed text.  Records live through many attempts, with a clock that now and
 * then jumps.
 */
#include "unit_decide.h"

#define RECORDS 120
#define ATTEMPTS 60

/* What the model has an opinion on, besides the record. */
struct opinion {
	enum baro_error verdict;
	bool emergency;
	bool locked;
	bool hint_found;
	int64_t hint_steps;
};

static struct baro_record model;	/* the model's own record */
static unsigned long seen[BARO_ERROR_COUNT];
static unsigned long seen_emergency;
static unsigned long seen_hint;

/* ---- the model */

/* Whether the last ${n} bytes of ${typed}, or in code-only form all, match. */
static bool
ends_in(const char *typed, enum baro_answer_form form, const char *digits)
{
	size_t n = strlen(digits);
	size_t m = strlen(typed);

	if (m < n || (form == BARO_ANSWER_CODE_ONLY && m != n))
		return false;
	return strcmp(typed + m - n, digits) == 0;
}

/* F-080, F-082, F-083. */
static bool
model_admits(uint64_t now_s)
{
	struct baro_rate_limit *l = &model.rate;
	struct baro_rate_limit kept = *l;

	kept.count = 0;
	for (uint32_t i = 0; i < l->count; i++) {
		uint64_t at_s = l->at_s[i] < now_s ? l->at_s[i] : now_s;

		if (at_s + l->window_s > now_s)
			kept.at_s[kept.count++] = at_s;
	}
	*l = kept;
	if (l->count >= l->attempts)
		return false;
	l->at_s[l->count++] = now_s;
	return true;
}

/* The key of the user (W-15); its length. */
static size_t
model_key(const char *user, uint8_t *key)
{
	char message[256];
	int n;

	if (!model.key_per_user) {
		memcpy(key, model.key, model.key_bytes);
		return model.key_bytes;
	}
	n = snprintf(message, sizeof message, "baropam-user-v1%c%.*s%c%s", 0,
	    (int)model.hostname_bytes, (const char *)model.hostname, 0, user);
	return unit_hmac(BARO_METHOD_APP512, model.key, model.key_bytes,
	    message, (size_t)n, key);
}

/* Whether ${offset} lies in the window (F-019, D-14). */
static bool
in_window(int64_t offset)
{
	int64_t size = model.window > 9 ? 9 : model.window;

	return offset >= -((size - 1) / 2) && offset <= size / 2 &&
	    offset * model.cycle_s <= 90 && offset * model.cycle_s >= -90;
}

/* D-09: strike out the key that was typed. */
static bool
model_spends(const char *typed, enum baro_answer_form form)
{
	for (uint32_t i = 0; i < model.emergency_count; i++) {
		char digits[16];

		(void)snprintf(digits, sizeof digits, "%u",
		    model.emergency[i]);
		if (!ends_in(typed, form, digits))
			continue;
		model.emergency_count--;
		for (uint32_t j = i; j < model.emergency_count; j++)
			model.emergency[j] = model.emergency[j + 1];
		model.emergency[model.emergency_count] = 0;
		return true;
	}
	return false;
}

/* The verdict on an attempt that is not refused. */
static enum baro_error
model_judges(const struct baro_attempt *attempt, const char *user,
    const char *typed, enum baro_answer_form form, struct opinion *o)
{
	int64_t now = (int64_t)(attempt->now_s / model.cycle_s);
	int64_t reach = attempt->hint ? BARO_HINT_REACH_S / model.cycle_s : 50;
	int64_t accepted = -1;
	bool used = false;
	uint8_t key[UNIT_BLOCK_MAX];
	size_t n = model_key(user, key);

	for (int64_t step = now - reach; step <= now + reach; step++) {
		char code[UNIT_CODE_BYTES];

		if (step < 0 || (!attempt->hint && !in_window(step - now)))
			continue;
		unit_code(model.method, key, n, (uint64_t)step, code);
		if (!ends_in(typed, form, code))
			continue;
		if (!in_window(step - now)) {
			o->hint_found = true;
			o->hint_steps = step - now;
		} else if (model.reuse_allowed ||
		    (uint64_t)step > model.last_step) {
			accepted = step;
		} else {
			used = true;
		}
	}
	if (accepted >= 0) {
		if (!model.reuse_allowed)
			model.last_step = (uint64_t)accepted;
		return BARO_OK;
	}
	o->emergency = model_spends(typed, form);
	if (o->emergency)
		return BARO_OK;
	if (used)
		return BARO_E_REUSED_CODE;
	return typed[0] == '\0' ? BARO_E_NO_ANSWER : BARO_E_WRONG_CODE;
}

/* F-084: one more failure. */
static void
model_counts(const struct baro_attempt *attempt, struct opinion *o)
{
	uint64_t length_s = 60;

	model.failures++;
	if (!attempt->lockable || model.failures < 10)
		return;
	for (uint32_t i = 10; i < model.failures && length_s < 3600; i++)
		length_s *= 2;
	model.locked_until_s = attempt->now_s +
	    (length_s < 3600 ? length_s : 3600);
	o->locked = true;
}

static struct opinion
model_decide(const struct baro_attempt *attempt, const char *user,
    const char *typed, enum baro_answer_form form)
{
	struct opinion o = { BARO_OK, false, false, false, 0 };

	if (model.locked_until_s > attempt->now_s + 3600)
		model.locked_until_s = attempt->now_s + 3600;
	if (attempt->lockable && attempt->now_s < model.locked_until_s) {
		o.verdict = BARO_E_LOCKED_OUT;
		return o;
	}
	if (!model_admits(attempt->now_s))
		o.verdict = BARO_E_RATE_LIMIT;
	else
		o.verdict = model_judges(attempt, user, typed, form, &o);
	if (o.verdict != BARO_OK) {
		model_counts(attempt, &o);
	} else {
		model.failures = 0;
		model.locked_until_s = 0;
	}
	return o;
}

/* ---- what it is tried on */

static void
draw_record(void)
{
	baro_record_init(&record);
	record.rate.attempts = (uint32_t)unit_between(1, 12);
	record.rate.window_s = (uint32_t)unit_between(1, 120);
	record.method = (enum baro_method)unit_between(0, 3);
	record.cycle_s = (uint32_t)unit_between(3, 60);
	record.window = (uint32_t)unit_between(1, 12);
	record.reuse_allowed = unit_one_in(5);
	record.key_per_user = unit_one_in(3);
	record.key_bytes = unit_between(16, 128);
	for (size_t i = 0; i < record.key_bytes; i++)
		record.key[i] = (uint8_t)unit_between(0x21, 0x7e);
	if (record.key[3] == ':' || record.key[6] == ':')
		record.key[0] = '!';	/* not one of the other two forms */
	record.hostname_bytes = unit_between(0, 20);
	for (size_t i = 0; i < record.hostname_bytes; i++)
		record.hostname[i] = (uint8_t)unit_between('a', 'z');
	record.emergency_count = (uint32_t)unit_between(0, 8);
	for (uint32_t i = 0; i < record.emergency_count; i++)
		record.emergency[i] = (uint32_t)((i + 1) * 10000000 +
		    unit_between(0, 9999999));
}

/* What somebody types: mostly the code of a step not far off. */
static void
draw_typed(const char *user, uint64_t now_s, char *typed, size_t cap)
{
	const char *password = unit_one_in(2) ? "" : "pass word";
	uint64_t step = now_s / record.cycle_s + unit_between(0, 12);
	uint8_t key[UNIT_BLOCK_MAX];
	char code[UNIT_CODE_BYTES];

	step = step > 6 ? step - 6 : 0;
	unit_code(record.method, key, model_key(user, key), step, code);
	if (unit_one_in(12)) {
		(void)snprintf(typed, cap, "%s", unit_one_in(2) ? "" : "x7");
	} else if (unit_one_in(4) && record.emergency_count > 0) {
		uint32_t i = (uint32_t)unit_between(0,
		    record.emergency_count - 1);

		/* Now and then one that ends in the code. */
		if (unit_one_in(3))
			record.emergency[i] = (i + 1) * 10000000 +
			    (uint32_t)strtoul(code, NULL, 10);
		model.emergency[i] = record.emergency[i];
		(void)snprintf(typed, cap, "%s%u", password,
		    record.emergency[i]);
	} else if (unit_one_in(6)) {
		(void)snprintf(typed, cap, "%s%06u", password,
		    (unsigned)unit_between(0, 999999));
	} else {
		(void)snprintf(typed, cap, "%s%s", password, code);
	}
}

/* The clock goes on, and now and then jumps. */
static uint64_t
tick(uint64_t now_s)
{
	now_s += unit_between(0, 40);
	if (unit_one_in(15))
		now_s += unit_between(0, 7200);
	if (unit_one_in(15)) {
		uint64_t back_s = unit_between(0, 7200);

		now_s = now_s > back_s ? now_s - back_s : 0;
	}
	return now_s;
}

static void
try_one(uint64_t now_s)
{
	const char *user = unit_one_in(2) ? "alice" : "bob";
	enum baro_answer_form form = unit_one_in(2) ?
	    BARO_ANSWER_CODE_ONLY : BARO_ANSWER_FORWARD_PASS;
	struct baro_attempt attempt = unit_decide_attempt(now_s);
	char typed[64];
	struct opinion o;
	enum baro_error verdict;

	attempt.user = unit_text(user);
	attempt.lockable = !unit_one_in(3);
	attempt.hint = unit_one_in(10);
	model = record;
	draw_typed(user, now_s, typed, sizeof typed);
	o = model_decide(&attempt, user, typed, form);
	verdict = unit_decide(attempt, form, typed);

	assert_int_equal(verdict, o.verdict);
	assert_int_equal(decision.emergency, o.emergency);
	assert_int_equal(decision.locked, o.locked);
	if (verdict != BARO_E_LOCKED_OUT && verdict != BARO_E_RATE_LIMIT) {
		assert_int_equal(decision.hint_found, o.hint_found);
		assert_int_equal(decision.hint_steps, o.hint_steps);
	}
	/* Places behind the count are nobody's. */
	for (uint32_t i = record.rate.count; i < BARO_RATE_ATTEMPTS_MAX; i++)
		model.rate.at_s[i] = record.rate.at_s[i];
	assert_memory_equal(&record, &model, sizeof record);
	seen[verdict]++;
	seen_emergency += o.emergency;
	seen_hint += o.hint_found;
}

/* rows: D-06 D-07 D-09 D-14 F-080 F-082 F-083 F-084 P-074 P-076 W-15 */
static void
test_thousands_of_attempts(void **state)
{
	(void)state;
	for (int i = 0; i < RECORDS; i++) {
		uint64_t now_s = unit_one_in(10) ? unit_between(0, 300) :
		    UNIT_NOW + unit_between(0, 86400);

		draw_record();
		for (int j = 0; j < ATTEMPTS; j++) {
			try_one(now_s);
			now_s = tick(now_s);
		}
	}
}

/* A comparison that never met a case has not shown it. */
static void
test_all_cases_came_by(void **state)
{
	(void)state;
	assert_true(seen[BARO_OK] > 300);
	assert_true(seen[BARO_E_WRONG_CODE] > 300);
	assert_true(seen[BARO_E_REUSED_CODE] > 100);
	assert_true(seen[BARO_E_NO_ANSWER] > 50);
	assert_true(seen[BARO_E_RATE_LIMIT] > 300);
	assert_true(seen[BARO_E_LOCKED_OUT] > 300);
	assert_true(seen_emergency > 100);
	assert_true(seen_hint > 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thousands_of_attempts),
		cmocka_unit_test(test_all_cases_came_by),
	};

	return UNIT_RUN(tests);
}
