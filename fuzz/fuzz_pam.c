/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The whole module in one process, called by libpam, on files of its own, with
 * a chosen clock and with system calls that fail.
 *
 * It must hold that
 *  1. PAM_SUCCESS comes only if the oracle says yes to this answer, for this
 *     record at this time, and the file on disk is the oracle's new record;
 *  2. without a failed call it comes whenever the oracle says yes;
 *  3. PAM_IGNORE comes only for a user whom the ACL exempts, or who has no
 *     record where unenrolled=ignore is given;
 *  4. whatever comes, the file holds the old record or the oracle's new one,
 *     and no temporary file, descriptor or file-system id is left behind.
 *
 * Input: thirteen bytes of settings (fuzz_attempt.h), six of the case, see
 * choose_case(), then four an attempt, see play(); or, if the case says so,
 * the record itself instead of the attempts.
 */
#include <security/pam_appl.h>
#include <sodium.h>

#include "codec/container.h"

#include "fuzz_attempt.h"
#include "fuzz_pam_world.h"

#define ATTEMPTS 5
#define FILE_MAX 70000

enum presence { AS_IS, RAW, ABSENT, OPEN_TO_ALL };
enum list { NO_LIST, DENY_ALICE, DENY_BOB, ALLOW_ALICE, ALLOW_BOB, BAD_LIST };

static struct {
	bool home;		/* ~/record, else /mnt/records/alice */
	bool encrypt;
	bool forward_pass;
	bool ignore;		/* unenrolled=ignore */
	bool unknown;		/* the user is not in /etc/passwd */
	bool use_first_pass;
	enum presence presence;
	enum list list;
	const char *path;
	const char *folder;
	uint64_t now_s;		/* before the first attempt */
} the;

static struct baro_record record;
static uint8_t bytes[FILE_MAX];
static size_t bytes_n;

int LLVMFuzzerInitialize(int *argc, char ***argv);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	FUZZ_CHECK(sodium_init() >= 0);
	world_begin();
	return 0;
}

/* ---- the files */

static void
seal(void)
{
	static uint8_t sealed[FILE_MAX];
	uint8_t nonce[24] = { 'n' };
	static const uint8_t ad[] = "BAROENC1record\0alice";

	memcpy(sealed, "BAROENC1", 8);
	memcpy(&sealed[8], nonce, 24);
	crypto_aead_xchacha20poly1305_ietf_encrypt(&sealed[32], NULL, bytes,
	    bytes_n, ad, sizeof ad - 1, NULL, nonce, world_key);
	bytes_n += 48;
	memcpy(bytes, sealed, bytes_n);
}

static bool
unseal(void)
{
	static uint8_t plain[FILE_MAX];
	static const uint8_t ad[] = "BAROENC1record\0alice";
	unsigned long long n = 0;

	if (bytes_n < 48 || memcmp(bytes, "BAROENC1", 8) != 0 ||
	    crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n, NULL,
	    &bytes[32], bytes_n - 32, ad, sizeof ad - 1, &bytes[8],
	    world_key) != 0)
		return false;
	memcpy(bytes, plain, n);
	bytes_n = n;
	return true;
}

/* The record on disk, as the second parser sees it; false if there is none. */
static bool
read_record(struct baro_record *ret_record)
{
	int fd = open(the.path, O_RDONLY);
	uint32_t line;
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, bytes, sizeof bytes);
	FUZZ_CHECK(n >= 0 && close(fd) == 0);
	bytes_n = (size_t)n;
	if (n < 2 || n > 65535 || (the.encrypt && !unseal()))
		return false;
	return naive_record(fuzz_input(bytes, bytes_n), ret_record, &line) ==
	    BARO_OK;
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

static void
write_record(struct fuzz_input raw)
{
	static const char *const lists[] = { "", "# A\nalice\n", "bob\n",
	    "alice\n", "bob\n", "alice\n alice\n" };
	struct baro_buffer out = baro_buffer_over(bytes, 65000);

	record.window_written = true;
	if (the.list != NO_LIST) {
		static const char name[] = "/etc/baropam/acl";

		world_text(name, lists[the.list]);
		record.acl_type = the.list == ALLOW_ALICE ||
		    the.list == ALLOW_BOB ? BARO_ACL_ALLOW : BARO_ACL_DENY;
		record.acl_name_bytes = sizeof name - 1;
		memcpy(record.acl_name, name, sizeof name - 1);
	}
	if (the.presence == RAW)
		baro_put_span(&out, baro_span(raw.p, raw.n));
	else
		FUZZ_CHECK(baro_record_write(&record, &out) == BARO_OK);
	bytes_n = out.len;
	if (the.encrypt)
		seal();
	unlink(the.path);
	if (the.presence != ABSENT)
		world_write(the.path, bytes, bytes_n,
		    the.presence == OPEN_TO_ALL ? 0644 : 0400,
		    the.home ? WORLD_UID : 0);
}

static void
choose_case(struct fuzz_input *in)
{
	static const int errors[] = { EIO, ENOSPC, EACCES, ENOMEM, EINTR };
	char line[8192];
	uint8_t flags = fuzz_choice(in, 64);

	the.home = (flags & 1) != 0;
	the.encrypt = (flags & 2) != 0;
	the.forward_pass = (flags & 4) != 0;
	the.ignore = (flags & 8) != 0;
	the.use_first_pass = (flags & 48) == 48;
	the.unknown = fuzz_choice(in, 16) == 15;
	the.presence = (enum presence)fuzz_choice(in, 4);
	the.list = (enum list)fuzz_choice(in, 6);
	world.fail_at = fuzz_choice(in, 120);
	world.error = errors[fuzz_choice(in, 5)];
	the.folder = the.home ? WORLD "/alice" : WORLD "/records";
	the.path = the.home ? WORLD "/alice/record" :
	    WORLD "/records/alice";
	snprintf(line, sizeof line, "auth required %s secret=%s encrypt=%s "
	    "%s %s %s nodelay\n", world.gate, the.home ? "~/record" :
	    WORLD "/records/${USER}", the.encrypt ? "yes" : "no",
	    the.forward_pass ? "forward_pass" : "debug",
	    the.ignore ? "unenrolled=ignore" : "unenrolled=deny",
	    the.use_first_pass ? "use_first_pass" : "try_first_pass");
	world_text(WORLD "/pam.d/fuzz", line);
}

/* ---- one transaction */

static int
converse(int n, const struct pam_message **messages,
    struct pam_response **ret_responses, void *typed)
{
	(void)messages;
	FUZZ_CHECK(n == 1);
	if (typed == NULL)
		return PAM_CONV_ERR;
	*ret_responses = calloc(1, sizeof **ret_responses);
	FUZZ_CHECK(*ret_responses != NULL);
	(*ret_responses)->resp = strdup(typed);
	return PAM_SUCCESS;
}

int fuzz_pam_authenticate(pam_handle_t *pamh, int flags, int argc,
    const char **argv);
int pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc,
    const char **argv);

/* What the gate calls: the module, with the clock and the failures on. */
__attribute__((visibility("default"))) int
fuzz_pam_authenticate(pam_handle_t *pamh, int flags, int argc,
    const char **argv)
{
	size_t descriptors = world_names("/proc/self/fd");
	int status;

	world.calls = 0;
	world.armed = true;
	status = pam_sm_authenticate(pamh, flags, argc, argv);
	world.armed = false;
	FUZZ_CHECK(world_names("/proc/self/fd") == descriptors);
	FUZZ_CHECK(setfsuid((uid_t)-1) == 0 && setfsgid((gid_t)-1) == 0);
	return status;
}

static int
transaction(char *typed)
{
	struct pam_conv conversation = { converse, typed };
	pam_handle_t *pamh = NULL;
	int status;

	FUZZ_CHECK(pam_start_confdir("fuzz", the.unknown ? "bob" : "alice",
	    &conversation, WORLD "/pam.d", &pamh) == PAM_SUCCESS);
	status = pam_authenticate(pamh, 0);
	pam_end(pamh, status);
	return status;
}

/* Whether alice is exempt, by the case. */
static bool
exempt(void)
{
	return the.list == DENY_ALICE || the.list == ALLOW_BOB;
}

/* What libpam makes of a stack whose only module says PAM_IGNORE. */
#define IGNORED PAM_PERM_DENIED

/* One attempt, with the oracle's opinion on it. */
static void
attempt_once(char *typed)
{
	static struct baro_record before;
	static struct baro_record after;
	bool readable = read_record(&before);
	bool usable = readable && !the.unknown && !the.use_first_pass &&
	    the.presence != OPEN_TO_ALL && typed != NULL;
	enum baro_error e = BARO_E_FAULT;
	bool ignorable = !the.unknown && ((the.ignore &&
	    the.presence == ABSENT) || (readable && the.presence == AS_IS &&
	    exempt()));
	bool emergency, locked;
	int status;

	oracle_begins(&before, oracle.now, "alice");
	world.now_s = oracle.now;
	if (usable)
		e = oracle_decides(typed, !the.forward_pass, true, &emergency,
		    &locked);
	status = transaction(typed);

	FUZZ_CHECK(world_names(the.folder) == (the.presence != ABSENT));
	FUZZ_CHECK(read_record(&after) == readable);
	if (status == PAM_SUCCESS) {
		FUZZ_CHECK(usable && e == BARO_OK);
		FUZZ_CHECK(records_same(&after, &oracle.r));
	}
	if (readable)
		FUZZ_CHECK(records_same(&after, &before) ||
		    (usable && records_same(&after, &oracle.r)));
	FUZZ_CHECK(status != PAM_IGNORE);
	if (status == IGNORED)
		FUZZ_CHECK(ignorable);
	if (world.calls < world.fail_at || world.fail_at == 0) {
		if (ignorable && !the.home)
			FUZZ_CHECK(status == IGNORED);
		if (!exempt() && the.presence == AS_IS && the.list != BAD_LIST
		    && !the.home && e == BARO_OK)
			FUZZ_CHECK(status == PAM_SUCCESS);
	}
}

/* The next attempt: what is typed, a detail of it, and when. */
static void
play(struct fuzz_input *in)
{
	static const uint16_t jumps[] = { 0, 1, 30, 31, 90, 600, 3600 };
	char typed[TYPED_MAX];
	uint8_t kind = fuzz_choice(in, 8);
	uint8_t detail = fuzz_choice(in, 255);
	bool silent = fuzz_choice(in, 8) == 7;

	oracle.now += jumps[fuzz_choice(in, 7)];
	if (!read_record(&record))
		baro_record_init(&record);
	oracle_begins(&record, oracle.now, "alice");
	type(kind, detail, typed);
	attempt_once(silent ? NULL : typed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input in = fuzz_input(data, n);
	struct fuzz_input attempts = fuzz_input((const uint8_t *)"0000", 4);

	choose_record(&in, &record, &the.now_s);
	choose_case(&in);
	write_record(in);
	oracle.now = the.now_s;
	if (the.presence != RAW)
		attempts = in;
	for (int i = 0; i < ATTEMPTS && attempts.n > 0; i++)
		play(&attempts);
	unlink(the.path);
	return 0;
}
