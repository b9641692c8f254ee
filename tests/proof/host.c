/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The PAM application that constant_time.py runs under valgrind: it loads the
 * module as it ships and marks the secrets as undefined, so that memcheck
 * reports each branch and each address that depends on one.
 *
 *	host FROM MODULE FOLDER NOW {SERVICE ANSWER}...
 *
 * For each pair, one transaction of the user daemon: the configuration is
 * FOLDER/SERVICE, the time is NOW, and the user types ANSWER.  Its closing line
 * is "end".  What is marked:
 *
 * FROM file	the secrets in a record as pread(2) gives it to the module, and
 *		what is typed: each bit of them but those that the formats
 *		make public, that a character is a digit or none, and no
 *		control character;
 * FROM decide	what is typed, as above; and, when the module looks at the
 *		clock, which it does before it decides, each bit of the key,
 *		of the emergency keys and of the answer in its vault;
 * FROM nothing	nothing: no report may come.
 *
 * The calls of the module come here before libc, since this program exports
 * its symbols; the module is not changed.
 */
#include <dlfcn.h>
#include <err.h>
#include <security/pam_appl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <valgrind/memcheck.h>

#include "sys/vault.h"

/* What of a letter, and of a digit, is secret: not that it is one. */
#define LETTER_BITS 0x3f
#define DIGIT_BITS 0x0f

static enum { FILE_ON, DECIDE_ON, NOTHING } from;
static time_t now_s;
static const char *answer;
static struct baro_vault *vault;
static unsigned int marked;	/* bytes, of this transaction */

static void
mark_text(uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t bits = b[i] >= 0x40 ? LETTER_BITS : DIGIT_BITS;

		(void)VALGRIND_SET_VBITS(&b[i], &bits, 1);
		marked++;
	}
}

static void
mark(void *p, size_t n)
{
	(void)VALGRIND_MAKE_MEM_UNDEFINED(p, n);
	marked += (unsigned int)n;
}

/* The bytes in front of a key that say how it is written. */
static size_t
prefix(const uint8_t *key, size_t n)
{
	if (n > 7 && memcmp(key, "base32:", 7) == 0)
		return 7;
	if (n > 4 && memcmp(key, "hex:", 4) == 0)
		return 4;
	return 0;
}

/* Mark the key, or the emergency key, of a line. */
static void
mark_line(uint8_t *line, size_t n)
{
	static const char keyword[] = "\" SECURE_KEY ";
	size_t key = sizeof keyword - 1;

	if (n > key && memcmp(line, keyword, key) == 0) {
		key += prefix(&line[key], n - key);
		mark_text(&line[key], n - key);
	} else if (n > 0 && line[0] >= '0' && line[0] <= '9') {
		mark_text(line, n);
	}
}

static void
mark_record(uint8_t *b, size_t n)
{
	static const char header[] = "\" AUTH_KEY\n";
	size_t lo = 0;

	if (n < sizeof header - 1 || memcmp(b, header, sizeof header - 1) != 0)
		return;
	for (size_t i = 0; i < n; i++)
		if (b[i] == '\n') {
			mark_line(&b[lo], i - lo);
			lo = i + 1;
		}
}

/* All that the decision works on. */
static void
mark_vault(void)
{
	struct baro_record *r = &vault->record;
	struct baro_answer *a = &vault->answer;
	size_t lo;

	/* The second time, these are marked already. */
	VALGRIND_DISABLE_ERROR_REPORTING;
	lo = prefix(r->key, r->key_bytes);
	VALGRIND_ENABLE_ERROR_REPORTING;
	mark(&r->key[lo], sizeof r->key - lo);
	mark(r->emergency, sizeof r->emergency);
	mark(&a->code, sizeof a->code);
	mark(&a->code_valid, sizeof a->code_valid);
	mark(&a->emergency, sizeof a->emergency);
	mark(&a->emergency_valid, sizeof a->emergency_valid);
	mark(vault->text.b, vault->text.used);
}

/* ---------------------------------------- what the module calls in libc */

/* All but the clock goes through it; it reads six arguments, as libc's does. */
long
syscall(long number, ...)
{
	static long (*real)(long, ...);
	va_list arguments;
	long a[6];
	long result;

	if (real == NULL) {
		void *f = dlsym(RTLD_NEXT, "syscall");

		/* ISO C has no conversion from void * to a function. */
		memcpy(&real, &f, sizeof real);
	}
	va_start(arguments, number);
	for (size_t i = 0; i < 6; i++)
		a[i] = va_arg(arguments, long);
	va_end(arguments);
	result = real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (number == SYS_pread64 && from == FILE_ON && result > 0)
		mark_record((uint8_t *)a[1], (size_t)result);
	if (number == SYS_mmap && result != -1 &&
	    (size_t)a[1] == sizeof *vault)
		vault = (struct baro_vault *)result;
	return result;
}

int
clock_gettime(clockid_t clock, struct timespec *ret)
{
	if (clock != CLOCK_REALTIME)
		return (int)syscall(SYS_clock_gettime, clock, ret);
	ret->tv_sec = now_s;
	ret->tv_nsec = 0;
	if (from == DECIDE_ON && vault != NULL)
		mark_vault();
	return 0;
}

/* ----------------------------------------------------- a transaction */

static int
converse(int n, const struct pam_message **messages,
    struct pam_response **ret_responses, void *context)
{
	struct pam_response *r = calloc((size_t)n, sizeof *r);

	(void)messages;
	(void)context;
	if (r == NULL || (r->resp = strdup(answer)) == NULL)
		err(1, "answer");
	if (from != NOTHING)
		mark_text((uint8_t *)r->resp, strlen(answer));
	*ret_responses = r;
	return PAM_SUCCESS;
}

/* Nobody has to be kept waiting here. */
static void
do_not_wait(int status, unsigned int us, void *context)
{
	(void)status;
	(void)us;
	(void)context;
}

static void
transaction(const char *folder, const char *service)
{
	struct pam_conv conversation = { converse, NULL };
	void (*wait)(int, unsigned int, void *) = do_not_wait;
	pam_handle_t *pamh = NULL;
	void *item;
	int status;

	marked = 0;
	vault = NULL;
	memcpy(&item, &wait, sizeof item);
	if (pam_start_confdir(service, "daemon", &conversation, folder,
	    &pamh) != PAM_SUCCESS ||
	    pam_set_item(pamh, PAM_FAIL_DELAY, item) != PAM_SUCCESS)
		errx(1, "pam_start_confdir");
	status = pam_authenticate(pamh, 0);
	(void)pam_end(pamh, status);
	printf("case %s %s %d marked %u\n", service, answer, status, marked);
}

/* Keep the module where it is, and say where. */
static void
load(const char *module)
{
	char line[512];
	FILE *maps;

	if (dlopen(module, RTLD_NOW) == NULL)
		errx(1, "%s", dlerror());
	maps = fopen("/proc/self/maps", "r");
	if (maps == NULL)
		err(1, "maps");
	while (fgets(line, sizeof line, maps) != NULL)
		if (strstr(line, module) != NULL) {
			printf("base %s", line);
			break;
		}
	(void)fclose(maps);
}

int
main(int argc, char **argv)
{
	if (argc < 5 || argc % 2 == 0)
		errx(1, "usage");
	from = strcmp(argv[1], "file") == 0 ? FILE_ON :
	    strcmp(argv[1], "decide") == 0 ? DECIDE_ON : NOTHING;
	now_s = (time_t)strtoll(argv[4], NULL, 10);
	load(argv[2]);
	for (int i = 5; i + 1 < argc; i += 2) {
		answer = argv[i + 1];
		transaction(argv[3], argv[i]);
	}
	printf("end\n");
	return 0;
}
