/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A record in its file.  Floor 4.
 */
#include "flow/record_file.h"

/* By how much a record can grow at one attempt: F-080, D-07, D-13. */
#define GROWTH_BYTES 128

/* A time stamp of the rate limit, the last step, the lock-out. */
#define TIME_DIGITS 12
_Static_assert(GROWTH_BYTES >= 1 + TIME_DIGITS + 1 + TIME_DIGITS +
    sizeof "\" LOCKOUT 1000000 " + TIME_DIGITS, "what an attempt can add");

/* see record_file.h */
bool
baro_record_file_loose(const struct baro_record *record)
{
	return record->reuse_allowed || record->acl_type != BARO_ACL_NONE ||
	    record->rate.attempts > BARO_RATE_ATTEMPTS_USUAL ||
	    record->rate.window_s < BARO_RATE_WINDOW_USUAL_MIN_S;
}

/* Read the file and open it if it is sealed. */
static enum baro_error
read_plain(struct baro_record_file *file, struct baro_vault *vault,
    struct baro_span *ret_plain)
{
	enum baro_error e;

	file->line = 0;
	e = baro_store_read(&file->store, &vault->text);
	if (e != BARO_OK)
		return e;
	*ret_plain = baro_text_span(&vault->text);
	if (baro_container_is(*ret_plain) != file->sealed)
		return BARO_E_SEALED;
	return file->sealed ? baro_seal_open(vault, file->owner, ret_plain) :
	    BARO_OK;
}

/*
 * Parse the record, and refuse one that is too loose for its owner: there is
 * no other way from a file to a record.
 */
static enum baro_error
parse_plain(struct baro_record_file *file, struct baro_vault *vault,
    struct baro_span plain)
{
	enum baro_error e = baro_record_parse(plain, &vault->record,
	    &file->line);

	if (e == BARO_OK && file->store.seen.st_uid != 0 &&
	    baro_record_file_loose(&vault->record))
		e = BARO_E_LOOSE;
	return e;
}

/* see record_file.h */
enum baro_error
baro_record_file_has_acl(struct baro_record_file *file,
    struct baro_vault *vault, bool *ret_has)
{
	struct baro_span plain;
	enum baro_error e = read_plain(file, vault, &plain);

	if (e != BARO_OK)
		return e;
	*ret_has = baro_record_mentions_acl(plain);
	return *ret_has ? parse_plain(file, vault, plain) : BARO_OK;
}

/* see record_file.h */
enum baro_error
baro_record_file_load(struct baro_record_file *file, struct baro_vault *vault)
{
	struct baro_span plain;
	enum baro_error e = read_plain(file, vault, &plain);

	return e == BARO_OK ? parse_plain(file, vault, plain) : e;
}

/* Put the record into the text, padded with so many blanks. */
static enum baro_error
put_record(struct baro_vault *vault, size_t pad_bytes)
{
	struct baro_text *text = &vault->text;
	struct baro_buffer out = baro_buffer_over(text->b,
	    BARO_RECORD_BYTES_MAX);
	enum baro_error e;

	vault->record.pad_bytes = pad_bytes;
	e = baro_record_write(&vault->record, &out);
	baro_text_use(text, out.len);
	return e;
}

/* By how much the file is longer than its plain text. */
static size_t
overhead(const struct baro_record_file *file)
{
	return file->sealed ? BARO_CONTAINER_OVERHEAD_BYTES : 0;
}

/* see record_file.h */
enum baro_error
baro_record_file_reserve(struct baro_record_file *file,
    struct baro_vault *vault)
{
	size_t room = GROWTH_BYTES;
	enum baro_error e = put_record(vault, 0);

	if (e != BARO_OK)
		return e;
	room += vault->text.used + BARO_RECORD_FILE_STEP_BYTES - 1;
	file->size = room - room % BARO_RECORD_FILE_STEP_BYTES;
	if (file->size > BARO_RECORD_BYTES_MAX - overhead(file))
		file->size = BARO_RECORD_BYTES_MAX - overhead(file);
	return baro_store_reserve(&file->store, file->size + overhead(file));
}

/* see record_file.h */
enum baro_error
baro_record_file_write(const struct baro_record_file *file,
    struct baro_vault *vault)
{
	enum baro_error e = put_record(vault, 0);

	if (e == BARO_OK && vault->text.used < file->size)
		e = put_record(vault, file->size - vault->text.used);
	if (e == BARO_OK && file->sealed)
		e = baro_seal_close(vault, file->owner);
	return e;
}

/* see record_file.h */
enum baro_error
baro_record_file_save(struct baro_record_file *file, struct baro_vault *vault)
{
	enum baro_error e = baro_record_file_write(file, vault);

	if (e == BARO_OK)
		e = baro_store_replace(&file->store,
		    baro_text_span(&vault->text));
	return e;
}
