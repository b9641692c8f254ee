/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The measuring program's command line:
 *
 *	driver COMMAND [option...] contestant...
 *	driver once --user USER ... contestant
 *
 * and its simplest command, warm: in each round every contestant logs in once,
 * in an order that is drawn anew, so that whatever else the machine does meets
 * all of them alike and their times can be compared pair by pair.
 */
#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

/* Logins that are not measured, to fill the caches. */
#define PRACTICE 3

static const struct option options[] = {
	{ "services", required_argument, NULL, 's' },
	{ "floor", required_argument, NULL, 'f' },
	{ "now", required_argument, NULL, 'n' },
	{ "rounds", required_argument, NULL, 'r' },
	{ "users", required_argument, NULL, 'u' },
	{ "user", required_argument, NULL, 'U' },
	{ "sessions", required_argument, NULL, 'p' },
	{ "each", required_argument, NULL, 'e' },
	{ "rate", required_argument, NULL, 'R' },
	{ "wrong", no_argument, NULL, 'w' },
	{ "refused", no_argument, NULL, 'x' },
	{ NULL, 0, NULL, 0 },
};

/*
 * A small generator (xorshift, Marsaglia 2003), the same in every run that
 * begins at the same chosen time.
 */
static uint32_t
draw(uint32_t below)
{
	static uint32_t x;

	if (x == 0)
		x = 2463534242u ^ (uint32_t)bench_now_s;
	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return x % below;
}

void
shuffle(size_t *order, size_t n)
{
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t i = n; i > 1; i--) {
		size_t j = draw((uint32_t)i);
		size_t kept = order[i - 1];

		order[i - 1] = order[j];
		order[j] = kept;
	}
}

/* One contestant's turn: after a wrong code a right one, not measured. */
static void
turn(const struct plan *plan, const struct contestant *c, const char *user,
    struct sample *s)
{
	struct sample ignored;

	bench_now_s += BENCH_STEP_S;
	(void)login(c, user, plan->wrong ? TYPE_WRONG : TYPE_RIGHT, s);
	if (!plan->wrong)
		return;
	bench_now_s += BENCH_STEP_S;
	(void)login(c, user, TYPE_RIGHT, &ignored);
}

void
warm(const struct plan *plan)
{
	size_t order[CONTESTANTS_MAX];
	int log = log_open();
	struct sample *samples = calloc(plan->rounds * plan->count,
	    sizeof *samples);

	if (samples == NULL)
		err(1, "calloc");
	for (unsigned long r = 0; r < plan->rounds + PRACTICE; r++) {
		unsigned long row = r < PRACTICE ? 0 : r - PRACTICE;
		char user[32];

		user_name(draw((uint32_t)plan->users), user, sizeof user);
		shuffle(order, plan->count);
		for (size_t i = 0; i < plan->count; i++) {
			turn(plan, &plan->contestants[order[i]], user,
			    &samples[row * plan->count + order[i]]);
			(void)log_drain(log);
		}
	}
	for (size_t i = 0; i < plan->rounds * plan->count; i++)
		printf("%s %ju %ju %ju\n",
		    plan->contestants[i % plan->count].name,
		    (uintmax_t)samples[i].auth_ns,
		    (uintmax_t)samples[i].total_ns,
		    (uintmax_t)samples[i].cpu_ns);
	free(samples);
}

static unsigned long
number(const char *text)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	if (*text == '\0' || *end != '\0')
		errx(2, "no number: %s", text);
	return v;
}

static void
set(struct plan *plan, int option, const char **user)
{
	switch (option) {
	case 's':	bench_services = optarg; break;
	case 'f':	bench_floor = optarg; break;
	case 'n':	bench_now_s = number(optarg); break;
	case 'r':	plan->rounds = number(optarg); break;
	case 'u':	plan->users = number(optarg); break;
	case 'U':	*user = optarg; break;
	case 'p':	plan->sessions = number(optarg); break;
	case 'e':	plan->each = number(optarg); break;
	case 'R':	plan->rate = number(optarg); break;
	case 'w':	plan->wrong = true; break;
	case 'x':	plan->refused = true; break;
	default:	exit(2);
	}
}

static void
run(const char *command, const struct plan *plan, const char *user)
{
	if (strcmp(command, "warm") == 0)
		warm(plan);
	else if (strcmp(command, "cold") == 0)
		cold(plan);
	else if (strcmp(command, "count") == 0)
		count(plan);
	else if (strcmp(command, "trace") == 0)
		trace(plan);
	else if (strcmp(command, "parallel") == 0)
		parallel(plan);
	else if (strcmp(command, "once") == 0)
		once(plan, user);
	else
		errx(2, "no such command: %s", command);
}

int
main(int argc, char **argv)
{
	static struct plan plan = { .rounds = 1, .users = 1, .sessions = 1,
	    .each = 1 };
	const char *user = "user000000";
	int option;

	interpose_init();
	if (argc < 2)
		errx(2, "a command is missing");
	plan.self = argv[0];
	optind = 2;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		set(&plan, option, &user);
	plan.words = &argv[optind];
	while (optind < argc && plan.count < CONTESTANTS_MAX) {
		char *word = strdup(argv[optind++]);

		if (word == NULL)
			err(1, "strdup");
		plan.contestants[plan.count++] = contestant_parse(word);
	}
	if (plan.count == 0 || optind < argc)
		errx(2, "1 to %d contestants", CONTESTANTS_MAX);
	run(argv[1], &plan, user);
	return 0;
}
