/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What is done when an interposed call happens: it is traced, a hook of the
 * test runs, a count begins or ends, and it may be made to fail.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <unistd.h>

#include "host.h"

#define GROUPS_MAX 64

_Thread_local struct attempt *attempt_now;

void
interpose_event(const char *event)
{
	struct attempt *a = attempt_now;

	for (size_t i = 0; i < a->hook_count; i++) {
		if ((a->fired & (1u << i)) != 0 ||
		    strcmp(a->hooks[i].event, event) != 0)
			continue;
		a->fired |= 1u << i;
		if (system(a->hooks[i].command) != 0) {
			fprintf(stderr, "host: failed: %s\n",
			    a->hooks[i].command);
			_exit(1);
		}
	}
}

static void
trace(struct json *j, const char *call, const char *name, int flags, int mode)
{
	gid_t groups[GROUPS_MAX];
	int n = getgroups(GROUPS_MAX, groups);

	json_mark(j, '{');
	json_key(j, "call");
	json_text(j, call);
	json_key(j, "name");
	json_text(j, name);
	json_key(j, "flags");
	json_number(j, flags);
	json_key(j, "mode");
	json_number(j, mode);
	/* -1 changes nothing and tells what is. */
	json_key(j, "fsuid");
	json_number(j, setfsuid((uid_t)-1));
	json_key(j, "fsgid");
	json_number(j, setfsgid((gid_t)-1));
	json_key(j, "groups");
	json_mark(j, '[');
	for (int i = 0; i < n; i++)
		json_number(j, groups[i]);
	json_mark(j, ']');
	json_mark(j, '}');
}

static bool
fault_matches(const struct fault *f, const char *name, unsigned int number)
{
	if (f->which[0] == '*')
		return true;
	if (f->which[0] == '#')
		return number == strtoul(f->which + 1, NULL, 10);
	return strcmp(f->which, name) == 0;
}

void
interpose_count(enum tally what)
{
	struct attempt *a = attempt_now;

	if (a->tally != what)
		return;
	a->tally = TALLY_NONE;
	a->counting = true;
	a->deciding = what == TALLY_DECISION;
	tally_mark();
}

bool
interpose_stop(const char *call, const char *name, int flags, int mode)
{
	struct attempt *a = attempt_now;

	if (a == NULL || !a->armed)
		return false;
	if (a->counting && a->deciding) {
		a->counting = false;
		tally_mark();
	}
	if (a->trace)
		trace(&a->calls, call, name, flags, mode);
	interpose_event(call);
	for (size_t i = 0; i < a->fault_count; i++) {
		if (strcmp(a->faults[i].call, call) != 0)
			continue;
		a->calls_seen[i]++;
		if (fault_matches(&a->faults[i], name, a->calls_seen[i])) {
			errno = a->faults[i].error;
			return true;
		}
	}
	return false;
}
