/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the files of the injector share.  See inject.c.
 */
#ifndef BARO_TESTS_FAULTS_INJECT_H
#define BARO_TESTS_FAULTS_INJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* ------------------------------------------------------------ errors.c */

/* How a call that fails is made to. */
enum manner {
	REFUSED,	/* not made; it says the errno */
	MADE,		/* made, and says the errno: what close(2) does */
	BREAK,		/* brk(2): asked for nothing, it says where it is */
	ONLY_ASKS	/* setfsuid(2): told -1, it changes nothing */
};

#define ERRORS_MAX 24

/* A system call, and the errors that its manual page knows. */
struct call_errors {
	long number;
	const char *name;
	enum manner manner;
	int shortens;	/* the argument that is the number of bytes, or -1 */
	int errors[ERRORS_MAX];	/* up to a 0 */
};

/* NULL: not in the table, which is a failure of the test. */
const struct call_errors *errors_of(long number);
/* One that does not pass if it has such, 0 if it has none. */
int error_to_last(const struct call_errors *call);
/* Whether a caller repeats the call, so that it must not come for ever. */
bool error_is_transient(int error);

/* ------------------------------------------------------------ tracer.c */

#define CALLS_MAX 4096

enum fault_kind { NOTHING, FAIL, SHORT, KILL };

/* What goes wrong in one run: at the call of this number, from 1. */
struct fault {
	enum fault_kind kind;
	unsigned int at;
	int error;		/* FAIL */
	unsigned int bytes;	/* SHORT */
	bool from_then_on;	/* and at all later calls of the same kind */
	unsigned int then_at;	/* and at this one too; 0: is not */
	bool then_kill;		/* ... it is killed, else the call fails */
	unsigned int refills;	/* before these, nobody looks away */
	bool to_the_end;	/* count all calls, also after the fault */
};

/* What was seen of it. */
struct run {
	unsigned int calls;		/* that count */
	long numbers[CALLS_MAX];	/* of the first ones */
	int status;			/* of waitpid(2) */
	unsigned int refills;	/* of random bytes, with known ones */
	bool began;	/* a program's main(), which begins with prctl(2) */
	bool fired;
	bool killed;
	int returned;	/* what pam_authenticate did before the end, or -1 */
	long hit;			/* the call that failed */
	long then_hit;			/* and the second one, or -1 */
	char hit_name[64];		/* its path, if it has one */
};

/* Which calls count. */
enum scope {
	LOGIN,		/* from pam_start to pam_end */
	MODULE,		/* from its beginning to pam_authenticate's end */
	PROGRAM,	/* all, the loader's too */
	MAIN		/* from the beginning of main() */
};

/* How a login says where it is. */
enum mark { MARK_BEGIN, MARK_ENTERED, MARK_RETURNED, MARK_END };

void mark(enum mark what, long value);
void trace(void (*subject)(void), enum scope scope,
    const struct fault *fault, struct run *ret_run);
/* The same without a look at its calls. */
int run_free(void (*subject)(void));

/* ------------------------------------------------------------- steer.c */

/* The k-th call of a kind fails; all later ones too, if so asked. */
struct failing {
	unsigned int count;
	unsigned int at;
	bool from_then_on;
};

struct steering {
	bool on;
	long long now_s;
	struct failing allocation;
	struct failing clock;
	unsigned int random;	/* where the generator is */
};

extern struct steering steering;

/* ------------------------------------------------------------ folder.c */

#define FILES_MAX 8
#define FILE_BYTES_MAX 8192

struct file {
	char name[64];
	mode_t mode;
	uid_t uid;
	gid_t gid;
	size_t n;
	char bytes[FILE_BYTES_MAX];
};

/* A folder that is watched. */
struct folder {
	const char *path;
	size_t count;
	struct file files[FILES_MAX];
};

void folder_take(struct folder *folder);
void folder_put(const struct folder *folder);
bool folder_same(const struct folder *a, const struct folder *b);
/*
 * Whether each file is the one before or the one after (or another one that
 * may be), whole, with its owner and mode, all are there, and no other is but,
 * if that is allowed, temporary ones.  Otherwise what is wrong.
 */
const char *folder_trouble(const struct folder *now,
    const struct folder *before, const struct folder *after,
    const struct folder *also, bool litter);
bool folder_has_litter(const struct folder *folder);

/* ------------------------------------------------------------- login.c */

struct login {
	enum scope scope;
	uid_t real_uid;
	const char *confdir;
	const char *user;
	const char *answer;
};

/* In memory that all processes share. */
struct seen {
	bool ended;		/* the subject came to its end */
	bool entered;		/* the module was called */
	int status;		/* what pam_authenticate returned */
	unsigned int allocations;
	unsigned int clocks;
	char trouble[512];	/* what of the host was not as before, or "" */
};

/* To be called before anything else. */
void login_init(void);
void login(const struct login *login, struct seen *seen);

/* ----------------------------------------------------------- subject.c */

#define FOLDERS_MAX 3
#define OUTPUT_BYTES 8192

/* libpam's own numbers, which a reader of its headers knows. */
#define SUCCESS 0
#define PERM_DENIED 6

/* What is run, and on what: the options of inject.c. */
struct subject {
	struct login login;
	char **program;		/* NULL: the login */
	unsigned int at;
	unsigned int part;	/* this one ... */
	unsigned int parts;	/* ... of so many, by the number of the call */
	unsigned int share;	/* of the pairs: this one ... */
	unsigned int shares;	/* ... of so many, by a hash of their numbers */
	bool once;
	const char *later;
	const char *absence;
	const char *also;
	const char *preload;
	const char *then;
	size_t folders;
	const char *paths[FOLDERS_MAX];
	int output;		/* what a program prints */
	int report;		/* where steer.c counts; else -1 */
};

/* The undisturbed run. */
struct clean {
	struct run run;
	int status;
	unsigned int allocations;
	unsigned int clocks;
	char output[OUTPUT_BYTES];
	struct folder before[FOLDERS_MAX];
	struct folder after[FOLDERS_MAX];
	struct folder also[FOLDERS_MAX];
};

extern struct subject the;
extern struct clean clean;
extern struct seen *told;		/* by the last login */
extern struct run last_run;
extern struct folder left[FOLDERS_MAX];	/* after it */

void begin_case(void);
void run_login(void);
void run_program(void);
void run_then(void);
void run_clean(void);
/* From the same beginning, with this fault. */
void run_one(const struct fault *fault);
void take(struct folder *folders);
/* What came of it: a return code of libpam, or a status of exit(3). */
int result(int status);
bool is_before(void);
bool is_after(void);
bool output_same(void);

/* ------------------------------------------------------------- judge.c */

extern unsigned long cases;
extern unsigned long failed;

/* What is wrong with a run that was not killed, or NULL. */
const char *judge(const struct fault *fault);
/* The same after a death: somebody tries again. */
const char *judge_death(void);
/* Count a case, and print it if something is wrong. */
void say(const struct fault *fault, const char *trouble);
const char *name_of(long number);

/* ------------------------------------------------------------- modes.c */

void all_errors(void);
void all_of_kind(struct failing *failing, unsigned int count);
void all_kills(void);
void all_pairs(void);
void list_calls(void);

#endif /* BARO_TESTS_FAULTS_INJECT_H */
