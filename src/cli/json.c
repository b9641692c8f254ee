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

/* see json.h */
void
baro_json_text(struct baro_json *json, const char *name,
    struct baro_span value)
{
	member(json, name);
	(void)putchar('"');
	for (size_t i = value.lo; i < value.hi; i++) {
		uint8_t c = value.b[i];

		if (c == '"' || c == '\\')
			(void)printf("\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			(void)printf("\\u%04x", (unsigned int)c);
		else
			(void)putchar(c);
	}
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
