/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Enrolment.  Floor 4.
 */
#include "flow/enrolment.h"

#include <errno.h>

#include "base/secret.h"
#include "codec/base64.h"
#include "sys/entropy.h"

/* 24 bytes make 32 characters, the length of the documented keys. */
#define SECURE_KEY_BYTES 24

#define EMERGENCY_NUMBERS (BARO_EMERGENCY_HIGHEST - BARO_EMERGENCY_LOWEST + 1)

/*
 * Keys of the documents that describe the system (C-021), of our own, and of
 * RFC 4226, Appendix D, and RFC 6238, Appendix B, one a hash.
 */
static const char *const known_keys[] = {
	"j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/",
	"j!q!cHbVqdpj7b4PzBpM2DileBvmHFV/",
	"Ri5+XgVdtEBJGlrSD2hvituZxAq0vttX",
	"0123456789abcdefghijklmnopqrstuv",
	"12345678901234567890",
	"12345678901234567890123456789012",
	"1234567890123456789012345678901234567890123456789012345678901234",
};

static const uint32_t known_emergency[] = {
	33458936, 19035576, 15364353, 54649370, 84342192, 31415926, 27182818,
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* see enrolment.h */
enum baro_error
baro_enrolment_secure_key(struct baro_record *record)
{
	uint8_t bytes[SECURE_KEY_BYTES];
	struct baro_buffer out = baro_buffer_over(record->key,
	    sizeof record->key);
	enum baro_error e = baro_entropy(bytes, sizeof bytes);

	if (e != BARO_OK)
		return e;
	baro_base64_encode(baro_span(bytes, sizeof bytes), &out);
	record->key_bytes = out.len;
	baro_secret_wipe(bytes, sizeof bytes);
	return BARO_OK;
}

/* Whether the number is one that must not be given out (again). */
static bool
is_taken(const struct baro_record *record, uint32_t number)
{
	for (size_t i = 0; i < COUNT_OF(known_emergency); i++)
		if (known_emergency[i] == number)
			return true;
	for (uint32_t i = 0; i < record->emergency_count; i++)
		if (record->emergency[i] == number)
			return true;
	return false;
}

/* see enrolment.h */
enum baro_error
baro_enrolment_emergency(struct baro_record *record, uint32_t count)
{
	record->emergency_count = 0;
	while (record->emergency_count < count) {
		uint32_t number = 0;
		enum baro_error e = baro_entropy_below(EMERGENCY_NUMBERS,
		    &number);

		if (e != BARO_OK)
			return e;
		number += BARO_EMERGENCY_LOWEST;
		if (is_taken(record, number))
			continue;
		record->emergency[record->emergency_count] = number;
		record->emergency_count++;
	}
	return BARO_OK;
}

/*
 * Whether an HMAC is the same under both keys: it fills short ones up with
 * zeros.  How far they agree does not show.
 */
static bool
is_same_key(struct baro_span key, struct baro_span known)
{
	uint32_t differ = 0;
	size_t k = known.lo;

	for (size_t i = key.lo; i < key.hi; i++) {
		if (k < known.hi) {
			differ |= (uint32_t)(key.b[i] ^ known.b[k]);
			k++;
		} else {
			differ |= key.b[i];
		}
	}
	return k == known.hi && differ == 0;
}

/* see enrolment.h */
bool
baro_enrolment_known_key(struct baro_span key)
{
	for (size_t i = 0; i < COUNT_OF(known_keys); i++)
		if (is_same_key(key, baro_span_text(known_keys[i])))
			return true;
	return false;
}

/*
 * Make a host key.  One that somebody else makes meanwhile is as good.  If it
 * cannot be made, ${ret_errno} says why, or is 0.
 */
static enum baro_error
make_host_key(struct baro_vault *vault, int *ret_errno)
{
	struct baro_store store __attribute__((cleanup(baro_store_close)));
	int no_directory = baro_path_make_directory(BARO_CONFIG_DIRECTORY,
	    0700);
	enum baro_error e;

	e = baro_store_open(BARO_HOST_KEY_PATH, 0, &store);
	if (e == BARO_OK)
		e = baro_entropy(vault->host_key, BARO_HOST_KEY_BYTES);
	if (e == BARO_OK)
		e = baro_store_create(&store, baro_span(vault->host_key,
		    BARO_HOST_KEY_BYTES));
	*ret_errno = no_directory != 0 && store.error == ENOENT ?
	    no_directory : store.error;
	return e == BARO_E_CHANGED ? BARO_OK : e;
}

/* see enrolment.h */
enum baro_error
baro_enrolment_host_key(struct baro_vault *vault, int *ret_errno)
{
	enum baro_error e = baro_seal_load_key(vault, ret_errno);
	enum baro_error made;
	int reason = 0;

	if (e == BARO_OK || *ret_errno != ENOENT)
		return e;
	made = make_host_key(vault, &reason);
	if (made == BARO_E_ENTROPY) {
		*ret_errno = 0;
		return made;
	}
	e = baro_seal_load_key(vault, ret_errno);
	if (made == BARO_OK)
		return e;
	/* Be it there: what was not brought to the disk opens nothing then. */
	if (reason != 0 && (e == BARO_OK || *ret_errno == ENOENT))
		*ret_errno = reason;
	return BARO_E_HOST_KEY;
}

/* see enrolment.h */
enum baro_error
baro_enrolment_create(struct baro_record_file *file, struct baro_vault *vault)
{
	enum baro_error e = baro_record_file_write(file, vault);

	if (e == BARO_OK)
		e = baro_store_create(&file->store,
		    baro_text_span(&vault->text));
	return e;
}
