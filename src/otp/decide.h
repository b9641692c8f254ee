/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The decision: (record, attempt, now) -> (verdict, new record).  Floor 2.
 *
 * This is the only place that says yes.  The module, the tools and the fuzz
 * oracle call it; whoever calls it must hold the record's lock, have read the
 * record under it, and write the new record durably before acting on a yes
 * (D-06).
 */
#ifndef BARO_OTP_DECIDE_H
#define BARO_OTP_DECIDE_H

#include "codec/answer.h"
#include "codec/record.h"
#include "otp/hotp.h"
#include "otp/key.h"
#include "otp/window.h"

/* How far M-55 looks for a code outside the window, each way. */
#define BARO_HINT_REACH_S 600

struct baro_attempt {
	struct baro_span user;			/* for KEY_SCOPE user */
	const struct baro_answer *answer;	/* secret */
	uint64_t now_s;				/* epoch seconds */
	bool lockable;				/* the lock-out applies */
	bool personal;				/* the record is one user's */
	bool hint;				/* look for M-55 as well */
};

/* Room for the secrets of a decision; in the vault, wiped with it. */
struct baro_work {
	struct baro_key key;
	struct baro_hotp hotp;
};

struct baro_decision {
	bool emergency;			/* accepted by an emergency key */
	bool locked;			/* this failure locked the record */
	struct baro_window window;	/* what was compared */
	bool hint_found;		/* attempt.hint: a step matches ... */
	int32_t hint_steps;		/* ... so many steps from now */
};

/**
 * baro_decide(attempt, record, work, ret_decision):
 * Decide on ${attempt} and turn ${record} into the new record.  Return
 *	BARO_OK			accepted,
 *	BARO_E_LOCKED_OUT	locked out: not counted, nothing evaluated,
 *	BARO_E_RATE_LIMIT	rate limit: counted as a failure only, nothing
 *				evaluated,
 *	BARO_E_REUSED_CODE	right, but its step is not after the last
 *				accepted one,
 *	BARO_E_WRONG_CODE, BARO_E_NO_ANSWER	wrong,
 *	BARO_E_NO_KEY, BARO_E_CLOCK	nothing decided, ${record} unchanged.
 * In all but the last case the caller writes ${record} back.
 *
 * Emergency keys are not bound to a user, so in a record of many users with
 * keys of their own (KEY_SCOPE user, and not ${attempt}->personal) they would
 * be a way into the account of another: none is accepted there.
 *
 * The work (HMACs, comparisons) depends on the record's settings and on the
 * time, and on nothing else: every step of the window and every emergency key
 * is compared, whatever matched, and a refused attempt compares against a key
 * of zeros.  Of the secrets only the verdict, the matched step and whether an
 * emergency key was used reach a branch.
 */
enum baro_error baro_decide(const struct baro_attempt *attempt,
    struct baro_record *record, struct baro_work *work,
    struct baro_decision *ret_decision);

#endif /* BARO_OTP_DECIDE_H */
