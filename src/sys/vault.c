/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The vault.  Floor 3.
 */
#include "sys/vault.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/secret.h"

/* <linux/mman.h>, Linux 4.4; not in every libc's headers. */
#define LOCK_ON_FAULT 1

/* see vault.h */
enum baro_error
baro_vault_open(struct baro_vault **ret_vault)
{
	void *p = mmap(NULL, sizeof **ret_vault, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return BARO_E_MEMORY;

	/*
	 * Locking on fault leaves the pages of an unusually long file alone
	 * until there is one.  A process without the right to lock as much
	 * (sudo's, a screen locker's) goes on without.
	 */
	(void)syscall(SYS_mlock2, p, sizeof **ret_vault, LOCK_ON_FAULT);
	(void)madvise(p, sizeof **ret_vault, MADV_DONTDUMP);
	*ret_vault = p;
	return BARO_OK;
}

/* What is wiped begins with a page, and usually ends in it. */
#define PAGE_BYTES 4096
#define USUAL_BYTES 1024
#define SECRETS offsetof(struct baro_vault, record.rate)
_Static_assert(offsetof(struct baro_vault, record.acl_name) == 0 &&
    SECRETS == PAGE_BYTES, "in front of the secrets is the path of the ACL");
_Static_assert(offsetof(struct baro_vault, text.b) + USUAL_BYTES <=
    SECRETS + PAGE_BYTES, "a usual record fits into the page of the others");

/* see vault.h */
void
baro_vault_wipe(struct baro_vault *vault)
{
	uint8_t *b = (uint8_t *)vault;
	size_t end = offsetof(struct baro_vault, text.b) +
	    vault->text.touched;

	baro_secret_wipe(&b[SECRETS], end - SECRETS);
}

/* see vault.h */
void
baro_vault_close(struct baro_vault **vault)
{
	struct baro_vault *v = *vault;

	if (v == NULL)
		return;
	baro_vault_wipe(v);
	(void)munmap(v, sizeof *v);
	*vault = NULL;
}
