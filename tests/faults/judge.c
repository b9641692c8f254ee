/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What is wrong with a run: the rules of inject.c.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "inject.h"

#define STEP_S 30

unsigned long cases;
unsigned long failed;

/* A change of the host that follows from the failure of what undoes it. */
static bool
is_excused(const char *trouble, long hit)
{
	if (hit == SYS_munmap || hit == SYS_rt_sigprocmask)
		return strcmp(trouble, hit == SYS_munmap ? "VmLck:" :
		    "SigBlk:") == 0;
	if (hit == SYS_setgroups)
		return strcmp(trouble, "Groups:") == 0;
	if (hit == SYS_setresuid || hit == SYS_setfsuid)
		return strcmp(trouble, "Uid:") == 0 ||
		    strncmp(trouble, "Cap", 3) == 0;
	if (hit == SYS_setfsgid)
		return strcmp(trouble, "Gid:") == 0;
	if (hit == SYS_sched_setscheduler)
		return strcmp(trouble, "scheduling policy") == 0;
	if (hit == SYS_prctl)
		return strcmp(trouble, "dumpable") == 0 ||
		    strcmp(trouble, "parent-death signal") == 0;
	return false;
}

/* Whether the host is left as somebody else than it was. */
static bool
is_of_identity(const char *trouble)
{
	return is_excused(trouble, SYS_setgroups) ||
	    is_excused(trouble, SYS_setfsuid) ||
	    is_excused(trouble, SYS_setfsgid);
}

static const char *
trouble_of_files(bool litter)
{
	const char *trouble = NULL;

	for (size_t i = 0; i < the.folders && trouble == NULL; i++)
		trouble = folder_trouble(&left[i], &clean.before[i],
		    &clean.after[i], &clean.also[i], litter);
	return trouble;
}

/* ENOENT on the record's own name: then it is not there, as far as one sees. */
static bool
says_absent(const struct fault *fault)
{
	return the.absence != NULL && fault->kind == FAIL &&
	    fault->error == ENOENT &&
	    strcmp(last_run.hit_name, the.absence) == 0;
}

/* glibc's loader crashes when it gets no memory; nothing has begun by then. */
static bool
died_in_loader(void)
{
	return the.program != NULL && !last_run.began &&
	    WIFSIGNALED(last_run.status) &&
	    WTERMSIG(last_run.status) == SIGSEGV;
}

/* What is wrong with a run that was not killed, or NULL. */
const char *
judge(const struct fault *fault)
{
	bool litter = last_run.hit == SYS_unlinkat ||
	    last_run.then_hit == SYS_unlinkat;
	int status = result(last_run.status);
	const char *trouble = trouble_of_files(litter);

	if (trouble != NULL)
		return trouble;
	if (died_in_loader())
		return NULL;
	if (status < 0)
		return WIFSIGNALED(last_run.status) ?
		    strsignal(WTERMSIG(last_run.status)) : "did not end";
	if (status == SUCCESS && clean.status != SUCCESS &&
	    !says_absent(fault))
		return "success";
	if (status == SUCCESS && clean.status == SUCCESS && !is_after())
		return "success, but the files are not what they should be";
	if (status == SUCCESS && !output_same() && clean.status == SUCCESS)
		return "success, but it printed something else";
	if (the.program == NULL && status == PERM_DENIED && told->entered &&
	    clean.status != PERM_DENIED && !says_absent(fault))
		return "PAM_IGNORE";
	if ((status == SUCCESS || status == PERM_DENIED) &&
	    is_of_identity(told->trouble))
		return "success or PAM_IGNORE as somebody else";
	if (told->trouble[0] != '\0' &&
	    !is_excused(told->trouble, last_run.hit) &&
	    !is_excused(told->trouble, last_run.then_hit))
		return told->trouble;
	return NULL;
}

const char *
name_of(long number)
{
	const struct call_errors *call = errors_of(number);

	return call == NULL ? "?" : call->name;
}

void
say(const struct fault *fault, const char *trouble)
{
	const char *error = fault->kind == FAIL ?
	    strerrorname_np(fault->error) : "";

	cases++;
	if (trouble == NULL)
		return;
	failed++;
	printf("FAIL call %u %s(%s) %s %s%s", fault->at,
	    last_run.hit < 0 ? "" : name_of(last_run.hit), last_run.hit_name,
	    fault->kind == KILL ? "killed" : fault->kind == SHORT ?
	    "shortened" : "fails", error,
	    fault->from_then_on ? " from then on" : "");
	if (fault->kind == SHORT)
		printf("to %u", fault->bytes);
	if (fault->then_at != 0)
		printf(", then call %u %s", fault->then_at,
		    fault->then_kill ? "killed" : name_of(last_run.then_hit));
	printf(": %s (result %d)\n", trouble, result(last_run.status));
}

/* Log in again after a death; what is wrong with that, or NULL. */
static const char *
judge_again(void)
{
	bool was_before = is_before() || !is_after();
	bool moved = !folder_same(&clean.before[0], &clean.after[0]);
	int status;

	begin_case();
	status = result(run_free(run_login));
	if (was_before && status != clean.status)
		return "the record did not change, but the next login does";
	if (!was_before && moved && status == SUCCESS)
		return "a code was accepted again";
	take(left);
	/* One that writes nothing clears nothing up. */
	if (moved && folder_has_litter(&left[0]))
		return "the next login leaves litter";
	if (the.later == NULL)
		return NULL;
	begin_case();
	the.login.answer = the.later;
	steering.now_s += STEP_S;
	status = result(run_free(run_login));
	steering.now_s -= STEP_S;
	return status == SUCCESS ? NULL : "the next code does not get in";
}

static const char *
judge_then(void)
{
	int status = run_free(run_then);

	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return "the next command fails";
	take(left);
	for (size_t i = 0; i < the.folders; i++)
		if (folder_has_litter(&left[i]))
			return "the next command leaves litter";
	return NULL;
}

/* What is wrong after a death, or NULL. */
const char *
judge_death(void)
{
	const char *answer = the.login.answer;
	const char *trouble = trouble_of_files(true);

	if (trouble == NULL && last_run.returned == SUCCESS && !is_after())
		return "success was said, but the files are the old ones";
	if (trouble == NULL && the.program == NULL)
		trouble = judge_again();
	if (trouble == NULL && the.then != NULL)
		trouble = judge_then();
	the.login.answer = answer;
	return trouble;
}
