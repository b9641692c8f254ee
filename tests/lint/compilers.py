# SPDX-License-Identifier: ISC
"""All of our C is silent under gcc and clang with the list of build.zig.

Headers are also compiled alone: each one includes what it needs.
"""

import pathlib
import tempfile

from floors import CORE, FLOOR
from tree import OUT, ROOT, SRC, complaints, quoted_list, sources

COMPILERS = ("gcc", "clang-14")

# Warnings that only one of the compilers that Zig brings along knows.
ZIG_ONLY = ("-Wno-unknown-warning-option", "-Wno-unterminated-string-initialization")

INCLUDES = (
    f"-I{SRC}",
    "-isystem", ROOT / ".deps/bearssl/inc",
    "-isystem", ROOT / ".deps/sodium/src/libsodium/include",
    "-isystem", OUT / "test/include",
    "-isystem", ROOT / ".deps/qrencode",
    "-isystem", ROOT / ".deps/cmocka/include",
)


def flags(floor):
    listed = [flag for flag in quoted_list("warnings") if flag not in ZIG_ONLY]
    system = [] if floor <= CORE else ["-D_GNU_SOURCE"]
    return [*listed, *system, "-DBARO_VERSION=\"\"", *INCLUDES]


def problems(compiler, files, floor):
    """What a compiler says; -O2, because some warnings need its analysis."""
    if not files:
        return []
    return complaints(compiler, "-O2", "-S", "-o", "/dev/null", *flags(floor), *files)


def each(compiler, files, floor_of):
    for path in files:
        yield from problems(compiler, [path], floor_of(path))


def floor_in_src(path):
    return FLOOR[path.relative_to(SRC).parts[0]]


def checks():
    files = [SRC / path for path in sources()]
    tests = sorted((ROOT / "tests/unit").glob("*.c"))
    tests += sorted((ROOT / "tests/pam").glob("*.c"))
    for compiler in COMPILERS:
        yield compiler, list(each(compiler, files, floor_in_src))
        yield f"{compiler} tests", list(each(compiler, tests, lambda _: max(FLOOR.values())))
    yield "headers", list(alone())


def alone():
    with tempfile.TemporaryDirectory() as folder:
        for path in sources("*.h"):
            source = pathlib.Path(folder, "header.c")
            source.write_text(f'#include "{path}"\n#include "{path}"\ntypedef int t;\n')
            yield from problems("gcc", [source], FLOOR[path.parts[0]])


def plants():
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "planted.c")
        source.write_text("int f(long); int f(long v) { return v; }\n")
        for compiler in COMPILERS:
            found = problems(compiler, [source], CORE)
            yield f"{compiler} narrowing", "onversion", found
