/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The ACL.  Floor 4.
 */
#include "flow/exemption.h"

#include <string.h>
#include <unistd.h>

#include "codec/acl.h"
#include "sys/path.h"

/* Open the file that the record names, which must be root's alone to write. */
static enum baro_error
open_acl(const struct baro_record *record, int *ret_file, size_t *ret_size)
{
	char name[BARO_PATH_MAX + 1];
	struct baro_path path __attribute__((cleanup(baro_path_close)));
	struct stat st;
	enum baro_error e;

	memcpy(name, record->acl_name, record->acl_name_bytes);
	name[record->acl_name_bytes] = '\0';
	e = baro_path_open(name, 0, &path);
	if (e == BARO_OK)
		e = baro_path_open_file(&path, ret_file, &st);
	if (e != BARO_OK)
		return e == BARO_E_UNSAFE ? BARO_E_ACL_UNSAFE :
		    BARO_E_ACL_READ;
	if (st.st_uid != 0 || (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		e = BARO_E_ACL_UNSAFE;
	else if (st.st_size > BARO_ACL_BYTES_MAX)
		e = BARO_E_ACL_READ;
	*ret_size = (size_t)st.st_size;
	if (e != BARO_OK)
		(void)close(*ret_file);
	return e;
}

/* see exemption.h */
enum baro_error
baro_exemption(const struct baro_record *record, struct baro_span user,
    struct baro_vault *vault, bool *ret_empty)
{
	struct baro_acl_answer answer = { false, false };
	struct baro_text *text = &vault->text;
	size_t n = 0;
	int file = -1;
	enum baro_error e;

	*ret_empty = false;
	if (record->acl_type == BARO_ACL_NONE)
		return BARO_OK;
	e = open_acl(record, &file, &n);
	if (e != BARO_OK)
		return e;
	/* No secret: text->used need not cover it. */
	e = baro_path_read(file, n, text->b);
	(void)close(file);
	if (e != BARO_OK ||
	    baro_acl_lookup(baro_span(text->b, n), user, &answer) != BARO_OK)
		return BARO_E_ACL_READ;

	*ret_empty = answer.empty;
	if (answer.listed == (record->acl_type == BARO_ACL_DENY))
		return BARO_E_EXEMPT;
	return BARO_OK;
}
