/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Contestants, and one login by one of them.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "floor.h"

#define CODES 1000000u

const char *bench_services;
const char *bench_floor;
bool bench_marking;
void (*bench_at_end)(void);

/* For the conversation: who talks, and what is typed. */
struct talk {
	const struct contestant *contestant;
	char code[8];
};

void
user_name(unsigned long number, char *ret_name, size_t cap)
{
	(void)snprintf(ret_name, cap, "user%06lu", number);
}

/* -------------------------------------------------------- contestants */

static enum code_hash
hash_parse(const char *word)
{
	if (strcmp(word, "sha1") == 0)
		return CODE_SHA1;
	if (strcmp(word, "sha512") == 0)
		return CODE_SHA512;
	if (strcmp(word, "sha512-user") == 0)
		return CODE_SHA512_USER;
	errx(2, "no such hash: %s", word);
}

struct contestant
contestant_parse(char *word)
{
	struct contestant c = { .hash = CODE_SHA512 };
	char *rest = strchr(word, '=');
	char *field[5] = { NULL };
	size_t n = 0;

	if (rest == NULL)
		errx(2, "NAME= is missing: %s", word);
	*rest++ = '\0';
	c.name = word;
	while (n < 5 && (field[n] = strsep(&rest, ":")) != NULL)
		n++;
	c.sync_directory = strcmp(field[0], "floor-dir") == 0;
	if (n == 1 && strncmp(field[0], "floor", 5) == 0)
		return c;
	if ((n != 3 && n != 5) || strcmp(field[0], "pam") != 0)
		errx(2, "no contestant: %s", word);
	c.service = field[1];
	c.hash = hash_parse(field[2]);
	if (n == 5) {
		c.plant = plant_find(field[3]);
		c.planted = strtoul(field[4], NULL, 10);
	}
	return c;
}

/* ---------------------------------------------------------- one login */

static int
converse(int n, const struct pam_message **messages,
    struct pam_response **ret_responses, void *data)
{
	struct talk *t = data;
	struct pam_response *r = calloc((size_t)n, sizeof *r);

	if (r == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < n; i++)
		if (messages[i]->msg_style == PAM_PROMPT_ECHO_OFF ||
		    messages[i]->msg_style == PAM_PROMPT_ECHO_ON)
			r[i].resp = strdup(t->code);
	if (t->contestant->plant != NULL)
		t->contestant->plant->run(t->contestant->planted);
	*ret_responses = r;
	return PAM_SUCCESS;
}

/* The application, not libpam, delays a refusal; as sshd does. */
static void
no_delay(int status, unsigned int us, void *data)
{
	(void)status;
	(void)us;
	(void)data;
}

/* A call that fails, costs nothing, and is seen by strace(1). */
static void
mark(const char *what)
{
	if (bench_marking)
		(void)!write(-1, what, strlen(what));
}

static void
type_code(const struct contestant *c, const char *user, enum typed typed,
    struct talk *t)
{
	uint32_t code = code_at(c->hash, user, bench_now_s / CODE_STEP_S);

	if (typed == TYPE_WRONG)
		code = (code + CODES / 2) % CODES;
	t->contestant = c;
	(void)snprintf(t->code, sizeof t->code, "%06u", code);
}

/* The functions that callgrind collects in, hence never inlined. */
__attribute__((noinline)) int
bench_authenticate(pam_handle_t *pamh)
{
	return pam_authenticate(pamh, 0);
}

__attribute__((noinline)) int
bench_login(const struct contestant *c, const char *user,
    struct talk *talk, struct sample *s)
{
	static const union {
		void (*delay)(int, unsigned int, void *);
		const void *item;
	} no = { no_delay };
	struct pam_conv conv = { converse, talk };
	pam_handle_t *pamh = NULL;
	int status = pam_start_confdir(c->service, user, &conv,
	    bench_services, &pamh);

	if (status != PAM_SUCCESS || pam_set_item(pamh, PAM_FAIL_DELAY,
	    no.item) != PAM_SUCCESS)
		errx(1, "%s: pam_start_confdir", c->name);
	mark("auth{");
	s->from_ns = elapsed_ns();
	status = bench_authenticate(pamh);
	s->auth_ns = elapsed_ns() - s->from_ns;
	mark("}auth");
	if (bench_at_end != NULL)
		bench_at_end();
	if (pam_end(pamh, status) != PAM_SUCCESS)
		errx(1, "%s: pam_end", c->name);
	return status;
}

static bool
login_floor(const struct contestant *c, const char *user, struct talk *t,
    struct sample *s)
{
	bool accepted;

	s->from_ns = elapsed_ns();
	mark("auth{");
	accepted = floor_login(floor_open(bench_floor, user), bench_floor, user,
	    (uint32_t)strtoul(t->code, NULL, 10), c->sync_directory);
	mark("}auth");
	s->auth_ns = elapsed_ns() - s->from_ns;
	return accepted;
}

/* libpam alone looks at no code. */
static bool
lets_anybody_in(const struct contestant *c)
{
	return c->service != NULL && strncmp(c->service, "idle", 4) == 0;
}

bool
login(const struct contestant *c, const char *user, enum typed typed,
    struct sample *ret_sample)
{
	struct talk t;
	uint64_t cpu_ns;
	uint64_t at_ns;
	bool accepted;

	type_code(c, user, typed, &t);
	cpu_ns = processor_ns();
	mark("login{");
	at_ns = elapsed_ns();
	if (c->service == NULL)
		accepted = login_floor(c, user, &t, ret_sample);
	else
		accepted = bench_login(c, user, &t, ret_sample) == PAM_SUCCESS;
	ret_sample->total_ns = elapsed_ns() - at_ns;
	mark("}login");
	ret_sample->cpu_ns = processor_ns() - cpu_ns;

	if (typed != TYPE_RIGHT_ANY && accepted != (typed == TYPE_RIGHT) &&
	    !lets_anybody_in(c))
		errx(1, "%s: %s for %s at %ju", c->name,
		    accepted ? "accepted" : "refused", user,
		    (uintmax_t)bench_now_s);
	return accepted;
}
