/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Which log lines belong to a verdict.  Floor 4.
 */
#include "flow/report.h"

#include "flow/report_line.h"
#include "sys/journal.h"

static void
log_setting(struct baro_reported *r, enum baro_message message,
    struct baro_span setting)
{
	r->setting = setting;
	baro_report_line(r, message);
}

/* What is allowed, but should be looked at, in a record that was used. */
static void
report_settings(struct baro_reported *r)
{
	const struct baro_session *s = r->session;
	const struct baro_record *record = &s->vault->record;

	if (record->rate.attempts > BARO_RATE_ATTEMPTS_USUAL ||
	    record->rate.window_s < BARO_RATE_WINDOW_USUAL_MIN_S ||
	    record->rate.window_s > BARO_RATE_WINDOW_USUAL_MAX_S)
		log_setting(r, BARO_M_75, BARO_SPAN_OF("RATE_LIMIT"));
	if (s->decision.window.capped)
		log_setting(r, BARO_M_75, BARO_SPAN_OF("WINDOW_SIZE"));
	if (record->reuse_allowed)
		log_setting(r, BARO_M_76, BARO_SPAN_OF("ALLOW_REUSE"));
}

/* The lines behind a verdict against the attempt itself. */
static void
report_refusal(const struct baro_reported *r)
{
	const struct baro_session *s = r->session;

	baro_report_line(r, BARO_M_53);
	if (s->decided && s->decision.locked)
		baro_report_line(r, BARO_M_54);
	if (s->decided && r->verdict == BARO_E_WRONG_CODE &&
	    s->decision.hint_found)
		baro_report_line(r, BARO_M_55);
}

/*
 * The error's own message, and behind it what that does not tell: why a file
 * that is there cannot be opened or read (a mode or a policy that keeps the
 * module out must not look like absence), and where in the record a fault is,
 * but never what stands there.
 */
static void
report_error(const struct baro_reported *r)
{
	enum baro_message message = baro_journal_error_message(r->verdict);

	if (message != BARO_NONE)
		baro_report_line(r, message);
	if (baro_error_is_contents(r->verdict) && r->session->file.line != 0)
		baro_report_line(r, BARO_M_73);
	else if (baro_error_is_contents(r->verdict) ||
	    r->verdict == BARO_E_OPEN || r->verdict == BARO_E_READ)
		baro_report_line(r, BARO_M_81);
}

static void
report_exemption(const struct baro_reported *r)
{
	const struct baro_session *s = r->session;

	if (s->acl_empty && s->vault->record.acl_type == BARO_ACL_ALLOW)
		baro_report_line(r, BARO_M_74);
	baro_report_line(r, BARO_M_52);
}

/* Whoever was let in, or not, after an attempt or in spite of one. */
static void
report_outcome(const struct baro_reported *r, enum baro_class class)
{
	if (class == BARO_CLASS_OK) {
		baro_report_line(r, r->session->decision.emergency ? BARO_M_51 :
		    BARO_M_50);
		return;
	}
	report_error(r);
	if (class == BARO_CLASS_DENY || class == BARO_CLASS_LOCKED ||
	    class == BARO_CLASS_UNKNOWN)
		report_refusal(r);
}

/* see report.h */
void
baro_report(const struct baro_session *session, enum baro_error verdict)
{
	enum baro_class class = baro_error_class(verdict);
	struct baro_reported r = { session, verdict, { NULL, 0, 0 } };

	if (session->arguments->debug)
		baro_report_line(&r, BARO_M_79);
	if (class == BARO_CLASS_EXEMPT) {
		report_exemption(&r);
		return;
	}
	if (session->host_differs)
		baro_report_line(&r, BARO_M_56);
	if (session->decided) {
		report_settings(&r);
		if (class != BARO_CLASS_LOCKED)
			baro_report_line(&r, BARO_M_16);
	}
	report_outcome(&r, class);
}
