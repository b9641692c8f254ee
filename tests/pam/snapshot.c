/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What a guest must leave alone.
 */
#include <dirent.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"

#define IO_OF_PROCESS 1	/* <linux/ioprio.h> */

extern char **environ;

/* The lines of /proc/thread-self/status that should stay as they are. */
static const char *const fields[] = {
	"Uid:", "Gid:", "Groups:", "Umask:", "VmLck:", "Threads:", "SigBlk:",
	"SigIgn:", "SigCgt:", "NoNewPrivs:", "CapInh:", "CapPrm:", "CapEff:",
	"CapBnd:", "CapAmb:", "TracerPid:", "Seccomp:"
};

static void
put_status(struct json *j)
{
	FILE *f = fopen("/proc/thread-self/status", "re");
	char line[4096];

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
			size_t n = strlen(fields[i]);

			if (strncmp(line, fields[i], n) != 0)
				continue;
			line[n - 1] = '\0';
			json_key(j, line);
			json_text(j, line + n);
			break;
		}
	}
	if (f != NULL)
		(void)fclose(f);
}

/* Handlers by their address: equal before and after, or not. */
static void
put_handlers(struct json *j)
{
	json_key(j, "handlers");
	json_mark(j, '[');
	for (int s = 1; s < NSIG; s++) {
		struct sigaction action;
		unsigned long address = 0;

		if (sigaction(s, NULL, &action) != 0)
			continue;
		memcpy(&address, &action.sa_handler, sizeof address);
		if (address != 0)
			json_number(j, (long long)address);
	}
	json_mark(j, ']');
}

static void
put_descriptors(struct json *j)
{
	DIR *dir = opendir("/proc/self/fd");
	const struct dirent *entry;

	json_key(j, "descriptors");
	json_mark(j, '[');
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.' &&
		    atoi(entry->d_name) != dirfd(dir))
			json_text(j, entry->d_name);
	json_mark(j, ']');
	if (dir != NULL)
		(void)closedir(dir);
}

/* What the kernel resets when ids change. */
static void
put_marks(struct json *j)
{
	int signal = 0;

	(void)prctl(PR_GET_PDEATHSIG, &signal, 0, 0, 0);
	json_key(j, "death signal");
	json_number(j, signal);
	json_key(j, "dumpable");
	json_number(j, prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
	json_key(j, "securebits");
	json_number(j, prctl(PR_GET_SECUREBITS, 0, 0, 0, 0));
	json_key(j, "keepcaps");
	json_number(j, prctl(PR_GET_KEEPCAPS, 0, 0, 0, 0));
}

/* When it runs, and writes. */
static void
put_scheduling(struct json *j)
{
	struct sched_param param = { 0 };

	json_key(j, "policy");
	json_number(j, sched_getscheduler(0));
	(void)sched_getparam(0, &param);
	json_key(j, "priority");
	json_number(j, param.sched_priority);
	json_key(j, "nice");
	json_number(j, getpriority(PRIO_PROCESS, 0));
	json_key(j, "I/O priority");
	json_number(j, syscall(SYS_ioprio_get, IO_OF_PROCESS, 0));
}

/* What it may use. */
static void
put_limits(struct json *j)
{
	json_key(j, "limits");
	json_mark(j, '[');
	for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
		struct rlimit limit = { 0, 0 };

		(void)getrlimit((__rlimit_resource_t)resource, &limit);
		json_number(j, (long long)limit.rlim_cur);
		json_number(j, (long long)limit.rlim_max);
	}
	json_mark(j, ']');
}

/* Whether this thread can be cancelled. */
static void
put_cancelling(struct json *j)
{
	int state = -1;

	(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	(void)pthread_setcancelstate(state, NULL);
	json_key(j, "cancelling");
	json_number(j, state);
}

void
snapshot(struct json *j)
{
	char cwd[PATH_MAX] = "";

	json_mark(j, '{');
	put_status(j);
	put_marks(j);
	put_scheduling(j);
	put_limits(j);
	put_cancelling(j);
	put_handlers(j);
	put_descriptors(j);
	json_key(j, "cwd");
	json_text(j, getcwd(cwd, sizeof cwd));
	json_key(j, "environment");
	json_mark(j, '[');
	for (char **e = environ; *e != NULL; e++)
		json_text(j, *e);
	json_mark(j, ']');
	json_mark(j, '}');
}
