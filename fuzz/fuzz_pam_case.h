/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The case of fuzz_pam: who logs in, with which arguments, by which caller, to
 * which record and which ACL.
 */
#ifndef BARO_FUZZ_PAM_CASE_H
#define BARO_FUZZ_PAM_CASE_H

#include <sodium.h>

#include "codec/argument.h"

#include "fuzz_acl.h"
#include "fuzz_attempt.h"
#include "fuzz_pam_world.h"

#define FILE_MAX 70000

/* What is at the record's place. */
enum presence { AS_IS, RAW, ABSENT, OPEN_TO_ALL, LINK, HARD_LINK, OF_OTHERS };

/* Which ACL the record names. */
enum list { NO_LIST, DENY_ALICE, DENY_BOB, ALLOW_ALICE, ALLOW_BOB, BAD_LIST,
    OPEN_LIST, NO_FILE };

/* Where the record is. */
enum place { RECORDS, HOME, SHARED };

/* How the caller differs from sshd's: bits. */
enum caller { BY_USER = 1, SIGNALS_BLOCKED = 2, DEATH_SIGNAL = 4 };

/* What PAM_AUTHTOK holds when the module is called. */
enum authtok { NO_AUTHTOK, THE_ANSWER, A_PASSWORD };

static struct {
	const char *user;
	bool known;		/* in /etc/passwd */
	enum place place;
	bool encrypt;
	bool forward_pass;
	bool ignore;		/* unenrolled=ignore */
	enum baro_first_pass first_pass;
	const char *word;	/* one more argument */
	bool valid;		/* no argument is wrong */
	bool strict_hostname;
	bool even_deny_root;
	bool other_host;
	bool swaps_user;	/* the conversation sets PAM_USER */
	enum presence presence;
	enum list list;
	unsigned caller;
	enum authtok authtok;
	char folder[64];
	char path[128];
	uint64_t now_s;		/* before the first attempt */
} the;

static struct baro_record record;
static uint8_t bytes[FILE_MAX];
static size_t bytes_n;

/* The bytes to which a sealed record is bound: W-16. */
static size_t
associated(uint8_t *ad)
{
	size_t n = sizeof "BAROENC1record";

	memcpy(ad, "BAROENC1record", n);
	if (the.place == SHARED)
		return n;
	memcpy(&ad[n], the.user, strlen(the.user));
	return n + strlen(the.user);
}

static void
seal(void)
{
	static uint8_t sealed[FILE_MAX];
	uint8_t nonce[24] = { 'n' };
	uint8_t ad[512];
	size_t ad_n = associated(ad);

	memcpy(sealed, "BAROENC1", 8);
	memcpy(&sealed[8], nonce, 24);
	crypto_aead_xchacha20poly1305_ietf_encrypt(&sealed[32], NULL, bytes,
	    bytes_n, ad, ad_n, NULL, nonce, world_key);
	bytes_n += 48;
	memcpy(bytes, sealed, bytes_n);
}

static bool
unseal(void)
{
	static uint8_t plain[FILE_MAX];
	uint8_t ad[512];
	size_t ad_n = associated(ad);
	unsigned long long n = 0;

	if (bytes_n < 48 || memcmp(bytes, "BAROENC1", 8) != 0 ||
	    crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n, NULL,
	    &bytes[32], bytes_n - 32, ad, ad_n, &bytes[8], world_key) != 0)
		return false;
	memcpy(bytes, plain, n);
	bytes_n = n;
	return true;
}

/* All of a file, in ${b}; -1 if there is none. */
static ssize_t
read_file(const char *path, uint8_t *b, struct stat *ret_st)
{
	int fd = open(path, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, b, FILE_MAX);
	FUZZ_CHECK(n >= 0 && fstat(fd, ret_st) == 0 && close(fd) == 0);
	return n;
}

/* The record on disk, as the second parser sees it; false if there is none. */
static bool
read_record(struct baro_record *ret_record)
{
	struct stat st;
	uint32_t line;
	ssize_t n = read_file(the.path, bytes, &st);

	if (n < 2 || n > 65535)
		return false;
	bytes_n = (size_t)n;
	if (the.encrypt ? !unseal() : memcmp(bytes, "BAROENC1",
	    n < 8 ? (size_t)n : 8) == 0)
		return false;
	return naive_record(fuzz_input(bytes, bytes_n), ret_record, &line) ==
	    BARO_OK;
}

/* Give the record its ACL. */
static void
write_list(void)
{
	static const char *const lists[] = { "", "# A\nalice\n", "bob\n",
	    "alice\n", "bob\n", "alice\n alice\n", "alice\n", "" };
	static const char name[] = "/etc/baropam/acl";

	unlink(name);
	if (the.list == NO_LIST)
		return;
	if (the.list != NO_FILE)
		world_text(name, lists[the.list]);
	if (the.list == OPEN_LIST)
		FUZZ_CHECK(chmod(name, 0666) == 0);
	record.acl_type = the.list == ALLOW_ALICE || the.list == ALLOW_BOB ?
	    BARO_ACL_ALLOW : BARO_ACL_DENY;
	record.acl_name_bytes = sizeof name - 1;
	memcpy(record.acl_name, name, sizeof name - 1);
}

/* Put the record where the case says, the way it says. */
static void
write_record(struct fuzz_input raw)
{
	static const char other[] = WORLD "/other/record";
	struct baro_buffer out = baro_buffer_over(bytes, 65000);
	bool elsewhere = the.presence == LINK || the.presence == HARD_LINK;
	uid_t owner = the.place == HOME && strcmp(the.user, "root") != 0 ?
	    WORLD_UID : 0;

	record.window_written = true;
	write_list();
	if (the.presence == RAW)
		baro_put_span(&out, baro_span(raw.p, raw.n));
	else
		FUZZ_CHECK(baro_record_write(&record, &out) == BARO_OK);
	bytes_n = out.len;
	if (the.encrypt)
		seal();
	unlink(the.path);
	unlink(other);
	if (the.presence == ABSENT)
		return;
	world_write(elsewhere ? other : the.path, bytes, bytes_n,
	    the.presence == OPEN_TO_ALL ? 0644 : 0400,
	    the.presence == OF_OTHERS ? 999 : owner);
	if (the.presence == LINK)
		FUZZ_CHECK(symlink(other, the.path) == 0);
	else if (the.presence == HARD_LINK)
		FUZZ_CHECK(link(other, the.path) == 0);
}

/* One more argument; those behind "" must be refused. */
static void
choose_word(uint8_t i)
{
	static const char *const words[] = { "debug", "no_warn", "nullok",
	    "strict_hostname", "even_deny_root", "clock_hint",
	    "use_mapped_pass", "expose_account", "", "forward_pas",
	    "encrypt=maybe", "nodelay", "secret=/mnt/records/alice", "Debug",
	    "unenrolled=ignored", "encrypt=" };

	the.word = words[i];
	the.valid = i < 9;
	the.strict_hostname = i == 3;
	the.even_deny_root = i == 4;
}

static void
choose_user(uint8_t i)
{
	static const char *const users[] = { "root", "ALICE", "../alice",
	    "alice/", "bo", "bob" };

	the.user = i < 10 ? "alice" : users[i - 10];
	the.known = i <= 10;
}

static void
choose_place(void)
{
	const char *user = the.known ? the.user : "alice";

	snprintf(the.folder, sizeof the.folder, WORLD "/%s",
	    the.place == HOME ? user : "records");
	snprintf(the.path, sizeof the.path, "%s/%s", the.folder,
	    the.place == RECORDS ? user : "record");
}

/* The PAM file. */
static void
write_stack(void)
{
	static const char *const secrets[] = { WORLD "/records/${USER}",
	    "~/record", WORLD "/records/record" };
	static const char *const passes[] = { "", "try_first_pass",
	    "use_first_pass" };
	char line[8192];

	snprintf(line, sizeof line, "auth required %s secret=%s encrypt=%s "
	    "%s %s %s nodelay %s\n", world.gate, secrets[the.place],
	    the.encrypt ? "yes" : "no",
	    the.forward_pass ? "forward_pass" : "",
	    the.ignore ? "unenrolled=ignore" : "unenrolled=deny",
	    passes[the.first_pass], the.word);
	world_text(WORLD "/pam.d/fuzz", line);
}

/* Ten bytes of the case, then the seed of the failures. */
static void
choose_case(struct fuzz_input *in)
{
	uint8_t flags = fuzz_choice(in, 64);
	const char *host;

	the.place = (flags & 1) != 0 ? HOME : RECORDS;
	the.encrypt = (flags & 2) != 0;
	the.forward_pass = (flags & 4) != 0;
	the.ignore = (flags & 8) != 0;
	the.first_pass = (enum baro_first_pass)((flags >> 4) % 3);
	choose_user(fuzz_choice(in, 16));
	the.presence = (enum presence)fuzz_choice(in, 7);
	the.list = (enum list)fuzz_choice(in, 8);
	world.fail_at = fuzz_choice(in, 120);
	world.error = world_errors[fuzz_choice(in, WORLD_ERRORS)];
	choose_word((uint8_t)((fuzz_choice(in, 16) + 8) % 16));
	flags = fuzz_choice(in, 64);
	the.caller = flags % 8;
	the.other_host = (flags & 8) != 0;
	if ((flags & 16) != 0)
		the.place = SHARED;
	the.swaps_user = (flags & 32) != 0;
	the.authtok = (enum authtok)fuzz_choice(in, 3);
	world.fail_seed = (uint8_t)(fuzz_byte(in) - '0') * UINT32_C(2654435761);

	host = the.other_host ? "other.example" : "host.example";
	FUZZ_CHECK(sethostname(host, strlen(host)) == 0);
	choose_place();
	write_stack();
}

#endif /* BARO_FUZZ_PAM_CASE_H */
