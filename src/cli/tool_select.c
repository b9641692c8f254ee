/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Which record is meant, and whose it is.  Floor 5.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/terminal.h"
#include "cli/tool.h"
#include "codec/location.h"
#include "flow/enrolment.h"

/* see tool.h */
struct baro_span
baro_tool_user(const struct baro_tool *tool)
{
	return baro_span(tool->user, tool->user_bytes);
}

/* Take a name as the record's user. */
static int
set_user(struct baro_tool *tool, const char *name)
{
	struct baro_buffer out = baro_buffer_over(tool->user,
	    sizeof tool->user);

	if (!baro_location_user_valid(baro_span_text(name)))
		return baro_tool_usage("not a possible user name", name);
	baro_put_span(&out, baro_span_text(name));
	tool->user_bytes = out.len;
	return BARO_EXIT_OK;
}

/* Print a word as a shell takes it; ${other} if that is not so simple. */
static void
put_word(struct baro_span word, const char *other)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789/._-+@";
	bool simple = word.lo < word.hi && word.b[word.lo] != '-';

	for (size_t i = word.lo; i < word.hi; i++)
		simple = simple &&
		    memchr(plain, word.b[i], sizeof plain - 1) != NULL;
	if (simple)
		baro_terminal_put(word, stdout);
	else
		(void)printf("%s", other);
}

/* see tool.h */
void
baro_tool_put_command(const struct baro_tool *tool, const char *name)
{
	struct baro_span user = baro_tool_user(tool);
	struct baro_span by_default = baro_span_text(baro_tool_name(tool));

	(void)printf("baro_auth %s ", name);
	if (by_default.lo == by_default.hi ||
	    !baro_span_equal(by_default, user)) {
		(void)printf("-s ");
		put_word(baro_span_text(tool->path), "FILE");
		(void)printf(" ");
	}
	put_word(user, "USER");
}

/*
 * The path of -s, absolute.  Links in it are not resolved: what root resolves,
 * a user can have led out of his home; the walk refuses them.
 */
static int
set_path(struct baro_tool *tool, const char *file)
{
	char here[BARO_PATH_MAX + 1];
	const char *given = file;
	int n;

	/* However many slashes "./" has, it is not the root. */
	if (strncmp(file, "./", 2) == 0)
		file += 1 + strspn(file + 1, "/");
	if (file[0] == '/') {
		n = snprintf(tool->path, sizeof tool->path, "%s", file);
	} else if (getcwd(here, sizeof here) != NULL) {
		n = snprintf(tool->path, sizeof tool->path, "%s/%s",
		    strcmp(here, "/") == 0 ? "" : here, file);
	} else {
		fprintf(stderr, "baro_auth: the working directory: %s\n",
		    strerror(errno));
		return BARO_EXIT_FAILURE;
	}
	if (n < 0 || (size_t)n >= sizeof tool->path ||
	    !baro_location_path_valid(baro_span_text(tool->path)))
		return baro_tool_usage("-s takes a path without . and ..",
		    given);
	if (!baro_location_is_record(baro_span_text(tool->path)))
		return baro_tool_usage("a name with ~ is that of a temporary "
		    "file or a backup, not of a record", given);
	return BARO_EXIT_OK;
}

/* see tool.h */
const char *
baro_tool_name(const struct baro_tool *tool)
{
	static const char directory[] = BARO_RECORD_DIRECTORY "/";
	size_t n = sizeof directory - 1;

	return strncmp(tool->path, directory, n) == 0 ? tool->path + n : NULL;
}

/* Whoever calls, if it is not root: his record, by default in his home. */
static int
set_caller(struct baro_tool *tool)
{
	struct baro_identity who;

	if (baro_identity_name(getuid(), tool->user, sizeof tool->user,
	    &tool->user_bytes) != BARO_OK || baro_identity_lookup(
	    baro_tool_user(tool), &who) != BARO_OK)
		return baro_tool_usage("who you are is not in /etc/passwd; "
		    "use -u and -s", NULL);
	if (tool->path[0] == '\0')
		(void)snprintf(tool->path, sizeof tool->path,
		    "%.*s/.baro_auth", (int)who.home_bytes,
		    (const char *)who.home);
	return BARO_EXIT_OK;
}

/* see tool.h */
int
baro_tool_begin(struct baro_tool *tool, const struct baro_options *options,
    const char *user)
{
	int status = BARO_EXIT_OK;

	memset(tool, 0, sizeof *tool);
	tool->options = options;
	if (baro_vault_open(&tool->vault) != BARO_OK)
		return baro_tool_fail(tool, BARO_E_MEMORY);
	if (user != NULL && options->user != NULL)
		return baro_tool_usage("say the user once: USER, or -u USER",
		    NULL);
	if (user == NULL)
		user = options->user;
	if (options->file != NULL)
		status = set_path(tool, options->file);
	if (status == BARO_EXIT_OK && user == NULL)
		user = baro_tool_name(tool);
	if (status == BARO_EXIT_OK && user != NULL)
		status = set_user(tool, user);
	if (status != BARO_EXIT_OK)
		return status;
	if (user == NULL && geteuid() != 0)
		return set_caller(tool);
	if (tool->path[0] == '\0' && user == NULL)
		return baro_tool_usage("say which record: -s FILE or -u USER",
		    NULL);
	if (tool->path[0] == '\0')
		(void)snprintf(tool->path, sizeof tool->path, "%s/%s",
		    BARO_RECORD_DIRECTORY, user);
	return BARO_EXIT_OK;
}

/* see tool.h */
bool
baro_tool_in_home(const struct baro_tool *tool,
    struct baro_identity *ret_user)
{
	size_t n;

	if (tool->user_bytes == 0 || baro_identity_lookup(
	    baro_tool_user(tool), ret_user) != BARO_OK)
		return false;
	n = ret_user->home_bytes;
	return n > 1 && strncmp(tool->path, (const char *)ret_user->home,
	    n) == 0 && tool->path[n] == '/';
}

/* see tool.h */
bool
baro_tool_is_root(const struct baro_tool *tool)
{
	struct baro_identity who;

	return baro_identity_lookup(baro_tool_user(tool), &who) == BARO_OK &&
	    who.uid == 0;
}

/* Whether the path has the name as one of its components. */
static bool
has_component(const char *path, struct baro_span name)
{
	const char *wanted = (const char *)name.b;
	size_t n = baro_span_length(name);

	for (; path != NULL; path = strchr(path + 1, '/'))
		if (strncmp(path + 1, wanted, n) == 0 &&
		    (path[1 + n] == '/' || path[1 + n] == '\0'))
			return true;
	return false;
}

/* see tool.h */
bool
baro_tool_is_personal(const struct baro_tool *tool)
{
	struct baro_identity who;

	return tool->user_bytes > 0 &&
	    (has_component(tool->path, baro_tool_user(tool)) ||
	    baro_tool_in_home(tool, &who));
}
