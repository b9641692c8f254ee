/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The log lines (requirements, chapter 3) and the only way to write one.
 * Floor 1.
 *
 * A text holds the places $1 to $6.  What is put there is always escaped, so
 * that no name, path or host can end the line or forge another one (W-39): a
 * byte outside %x20-7E, and the backslash, becomes \xNN in lower case.
 *
 * What a stranger can choose is a field: it must neither forge the middle of a
 * line nor push the rest of it out.  In it the blank, "(", ")" and "=" are
 * escaped as well, so that a search for "rhost=" finds ours alone; and it is
 * cut by itself, with a mark that no name can imitate, for its backslash would
 * be escaped.
 */
#ifndef BARO_CODEC_MESSAGE_H
#define BARO_CODEC_MESSAGE_H

#include "base/buffer.h"

#define BARO_MESSAGE_PLACES 6
#define BARO_MESSAGE_BYTES_MAX 1024

/* Behind what is shown of a field that was cut. */
#define BARO_MESSAGE_CUT "\\..."

/* Severities, with the numbers of RFC 5424 6.2.1 (and of <syslog.h>). */
enum baro_severity {
	BARO_SEVERITY_CRIT = 2,
	BARO_SEVERITY_ERR = 3,
	BARO_SEVERITY_WARNING = 4,
	BARO_SEVERITY_NOTICE = 5,
	BARO_SEVERITY_INFO = 6,
	BARO_SEVERITY_DEBUG = 7
};

/*
 * X(id, severity, text).  M-01 to M-31 and M-50 to M-58 are the documented
 * texts, byte for byte; from M-70 on they are ours.
 */
#define BARO_MESSAGES(X) \
	X(NONE,	DEBUG,	"") \
	X(M_01,	ERR,	"ACL file \"$1\" must only be accessible by user id " \
			"root") \
	X(M_02,	ERR,	"Failed to acl file read \"$1\"") \
	X(M_04,	ERR,	"Cannot look up user id $1") \
	X(M_05,	ERR,	"Failed to secret file read $1") \
	X(M_06,	ERR,	"Secret file $1 must only be accessible by $2") \
	X(M_07,	ERR,	"Invalid file size for $1") \
	X(M_08,	ERR,	"Could not read $1") \
	X(M_09,	ERR,	"Invalid file contents in $1") \
	X(M_10,	ERR,	"Failed to create tmp secret file[$2]") \
	X(M_11,	ERR,	"Failed to open tmp secret file $1~[$2]") \
	X(M_12,	ERR,	"Secret file $1 changed while trying to use " \
			"one-time authentication key") \
	X(M_13,	ERR,	"Failed to update secret file $1[$2]") \
	X(M_14,	ERR,	"Invalid RATE_LIMIT option. Check $1") \
	X(M_15,	ERR,	"Invalid list of timestamps in RATE_LIMIT. Check $1") \
	X(M_16,	INFO,	"Try to update RATE_LIMIT line.[$1]") \
	X(M_17,	WARNING, "Too many concurrent login attempts. " \
			"Please try again.") \
	X(M_18,	ERR,	"Invalid WINDOW_SIZE option in $1") \
	X(M_19,	WARNING, "Trying to reuse a previously used time-based code. " \
			"Retry again in $1 seconds. Warning! This might " \
			"mean, you are currently subject to a " \
			"man-in-the-middle attack.") \
	X(M_20,	CRIT,	"Failed to allocate memory when updating $1") \
	X(M_21,	ERR,	"Can't find SECURE_KEY[$2]") \
	X(M_22,	ERR,	"Verification code generation failed.[$2]") \
	X(M_23,	NOTICE,	"Invalid verification code") \
	X(M_25,	ERR,	"No user name available when checking " \
			"verification code") \
	X(M_29,	ERR,	"Failed to compute location of secret file") \
	X(M_30,	ERR,	"Failed to compute location of encrypt flag") \
	X(M_31,	NOTICE,	"Did not receive verification code from user") \
	X(M_50,	INFO,	"authentication key : authentication succeeded for " \
			"user $1 (service=$2 tty=$3 ruser=$4 rhost=$5)") \
	X(M_51,	WARNING, "emergency authentication key : authentication " \
			"succeeded for user $1 (service=$2 tty=$3 ruser=$4 " \
			"rhost=$5 remaining=$6)") \
	X(M_52,	NOTICE,	"ACL $6 : second authentication skipped for user $1 " \
			"(service=$2 tty=$3 ruser=$4 rhost=$5)") \
	X(M_53,	NOTICE,	"authentication key : User $1 authentication failed " \
			"(service=$2 tty=$3 ruser=$4 rhost=$5)") \
	X(M_54,	WARNING, "user $1 locked after $2 failures until $3") \
	X(M_55,	NOTICE,	"verification code matches step $1; check the clock " \
			"of this server and of the device") \
	X(M_56,	WARNING, "HOSTNAME \"$1\" does not match this server \"$2\"") \
	X(M_58,	ERR,	"Unrecognized option \"$1\"") \
	X(M_70,	ERR,	"Failed to lock secret file $1[$2]") \
	X(M_71,	ERR,	"Failed to read host key $1[$2]") \
	X(M_72,	ERR,	"Failed to take on the identity of user $1[$2]") \
	X(M_73,	ERR,	"$1: line $2: $3") \
	X(M_74,	WARNING, "ACL file \"$1\" with ACL_TYPE allow is empty: " \
			"everybody but root is exempt") \
	X(M_75,	WARNING, "$1 in $2 is outside the recommended range") \
	X(M_76,	NOTICE,	"$1 in $2: a used code stays valid for its window") \
	X(M_77,	NOTICE,	"both nullok and forward_pass are given: " \
			"forward_pass decides") \
	X(M_78,	ERR,	"$1 is not supported") \
	X(M_79,	DEBUG,	"$1: $2") \
	X(M_80,	NOTICE,	"no secret file for user $1: ignored as asked by " \
			"unenrolled=ignore") \
	X(M_81,	ERR,	"$1: $2") \
	X(M_82,	ERR,	"Failed to give the process its identity back: " \
			"access is refused")

enum baro_message {
#define BARO_MESSAGE_ID(id, severity, text) BARO_##id,
	BARO_MESSAGES(BARO_MESSAGE_ID)
#undef BARO_MESSAGE_ID
	BARO_MESSAGE_COUNT
};

/* What goes into the places; a place that is not set is empty. */
struct baro_places {
	struct baro_span at[BARO_MESSAGE_PLACES];
	/* Of a field: how many bytes of it are shown.  0: this is none. */
	uint8_t room[BARO_MESSAGE_PLACES];
};

/**
 * baro_message_severity(message):
 * The severity of ${message}; ERR for what is no message.
 */
enum baro_severity baro_message_severity(enum baro_message message);

/**
 * baro_message_write(message, places, out):
 * Append the text of ${message} with its places filled.  Of a field that takes
 * more than its room when it is escaped, what fits into that is appended, and
 * BARO_MESSAGE_CUT.  What does not fit into ${out} is cut off at the end and is
 * no error: a long name must not lose the line.  An escape is never cut in two.
 * Nothing is appended to an ${out} that is full.
 */
void baro_message_write(enum baro_message message,
    const struct baro_places *places, struct baro_buffer *out);

/**
 * baro_message_escape(in, out):
 * Append ${in}, escaped as above, as what is no field.
 */
void baro_message_escape(struct baro_span in, struct baro_buffer *out);

#endif /* BARO_CODEC_MESSAGE_H */
