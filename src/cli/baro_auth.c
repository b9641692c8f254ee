/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * baro_auth: makes and looks after records.  Floor 5.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/command.h"
#include "sys/privilege.h"

#define SELECT "su"		/* -s, -u */

struct command {
	const char *name;
	int (*run)(const struct baro_options *options);
	const char *allowed;		/* options, see cli/options.h */
	int words_min;
	int words_max;
	bool prints_keys;		/* in vain, if nobody can read them */
	const char *usage;
	const char *what;
};

static const struct command commands[] = {
	{ "show", baro_command_show, SELECT "jqhV", 0, 1, true,
	  "show [USER | -u USER] [-s FILE] [--no-qr] [--json]",
	  "print the otpauth URI and its QR code again" },
	{ "code", baro_command_code, SELECT "j@hV", 0, 1, true,
	  "code [USER | -u USER] [-s FILE] [--at EPOCH] [--json]",
	  "print the current code" },
	{ "verify", baro_command_verify, SELECT "j@hV", 1, 2, false,
	  "verify CODE [USER | -u USER] [-s FILE] [--at EPOCH] [--json]",
	  "say whether a code is right; changes nothing" },
	{ "emergency", baro_command_emergency, SELECT "jmhV", 0, 1, true,
	  "emergency [USER | -u USER] [-s FILE] [--count N] [--json]",
	  "replace the emergency keys and print the new ones" },
	{ "unlock", baro_command_unlock, SELECT "ghV", 0, 1, false,
	  "unlock USER | -u USER [-s FILE] [--forget-step]",
	  "end a lock-out and a rate limit" },
	{ "status", baro_command_status, SELECT "j@hV", 0, 1, false,
	  "status [USER | -u USER] [-s FILE] [--at EPOCH] [--json]",
	  "print settings and state, without secrets" },
	{ "encrypt", baro_command_encrypt, SELECT "hV", 0, 1, false,
	  "encrypt [USER | -u USER] [-s FILE]",
	  "seal the record under the key of this host" },
	{ "decrypt", baro_command_decrypt, SELECT "hV", 0, 1, false,
	  "decrypt [USER | -u USER] [-s FILE]",
	  "turn a sealed record back into a plain one" },
};

#define COMMANDS (sizeof commands / sizeof commands[0])

/* Creating has no name of its own, as documented. */
static const struct command create = {
	"", baro_command_create, SELECT "rRtkeHAaSmnc123456qfjhV", 0, 0,
	true, 	"[options] -s FILE | -u USER", "create a record"
};

static const char create_help[] =
"  -u, --user USER        whose record; the file is /var/lib/baropam/USER\n"
"  -s, --file FILE        another file\n"
"  -r N                   attempts allowed, 1 to 10 [3] ...\n"
"  -R S                   ... in so many seconds, 15 to 600 [30]\n"
"  -t S                   length of a step, 3 to 60 seconds [30]\n"
"  -k METHOD              app1, app256, app384, app512 [app512]\n"
"  -e yes|no              encrypt the file [no]\n"
"  -H HOST                host name, the issuer in the app [uname -n]\n"
"  -A allow|deny, -a FILE ACL: listed users alone, or all others, need codes\n"
"  -S KEY|-               secure key, - reads it [24 random bytes]; base32:\n"
"                         or hex: stands before one of another system\n"
"      --emergency N      number of emergency keys, 0 to 64 [5]\n"
"      --disallow-reuse   a code works once [default]; or --allow-reuse\n"
"      --user-key         a key for each user [default]; or --shared-key\n"
"      --rate-limit       as -r and -R say [default]; or "
"--default-rate-limit\n"
"      --non-interactive  ask nothing, take the defaults\n"
"      --no-confirm       ask for no first code\n"
"      --no-qr            print no QR code\n"
"      --force            replace a file; the old one becomes FILE~bak\n"
"      --json             print one JSON object, with the URI\n";

static int
help_all(void)
{
	(void)printf("usage: baro_auth %s\n%s\nCommands:\n", create.usage,
	    create_help);
	for (size_t i = 0; i < COMMANDS; i++)
		(void)printf("  %s\n      %s\n", commands[i].usage,
		    commands[i].what);
	(void)printf("\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 verify: "
	    "not right.\nSee baro_auth(1).\n");
	return BARO_EXIT_OK;
}

static int
help_one(const struct command *command)
{
	(void)printf("usage: baro_auth %s\n  %s\n", command->usage,
	    command->what);
	return BARO_EXIT_OK;
}

/* Words are not shown: one may be a code, or a key gone astray. */
static int
refuse_words(const struct command *command)
{
	if (command == &create)
		return baro_tool_usage("no such command; a command stands "
		    "before all options", NULL);
	(void)fprintf(stderr, "baro_auth: wrong number of words\n"
	    "usage: baro_auth %s\n", command->usage);
	return BARO_EXIT_USAGE;
}

/*
 * Run the command, with ${seen} if standard output was something when we were
 * started.
 */
static int
run(const struct command *command, int argc, char **argv, bool seen)
{
	struct baro_options options;

	if (!baro_options_parse(argc, argv, command->allowed, &options))
		return BARO_EXIT_USAGE;
	if (options.version) {
		(void)printf("baro_auth %s\n", BARO_VERSION);
		return BARO_EXIT_OK;
	}
	if (options.help)
		return command == &create ? help_all() : help_one(command);
	if (options.word_count < command->words_min ||
	    options.word_count > command->words_max)
		return refuse_words(command);
	if (command->prints_keys && !seen) {
		(void)fprintf(stderr, "baro_auth: standard output is closed, "
		    "so nobody would read the keys; nothing done\n");
		return BARO_EXIT_FAILURE;
	}
	return command->run(&options);
}

/*
 * Standard input, output and error must be something, or the record becomes
 * one of them.
 */
static bool
fill_standard_files(void)
{
	int file;

	do {
		file = openat(AT_FDCWD, "/dev/null", O_RDWR);
	} while (file >= 0 && file <= STDERR_FILENO);
	if (file >= 0)
		(void)close(file);
	return file >= 0;
}

/*
 * Whether the file of this program gave it capabilities.  AT_SECURE alone does
 * not tell: a policy of SELinux that has a domain for us sets it too.
 */
static bool
has_capabilities(void)
{
	struct baro_capabilities may;

	if (getuid() == 0 || getauxval(AT_SECURE) == 0)
		return false;
	return baro_privilege_capabilities(&may) != BARO_OK ||
	    (may.data[0].permitted | may.data[1].permitted) != 0;
}

/*
 * Whether we have rights that our caller has not: as a set-uid program this
 * one would show anybody everybody's keys.
 */
static bool
is_lent(void)
{
	if (getuid() == geteuid() && getgid() == getegid() &&
	    !has_capabilities())
		return false;
	(void)fprintf(stderr, "baro_auth: it must be neither set-uid nor "
	    "set-gid, nor have capabilities of its own, or it would show "
	    "anybody's keys; nothing done\n");
	return true;
}

static int
run_any(int argc, char **argv, bool seen)
{
	for (size_t i = 0; argc > 1 && i < COMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return run(&commands[i], argc - 1, argv + 1, seen);
	return run(&create, argc, argv, seen);
}

int
main(int argc, char **argv)
{
	struct stat st;
	bool seen = fstat(STDOUT_FILENO, &st) == 0;
	int status;

	/* A limit on the size of files is an error like others. */
	(void)signal(SIGXFSZ, SIG_IGN);
	/* No core file and no debugger: keys pass through here. */
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (!fill_standard_files() || is_lent())
		return BARO_EXIT_FAILURE;
	status = run_any(argc, argv, seen);
	return status == BARO_EXIT_OK ? baro_tool_flush() : status;
}
