/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * One login by libpam, and whether the host is as it was before.
 */
#include <dlfcn.h>
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "inject.h"

#define SERVICE "login"
#define DESCRIPTORS 64
#define LINK_BYTES 64

/* What of a process a module must leave as it is. */
struct host {
	char descriptors[DESCRIPTORS][LINK_BYTES];
	char status[4096];	/* /proc/self/status */
	char folder[256];
	int policy;
	int dumpable;
	int death_signal;
};

/* The lines of /proc/self/status that are compared. */
static const char *const lines[] = {
	"Umask:", "Uid:", "Gid:", "Groups:", "VmLck:", "SigBlk:", "SigIgn:",
	"SigCgt:", "CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:",
	"NoNewPrivs:", "Seccomp:", "Threads:"
};

static void
look(struct host *host)
{
	int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	ssize_t n = read(file, host->status, sizeof host->status - 1);
	char name[32];

	(void)close(file);
	host->status[n < 0 ? 0 : n] = '\0';
	for (int i = 0; i < DESCRIPTORS; i++) {
		(void)snprintf(name, sizeof name, "/proc/self/fd/%d", i);
		n = readlink(name, host->descriptors[i], LINK_BYTES - 1);
		host->descriptors[i][n < 0 ? 0 : n] = '\0';
	}
	if (getcwd(host->folder, sizeof host->folder) == NULL)
		host->folder[0] = '\0';
	host->policy = sched_getscheduler(0);
	host->dumpable = prctl(PR_GET_DUMPABLE, 0L, 0L, 0L, 0L);
	(void)prctl(PR_GET_PDEATHSIG, &host->death_signal, 0L, 0L, 0L);
}

static bool
same_line(const char *a, const char *b, const char *name)
{
	const char *x = strstr(a, name);
	const char *y = strstr(b, name);

	if (x == NULL || y == NULL)
		return x == y;
	return strcspn(x, "\n") == strcspn(y, "\n") &&
	    memcmp(x, y, strcspn(x, "\n")) == 0;
}

/* What has changed; fewer descriptors are libc's own closing of its log. */
static void
compare(const struct host *a, const struct host *b, char *ret, size_t size)
{
	ret[0] = '\0';
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		if (!same_line(a->status, b->status, lines[i]))
			(void)snprintf(ret, size, "%s", lines[i]);
	for (int i = 0; i < DESCRIPTORS; i++)
		if (b->descriptors[i][0] != '\0' &&
		    a->descriptors[i][0] == '\0')
			(void)snprintf(ret, size, "descriptor %d: %s", i,
			    b->descriptors[i]);
	if (strcmp(a->folder, b->folder) != 0)
		(void)snprintf(ret, size, "working directory");
	if (a->policy != b->policy)
		(void)snprintf(ret, size, "scheduling policy");
	if (a->dumpable != b->dumpable)
		(void)snprintf(ret, size, "dumpable");
	if (a->death_signal != b->death_signal)
		(void)snprintf(ret, size, "parent-death signal");
}

static int
converse(int n, const struct pam_message **messages,
    struct pam_response **ret_responses, void *answer)
{
	struct pam_response *r;

	(void)messages;
	if (n != 1)
		return PAM_CONV_ERR;
	r = calloc(1, sizeof *r);
	if (r == NULL)
		return PAM_BUF_ERR;
	r->resp = malloc(strlen(answer) + 1);
	if (r->resp == NULL) {
		free(r);
		return PAM_BUF_ERR;
	}
	strcpy(r->resp, answer);
	*ret_responses = r;
	return PAM_SUCCESS;
}

/* Instead of libpam's own: nobody has to be kept waiting here. */
static void
do_not_sleep(int status, unsigned int usec, void *context)
{
	(void)status;
	(void)usec;
	(void)context;
}

static int
transaction(const struct login *l)
{
	char answer[256];
	struct pam_conv conversation = { converse, answer };
	void (*function)(int, unsigned int, void *) = do_not_sleep;
	pam_handle_t *pamh = NULL;
	void *item;
	int status;

	(void)snprintf(answer, sizeof answer, "%s", l->answer);
	status = pam_start_confdir(SERVICE, l->user, &conversation,
	    l->confdir, &pamh);
	if (status != PAM_SUCCESS)
		return status;
	/* The item is the pointer itself. */
	memcpy(&item, &function, sizeof item);
	(void)pam_set_item(pamh, PAM_FAIL_DELAY, item);
	status = pam_authenticate(pamh, 0);
	mark(MARK_RETURNED, status);
	if (l->scope == MODULE)
		steering.on = false;
	(void)pam_end(pamh, status);
	return status;
}

static int (*real_pam_fail_delay)(pam_handle_t *, unsigned int);
static struct seen *seen_now;

/* The first call of a module that knows nothing yet; libpam's comes second. */
int
pam_fail_delay(pam_handle_t *pamh, unsigned int usec)
{
	if (!seen_now->entered) {
		seen_now->entered = true;
		steering.on = true;
		mark(MARK_ENTERED, 0);
	}
	return real_pam_fail_delay(pamh, usec);
}

void
login_init(void)
{
	void *f = dlsym(RTLD_NEXT, "pam_fail_delay");

	if (f == NULL)
		errx(1, "no pam_fail_delay");
	/* ISO C has no conversion from void * to a function. */
	memcpy(&real_pam_fail_delay, &f, sizeof f);
}

void
login(const struct login *l, struct seen *seen)
{
	static struct host before;
	static struct host after;

	seen_now = seen;
	/* As su's: it takes back root's id, but not the real one. */
	if (l->real_uid != 0 && setresuid(l->real_uid, 0, 0) != 0)
		err(1, "setresuid");
	(void)prctl(PR_SET_DUMPABLE, 1L, 0L, 0L, 0L);
	(void)prctl(PR_SET_PDEATHSIG, 1L, 0L, 0L, 0L);
	look(&before);
	steering.on = l->scope == LOGIN;
	mark(MARK_BEGIN, 0);
	seen->status = transaction(l);
	mark(MARK_END, 0);
	steering.on = false;
	look(&after);
	compare(&before, &after, seen->trouble, sizeof seen->trouble);
	seen->allocations = steering.allocation.count;
	seen->clocks = steering.clock.count;
	seen->ended = true;
}
