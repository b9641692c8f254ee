/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Counting work instead of timing it: a count is the same on a busy machine.
 */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"

#define CALLS_MAX 512

struct counts {
	unsigned long instructions;
	unsigned long calls[CALLS_MAX];
	bool inside;
};

void
tally_mark(void)
{
	(void)raise(SIGSTOP);
}

static void
count_call(pid_t child, struct counts *c)
{
	/* That of the running kernel may be longer; only so much is filled. */
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) < 0)
		err(1, "PTRACE_GET_SYSCALL_INFO");
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr < CALLS_MAX)
		c->calls[info.entry.nr]++;
}

/* The child has stopped: count why, and say how it shall go on. */
static int
count(enum tally what, pid_t child, int status, struct counts *c)
{
	int signal = WSTOPSIG(status);

	if (signal == SIGSTOP) {
		c->inside = !c->inside;
	} else if (signal == SIGTRAP && what == TALLY_DECISION) {
		c->instructions++;
	} else if (signal == (SIGTRAP | 0x80)) {
		count_call(child, c);
	} else {
		errx(1, "the child got signal %d", signal);
	}
	if (!c->inside)
		return PTRACE_CONT;
	return what == TALLY_DECISION ? PTRACE_SINGLESTEP :
	    PTRACE_SYSCALL;
}

static void
print(const struct counts *c)
{
	struct json j = { NULL, 0, 0, false };

	json_mark(&j, '{');
	json_key(&j, "instructions");
	json_number(&j, (long long)c->instructions);
	json_key(&j, "calls");
	json_mark(&j, '{');
	for (int i = 0; i < CALLS_MAX; i++) {
		char number[16];

		if (c->calls[i] == 0)
			continue;
		(void)snprintf(number, sizeof number, "%d", i);
		json_key(&j, number);
		json_number(&j, (long long)c->calls[i]);
	}
	json_mark(&j, '}');
	json_mark(&j, '}');
	puts(j.b);
	json_free(&j);
}

int
tally(enum tally what, void (*work)(void *), void *context)
{
	static struct counts c;
	pid_t child = fork();
	int request = PTRACE_CONT;
	int status;

	if (child < 0)
		err(1, "fork");
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0)
			err(1, "PTRACE_TRACEME");
		work(context);
		_exit(0);
	}
	for (;;) {
		if (waitpid(child, &status, 0) != child)
			err(1, "waitpid");
		if (!WIFSTOPPED(status))
			break;
		if (ptrace(PTRACE_SETOPTIONS, child, 0,
		    PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) != 0)
			err(1, "PTRACE_SETOPTIONS");
		request = count(what, child, status, &c);
		if (ptrace((enum __ptrace_request)request, child, 0, 0) != 0)
			err(1, "ptrace");
	}
	print(&c);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
