/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * What libpam loads in place of the module: a gate to the instrumented module
 * that is linked into fuzz_pam.
 */
#include <security/pam_modules.h>

int fuzz_pam_authenticate(pam_handle_t *pamh, int flags, int argc,
    const char **argv);

__attribute__((visibility("default"))) int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc,
    const char **argv)
{
	return fuzz_pam_authenticate(pamh, flags, argc, argv);
}

__attribute__((visibility("default"))) int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_SUCCESS;
}
