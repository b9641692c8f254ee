# SPDX-License-Identifier: ISC
"""All of our C is silent under gcc and clang with the list of build.zig.

Headers are also compiled alone.
"""

import concurrent.futures
import os
import pathlib
import tempfile

from floors import CORE, FLOOR
from tree import INCLUDES, ROOT, SRC, complaints, quoted_list, sources

COMPILERS = ("gcc", "clang-14")

# Only the clang inside Zig knows these.
ZIG_ONLY = ("-Wno-unknown-warning-option", "-Wno-unterminated-string-initialization")

# Besides src/, with what the floors above the core may use.
TESTS = ("fuzz", "tests/bench", "tests/faults", "tests/pam", "tests/unit")


def floor_of(path):
    return FLOOR[path.relative_to(SRC).parts[0]] if SRC in path.parents else CORE + 1


def problems(compiler, path, floor):
    """What a compiler says; -O2, because some warnings need its analysis."""
    listed = [flag for flag in quoted_list("warnings") if flag not in ZIG_ONLY]
    system = [] if floor <= CORE else ["-D_GNU_SOURCE"]
    return complaints(
        compiler, "-O2", "-S", "-o", "/dev/null", *listed, *system,
        '-DBARO_VERSION=""', *INCLUDES, path,
    )


def all_problems(compiler, paths):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda path: problems(compiler, path, floor_of(path)), paths)
        return [line for lines in found for line in lines]


def header_problems(path):
    """A header includes what it needs, and may be included twice."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "header.c")
        source.write_text(f'#include "{path}"\n#include "{path}"\ntypedef int t;\n')
        return problems("gcc", source, FLOOR[path.parts[0]])


def checks():
    ours = [SRC / path for path in sources()]
    tests = [path for name in TESTS for path in sorted((ROOT / name).glob("*.c"))]
    for compiler in COMPILERS:
        yield compiler, all_problems(compiler, ours)
        yield f"{compiler} tests", all_problems(compiler, tests)
    yield "headers", [line for p in sources("*.h") for line in header_problems(p)]


def plants():
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "planted.c")
        source.write_text("int f(long); int f(long v) { return v; }\n")
        for compiler in COMPILERS:
            found = problems(compiler, source, CORE)
            yield f"{compiler} narrowing", "onversion", found
