# SPDX-License-Identifier: ISC
"""Each row of the requirements has a test, or a reason why it has none.

A test names the rows that it shows: in C by a comment `rows: ...` of its own
above the function, in Python by the end of its docstring.  The rows that there
are stand in docs/conformance-rows.txt, the reasons in
docs/conformance-exceptions.txt.  From these this script makes
docs/CONFORMANCE.md.  Where docs/DESIGN.md says that we do something else, so
does the page: the tests show that, and not the row's own words.

    conformance              write docs/CONFORMANCE.md
    conformance --check      look for what is missing, unknown or stale
    conformance --self-test  plant errors in a copy and look for them there
"""

import ast
import pathlib
import re
import shutil
import sys
import tempfile

from tree import ROOT

ROWS = "docs/conformance-rows.txt"
REASONS = "docs/conformance-exceptions.txt"
PAGE = "docs/CONFORMANCE.md"
THREATS = "docs/THREATS.md"
DESIGN = "docs/DESIGN.md"
REQUIREMENTS = "../shared/REQUIREMENTS.md"

# The named tests of the peers' record that belong to this part of the work.
PEERS = ("01 03 04 05 06 07 08 09 10 11 13 17 18 21 22 23 24 25 26 27 28 29 30 31 "
         "34").split()

C_ROWS = re.compile(
    r"(?P<rows>(?:/\* rows:[^/]*\*/\s*)+)"
    r"(?:static\s+)?void\s+(?P<name>test_\w+)\s*\("
)
PYTHON_ROWS = re.compile(r"^rows:.*\Z", re.M | re.S)
PYTHON_MARK = re.compile(r'^\s*(?:"""\s*)?rows:', re.M)
ROW = re.compile(r"[A-Z]-\d{2,3}|T\d{2}")
# From M-70 on, messages are ours and no rows of the requirements.
OURS = re.compile(r"[DPFCT]-|M-[0-6]")
REQUIRED = re.compile(r"^(?:\| )?([DPFMCT]-\d{2,3})\b", re.M)
CHAPTERS = (("## Decisions", "\n## 5. "), ("\n## 7. ", "\n## 8. "))
DEVIATION = re.compile(r"^\| ([A-Z]-\d+(?:(?:, | to )[A-Z]-\d+)*) \|", re.M)

INTRO = """\
# Conformance

Made by `tests/lint/conformance` from the tests; don't edit. Each row of the requirements (decisions, chapters 1 to 4, and 7)
with the tests that name it, or with the reason why none does. *Differs*: [DESIGN.md](DESIGN.md), "Deviations", says what we do
instead, or not yet, and the tests show that.

{tested} of {all} rows have a test, {rest} a reason; {differ} of them differ.

| row | in short | tests, or why there is none |
|---|---|---|
"""


def table(path):
    """{first word: the rest} of a text file."""
    lines = path.read_text().splitlines()
    words = (line.split("\t", 1) for line in lines if line and line[0] != "#")
    return {first: rest for first, rest in words}


# --------------------------------------------------------------- the tests


def words(text):
    return re.sub(r"rows:|[*/]", " ", text).split()


def c_tests(text):
    """(name, its words), and a name of None for a comment above no test."""
    found = [(m["name"], words(m["rows"])) for m in C_ROWS.finditer(text)]
    taken = sum(m["rows"].count("rows:") for m in C_ROWS.finditer(text))
    return found + [(None, [])] * (text.count("/* rows:") - taken)


def python_tests(text):
    """The same; the words stand at the end of a function's docstring."""
    found = []
    lost = len(PYTHON_MARK.findall(text))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            rows = PYTHON_ROWS.search(ast.get_docstring(node) or "")
            if rows:
                test = node.name.startswith("test_")
                found.append((node.name if test else None, words(rows[0])))
                lost -= len(PYTHON_MARK.findall(rows[0]))
    return found + [(None, [])] * lost


def tests(root):
    """(path, name, words) of each test that names rows, in a fixed order."""
    for path in sorted(root.glob("tests/**/test_*.*")):
        if path.suffix in (".c", ".py"):
            read = c_tests if path.suffix == ".c" else python_tests
            for name, rows in read(path.read_text()):
                yield str(path.relative_to(root)), name, rows


def by_row(root):
    """{row: {path: [name, ...]}}"""
    found = {}
    for path, name, rows in tests(root):
        for row in rows:
            found.setdefault(row, {}).setdefault(path, []).append(name)
    return found


# ---------------------------------------------------------------- the page


def cell(files):
    return "; ".join(
        f"`{path.removeprefix('tests/')}` " + ", ".join(names)
        for path, names in files.items()
    )


def deviations(root):
    """The rows that the design says we do otherwise."""
    text = (root / DESIGN).read_text()
    found = set()
    for cells in DEVIATION.findall(text[text.index("\n## Deviations") :]):
        for part in cells.split(", "):
            ends = part.split(" to ")
            kind = ends[0][:2]
            first, last = int(ends[0][2:]), int(ends[-1][2:])
            width = len(ends[0]) - 2
            found |= {f"{kind}{n:0{width}}" for n in range(first, last + 1)}
    return found


def page(root):
    rows, reasons, found = table(root / ROWS), table(root / REASONS), by_row(root)
    differ = deviations(root) & set(rows)
    lines = []
    for row, title in rows.items():
        shown = cell(found[row]) if row in found else reasons.get(row, "")
        mark = "*Differs.* " if row in differ else ""
        lines.append(f"| {row} | {title} | {mark}{shown} |\n")
    tested = sum(row in found for row in rows)
    head = INTRO.format(
        tested=tested, all=len(rows), rest=len(rows) - tested, differ=len(differ)
    )
    return head + "".join(lines)


# -------------------------------------------------------------- the checks


def row_problems(root):
    rows, reasons, found = table(root / ROWS), table(root / REASONS), by_row(root)
    for row in rows:
        if row not in found and row not in reasons:
            yield f"{row}: neither a test nor a reason"
    for row in reasons:
        if row not in rows:
            yield f"{row}: a reason for a row that there isn't"
        elif row in found:
            yield f"{row}: has a test, and a reason why it has none"


def name_problems(root):
    """Comments that name nothing, or no test."""
    rows = table(root / ROWS)
    for path, name, named in tests(root):
        if name is None:
            yield f"{path}: rows above what is no test"
        for row in named:
            if not ROW.fullmatch(row) or OURS.match(row) and row not in rows:
                yield f"{path}: {name}: no such row: {row}"


def list_problems(root):
    """The list against the requirements, where these are at hand."""
    source = root / REQUIREMENTS
    if not source.exists():
        return
    text = source.read_text()
    there = set()
    for begin, end in CHAPTERS:
        chapter = text[text.index(begin) : text.index(end)]
        there |= set(REQUIRED.findall(chapter))
    listed = set(table(root / ROWS))
    yield from (f"not in {ROWS}: {row}" for row in sorted(there - listed))
    yield from (f"not in the requirements: {row}" for row in sorted(listed - there))


def peer_problems(root):
    names = [name or "" for _, name in all_tests(root)]
    for number in PEERS:
        if not any(name.startswith(f"test_T{number}_") for name in names):
            yield f"no test is called test_T{number}_..."


def all_tests(root):
    """(path, name) of each test, whether or not it names rows."""
    for path in sorted(root.glob("tests/**/test_*.*")):
        if path.suffix == ".c":
            pattern = r"^(test_\w+)\(void \*\*"
        elif path.suffix == ".py":
            pattern = r"^\s*(?:async )?def (test_\w+)\("
        else:
            continue
        for name in re.findall(pattern, path.read_text(), re.M):
            yield path.name, name


def threat_problems(root):
    """docs/THREATS.md names tests, as `file: name`, that are there."""
    there = set(all_tests(root))
    text = (root / THREATS).read_text()
    for path, names in re.findall(r"`(test_\w+\.\w+): ([\w, ]+)`", text):
        for name in names.split(", "):
            if (path, name) not in there:
                yield f"{THREATS}: there is no {path}: {name}"


def page_problems(root):
    path = root / PAGE
    if not path.exists() or path.read_text() != page(root):
        yield f"{PAGE} is stale: run tests/lint/conformance"


CHECKS = {
    "rows": row_problems,
    "names": name_problems,
    "list": list_problems,
    "peers": peer_problems,
    "threats": threat_problems,
    "page": page_problems,
}


def checks(root=ROOT):
    for name, problems in CHECKS.items():
        yield name, list(problems(root))


# ------------------------------------------------------------- the plants


def copy(folder):
    """docs/ and the tests, and nothing else."""
    root = pathlib.Path(folder, "copy")
    shutil.copytree(ROOT / "docs", root / "docs")
    for path in ROOT.glob("tests/**/test_*.*"):
        target = root / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return root


def edit(root, pattern, old, new):
    for path in root.glob(pattern):
        path.write_text(path.read_text().replace(old, new))


def planted(check, pattern, old, new):
    """What a check says of a copy in which a text was replaced."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy(folder)
        edit(root, pattern, old, new)
        return list(CHECKS[check](root))


def plants():
    yield (
        "row without test",
        "F-085: neither",
        planted("rows", "tests/**/test_*.*", "F-085", ""),
    )
    yield (
        "reason for a tested row",
        "F-070: has a test",
        planted("rows", REASONS, "\treason\n", "\treason\nF-070\tx\n"),
    )
    yield (
        "unknown row",
        "no such row: F-999",
        planted("names", "tests/**/test_*.*", "F-070", "F-999"),
    )
    yield (
        "rows of no test",
        "rows above what is no test",
        planted("names", "tests/unit/test_hotp.c", "\ntest_", "\nhelper_"),
    )
    yield (
        "renamed test",
        "test_T07_",
        planted("peers", "tests/**/test_*.*", "test_T07_", "test_renamed_"),
    )
    yield (
        "threat without test",
        "there is no test_hotp.c",
        planted("threats", "tests/unit/test_hotp.c", "test_", "t_"),
    )
    yield "stale page", "stale", planted("page", ROWS, "\tISC\n", "\tplanted\n")
    yield (
        "silent deviation",
        "stale",
        planted("page", DESIGN, "\n| C-022 |", "\n| C-021 |"),
    )


# -------------------------------------------------------------------- main


def report(outcomes):
    problems = [f"{name}: {text}" for name, found in outcomes for text in found]
    for problem in problems:
        print(f"conformance: {problem}", file=sys.stderr)
    return 1 if problems else 0


def self_test():
    return report(
        (name, [] if any(expected in text for text in found) else ["not reported"])
        for name, expected, found in plants()
    )


def main(arguments):
    if arguments == ["--check"]:
        return report(checks())
    if arguments == ["--self-test"]:
        return self_test()
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    (ROOT / PAGE).write_text(page(ROOT))
    return 0
