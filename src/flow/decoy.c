/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The work of an attempt where there is no record.  Floor 4.
 */
#include "flow/decoy.h"

#include "sys/shield.h"

/* What an unknown user's answer is compared with: as long as a usual key. */
#define DECOY_KEY_BYTES 32
#define DECOY_HOSTNAME_BYTES 8
#define DECOY_EMERGENCY 5
#define DECOY_FILE_BYTES 384

/* see decoy.h */
bool
baro_decoy_look(struct baro_session *s)
{
	if (s->uses.home || s->path[0] == '\0' || baro_session_reach(s) != BARO_OK)
		return false;
	(void)baro_store_find(&s->file.store);
	baro_store_unlock(&s->file.store);
	return true;
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

/* see decoy.h */
void
baro_decoy_attempt(struct baro_session *s)
{
	struct baro_shield shield;
	struct baro_record *r = &s->vault->record;
	bool sealed = s->file.sealed;
	enum baro_error e;

	baro_shield_raise(&shield);
	make_decoy(r);
	s->file.sealed = false;
	s->file.size = DECOY_FILE_BYTES;
	if (baro_record_file_write(&s->file, s->vault) == BARO_OK)
		(void)baro_record_parse(baro_text_span(&s->vault->text), r,
		    &s->file.line);
	s->file.sealed = sealed;
	(void)baro_session_decide(s);
	e = baro_record_file_write(&s->file, s->vault);
	if (e == BARO_OK && baro_decoy_look(s))
		baro_store_rehearse(&s->file.store,
		    baro_text_span(&s->vault->text));
	baro_shield_lower(&shield);
}
