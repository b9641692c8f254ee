/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The whole module in one process, called by libpam, on files of its own, with
 * a chosen clock and with system calls that fail.
 *
 * It must hold that
 *  1. PAM_SUCCESS comes only if the oracle says yes to this answer, for this
 *     record at this time, and the file on disk has moved forward to the
 *     oracle's new record;
 *  2. without a failed call it comes whenever the oracle says yes;
 *  3. PAM_IGNORE comes only for a user whom the ACL exempts, or who has no
 *     record where unenrolled=ignore is given;
 *  4. whatever comes, the file holds the old bytes or the oracle's new record,
 *     under the same owner and mode;
 *  5. nothing else of the process or the directory is changed: descriptors,
 *     ids, groups, signals, death signal, scheduler, names of files.
 *
 * Input: thirteen bytes of settings (fuzz_attempt.h), ten of the case, see
 * choose_case(), then four an attempt, see play(); or, if the case says so,
 * the record itself instead of the attempts.
 */
#include <pthread.h>
#include <security/pam_appl.h>
#include <security/pam_modules.h>

#include "fuzz_pam_model.h"

#define ATTEMPTS 5

/* What the module must leave as it was. */
struct marks {
	uid_t uids[3];
	uid_t fsuid;
	gid_t fsgid;
	gid_t groups[64];
	int groups_n;
	sigset_t signals;
	int death_signal;
	int dumpable;
	int scheduler;
	int cancelling;
	mode_t mask;
	size_t descriptors;
};

int LLVMFuzzerInitialize(int *argc, char ***argv);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	world_begin();
	return 0;
}

/* ---- the caller */

static void
look(struct marks *m)
{
	memset(m, 0, sizeof *m);
	FUZZ_CHECK(getresuid(&m->uids[0], &m->uids[1], &m->uids[2]) == 0);
	m->fsuid = (uid_t)setfsuid((uid_t)-1);
	m->fsgid = (gid_t)setfsgid((gid_t)-1);
	m->groups_n = getgroups(64, m->groups);
	FUZZ_CHECK(sigprocmask(SIG_BLOCK, NULL, &m->signals) == 0);
	FUZZ_CHECK(prctl(PR_GET_PDEATHSIG, &m->death_signal) == 0);
	m->dumpable = prctl(PR_GET_DUMPABLE);
	m->scheduler = sched_getscheduler(0);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &m->cancelling);
	pthread_setcancelstate(m->cancelling, NULL);
	m->mask = umask(022);
	umask(m->mask);
	m->descriptors = world_names("/proc/self/fd");
}

/* Become the caller of the case, or the fuzzer again. */
static void
turn_caller(bool into)
{
	sigset_t one;

	sigemptyset(&one);
	sigaddset(&one, SIGUSR1);
	if ((the.caller & BY_USER) != 0)
		FUZZ_CHECK(setresuid(into ? WORLD_UID : 0, (uid_t)-1,
		    (uid_t)-1) == 0);
	if ((the.caller & SIGNALS_BLOCKED) != 0)
		sigprocmask(into ? SIG_BLOCK : SIG_UNBLOCK, &one, NULL);
	if ((the.caller & DEATH_SIGNAL) != 0)
		prctl(PR_SET_PDEATHSIG, into ? SIGUSR2 : 0);
	FUZZ_CHECK(prctl(PR_SET_DUMPABLE, 1) == 0);
}

int fuzz_pam_authenticate(pam_handle_t *pamh, int flags, int argc,
    const char **argv);

/* What the gate calls: the module, with the clock and the failures on. */
__attribute__((visibility("default"))) int
fuzz_pam_authenticate(pam_handle_t *pamh, int flags, int argc,
    const char **argv)
{
	static struct marks before;
	static struct marks after;
	const void *authtok = NULL;

	if (call.authtok != NULL)
		FUZZ_CHECK(pam_set_item(pamh, PAM_AUTHTOK, call.authtok) ==
		    PAM_SUCCESS);
	turn_caller(true);
	look(&before);
	world.calls = 0;
	world.failed = 0;
	world.armed = true;
	call.status = pam_sm_authenticate(pamh, flags, argc, argv);
	world.armed = false;
	look(&after);
	FUZZ_CHECK(memcmp(&before, &after, sizeof before) == 0);
	turn_caller(false);
	FUZZ_CHECK(pam_get_item(pamh, PAM_AUTHTOK, &authtok) == PAM_SUCCESS);
	snprintf(call.after, sizeof call.after, "%s",
	    authtok == NULL ? "" : (const char *)authtok);
	return call.status;
}

static int
converse(int n, const struct pam_message **messages,
    struct pam_response **ret_responses, void *pamh)
{
	(void)messages;
	FUZZ_CHECK(n == 1);
	if (the.swaps_user)
		FUZZ_CHECK(pam_set_item(*(pam_handle_t **)pamh, PAM_USER,
		    strcmp(the.user, "root") == 0 ? "alice" : "root") ==
		    PAM_SUCCESS);
	if (call.typed == NULL)
		return PAM_CONV_ERR;
	*ret_responses = calloc(1, sizeof **ret_responses);
	FUZZ_CHECK(*ret_responses != NULL);
	(*ret_responses)->resp = strdup(call.typed);
	return PAM_SUCCESS;
}

static void
transaction(void)
{
	pam_handle_t *pamh = NULL;
	struct pam_conv conversation = { converse, &pamh };
	int status;

	call.status = PAM_SYSTEM_ERR;
	FUZZ_CHECK(pam_start_confdir("fuzz", the.user, &conversation,
	    WORLD "/pam.d", &pamh) == PAM_SUCCESS);
	status = pam_authenticate(pamh, 0);
	FUZZ_CHECK((status == PAM_SUCCESS) == (call.status == PAM_SUCCESS));
	pam_end(pamh, status);
}

static bool
records_same(const struct baro_record *a, const struct baro_record *b)
{
	struct baro_buffer x = fuzz_room(BARO_RECORD_BYTES_MAX);
	struct baro_buffer y = fuzz_room(BARO_RECORD_BYTES_MAX);
	bool same;

	FUZZ_CHECK(baro_record_write(a, &x) == BARO_OK);
	FUZZ_CHECK(baro_record_write(b, &y) == BARO_OK);
	same = fuzz_same(baro_buffer_span(&x), y.b, y.len);
	fuzz_room_release(&x);
	fuzz_room_release(&y);
	return same;
}

/* ---- one attempt */

/* P-075: what is handed on is the answer without its key. */
static void
check_forwarded(size_t digits)
{
	bool alone;
	const char *answer = answer_that_counts(&alone);
	size_t n = strlen(answer) - digits;

	FUZZ_CHECK(strlen(call.after) == n &&
	    memcmp(call.after, answer, n) == 0);
}

static void
check_status(const struct opinion *o, bool moved)
{
	if (call.status == PAM_SUCCESS) {
		FUZZ_CHECK(o->yes && moved);
		if (the.forward_pass)
			check_forwarded(o->digits);
	}
	if (call.status == PAM_IGNORE)
		FUZZ_CHECK(o->ignores && !moved);
	if (world.failed > 0)
		return;
	if (o->ignores)
		FUZZ_CHECK(call.status == PAM_IGNORE);
	else if (o->yes && the.presence == AS_IS)
		FUZZ_CHECK(call.status == PAM_SUCCESS);
}

/* Make one attempt, and compare with what should come of it. */
static void
attempt_once(void)
{
	static struct baro_record before;
	static struct baro_record after;
	static uint8_t old[FILE_MAX];
	static uint8_t new[FILE_MAX];
	struct stat old_st = { 0 };
	struct stat new_st = { 0 };
	bool readable = read_record(&before);
	struct opinion o = judge(&before, readable);
	ssize_t old_n = read_file(the.path, old, &old_st);
	ssize_t new_n;
	bool moved;

	transaction();
	new_n = read_file(the.path, new, &new_st);
	moved = new_n != old_n || (new_n > 0 &&
	    memcmp(old, new, (size_t)new_n) != 0);
	if (moved)
		FUZZ_CHECK(o.decides && read_record(&after) &&
		    records_same(&after, &oracle.r));
	FUZZ_CHECK(new_st.st_mode == old_st.st_mode &&
	    new_st.st_uid == old_st.st_uid && new_st.st_gid == old_st.st_gid);
	FUZZ_CHECK(world_names(the.folder) == (the.presence != ABSENT));
	check_status(&o, moved);
}

/* The next attempt: what is typed, a detail of it, and when. */
static void
play(struct fuzz_input *in)
{
	static const int16_t jumps[] = { 0, 1, 30, 31, 90, 600, 3600, -1, -30,
	    -3600 };
	char typed[TYPED_MAX];
	uint8_t kind = fuzz_choice(in, 8);
	uint8_t detail = fuzz_choice(in, 255);
	bool silent = fuzz_choice(in, 8) == 7;
	int64_t jump = jumps[fuzz_choice(in, 10)];

	if (jump >= 0 || world.now_s >= (uint64_t)-jump)
		world.now_s += (uint64_t)jump;
	if (!read_record(&record))
		baro_record_init(&record);
	/* Without a period there is no step to type a code of. */
	if (record.cycle_s == 0)
		record.cycle_s = 30;
	oracle_begins(&record, world.now_s, the.user);
	type(kind, detail, typed);
	call.typed = silent ? NULL : typed;
	call.authtok = the.authtok == NO_AUTHTOK ? NULL :
	    the.authtok == THE_ANSWER ? typed : "password1";
	attempt_once();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input in = fuzz_input(data, n);
	struct fuzz_input attempts = fuzz_input((const uint8_t *)"0000", 4);

	choose_record(&in, &record, &the.now_s);
	choose_case(&in);
	write_record(in);
	world.now_s = the.now_s;
	if (the.presence != RAW)
		attempts = in;
	for (int i = 0; i < ATTEMPTS && attempts.n > 0; i++)
		play(&attempts);
	unlink(the.path);
	return 0;
}
