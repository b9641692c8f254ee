/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The work of an attempt where there is no record.  Floor 4.
 */
#include "flow/decoy.h"

/* What an unknown user's answer is compared with: as long as a usual key. */
#define DECOY_KEY_BYTES 32
#define DECOY_HOSTNAME_BYTES 8
#define DECOY_EMERGENCY 5

/* Look for a record that nobody means. */
static void
look(struct baro_session *s)
{
	if (s->path[0] == '\0' || baro_session_reach(s) != BARO_OK)
		return;
	(void)baro_store_find(&s->file.store);
	baro_store_unlock(&s->file.store);
}

/* see decoy.h */
void
baro_decoy_look(struct baro_session *s)
{
	(void)baro_session_load_key(s);
	look(s);
}

/* A usual record, of nobody: five emergency keys, a host name. */
static void
make_decoy(struct baro_record *r)
{
	baro_record_init(r);
	r->key_bytes = DECOY_KEY_BYTES;
	for (size_t i = 0; i < DECOY_KEY_BYTES; i++)
		r->key[i] = 'x';
	r->hostname_bytes = DECOY_HOSTNAME_BYTES;
	for (size_t i = 0; i < DECOY_HOSTNAME_BYTES; i++)
		r->hostname[i] = 'x';
	r->emergency_count = DECOY_EMERGENCY;
	for (uint32_t i = 0; i < DECOY_EMERGENCY; i++)
		r->emergency[i] = BARO_EMERGENCY_LOWEST + i;
}

/* Write, open, parse and decide, as a record that was read would be. */
static void
pretend(struct baro_session *s)
{
	struct baro_vault *v = s->vault;
	struct baro_span plain;
	enum baro_error e;

	make_decoy(&v->record);
	s->file.size = BARO_RECORD_FILE_STEP_BYTES;
	e = baro_record_file_write(&s->file, v);
	plain = baro_text_span(&v->text);
	if (e == BARO_OK && s->file.sealed)
		e = baro_seal_open(v, s->file.owner, &plain);
	if (e == BARO_OK)
		(void)baro_record_parse(plain, &v->record, &s->file.line);
	(void)baro_session_decide(s);
}

/* Look for a record, if nobody did, and write what was pretended. */
static void
rehearse(struct baro_session *s)
{
	if (!s->settled)
		look(s);
	if (s->store_given)
		baro_store_rehearse(&s->file.store,
		    baro_text_span(&s->vault->text));
}

/* see decoy.h */
void
baro_decoy_attempt(struct baro_session *s)
{
	enum baro_error e;

	pretend(s);
	e = baro_record_file_write(&s->file, s->vault);
	if (!s->settled)
		(void)baro_session_load_key(s);
	if (baro_session_act_as_owner(s) == BARO_OK && e == BARO_OK)
		rehearse(s);
	baro_session_act_as_self(s);
}
