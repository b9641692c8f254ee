/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * baro_auth encrypt, baro_auth decrypt: seal and open a record.  Floor 5.
 */
#include <stdio.h>

#include "cli/command.h"
#include "cli/host_key.h"
#include "cli/settings.h"
#include "cli/signals.h"

static void
say(const struct baro_tool *tool, const char *already, bool sealed)
{
	baro_tool_put_path(tool, stdout);
	(void)printf(": %s%s; the PAM line needs encrypt=%s\n", already,
	    sealed ? "encrypted" : "plain", sealed ? "yes" : "no");
}

/* Say that there is nothing to do. */
static int
say_already(struct baro_tool *tool, bool sealed)
{
	baro_tool_release(tool);
	say(tool, "already ", sealed);
	return BARO_EXIT_OK;
}

/*
 * Bring the record into the wanted form.  The key is got before its lock, which
 * holds up those who log in.
 */
static int
convert(const struct baro_options *options, bool sealed)
{
	BARO_TOOL(tool);
	enum baro_error e = BARO_OK;
	int status = baro_tool_begin(&tool, options, options->words[0]);

	if (status == BARO_EXIT_OK)
		status = baro_tool_load(&tool, false);
	if (status != BARO_EXIT_OK)
		return status;
	if (tool.file.sealed == sealed)
		return say_already(&tool, sealed);
	baro_signals_block();
	if (sealed)
		e = baro_host_key_get(&tool, true);
	status = e == BARO_OK ? baro_tool_lock(&tool) :
	    baro_host_key_fail(&tool, e);
	if (status != BARO_EXIT_OK)
		return status;
	/* Somebody else may have done it meanwhile. */
	if (tool.file.sealed == sealed)
		return say_already(&tool, sealed);
	tool.file.sealed = sealed;
	status = baro_tool_save(&tool);
	if (status != BARO_EXIT_OK)
		return status;
	if (sealed)
		baro_settings_warn_user(&tool);
	say(&tool, "", sealed);
	return baro_tool_done(&tool);
}

/* see command.h */
int
baro_command_encrypt(const struct baro_options *options)
{
	return convert(options, true);
}

/* see command.h */
int
baro_command_decrypt(const struct baro_options *options)
{
	return convert(options, false);
}
