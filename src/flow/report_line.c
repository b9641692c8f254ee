/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What stands in the places of each log line of an authentication.  Floor 4.
 * A table says it, so that a new line is a row of it.
 */
#include "flow/report_line.h"

#include "base/uninitialised.h"
#include "codec/rate_limit.h"
#include "sys/conversation.h"
#include "sys/errno_text.h"
#include "sys/journal.h"

/*
 * How much is shown of an address, or a host's name, and of another field:
 * with these no line is longer than a line may be.
 */
#define ADDRESS_BYTES 253
#define FIELD_BYTES 160

/* What can stand in a place of a line. */
enum content {
	NOTHING,
	/* Fields, which strangers can choose, by PAM's numbers for them. */
	SERVICE = PAM_SERVICE,
	USER = PAM_USER,
	TTY = PAM_TTY,
	RHOST = PAM_RHOST,
	RUSER = PAM_RUSER,
	OWNER,		/* who alone may have access to the record */
	LAST_FIELD = OWNER,
	PATH,		/* of the record */
	SETTING,
	ACL_NAME,
	ACL_TYPE,
	HOSTNAME,	/* of the record */
	HOST,		/* of the system */
	HOST_KEY,
	REASON,		/* of the system if it gave one, else ours */
	SENTENCE,	/* of the verdict */
	RATE,		/* RATE_LIMIT with its timestamps */
	CYCLE,
	LINE,
	HINT,		/* sign and number of steps */
	EMERGENCY_LEFT,
	FAILURES,
	LOCKED_UNTIL
};

#define WHO USER, SERVICE, TTY, RUSER, RHOST

static const uint8_t contents_of[BARO_MESSAGE_COUNT][BARO_MESSAGE_PLACES] = {
	[BARO_M_01] = { ACL_NAME },
	[BARO_M_02] = { ACL_NAME },
	[BARO_M_04] = { USER },
	[BARO_M_05] = { PATH },
	[BARO_M_06] = { PATH, OWNER },
	[BARO_M_07] = { PATH },
	[BARO_M_08] = { PATH },
	[BARO_M_09] = { PATH },
	[BARO_M_10] = { NOTHING, REASON },
	[BARO_M_11] = { PATH, REASON },
	[BARO_M_12] = { PATH },
	[BARO_M_13] = { PATH, REASON },
	[BARO_M_14] = { PATH },
	[BARO_M_15] = { PATH },
	[BARO_M_16] = { RATE },
	[BARO_M_18] = { PATH },
	[BARO_M_19] = { CYCLE },
	[BARO_M_20] = { PATH },	/* no record: there may be no vault */
	[BARO_M_21] = { NOTHING, REASON },
	[BARO_M_22] = { NOTHING, REASON },
	[BARO_M_50] = { WHO },
	[BARO_M_51] = { WHO, EMERGENCY_LEFT },
	[BARO_M_52] = { WHO, ACL_TYPE },
	[BARO_M_53] = { WHO },
	[BARO_M_54] = { USER, FAILURES, LOCKED_UNTIL },
	[BARO_M_55] = { HINT },
	[BARO_M_56] = { HOSTNAME, HOST },
	[BARO_M_70] = { PATH, REASON },
	[BARO_M_71] = { HOST_KEY, REASON },
	[BARO_M_72] = { USER, REASON },
	[BARO_M_73] = { PATH, LINE, SENTENCE },
	[BARO_M_74] = { ACL_NAME },
	[BARO_M_75] = { SETTING, PATH },
	[BARO_M_76] = { SETTING, PATH },
	[BARO_M_79] = { PATH, SENTENCE },
	[BARO_M_80] = { USER },
	[BARO_M_81] = { PATH, REASON },
};

/* The number of the system's error behind the verdict; 0 if there is none. */
static int
system_error(const struct baro_reported *r)
{
	const struct baro_session *s = r->session;

	if (r->verdict == BARO_E_HOST_KEY)
		return s->key_errno;
	if (r->verdict == BARO_E_PRIVILEGE || !s->store_given ||
	    baro_error_is_contents(r->verdict))
		return 0;
	return s->file.store.error;
}

static void
put_reason(const struct baro_reported *r, struct baro_buffer *out)
{
	char text[BARO_ERRNO_TEXT_BYTES] BARO_UNINITIALISED;
	int error = system_error(r);

	baro_put_span(out, error != 0 ? baro_errno_text(error, text) :
	    baro_span_text(baro_error_sentence(r->verdict)));
}

static void
put_host(struct baro_buffer *out)
{
	char name[BARO_HOST_BYTES] BARO_UNINITIALISED;

	baro_identity_host(name);
	baro_put_span(out, baro_span_text(name));
}

static void
put_hint(int32_t steps, struct baro_buffer *out)
{
	baro_put(out, steps < 0 ? '-' : '+');
	baro_put_decimal(out, (uint64_t)(steps < 0 ? -steps : steps));
}

/* The bytes of one; what has to be written for it goes into ${out}. */
static struct baro_span
bytes_of(enum content what, const struct baro_reported *r,
    struct baro_buffer *out)
{
	const struct baro_session *s = r->session;
	const struct baro_vault *v = s->vault;
	size_t begin = out->len;

	switch (what) {
	case NOTHING: break;
	case USER: return s->user;
	case SERVICE: case TTY: case RHOST: case RUSER:
		return baro_conversation_item(s->pamh, (int)what);
	case PATH: return baro_span_text(s->path);
	case OWNER: return s->uses.home ? s->user : BARO_SPAN_OF("root");
	case SETTING: return r->setting;
	case ACL_NAME:
		return baro_span(v->record.acl_name, v->record.acl_name_bytes);
	case ACL_TYPE:
		return v->record.acl_type == BARO_ACL_ALLOW ?
		    BARO_SPAN_OF("allow") : BARO_SPAN_OF("deny");
	case HOSTNAME:
		return baro_span(v->record.hostname, v->record.hostname_bytes);
	case HOST: put_host(out); break;
	case HOST_KEY: return BARO_SPAN_OF(BARO_HOST_KEY_PATH);
	case REASON: put_reason(r, out); break;
	case SENTENCE:
		return baro_span_text(baro_error_sentence(r->verdict));
	case RATE: baro_rate_limit_write(&v->record.rate, out); break;
	case CYCLE: baro_put_decimal(out, v->record.cycle_s); break;
	case LINE: baro_put_decimal(out, s->file.line); break;
	case HINT: put_hint(s->decision.hint_steps, out); break;
	case EMERGENCY_LEFT:
		baro_put_decimal(out, v->record.emergency_count);
		break;
	case FAILURES: baro_put_decimal(out, v->record.failures); break;
	case LOCKED_UNTIL:
		baro_put_decimal(out, v->record.locked_until_s);
		break;
	}
	return baro_span_cut(baro_buffer_span(out), begin, out->len);
}

/*
 * The room of a field, or 0.  Where the record would be of a user of whom
 * nothing was found, whatever the verdict, is the stranger's choice as well.
 */
static uint8_t
room_of(enum content what, const struct baro_session *s)
{
	if (what == RHOST)
		return ADDRESS_BYTES;
	if (what <= LAST_FIELD ||
	    (what == PATH && s->identity.home_bytes == 0))
		return FIELD_BYTES;
	return 0;
}

/* see report_line.h */
void
baro_report_line(const struct baro_reported *r, enum baro_message message)
{
	/* What is longer would be cut off by the line. */
	uint8_t written[BARO_MESSAGE_BYTES_MAX] BARO_UNINITIALISED;
	struct baro_buffer out = baro_buffer_over(written, sizeof written);
	struct baro_places places BARO_UNINITIALISED;

	for (size_t i = 0; i < BARO_MESSAGE_PLACES; i++) {
		enum content what = (enum content)contents_of[message][i];

		places.at[i] = bytes_of(what, r, &out);
		places.room[i] = room_of(what, r->session);
	}
	baro_journal(r->session->pamh, message, &places);
}
