/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What is run, from the same beginning each time; and the undisturbed run.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inject.h"

struct subject the;
struct clean clean;
struct seen *told;
struct run last_run;
struct folder left[FOLDERS_MAX];

void
run_login(void)
{
	login(&the.login, told);
}

/* Tell steer.so what to do. */
static void
set_steering(void)
{
	char text[32];

	(void)snprintf(text, sizeof text, "%u%s", steering.allocation.at,
	    steering.allocation.from_then_on ? "+" : "");
	(void)setenv("STEER_ALLOCATION", text, 1);
	(void)snprintf(text, sizeof text, "%u", steering.clock.at);
	(void)setenv("STEER_CLOCK", text, 1);
	(void)snprintf(text, sizeof text, "%lld", steering.now_s);
	(void)setenv("STEER_NOW", text, 1);
	if (the.report >= 0) {
		(void)snprintf(text, sizeof text, "/proc/self/fd/%d",
		    the.report);
		(void)setenv("STEER_REPORT", text, 1);
	}
	(void)setenv("LD_PRELOAD", the.preload, 1);
}

void
run_program(void)
{
	int nothing = open("/dev/null", O_RDWR);

	if (the.preload != NULL)
		set_steering();
	(void)dup2(nothing, STDIN_FILENO);
	(void)dup2(nothing, STDERR_FILENO);
	(void)dup2(the.output, STDOUT_FILENO);
	execv(the.program[0], the.program);
	_exit(127);
}

void
run_then(void)
{
	int nothing = open("/dev/null", O_RDWR);

	(void)dup2(nothing, STDIN_FILENO);
	(void)dup2(nothing, STDOUT_FILENO);
	execl("/bin/sh", "sh", "-c", the.then, (char *)NULL);
	_exit(127);
}

void
begin_case(void)
{
	memset(told, 0, sizeof *told);
	if (the.program != NULL && (ftruncate(the.output, 0) != 0 ||
	    lseek(the.output, 0, SEEK_SET) != 0))
		err(1, "output");
}

void
take(struct folder *folders)
{
	for (size_t i = 0; i < the.folders; i++) {
		folders[i].path = the.paths[i];
		folder_take(&folders[i]);
	}
}

/* The log is not read while it fills up to no avail: libc does not wait. */
void
run_one(const struct fault *what)
{
	struct fault fault = *what;

	fault.refills = clean.run.refills;
	for (size_t i = 0; i < the.folders; i++)
		folder_put(&clean.before[i]);
	begin_case();
	trace(the.program != NULL ? run_program : run_login, the.login.scope,
	    &fault, &last_run);
	take(left);
}

/* What came of it: a return code of libpam, or a status of exit(3). */
int
result(int status)
{
	if (the.program != NULL)
		return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return WIFEXITED(status) && told->ended ? told->status : -1;
}

bool
is_after(void)
{
	for (size_t i = 0; i < the.folders; i++)
		if (!folder_same(&left[i], &clean.after[i]))
			return false;
	return true;
}

bool
is_before(void)
{
	for (size_t i = 0; i < the.folders; i++)
		if (!folder_same(&left[i], &clean.before[i]))
			return false;
	return true;
}

bool
output_same(void)
{
	static char output[OUTPUT_BYTES];

	if (the.program == NULL)
		return true;
	memset(output, 0, sizeof output);
	if (pread(the.output, output, sizeof output, 0) < 0)
		err(1, "output");
	return memcmp(output, clean.output, sizeof output) == 0;
}

/* What steer.so counted in a program. */
static void
read_report(void)
{
	char text[32] = "";

	if (pread(the.report, text, sizeof text - 1, 0) < 0 ||
	    sscanf(text, "%u %u", &clean.allocations, &clean.clocks) != 2)
		errx(1, "steer.so did not report: is --preload right?");
}

/* The program once more, for its allocations alone. */
static void
count_allocations(void)
{
	the.report = memfd_create("report", 0);
	for (size_t i = 0; i < the.folders; i++)
		folder_put(&clean.before[i]);
	begin_case();
	(void)run_free(run_program);
	read_report();
	(void)close(the.report);
	the.report = -1;
}

void
run_clean(void)
{
	struct fault none = { .kind = NOTHING };

	clean.also[0].path = the.also;
	if (the.also != NULL)
		folder_take(&clean.also[0]);
	take(clean.before);
	run_one(&none);
	clean.run = last_run;
	clean.status = result(last_run.status);
	if (clean.status < 0 || last_run.calls > CALLS_MAX)
		errx(1, "the undisturbed run does not end, or is too long");
	if (told->trouble[0] != '\0')
		errx(1, "undisturbed: %s", told->trouble);
	memcpy(clean.after, left, sizeof left);
	clean.allocations = told->allocations;
	clean.clocks = told->clocks;
	if (the.program != NULL &&
	    pread(the.output, clean.output, sizeof clean.output, 0) < 0)
		err(1, "output");
	for (size_t i = 0; i < the.folders; i++)
		if (folder_has_litter(&left[i]))
			errx(1, "undisturbed: litter");
	if (the.preload != NULL)
		count_allocations();
}
