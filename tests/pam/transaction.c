/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * One PAM transaction, from pam_start to pam_end, and what was seen of it.
 */
#include <err.h>
#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

static int64_t
microseconds(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t) != 0)
		err(1, "clock_gettime");
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Instead of libpam's own: nobody has to be kept waiting here. */
static void
do_not_sleep(int status, unsigned int usec, void *context)
{
	(void)status;
	(void)usec;
	(void)context;
}

static void
set_delay(pam_handle_t *pamh)
{
	void (*function)(int, unsigned int, void *) = do_not_sleep;
	void *item;

	/* The item is the pointer itself. */
	memcpy(&item, &function, sizeof item);
	if (pam_set_item(pamh, PAM_FAIL_DELAY, item) != PAM_SUCCESS)
		errx(1, "pam_set_item");
}

static void
set_items(pam_handle_t *pamh, const struct plan *plan)
{
	const struct {
		int item;
		const char *value;
	} items[] = {
		{ PAM_TTY, plan->tty }, { PAM_RUSER, plan->ruser },
		{ PAM_RHOST, plan->rhost }
	};

	for (size_t i = 0; i < sizeof items / sizeof *items; i++)
		if (items[i].value != NULL && pam_set_item(pamh,
		    items[i].item, items[i].value) != PAM_SUCCESS)
			errx(1, "pam_set_item");
}

/* The entry points under test, with a look at the host around the first. */
static void
call(pam_handle_t *pamh, const struct plan *plan, struct attempt *attempt,
    struct json *j)
{
	int64_t wall_us;
	int64_t cpu_us;
	int status;

	json_key(j, "before");
	snapshot(j);
	/* libpam loads the modules within the first call. */
	attempt->armed = true;
	wall_us = microseconds(CLOCK_MONOTONIC);
	cpu_us = microseconds(CLOCK_THREAD_CPUTIME_ID);
	status = pam_authenticate(pamh, plan->flags);
	if (attempt->counting)
		tally_mark();
	cpu_us = microseconds(CLOCK_THREAD_CPUTIME_ID) - cpu_us;
	wall_us = microseconds(CLOCK_MONOTONIC) - wall_us;
	attempt->armed = false;
	json_key(j, "after");
	snapshot(j);
	json_key(j, "authenticate");
	json_number(j, status);
	json_key(j, "wall_us");
	json_number(j, wall_us);
	json_key(j, "cpu_us");
	json_number(j, cpu_us);
	if (plan->setcred) {
		json_key(j, "setcred");
		json_number(j, pam_setcred(pamh, PAM_ESTABLISH_CRED));
	}
	if (plan->account) {
		json_key(j, "account");
		json_number(j, pam_acct_mgmt(pamh, plan->flags));
	}
	if (plan->session) {
		json_key(j, "session");
		json_number(j, pam_open_session(pamh, plan->flags));
	}
	if (plan->password) {
		json_key(j, "password");
		json_number(j, pam_chauthtok(pamh, plan->flags));
	}
}

static void
put_user(pam_handle_t *pamh, struct json *j)
{
	const void *user = NULL;

	(void)pam_get_item(pamh, PAM_USER, &user);
	json_key(j, "user");
	json_text(j, user);
}

/* Search what is left after pam_end, and what was collected on the way. */
static void
search(const struct plan *plan, struct attempt *a)
{
	char *planted = plan->plant ? needle_unmask(&plan->needles[0]) : NULL;

	scan(plan->needles, plan->needle_count, &a->found);
	if (planted != NULL) {
		attempt_now = a;
		a->armed = true;
		registers_plant(planted);
		registers_scan();
		attempt_now = NULL;
	}
	free(planted);
}

static void
prepare(const struct plan *plan, unsigned int number, struct attempt *a)
{
	memset(a, 0, sizeof *a);
	a->now_s = plan->now_s;
	if (plan->now_s >= 0)
		a->now_s += plan->advance_s * number;
	a->trace = plan->trace;
	a->tally = plan->tally;
	a->faults = plan->faults;
	a->fault_count = plan->fault_count;
	a->hooks = plan->hooks;
	a->hook_count = plan->hook_count;
	a->preset = plan->preset;
	a->needles = plan->needles;
	a->needle_count = plan->needle_count;
}

static void
put_seen(struct attempt *a, struct talk *talk, struct json *j)
{
	json_list(j, "prompts", &talk->prompts);
	json_list(j, "log", &a->log);
	json_list(j, "delays", &a->delays);
	json_list(j, "notes", &a->notes);
	json_list(j, "calls", &a->calls);
	json_list(j, "found", &a->found);
	json_free(&talk->prompts);
	json_free(&a->log);
	json_free(&a->delays);
	json_free(&a->notes);
	json_free(&a->calls);
	json_free(&a->found);
}

void
transaction(const struct plan *plan, unsigned int number, struct json *j)
{
	struct talk talk = { plan, NULL, number, 0, { NULL, 0, 0, false } };
	struct pam_conv conversation = { converse, &talk };
	pam_handle_t *pamh = NULL;
	struct attempt attempt;
	int status;

	prepare(plan, number, &attempt);
	attempt_now = &attempt;
	if (plan->conversation != NULL &&
	    strcmp(plan->conversation, "none") == 0)
		conversation.conv = NULL;
	json_mark(j, '{');
	json_key(j, "number");
	json_number(j, number);
	status = pam_start_confdir(plan->service, plan->user, &conversation,
	    plan->confdir, &pamh);
	json_key(j, "start");
	json_number(j, status);
	if (status == PAM_SUCCESS) {
		talk.pamh = pamh;
		set_delay(pamh);
		set_items(pamh, plan);
		call(pamh, plan, &attempt, j);
		put_user(pamh, j);
		(void)pam_end(pamh, PAM_SUCCESS);
	}
	attempt_now = NULL;
	if (plan->needle_count > 0)
		search(plan, &attempt);
	put_seen(&attempt, &talk, j);
	json_mark(j, '}');
}
