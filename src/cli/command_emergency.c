/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * baro_auth emergency: new emergency keys, the old ones are void.  Floor 5.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/signals.h"
#include "codec/number.h"
#include "flow/enrolment.h"

#define COUNT_DEFAULT 5

#define TEXT_VOID "the new keys are void, nothing was changed"

/* M-60, byte for byte. */
#define TEXT_EMERGENCY "Your emergency one-time authentication keys are:"

/* see command.h */
void
baro_command_print_emergency(const struct baro_record *record)
{
	if (record->emergency_count == 0) {
		(void)printf("No emergency keys.\n");
		return;
	}
	(void)printf("%s\n", TEXT_EMERGENCY);
	for (uint32_t i = 0; i < record->emergency_count; i++)
		(void)printf("%" PRIu32 "\n", record->emergency[i]);
}

static void
print_json(const struct baro_record *r)
{
	struct baro_json json;

	baro_json_begin(&json);
	baro_json_numbers(&json, "emergency", r->emergency,
	    r->emergency_count);
	baro_json_end(&json);
}

/* Refuse to make keys that count for nobody. */
static int
check(struct baro_tool *tool, uint32_t count)
{
	if (count == 0 || !baro_tool_void_emergency(tool))
		return BARO_EXIT_OK;
	baro_tool_release(tool);
	return baro_tool_usage("emergency keys count for nobody in a file of "
	    "many users with keys of their own (--count 0 removes them)",
	    NULL);
}

static int
print(const struct baro_tool *tool)
{
	if (tool->options->json)
		print_json(&tool->vault->record);
	else
		baro_command_print_emergency(&tool->vault->record);
	return baro_tool_flush();
}

/* Put the keys into the record as it is by now. */
static int
replace(struct baro_tool *tool)
{
	struct baro_record *record = &tool->vault->record;
	uint32_t keys[BARO_EMERGENCY_MAX];
	uint32_t count = record->emergency_count;
	int status;

	memcpy(keys, record->emergency, sizeof keys);
	status = baro_tool_lock(tool);
	if (status == BARO_EXIT_OK)
		status = check(tool, count);
	if (status == BARO_EXIT_OK) {
		memcpy(record->emergency, keys, sizeof keys);
		record->emergency_count = count;
		status = baro_tool_save(tool);
	}
	baro_secret_wipe(keys, sizeof keys);
	return status;
}

/*
 * Print first, then write: keys that nobody saw must not replace those that
 * somebody has.  Whoever interrupts the printing is told what holds; the
 * writing, which waits for nothing but the lock, is not interrupted.
 */
static int
print_and_replace(struct baro_tool *tool)
{
	int status;

	baro_signals_last_words("baro_auth: " TEXT_VOID "\n");
	status = print(tool);
	if (status == BARO_EXIT_OK)
		status = replace(tool);
	if (status != BARO_EXIT_OK)
		(void)fprintf(stderr, "baro_auth: %s\n",
		    tool->file.store.replaced ?
		    "the new keys hold now; run the command again for keys "
		    "that a crash leaves alone" :
		    TEXT_VOID);
	return status;
}

/* see command.h */
int
baro_command_emergency(const struct baro_options *options)
{
	BARO_TOOL(tool);
	uint32_t count = COUNT_DEFAULT;
	enum baro_error e;
	int status;

	if (options->emergency != NULL && baro_number_u32(
	    baro_span_text(options->emergency), 0, BARO_EMERGENCY_MAX,
	    &count) != BARO_OK)
		return baro_tool_usage("--count takes 0 to 64",
		    options->emergency);
	status = baro_tool_begin(&tool, options, options->words[0]);
	if (status == BARO_EXIT_OK)
		status = baro_tool_load(&tool, false);
	if (status == BARO_EXIT_OK)
		status = check(&tool, count);
	if (status != BARO_EXIT_OK)
		return status;
	e = baro_enrolment_emergency(&tool.vault->record, count);
	return e == BARO_OK ? print_and_replace(&tool) :
	    baro_tool_fail(&tool, e);
}
