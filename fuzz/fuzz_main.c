/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The main function of a harness that is built without a fuzzer: runs each
 * file that it is given, once.
 */
#include "fuzz.h"

/* A harness may have one. */
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

static void
run_file(const char *name)
{
	static uint8_t b[1 << 20];
	FILE *file = fopen(name, "rb");
	uint8_t *exact;
	size_t n;

	if (file == NULL) {
		perror(name);
		exit(2);
	}
	n = fread(b, 1, sizeof b, file);
	fclose(file);
	exact = malloc(n > 0 ? n : 1);
	FUZZ_CHECK(exact != NULL);
	memcpy(exact, b, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
}

int
main(int argc, char **argv)
{
	if (LLVMFuzzerInitialize != NULL)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++)
		run_file(argv[i]);
	fprintf(stderr, "%d inputs\n", argc - 1);
	return 0;
}
