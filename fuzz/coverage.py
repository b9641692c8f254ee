# SPDX-License-Identifier: ISC
"""What of src/ the corpus and the tests reach, by llvm-cov.

Everything is linked from the same instrumented objects: the harnesses, the unit
tests, and a module and a tool for the tests in Python.  The tests themselves are
not judged here; the product that ships is what they must pass with.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys

import harness
from harness import COUNTING, FLOORS, NAMES, RAW, ROOT, WORK, say

FOLDER = WORK / "coverage"
PAGE = ROOT / "docs/COVERAGE.md"
REASONS = harness.FUZZ / "uncovered.txt"

CORE = ("base", "codec", "otp")
ALL = (*FLOORS, "cli")
# The least that is allowed, in per cent; of the core's lines it is all.
CORE_BRANCHES = 98
ALL_LINES = 90


# ---------------------------------------------------------------- building


def archive(name, floors):
    """The instrumented objects of some floors."""
    shared = harness.headers()
    made = []
    for floor in floors:
        for source in sorted((ROOT / "src" / floor).glob("*.c")):
            target = FOLDER / floor / f"{source.stem}.o"
            if not harness.is_fresh(target, source, *shared):
                harness.compile_one("coverage", source, target)
            made.append(target)
    return harness.archive_of(made, FOLDER / f"lib{name}.a")


def clang(*words):
    subprocess.run(["clang-14", *COUNTING, *words], check=True)


def libraries():
    """What every program is linked with, behind its own code."""
    ours = archive("baropam", FLOORS)
    others = [harness.others("coverage", x) for x in ("bearssl", "sodium")]
    return [ours, *others, ours, "-Wl,--defsym=randombytes_buf=0", "-lpam"]


def product():
    """The module and the tool."""
    harness.generated_headers()
    exports = f"-Wl,--version-script={ROOT}/src/pam/exports.map"
    whole, needed = "-Wl,--whole-archive", "-Wl,--no-whole-archive"
    ours, *others = libraries()
    module = FOLDER / "pam_baro_auth.so"
    clang("-shared", "-o", module, exports, whole, ours, needed, *others)
    tool = FOLDER / "baro_auth"
    cli = [whole, archive("cli", ["cli"]), needed, ours]
    clang("-o", tool, *cli, harness.others("coverage", "qrencode"), *others)
    return module, tool


def unit_tests():
    """The programs of tests/unit, by build.zig's lists."""
    cmocka = harness.others("coverage", "cmocka")
    programs = []
    for name in harness.listed("unit_tests") + harness.listed("libpam_tests"):
        source = ROOT / f"tests/unit/test_{name}.c"
        target = FOLDER / f"test_{name}"
        if not harness.is_fresh(target, source, *harness.headers()):
            command = ["clang-14", *harness.COMMON, f"-I{ROOT}/src"]
            command += [*harness.INCLUDES, "-D_UINTPTR_T=1", COUNTING[0]]
            command += [source, *libraries(), cmocka, "-o", target]
            subprocess.run(command, check=True)
        programs.append(target)
    return programs


# ----------------------------------------------------------------- running


def run(title, command, **variables):
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=os.environ | variables,
    )
    if done.returncode != 0:
        say(f"coverage: {title} ended with {done.returncode}")
    return done


def share_counts(module, tool):
    """Let processes of all users add to the counts of the product."""
    run("the tool", [tool, "--version"])
    load = f"import ctypes; ctypes.CDLL('{module}')"
    run("the module", ["python3", "-c", load])
    for file in RAW.iterdir():
        file.chmod(0o666)


def run_everything():
    """Every test once; the programs that were run."""
    shutil.rmtree(RAW, ignore_errors=True)
    RAW.mkdir(parents=True)
    binaries = []
    for name in NAMES:
        binaries.append(harness.program("coverage", name))
        run(name, [binaries[-1], *harness.seeds(name)])
    for program in unit_tests():
        binaries.append(program)
        run(program.name, [program])
    module, tool = product()
    share_counts(module, tool)
    chosen = {"BARO_MODULE": str(module), "BARO_TOOL": str(tool)}

    def tests(folder):
        command = ["python3", "-m", "pytest", "-q", f"tests/{folder}"]
        done = run(f"tests/{folder}", command, BARO_PROFILES=str(RAW), **chosen)
        last = done.stdout.strip().splitlines()[-1]
        say(f"coverage: tests/{folder}: {last}")
        if " passed" not in last:
            sys.exit(f"coverage: tests/{folder} did not run:\n{done.stdout[-2000:]}")

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(tests, ("pam", "cli")))
    return [*binaries, module, tool]


# ----------------------------------------------------------------- reading


class File:
    def __init__(self):
        self.lines = {}  # line: count
        self.branches = collections.Counter()  # (line, column, outcome): count
        self.functions = {}  # line of its beginning: name

    def function(self, line):
        before = [x for x in self.functions if x <= line]
        return self.functions[max(before)] if before else "?"

    def missed(self):
        """{function: its lines that were not reached}"""
        missed = collections.defaultdict(list)
        for line, count in sorted(self.lines.items()):
            if count == 0:
                missed[self.function(line)].append(line)
        return missed

    def figures(self):
        """Lines reached, lines, branches reached, branches."""
        reached = [sum(x > 0 for x in y.values()) for y in (self.lines, self.branches)]
        return [reached[0], len(self.lines), reached[1], len(self.branches)]


def llvm_cov(binaries, form, data):
    objects = [word for x in binaries for word in ("-object", x)][1:]
    command = ["llvm-cov-14", "export", f"-format={form}"]
    command += [f"-instr-profile={data}"]
    done = subprocess.run(
        [*command, *objects, ROOT / "src"], check=True, capture_output=True, text=True
    )
    # Functions that are compiled in several programs in different ways are
    # counted by the ways that agree.
    for line in done.stderr.splitlines():
        if not line.endswith("functions have mismatched data"):
            say(f"coverage: llvm-cov: {line}")
    return done.stdout


def read(binaries, counts=RAW):
    """{path: File}, of all files of src/ that hold code."""
    raw = sorted(pathlib.Path(counts).iterdir())
    data = FOLDER / "all.profdata"
    merge = ["llvm-profdata-14", "merge", "-sparse", "-o", data, *raw]
    subprocess.run(merge, check=True)
    files = collections.defaultdict(File)
    for text in llvm_cov(binaries, "lcov", data).splitlines():
        word, _, rest = text.partition(":")
        if word == "SF":
            file = files[os.path.relpath(rest, ROOT)]
        elif word == "FN":
            line, name = rest.split(",", 1)
            file.functions[int(line)] = name.split(":")[-1]
        elif word == "DA":
            line, count = rest.split(",")[:2]
            file.lines[int(line)] = int(count)
    # An inline function is in many objects: its branches are summed by place.
    for function in json.loads(llvm_cov(binaries, "text", data))["data"][0]["functions"]:
        path = os.path.relpath(function["filenames"][0], ROOT)
        for line, column, _, _, yes, no, place, *_ in function["branches"]:
            if path in files and place == 0:
                files[path].branches[line, column, True] += yes
                files[path].branches[line, column, False] += no
    return files


def per_cent(reached, of):
    return 100.0 if of == 0 else 100 * reached / of


def floor_of(path):
    return path.split("/")[1]


def total(files, floors):
    figures = [x.figures() for path, x in files.items() if floor_of(path) in floors]
    return [sum(column) for column in zip(*figures)]


def reasons():
    """{(floor, function): why some of its lines are not reached}"""
    found = {}
    for line in REASONS.read_text().splitlines():
        if line and not line.startswith("#"):
            path, function, why = line.split(None, 2)
            found[floor_of(path), function] = why
    return found


# ------------------------------------------------------------------ judging


def gaps(files):
    """(path, function, lines) of all that was not reached."""
    for path, file in sorted(files.items()):
        for function, lines in sorted(file.missed().items()):
            yield path, function, lines


def judge(files):
    """What is wrong with the figures."""
    lines, of_lines, branches, of_branches = total(files, CORE)
    if lines < of_lines:
        yield f"floors 0 to 2: {of_lines - lines} lines are not reached"
    if per_cent(branches, of_branches) < CORE_BRANCHES:
        yield f"floors 0 to 2: {per_cent(branches, of_branches):.1f} % of branches"
    lines, of_lines, _, _ = total(files, ALL)
    if per_cent(lines, of_lines) < ALL_LINES:
        yield f"src/: {per_cent(lines, of_lines):.1f} % of lines"


def without_reason(files):
    known = reasons()
    for path, function, missed in gaps(files):
        if (floor_of(path), function) not in known:
            yield f"{path}: {function}: lines {ranges(missed)}"


def plant(files):
    """Whether a line of the core that is not reached would be seen."""
    path = min(path for path in files if floor_of(path) in CORE)
    lines = files[path].lines
    line = min(lines)
    count, lines[line] = lines[line], 0
    seen = [text for text in judge(files) if "lines are not reached" in text]
    lines[line] = count
    say(f"{'ok  ' if seen else 'FAIL'} planted coverage: {path}:{line}: {seen}")
    return bool(seen)


def ranges(lines):
    """1, 2, 3, 7 as 1-3, 7."""
    parts = []
    for line in lines:
        if parts and line == parts[-1][1] + 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(f"{a}-{b}" if a != b else str(a) for a, b in parts)


def row(name, figures):
    lines, of_lines, branches, of_branches = figures
    return (
        f"| {name} | {lines} of {of_lines} | {per_cent(lines, of_lines):.1f} % "
        f"| {branches} of {of_branches} | {per_cent(branches, of_branches):.1f} % |"
    )


HEAD = """\
# Coverage

What of `src/` the corpus of `fuzz/` and the tests of `tests/unit`, `tests/pam`
and `tests/cli` reach, counted by clang and llvm-cov 14.  Made by
`./dev fuzz coverage`; do not edit.  `./dev test` measures it again, and fails
if floors 0 to 2 have a line that is not reached or less than 98 % of branches,
or if all of `src/` has less than 90 % of lines.

| part | lines | | branches | |
|---|---|---|---|---|
"""
MISSED = """
## What is not reached

One row a function; the reasons are kept in `fuzz/uncovered.txt`.  A few of these
lines are reached now and then, by a race that a test runs.

| file | function | lines | why |
|---|---|---|---|
"""


def page(files):
    text = HEAD
    text += row("floors 0 to 2", total(files, CORE)) + "\n"
    text += row("all of `src/`", total(files, ALL)) + "\n"
    for floor in ALL:
        text += row(f"`src/{floor}`", total(files, [floor])) + "\n"
    text += MISSED
    known = reasons()
    for path, function, missed in gaps(files):
        why = known.get((floor_of(path), function), "(no reason is given yet)")
        text += f"| `{path}` | `{function}` | {len(missed)} | {why} |\n"
    return text


def coverage(write):
    """Measure, print, and either write the page or compare with it."""
    files = read(run_everything())
    for name, floors in (("floors 0 to 2", CORE), ("src/", ALL)):
        lines, of_lines, branches, of_branches = total(files, floors)
        say(
            f"coverage: {name}: {per_cent(lines, of_lines):.1f} % of {of_lines} "
            f"lines, {per_cent(branches, of_branches):.1f} % of {of_branches} branches"
        )
    problems = list(judge(files))
    for problem in problems:
        say(f"FAIL coverage: {problem}")
    if not problems:
        say("ok   coverage: as much as is demanded")
    for text in without_reason(files):
        say(f"coverage: no reason is given: {text}")
    if write:
        PAGE.write_text(page(files))
    elif PAGE.read_text() != page(files):
        say("coverage: docs/COVERAGE.md is of another tree: ./dev fuzz coverage")
    return [plant(files), *([False] * len(problems) or [True])]
