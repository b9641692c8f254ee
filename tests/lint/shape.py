# SPDX-License-Identifier: ISC
"""The shape of C, as CONTRIBUTING says: columns, lines, nesting."""

import itertools
import re
import statistics

from tree import ROOT, SRC

COLUMNS = 80
FILE_LINES = 300
FUNCTION_LINES = 80
MEDIAN_LINES = 18  # of the functions of src/
NESTING = 3  # of blocks within a function

C_FILES = re.compile(r"\.[ch]$")


def functions(lines):
    """(line of the name, lines between the braces) of each function."""
    begin = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            begin = number
        elif line == "}" and begin is not None:
            yield begin - 1, number - begin - 1
            begin = None


def file_problems(name, text, of_src):
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        width = len(line.expandtabs(8))
        if width > COLUMNS:
            yield f"{name}:{number}: {width} columns"
        if re.match(r"\t{%d,}(if|for|while|switch|do) ?[({]" % (NESTING + 1), line):
            yield f"{name}:{number}: nested more than {NESTING} deep"
    if of_src:
        if len(lines) > FILE_LINES:
            yield f"{name}: {len(lines)} lines"
        for number, length in functions(lines):
            if length > FUNCTION_LINES:
                yield f"{name}:{number}: a function of {length} lines"


def tree():
    """(path, is it shipped) of all our C."""
    for top in ("src", "fuzz", "tests"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.is_file() and C_FILES.search(path.name):
                yield path, top == "src"


def median_problems(lengths):
    median = statistics.median(lengths)
    if median > MEDIAN_LINES:
        yield f"functions of {median} lines, in the median"


def checks():
    yield "files", list(itertools.chain.from_iterable(
        file_problems(path.relative_to(ROOT), path.read_text(), shipped)
        for path, shipped in tree()))
    yield "median", list(median_problems(
        [length for path in SRC.rglob("*.c")
         for _, length in functions(path.read_text().splitlines())]))


def plants():
    def planted(text):
        return list(file_problems("planted.c", text, True))

    long = "int\nf(void)\n{\n" + "\tg();\n" * (FUNCTION_LINES + 1) + "}\n"
    yield "wide line", "81 columns", planted("\t\t" + "x" * 65 + "\n")
    yield "deep block", "nested more than 3 deep", planted("\t\t\t\tif (x)\n")
    yield "long function", "planted.c:2: a function of 81 lines", planted(long)
    yield "long file", "301 lines", planted("\n" * (FILE_LINES + 1))
    yield "long functions", "in the median", list(median_problems([2, 19, 20]))
