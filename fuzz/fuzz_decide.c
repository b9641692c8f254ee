/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * otp/decide: one record lives through up to 48 attempts, each judged by the
 * oracle as well.
 *
 * It must hold that
 *  1. the verdict is the oracle's: yes only to the code of a step in the
 *     window after the last one, or to an emergency key that is left;
 *  2. the new record is the oracle's, field by field;
 *  3. the new record refuses an accepted attempt, even with the rate limit and
 *     the lock-out out of the way;
 *  4. an attempt that cannot be decided changes nothing.
 *
 * Input: thirteen bytes of settings (fuzz_attempt.h), then four bytes an
 * attempt, see play(); "0000" is the right code at once.
 */
#include "otp/decide.h"

#include "fuzz_attempt.h"

#define ATTEMPTS 48

static struct baro_record record;

/* M-55: the furthest step ahead, outside the window, with this code. */
static bool
oracle_hints(const char *typed, bool alone, int64_t *ret_k)
{
	int64_t code = digits_of(typed, alone, 6);
	int64_t reach = 600 / (int64_t)oracle.r.cycle_s;

	for (int64_t k = reach; code >= 0 && k >= -reach; k--) {
		if ((int64_t)step_now() + k < 0 || in_window(k))
			continue;
		if (code_at(step_now() + (uint64_t)k) == code) {
			*ret_k = k;
			return true;
		}
	}
	return false;
}

/* ---- the attempts */

/* The same attempt on the new record, with nothing else in the way. */
static void
check_refused(const struct baro_attempt *attempt, bool emergency)
{
	static struct baro_record copy;
	static struct baro_work work;
	struct baro_decision d;
	enum baro_error e;

	if (record.reuse_allowed && !emergency)
		return;
	copy = record;
	copy.rate.count = 0;
	copy.rate.attempts = 100;
	e = baro_decide(attempt, &copy, &work, &d);
	/*
	 * "password" "emergency key" whose last six digits are the code as
	 * well are two keys in one answer, each of which counts once.
	 */
	FUZZ_CHECK(e != BARO_OK || (d.emergency && !emergency));
	FUZZ_CHECK(e != BARO_E_LOCKED_OUT && e != BARO_E_RATE_LIMIT);
}

static void
check_hint(const struct baro_decision *d, const char *typed, bool alone)
{
	int64_t k = 0;

	FUZZ_CHECK(d->hint_found == oracle_hints(typed, alone, &k));
	FUZZ_CHECK(d->hint_steps == k);
}

/* How an attempt is made: bits. */
enum how { FORWARD = 1, NOT_LOCKABLE = 2, HINT = 4, SHARED = 8 };

/* Hand in what was typed, and compare with the oracle. */
static void
attempt_once(const char *typed, unsigned how)
{
	bool alone = (how & FORWARD) == 0;
	bool hint = (how & HINT) != 0;
	static struct baro_work work;
	struct baro_span s = fuzz_hold(fuzz_input((const uint8_t *)typed,
	    strlen(typed)));
	struct baro_answer answer;
	struct baro_attempt attempt = { .user = BARO_SPAN_OF("alice"),
	    .answer = &answer, .now_s = oracle.now,
	    .lockable = (how & NOT_LOCKABLE) == 0,
	    .personal = (how & SHARED) == 0, .hint = hint };
	struct baro_decision d;
	bool emergency = false;
	bool locked = false;
	enum baro_error e;
	enum baro_error expected;

	baro_answer_split(s, alone ? BARO_ANSWER_CODE_ONLY :
	    BARO_ANSWER_FORWARD_PASS, &answer);
	memset(&work, 0x5a, sizeof work);
	e = baro_decide(&attempt, &record, &work, &d);
	oracle.no_emergency = record.key_per_user && !attempt.personal;
	expected = oracle_decides(typed, alone, attempt.lockable, &emergency,
	    &locked);
	FUZZ_CHECK(e == expected);
	FUZZ_CHECK(d.emergency == emergency && d.locked == locked);
	check_records_equal(&record, &oracle.r);
	if (e == BARO_OK)
		check_refused(&attempt, emergency);
	if (hint && (e == BARO_E_WRONG_CODE || e == BARO_E_NO_ANSWER))
		check_hint(&d, typed, alone);
	fuzz_release(s);
}

/* One attempt: what is typed, a detail of it, how, and when. */
static void
play(struct fuzz_input *in)
{
	static const int64_t jumps[] = { 0, 1, 29, 30, 31, 90, 600, 3600,
	    -1, -30, -600, 86400 };
	char typed[TYPED_MAX];
	uint8_t kind = fuzz_choice(in, 8);
	uint8_t detail = fuzz_choice(in, 255);
	uint8_t how = fuzz_choice(in, 16);
	int64_t jump = jumps[fuzz_choice(in, 12)];

	if (jump >= 0 || oracle.now >= (uint64_t)-jump)
		oracle.now += (uint64_t)jump;
	type(kind, detail, typed);
	attempt_once(typed, how);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input in = fuzz_input(data, n);
	uint64_t now;

	choose_record(&in, &record, &now);
	oracle_begins(&record, now, "alice");
	for (int i = 0; i < ATTEMPTS && in.n > 0; i++)
		play(&in);
	return 0;
}
