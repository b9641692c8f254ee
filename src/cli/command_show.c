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
baro_command_uri(struct baro_tool *tool)
{
	struct baro_vault *v = tool->vault;
	struct baro_buffer out = baro_buffer_over(v->text.b,
	    sizeof v->text.b - 1);
	struct baro_otpauth otpauth;
	enum baro_error e;

	if (baro_tool_needs_user(tool))
		return BARO_E_NO_USER;
	e = baro_key_derive(&v->record, baro_tool_user(tool), &v->work.hotp,
	    &v->work.key);
	baro_secret_burn_stack();
	if (e != BARO_OK)
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
	baro_text_use(&v->text, out.len);
	v->text.b[out.len] = '\0';
	return e;
}

/* see command.h */
int
baro_command_print_uri(struct baro_tool *tool)
{
	const char *uri = (const char *)tool->vault->text.b;
	enum baro_error e = baro_command_uri(tool);

	if (e != BARO_OK)
		return baro_tool_fail(tool, e);
	(void)printf("%s\n", uri);
	if (!tool->options->no_qr)
		e = baro_qr_print(uri);
	if (e == BARO_E_TOO_LONG)
		(void)fprintf(stderr, "baro_auth: no QR code: the URI is too "
		    "long; type it in\n");
	return e == BARO_E_MEMORY ? baro_tool_fail(tool, e) : BARO_EXIT_OK;
}

static int
print_json(struct baro_tool *tool)
{
	struct baro_json json;
	enum baro_error e = baro_command_uri(tool);

	if (e != BARO_OK)
		return baro_tool_fail(tool, e);
	baro_json_begin(&json);
	baro_json_text(&json, "file", baro_span_text(tool->path));
	baro_json_text(&json, "uri", baro_text_span(&tool->vault->text));
	baro_json_end(&json);
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
	status = baro_tool_begin(&tool, options, options->words[0]);
	if (status == BARO_EXIT_OK)
		status = baro_tool_load_key(&tool);
	if (status != BARO_EXIT_OK)
		return status;
	return options->json ? print_json(&tool) :
	    baro_command_print_uri(&tool);
}
