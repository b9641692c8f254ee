/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * A record in its file.  Floor 4.
 */
#include "flow/record_file.h"

_Static_assert(BARO_RECORD_ROOM_MAX + BARO_RECORD_FILE_STEP_BYTES +
    BARO_CONTAINER_OVERHEAD_BYTES <= BARO_RECORD_BYTES_MAX,
    "whatever is written can be read again");

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

/* By how much the file is longer than its plain text. */
static size_t
overhead(const struct baro_record_file *file)
{
	return file->sealed ? BARO_CONTAINER_OVERHEAD_BYTES : 0;
}

/* see record_file.h */
enum baro_error
baro_record_file_reserve(struct baro_record_file *file,
    const struct baro_vault *vault)
{
	size_t room = baro_record_room(&vault->record) +
	    BARO_RECORD_FILE_STEP_BYTES - 1;

	file->size = room - room % BARO_RECORD_FILE_STEP_BYTES;
	return baro_store_reserve(&file->store, file->size + overhead(file));
}

/* see record_file.h */
enum baro_error
baro_record_file_write(const struct baro_record_file *file,
    struct baro_vault *vault)
{
	struct baro_text *text = &vault->text;
	struct baro_buffer out = baro_buffer_over(text->b,
	    BARO_RECORD_BYTES_MAX);
	enum baro_error e;

	vault->record.least_bytes = file->size;
	e = baro_record_write(&vault->record, &out);
	baro_text_use(text, out.len);
	return e == BARO_OK && file->sealed ?
	    baro_seal_close(vault, file->owner) : e;
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
