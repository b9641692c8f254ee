/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Users and groups.  Floor 3.  No name-service call: a PAM module must not
 * load other people's plug-ins into sshd.
 */
#include "sys/identity.h"

#include <string.h>
#include <sys/utsname.h>

#include "base/buffer.h"
#include "base/uninitialised.h"
#include "codec/group_line.h"
#include "codec/passwd_line.h"
#include "sys/lines.h"

#define PASSWD_PATH "/etc/passwd"
#define GROUP_PATH "/etc/group"

/* Take over the line, whose buffer is about to be read into again. */
static enum baro_error
copy_line(const struct baro_passwd_line *line, struct baro_identity *identity)
{
	size_t n = baro_span_length(line->home);

	if (n > sizeof identity->home)
		return BARO_E_PASSWD;
	/* "/home/zed/" is "/home/zed". */
	while (n > 1 && line->home.b[line->home.lo + n - 1] == '/')
		n--;
	identity->uid = line->uid;
	identity->gid = line->gid;
	if (n > 0)
		memcpy(identity->home, &line->home.b[line->home.lo], n);
	identity->home_bytes = n;
	return BARO_OK;
}

/* see identity.h */
enum baro_error
baro_identity_lookup(struct baro_span user, struct baro_identity *ret_identity)
{
	struct baro_lines lines BARO_UNINITIALISED
	    __attribute__((cleanup(baro_lines_close)));
	enum baro_error found = BARO_E_UNKNOWN_USER;
	enum baro_error e = baro_lines_open(PASSWD_PATH, &lines);
	struct baro_span text;

	if (e != BARO_OK)
		return BARO_E_PASSWD;
	while ((e = baro_lines_about(&lines, user, &text)) == BARO_OK) {
		struct baro_passwd_line line;

		/* Some of others get here too: only the parser knows. */
		if (found == BARO_E_UNKNOWN_USER &&
		    baro_passwd_line_parse(text, &line) == BARO_OK &&
		    baro_span_equal(line.name, user))
			found = copy_line(&line, ret_identity);
	}
	/* A file that ended in an error may have held the user. */
	return e == BARO_E_ABSENT ? found : BARO_E_PASSWD;
}

/* see identity.h */
enum baro_error
baro_identity_name(uid_t uid, uint8_t *name, size_t cap, size_t *ret_bytes)
{
	struct baro_lines lines BARO_UNINITIALISED
	    __attribute__((cleanup(baro_lines_close)));
	enum baro_error e = baro_lines_open(PASSWD_PATH, &lines);
	struct baro_span text;

	if (e != BARO_OK)
		return BARO_E_PASSWD;
	while ((e = baro_lines_next(&lines, &text)) == BARO_OK) {
		struct baro_buffer out = baro_buffer_over(name, cap);
		struct baro_passwd_line line;

		if (baro_passwd_line_parse(text, &line) != BARO_OK ||
		    line.uid != uid)
			continue;
		baro_put_span(&out, line.name);
		*ret_bytes = out.len;
		return out.full ? BARO_E_UNKNOWN_USER : BARO_OK;
	}
	return e == BARO_E_ABSENT ? BARO_E_UNKNOWN_USER : BARO_E_PASSWD;
}

/* see identity.h */
enum baro_error
baro_identity_groups(struct baro_span user, gid_t gid, gid_t *ret_groups,
    size_t *ret_count)
{
	struct baro_lines lines BARO_UNINITIALISED
	    __attribute__((cleanup(baro_lines_close)));
	enum baro_error e = baro_lines_open(GROUP_PATH, &lines);
	struct baro_span text;
	size_t n = 1;

	if (e != BARO_OK)
		return BARO_E_PRIVILEGE;
	ret_groups[0] = gid;
	while ((e = baro_lines_next(&lines, &text)) == BARO_OK) {
		bool member = false;
		uint32_t id = 0;

		if (baro_group_line_member(text, user, &member, &id) !=
		    BARO_OK || !member)
			continue;
		if (n == BARO_GROUPS_MAX)
			return BARO_E_PRIVILEGE;
		ret_groups[n] = id;
		n++;
	}
	if (e != BARO_E_ABSENT)
		return BARO_E_PRIVILEGE;
	*ret_count = n;
	return BARO_OK;
}

/* see identity.h */
void
baro_identity_host(char *name)
{
	struct utsname host;
	size_t n;

	name[0] = '\0';
	if (uname(&host) != 0)
		return;
	n = baro_span_length(baro_span_text(host.nodename));
	if (n >= BARO_HOST_BYTES)
		return;
	memcpy(name, host.nodename, n + 1);
}
