/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A module for test stacks: it tells the host what it sees and returns what it
 * is told, after a look at the registers for the secrets of a test.  Its
 * arguments:
 *	label=TEXT	tell the host the items, under this name
 *	preset		first set PAM_AUTHTOK to the host's --preset
 *	auth=NUMBER	what pam_sm_authenticate returns (default PAM_IGNORE)
 *	cred=NUMBER	what pam_sm_setcred returns (default PAM_SUCCESS)
 *	meddle		change all of the host that a module must leave alone
 */
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <security/pam_modules.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"

static const char *
value_of(int argc, const char **argv, const char *name)
{
	size_t n = strlen(name);

	for (int i = 0; i < argc; i++)
		if (strncmp(argv[i], name, n) == 0)
			return argv[i] + n;
	return NULL;
}

static int
number_of(int argc, const char **argv, const char *name, int otherwise)
{
	const char *value = value_of(argc, argv, name);

	return value == NULL ? otherwise : atoi(value);
}

static void
tell(pam_handle_t *pamh, const char *label)
{
	struct json *notes = &attempt_now->notes;
	const struct {
		const char *name;
		int item;
	} items[] = {
		{ "user", PAM_USER }, { "authtok", PAM_AUTHTOK },
		{ "oldauthtok", PAM_OLDAUTHTOK }
	};

	json_mark(notes, '{');
	json_key(notes, "label");
	json_text(notes, label);
	for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
		const void *value = NULL;

		(void)pam_get_item(pamh, items[i].item, &value);
		json_key(notes, items[i].name);
		json_text(notes, value);
	}
	json_mark(notes, '}');
}

/* For the test that the comparison of before and after sees it all. */
static int
meddle(void)
{
	static char page[1];
	const gid_t group = 4711;
	const struct sched_param usual = { 0 };
	const struct rlimit limit = { 4711, RLIM_INFINITY };
	int bad = 0;

	(void)umask(0123);
	(void)setfsuid(4711);
	bad |= open("/dev/null", O_RDONLY) < 0;
	bad |= setgroups(1, &group) != 0;
	bad |= setenv("BARO_MEDDLE", "1", 1) != 0;
	bad |= chdir("/") != 0;
	bad |= signal(SIGUSR1, SIG_IGN) == SIG_ERR;
	bad |= signal(SIGCHLD, SIG_DFL) == SIG_ERR;
	bad |= mlock(page, sizeof page) != 0;
	bad |= nice(1) == -1;
	bad |= setrlimit(RLIMIT_CPU, &limit) != 0;
	bad |= sched_setscheduler(0, SCHED_BATCH, &usual) != 0;
	bad |= pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL) != 0;
	bad |= syscall(SYS_ioprio_set, 1, 0, 2 << 13 | 7) != 0;
	return bad == 0 ? PAM_SUCCESS : PAM_SYSTEM_ERR;
}

int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc,
    const char **argv)
{
	const char *label;

	(void)flags;
	/* What the module before left: first, and before libpam cleans up. */
	registers_scan();
	label = value_of(argc, argv, "label=");
	if (value_of(argc, argv, "meddle") != NULL)
		return meddle();
	if (value_of(argc, argv, "preset") != NULL &&
	    pam_set_item(pamh, PAM_AUTHTOK, attempt_now->preset) != PAM_SUCCESS)
		return PAM_SYSTEM_ERR;
	if (label != NULL)
		tell(pamh, label);
	return number_of(argc, argv, "auth=", PAM_IGNORE);
}

int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	return number_of(argc, argv, "cred=", PAM_SUCCESS);
}

int
pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_SUCCESS;
}
