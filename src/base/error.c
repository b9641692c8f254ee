/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The classes and sentences of the errors, out of the one list.  Floor 0.
 */
#include "base/error.h"

#include <stddef.h>

static const enum baro_class class_of[BARO_ERROR_COUNT] = {
#define BARO_ERROR_CLASS(name, class, message, sentence) BARO_CLASS_##class,
	BARO_ERRORS(BARO_ERROR_CLASS)
#undef BARO_ERROR_CLASS
};

static const char *const sentence_of[BARO_ERROR_COUNT] = {
#define BARO_ERROR_SENTENCE(name, class, message, sentence) sentence,
	BARO_ERRORS(BARO_ERROR_SENTENCE)
#undef BARO_ERROR_SENTENCE
};

/* see error.h */
enum baro_class
baro_error_class(enum baro_error error)
{
	size_t i = (size_t)error;

	if (i >= BARO_ERROR_COUNT)
		return BARO_CLASS_FAULT;
	return class_of[i];
}

/* see error.h */
const char *
baro_error_sentence(enum baro_error error)
{
	size_t i = (size_t)error;

	if (i >= BARO_ERROR_COUNT)
		i = (size_t)BARO_E_FAULT;
	return sentence_of[i];
}
