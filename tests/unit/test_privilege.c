/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/privilege: what a thread may do between drop and restore, as the kernel
 * sees it, and what the other threads may.  Needs root.
 */
#include "unit_users.h"

#include <grp.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>

#include "sys/privilege.h"
#include "unit_scheduling.h"

/* The groups that this program runs with. */
static const gid_t own_groups[] = { 0, 3, 64099 };

/* What /proc tells of a thread: file-system ids, groups and capabilities. */
struct standing {
	unsigned int fsuid;
	unsigned int fsgid;
	char groups[512];
	uint64_t effective;
	uint64_t permitted;
};

/* Read one line of a status file, if it is the wanted one. */
static void
take_line(const char *line, struct standing *s)
{
	unsigned int a, b, c;

	(void)sscanf(line, "Uid: %u %u %u %u", &a, &b, &c, &s->fsuid);
	(void)sscanf(line, "Gid: %u %u %u %u", &a, &b, &c, &s->fsgid);
	(void)sscanf(line, "CapEff: %" SCNx64, &s->effective);
	(void)sscanf(line, "CapPrm: %" SCNx64, &s->permitted);
	if (strncmp(line, "Groups:\t", 8) == 0) {
		(void)snprintf(s->groups, sizeof s->groups, "%s", line + 8);
		s->groups[strcspn(s->groups, "\n")] = '\0';
	}
}

static struct standing
standing(void)
{
	struct standing s = { 99, 99, "", 0, 0 };
	FILE *file = fopen("/proc/thread-self/status", "re");
	char line[512];

	UNIT_MUST(file != NULL);
	while (fgets(line, sizeof line, file) != NULL)
		take_line(line, &s);
	UNIT_MUST(fclose(file) == 0);
	return s;
}

static void
expect_standing(unsigned int fsuid, const char *groups)
{
	struct standing s = standing();

	assert_int_equal(s.fsuid, fsuid);
	assert_int_equal(s.fsgid, fsuid);
	assert_string_equal(s.groups, groups);
}

#define OWN "0 3 64099 "

static struct baro_identity identity;
static struct baro_privilege privilege;

/* Act as ${user} of the passwd file. */
static enum baro_error
drop(const char *user)
{
	struct baro_span name = unit_text(user);

	assert_int_equal(baro_identity_lookup(name, &identity), BARO_OK);
	memset(&privilege, 0x55, sizeof privilege);
	return baro_privilege_drop(name, &identity, &privilege);
}

static void
restore(void)
{
	assert_int_equal(baro_privilege_restore(&privilege), BARO_OK);
}

/* rows: P-123 */
static void
test_T09_groups_are_the_users_only(void **state)
{
	(void)state;
	expect_standing(0, OWN);
	assert_int_equal(drop("alice"), BARO_OK);
	expect_standing(UNIT_ALICE, "64001 64010 64011 ");
	restore();
	expect_standing(0, OWN);
	assert_int_equal(drop("bob"), BARO_OK);
	expect_standing(UNIT_BOB, "64002 64010 64012 ");
	restore();
	expect_standing(0, OWN);
}

/* Twice restored, or never dropped: nothing happens. */
static void
test_restore_undoes_one_drop(void **state)
{
	(void)state;
	assert_int_equal(drop("alice"), BARO_OK);
	restore();
	assert_int_equal(setgroups(0, NULL), 0);
	restore();
	expect_standing(0, " ");
}

/* A host without any groups of its own. */
/* rows: P-123 */
static void
test_T09_no_groups_before(void **state)
{
	(void)state;
	assert_int_equal(setgroups(0, NULL), 0);
	assert_int_equal(drop("alice"), BARO_OK);
	expect_standing(UNIT_ALICE, "64001 64010 64011 ");
	restore();
	expect_standing(0, " ");
}

/* rows: P-123 */
static void
test_root_as_root(void **state)
{
	(void)state;
	assert_int_equal(drop("root"), BARO_OK);
	expect_standing(0, "0 ");
	restore();
	expect_standing(0, OWN);
}

static bool
can_read(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file >= 0)
		UNIT_MUST(close(file) == 0);
	return file >= 0;
}

/* rows: P-123 W-20 */
static void
test_rights_are_the_users(void **state)
{
	int file;

	(void)state;
	unit_put(UNIT_ROOM "/roots", "", 0, 0600);
	unit_put(UNIT_ROOM "/alices", "", UNIT_ALICE, 0600);
	unit_put(UNIT_ROOM "/bobs", "", UNIT_BOB, 0600);
	unit_put(UNIT_ROOM "/crews", "", 64010, 0640);
	unit_put(UNIT_ROOM "/own", "", 64099, 0640);
	unit_put_directory(UNIT_ROOM "/home", UNIT_ALICE, 0700);

	assert_int_equal(drop("alice"), BARO_OK);
	assert_false(can_read(UNIT_ROOM "/roots"));
	assert_false(can_read(UNIT_ROOM "/bobs"));
	assert_true(can_read(UNIT_ROOM "/alices"));
	assert_true(can_read(UNIT_ROOM "/crews"));	/* by the group */
	assert_false(can_read(UNIT_ROOM "/own"));
	file = open(UNIT_ROOM "/home/new", O_WRONLY | O_CREAT | O_CLOEXEC,
	    0600);
	assert_true(file >= 0);
	UNIT_MUST(close(file) == 0);
	restore();

	unit_expect_attributes(UNIT_ROOM "/home/new", UNIT_ALICE, 0600);
	assert_true(can_read(UNIT_ROOM "/roots"));
	assert_true(can_read(UNIT_ROOM "/bobs"));
}

/* rows: P-007 P-123 */
static void
test_the_hosts_marks_stay(void **state)
{
	for (int i = 0; i < 4; i++) {
		int dumpable = i % 2;
		int wanted = i < 2 ? 0 : SIGHUP;
		int got = 99;

		(void)state;
		UNIT_MUST(prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0) == 0);
		UNIT_MUST(prctl(PR_SET_PDEATHSIG, wanted, 0, 0, 0) == 0);
		assert_int_equal(drop("alice"), BARO_OK);
		/* While it acts as alice, alice must not look into it. */
		assert_int_not_equal(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 1);
		restore();
		assert_int_equal(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0),
		    dumpable);
		UNIT_MUST(prctl(PR_GET_PDEATHSIG, &got, 0, 0, 0) == 0);
		assert_int_equal(got, wanted);
	}
	UNIT_MUST(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
	UNIT_MUST(prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0) == 0);
}

/* ---- the other threads */

static pthread_barrier_t meeting;
static struct standing others[3];

/* Look at oneself before, during and after the drop of the other thread. */
static void *
look_on(void *nothing)
{
	for (size_t i = 0; i < 3; i++) {
		(void)pthread_barrier_wait(&meeting);
		others[i] = standing();
		(void)pthread_barrier_wait(&meeting);
	}
	return nothing;
}

static void
let_look(void)
{
	(void)pthread_barrier_wait(&meeting);
	(void)pthread_barrier_wait(&meeting);
}

/* rows: P-007 P-123 */
static void
test_T09_other_threads_are_untouched(void **state)
{
	pthread_t thread;

	(void)state;
	UNIT_MUST(pthread_barrier_init(&meeting, NULL, 2) == 0);
	UNIT_MUST(pthread_create(&thread, NULL, look_on, NULL) == 0);
	let_look();
	assert_int_equal(drop("alice"), BARO_OK);
	let_look();
	expect_standing(UNIT_ALICE, "64001 64010 64011 ");
	restore();
	let_look();
	UNIT_MUST(pthread_join(thread, NULL) == 0);
	UNIT_MUST(pthread_barrier_destroy(&meeting) == 0);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(others[i].fsuid, 0);
		assert_int_equal(others[i].fsgid, 0);
		assert_string_equal(others[i].groups, OWN);
	}
}

/* ---- refusals */

static void
expect_refused(void)
{
	assert_int_equal(drop("alice"), BARO_E_PRIVILEGE);
	assert_false(privilege.dropped);
	restore();
	expect_standing(0, OWN);
}

/* rows: P-123 */
static void
test_T17_without_the_groups(void **state)
{
	(void)state;
	UNIT_MUST(unlink("/etc/group") == 0);
	expect_refused();
	UNIT_MUST(mkdir("/etc/group", 0755) == 0);
	expect_refused();
	UNIT_MUST(rmdir("/etc/group") == 0);
}

static bool
as_bob(void)
{
	struct standing before;
	struct standing after;

	unit_become(UNIT_BOB);
	before = standing();
	UNIT_CHECK(drop("alice") == BARO_OK);
	UNIT_CHECK(!privilege.dropped);
	after = standing();
	UNIT_CHECK(after.fsuid == UNIT_BOB && before.fsuid == UNIT_BOB);
	restore();
	return standing().fsuid == UNIT_BOB;
}

/* A process without root's rights has none to give up. */
static void
test_not_root(void **state)
{
	(void)state;
	assert_true(unit_in_child(as_bob));
}

/* ---- capabilities */

static uint64_t
both(uint32_t low, uint32_t high)
{
	return (uint64_t)high << 32 | low;
}

/* One of the lower 32, one of the upper, and the two sets apart. */
static bool
with_less_than_all(void)
{
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	struct baro_capabilities may;
	struct standing s;

	unit_capabilities(SYS_capget, data);
	data[0].effective &= ~(1u << CAP_SETUID);
	data[1].effective &= ~(1u << (CAP_SYSLOG - 32));
	data[1].permitted &= ~(1u << (CAP_SYSLOG - 32));
	unit_capabilities(SYS_capset, data);
	s = standing();
	memset(&may, 0x55, sizeof may);
	UNIT_CHECK(baro_privilege_capabilities(&may) == BARO_OK);
	UNIT_CHECK(both(may.data[0].effective, may.data[1].effective) ==
	    s.effective);
	UNIT_CHECK(both(may.data[0].permitted, may.data[1].permitted) ==
	    s.permitted);
	return may.data[0].permitted - may.data[0].effective ==
	    1u << CAP_SETUID;
}

static void
test_capabilities_are_the_threads(void **state)
{
	(void)state;
	assert_true(unit_in_child(with_less_than_all));
}

/* Capabilities on files, of either half, that a host has laid down. */
static const uint32_t on_files[] = {
	CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_MAC_OVERRIDE
};

static bool
stays_reduced(void)
{
	for (size_t i = 0; i < sizeof on_files / sizeof *on_files; i++) {
		struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
		uint32_t bit = on_files[i];
		uint64_t before;

		unit_capabilities(SYS_capget, data);
		data[bit / 32].effective &= ~(1u << bit % 32);
		unit_capabilities(SYS_capset, data);
		before = standing().effective;
		UNIT_CHECK((before & UINT64_C(1) << bit) == 0);
		UNIT_CHECK(drop("alice") == BARO_OK);
		UNIT_CHECK(baro_privilege_restore(&privilege) == BARO_OK);
		UNIT_CHECK(standing().effective == before);
		UNIT_CHECK((standing().permitted & UINT64_C(1) << bit) != 0);
	}
	return true;
}

/* rows: P-007 P-123 */
static void
test_what_was_laid_down_stays_so(void **state)
{
	(void)state;
	assert_true(unit_in_child(stays_reduced));
}

static int
setup(void **state)
{
	UNIT_MUST(setgroups(3, own_groups) == 0);
	return unit_reset_users(state);
}

#define TEST(function) cmocka_unit_test_setup(function, setup)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_T09_groups_are_the_users_only),
		TEST(test_restore_undoes_one_drop),
		TEST(test_T09_no_groups_before),
		TEST(test_root_as_root),
		TEST(test_rights_are_the_users),
		TEST(test_the_hosts_marks_stay),
		TEST(test_T09_other_threads_are_untouched),
		TEST(test_T17_without_the_groups),
		TEST(test_not_root),
		TEST(test_capabilities_are_the_threads),
		TEST(test_what_was_laid_down_stays_so),
	};

	unit_world();
	unit_users();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
