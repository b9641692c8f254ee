# SPDX-License-Identifier: ISC
"""The compiled core calls almost nothing and keeps nothing.

What it may call: mem*, two functions of libsodium, BearSSL's hashes, and what
the compiler itself puts in.  It must have no data that can be written to.

Above it one file alone may search by memchr, since a C library's leaves what
it read in the registers of vectors (sys/memory.c).
"""

import pathlib
import re
import tempfile

from tree import OUT, ZIG, complaints, output

ALLOWED = re.compile(
    r"memcpy|memmove|memset|memcmp|bcmp|"
    r"sodium_memzero|sodium_memcmp|br_\w+|"
    r"__stack_chk_(fail|guard)|_GLOBAL_OFFSET_TABLE_"
)

SEARCHERS = {"lines.o"}  # of public files


def symbols(archive):
    """(kind, name) of each symbol of an archive, in the words of nm(1)."""
    for line in output("nm", "-P", archive).splitlines():
        words = line.split()
        if len(words) >= 2 and not words[0].endswith(":"):
            yield words[1], words[0]


def problems(archive):
    listed = set(symbols(archive))
    defined = {name for kind, name in listed if kind not in "Uwv"}
    for kind, name in sorted(listed):
        if kind in "Uwv" and name not in defined:
            if not ALLOWED.fullmatch(name):
                yield f"calls {name}"
        elif kind in "BbDdCSsGg" and not is_constant(archive, name):
            yield f"keeps {name}, which can be written to"


def is_constant(archive, name):
    """Is this a table of pointers, which only the loader writes to?"""
    lines = output("objdump", "-t", archive).splitlines()
    places = [line for line in lines if line.endswith(f" {name}")]
    return bool(places) and all(".data.rel.ro" in line for line in places)


def searchers(archive):
    """The members that call memchr, other than those that may."""
    for line in output("nm", "-A", "-u", archive).splitlines():
        found = re.search(r"([^/:]+\.o): +U memchr$", line)
        if found and found[1] not in SEARCHERS:
            yield f"{found[1]} calls memchr"


def checks():
    yield "archive", list(problems(OUT / "test/libbarocore.a"))
    yield "memchr", [text for name in ("shell", "pam")
                     for text in searchers(OUT / f"test/libbaro{name}.a")]


SEARCH = """#include <string.h>
void *f(const void *s, size_t n) { return memchr(s, 10, n); }
"""


def planted(code, look=problems):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "planted.c")
        source.write_text(code)
        object_file = source.with_suffix(".o")
        failed = complaints(ZIG, "cc", "-O1", "-c", source, "-o", object_file)
        return failed or list(look(object_file))


def plants():
    yield (
        "call of malloc",
        "calls malloc",
        planted("#include <stdlib.h>\nvoid *f(void) { return malloc(9); }\n"),
    )
    yield "search by memchr", "calls memchr", planted(SEARCH)
    yield "search above", "planted.o calls memchr", planted(SEARCH, searchers)
    yield (
        "variable",
        "keeps count",
        planted("static int count; int f(void) { return ++count; }\n"),
    )
