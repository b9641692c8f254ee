/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What the steps of an authentication share.  Floor 4.
 */
#include "flow/session.h"

#include "base/secret.h"
#include "sys/clock.h"
#include "sys/conversation.h"
#include "sys/journal.h"

/* see session.h */
void
baro_session_begin(struct baro_session *s, pam_handle_t *pamh,
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
	s->store_given = false;
	s->file.line = 0;
	s->file.size = 0;
	s->file.sealed = false;
	s->file.owner = baro_span_text(NULL);
	s->privilege.dropped = false;
	s->key_errno = 0;
	s->asked = false;
	s->settled = false;
	s->decided = false;
	s->acl_empty = false;
	s->host_differs = false;
	s->stranded = false;
	baro_shield_init(&s->shield);
}

/* see session.h */
void
baro_session_end(struct baro_session *s)
{
	if (s->store_given)
		baro_store_close(&s->file.store);
	baro_vault_close(&s->vault);
}

/* see session.h */
enum baro_error
baro_session_leave(struct baro_session *s, enum baro_error verdict)
{
	if (baro_shield_lower(&s->shield) != BARO_OK)
		s->stranded = true;
	if (!s->stranded)
		return verdict;
	baro_journal(s->pamh, baro_journal_error_message(BARO_E_STRANDED),
	    NULL);
	return BARO_E_STRANDED;
}

/* see session.h */
enum baro_error
baro_session_user(struct baro_session *s)
{
	size_t n = 0;
	enum baro_error e = baro_conversation_user(s->pamh, s->user_name, &n);

	s->user = baro_span(s->user_name, n);
	return e;
}

/* see session.h */
enum baro_error
baro_session_find(struct baro_session *s)
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

/* see session.h */
enum baro_error
baro_session_act_as_owner(struct baro_session *s)
{
	if (!s->uses.home)
		return BARO_OK;
	return baro_privilege_drop(s->user, &s->identity, &s->privilege);
}

/* see session.h */
void
baro_session_act_as_self(struct baro_session *s)
{
	if (baro_privilege_restore(&s->privilege) != BARO_OK)
		s->stranded = true;
}

/* see session.h */
enum baro_error
baro_session_reach(struct baro_session *s)
{
	uid_t owner = s->uses.home ? s->identity.uid : 0;

	if (s->store_given && s->file.store.path.dir >= 0)
		return BARO_OK;
	s->store_given = true;
	return baro_store_open(s->path, owner, &s->file.store);
}

/* see session.h */
enum baro_error
baro_session_load_key(struct baro_session *s)
{
	if (!s->file.sealed)
		return BARO_OK;
	return baro_seal_load_key(s->vault, &s->key_errno);
}

/* see session.h */
enum baro_error
baro_session_decide(struct baro_session *s)
{
	struct baro_attempt attempt;
	enum baro_error e;

	attempt.user = s->user;
	attempt.answer = &s->vault->answer;
	attempt.lockable = s->identity.uid != 0 ||
	    s->arguments->even_deny_root;
	attempt.personal = s->uses.user || s->uses.home;
	attempt.hint = s->arguments->clock_hint;
	e = baro_clock_now(&attempt.now_s);
	if (e != BARO_OK)
		return e;
	e = baro_decide(&attempt, &s->vault->record, &s->vault->work,
	    &s->decision);
	baro_secret_burn_stack();
	return e;
}

/* see session.h */
void
baro_session_forget(struct baro_session *s)
{
	if (s->store_given)
		baro_store_unlock(&s->file.store);
	baro_vault_wipe(s->vault);
	baro_secret_burn_registers();
}

/* see session.h */
bool
baro_session_same_user(const struct baro_session *s)
{
	uint8_t name[BARO_USER_NAME_MAX];
	size_t n = 0;

	return baro_conversation_user(s->pamh, name, &n) == BARO_OK &&
	    baro_span_equal(baro_span(name, n), s->user);
}
