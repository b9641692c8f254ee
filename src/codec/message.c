/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Log lines.  Floor 1.  What a stranger can choose (names, hosts, terminals)
 * reaches the log through put_place alone.
 */
#include "codec/message.h"

#include "codec/scan.h"

/* Bytes of an escape: \xNN. */
#define ESCAPE_BYTES 4

_Static_assert(sizeof BARO_MESSAGE_CUT - 1 >= ESCAPE_BYTES,
    "the mark must not fit where an escape does not");

/*
 * Among the data that the loader relocates and then makes read-only.  Its page
 * is half empty, while the other constants just fill two without what bears
 * this mark.
 */
#define IN_RELOCATED_PAGE __attribute__((section(".data.rel.ro.texts")))

/*
 * All texts, NUL-terminated, one behind the other, and how long each is: a
 * table of pointers would be a relocation for each text in every host.
 */
static const uint8_t texts[] IN_RELOCATED_PAGE =
#define BARO_MESSAGE_TEXT(id, severity, text) text "\0"
	BARO_MESSAGES(BARO_MESSAGE_TEXT)
#undef BARO_MESSAGE_TEXT
;

static const uint8_t text_bytes[BARO_MESSAGE_COUNT] = {
#define BARO_MESSAGE_BYTES(id, severity, text) sizeof(text) - 1,
	BARO_MESSAGES(BARO_MESSAGE_BYTES)
#undef BARO_MESSAGE_BYTES
};

static const uint8_t severities[BARO_MESSAGE_COUNT] IN_RELOCATED_PAGE = {
#define BARO_MESSAGE_SEVERITY(id, severity, text) BARO_SEVERITY_##severity,
	BARO_MESSAGES(BARO_MESSAGE_SEVERITY)
#undef BARO_MESSAGE_SEVERITY
};

/* The text with the given number. */
static struct baro_span
text_at(size_t number)
{
	size_t lo = 0;

	for (size_t i = 0; i < number; i++)
		lo += (size_t)text_bytes[i] + 1;
	return baro_span_cut(baro_span(texts, sizeof texts), lo,
	    lo + text_bytes[number]);
}

/* see message.h */
enum baro_severity
baro_message_severity(enum baro_message message)
{
	size_t i = (size_t)message;

	if (i >= BARO_MESSAGE_COUNT)
		return BARO_SEVERITY_ERR;
	return (enum baro_severity)severities[i];
}

/* Append ${c} as \xNN, all of it or nothing. */
static void
put_escaped(struct baro_buffer *out, uint8_t c)
{
	static const uint8_t digits[16] = "0123456789abcdef";

	if (out->cap - out->len < ESCAPE_BYTES) {
		out->full = true;
		return;
	}
	baro_put(out, '\\');
	baro_put(out, 'x');
	baro_put(out, digits[c >> 4]);
	baro_put(out, digits[c & 15]);
}

/* Whether ${c} has to be escaped; in a field, what parts fields as well. */
static bool
is_special(uint8_t c, bool in_field)
{
	if (c < 0x20 || c > 0x7e || c == '\\')
		return true;
	return in_field && (c == ' ' || c == '(' || c == ')' || c == '=');
}

/* Append ${in} up to the first byte that does not fit. */
static void
put_all(struct baro_span in, bool is_field, struct baro_buffer *out)
{
	for (size_t i = in.lo; i < in.hi && !out->full; i++) {
		if (is_special(in.b[i], is_field))
			put_escaped(out, in.b[i]);
		else
			baro_put(out, in.b[i]);
	}
}

/* see message.h */
void
baro_message_escape(struct baro_span in, struct baro_buffer *out)
{
	put_all(in, false, out);
}

/*
 * Append a place; of a field what fits into ${room}, and the mark of a cut.
 * Where it is the line that ends, there is no room for the mark either.
 */
static void
put_place(struct baro_span in, size_t room, struct baro_buffer *out)
{
	size_t cap = out->cap;
	size_t end = out->len + room;

	if (room != 0 && end < cap)
		out->cap = end;
	put_all(in, room != 0, out);
	out->cap = cap;
	if (out->full) {
		out->full = false;
		baro_put_whole(out, BARO_SPAN_OF(BARO_MESSAGE_CUT));
	}
}

/* see message.h */
void
baro_message_write(enum baro_message message,
    const struct baro_places *places, struct baro_buffer *out)
{
	size_t number = (size_t)message;
	struct baro_span text;
	size_t sign;

	if (number >= BARO_MESSAGE_COUNT)
		return;
	text = text_at(number);
	/* A line that is cut off must not go on behind the cut. */
	for (size_t i = text.lo; !out->full; i = sign + 1) {
		size_t place;

		sign = baro_scan_byte(baro_span_cut(text, i, text.hi), '$');
		baro_put_span(out, baro_span_cut(text, i, sign));
		sign++;
		if (sign >= text.hi)
			return;
		place = (size_t)text.b[sign] - '1';
		if (place < BARO_MESSAGE_PLACES)
			put_place(places->at[place], places->room[place], out);
	}
}
