/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * JSON.  Floor 5.
 */
#include "cli/json.h"

#include <inttypes.h>
#include <stdio.h>

/* see json.h */
void
baro_json_begin(struct baro_json *json)
{
	json->first = true;
	(void)putchar('{');
}

/* see json.h */
void
baro_json_end(struct baro_json *json)
{
	(void)json;
	(void)printf("}\n");
}

/* Names are ours and need no escape. */
static void
member(struct baro_json *json, const char *name)
{
	(void)printf("%s\"%s\": ", json->first ? "" : ", ", name);
	json->first = false;
}

/*
 * How many bytes the UTF-8 character (RFC 3629) has that begins at ${i}; 0 if
 * there is none: too long for its value, a surrogate, cut short.
 */
static size_t
character_at(struct baro_span text, size_t i, uint32_t *ret_character)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t value = text.b[i];
	size_t n = value < 0x80 ? 1 : value < 0xc0 ? 0 : value < 0xe0 ? 2 :
	    value < 0xf0 ? 3 : value < 0xf8 ? 4 : 0;

	if (n == 0 || n > text.hi - i)
		return 0;
	if (n > 1)
		value &= 0x7fu >> n;
	for (size_t k = i + 1; k < i + n; k++) {
		if ((text.b[k] & 0xc0) != 0x80)
			return 0;
		value = (value << 6) | (text.b[k] & 0x3fu);
	}
	if (value < least[n] || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*ret_character = value;
	return n;
}

/* Write what begins at ${i}, and return how many bytes that was. */
static size_t
put_character(struct baro_span text, size_t i)
{
	uint32_t c = 0;
	size_t n = character_at(text, i, &c);

	if (n == 0) {
		(void)printf("\\udc%02x", (unsigned int)text.b[i]);
		return 1;
	}
	if (c < 0x20 || (c >= 0x7f && c <= 0x9f))
		(void)printf("\\u%04x", (unsigned int)c);
	else if (c == '"' || c == '\\')
		(void)printf("\\%c", (int)c);
	else
		(void)fwrite(&text.b[i], 1, n, stdout);
	return n;
}

/* see json.h */
void
baro_json_text(struct baro_json *json, const char *name,
    struct baro_span value)
{
	member(json, name);
	(void)putchar('"');
	for (size_t i = value.lo; i < value.hi;)
		i += put_character(value, i);
	(void)putchar('"');
}

/* see json.h */
void
baro_json_number(struct baro_json *json, const char *name,
    uint64_t value)
{
	member(json, name);
	(void)printf("%" PRIu64, value);
}

/* see json.h */
void
baro_json_bool(struct baro_json *json, const char *name, bool value)
{
	member(json, name);
	(void)printf("%s", value ? "true" : "false");
}

/* see json.h */
void
baro_json_numbers(struct baro_json *json, const char *name,
    const uint32_t *values, size_t count)
{
	member(json, name);
	(void)putchar('[');
	for (size_t i = 0; i < count; i++)
		(void)printf("%s\"%" PRIu32 "\"", i > 0 ? ", " : "",
		    values[i]);
	(void)putchar(']');
}
