/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/message: one line, printable, whatever stands in its places.
 * Input: two digits of the message's number in base 64 from "0" on, one of the
 * room (in sixths of 100 bytes), then six places, each ended by "|"; before a
 * field, "&" and one of its room.
 */
#include "codec/message.h"

#include "fuzz_naive.h"

static const struct {
	const char *text;
	enum baro_severity severity;
} messages[] = {
#define ROW(id, severity, text) { text, BARO_SEVERITY_##severity },
	BARO_MESSAGES(ROW)
#undef ROW
};

#define COUNT (sizeof messages / sizeof messages[0])

/* What must come out: whole pieces, up to the first that does not fit. */
struct line {
	size_t cap;
	size_t n;
	bool cut;
	char b[2048];
};

static void
add(struct line *line, const char *piece)
{
	size_t n = strlen(piece);

	line->cut = line->cut || n > line->cap - line->n;
	if (line->cut)
		return;
	memcpy(&line->b[line->n], piece, n);
	line->n += n;
}

/* A place, and how much of it is shown if it is a field; or 0. */
struct place {
	struct fuzz_input in;
	uint8_t room;
};

static void
add_escaped(struct line *line, struct place place)
{
	const char *escaped = place.room != 0 ? "\\ ()=" : "\\";
	size_t room = place.room != 0 ? place.room : SIZE_MAX;

	for (size_t i = 0; i < place.in.n; i++) {
		uint8_t c = place.in.p[i];
		char piece[8];

		snprintf(piece, sizeof piece, c < ' ' || c > '~' ||
		    strchr(escaped, c) != NULL ? "\\x%02x" : "%c", c);
		if (strlen(piece) > room) {
			add(line, BARO_MESSAGE_CUT);
			return;
		}
		room -= strlen(piece);
		add(line, piece);
	}
}

static void
expect(struct line *line, const char *text, const struct place *places)
{
	for (size_t i = 0; text[i] != '\0'; i++) {
		char piece[2] = { text[i], '\0' };

		if (text[i] == '$' && text[i + 1] >= '1' &&
		    text[i + 1] <= '6') {
			i++;
			add_escaped(line, places[text[i] - '1']);
		} else {
			add(line, piece);
		}
	}
}

static void
check(struct baro_span written, const struct line *line)
{
	FUZZ_CHECK(fuzz_same(written, line->b, line->n));
	for (size_t i = written.lo; i < written.hi; i++)
		FUZZ_CHECK(written.b[i] >= ' ' && written.b[i] <= '~');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct line line;
	struct fuzz_input in = fuzz_input(data, n);
	size_t number = fuzz_choice(&in, 64) * 64u;
	struct place shown[BARO_MESSAGE_PLACES];
	struct baro_places places;
	struct baro_buffer out;

	number = (number + fuzz_choice(&in, 64)) % (COUNT + 1);
	line.cap = fuzz_choice(&in, 100) * 100u / 6;
	line.n = 0;
	line.cut = false;
	for (size_t i = 0; i < BARO_MESSAGE_PLACES; i++) {
		shown[i].in = fuzz_field(&in, '|');
		shown[i].room = 0;
		if (shown[i].in.n > 0 && *shown[i].in.p == '&') {
			(void)fuzz_byte(&shown[i].in);
			shown[i].room = fuzz_choice(&shown[i].in, 128);
		}
		places.at[i] = fuzz_hold(shown[i].in);
		places.room[i] = shown[i].room;
	}
	if (number < COUNT)
		expect(&line, messages[number].text, shown);
	FUZZ_CHECK(baro_message_severity((enum baro_message)number) ==
	    (number < COUNT ? messages[number].severity :
	    BARO_SEVERITY_ERR));

	out = fuzz_room(line.cap);
	baro_message_write((enum baro_message)number, &places, &out);
	check(baro_buffer_span(&out), &line);
	FUZZ_CHECK(out.full == line.cut);
	fuzz_room_release(&out);
	for (size_t i = 0; i < BARO_MESSAGE_PLACES; i++)
		fuzz_release(places.at[i]);
	return 0;
}
