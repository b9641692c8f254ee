/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * baro_auth emergency: new emergency keys, the old ones are void.  Floor 5.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/report.h"
#include "codec/number.h"
#include "flow/enrolment.h"

#define COUNT_DEFAULT 5

/* see command.h */
int
baro_command_emergency(const struct baro_options *options)
{
	BARO_TOOL(tool);
	struct baro_report_json json;
	const struct baro_record *r;
	uint32_t count = COUNT_DEFAULT;
	enum baro_error e;
	int status;

	if (options->emergency != NULL && baro_number_u32(
	    baro_span_text(options->emergency), 0, BARO_EMERGENCY_MAX,
	    &count) != BARO_OK)
		return baro_tool_usage("--count takes 0 to 64",
		    options->emergency);
	status = baro_tool_begin(&tool, options, NULL);
	if (status == BARO_EXIT_OK)
		status = baro_tool_load(&tool, true);
	if (status != BARO_EXIT_OK)
		return status;
	e = baro_enrolment_emergency(&tool.vault->record, count);
	if (e != BARO_OK)
		return baro_tool_fail(&tool, e);
	status = baro_tool_save(&tool);
	if (status != BARO_EXIT_OK)
		return status;

	r = &tool.vault->record;
	if (options->json) {
		baro_json_begin(&json);
		baro_json_numbers(&json, "emergency", r->emergency,
		    r->emergency_count);
		baro_json_end(&json);
		return BARO_EXIT_OK;
	}
	(void)printf("Your emergency one-time authentication keys are:\n");
	for (uint32_t i = 0; i < r->emergency_count; i++)
		(void)printf("%" PRIu32 "\n", r->emergency[i]);
	return BARO_EXIT_OK;
}
