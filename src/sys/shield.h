/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Holding a lock where the caller could stop us.  Floor 3.
 *
 * The real uid of su is its caller's, who may therefore send it any signal:
 * SIGSTOP while it holds the lock of root's record would keep everybody out,
 * and SIGKILL before the record is written would leave the attempt uncounted.
 * Its scheduling is the caller's as well: thirty busy processes on the one
 * processor that an idle-class su is bound to keep it from ever letting go,
 * and so do busy writers where its disk accesses are of the idle class.  At the
 * caller's limits of processor time the kernel itself sends SIGKILL, and at his
 * limit of the size of files no record can be written.  Under the shield the
 * calling thread takes no signal and cannot be cancelled.  Where its real uid
 * was another's, that is 0 meanwhile; and as far as the kernel lets it, the
 * process has none of these limits, the thread runs in real time, or else with
 * the nice value -20, and its disk accesses leave the idle class.
 */
#ifndef BARO_SYS_SHIELD_H
#define BARO_SYS_SHIELD_H

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "sys/privilege.h"

/* As prlimit64(2) has it. */
struct baro_shield_limit {
	uint64_t soft;		/* UINT64_MAX: none */
	uint64_t hard;
};

struct baro_shield {
	bool up;		/* cancellation was switched off */
	int cancelling;		/* the thread's state before */
	bool blocked;		/* signals were blocked */
	uint64_t signals;	/* the signal mask before */
	bool raised;		/* the real uid was changed */
	uid_t real;		/* it was this one */
	struct baro_marks marks;
	struct baro_shield_limit cpu_time;	/* those before */
	struct baro_shield_limit file_size;
	struct baro_shield_limit real_time;
	bool hurried;		/* the scheduling policy was changed */
	int policy;		/* it was this one, with its flag */
	struct sched_param param;
	long nice;		/* 20 less the nice value before; or 0 */
	long idle_io;		/* the I/O priority before; -1: not changed */
};

/**
 * baro_shield_init(ret_shield):
 * A shield that is down.
 */
void baro_shield_init(struct baro_shield *ret_shield);

/**
 * baro_shield_raise(ret_shield):
 * Raise the shield, as far as this process may: one that is not root's has
 * nothing to guard, and nobody but its own user can stop it.  What could not be
 * put back is not changed.
 */
void baro_shield_raise(struct baro_shield *ret_shield);

/**
 * baro_shield_lower(shield):
 * Undo it, if it is up.  Signals that came meanwhile arrive now.  Return
 * BARO_OK, or BARO_E_STRANDED if the kernel did not give the real uid back:
 * then nothing may be granted, since the host would act on it.
 */
enum baro_error baro_shield_lower(struct baro_shield *shield);

#endif /* BARO_SYS_SHIELD_H */
