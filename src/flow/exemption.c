/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The ACL.  Floor 4.
 */
#include "flow/exemption.h"

#include <string.h>

#include "base/uninitialised.h"
#include "codec/acl.h"
#include "sys/path.h"

/* Read the file that the record names, which must be root's alone to write. */
static enum baro_error
load(const struct baro_record *record, struct baro_text *text, size_t *ret_n)
{
	char name[BARO_PATH_MAX + 1] BARO_UNINITIALISED;
	struct stat st;
	enum baro_error e;

	memcpy(name, record->acl_name, record->acl_name_bytes);
	name[record->acl_name_bytes] = '\0';
	/* No secret: text->used need not cover it. */
	e = baro_path_load(name, BARO_ACL_BYTES_MAX, text->b, ret_n, &st);
	if (e == BARO_E_UNSAFE)
		return BARO_E_ACL_UNSAFE;
	if (e != BARO_OK && e != BARO_E_SIZE && e != BARO_E_READ)
		return BARO_E_ACL_READ;
	if (st.st_uid != 0 || (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return BARO_E_ACL_UNSAFE;
	return e == BARO_OK ? e : BARO_E_ACL_READ;
}

/* see exemption.h */
enum baro_error
baro_exemption(const struct baro_record *record, struct baro_span user,
    uid_t uid, struct baro_vault *vault, bool *ret_empty)
{
	struct baro_acl_answer answer = { false, false };
	struct baro_text *text = &vault->text;
	size_t n = 0;
	enum baro_error e;

	*ret_empty = false;
	if (record->acl_type == BARO_ACL_NONE)
		return BARO_OK;
	e = load(record, text, &n);
	if (e != BARO_OK)
		return e;
	if (baro_acl_lookup(baro_span(text->b, n), user, &answer) != BARO_OK)
		return BARO_E_ACL_READ;

	*ret_empty = answer.empty;
	if (record->acl_type == BARO_ACL_DENY)
		return answer.listed ? BARO_E_EXEMPT : BARO_OK;
	/* P-117: root is never exempt for not being named. */
	return answer.listed || uid == 0 ? BARO_OK : BARO_E_EXEMPT;
}
