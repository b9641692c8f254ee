/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Every way in which something can go wrong, in one list.  Floor 0.
 *
 * An error has a class, which decides what the host is told (pam/outcome.c
 * maps classes to PAM return codes and is the only file that knows those), and
 * a message, which decides what the administrator is told (codec/message.h has
 * the texts).  There is no third opinion anywhere.
 */
#ifndef BARO_BASE_ERROR_H
#define BARO_BASE_ERROR_H

#include <stdbool.h>

/*
 * Classes.  FAULT is the last one and what anything unknown is taken for.
 */
enum baro_class {
	BARO_CLASS_OK,			/* authenticated */
	BARO_CLASS_EXEMPT,		/* the ACL asks no code of this user */
	BARO_CLASS_DENY,		/* wrong, malformed, empty or used */
	BARO_CLASS_LOCKED,		/* rate limit or lock-out */
	BARO_CLASS_UNKNOWN,		/* no such user */
	BARO_CLASS_UNENROLLED,		/* no record, and unenrolled=ignore */
	BARO_CLASS_UNAVAILABLE,		/* the record cannot be used */
	BARO_CLASS_ARGUMENT,		/* the module is configured wrongly */
	BARO_CLASS_CONVERSATION,	/* nobody answered the prompt */
	BARO_CLASS_MEMORY,		/* an allocation failed */
	BARO_CLASS_FAULT		/* anything else */
};

/*
 * X(name, class, message, sentence): the messages are those of codec/message.h,
 * where NONE means that no line belongs to the error itself; the sentence says
 * what is wrong, in the tools and in the second line of a bad record.
 */
#define BARO_ERRORS(X) \
	X(OK, OK, NONE, \
	    "no error") \
	/* verdicts */ \
	X(E_EXEMPT, EXEMPT, M_52, \
	    "the ACL asks no code of this user") \
	X(E_WRONG_CODE, DENY, M_23, \
	    "the code is wrong") \
	X(E_NO_ANSWER, DENY, M_31, \
	    "no code was entered") \
	X(E_REUSED_CODE, DENY, M_19, \
	    "this code, or a newer one, was accepted before") \
	X(E_RATE_LIMIT, LOCKED, M_17, \
	    "too many attempts; wait for the time of RATE_LIMIT") \
	X(E_LOCKED_OUT, LOCKED, M_17, \
	    "locked after too many failures") \
	/* who and where */ \
	X(E_NO_USER, UNKNOWN, M_25, \
	    "there is no user name") \
	X(E_UNKNOWN_USER, UNKNOWN, M_04, \
	    "no such user in /etc/passwd") \
	X(E_USER_NAME, UNKNOWN, M_29, \
	    "the user name cannot be part of a path") \
	X(E_PASSWD, UNAVAILABLE, M_04, \
	    "/etc/passwd cannot be read") \
	X(E_ARGUMENT, ARGUMENT, M_58, \
	    "unknown, repeated or malformed option") \
	X(E_LOCATION, ARGUMENT, M_29, \
	    "secret= is missing or gives no safe absolute path") \
	X(E_ENCRYPT_FLAG, ARGUMENT, M_30, \
	    "encrypt= must be yes or no") \
	/* files */ \
	X(E_UNENROLLED, UNENROLLED, M_80, \
	    "the user has no record, and needs none") \
	X(E_ABSENT, UNAVAILABLE, M_05, \
	    "the file does not exist") \
	X(E_OPEN, UNAVAILABLE, M_05, \
	    "the file cannot be opened") \
	X(E_UNSAFE, UNAVAILABLE, M_06, \
	    "wrong owner, mode, type or directory") \
	X(E_SIZE, UNAVAILABLE, M_07, \
	    "the size is not 2 to 65535 bytes") \
	X(E_READ, UNAVAILABLE, M_08, \
	    "the file cannot be read") \
	X(E_LOCK, UNAVAILABLE, M_70, \
	    "the file stays locked by another process") \
	X(E_HOST_KEY, UNAVAILABLE, M_71, \
	    "the host key cannot be used") \
	X(E_ACL_UNSAFE, UNAVAILABLE, M_01, \
	    "the ACL file has a wrong owner, mode or directory") \
	X(E_ACL_READ, UNAVAILABLE, M_02, \
	    "the ACL file is missing or malformed") \
	X(E_HOSTNAME, UNAVAILABLE, NONE, \
	    "HOSTNAME is not the name of this server") \
	/* contents: baro_error_is_contents goes by the first and the last */ \
	X(E_SYNTAX, UNAVAILABLE, M_09, \
	    "malformed, unknown, repeated or missing directive") \
	X(E_RANGE, UNAVAILABLE, M_09, \
	    "a value is out of range") \
	X(E_TOO_LONG, UNAVAILABLE, M_09, \
	    "a value or the file is too long") \
	X(E_SEALED, UNAVAILABLE, M_09, \
	    "encrypted otherwise than encrypt= says, or altered") \
	X(E_RATE_OPTION, UNAVAILABLE, M_14, \
	    "RATE_LIMIT needs 1 to 100 attempts in 1 to 3600 s") \
	X(E_TIMESTAMPS, UNAVAILABLE, M_15, \
	    "malformed or too many RATE_LIMIT timestamps") \
	X(E_WINDOW, UNAVAILABLE, M_18, \
	    "WINDOW_SIZE must be 1 to 100") \
	X(E_NO_KEY, UNAVAILABLE, M_21, \
	    "SECURE_KEY is missing or unusable") \
	X(E_LOOSE, UNAVAILABLE, M_09, \
	    "looser than a user-owned file may be") \
	/* replacement */ \
	X(E_TEMP_NAME, UNAVAILABLE, M_10, \
	    "the name of the temporary file is too long") \
	X(E_TEMP_OPEN, UNAVAILABLE, M_11, \
	    "the temporary file cannot be created") \
	X(E_CHANGED, UNAVAILABLE, M_12, \
	    "the file was changed by somebody else") \
	X(E_UPDATE, UNAVAILABLE, M_13, \
	    "the file cannot be replaced") \
	/* the host */ \
	X(E_CONVERSATION, CONVERSATION, M_31, \
	    "the conversation failed") \
	X(E_MEMORY, MEMORY, M_20, \
	    "out of memory") \
	X(E_CLOCK, FAULT, M_22, \
	    "the clock cannot be read or is beyond the year 9999") \
	X(E_ENTROPY, FAULT, M_22, \
	    "no random bytes") \
	X(E_PRIVILEGE, FAULT, M_72, \
	    "the identity of the user cannot be taken on") \
	X(E_STRANDED, FAULT, M_82, \
	    "the identity of the process cannot be given back") \
	X(E_FAULT, FAULT, M_22, \
	    "internal error")

enum baro_error {
#define BARO_ERROR_NAME(name, class, message, sentence) BARO_##name,
	BARO_ERRORS(BARO_ERROR_NAME)
#undef BARO_ERROR_NAME
	BARO_ERROR_COUNT
};

/**
 * baro_error_class(error):
 * The class of ${error}; FAULT for anything that is not in the list.
 */
enum baro_class baro_error_class(enum baro_error error);

/**
 * baro_error_is_contents(error):
 * Whether the contents of the record are what is wrong.
 */
static inline bool
baro_error_is_contents(enum baro_error error)
{
	return error >= BARO_E_SYNTAX && error <= BARO_E_LOOSE;
}

/**
 * baro_error_sentence(error):
 * What ${error} means, in English, NUL-terminated, static.
 */
const char *baro_error_sentence(enum baro_error error);

#endif /* BARO_BASE_ERROR_H */
