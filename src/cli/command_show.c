/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * baro_auth show: the URI and the QR code again.  Floor 5.
 */
#include <stdio.h>

#include "base/secret.h"
#include "cli/command.h"
#include "cli/qr.h"
#include "cli/json.h"
#include "cli/terminal.h"
#include "codec/otpauth.h"

/* see command.h */
enum baro_error
baro_command_uri(struct baro_tool *tool, char *ret_uri, size_t cap)
{
	struct baro_vault *v = tool->vault;
	struct baro_buffer out = baro_buffer_over((uint8_t *)ret_uri, cap - 1);
	struct baro_otpauth otpauth;
	enum baro_error e;

	if (v->record.key_per_user && tool->user_bytes == 0)
		return BARO_E_NO_USER;
	e = baro_key_derive(&v->record, baro_tool_user(tool), &v->work.hotp,
	    &v->work.key);
	if (e != BARO_OK)
	baro_secret_burn_stack();
		return e;
	otpauth.issuer = baro_span(v->record.hostname,
	    v->record.hostname_bytes);
	otpauth.account = baro_tool_user(tool);
	if (tool->user_bytes == 0)
		otpauth.account = BARO_SPAN_OF("host");
	otpauth.key = baro_span(v->work.key.b, v->work.key.n);
	otpauth.method = v->record.method;
	otpauth.cycle_s = v->record.cycle_s;
	e = baro_otpauth_write(&otpauth, &out);
	ret_uri[out.len] = '\0';
	return e;
}

/* see command.h */
int
baro_command_print_uri(struct baro_tool *tool)
{
	char uri[BARO_URI_BYTES];
	enum baro_error e = baro_command_uri(tool, uri, sizeof uri);
	bool drawn = true;

	if (e != BARO_OK)
		return baro_tool_fail(tool, e);
	(void)printf("%s\n", uri);
	if (!tool->options->no_qr)
		drawn = baro_qr_print(uri);
	baro_secret_wipe(uri, sizeof uri);
	if (!drawn)
		(void)fprintf(stderr, "baro_auth: no QR code: the URI is too "
		    "long; type it in\n");
	return BARO_EXIT_OK;
}

static int
print_json(struct baro_tool *tool)
{
	char uri[BARO_URI_BYTES];
	struct baro_json json;
	enum baro_error e = baro_command_uri(tool, uri, sizeof uri);

	if (e != BARO_OK)
		return baro_tool_fail(tool, e);
	baro_json_begin(&json);
	baro_json_text(&json, "file", baro_span_text(tool->path));
	baro_json_text(&json, "uri", baro_span_text(uri));
	baro_json_end(&json);
	baro_secret_wipe(uri, sizeof uri);
	return BARO_EXIT_OK;
}

/* see command.h */
int
baro_command_show(const struct baro_options *options)
{
	BARO_TOOL(tool);
	int status;

	if (!options->json && !baro_terminal_present())
		return baro_tool_usage("the key is shown on a terminal only, "
		    "or with --json", NULL);
	status = baro_tool_begin(&tool, options, NULL);
	if (status == BARO_EXIT_OK)
		status = baro_tool_load(&tool, false);
	if (status != BARO_EXIT_OK)
		return status;
	return options->json ? print_json(&tool) :
	    baro_command_print_uri(&tool);
}
