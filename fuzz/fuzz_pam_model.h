/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What should come of an attempt in fuzz_pam: the order of D-05 to D-15 over
 * the second parsers and the oracle.
 */
#ifndef BARO_FUZZ_PAM_MODEL_H
#define BARO_FUZZ_PAM_MODEL_H

#include "fuzz_pam_case.h"

static struct {
	const char *typed;	/* in the conversation; NULL: it fails */
	const char *authtok;	/* PAM_AUTHTOK before; NULL: none */
	char after[TYPED_MAX];	/* and after */
	int status;		/* what the module said */
} call;

/* D-05: a record that is its user's own may only be stricter. */
static bool
loose(const struct baro_record *r)
{
	return r->reuse_allowed || r->acl_type != BARO_ACL_NONE ||
	    r->rate.attempts > 10 || r->rate.window_s < 15;
}

/* What the ACL says: BARO_OK for a user who is asked. */
static enum baro_error
ask_acl(const struct baro_record *r)
{
	static uint8_t list[FILE_MAX];
	char name[BARO_PATH_MAX + 1] = "";
	struct baro_acl_answer answer;
	struct stat st;
	ssize_t n;

	if (r->acl_type == BARO_ACL_NONE)
		return BARO_OK;
	memcpy(name, r->acl_name, r->acl_name_bytes);
	n = read_file(name, list, &st);
	if (n < 0 || st.st_uid != 0 || (st.st_mode & 022) != 0 ||
	    naive_lookup(fuzz_input(list, (size_t)n), fuzz_input((const
	    uint8_t *)the.user, strlen(the.user)), &answer) != BARO_OK)
		return BARO_E_ACL_READ;
	if (r->acl_type == BARO_ACL_DENY)
		return answer.listed ? BARO_E_EXEMPT : BARO_OK;
	/* P-117: root is asked, named or not. */
	return answer.listed || strcmp(the.user, "root") == 0 ? BARO_OK :
	    BARO_E_EXEMPT;
}

/* Which answer counts, and whether it must be nothing but a code. */
static const char *
answer_that_counts(bool *ret_alone)
{
	const char *first = call.authtok;

	*ret_alone = false;
	if (the.first_pass == BARO_FIRST_PASS_USE)
		return first;
	if (the.first_pass == BARO_FIRST_PASS_TRY && first != NULL &&
	    (digits_of(first, false, 6) >= 0 ||
	    digits_of(first, false, 8) >= 10000000))
		return first;
	*ret_alone = !the.forward_pass;
	/* Whose answer it is can no longer be said. */
	return the.swaps_user ? NULL : call.typed;
}

struct opinion {
	bool decides;		/* there is something to decide on */
	bool yes;
	bool ignores;
	size_t digits;		/* of the key that was accepted */
};

/* What should come of the attempt, before it is made. */
static struct opinion
judge(const struct baro_record *before, bool readable)
{
	struct opinion o = { false, false, false, 6 };
	struct stat st = { 0 };
	bool safe = the.valid && the.known && (the.presence == AS_IS ||
	    the.presence == RAW);
	bool alone, emergency = false, locked;
	const char *answer = answer_that_counts(&alone);
	enum baro_error acl = BARO_E_ACL_READ;

	(void)stat(the.path, &st);
	if (readable && st.st_uid != 0 && loose(before))
		safe = false;
	if (safe && readable)
		acl = ask_acl(before);
	o.ignores = (safe && acl == BARO_E_EXEMPT) || (the.valid &&
	    the.known && the.ignore && the.presence == ABSENT &&
	    the.place != SHARED);
	if (!safe || !readable || acl == BARO_E_ACL_READ || answer == NULL)
		return o;
	if (the.strict_hostname && the.other_host)
		return o;
	oracle_begins(before, world.now_s, the.user);
	oracle.no_emergency = before->key_per_user && the.place == SHARED;
	o.decides = true;
	o.yes = oracle_decides(answer, alone, strcmp(the.user, "root") != 0 ||
	    the.even_deny_root, &emergency, &locked) == BARO_OK;
	o.digits = emergency ? 8 : 6;
	return o;
}

#endif /* BARO_FUZZ_PAM_MODEL_H */
