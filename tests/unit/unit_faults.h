/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * System calls that fail, or do less than asked, in the real kernel: a filter
 * (seccomp(2)) hands the calls of one number, of one thread, to a second
 * thread of the same process, which answers by a script.  Nothing is replaced
 * in the code under test.  Used in a child, since a filter stays for ever.
 * Needs Linux 5.5 and a native processor: qemu-user has no seccomp.
 */
#ifndef BARO_TESTS_UNIT_FAULTS_H
#define BARO_TESTS_UNIT_FAULTS_H

#include "unit_world.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/* Answers for successive calls; what is not in the script goes on as usual. */
#define UNIT_ANSWERS 8
#define UNIT_GO_ON (-5000L)
#define UNIT_INSTEAD (-6000L)	/* what unit_instead returns */
#define UNIT_ONLY(bytes) (-10000L - (bytes))	/* do it, for fewer bytes */
#define UNIT_FAIL(error) (-(long)(error))	/* or a result that is >= 0 */

struct unit_script {
	long call;			/* SYS_... */
	long answer[UNIT_ANSWERS];
	size_t answers;
	volatile size_t calls;		/* so many came */
	int listener;
	sem_t begin;
};

static struct unit_script unit_script;

/* Stands in for a call that is answered by UNIT_INSTEAD. */
static long (*unit_instead)(const struct seccomp_data *);

/* Where the number of bytes stands among the arguments. */
static inline size_t
unit_count_at(long call)
{
	return call == SYS_getrandom ? 1 : 2;
}

/* Make the call here, for fewer bytes.  The memory is the same. */
static inline long
unit_do_less(const struct seccomp_data *d, long bytes)
{
	unsigned long a[4];

	for (size_t i = 0; i < 4; i++)
		a[i] = (unsigned long)d->args[i];
	a[unit_count_at(d->nr)] = (unsigned long)bytes;
	return syscall(d->nr, a[0], a[1], a[2], a[3]);
}

/* Some libcs make fstat out of fstatat, with an empty name. */
static inline bool
unit_is_meant(const struct unit_script *s, const struct seccomp_data *d)
{
	return d->nr == s->call || (d->args[3] & AT_EMPTY_PATH) != 0;
}

static inline void
unit_answer(struct unit_script *s, const struct seccomp_notif *asked,
    struct seccomp_notif_resp *reply)
{
	long what = UNIT_GO_ON;

	if (unit_is_meant(s, &asked->data)) {
		if (s->calls < s->answers)
			what = s->answer[s->calls];
		s->calls++;
	}
	reply->id = asked->id;
	if (what == UNIT_GO_ON)
		reply->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	else if (what <= UNIT_ONLY(0))
		reply->val = unit_do_less(&asked->data, UNIT_ONLY(0) - what);
	else if (what == UNIT_INSTEAD)
		reply->val = unit_instead(&asked->data);
	else if (what < 0)
		reply->error = (int)what;
	else
		reply->val = what;
}

static inline void *
unit_answer_all(void *nothing)
{
	while (sem_wait(&unit_script.begin) != 0)
		;
	for (;;) {
		struct seccomp_notif asked;
		struct seccomp_notif_resp reply;

		memset(&asked, 0, sizeof asked);
		memset(&reply, 0, sizeof reply);
		/* ioctl(2) itself: the libcs disagree on its second type. */
		if (syscall(SYS_ioctl, unit_script.listener,
		    SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0)
			return nothing;
		unit_answer(&unit_script, &asked, &reply);
		(void)syscall(SYS_ioctl, unit_script.listener,
		    SECCOMP_IOCTL_NOTIF_SEND, &reply);
	}
}

/* From here on the calls of ${call} by this thread get ${answers}. */
static inline void
unit_begin_faults(long call, const long *answers, size_t n)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call == SYS_fstat ?
		    SYS_newfstatat : (uint32_t)call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof code / sizeof code[0], code };
	pthread_t thread;

	unit_script.call = call;
	unit_script.answers = n;
	unit_script.calls = 0;
	memcpy(unit_script.answer, answers, n * sizeof answers[0]);
	UNIT_MUST(n <= UNIT_ANSWERS && sem_init(&unit_script.begin, 0, 0) == 0);
	UNIT_MUST(pthread_create(&thread, NULL, unit_answer_all, NULL) == 0);
	UNIT_MUST(prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) == 0);
	unit_script.listener = (int)syscall(SYS_seccomp,
	    SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
	    &program);
	UNIT_MUST(unit_script.listener >= 0);
	UNIT_MUST(sem_post(&unit_script.begin) == 0);
}

/* The same, with the answers as arguments. */
#define UNIT_FAULTS(call, ...) \
	do { \
		const long answers_[] = { __VA_ARGS__ }; \
		unit_begin_faults(call, answers_, \
		    sizeof answers_ / sizeof answers_[0]); \
	} while (0)

#endif /* BARO_TESTS_UNIT_FAULTS_H */
