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
#include "flow/decoy.h"
#include "flow/exemption.h"
#include "flow/report.h"
#include "flow/session.h"
#include "sys/conversation.h"

/* P-042: one blank at the end. */
#define PROMPT_CODE "Verification code: "
#define PROMPT_FORWARD "Password & verification code: "

/*
 * Whether the record is looked for before the prompt.  One in the home of
 * anybody but root has no say in who is asked (D-05), unless it is absent.
 */
static bool
is_surveyed(const struct baro_session *s, enum baro_error known)
{
	if (!s->uses.home || s->arguments->unenrolled_ignore)
		return true;
	return known == BARO_OK && s->identity.uid == 0;
}

/*
 * Before the prompt: is there a record, and is the user exempt?  (S6, S7)
 * BARO_OK means only that neither is so.
 */
static enum baro_error
survey_as_owner(struct baro_session *s, enum baro_error key)
{
	bool has_acl = false;
	enum baro_error e = baro_session_reach(s);

	if (e == BARO_OK)
		e = baro_store_find(&s->file.store);
	if (e == BARO_E_ABSENT && s->arguments->unenrolled_ignore &&
	    (s->uses.user || s->uses.home))
		return BARO_E_UNENROLLED;
	if (e != BARO_OK || key != BARO_OK)
		return BARO_OK;
	e = baro_record_file_has_acl(&s->file, s->vault, &has_acl);
	/* Only the parser leaves anything of the record on the stack. */
	if (has_acl)
		baro_secret_burn_stack();
	else
		baro_secret_burn_registers();
	if (e != BARO_OK || !has_acl)
		return BARO_OK;
	e = baro_exemption(&s->vault->record, s->user, s->identity.uid,
	    s->vault, &s->acl_empty);
	return e == BARO_E_EXEMPT ? e : BARO_OK;
}

/* The same as the owner of the record; as nobody else, if that cannot be. */
static enum baro_error
survey(struct baro_session *s)
{
	enum baro_error key = baro_session_load_key(s);
	enum baro_error e = baro_session_act_as_owner(s);

	e = e == BARO_OK ? survey_as_owner(s, key) : BARO_OK;
	baro_session_act_as_self(s);
	return e;
}

/* The same for whoever is not known too, who is never exempt. */
static enum baro_error
look_first(struct baro_session *s, enum baro_error known)
{
	if (!is_surveyed(s, known))
		return BARO_OK;
	if (known == BARO_OK)
		return survey(s);
	baro_decoy_look(s);
	return BARO_OK;
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

/* A record that cannot be decided on (baro_decide left it unchanged). */
static bool
is_undecided(enum baro_error e)
{
	return e == BARO_E_NO_KEY || e == BARO_E_CLOCK;
}

/* HOSTNAME against the name of this host (D-15). */
static enum baro_error
check_host(struct baro_session *s)
{
	char name[BARO_HOST_BYTES];

	if (s->vault->record.hostname_bytes == 0)
		return BARO_OK;
	baro_identity_host(name);
	s->host_differs = !baro_record_is_of_host(&s->vault->record,
	    baro_span_text(name));
	return s->host_differs && s->arguments->strict_hostname ?
	    BARO_E_HOSTNAME : BARO_OK;
}

/* Read and check the record under its lock.  (S8, and S5 to S7 again) */
static enum baro_error
load(struct baro_session *s, enum baro_error key)
{
	enum baro_error e = baro_session_reach(s);

	if (e == BARO_OK)
		e = baro_store_lock(&s->file.store);
	if (e == BARO_OK)
		e = key;
	if (e == BARO_OK)
		e = baro_record_file_load(&s->file, s->vault);
	if (e == BARO_OK)
		e = baro_exemption(&s->vault->record, s->user,
		    s->identity.uid, s->vault, &s->acl_empty);
	/* Exempt by now, but asked: the code counts all the same. */
	if (e == BARO_E_EXEMPT)
		e = BARO_OK;
	return e == BARO_OK ? check_host(s) : e;
}

/* Under the lock: read, make room, decide, write.  (S8 to S13) */
static enum baro_error
settle_as_owner(struct baro_session *s, enum baro_error key)
{
	enum baro_error verdict;
	enum baro_error e = load(s, key);

	/* What cannot be written is not evaluated. */
	if (e == BARO_OK)
		e = baro_record_file_reserve(&s->file, s->vault);
	if (e != BARO_OK)
		return e;
	verdict = baro_session_decide(s);
	if (is_undecided(verdict))
		return verdict;
	e = baro_record_file_save(&s->file, s->vault);
	if (e != BARO_OK)
		return e;
	s->decided = true;
	return verdict;
}

/* The same as the owner of the record, who also gives up its lock. */
static enum baro_error
settle(struct baro_session *s)
{
	enum baro_error key = baro_session_load_key(s);
	enum baro_error e = baro_session_act_as_owner(s);

	s->settled = true;
	if (e == BARO_OK)
		e = settle_as_owner(s, key);
	if (s->store_given)
		baro_store_unlock(&s->file.store);
	baro_session_act_as_self(s);
	return e;
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
	enum baro_error e;

	baro_session_forget(s);
	e = ask(s);
	if (e != BARO_OK)
		return e;
	s->asked = true;
	if (known == BARO_OK && !baro_session_same_user(s))
		known = BARO_E_NO_USER;
	/* From the lock to the log, nobody may stop us. */
	baro_shield_raise(&s->shield);
	return forward(s, known == BARO_OK ? settle(s) : known);
}

/* see local_authentication.h */
enum baro_error
baro_local_authentication(pam_handle_t *pamh,
    const struct baro_arguments *arguments)
{
	struct baro_session s BARO_UNINITIALISED
	    __attribute__((cleanup(baro_session_end)));
	enum baro_error known;
	enum baro_error e;

	baro_session_begin(&s, pamh, arguments);
	e = baro_vault_open(&s.vault);
	if (e == BARO_OK)
		e = baro_location_uses(arguments->secret, &s.uses);
	if (e == BARO_OK)
		e = baro_session_user(&s);
	if (e == BARO_OK) {
		known = baro_session_find(&s);
		e = look_first(&s, known);
		if (e == BARO_OK)
			e = authenticate(&s, known);
	}
	baro_report(&s, e);
	/* Last, since it overwrites the record that the report speaks of. */
	if (s.asked && !s.decided)
		baro_decoy_attempt(&s);
	return baro_session_leave(&s, e);
}
