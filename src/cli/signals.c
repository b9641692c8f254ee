/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Signals.  Floor 5.
 */
#include "cli/signals.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* What ends us, if nobody cares about it. */
static const int endings[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };

#define ENDINGS (sizeof endings / sizeof endings[0])

static const char *first_words = "";
static const char *last_words = "";

/* The mask to go back to, while they are blocked. */
static sigset_t before;
static bool blocked;

/* Only what may be called at any time; the second signal ends us. */
static void
say_last_words(int number)
{
	(void)!write(STDERR_FILENO, first_words, strlen(first_words));
	(void)!write(STDERR_FILENO, last_words, strlen(last_words));
	(void)raise(number);
}

/* Have them told, but for those that somebody wants to be ignored. */
static void
set_handler(void)
{
	struct sigaction old;
	struct sigaction action = { .sa_handler = say_last_words };

	action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
	for (size_t i = 0; i < ENDINGS; i++)
		if (sigaction(endings[i], NULL, &old) == 0 &&
		    old.sa_handler != SIG_IGN)
			(void)sigaction(endings[i], &action, NULL);
}

/* see signals.h */
void
baro_signals_last_words(const char *text)
{
	last_words = text;
	set_handler();
}

/* see signals.h */
void
baro_signals_first_words(const char *text)
{
	first_words = text;
	set_handler();
}

/* see signals.h */
void
baro_signals_block(void)
{
	sigset_t signals;

	if (blocked)
		return;
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTSTP);
	for (size_t i = 0; i < ENDINGS; i++)
		(void)sigaddset(&signals, endings[i]);
	blocked = sigprocmask(SIG_BLOCK, &signals, &before) == 0;
}

/* see signals.h */
void
baro_signals_restore(void)
{
	if (blocked)
		(void)sigprocmask(SIG_SETMASK, &before, NULL);
	blocked = false;
}
