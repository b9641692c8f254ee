/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * sys/vault: the mapping as the kernel sees it.  That it is wiped is shown in
 * test_faults.c, where it cannot be unmapped.  Needs root.
 */
#include "unit_world.h"

#include <sys/resource.h>

#include "sys/vault.h"

/* The flags of the mapping at ${p} (smaps), between blanks; "" if none is. */
static void
flags_of(const void *p, char *ret_flags, size_t cap)
{
	FILE *file = fopen("/proc/self/smaps", "re");
	unsigned long address = (unsigned long)p;
	bool here = false;
	char line[512];

	UNIT_MUST(file != NULL);
	ret_flags[0] = '\0';
	while (fgets(line, sizeof line, file) != NULL) {
		unsigned long begin, end;

		if (sscanf(line, "%lx-%lx ", &begin, &end) == 2)
			here = begin <= address && address < end;
		else if (here && strncmp(line, "VmFlags:", 8) == 0)
			(void)snprintf(ret_flags, cap, "%s", line + 8);
	}
	UNIT_MUST(fclose(file) == 0);
}

static bool
has_flag(const void *p, const char *flag)
{
	char flags[512];

	flags_of(p, flags, sizeof flags);
	return strstr(flags, flag) != NULL;
}

/* rows: D-06 */
static void
test_empty(void **state)
{
	struct baro_vault *vault __attribute__((cleanup(baro_vault_close))) =
	    NULL;
	const uint8_t *b;

	(void)state;
	assert_null(vault);
	assert_int_equal(baro_vault_open(&vault), BARO_OK);
	b = (const uint8_t *)vault;
	for (size_t i = 0; i < sizeof *vault; i++)
		assert_int_equal(b[i], 0);
}

/* rows: W-29 */
static void
test_T18_locked_and_not_dumped(void **state)
{
	struct baro_vault *vault = NULL;
	const void *was;
	char flags[512];

	(void)state;
	assert_int_equal(baro_vault_open(&vault), BARO_OK);
	assert_true(has_flag(vault, " lo"));
	assert_true(has_flag(vault, " dd"));
	assert_true(has_flag(vault->text.b + sizeof vault->text.b - 1,
	    " dd"));
	was = vault;
	baro_vault_close(&vault);
	assert_null(vault);
	flags_of(was, flags, sizeof flags);
	assert_string_equal(flags, "");
	baro_vault_close(&vault);
	assert_null(vault);
}

static bool
without_the_right(void)
{
	struct rlimit none = { 0, 0 };
	struct baro_vault *vault __attribute__((cleanup(baro_vault_close))) =
	    NULL;

	UNIT_MUST(setrlimit(RLIMIT_MEMLOCK, &none) == 0);
	unit_become(UNIT_ALICE);
	UNIT_CHECK(baro_vault_open(&vault) == BARO_OK);
	vault->text.b[0] = 1;
	return true;
}

/* rows: P-087 */
static void
test_without_the_right_to_lock(void **state)
{
	(void)state;
	assert_true(unit_in_child(without_the_right));
}

/* What is wiped is as far as the text ever reached. */
static void
test_text_use(void **state)
{
	static struct baro_text text;

	(void)state;
	memset(&text, 0, sizeof text);
	baro_text_use(&text, 10);
	assert_int_equal(baro_span_length(baro_text_span(&text)), 10);
	baro_text_use(&text, 3);
	assert_int_equal(text.used, 3);
	assert_int_equal(text.touched, 10);
	baro_text_use(&text, 11);
	assert_int_equal(text.touched, 11);
	assert_int_equal(baro_span_length(baro_text_span(&text)), 11);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_T18_locked_and_not_dumped),
		cmocka_unit_test(test_without_the_right_to_lock),
		cmocka_unit_test(test_text_use),
	};

	unit_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
