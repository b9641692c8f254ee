/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * All cases of a mode.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>

#include "inject.h"

/* Whether the fault came, and at the call that it was meant for. */
static bool
has_come(const struct fault *fault)
{
	return last_run.fired &&
	    last_run.hit == clean.run.numbers[fault->at - 1];
}

static void
check(const struct fault *fault)
{
	const char *trouble;

	run_one(fault);
	if (fault->kind != NOTHING && !has_come(fault))
		trouble = "it did not come there";
	else if (fault->kind != KILL)
		trouble = judge(fault);
	else
		trouble = last_run.killed ? judge_death() : "it did not die";
	say(fault, trouble);
}

/* Whether this part of the work is done here (--part). */
static bool
is_ours(unsigned int at)
{
	return at % the.parts == the.part;
}

static const struct call_errors *
must_know(long number)
{
	const struct call_errors *call = errors_of(number);

	if (call == NULL)
		errx(1, "system call %ld is not in errors.c", number);
	return call;
}

/* The names of the calls, for who reads a failure. */
void
list_calls(void)
{
	for (unsigned int at = 1; at <= clean.run.calls; at++) {
		long number = clean.run.numbers[at - 1];

		printf("call %u %s (%ld)\n", at, name_of(number), number);
	}
}

/* Every call with every error, once and for ever, and with less than asked. */
void
all_errors(void)
{
	for (unsigned int at = 1; at <= clean.run.calls; at++) {
		const struct call_errors *call =
		    must_know(clean.run.numbers[at - 1]);
		struct fault fault = { .kind = FAIL, .at = at };

		if (!is_ours(at))
			continue;
		for (size_t i = 0; call->errors[i] != 0; i++) {
			fault.error = call->errors[i];
			fault.from_then_on = false;
			check(&fault);
			fault.from_then_on = true;
			if (!the.once && !error_is_transient(fault.error))
				check(&fault);
		}
		fault.kind = SHORT;
		fault.from_then_on = false;
		for (fault.bytes = 0; call->shortens >= 0 && fault.bytes < 2;
		    fault.bytes++)
			check(&fault);
	}
}

void
all_of_kind(struct failing *failing, unsigned int count)
{
	struct fault none = { .kind = NOTHING };

	for (unsigned int k = 1; k <= count; k++)
		for (int sticky = 0; is_ours(k) && sticky < 2; sticky++) {
			failing->at = none.at = k;
			none.from_then_on = failing->from_then_on = sticky;
			check(&none);
		}
	failing->at = 0;
}

void
all_kills(void)
{
	for (unsigned int at = 1; at <= clean.run.calls; at++) {
		struct fault fault = { .kind = KILL, .at = at };

		if (is_ours(at))
			check(&fault);
	}
}

/* Whether this pair is tried (--share): Knuth's multiplicative hash. */
static bool
is_in_share(unsigned int at, unsigned int then)
{
	unsigned int hash = (at * CALLS_MAX + then) * 2654435761u;

	return (hash >> 16) % the.shares == the.share;
}

/* Both faults; the second has to come, at a call of this number. */
static void
check_second(const struct fault *fault, long number)
{
	const char *trouble;

	run_one(fault);
	if (last_run.then_hit != number)
		trouble = "the second did not come there";
	else if (!fault->then_kill)
		trouble = judge(fault);
	else
		trouble = last_run.killed ? judge_death() : "it did not die";
	say(fault, trouble);
}

/*
 * After this failure a second one, or death, at each later call: of those that
 * come after it, which may be others than without it.
 */
static void
all_seconds(const struct fault *first)
{
	static struct run alone;
	struct fault fault = *first;

	fault.to_the_end = true;
	run_one(&fault);
	alone = last_run;
	if (alone.calls > CALLS_MAX)
		errx(1, "%u calls after a failure", alone.calls);
	for (unsigned int then = fault.at + 1; then <= alone.calls; then++) {
		long number = alone.numbers[then - 1];

		if (!is_in_share(fault.at, then))
			continue;
		fault.then_at = then;
		fault.then_kill = false;
		/* One that cannot fail is a case of death only. */
		if (must_know(number)->errors[0] != 0)
			check_second(&fault, number);
		fault.then_kill = true;
		check_second(&fault, number);
	}
}

/* The same after the failure of each call, with one of its errors. */
void
all_pairs(void)
{
	for (unsigned int at = 1; at <= clean.run.calls; at++) {
		const struct call_errors *call =
		    must_know(clean.run.numbers[at - 1]);
		struct fault fault = { .kind = FAIL, .at = at,
			.error = error_to_last(call) };

		if (fault.error != 0 && is_ours(at))
			all_seconds(&fault);
	}
}
