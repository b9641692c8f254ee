/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * JSON on standard output (RFC 8259), for scripts.  Floor 5.
 */
#ifndef BARO_CLI_JSON_H
#define BARO_CLI_JSON_H

#include "base/span.h"

struct baro_json {
	bool first;	/* no member yet: no comma */
};

/**
 * baro_json_begin(json), baro_json_end(json):
 * Write the braces of one object.
 */
void baro_json_begin(struct baro_json *json);
void baro_json_end(struct baro_json *json);

/**
 * baro_json_text(json, name, value):
 * Write a member that is a string.  JSON's are of characters: those of UTF-8 in
 * ${value} are written as they are, but for control characters, a byte that
 * belongs to none as \udcNN.  (A path is bytes; so it can be had back.)
 */
void baro_json_text(struct baro_json *json, const char *name,
    struct baro_span value);

/**
 * baro_json_number(json, name, value), baro_json_bool(json, name, value):
 * Write a member that is a number, or true or false.
 */
void baro_json_number(struct baro_json *json, const char *name,
    uint64_t value);
void baro_json_bool(struct baro_json *json, const char *name,
    bool value);

/**
 * baro_json_numbers(json, name, values, count):
 * Write a member that is an array of strings, one for each number: emergency
 * keys are names, not quantities.
 */
void baro_json_numbers(struct baro_json *json, const char *name,
    const uint32_t *values, size_t count);

#endif /* BARO_CLI_JSON_H */
