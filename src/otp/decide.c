/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The decision.  Floor 2: pure; time is an argument.
 *
 * It must
 *  1. evaluate nothing of a refused attempt, yet do the same work for it;
 *  2. compare all steps and all emergency keys, by mask, without early exit;
 *  3. accept a step only if it is after the last accepted one (D-07);
 *  4. accept an emergency key once;
 *  5. leave a record that refuses that code, or that emergency key, from now
 *     on.
 */
#include "otp/decide.h"

#include "base/constant_time.h"
#include "otp/limiter.h"
#include "otp/lockout.h"

/* What the comparisons found; masks, secret until the verdict. */
struct findings {
	uint32_t fresh;		/* a step after the last accepted one */
	uint32_t fresh_index;	/* the latest such, counted from the first */
	uint32_t used;		/* a step up to the last accepted one */
	uint32_t emergency;	/* an emergency key */
};

/* May this attempt be evaluated at all?  Records it in the rate limit. */
static enum baro_error
admit(const struct baro_attempt *attempt, struct baro_record *record)
{
	bool locked = baro_lockout_active(record, attempt->now_s);

	if (locked && attempt->lockable)
		return BARO_E_LOCKED_OUT;
	if (!baro_limiter_admit(&record->rate, attempt->now_s))
		return BARO_E_RATE_LIMIT;
	return BARO_OK;
}

/* A key of zeros of the same length: the same work, and no way to succeed. */
static void
blank_key(struct baro_key *key)
{
	for (size_t i = 0; i < key->n; i++)
		key->b[i] = 0;
}

/* Compare the code with every step of the window. */
static void
compare_steps(const struct baro_attempt *attempt,
    const struct baro_record *record, const struct baro_window *window,
    struct baro_hotp *hotp, struct findings *f)
{
	for (uint32_t i = 0; i < window->count; i++) {
		uint64_t step = window->first + i;
		uint32_t match = attempt->answer->code_valid & baro_ct_equal(
		    baro_hotp_code(hotp, step), attempt->answer->code);

		/* The steps are no secret, the match is. */
		if (record->reuse_allowed || step > record->last_step) {
			f->fresh |= match;
			f->fresh_index = baro_ct_select(match, i,
			    f->fresh_index);
		} else {
			f->used |= match;
		}
	}
}

/* Compare the emergency key with every one that is left. */
static void
compare_emergency(const struct baro_attempt *attempt,
    const struct baro_record *record, struct findings *f)
{
	bool count = attempt->personal || !record->key_per_user;
	uint32_t valid = count ? attempt->answer->emergency_valid : 0;

	for (uint32_t i = 0; i < record->emergency_count; i++)
		f->emergency |= valid & baro_ct_equal(record->emergency[i],
		    attempt->answer->emergency);
}

/*
 * Strike out the used emergency key: those behind it move up.  The place of
 * the key stays a secret; that one was used does not.
 */
static void
remove_emergency(struct baro_record *record, uint32_t used)
{
	uint32_t behind = 0;

	for (uint32_t i = 0; i + 1 < record->emergency_count; i++) {
		behind |= baro_ct_equal(record->emergency[i], used);
		record->emergency[i] = baro_ct_select(behind,
		    record->emergency[i + 1], record->emergency[i]);
	}
	record->emergency_count--;
	record->emergency[record->emergency_count] = 0;
}

/* Is the code that of a step so far from now, if it is outside the window? */
static void
hint_at(int32_t steps, const struct baro_attempt *attempt,
    struct baro_work *work, struct baro_decision *d)
{
	uint64_t step = d->window.now + (uint64_t)(int64_t)steps;
	uint32_t match;

	/* Before the first step, or inside: both wrap to large numbers. */
	if (step > BARO_TIME_MAX || step - d->window.first < d->window.count)
		return;
	match = attempt->answer->code_valid & baro_ct_equal(
	    baro_hotp_code(&work->hotp, step), attempt->answer->code);
	if (match != 0) {
		d->hint_found = true;
		d->hint_steps = steps;
	}
}

/* M-55: is the code that of a step outside the window? */
static void
look_for_hint(const struct baro_attempt *attempt, uint32_t cycle_s,
    struct baro_work *work, struct baro_decision *d)
{
	int32_t reach = BARO_HINT_REACH_S / (int32_t)cycle_s;

	for (int32_t steps = -reach; steps <= reach; steps++)
		hint_at(steps, attempt, work, d);
}

/* The verdict on an admitted attempt.  From here on it is no secret. */
static enum baro_error
judge(const struct baro_attempt *attempt, const struct findings *f,
    struct baro_record *record, struct baro_decision *d)
{
	if (f->fresh != 0) {
		if (!record->reuse_allowed)
			record->last_step = d->window.first + f->fresh_index;
		return BARO_OK;
	}
	if (f->emergency != 0) {
		remove_emergency(record, attempt->answer->emergency);
		d->emergency = true;
		return BARO_OK;
	}
	if (f->used != 0)
		return BARO_E_REUSED_CODE;
	return attempt->answer->empty ? BARO_E_NO_ANSWER : BARO_E_WRONG_CODE;
}

/* Count the outcome; a locked-out attempt does not count (F-082). */
static void
count(enum baro_error verdict, const struct baro_attempt *attempt,
    struct baro_record *record, struct baro_decision *d)
{
	if (verdict == BARO_OK)
		baro_lockout_clear(record);
	else if (verdict != BARO_E_LOCKED_OUT)
		d->locked = baro_lockout_count(record, attempt->now_s,
		    attempt->lockable);
}

static void
decision_init(struct baro_decision *d)
{
	d->emergency = false;
	d->locked = false;
	d->hint_found = false;
	d->hint_steps = 0;
}

/* see decide.h */
enum baro_error
baro_decide(const struct baro_attempt *attempt, struct baro_record *record,
    struct baro_work *work, struct baro_decision *ret_decision)
{
	struct findings f = { 0, 0, 0, 0 };
	enum baro_error verdict;

	decision_init(ret_decision);
	if (attempt->now_s > BARO_TIME_MAX)
		return BARO_E_CLOCK;
	verdict = baro_key_derive(record, attempt->user, &work->hotp,
	    &work->key);
	if (verdict != BARO_OK)
		return verdict;

	verdict = admit(attempt, record);
	if (verdict != BARO_OK)
		blank_key(&work->key);
	baro_window_at(attempt->now_s, record->cycle_s, record->window,
	    &ret_decision->window);
	baro_hotp_key(&work->hotp, record->method,
	    baro_span(work->key.b, work->key.n));
	compare_steps(attempt, record, &ret_decision->window, &work->hotp, &f);
	compare_emergency(attempt, record, &f);
	if (attempt->hint)
		look_for_hint(attempt, record->cycle_s, work, ret_decision);

	if (verdict == BARO_OK)
		verdict = judge(attempt, &f, record, ret_decision);
	count(verdict, attempt, record, ret_decision);
	return verdict;
}
