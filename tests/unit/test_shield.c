/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/shield: who can stop a thread that acts for root on behalf of a user.
 * Needs root.
 */
#include "unit_world.h"

#include <linux/capability.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "sys/shield.h"
#include "unit_scheduling.h"

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

static bool
alice_may_not_signal(void)
{
	unit_become(UNIT_ALICE);
	return kill(guarded, 0) != 0 && errno == EPERM;
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
	assert_true(unit_in_child(alice_may_not_signal));
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

/* ---- what the caller left us with */

static int
priority_now(void)
{
	struct sched_param seen = { 0 };

	UNIT_MUST(syscall(SYS_sched_getparam, 0, &seen) == 0);
	return seen.sched_priority;
}

/* Whatever it was, it goes before all others now, and then as it did. */
static bool
goes_first(int policy, int priority)
{
	struct baro_shield shield;

	unit_set_policy(policy, priority);
	baro_shield_raise(&shield);
	UNIT_CHECK(unit_policy() == SCHED_RR);
	UNIT_CHECK(priority_now() == sched_get_priority_max(SCHED_RR));
	UNIT_CHECK(baro_shield_lower(&shield) == BARO_OK);
	UNIT_CHECK(unit_policy() == policy);
	return priority_now() == priority;
}

static bool
in_the_idle_class(void)
{
	become_su();
	UNIT_MUST(setpriority(PRIO_PROCESS, 0, 7) == 0);
	UNIT_CHECK(goes_first(SCHED_IDLE, 0));
	return getpriority(PRIO_PROCESS, 0) == 7;
}

/* The flag comes with the policy that the kernel tells. */
static bool
in_a_class_that_is_not_inherited(void)
{
	become_su();
	UNIT_CHECK(goes_first(SCHED_IDLE | SCHED_RESET_ON_FORK, 0));
	return goes_first(SCHED_OTHER | SCHED_RESET_ON_FORK, 0);
}

/* Users may be given priorities: theirs do not go before ours. */
static bool
in_real_time(void)
{
	become_su();
	UNIT_CHECK(goes_first(SCHED_FIFO, 9));
	return goes_first(SCHED_RR, 50);
}

/*
 * A deadline goes before all else, and sched_setscheduler(2) could not set it
 * again: it stays.
 */
static bool
with_a_deadline(uint64_t flags)
{
	struct baro_shield shield;
	int policy = SCHED_DEADLINE;

	if (flags != 0)
		policy |= SCHED_RESET_ON_FORK;
	unit_set_deadline(flags);
	UNIT_CHECK(unit_policy() == policy);
	baro_shield_raise(&shield);
	UNIT_CHECK(shield.raised && !shield.hurried);
	UNIT_CHECK(unit_policy() == policy);
	UNIT_CHECK(baro_shield_lower(&shield) == BARO_OK);
	return unit_policy() == policy;
}

static bool
with_deadlines(void)
{
	become_su();
	UNIT_CHECK(with_a_deadline(UNIT_RESET_ON_FORK));
	/* Such a thread cannot fork; we need not. */
	return with_a_deadline(0);
}

/* Nothing can be had, and nothing is lost. */
static bool
without_the_right_to_hurry(void)
{
	struct baro_shield shield;

	become_su();
	UNIT_MUST(setpriority(PRIO_PROCESS, 0, 7) == 0);
	unit_set_policy(SCHED_IDLE, 0);
	unit_drop_capability(CAP_SYS_NICE);
	baro_shield_raise(&shield);
	UNIT_CHECK(shield.raised && !shield.hurried);
	UNIT_CHECK(unit_policy() == SCHED_IDLE);
	UNIT_CHECK(getpriority(PRIO_PROCESS, 0) == 7);
	UNIT_CHECK(baro_shield_lower(&shield) == BARO_OK);
	UNIT_CHECK(unit_policy() == SCHED_IDLE);
	UNIT_CHECK(getpriority(PRIO_PROCESS, 0) == 7);
	return real_uid_is(UNIT_ALICE);
}

/* <linux/ioprio.h> */
#define IO_OF_PROCESS 1
#define IO_IDLE (3 << 13 | 7)
#define IO_BEST_EFFORT (2 << 13 | 3)

static long
io_now(void)
{
	return syscall(SYS_ioprio_get, IO_OF_PROCESS, 0);
}

static bool
with_idle_disk_accesses(void)
{
	struct baro_shield shield;

	become_su();
	UNIT_MUST(syscall(SYS_ioprio_set, IO_OF_PROCESS, 0, IO_IDLE) == 0);
	baro_shield_raise(&shield);
	UNIT_CHECK(io_now() >> 13 != IO_IDLE >> 13);
	UNIT_CHECK(baro_shield_lower(&shield) == BARO_OK);
	UNIT_CHECK(io_now() == IO_IDLE);
	UNIT_MUST(syscall(SYS_ioprio_set, IO_OF_PROCESS, 0,
	    IO_BEST_EFFORT) == 0);
	baro_shield_raise(&shield);
	UNIT_CHECK(baro_shield_lower(&shield) == BARO_OK);
	return io_now() == IO_BEST_EFFORT;
}

/* rows: D-06 P-007 */
static void
test_T08_the_caller_cannot_starve_it(void **state)
{
	(void)state;
	assert_true(unit_in_child(in_the_idle_class));
	assert_true(unit_in_child(in_a_class_that_is_not_inherited));
	assert_true(unit_in_child(in_real_time));
	assert_true(unit_in_child(with_deadlines));
	assert_true(unit_in_child(without_the_right_to_hurry));
	assert_true(unit_in_child(with_idle_disk_accesses));
}

static bool
limit_is(int resource, rlim_t soft, rlim_t hard)
{
	struct rlimit seen;

	UNIT_MUST(syscall(SYS_prlimit64, 0, resource, NULL, &seen) == 0);
	return seen.rlim_cur == soft && seen.rlim_max == hard;
}

#define NONE RLIM_INFINITY

/* Gone under the shield, if the kernel lets it, and then as before. */
static bool
lifts(int resource, rlim_t soft, rlim_t hard, bool lifted)
{
	const struct rlimit limit = { soft, hard };
	struct baro_shield shield;

	UNIT_MUST(syscall(SYS_prlimit64, 0, resource, &limit, NULL) == 0);
	baro_shield_raise(&shield);
	UNIT_CHECK(limit_is(resource, lifted ? NONE : soft,
	    lifted ? NONE : hard));
	UNIT_CHECK(baro_shield_lower(&shield) == BARO_OK);
	return limit_is(resource, soft, hard);
}

static bool
with_limits(void)
{
	bool may = unit_has_capability(CAP_SYS_RESOURCE);

	become_su();
	UNIT_CHECK(lifts(RLIMIT_CPU, NONE, NONE, true));
	UNIT_CHECK(lifts(RLIMIT_CPU, 1000, NONE, true));
	UNIT_CHECK(lifts(RLIMIT_CPU, 1000, 2000, may));
	UNIT_CHECK(lifts(RLIMIT_FSIZE, NONE, NONE, true));
	UNIT_CHECK(lifts(RLIMIT_FSIZE, 0, NONE, true));
	UNIT_CHECK(lifts(RLIMIT_FSIZE, 0, 4096, may));
	UNIT_CHECK(lifts(RLIMIT_RTTIME, NONE, NONE, true));
	UNIT_CHECK(lifts(RLIMIT_RTTIME, 1000000, NONE, true));
	return lifts(RLIMIT_RTTIME, 1000000, 2000000, may);
}

/* Two that overlap: the limit is not lost. */
static bool
two_with_limits(void)
{
	const struct rlimit limit = { 1000, NONE };
	struct baro_shield first, second;

	become_su();
	UNIT_MUST(setrlimit(RLIMIT_CPU, &limit) == 0);
	baro_shield_raise(&first);
	UNIT_MUST(setresuid(UNIT_ALICE, 0, 0) == 0);
	baro_shield_raise(&second);
	UNIT_CHECK(baro_shield_lower(&first) == BARO_OK);
	UNIT_CHECK(baro_shield_lower(&second) == BARO_OK);
	return limit_is(RLIMIT_CPU, 1000, NONE);
}

/*
 * A limit of real time that cannot be lifted would be the end of whoever runs
 * in real time.
 */
static bool
without_the_right_to_lift(void)
{
	const struct rlimit limit = { 1000000, 2000000 };
	struct baro_shield shield;

	become_su();
	UNIT_MUST(setpriority(PRIO_PROCESS, 0, 7) == 0);
	unit_set_policy(SCHED_IDLE, 0);
	UNIT_MUST(setrlimit(RLIMIT_RTTIME, &limit) == 0);
	unit_drop_capability(CAP_SYS_RESOURCE);
	baro_shield_raise(&shield);
	UNIT_CHECK(unit_policy() == SCHED_OTHER);
	UNIT_CHECK(getpriority(PRIO_PROCESS, 0) == -20);
	UNIT_CHECK(baro_shield_lower(&shield) == BARO_OK);
	UNIT_CHECK(unit_policy() == SCHED_IDLE);
	UNIT_CHECK(getpriority(PRIO_PROCESS, 0) == 7);
	return limit_is(RLIMIT_RTTIME, 1000000, 2000000);
}

/* rows: D-06 P-007 */
static void
test_T08_the_caller_cannot_limit_it(void **state)
{
	(void)state;
	assert_true(unit_in_child(with_limits));
	assert_true(unit_in_child(two_with_limits));
	assert_true(unit_in_child(without_the_right_to_lift));
}

/* Root could take the real uid 0, but never give it back. */
static bool
without_the_right_to_go_back(void)
{
	struct baro_shield shield;

	become_su();
	unit_drop_capability(CAP_SETUID);
	baro_shield_raise(&shield);
	UNIT_CHECK(shield.blocked && !shield.raised);
	UNIT_CHECK(getuid() == UNIT_ALICE);
	return baro_shield_lower(&shield) == BARO_OK;
}

/* The right is lost on the way: whoever granted now would grant to root. */
static bool
loses_the_right(void)
{
	struct baro_shield shield;

	become_su();
	baro_shield_raise(&shield);
	unit_drop_capability(CAP_SETUID);
	UNIT_CHECK(baro_shield_lower(&shield) == BARO_E_STRANDED);
	return baro_shield_lower(&shield) == BARO_OK;
}

static bool
on_files_of_another(void)
{
	struct baro_shield shield;

	become_su();
	(void)setfsuid(UNIT_BOB);
	baro_shield_raise(&shield);
	UNIT_CHECK(!shield.raised);
	(void)baro_shield_lower(&shield);
	return setfsuid((uid_t)-1) == (int)UNIT_BOB;
}

/* rows: P-007 */
static void
test_what_cannot_be_put_back_stays(void **state)
{
	(void)state;
	assert_true(unit_in_child(without_the_right_to_go_back));
	assert_true(unit_in_child(loses_the_right));
	assert_true(unit_in_child(on_files_of_another));
}

static bool
keeps_the_marks(void)
{
	struct baro_shield shield;
	int signal_now = 0;

	become_su();
	UNIT_MUST(prctl(PR_SET_DUMPABLE, 1) == 0);
	UNIT_MUST(prctl(PR_SET_PDEATHSIG, SIGUSR2) == 0);
	baro_shield_raise(&shield);
	(void)baro_shield_lower(&shield);
	UNIT_MUST(prctl(PR_GET_PDEATHSIG, &signal_now) == 0);
	return prctl(PR_GET_DUMPABLE) == 1 && signal_now == SIGUSR2;
}

static bool
keeps_cancelling(void)
{
	struct baro_shield shield;
	int before = -1;
	int within = -1;

	UNIT_MUST(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL) == 0);
	baro_shield_raise(&shield);
	UNIT_MUST(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &within) ==
	    0);
	(void)baro_shield_lower(&shield);
	UNIT_MUST(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &before) == 0);
	return within == PTHREAD_CANCEL_DISABLE &&
	    before == PTHREAD_CANCEL_ENABLE;
}

/* rows: P-007 */
static void
test_the_hosts_marks_stay(void **state)
{
	(void)state;
	assert_true(unit_in_child(keeps_the_marks));
	assert_true(unit_in_child(keeps_cancelling));
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
		cmocka_unit_test(test_T08_the_caller_cannot_starve_it),
		cmocka_unit_test(test_T08_the_caller_cannot_limit_it),
		cmocka_unit_test(test_what_cannot_be_put_back_stays),
		cmocka_unit_test(test_the_hosts_marks_stay),
		cmocka_unit_test(test_other_processes),
		cmocka_unit_test(test_faults_are_not_held_back),
	};

	unit_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
