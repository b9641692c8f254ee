/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * codec/location against an expansion by search and replace.
 * Input: pattern "|" user "|" home.
 */
#include "codec/location.h"

#include "fuzz_naive.h"

/* More than any path, so that the naive side never has to think of room. */
#define ROOM (1 << 20)

struct naive {
	bool user;
	bool home;
	size_t n;
	uint8_t b[ROOM];
};

static struct naive naive;

static bool
naive_user(struct fuzz_input user)
{
	if (user.n == 0 || user.n > 255 || naive_is(user, ".") ||
	    naive_is(user, ".."))
		return false;
	for (size_t i = 0; i < user.n; i++)
		if (naive_is_control(user.p[i]) || user.p[i] == '/' ||
		    user.p[i] == '~')
			return false;
	return true;
}

static void
append(struct fuzz_input in)
{
	FUZZ_CHECK(in.n <= ROOM - naive.n);
	if (in.n > 0)
		memcpy(&naive.b[naive.n], in.p, in.n);
	naive.n += in.n;
}

/* Replace; false if the pattern does not fit the grammar. */
static bool
naive_expand(struct fuzz_input pattern, struct fuzz_input user,
    struct fuzz_input home)
{
	naive.user = naive.home = false;
	naive.n = 0;
	if (pattern.n > 0 && pattern.p[0] == '~') {
		if (!naive_begins(pattern, "~/"))
			return false;
		naive.home = true;
		append(home);
		fuzz_byte(&pattern);
	}
	while (pattern.n > 0) {
		if (naive_begins(pattern, "${USER}") ||
		    naive_begins(pattern, "$[USER]")) {
			naive.user = true;
			append(user);
			pattern = fuzz_input(pattern.p + 7, pattern.n - 7);
		} else if (naive_begins(pattern, "${HOME}") ||
		    naive_begins(pattern, "$[HOME]")) {
			naive.home = true;
			append(home);
			pattern = fuzz_input(pattern.p + 7, pattern.n - 7);
		} else {
			if (*pattern.p == '$' || naive_is_control(*pattern.p))
				return false;
			append(fuzz_input(pattern.p, 1));
			fuzz_byte(&pattern);
		}
	}
	return true;
}

/* D-04: "~" in a file's own name is for temporary files and backups. */
static bool
naive_is_record(struct fuzz_input path)
{
	struct fuzz_input name = path;

	while (path.n > 0 && memchr(path.p, '/', path.n) != NULL) {
		fuzz_field(&path, '/');
		name = path;
	}
	return name.n == 0 || memchr(name.p, '~', name.n) == NULL;
}

static enum baro_error
naive_verdict(bool grammar, struct fuzz_input user, struct fuzz_input home)
{
	if (!grammar)
		return BARO_E_LOCATION;
	if ((naive.user || naive.home) && !naive_user(user))
		return BARO_E_USER_NAME;
	if (naive.home && (home.n == 0 || home.p[0] != '/'))
		return BARO_E_LOCATION;
	if (!naive_path(fuzz_input(naive.b, naive.n)) ||
	    !naive_is_record(fuzz_input(naive.b, naive.n)))
		return BARO_E_LOCATION;
	return BARO_OK;
}

static size_t
slashes(const uint8_t *p, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += p[i] == '/';
	return count;
}

/* Expand into room for ${cap} bytes. */
static void
check(struct baro_span pattern, struct baro_span user, struct baro_span home,
    size_t cap, enum baro_error expected)
{
	struct baro_buffer out = fuzz_room(cap);
	enum baro_error e = baro_location_expand(pattern, user, home, &out);

	FUZZ_CHECK(e == expected);
	if (e == BARO_OK) {
		FUZZ_CHECK(out.len == naive.n + 1 && out.b[naive.n] == '\0');
		FUZZ_CHECK(memcmp(out.b, naive.b, naive.n) == 0);
		/* A name never adds a directory. */
		if (!naive.home)
			FUZZ_CHECK(slashes(out.b, naive.n) ==
			    slashes(&pattern.b[pattern.lo],
			    pattern.hi - pattern.lo));
	}
	fuzz_room_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_input in = fuzz_input(data, n);
	struct fuzz_input pattern = fuzz_field(&in, '|');
	struct fuzz_input user = fuzz_field(&in, '|');
	struct baro_span pattern_span = fuzz_hold(pattern);
	struct baro_span user_span = fuzz_hold(user);
	struct baro_span home_span = fuzz_hold(in);
	struct baro_location_uses uses = { true, true };
	bool grammar = n <= 8192 && naive_expand(pattern, user, in);
	enum baro_error e = baro_location_uses(pattern_span, &uses);

	FUZZ_CHECK(baro_location_user_valid(user_span) == naive_user(user));
	FUZZ_CHECK(baro_location_path_valid(home_span) == naive_path(in));
	if (naive_path(in))
		FUZZ_CHECK(baro_location_is_record(home_span) ==
		    naive_is_record(in));
	if (n <= 8192) {
		enum baro_error verdict = naive_verdict(grammar, user, in);

		FUZZ_CHECK(e == (grammar ? BARO_OK : BARO_E_LOCATION));
		FUZZ_CHECK(uses.user == (grammar ? naive.user : true));
		FUZZ_CHECK(uses.home == (grammar ? naive.home : true));
		check(pattern_span, user_span, home_span, naive.n + 1,
		    verdict);
		if (verdict == BARO_OK)
			check(pattern_span, user_span, home_span, naive.n,
			    BARO_E_LOCATION);
	}
	fuzz_release(home_span);
	fuzz_release(user_span);
	fuzz_release(pattern_span);
	return 0;
}
