/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Holding a lock where the caller could stop us.  Floor 3.
 *
 * The real uid of su is its caller's, who may therefore send it any signal:
 * SIGSTOP while it holds the lock of root's record would keep everybody out,
 * and SIGKILL before the record is written would leave the attempt uncounted.
 * Under the shield the calling thread's real uid is 0 and it takes no signal.
 */
#ifndef BARO_SYS_SHIELD_H
#define BARO_SYS_SHIELD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct baro_shield {
	bool blocked;		/* signals were blocked */
	bool raised;		/* the real uid was changed */
	uid_t real;		/* it was this one */
	uint64_t signals;	/* the signal mask before */
};

/**
 * baro_shield_raise(ret_shield):
 * Raise the shield, as far as this process may: one that is not root's has
 * nothing to guard, and nobody but its own user can stop it.
 */
void baro_shield_raise(struct baro_shield *ret_shield);

/**
 * baro_shield_lower(shield):
 * Undo it.  Signals that came meanwhile arrive now.
 */
void baro_shield_lower(struct baro_shield *shield);

#endif /* BARO_SYS_SHIELD_H */
