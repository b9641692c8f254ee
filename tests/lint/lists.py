# SPDX-License-Identifier: ISC
"""build.zig names every source, and every unit test, that is there."""

from tree import ROOT, quoted_list, sources

SOURCE_LISTS = (
    "core_sources",
    "shell_sources",
    "module_sources",
    "tool_sources",
)


def difference(listed, there):
    problems = [f"not in build.zig: {name}" for name in there - listed]
    problems += [f"not there: {name}" for name in listed - there]
    return sorted(problems)


def listed_sources():
    return {name for each in SOURCE_LISTS for name in quoted_list(each)}


def listed_tests():
    names = quoted_list("unit_tests") + quoted_list("libpam_tests")
    return {f"test_{name}.c" for name in names}


def checks():
    there = {str(path) for path in sources()}
    yield "sources", difference(listed_sources(), there)
    tests = {path.name for path in (ROOT / "tests/unit").glob("test_*.c")}
    yield "unit tests", difference(listed_tests(), tests)


def plants():
    there = {str(path) for path in sources()}
    found = difference(listed_sources(), there | {"codec/planted.c"})
    yield "unlisted source", "not in build.zig: codec/planted.c", found
