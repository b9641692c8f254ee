/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Authentication against a record on this host: the order of the steps, and
 * nothing else.  Floor 4.
 *
 * It must
 *  1. read the record before the prompt for one question only, whether this
 *     user is asked at all; everything else is decided on what is read under
 *     the lock, after the prompt (D-06);
 *  2. write the new record durably before the verdict leaves;
 *  3. ask the same, and work the same, whoever the user is and whatever was
 *     typed (P-044);
 *  4. set PAM_AUTHTOK in forward_pass mode whether or not the code was right
 *     (P-075);
 *  5. leave nothing of this host changed: ids, descriptors, memory.
 */
#include "flow/local_authentication.h"

#include "base/secret.h"
#include "base/uninitialised.h"
#include "flow/exemption.h"
#include "flow/report.h"
#include "flow/session.h"
#include "sys/clock.h"
#include "sys/conversation.h"
#include "sys/privilege.h"

/* P-042: one blank at the end. */
#define PROMPT_CODE "Verification code: "
#define PROMPT_FORWARD "Password & verification code: "

/* What an unknown user's answer is compared with: as long as a usual key. */
#define DECOY_KEY_BYTES 32
#define DECOY_CYCLE_S 30

/* All but the arrays: they are filled before they are read. */
static void
session_begin(struct baro_session *s, pam_handle_t *pamh,
    const struct baro_arguments *arguments)
{
	s->pamh = pamh;
	s->arguments = arguments;
	s->vault = NULL;
	s->user = baro_span_text(NULL);
	s->identity.uid = 0;
	s->identity.gid = 0;
	s->identity.home_bytes = 0;
	s->uses.user = false;
	s->uses.home = false;
	s->path[0] = '\0';
	s->reached = false;
	s->file.line = 0;
	s->file.sealed = false;
	s->file.owner = baro_span_text(NULL);
	s->trouble = BARO_OK;
	s->trouble_errno = 0;
	s->asked = false;
	s->decided = false;
	s->acl_empty = false;
}

static void
session_end(struct baro_session *s)
{
	if (s->reached)
		baro_store_close(&s->file.store);
	baro_vault_close(&s->vault);
}

/* The name of the user.  (S2) */
static enum baro_error
get_user(struct baro_session *s)
{
	size_t n = 0;
	enum baro_error e = baro_conversation_user(s->pamh, s->user_name, &n);

	s->user = baro_span(s->user_name, n);
	return e;
}

/* Who is it, and where would the record be?  (S3, S4) */
static enum baro_error
find_user(struct baro_session *s)
{
	struct baro_buffer out = baro_buffer_over((uint8_t *)s->path,
	    sizeof s->path);
	enum baro_error known;
	enum baro_error e;

	if (!baro_location_user_valid(s->user))
		return BARO_E_USER_NAME;
	known = baro_identity_lookup(s->user, &s->identity);
	/* An unknown user's record has a place too, to pretend at. */
	if (known != BARO_OK && s->uses.home)
		return known;
	e = baro_location_expand(s->arguments->secret, s->user,
	    baro_span(s->identity.home, s->identity.home_bytes), &out);
	if (e != BARO_OK) {
		s->path[0] = '\0';
		return known != BARO_OK ? known : e;
	}
	s->file.sealed = s->arguments->encrypt;
	s->file.owner = s->uses.user || s->uses.home ? s->user :
	    baro_span_text(NULL);
	return known;
}

/* Take on the user's identity if the record lies in the user's home. */
static enum baro_error
act_as_owner(struct baro_session *s, struct baro_privilege *privilege)
{
	privilege->dropped = false;
	if (!s->uses.home)
		return BARO_OK;
	return baro_privilege_drop(s->user, &s->identity, privilege);
}

/* Open the record's directory, unless it is open.  (S5) */
static enum baro_error
reach(struct baro_session *s)
{
	uid_t owner = s->uses.home ? s->identity.uid : 0;

	if (s->reached && s->file.store.path.dir >= 0)
		return BARO_OK;
	s->reached = true;
	return baro_store_open(s->path, owner, &s->file.store);
}

/*
 * Before the prompt: is there a record, and is the user exempt?  (S6, S7)
 * BARO_OK means only that neither is so.
 */
static enum baro_error
survey(struct baro_session *s)
{
	struct baro_privilege privilege BARO_UNINITIALISED
	    __attribute__((cleanup(baro_privilege_restore)));
	bool has_acl = false;
	enum baro_error e;

	if (s->file.sealed)
		s->trouble = baro_seal_load_key(s->vault, &s->trouble_errno);
	e = act_as_owner(s, &privilege);
	if (e == BARO_OK)
		e = reach(s);
	if (e == BARO_OK)
		e = baro_store_find(&s->file.store);
	if (e == BARO_E_ABSENT && s->arguments->unenrolled_ignore &&
	    (s->uses.user || s->uses.home))
		return BARO_E_UNENROLLED;
	if (e != BARO_OK || s->trouble != BARO_OK)
		return BARO_OK;
	if (baro_record_file_has_acl(&s->file, s->vault, &has_acl) !=
	    BARO_OK || !has_acl)
		return BARO_OK;
	e = baro_exemption(&s->vault->record, s->user, s->vault,
	    &s->acl_empty);
	return e == BARO_E_EXEMPT ? e : BARO_OK;
}

/* Cut the answer that is in the vault. */
static void
split(struct baro_session *s, enum baro_answer_form form)
{
	baro_answer_split(baro_span(s->vault->typed, s->vault->typed_bytes),
	    form, &s->vault->answer);
}

/* Get an answer: of an earlier module, or from the user.  (S10) */
static enum baro_error
ask(struct baro_session *s)
{
	const struct baro_arguments *a = s->arguments;
	enum baro_error e;

	if (a->first_pass != BARO_FIRST_PASS_NONE) {
		e = baro_conversation_first_pass(s->pamh, s->vault);
		split(s, BARO_ANSWER_FORWARD_PASS);
		if (a->first_pass == BARO_FIRST_PASS_USE)
			return e;
		if ((s->vault->answer.code_valid |
		    s->vault->answer.emergency_valid) != 0)
			return BARO_OK;
	}
	e = baro_conversation_ask(s->pamh,
	    a->forward_pass ? PROMPT_FORWARD : PROMPT_CODE, s->vault);
	split(s, a->forward_pass ? BARO_ANSWER_FORWARD_PASS :
	    BARO_ANSWER_CODE_ONLY);
	return e;
}

static enum baro_error
decide(struct baro_session *s)
{
	struct baro_attempt attempt;
	enum baro_error e;

	attempt.user = s->user;
	attempt.answer = &s->vault->answer;
	attempt.lockable = s->identity.uid != 0 ||
	    s->arguments->even_deny_root;
	attempt.hint = s->arguments->clock_hint;
	e = baro_clock_now(&attempt.now_s);
	if (e != BARO_OK)
		return e;
	e = baro_decide(&attempt, &s->vault->record, &s->vault->work,
	    &s->decision);
	baro_secret_burn_stack();
	return e;
}

/* A record that cannot be decided on (baro_decide left it unchanged). */
static bool
is_undecided(enum baro_error e)
{
	return e == BARO_E_NO_KEY || e == BARO_E_CLOCK;
}

/* Read and check the record under its lock.  (S8, and S5 to S7 again) */
static enum baro_error
load(struct baro_session *s)
{
	enum baro_error e = reach(s);

	if (e == BARO_OK)
		e = baro_store_lock(&s->file.store);
	if (e == BARO_OK)
		e = s->trouble;
	if (e == BARO_OK)
		e = baro_record_file_load(&s->file, s->vault);
	if (e == BARO_OK)
		e = baro_exemption(&s->vault->record, s->user, s->vault,
		    &s->acl_empty);
	/* Exempt by now, but asked: the code counts all the same. */
	if (e == BARO_E_EXEMPT)
		e = BARO_OK;
	if (e == BARO_OK && !baro_report_hostname(s) &&
	    s->arguments->strict_hostname)
		e = BARO_E_HOSTNAME;
	return e;
}

/* Under the lock: read, decide, write.  (S8 to S13) */
static enum baro_error
settle(struct baro_session *s)
{
	struct baro_privilege privilege BARO_UNINITIALISED
	    __attribute__((cleanup(baro_privilege_restore)));
	enum baro_error verdict;
	enum baro_error e = act_as_owner(s, &privilege);

	if (e == BARO_OK)
		e = load(s);
	if (e != BARO_OK)
		return e;
	verdict = decide(s);
	if (is_undecided(verdict))
		return verdict;
	e = baro_record_file_save(&s->file, s->vault);
	if (e != BARO_OK)
		return e;
	s->decided = true;
	return verdict;
}

/*
 * Where there is no record to decide on: the work of a decision and of its
 * write, on a record of zeros.  Not in a home directory, which an unknown user
 * has none of.
 */
static void
pretend(struct baro_session *s)
{
	struct baro_record *r = &s->vault->record;

	baro_record_init(r);
	r->cycle_s = DECOY_CYCLE_S;
	r->method = BARO_METHOD_APP512;
	r->key_bytes = DECOY_KEY_BYTES;
	for (size_t i = 0; i < DECOY_KEY_BYTES; i++)
		r->key[i] = 0;
	(void)decide(s);
	if (s->uses.home || s->path[0] == '\0' || reach(s) != BARO_OK)
		return;
	if (baro_record_file_write(&s->file, s->vault) == BARO_OK)
		baro_store_rehearse(&s->file.store,
		    baro_text_span(&s->vault->text));
}

/* Hand the password on, whatever the verdict.  (P-075) */
static enum baro_error
forward(struct baro_session *s, enum baro_error verdict)
{
	size_t n = s->vault->answer.password_end_code;
	enum baro_error e;

	if (!s->arguments->forward_pass)
		return verdict;
	if (s->decided && verdict == BARO_OK && s->decision.emergency)
		n = s->vault->answer.password_end_emergency;
	if (s->vault->typed_bytes > BARO_ANSWER_BYTES_MAX)
		n = 0;
	e = baro_conversation_forward(s->pamh, s->vault, n);
	return verdict == BARO_OK ? e : verdict;
}

/* Prompt and settle, for a user who is neither exempt nor passed over. */
static enum baro_error
authenticate(struct baro_session *s, enum baro_error known)
{
	enum baro_error e = ask(s);

	if (e != BARO_OK)
		return e;
	s->asked = true;
	e = known == BARO_OK ? settle(s) : known;
	if (s->reached)
		baro_store_unlock(&s->file.store);
	return forward(s, e);
}

/* see local_authentication.h */
enum baro_error
baro_local_authentication(pam_handle_t *pamh,
    const struct baro_arguments *arguments)
{
	struct baro_session s BARO_UNINITIALISED
	    __attribute__((cleanup(session_end)));
	enum baro_error known;
	enum baro_error e;

	session_begin(&s, pamh, arguments);
	e = baro_vault_open(&s.vault);
	if (e == BARO_OK)
		e = baro_location_uses(arguments->secret, &s.uses);
	if (e == BARO_OK)
		e = get_user(&s);
	if (e == BARO_OK) {
		known = find_user(&s);
		if (known == BARO_OK)
			e = survey(&s);
		if (e == BARO_OK)
			e = authenticate(&s, known);
	}
	baro_report(&s, e);
	/* Last, since it overwrites the record that the report speaks of. */
	if (s.asked && !s.decided)
		pretend(&s);
	return e;
}
