/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * baro_auth unlock USER: end a lock-out and a rate limit.  Floor 5.
 */
#include <stdio.h>

#include "cli/command.h"
#include "otp/lockout.h"

/* see command.h */
int
baro_command_unlock(const struct baro_options *options)
{
	BARO_TOOL(tool);
	int status;

	if (options->words[0] == NULL && options->user == NULL)
		return baro_tool_usage("say whom: unlock USER", NULL);
	status = baro_tool_begin(&tool, options, options->words[0]);

	if (status == BARO_EXIT_OK)
		status = baro_tool_load(&tool, true);
	if (status != BARO_EXIT_OK)
		return status;
	baro_lockout_clear(&tool.vault->record);
	tool.vault->record.rate.count = 0;
	/* After a clock that ran ahead: used codes could be used again. */
	if (options->forget_step)
		tool.vault->record.last_step = 0;
	status = baro_tool_save(&tool);
	if (status != BARO_EXIT_OK)
		return status;
	baro_tool_put_path(&tool, stdout);
	(void)printf(": unlocked\n");
	return baro_tool_done(&tool);
}
