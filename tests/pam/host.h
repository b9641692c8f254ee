/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the files of the test host share.  See host.c.
 */
#ifndef BARO_TESTS_HOST_H
#define BARO_TESTS_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/* ------------------------------------------------------------- json.c */

/* JSON that grows.  After an array or object is opened, commas are seen to. */
struct json {
	char *b;
	size_t n;
	size_t cap;
	bool comma;
};

/* Open or close an array or object: c is one of [ ] { }. */
void json_mark(struct json *j, char c);
void json_key(struct json *j, const char *name);
void json_number(struct json *j, long long v);
/* A string; each byte that is not printable ASCII becomes \u00XX. */
void json_bytes(struct json *j, const void *b, size_t n);
/* The same up to the NUL; NULL becomes null. */
void json_text(struct json *j, const char *s);
/* An array that was collected apart: the elements in part, under the name. */
void json_list(struct json *j, const char *name, const struct json *part);
void json_free(struct json *j);

/* ------------------------------------------------------------ tally.c */

/*
 * What is counted, and where: instructions in user mode from the moment that
 * the module reads the clock to its next call, which is the decision; or all
 * system calls from the module's first call to the end of pam_authenticate.
 */
enum tally { TALLY_NONE, TALLY_DECISION, TALLY_CALLS };

/*
 * Run work(context) in a child and count what it costs between two calls of
 * tally_mark().  The counts are one line of JSON on standard output.
 */
int tally(enum tally what, void (*work)(void *), void *context);
void tally_mark(void);

/* ------------------------------------ events.c, interpose.c and log.c */

#define FAULTS_MAX 8
#define HOOKS_MAX 8

/* Let one of the interposed calls fail: CALL:WHICH:ERRNO. */
struct fault {
	char call[16];
	char which[256];	/* a name, or "*", or "#3" for the third call */
	int error;
};

/* Run a shell command the first time that something happens in an attempt. */
struct hook {
	char event[16];		/* "prompt" or the name of an interposed call */
	const char *command;
};

/* A secret to look for, stored so that looking does not find itself. */
struct needle {
	uint8_t *hidden;	/* each byte ^ NEEDLE_MASK */
	size_t n;
};

/* What one PAM transaction is told and what is seen of it. */
struct attempt {
	int64_t now_s;		/* CLOCK_REALTIME, or -1: the real one */
	bool trace;
	enum tally tally;
	bool counting;		/* between two calls of tally_mark() ... */
	bool deciding;		/* ... of which the next call is the second */
	const struct fault *faults;
	size_t fault_count;
	const struct hook *hooks;
	size_t hook_count;

	bool armed;		/* within the PAM call that is looked at */
	unsigned int fired;	/* hooks that have run, by bit */
	unsigned int calls_seen[FAULTS_MAX];
	struct json log;	/* [{"priority":..,"text":".."}, ...] */
	struct json calls;	/* what --trace sees */
	struct json notes;	/* what pam_probe.so tells */
	struct json delays;	/* pam_fail_delay */
	const char *preset;	/* for pam_probe.so */
	const struct needle *needles;	/* looked for in what is unmapped, */
	size_t needle_count;
	struct json found;		/* and after pam_end */
};

/* The attempt of this thread, or NULL. */
extern _Thread_local struct attempt *attempt_now;

/* Find the real functions; to be called before any thread is started. */
void interpose_init(void);
/* Something that hooks can be bound to has happened. */
void interpose_event(const char *event);
/* Trace a call, run its hooks, and say whether it shall fail. */
bool interpose_stop(const char *call, const char *name, int flags, int mode);
/* Begin to count, if that is what shall be counted, and once only. */
void interpose_count(enum tally what);

/* --------------------------------------------------------- snapshot.c */

/* All that a module could have changed of its host, as one JSON object. */
void snapshot(struct json *j);

/* ------------------------------------------------------------- scan.c */

#define NEEDLE_MASK 0x5a

/* From hexadecimal digits of the hidden bytes; false if they are none. */
bool needle_parse(const char *hex, struct needle *ret_needle);
/* The bytes themselves and a NUL, in a block of their own. */
char *needle_unmask(const struct needle *needle);
/*
 * Look through ${n} bytes at ${at}, and append one {"needle":index,
 * "where":"${where}"} for each find; or through everything that this process
 * can write to, where the name of the mapping says where.
 */
void scan_range(const struct needle *needles, size_t count, const void *at,
    size_t n, const char *where, struct json *j);
void scan(const struct needle *needles, size_t count, struct json *j);

/* -------------------------------------------------------- registers.c */

/* The same for the registers of vectors, before anything else uses them. */
void registers_scan(void);
/* Leave up to 16 bytes of a text there, to be found. */
void registers_plant(const char *text);

/* ----------------------------------- conversation.c and transaction.c */

#define ANSWERS_MAX 16
#define NEEDLES_MAX 16

/* What all attempts of one run have in common: the command line. */
struct plan {
	const char *confdir;
	const char *service;
	const char *user;
	const char *tty;
	const char *ruser;
	const char *rhost;
	const char *preset;
	const char *conversation;	/* kind of answer, or NULL: text */
	const char *answers[ANSWERS_MAX];	/* one for each prompt */
	size_t answer_count;
	char **answer_lines;		/* --answers: one for each attempt */
	size_t answer_line_count;
	struct needle hidden;		/* --hidden: the answer, masked */
	int64_t now_s;
	int64_t advance_s;
	int flags;			/* PAM_SILENT or 0 */
	bool setcred;
	bool account;
	bool session;
	bool password;
	const char *swap_user;		/* by the conversation, or NULL */
	bool trace;
	enum tally tally;
	bool plant;			/* leave a needle, to be found */
	struct fault faults[FAULTS_MAX];
	size_t fault_count;
	struct hook hooks[HOOKS_MAX];
	size_t hook_count;
	struct needle needles[NEEDLES_MAX];
	size_t needle_count;
	void (*meet)(void);		/* at the prompt, if not NULL */
};

struct pam_handle;

/* The state of one conversation (conversation.c). */
struct talk {
	const struct plan *plan;
	struct pam_handle *pamh;
	unsigned int number;		/* of the transaction */
	size_t answered;
	struct json prompts;
};

struct pam_message;
struct pam_response;
int converse(int n, const struct pam_message **messages,
    struct pam_response **ret_responses, void *context);

/* Run the transaction number ${number} (from 0) and append what was seen. */
void transaction(const struct plan *plan, unsigned int number,
    struct json *j);

/* ---------------------------------------------------------- options.c */

#define PARALLEL_MAX 256

enum mode { IN_TURN, THREADS, PROCESSES, NAMESPACES };

struct run {
	struct plan plan;
	enum mode mode;
	unsigned int count;	/* of transactions */
	bool meet;		/* at the prompt */
};

/* Read the command line, or end the process with what is wrong with it. */
void options_read(int argc, char **argv, struct run *ret_run);

#endif /* BARO_TESTS_HOST_H */
