/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Looking for secrets in the memory of this process.  The needles are kept
 * masked, and are compared masked, so that none is found but what others left.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

#define MAPPINGS_MAX 512

struct mapping {
	unsigned long lo;
	unsigned long hi;
	char name[64];
};

static int
digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

bool
needle_parse(const char *hex, struct needle *ret_needle)
{
	size_t n = strlen(hex) / 2;

	if (n == 0 || strlen(hex) % 2 != 0)
		return false;
	ret_needle->hidden = malloc(n);
	ret_needle->n = n;
	if (ret_needle->hidden == NULL)
		err(1, "malloc");
	for (size_t i = 0; i < n; i++) {
		int high = digit(hex[2 * i]);
		int low = digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		ret_needle->hidden[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

char *
needle_unmask(const struct needle *needle)
{
	char *s = malloc(needle->n + 1);

	if (s == NULL)
		err(1, "malloc");
	for (size_t i = 0; i < needle->n; i++)
		s[i] = (char)(needle->hidden[i] ^ NEEDLE_MASK);
	s[needle->n] = '\0';
	return s;
}

static bool
matches(const volatile uint8_t *at, const struct needle *needle)
{
	for (size_t i = 0; i < needle->n; i++)
		if ((at[i] ^ NEEDLE_MASK) != needle->hidden[i])
			return false;
	return true;
}

/* The mappings are listed first: looking must not move what is looked at. */
static size_t
list_mappings(struct mapping *m, size_t cap)
{
	FILE *f = fopen("/proc/self/maps", "re");
	char line[1024];
	size_t n = 0;

	if (f == NULL)
		err(1, "/proc/self/maps");
	while (n < cap && fgets(line, sizeof line, f) != NULL) {
		char access[8] = "";

		m[n].name[0] = '\0';
		if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %63s", &m[n].lo,
		    &m[n].hi, access, m[n].name) < 3)
			errx(1, "/proc/self/maps: %s", line);
		if (access[0] == 'r' && access[1] == 'w')
			n++;
	}
	(void)fclose(f);
	if (n == cap)
		errx(1, "more than %zu mappings", cap);
	return n;
}

static void
report(struct json *j, size_t needle, const char *where)
{
	json_mark(j, '{');
	json_key(j, "needle");
	json_number(j, (long long)needle);
	json_key(j, "where");
	json_text(j, where);
	json_mark(j, '}');
}

void
scan_range(const struct needle *needles, size_t count, const void *at,
    size_t n, const char *where, struct json *j)
{
	const uint8_t *b = at;

	for (size_t k = 0; k < count; k++)
		for (size_t i = 0; i + needles[k].n <= n; i++)
			if (matches(b + i, &needles[k]))
				report(j, k, where);
}

void
scan(const struct needle *needles, size_t count, struct json *j)
{
	static struct mapping m[MAPPINGS_MAX];
	size_t mappings = list_mappings(m, MAPPINGS_MAX);

	for (size_t i = 0; i < mappings; i++)
		scan_range(needles, count, (const void *)m[i].lo,
		    m[i].hi - m[i].lo, m[i].name, j);
}
