/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Log lines of an authentication.  Floor 4.
 */
#include "flow/report.h"

#include "base/uninitialised.h"
#include "sys/conversation.h"
#include "sys/errno_text.h"
#include "sys/journal.h"

#define DECIMAL_BYTES 20
#define RATE_BYTES (2 * 5 + BARO_RATE_ATTEMPTS_MAX * 21)

static struct baro_span
decimal(uint64_t v, uint8_t *b)
{
	struct baro_buffer out = baro_buffer_over(b, DECIMAL_BYTES);

	baro_put_decimal(&out, v);
	return baro_buffer_span(&out);
}

/* The places of M-50 to M-53. */
static struct baro_places
who(const struct baro_session *s, struct baro_span last)
{
	struct baro_places p;

	p.at[0] = s->user;
	p.at[1] = baro_conversation_item(s->pamh, PAM_SERVICE);
	p.at[2] = baro_conversation_item(s->pamh, PAM_TTY);
	p.at[3] = baro_conversation_item(s->pamh, PAM_RUSER);
	p.at[4] = baro_conversation_item(s->pamh, PAM_RHOST);
	p.at[5] = last;
	return p;
}

static void
log_three(const struct baro_session *s, enum baro_message message,
    struct baro_span first, struct baro_span second, struct baro_span third)
{
	struct baro_places p = { { { NULL, 0, 0 } } };

	p.at[0] = first;
	p.at[1] = second;
	p.at[2] = third;
	baro_journal(s->pamh, message, &p);
}

static void
log_two(const struct baro_session *s, enum baro_message message,
    struct baro_span first, struct baro_span second)
{
	log_three(s, message, first, second, baro_span_text(NULL));
}

static void
log_one(const struct baro_session *s, enum baro_message message,
    struct baro_span first)
{
	log_two(s, message, first, baro_span_text(NULL));
}

/* M-56: HOSTNAME is not the name of this host. */
static void
report_host(const struct baro_session *s)
{
	const struct baro_record *r = &s->vault->record;
	char name[BARO_HOST_BYTES];

	baro_identity_host(name);
	log_two(s, BARO_M_56, baro_span(r->hostname, r->hostname_bytes),
	    baro_span_text(name));
}

/* What is allowed, but should be looked at, in a record that was used. */
static void
report_settings(const struct baro_session *s)
{
	const struct baro_record *r = &s->vault->record;
	struct baro_span path = baro_span_text(s->path);

	if (r->rate.attempts > BARO_RATE_ATTEMPTS_USUAL ||
	    r->rate.window_s < BARO_RATE_WINDOW_USUAL_MIN_S ||
	    r->rate.window_s > BARO_RATE_WINDOW_USUAL_MAX_S)
		log_two(s, BARO_M_75, BARO_SPAN_OF("RATE_LIMIT"), path);
	if (s->decision.window.capped)
		log_two(s, BARO_M_75, BARO_SPAN_OF("WINDOW_SIZE"), path);
	if (r->reuse_allowed)
		log_two(s, BARO_M_76, BARO_SPAN_OF("ALLOW_REUSE"), path);
}

/* M-16, on every attempt that the rate limit let pass. */
static void
report_attempt(const struct baro_session *s)
{
	uint8_t rate[RATE_BYTES] BARO_UNINITIALISED;
	struct baro_buffer out = baro_buffer_over(rate, sizeof rate);

	baro_rate_limit_write(&s->vault->record.rate, &out);
	log_one(s, BARO_M_16, baro_buffer_span(&out));
}

static void
report_success(const struct baro_session *s)
{
	uint8_t b[DECIMAL_BYTES];
	struct baro_places p = who(s,
	    decimal(s->vault->record.emergency_count, b));

	baro_journal(s->pamh,
	    s->decision.emergency ? BARO_M_51 : BARO_M_50, &p);
}

/* M-55: sign and number of steps. */
static void
report_hint(const struct baro_session *s)
{
	uint8_t b[1 + DECIMAL_BYTES];
	struct baro_buffer out = baro_buffer_over(b, sizeof b);
	int32_t steps = s->decision.hint_steps;

	baro_put(&out, steps < 0 ? '-' : '+');
	baro_put_decimal(&out, (uint64_t)(steps < 0 ? -steps : steps));
	log_one(s, BARO_M_55, baro_buffer_span(&out));
}

/* The lines behind a verdict against the attempt itself. */
static void
report_refusal(const struct baro_session *s, enum baro_error verdict)
{
	const struct baro_record *r = &s->vault->record;
	struct baro_places p = who(s, baro_span_text(NULL));
	uint8_t failures[DECIMAL_BYTES];
	uint8_t until[DECIMAL_BYTES];

	baro_journal(s->pamh, BARO_M_53, &p);
	if (s->decided && s->decision.locked)
		log_three(s, BARO_M_54, s->user,
		    decimal(r->failures, failures),
		    decimal(r->locked_until_s, until));
	if (s->decided && verdict == BARO_E_WRONG_CODE &&
	    s->decision.hint_found)
		report_hint(s);
}

/* The reason in brackets: of the system if it gave one, else ours. */
static struct baro_span
reason(const struct baro_session *s, enum baro_error e, char *b)
{
	int error = 0;

	if (e == BARO_E_HOST_KEY)
		error = s->key_errno;
	else if (e != BARO_E_PRIVILEGE && s->store_given)
		error = s->file.store.error;
	if (error == 0)
		return baro_span_text(baro_error_sentence(e));
	return baro_errno_text(error, b);
}

/* The error's own message, with what belongs into its places. */
static void
report_error(const struct baro_session *s, enum baro_error e)
{
	const struct baro_record *r = &s->vault->record;
	enum baro_message message = baro_journal_error_message(e);
	struct baro_span first = baro_span_text(s->path);
	char text[BARO_ERRNO_TEXT_BYTES];
	uint8_t cycle[DECIMAL_BYTES];
	struct baro_span second = reason(s, e, text);

	if (message == BARO_M_01 || message == BARO_M_02)
		first = baro_span(r->acl_name, r->acl_name_bytes);
	else if (message == BARO_M_04 || message == BARO_M_72 ||
	    message == BARO_M_80)
		first = s->user;
	else if (message == BARO_M_06)
		second = s->uses.home ? s->user : BARO_SPAN_OF("root");
	else if (message == BARO_M_19)
		first = decimal(r->cycle_s, cycle);
	else if (message == BARO_M_71)
		first = BARO_SPAN_OF(BARO_HOST_KEY_PATH);
	if (message != BARO_NONE)
		log_two(s, message, first, second);
}

/*
 * Behind a file that is there and cannot be opened or read: why.  A mode or a
 * policy that keeps the module out (EACCES) must not look like absence.
 */
static void
report_reason(const struct baro_session *s, enum baro_error e)
{
	char text[BARO_ERRNO_TEXT_BYTES];

	log_two(s, BARO_M_81, baro_span_text(s->path), reason(s, e, text));
}

/* Whether the second line for bad contents belongs to the error. */
static bool
is_about_contents(enum baro_error e)
{
	return e >= BARO_E_SYNTAX && e <= BARO_E_LOOSE;
}

/* Where in the record the fault is, never what stands there. */
static void
report_contents(const struct baro_session *s, enum baro_error e)
{
	struct baro_span path = baro_span_text(s->path);
	struct baro_span why = baro_span_text(baro_error_sentence(e));
	uint8_t line[DECIMAL_BYTES];

	if (s->file.line != 0)
		log_three(s, BARO_M_73, path, decimal(s->file.line, line),
		    why);
	else
		log_two(s, BARO_M_81, path, why);
}

static void
report_exemption(const struct baro_session *s)
{
	bool allow = s->vault->record.acl_type == BARO_ACL_ALLOW;
	struct baro_places p = who(s, allow ? BARO_SPAN_OF("allow") :
	    BARO_SPAN_OF("deny"));

	if (s->acl_empty && allow)
		log_one(s, BARO_M_74, baro_span(s->vault->record.acl_name,
		    s->vault->record.acl_name_bytes));
	baro_journal(s->pamh, BARO_M_52, &p);
}

/* see report.h */
void
baro_report(const struct baro_session *session, enum baro_error verdict)
{
	enum baro_class class = baro_error_class(verdict);

	if (session->vault == NULL) {
		baro_journal(session->pamh, BARO_M_20, NULL);
		return;
	}
	if (session->arguments->debug)
		log_two(session, BARO_M_79, baro_span_text(session->path),
		    baro_span_text(baro_error_sentence(verdict)));
	if (class == BARO_CLASS_EXEMPT) {
		report_exemption(session);
		return;
	}
	if (session->host_differs)
		report_host(session);
	if (session->decided) {
		report_settings(session);
		if (class != BARO_CLASS_LOCKED)
			report_attempt(session);
	}
	if (class == BARO_CLASS_OK) {
		report_success(session);
		return;
	}
	report_error(session, verdict);
	if (verdict == BARO_E_OPEN || verdict == BARO_E_READ)
		report_reason(session, verdict);
	if (is_about_contents(verdict))
		report_contents(session, verdict);
	if (class == BARO_CLASS_DENY || class == BARO_CLASS_LOCKED ||
	    class == BARO_CLASS_UNKNOWN)
		report_refusal(session, verdict);
}
