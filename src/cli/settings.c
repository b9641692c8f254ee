/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Settings of a new record.  Floor 5.
 */
#include "cli/settings.h"

#include <stdio.h>
#include <string.h>

#include "cli/terminal.h"
#include "codec/base32.h"
#include "codec/hex.h"
#include "codec/location.h"
#include "codec/number.h"
#include "codec/record_words.h"
#include "flow/enrolment.h"
#include "flow/exemption.h"

/* What we write; the parser takes more (F-011). */
#define ATTEMPTS_MAX 10
#define WINDOW_MIN_S 15
#define WINDOW_MAX_S 600
#define CYCLE_SLOW_S 15
#define EMERGENCY_DEFAULT 5

/* A number in its range, or the default if there is none. */
static int
take_number(const char *text, const char *option, uint32_t min, uint32_t max,
    uint32_t *value)
{
	char message[64];

	if (text == NULL || baro_number_u32(baro_span_text(text), min, max,
	    value) == BARO_OK)
		return BARO_EXIT_OK;
	(void)snprintf(message, sizeof message, "%s takes %u to %u", option,
	    (unsigned int)min, (unsigned int)max);
	return baro_tool_usage(message, text);
}

static int
take_numbers(const struct baro_options *o, struct baro_record *r)
{
	int status = take_number(o->attempts, "-r", 1, ATTEMPTS_MAX,
	    &r->rate.attempts);

	if (status == BARO_EXIT_OK)
		status = take_number(o->window, "-R", WINDOW_MIN_S,
		    WINDOW_MAX_S, &r->rate.window_s);
	if (status == BARO_EXIT_OK)
		status = take_number(o->cycle, "-t", BARO_CYCLE_MIN_S,
		    BARO_CYCLE_MAX_S, &r->cycle_s);
	if (status == BARO_EXIT_OK && r->cycle_s < CYCLE_SLOW_S)
		(void)fprintf(stderr, "baro_auth: a step of %u s is short for "
		    "a person to type a code in\n", (unsigned int)r->cycle_s);
	return status;
}

static int
take_words(struct baro_tool *tool, struct baro_record *r)
{
	const struct baro_options *o = tool->options;

	if (o->method != NULL && baro_record_method(baro_span_text(o->method),
	    &r->method) != BARO_OK)
		return baro_tool_usage("-k takes app1, app256, app384 or "
		    "app512", o->method);
	if (o->encrypt != NULL && strcmp(o->encrypt, "yes") != 0 &&
	    strcmp(o->encrypt, "no") != 0)
		return baro_tool_usage("-e takes yes or no", o->encrypt);
	tool->file.sealed = o->encrypt != NULL && o->encrypt[0] == 'y';
	return BARO_EXIT_OK;
}

static int
take_hostname(const char *given, struct baro_record *r)
{
	struct baro_buffer out = baro_buffer_over(r->hostname,
	    sizeof r->hostname);
	char host[BARO_HOST_BYTES];

	if (given == NULL) {
		baro_identity_host(host);
		given = host;
	}
	if (!baro_record_hostname_valid(baro_span_text(given)))
		return baro_tool_usage("-H takes letters, digits, - and .",
		    given);
	baro_put_span(&out, baro_span_text(given));
	r->hostname_bytes = out.len;
	return BARO_EXIT_OK;
}

/* Whether all bytes are printable ASCII, and no blank. */
static bool
is_printable(struct baro_span text)
{
	for (size_t i = text.lo; i < text.hi; i++)
		if (text.b[i] <= 0x20 || text.b[i] >= 0x7f)
			return false;
	return true;
}

/* The ACL: its type without a file means nothing (P-116). */
static int
take_acl(const struct baro_options *o, struct baro_record *r)
{
	struct baro_buffer out = baro_buffer_over(r->acl_name,
	    sizeof r->acl_name);

	if (o->acl_type != NULL && strcmp(o->acl_type, "deny") != 0 &&
	    strcmp(o->acl_type, "allow") != 0)
		return baro_tool_usage("-A takes allow or deny", o->acl_type);
	if (o->acl_name == NULL)
		return o->acl_type == NULL ? BARO_EXIT_OK :
		    baro_tool_usage("-A needs an ACL file, -a", NULL);
	baro_put_span(&out, baro_span_text(o->acl_name));
	if (out.full || !is_printable(baro_buffer_span(&out)) ||
	    strchr(o->acl_name, '"') != NULL ||
	    !baro_location_path_valid(baro_buffer_span(&out)))
		return baro_tool_usage("-a takes an absolute path, without "
		    "blanks and double quotes", o->acl_name);
	r->acl_name_bytes = out.len;
	r->acl_type = o->acl_type != NULL && o->acl_type[0] == 'a' ?
	    BARO_ACL_ALLOW : BARO_ACL_DENY;
	return BARO_EXIT_OK;
}

/* see settings.h */
int
baro_settings_take(struct baro_tool *tool)
{
	struct baro_record *r = &tool->vault->record;
	int status;

	baro_record_init(r);
	status = take_numbers(tool->options, r);
	if (status == BARO_EXIT_OK)
		status = take_words(tool, r);
	if (status == BARO_EXIT_OK)
		status = take_hostname(tool->options->hostname, r);
	if (status == BARO_EXIT_OK)
		status = take_acl(tool->options, r);
	return status;
}

/* Say what is wrong with a key that is none, without the key. */
static int
refuse_key(struct baro_span text, struct baro_key *room)
{
	struct baro_span base32 = BARO_SPAN_OF("base32:");
	struct baro_span hex = BARO_SPAN_OF("hex:");
	struct baro_buffer out = baro_buffer_over(room->b, sizeof room->b);
	char message[80];

	if (!is_printable(text))
		return baro_tool_usage("-S takes printable characters, and "
		    "no blanks", NULL);
	if (baro_record_key_form(text, base32) != 0) {
		if (baro_base32_decode(baro_span_cut(text, text.lo +
		    base32.hi, text.hi), &out) == BARO_E_SYNTAX)
			return baro_tool_usage("-S: not base 32: a character "
			    "is wrong, missing or too many", NULL);
	} else if (baro_record_key_form(text, hex) != 0) {
		if (baro_hex_decode(baro_span_cut(text, text.lo + hex.hi,
		    text.hi), &out) == BARO_E_SYNTAX)
			return baro_tool_usage("-S: not hex: a digit is "
			    "wrong, missing or too many", NULL);
	} else {
		baro_put_span(&out, text);
	}
	(void)snprintf(message, sizeof message, "-S: a key of %s%zu bytes; it "
	    "takes 16 to 128", out.full ? "more than " : "",
	    out.full ? sizeof room->b : out.len);
	return baro_tool_usage(message, NULL);
}

/* Take the given key, if it is one. */
static int
take_key(struct baro_tool *tool, struct baro_span text)
{
	struct baro_record *r = &tool->vault->record;
	struct baro_key *key = &tool->vault->work.key;
	struct baro_buffer out = baro_buffer_over(r->key, sizeof r->key);

	baro_put_span(&out, text);
	r->key_bytes = out.len;
	if (!is_printable(text) || out.full ||
	    baro_key_decode(text, key) != BARO_OK)
		return refuse_key(text, key);
	if (baro_enrolment_known_key(baro_span(key->b, key->n)))
		return baro_tool_usage("that secure key stands in public "
		    "documents; leave -S out for a new one", NULL);
	return BARO_EXIT_OK;
}

/* -S -: the key from standard input, not shown. */
static int
read_key(struct baro_tool *tool)
{
	struct baro_vault *v = tool->vault;

	v->typed_bytes = 0;
	if (!baro_terminal_line("Secure key (base32:... or hex:... for one of "
	    "another system): ", false, (char *)v->typed, sizeof v->typed,
	    &v->typed_bytes))
		return baro_tool_usage(v->typed_bytes == 0 ?
		    "no secure key on standard input" : "-S: the line on "
		    "standard input is too long for a key; it takes 16 to "
		    "128 bytes", NULL);
	return take_key(tool, baro_span(v->typed, v->typed_bytes));
}

/* see settings.h */
int
baro_settings_keys(struct baro_tool *tool)
{
	const struct baro_options *o = tool->options;
	uint32_t count = EMERGENCY_DEFAULT;
	enum baro_error e = BARO_OK;
	int status = take_number(o->emergency, "--emergency", 0,
	    BARO_EMERGENCY_MAX, &count);

	if (status == BARO_EXIT_OK && o->key == NULL) {
		e = baro_enrolment_secure_key(&tool->vault->record);
	} else if (status == BARO_EXIT_OK && strcmp(o->key, "-") == 0) {
		status = read_key(tool);
	} else if (status == BARO_EXIT_OK) {
		(void)fprintf(stderr, "baro_auth: a key on the command line "
		    "is seen by others and kept in the shell's history; use "
		    "-S -\n");
		status = take_key(tool, baro_span_text(o->key));
	}
	if (status == BARO_EXIT_OK && e == BARO_OK)
		e = baro_enrolment_emergency(&tool->vault->record, count);
	return e == BARO_OK ? status : baro_tool_fail(tool, e);
}

/* The ACL: without a good one nobody logs in (P-113). */
static void
warn_acl(struct baro_tool *tool)
{
	const struct baro_record *r = &tool->vault->record;
	bool empty = false;
	enum baro_error e = baro_exemption(r, baro_tool_user(tool), 0,
	    tool->vault, &empty);
	const char *what = NULL;

	if (e == BARO_E_ACL_READ)
		what = "cannot be read, or is no ACL: nobody logs in by this "
		    "record until it is there";
	else if (e == BARO_E_ACL_UNSAFE)
		what = "and its directories must be root's and writable by "
		    "root only: until then nobody logs in by this record";
	else if (empty && r->acl_type == BARO_ACL_ALLOW)
		what = "names nobody: with -A allow only root is asked for a "
		    "code";
	if (what == NULL)
		return;
	(void)fprintf(stderr, "baro_auth: warning: the ACL ");
	baro_terminal_put(baro_span_text(tool->options->acl_name), stderr);
	(void)fprintf(stderr, " %s\n", what);
}

/* see settings.h */
void
baro_settings_warn_user(const struct baro_tool *tool)
{
	struct baro_identity who;
	struct baro_span user = baro_tool_user(tool);

	if (tool->user_bytes == 0)
		return;
	if (baro_identity_lookup(user, &who) == BARO_E_UNKNOWN_USER) {
		(void)fprintf(stderr, "baro_auth: warning: no user ");
		baro_terminal_put(user, stderr);
		(void)fprintf(stderr, " in /etc/passwd, so nobody can log in "
		    "by this record\n");
	}
	if (tool->file.sealed && !baro_tool_is_personal(tool)) {
		(void)fprintf(stderr, "baro_auth: warning: encrypted for ");
		baro_terminal_put(user, stderr);
		(void)fprintf(stderr, " alone; a record of many users is "
		    "encrypted without USER and -u\n");
	}
}

/* see settings.h */
void
baro_settings_warn(struct baro_tool *tool)
{
	baro_settings_warn_user(tool);
	if (tool->file.store.owner == 0)
		warn_acl(tool);
}
