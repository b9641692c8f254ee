# SPDX-License-Identifier: ISC
"""One module for every host: it is loaded here by glibc and by musl.

And what abi/ says of the two C libraries and of libpam is true of those that
are on this machine.
"""

import ctypes
import pathlib
import tempfile

from elf import Elf
from tree import OUT, ZIG, complaints, table

MODULE = OUT / "lib/security/pam_baro_auth.so"
FOLDER = pathlib.Path("/usr/lib/x86_64-linux-gnu")
MUSL = pathlib.Path("/usr/lib/x86_64-linux-musl/libc.so")

# Only glibc for aarch64 has this one; musl has it everywhere.
ELSEWHERE = {"__stack_chk_guard"}

LOADER = """
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv)
{
	void *module = argc == 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : 0;
	if (module == 0 || dlsym(module, "pam_sm_authenticate") == 0) {
		puts(dlerror());
		return 1;
	}
	return 0;
}
"""
NOT_FOR_MUSL = """
const char *gnu_get_libc_version(void);
const char *pam_sm_authenticate(void);
const char *pam_sm_authenticate(void) { return gnu_get_libc_version(); }
"""


def untrue(listed, library, versions=True):
    """The lines of a list that do not hold for a library."""
    elf = Elf(library)
    there = {(s.name, s.version) for s in elf.symbols if not s.imported}
    names = {name for name, _ in there}
    for name, version, *_ in listed:
        if name in ELSEWHERE:
            continue
        if name not in names or (versions and (name, version) not in there):
            yield f"{library.name} has no {name} {version if versions else ''}"


def glibc_loads(module):
    try:
        ctypes.CDLL(str(module)).pam_sm_setcred
    except (OSError, AttributeError) as error:
        yield str(error)


def musl_loads(module):
    """Load it in a program for musl, with a libpam that only has the names."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "loader.c").write_text(LOADER)
        names = [row[0] for row in table("abi/libpam.txt")]
        lines = [f"int {name}(void) {{ return 0; }}\n" for name in names]
        (folder / "libpam.c").write_text("".join(lines))
        for_musl = (ZIG, "cc", "-target", "x86_64-linux-musl", "-O2", "-w")
        failed = complaints(*for_musl, "-dynamic", folder / "loader.c",
                            "-o", folder / "loader")
        failed += complaints(*for_musl, "-shared", "-Wl,-soname,libpam.so.0",
                             folder / "libpam.c", "-o", folder / "libpam.so.0")
        yield from failed or complaints(
            folder / "loader", module, env={"LD_LIBRARY_PATH": name}
        )


def checks():
    libc = table("abi/libc.txt")
    yield "glibc has all", list(untrue(libc, FOLDER / "libc.so.6"))
    yield "musl has all", list(untrue(libc, MUSL, versions=False))
    libpam = table("abi/libpam.txt")
    yield "libpam has all", list(untrue(libpam, FOLDER / "libpam.so.0"))
    yield "glibc loads it", list(glibc_loads(MODULE))
    yield "musl loads it", list(musl_loads(MODULE))


def plants():
    bad = [("__memcpy_chk", "GLIBC_2.3.4"), ("memcpy", "GLIBC_2.99")]
    found = list(untrue(bad, MUSL, versions=False))
    yield "not in musl", "no __memcpy_chk", found
    found = list(untrue(bad, FOLDER / "libc.so.6"))
    yield "no such version", "no memcpy GLIBC_2.99", found
    with tempfile.TemporaryDirectory() as name:
        source = pathlib.Path(name, "planted.c")
        source.write_text(NOT_FOR_MUSL)
        module = source.with_suffix(".so")
        failed = complaints(ZIG, "cc", "-target", "x86_64-linux-gnu.2.17", "-shared",
                            source, "-o", module)
        found = failed or list(musl_loads(module))
        yield "module for glibc only", "gnu_get_libc_version", found
