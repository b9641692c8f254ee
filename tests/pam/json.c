/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Just enough JSON to print.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

static void
put(struct json *j, const char *s, size_t n)
{
	if (j->cap - j->n < n + 1) {
		j->cap = (j->n + n + 1) * 2;
		j->b = realloc(j->b, j->cap);
		if (j->b == NULL)
			err(1, "realloc");
	}
	memcpy(j->b + j->n, s, n);
	j->n += n;
	j->b[j->n] = '\0';
}

static void
put_comma(struct json *j)
{
	if (j->comma)
		put(j, ",", 1);
	j->comma = true;
}

void
json_mark(struct json *j, char c)
{
	bool opens = c == '[' || c == '{';

	if (opens)
		put_comma(j);
	put(j, &c, 1);
	j->comma = !opens;
}

void
json_key(struct json *j, const char *name)
{
	json_text(j, name);
	put(j, ":", 1);
	j->comma = false;
}

void
json_number(struct json *j, long long v)
{
	char b[24];

	put_comma(j);
	put(j, b, (size_t)snprintf(b, sizeof b, "%lld", v));
}

void
json_bytes(struct json *j, const void *bytes, size_t n)
{
	const unsigned char *b = bytes;

	put_comma(j);
	put(j, "\"", 1);
	for (size_t i = 0; i < n; i++) {
		char c[8];

		if (b[i] < 0x20 || b[i] > 0x7e || b[i] == '"' || b[i] == '\\')
			put(j, c, (size_t)snprintf(c, sizeof c, "\\u%04x",
			    b[i]));
		else
			put(j, (const char *)&b[i], 1);
	}
	put(j, "\"", 1);
}

void
json_text(struct json *j, const char *s)
{
	if (s != NULL) {
		json_bytes(j, s, strlen(s));
		return;
	}
	put_comma(j);
	put(j, "null", 4);
}

void
json_list(struct json *j, const char *name, const struct json *part)
{
	json_key(j, name);
	json_mark(j, '[');
	if (part->n > 0)
		put(j, part->b, part->n);
	json_mark(j, ']');
}

void
json_free(struct json *j)
{
	free(j->b);
	memset(j, 0, sizeof *j);
}
