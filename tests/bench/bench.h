/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The measuring program: a PAM application that logs in by one contestant after
 * the other and reads the clock.  tests/bench/run says what it is run for.
 *
 * A contestant is a PAM service with one module, or a floor without PAM.  All
 * see the same chosen time of day, which moves by BENCH_STEP_S at each login:
 * each has a fresh code, and no rate limit is reached.
 */
#ifndef BARO_TESTS_BENCH_H
#define BARO_TESTS_BENCH_H

#include <security/pam_appl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "code.h"

/* Farther than any window and any rate limit in use reaches. */
#define BENCH_STEP_S 90
#define CONTESTANTS_MAX 16

/* ------------------------------------------------------- interpose.c */

/* What every module takes for the time of day. */
extern uint64_t bench_now_s;
/* Calls of malloc, calloc and realloc so far, whoever made them. */
extern uint64_t bench_allocations;
/* Of these, what has not been freed. */
extern int64_t bench_blocks;

/* To be called once, before any of the others. */
void interpose_init(void);
/* The real time, for measuring. */
uint64_t elapsed_ns(void);
/* Processor time of this process. */
uint64_t processor_ns(void);

/* -------------------------------------------------------------- log.c */

/* Be the system log: take the place of /dev/log in this mount namespace. */
int log_open(void);
/* Throw away what was logged, and say how many lines that were. */
unsigned int log_drain(int log);
/* Drain until everybody else has closed the other end of ${others}. */
void log_drain_until(int log, int others);

/* ------------------------------------------------------------ plant.c */

/* What is put into the conversation, to prove that it would be seen. */
struct plant {
	const char *name;
	void (*run)(unsigned long number);	/* so many, or so long */
};

/* The plant with this name; exits if there is none. */
const struct plant *plant_find(const char *name);

/* ------------------------------------------------------------ login.c */

struct contestant {
	const char *name;
	const char *service;	/* of PAM, or NULL: a floor without PAM */
	bool sync_directory;	/* of the floor */
	enum code_hash hash;
	const struct plant *plant;	/* or NULL */
	unsigned long planted;
};

struct sample {
	uint64_t from_ns;	/* when this began */
	uint64_t auth_ns;	/* pam_authenticate, or the floor */
	uint64_t total_ns;	/* pam_start, pam_authenticate, pam_end */
	uint64_t cpu_ns;	/* of the total */
};

/*
 * From NAME=floor, NAME=floor-dir, or NAME=pam:SERVICE:HASH[:PLANT:NUMBER];
 * exits if the word is none of these.
 */
struct contestant contestant_parse(char *word);

/* Where the services and the floor's records are. */
extern const char *bench_services;
extern const char *bench_floor;
/* Make the calls that strace(1) and callgrind look for. */
extern bool bench_marking;
/* If not NULL, called within pam_start ... pam_end, after the verdict. */
extern void (*bench_at_end)(void);

/*
 * Log in once at the chosen time, with the right code or a wrong one; exits if
 * the verdict is another than it should be, unless ${any} allows both.
 * Returns whether the login was accepted.
 */
enum typed { TYPE_RIGHT, TYPE_WRONG, TYPE_RIGHT_ANY };
bool login(const struct contestant *c, const char *user, enum typed typed,
    struct sample *ret_sample);
/* The functions of it that callgrind looks for. */
int bench_authenticate(pam_handle_t *pamh);
struct talk;
int bench_login(const struct contestant *c, const char *user,
    struct talk *talk, struct sample *ret_sample);
/* The name of the user with this number. */
void user_name(unsigned long number, char *ret_name, size_t cap);

/* ------------------------------------------------------------ driver.c */

/* The numbers 0 to ${n} - 1 at ${order}, in an order that is drawn anew. */
void shuffle(size_t *order, size_t n);

/* ------------------------------------------- one file for each command */

struct plan {
	struct contestant contestants[CONTESTANTS_MAX];
	size_t count;
	char **words;		/* the contestants as they were written */
	unsigned long rounds;
	unsigned long users;
	unsigned long sessions;	/* processes at a time */
	unsigned long each;	/* logins of each of them */
	unsigned long rate;	/* logins in a second, or 0: no pause */
	bool wrong;		/* the code, in the logins that are measured */
	bool refused;		/* every login is, whatever the code */
	const char *self;	/* this program */
};

void warm(const struct plan *plan);
void cold(const struct plan *plan);
void count(const struct plan *plan);
void bench_counted(const struct plan *plan, int log);
/* When the system calls of each login are made; see timeline.c. */
void trace(const struct plan *plan);
void parallel(const struct plan *plan);
/* One login, as sshd's child makes it; the child of cold(). */
void once(const struct plan *plan, const char *user);

#endif /* BARO_TESTS_BENCH_H */
