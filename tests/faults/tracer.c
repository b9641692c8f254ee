/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Runs a child under ptrace(2), stops it at each system call, and lets one of
 * them go wrong.  Knows the registers of x86-64 only.
 */
#include <elf.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inject.h"

#ifndef __x86_64__
#error "the injector knows the registers of x86-64 only"
#endif

/* No such system call: the kernel says ENOSYS, and we know. */
#define MARK_CALL 0xba20

/* Whoever runs for so long hangs. */
#define DEADLINE_S 20

/* Nobody asks for more random bytes at once. */
#define RANDOM_MAX 64

/* A child that is traced. */
struct traced {
	pid_t pid;
	enum scope scope;
	bool counting;
	bool entered;		/* at the way out next */
	bool answers;		/* there, with this errno */
	int error;
	bool changed;		/* its arguments are to be given back */
	struct user_regs_struct arguments;
	bool steered;		/* random bytes are the same in each run */
	unsigned long buffer;	/* where they go, at the way out */
	unsigned int refills[RANDOM_MAX + 1];	/* of so many bytes each */
};

void
mark(enum mark what, long value)
{
	(void)syscall(MARK_CALL, (long)what, value);
}

static void
get_registers(pid_t pid, struct user_regs_struct *r)
{
	if (ptrace(PTRACE_GETREGS, pid, NULL, r) != 0)
		err(1, "PTRACE_GETREGS");
}

static void
set_registers(pid_t pid, struct user_regs_struct *r)
{
	if (ptrace(PTRACE_SETREGS, pid, NULL, r) != 0)
		err(1, "PTRACE_SETREGS");
}

/* The caller is not to notice that its arguments were changed. */
static void
remember(struct traced *t, const struct user_regs_struct *r)
{
	t->changed = true;
	t->arguments = *r;
}

static void
give_back(const struct traced *t, struct user_regs_struct *r)
{
	r->rdi = t->arguments.rdi;
	r->rsi = t->arguments.rsi;
	r->rdx = t->arguments.rdx;
}

/* Make this call fail. */
static void
fail(struct traced *t, struct user_regs_struct *r, int error)
{
	const struct call_errors *call = errors_of((long)r->orig_rax);

	if (call == NULL)
		errx(1, "call %lld is not in errors.c",
		    (long long)r->orig_rax);
	switch (call->manner) {
	case REFUSED:
		r->orig_rax = (unsigned long long)-1;
		t->answers = true;
		break;
	case MADE:
		t->answers = true;
		break;
	case BREAK:
		remember(t, r);
		r->rdi = 0;
		break;
	case ONLY_ASKS:
		remember(t, r);
		r->rdi = (unsigned int)-1;
		break;
	}
	t->error = error;
	set_registers(t->pid, r);
}

/* Let this call ask for fewer bytes. */
static void
shorten(struct traced *t, struct user_regs_struct *r, unsigned int bytes)
{
	const struct call_errors *call = errors_of((long)r->orig_rax);

	if (call == NULL || call->shortens < 0)
		errx(1, "call %lld has no length", (long long)r->orig_rax);
	remember(t, r);
	if (call->shortens == 1 && r->rsi > bytes)
		r->rsi = bytes;
	if (call->shortens == 2 && r->rdx > bytes)
		r->rdx = bytes;
	set_registers(t->pid, r);
}

/* The name that the call is about: the second argument of the *at calls. */
static void
read_name(pid_t pid, const struct user_regs_struct *r, char *ret, size_t n)
{
	struct iovec to = { ret, n - 1 };
	struct iovec from = { (void *)r->rsi, n - 1 };
	long number = (long)r->orig_rax;
	ssize_t got = 0;

	if (number == SYS_openat || number == SYS_openat2 ||
	    number == SYS_newfstatat)
		got = process_vm_readv(pid, &to, 1, &from, 1, 0);
	/* Up to the end of a page, where the memory ends. */
	if (got < 0) {
		from.iov_len = to.iov_len = 4096 - (r->rsi & 4095);
		got = process_vm_readv(pid, &to, 1, &from, 1, 0);
	}
	ret[got < 0 ? 0 : got] = '\0';
}

/* Whether the fault is for this call. */
static bool
is_meant(const struct fault *fault, const struct run *run, long number)
{
	if (run->calls == fault->at)
		return true;
	return fault->from_then_on && run->fired && number == run->hit;
}

static void
strike(struct traced *t, const struct fault *fault, struct run *run,
    struct user_regs_struct *r)
{
	if (!run->fired) {
		run->hit = (long)r->orig_rax;
		read_name(t->pid, r, run->hit_name, sizeof run->hit_name);
	}
	run->fired = true;
	if (fault->kind == FAIL)
		fail(t, r, fault->error);
	else if (fault->kind == SHORT)
		shorten(t, r, fault->bytes);
	else
		run->killed = true;
}

/* The second fault of a run: death, or one error. */
static void
strike_again(struct traced *t, const struct fault *fault, struct run *run,
    struct user_regs_struct *r)
{
	const struct call_errors *call = errors_of((long)r->orig_rax);

	run->then_hit = (long)r->orig_rax;
	if (fault->then_kill)
		run->killed = true;
	else
		fail(t, r, call == NULL ? EIO : error_to_last(call));
}

/*
 * Other bytes in place of the random ones: any will do, if they differ.  A key
 * that is not made takes nothing from a nonce.
 */
static void
refill(struct traced *t, struct run *run, size_t n)
{
	unsigned char b[RANDOM_MAX];
	struct iovec from = { b, n };
	struct iovec to = { (void *)t->buffer, n };
	unsigned int random;

	if (n > RANDOM_MAX)
		errx(1, "%zu random bytes", n);
	random = (unsigned int)n + ++t->refills[n] * 2654435761u;
	for (size_t i = 0; i < n; i++) {
		random = random * 1103515245u + 12345u;
		b[i] = (unsigned char)(random >> 16);
	}
	run->refills++;
	if (process_vm_writev(t->pid, &from, 1, &to, 1, 0) < 0)
		err(1, "process_vm_writev");
}

/* A login has come to a mark. */
static void
pass(struct traced *t, struct run *run, enum mark where, long value)
{
	if (where == MARK_RETURNED)
		run->returned = (int)value;
	if (where == (t->scope == LOGIN ? MARK_BEGIN : MARK_ENTERED))
		t->counting = true;
	if (where == (t->scope == LOGIN ? MARK_END : MARK_RETURNED))
		t->counting = false;
}

static void
enter(struct traced *t, const struct fault *fault, struct run *run)
{
	struct user_regs_struct r;

	get_registers(t->pid, &r);
	if (r.orig_rax == MARK_CALL) {
		pass(t, run, (enum mark)r.rdi, (long)r.rsi);
		return;
	}
	if (t->scope == MAIN && (long)r.orig_rax == SYS_prctl)
		t->counting = true;
	if (!t->counting)
		return;
	if ((long)r.orig_rax == SYS_prctl)
		run->began = true;
	if (run->calls < CALLS_MAX)
		run->numbers[run->calls] = (long)r.orig_rax;
	run->calls++;
	if (fault->kind != NOTHING && is_meant(fault, run, (long)r.orig_rax))
		strike(t, fault, run, &r);
	else if (fault->then_at == run->calls)
		strike_again(t, fault, run, &r);
	/* libc's own call for its malloc has a flag, and does not matter. */
	if (t->steered && (long)r.orig_rax == SYS_getrandom && r.rdx == 0)
		t->buffer = r.rdi;
}

static void
leave(struct traced *t, struct run *run)
{
	struct user_regs_struct r;

	if (!t->answers && !t->changed && t->buffer == 0)
		return;
	get_registers(t->pid, &r);
	if (t->buffer != 0 && (long)r.rax > 0)
		refill(t, run, (size_t)r.rax);
	if (t->answers)
		r.rax = (unsigned long long)-t->error;
	if (t->changed)
		give_back(t, &r);
	set_registers(t->pid, &r);
	t->answers = t->changed = false;
	t->buffer = 0;
}

static pid_t
start(void (*subject)(void), bool traced)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid > 0)
		return pid;
	(void)alarm(DEADLINE_S);
	if (traced) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			err(1, "PTRACE_TRACEME");
		(void)raise(SIGSTOP);
	}
	subject();
	_exit(0);
}

/* Whether the rest of the run needs no watching. */
static bool
is_settled(const struct traced *t, const struct fault *fault,
    const struct run *run)
{
	return run->fired && !t->answers && !t->changed &&
	    t->buffer == 0 && run->refills >= fault->refills &&
	    !fault->from_then_on && !fault->to_the_end && fault->then_at == 0;
}

/* Go on to the next stop; the signal that made it, or 0 at the end. */
static int
go_on(pid_t pid, int signal, int *ret_status)
{
	if (ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)signal) != 0)
		err(1, "PTRACE_SYSCALL");
	if (waitpid(pid, ret_status, 0) != pid)
		err(1, "waitpid");
	return WIFSTOPPED(*ret_status) ? *ret_status >> 8 : 0;
}

void
trace(void (*subject)(void), enum scope scope, const struct fault *fault,
    struct run *ret_run)
{
	struct traced t = { .pid = start(subject, true), .scope = scope,
		.steered = scope == PROGRAM || scope == MAIN };
	int stop;
	int signal = 0;

	memset(ret_run, 0, sizeof *ret_run);
	ret_run->returned = -1;
	ret_run->hit = ret_run->then_hit = -1;
	if (waitpid(t.pid, &ret_run->status, 0) != t.pid ||
	    ptrace(PTRACE_SETOPTIONS, t.pid, NULL, (void *)(long)
	    (PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL |
	    PTRACE_O_TRACEEXEC)) != 0)
		err(1, "ptrace");
	while ((stop = go_on(t.pid, signal, &ret_run->status)) != 0) {
		signal = 0;
		if (stop == (SIGTRAP | 0x80) && !t.entered)
			enter(&t, fault, ret_run);
		else if (stop == (SIGTRAP | 0x80))
			leave(&t, ret_run);
		else if (stop == (SIGTRAP | PTRACE_EVENT_EXEC << 8))
			t.counting = scope == PROGRAM;
		else
			signal = stop;
		if (stop == (SIGTRAP | 0x80))
			t.entered = !t.entered;
		if (ret_run->killed)
			(void)kill(t.pid, SIGKILL);
		else if (!is_settled(&t, fault, ret_run))
			continue;
		else if (ptrace(PTRACE_DETACH, t.pid, NULL, NULL) != 0)
			err(1, "PTRACE_DETACH");
		(void)waitpid(t.pid, &ret_run->status, 0);
		break;
	}
}

int
run_free(void (*subject)(void))
{
	pid_t pid = start(subject, false);
	int status;

	if (waitpid(pid, &status, 0) != pid)
		err(1, "waitpid");
	return status;
}
