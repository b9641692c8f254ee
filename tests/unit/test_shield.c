/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/shield: who can stop a thread that acts for root on behalf of a user.
 * Needs root.
 */
#include "unit_world.h"

#include <pthread.h>
#include <signal.h>

#include "sys/shield.h"

/* As su runs: the real uid is the caller's. */
static void
become_su(void)
{
	UNIT_MUST(setresuid(UNIT_ALICE, 0, 0) == 0);
}

static volatile sig_atomic_t arrived;

static void
note(int number)
{
	arrived = number;
}

static bool
real_uid_is(uid_t expected)
{
	uid_t real, effective, saved;

	UNIT_MUST(getresuid(&real, &effective, &saved) == 0);
	return real == expected && effective == 0 && saved == 0;
}

static bool
ids_and_signals(void)
{
	struct sigaction action = { .sa_handler = note };
	struct baro_shield shield;
	sigset_t before, after;

	become_su();
	UNIT_MUST(sigaction(SIGTERM, &action, NULL) == 0);
	UNIT_MUST(sigaction(SIGTSTP, &action, NULL) == 0);
	UNIT_MUST(sigprocmask(SIG_SETMASK, NULL, &before) == 0);
	baro_shield_raise(&shield);
	UNIT_CHECK(real_uid_is(0));
	UNIT_MUST(kill(getpid(), SIGTERM) == 0);
	UNIT_CHECK(arrived == 0);
	baro_shield_lower(&shield);
	/* What came meanwhile comes now. */
	UNIT_CHECK(arrived == SIGTERM);
	UNIT_CHECK(real_uid_is(UNIT_ALICE));
	UNIT_MUST(sigprocmask(SIG_SETMASK, NULL, &after) == 0);
	UNIT_CHECK(memcmp(&before, &after, 8) == 0);
	/* Twice lowered: nothing happens. */
	UNIT_MUST(setresuid(UNIT_BOB, 0, 0) == 0);
	(void)sigaddset(&after, SIGUSR1);
	UNIT_MUST(sigprocmask(SIG_SETMASK, &after, NULL) == 0);
	baro_shield_lower(&shield);
	UNIT_MUST(sigprocmask(SIG_SETMASK, NULL, &before) == 0);
	UNIT_CHECK(sigismember(&before, SIGUSR1) == 1);
	return real_uid_is(UNIT_BOB);
}

/* rows: D-06 P-007 */
static void
test_ids_and_signals(void **state)
{
	(void)state;
	assert_true(unit_in_child(ids_and_signals));
}

/* A mask that the host had is the one that it gets back. */
static bool
own_mask(void)
{
	struct baro_shield shield;
	sigset_t mine, after;

	become_su();
	(void)sigemptyset(&mine);
	(void)sigaddset(&mine, SIGUSR1);
	UNIT_MUST(sigprocmask(SIG_SETMASK, &mine, NULL) == 0);
	baro_shield_raise(&shield);
	baro_shield_lower(&shield);
	UNIT_MUST(sigprocmask(SIG_SETMASK, NULL, &after) == 0);
	for (int i = 1; i < 32; i++)
		UNIT_CHECK(sigismember(&after, i) == (i == SIGUSR1));
	return true;
}

/* rows: P-007 */
static void
test_the_hosts_mask_stays(void **state)
{
	(void)state;
	assert_true(unit_in_child(own_mask));
}

/* Two processes that take turns. */
static int to_guarded[2];
static int to_test[2];

static void
say(const int *pipe_ends)
{
	UNIT_MUST(write(pipe_ends[1], "", 1) == 1);
}

static void
hear(const int *pipe_ends)
{
	char byte;

	UNIT_MUST(read(pipe_ends[0], &byte, 1) == 1);
}

static bool
be_guarded(void)
{
	struct baro_shield shield;

	become_su();
	say(to_test);
	hear(to_guarded);
	baro_shield_raise(&shield);
	say(to_test);
	hear(to_guarded);
	baro_shield_lower(&shield);
	say(to_test);
	hear(to_guarded);
	return true;
}

static pid_t guarded;

/* What alice may send: nothing, which is asked with the signal 0. */
static bool
alice_may_signal(void)
{
	unit_become(UNIT_ALICE);
	return kill(guarded, 0) == 0;
}

/* rows: D-06 */
static void
test_T08_the_caller_cannot_stop_it(void **state)
{
	(void)state;
	UNIT_MUST(pipe(to_guarded) == 0 && pipe(to_test) == 0);
	guarded = unit_child(be_guarded);
	hear(to_test);
	assert_true(unit_in_child(alice_may_signal));
	say(to_guarded);
	hear(to_test);
	assert_false(unit_in_child(alice_may_signal));
	say(to_guarded);
	hear(to_test);
	assert_true(unit_in_child(alice_may_signal));
	say(to_guarded);
	assert_true(unit_wait(guarded));
}

/* ---- other threads */

static pthread_barrier_t meeting;
static uid_t seen_uid;
static bool seen_blocked;

static void *
look_on(void *nothing)
{
	sigset_t mask;
	uid_t effective, saved;

	(void)pthread_barrier_wait(&meeting);
	UNIT_MUST(getresuid(&seen_uid, &effective, &saved) == 0);
	UNIT_MUST(pthread_sigmask(SIG_SETMASK, NULL, &mask) == 0);
	seen_blocked = sigismember(&mask, SIGTERM) == 1;
	(void)pthread_barrier_wait(&meeting);
	return nothing;
}

static bool
beside_a_thread(void)
{
	struct baro_shield shield;
	pthread_t thread;

	become_su();
	UNIT_MUST(pthread_barrier_init(&meeting, NULL, 2) == 0);
	UNIT_MUST(pthread_create(&thread, NULL, look_on, NULL) == 0);
	baro_shield_raise(&shield);
	(void)pthread_barrier_wait(&meeting);
	(void)pthread_barrier_wait(&meeting);
	baro_shield_lower(&shield);
	UNIT_MUST(pthread_join(thread, NULL) == 0);
	return seen_uid == UNIT_ALICE && !seen_blocked;
}

/* rows: P-007 */
static void
test_other_threads_are_untouched(void **state)
{
	(void)state;
	assert_true(unit_in_child(beside_a_thread));
}

/* ---- nothing to guard */

static bool
as_alice(void)
{
	struct baro_shield shield;
	sigset_t mask;

	unit_become(UNIT_ALICE);
	memset(&shield, 0x01, sizeof shield);
	baro_shield_raise(&shield);
	UNIT_MUST(sigprocmask(SIG_SETMASK, NULL, &mask) == 0);
	UNIT_CHECK(sigismember(&mask, SIGTERM) == 0);
	UNIT_CHECK(!shield.raised && !shield.blocked);
	baro_shield_lower(&shield);
	return getuid() == UNIT_ALICE;
}

static bool
as_root(void)
{
	struct baro_shield shield;

	baro_shield_raise(&shield);
	UNIT_CHECK(shield.blocked && !shield.raised);
	UNIT_CHECK(real_uid_is(0));
	baro_shield_lower(&shield);
	return real_uid_is(0);
}

static void
test_other_processes(void **state)
{
	(void)state;
	assert_true(unit_in_child(as_alice));
	assert_true(unit_in_child(as_root));
}

/* A fault of our own ends the process, shield or not. */
static bool
with_a_fault(void)
{
	static const int faults[] = {
		SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS
	};
	static const int others[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU,
		SIGALRM, SIGPIPE, SIGXCPU, SIGUSR1, SIGCHLD
	};
	struct baro_shield shield;
	sigset_t mask;

	baro_shield_raise(&shield);
	UNIT_MUST(sigprocmask(SIG_SETMASK, NULL, &mask) == 0);
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
		UNIT_CHECK(sigismember(&mask, faults[i]) == 0);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		UNIT_CHECK(sigismember(&mask, others[i]) == 1);
	return true;
}

static void
test_faults_are_not_held_back(void **state)
{
	(void)state;
	assert_true(unit_in_child(with_a_fault));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids_and_signals),
		cmocka_unit_test(test_the_hosts_mask_stays),
		cmocka_unit_test(test_T08_the_caller_cannot_stop_it),
		cmocka_unit_test(test_other_threads_are_untouched),
		cmocka_unit_test(test_other_processes),
		cmocka_unit_test(test_faults_are_not_held_back),
	};

	unit_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
