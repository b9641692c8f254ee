/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * baro_auth status: what the record says, without its secrets.  Floor 5.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/json.h"
#include "cli/limits.h"
#include "cli/moment.h"

static const char *
acl_name(enum baro_acl_type type)
{
	if (type == BARO_ACL_NONE)
		return "none";
	return type == BARO_ACL_DENY ? "deny" : "allow";
}

static void
print_json(const struct baro_tool *tool,
    const struct baro_limits *limits)
{
	const struct baro_record *r = &tool->vault->record;
	struct baro_json json;

	baro_json_begin(&json);
	baro_json_text(&json, "file", baro_span_text(tool->path));
	baro_json_bool(&json, "encrypted", tool->file.sealed);
	baro_json_text(&json, "method", baro_record_method_name(r->method));
	baro_json_number(&json, "cycle_s", r->cycle_s);
	baro_json_number(&json, "window", r->window);
	baro_json_number(&json, "attempts", r->rate.attempts);
	baro_json_number(&json, "attempts_window_s", r->rate.window_s);
	baro_limits_json(&json, limits);
	baro_json_number(&json, "failures", r->failures);
	baro_json_bool(&json, "reuse_allowed", r->reuse_allowed);
	baro_json_bool(&json, "key_per_user", r->key_per_user);
	baro_json_number(&json, "last_step", r->last_step);
	baro_json_number(&json, "last_login",
	    baro_moment_newest_s(r));
	baro_json_number(&json, "emergency_left", r->emergency_count);
	baro_json_text(&json, "hostname",
	    baro_span(r->hostname, r->hostname_bytes));
	baro_json_text(&json, "acl_type",
	    baro_span_text(acl_name(r->acl_type)));
	baro_json_end(&json);
}

/* The newest code that was accepted, and what it means if it is ahead. */
static void
print_newest(const struct baro_tool *tool, uint64_t now_s)
{
	const struct baro_record *r = &tool->vault->record;

	if (r->last_step == 0)
		return;
	(void)printf("newest used code  ");
	baro_moment_print(baro_moment_newest_s(r));
	(void)printf("\n");
	baro_moment_print_ahead(tool, now_s, "                  ");
}

static void
print_limits(const struct baro_tool *tool,
    const struct baro_limits *limits, uint64_t now_s)
{
	const struct baro_record *r = &tool->vault->record;
	bool locked = limits->locked.until_s != 0;

	(void)printf("rate limit        %" PRIu32 " of %" PRIu32
	    " attempts made in the last %" PRIu32 " s", limits->recent,
	    r->rate.attempts, r->rate.window_s);
	baro_limits_print_wait(tool, &limits->limited, now_s);
	(void)printf("lock-out          %s%" PRIu32 " failures in a row%s",
	    locked ? "" : "no; ", r->failures, locked &&
	    baro_tool_is_root(tool) ? "; " BARO_LIMITS_ROOT : "");
	baro_limits_print_wait(tool, &limits->locked, now_s);
}

static void
print_text(const struct baro_tool *tool,
    const struct baro_limits *limits, uint64_t now_s)
{
	const struct baro_record *r = &tool->vault->record;
	struct baro_span method = baro_record_method_name(r->method);

	(void)printf("file              ");
	baro_tool_put_path(tool, stdout);
	(void)printf("%s\n", tool->file.sealed ? " (encrypted)" : "");
	(void)printf("method            %.*s, a step of %" PRIu32
	    " s, a window of %" PRIu32 "\n", (int)baro_span_length(method),
	    (const char *)&method.b[method.lo], r->cycle_s, r->window);
	(void)printf("key               of %s\n",
	    r->key_per_user ? "each user" : "the file");
	(void)printf("host name         %.*s\n", (int)r->hostname_bytes,
	    (const char *)r->hostname);
	(void)printf("ACL               %s\n", acl_name(r->acl_type));
	print_limits(tool, limits, now_s);
	(void)printf("used codes        %s\n",
	    r->reuse_allowed ? "accepted again" : "refused");
	print_newest(tool, now_s);
	(void)printf("emergency keys    %" PRIu32 " left\n",
	    r->emergency_count);
}

/* see command.h */
int
baro_command_status(const struct baro_options *options)
{
	BARO_TOOL(tool);
	struct baro_limits limits;
	uint64_t now_s = 0;
	int status = baro_tool_begin(&tool, options, options->words[0]);

	if (status == BARO_EXIT_OK)
		status = baro_tool_now(&tool, &now_s);
	if (status == BARO_EXIT_OK)
		status = baro_tool_load(&tool, false);
	if (status != BARO_EXIT_OK)
		return status;
	limits = baro_limits_at(&tool.vault->record, now_s);
	if (options->json)
		print_json(&tool, &limits);
	else
		print_text(&tool, &limits, now_s);
	return BARO_EXIT_OK;
}
