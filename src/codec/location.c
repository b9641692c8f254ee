/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The path of the record.  Floor 1.  The user's name comes from whoever wants
 * to log in, so it may never change which directory a path leads to: what is
 * put into the pattern is checked before, and the whole result after.
 */
#include "codec/location.h"

#include "codec/acl.h"
#include "codec/scan.h"

/* One piece of a pattern. */
enum kind {
	KIND_PLAIN,	/* bytes that stand for themselves */
	KIND_USER,
	KIND_HOME,
	KIND_BAD	/* does not fit the grammar */
};

struct piece {
	enum kind kind;
	size_t end;	/* index after the piece */
};

static const struct {
	struct baro_word text;
	enum kind kind;
} variables[] = {
	{ BARO_WORD("${HOME}"), KIND_HOME },
	{ BARO_WORD("$[HOME]"), KIND_HOME },
	{ BARO_WORD("${USER}"), KIND_USER },
	{ BARO_WORD("$[USER]"), KIND_USER }
};

#define VARIABLES (sizeof variables / sizeof variables[0])

/* see location.h */
bool
baro_location_user_valid(struct baro_span user)
{
	if (user.lo >= user.hi ||
	    baro_span_length(user) >= BARO_USER_NAME_MAX)
		return false;
	if (baro_span_equal(user, BARO_SPAN_OF(".")) ||
	    baro_span_equal(user, BARO_SPAN_OF("..")))
		return false;

	for (size_t i = user.lo; i < user.hi; i++)
		if (user.b[i] == '/' || user.b[i] == '~' ||
		    baro_scan_control(user.b[i]))
			return false;
	return true;
}

/* Whether the bytes between two slashes are a name, and not a direction. */
static bool
component_valid(struct baro_span name)
{
	return name.lo < name.hi && !baro_span_equal(name, BARO_SPAN_OF(".")) &&
	    !baro_span_equal(name, BARO_SPAN_OF(".."));
}

/* see location.h */
bool
baro_location_path_valid(struct baro_span path)
{
	size_t slash = path.lo;

	if (path.lo >= path.hi || path.b[path.lo] != '/' ||
	    baro_span_length(path) > BARO_PATH_MAX)
		return false;
	for (size_t i = path.lo; i < path.hi; i++)
		if (baro_scan_control(path.b[i]))
			return false;

	while (slash < path.hi) {
		struct baro_span name = baro_span_cut(path, slash + 1, path.hi);

		name = baro_span_cut(name, name.lo, baro_scan_byte(name, '/'));
		if (!component_valid(name))
			return false;
		slash = name.hi;
	}
	return true;
}

/* see location.h */
bool
baro_location_is_record(struct baro_span path)
{
	for (size_t i = path.hi; i > path.lo; i--) {
		if (path.b[i - 1] == '/')
			break;
		if (path.b[i - 1] == '~')
			return false;
	}
	return true;
}

/* The variable at the beginning of ${s}, which begins with "$". */
static struct piece
variable_at(struct baro_span s)
{
	struct piece piece;

	piece.end = s.hi;
	for (size_t i = 0; i < VARIABLES; i++) {
		piece.kind = variables[i].kind;
		if (baro_scan_prefix(s, baro_word_span(&variables[i].text),
		    &piece.end))
			return piece;
	}
	piece.kind = KIND_BAD;
	return piece;
}

/* The piece of ${pattern} at the index ${at}, which lies within it. */
static struct piece
piece_at(struct baro_span pattern, size_t at)
{
	struct baro_span rest = baro_span_cut(pattern, at, pattern.hi);
	struct piece piece;
	size_t after;

	if (pattern.b[at] == '$')
		return variable_at(rest);

	piece.kind = KIND_PLAIN;
	if (at == pattern.lo && pattern.b[at] == '~') {
		piece.end = at + 1;
		piece.kind = baro_scan_prefix(rest, BARO_SPAN_OF("~/"),
		    &after) ? KIND_HOME : KIND_BAD;
		return piece;
	}
	piece.end = baro_scan_byte(rest, '$');
	for (size_t i = at; i < piece.end; i++)
		if (baro_scan_control(pattern.b[i]))
			piece.kind = KIND_BAD;
	return piece;
}

/* see location.h */
enum baro_error
baro_location_uses(struct baro_span pattern,
    struct baro_location_uses *ret_uses)
{
	bool user = false;
	bool home = false;
	size_t at = pattern.lo;

	while (at < pattern.hi) {
		struct piece piece = piece_at(pattern, at);

		if (piece.kind == KIND_BAD)
			return BARO_E_LOCATION;
		user = user || piece.kind == KIND_USER;
		home = home || piece.kind == KIND_HOME;
		at = piece.end;
	}
	ret_uses->user = user;
	ret_uses->home = home;
	return BARO_OK;
}

/* Append a pattern that fits the grammar, with its variables replaced. */
static void
put_pattern(struct baro_span pattern, struct baro_span user,
    struct baro_span home, struct baro_buffer *out)
{
	size_t at = pattern.lo;

	while (at < pattern.hi) {
		struct piece piece = piece_at(pattern, at);

		if (piece.kind == KIND_USER)
			baro_put_span(out, user);
		else if (piece.kind == KIND_HOME)
			baro_put_span(out, home);
		else
			baro_put_span(out, baro_span_cut(pattern, at,
			    piece.end));
		at = piece.end;
	}
}

/* see location.h */
enum baro_error
baro_location_expand(struct baro_span pattern, struct baro_span user,
    struct baro_span home, struct baro_buffer *out)
{
	struct baro_location_uses uses = { false, false };
	enum baro_error e = baro_location_uses(pattern, &uses);
	size_t begin = out->len;
	struct baro_span path;

	if (e != BARO_OK)
		return e;
	if ((uses.user || uses.home) && !baro_location_user_valid(user))
		return BARO_E_USER_NAME;
	if (uses.home && (home.lo >= home.hi || home.b[home.lo] != '/'))
		return BARO_E_LOCATION;

	put_pattern(pattern, user, home, out);
	path = baro_span_cut(baro_buffer_span(out), begin, out->len);
	if (!baro_location_path_valid(path) || !baro_location_is_record(path))
		return BARO_E_LOCATION;
	baro_put(out, '\0');
	return out->full ? BARO_E_LOCATION : BARO_OK;
}
