# SPDX-License-Identifier: ISC
"""Includes go down only, and the core sees almost no system header.

The floors are those of docs/DESIGN.md.  A folder may include itself and any
floor below; two folders of one floor do not know of each other.
"""

import pathlib
import re
import tempfile

from tree import SRC, sources

FLOOR = {
    "base": 0,
    "codec": 1,
    "otp": 2,
    "sys": 3,
    "net": 3,
    "flow": 4,
    "pam": 5,
    "cli": 5,
    "lib": 5,
}
CORE = 2

# Headers that declare no function of the host, and the two libraries.
CORE_HEADERS = re.compile(
    r"assert|bearssl|limits|sodium(/\w+)?|stdalign|stdbool|stddef|stdint|string"
)
# The flow calls the system by way of sys/ alone.
FLOW = 4
FLOW_HEADERS = re.compile(
    CORE_HEADERS.pattern + r"|errno|security/pam_modules|sys/types"
)
CORE_WORDS = re.compile(
    r"\b(\w*alloc|alloca|free|errno|\w*printf|fopen|time|clock_gettime|"
    r"setlocale|getenv|syscall|assert|strtou?ll?|ato[il]|\w*scanf)\s*\(|"
    r"\berrno\b"
)
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]*)"|<([^>]*)>)', re.M)
COMMENT = re.compile(r'/\*.*?\*/|"(?:[^"\\\n]|\\.)*"', re.S)


def arrow(root, path, target):
    """What is wrong with one quoted include."""
    if not (root / target).is_file():
        return f"{path} includes {target}, which is not in src/"
    here, there = path.parts[0], pathlib.Path(target).parts[0]
    if here == there or FLOOR[there] < FLOOR[here]:
        return None
    return f"{path} includes {target}: {here} must not know {there}"


def file_problems(root, path):
    text = (root / path).read_text()
    for quoted, system in INCLUDE.findall(text):
        if quoted:
            yield arrow(root, path, quoted)
        elif FLOOR[path.parts[0]] <= CORE and not CORE_HEADERS.fullmatch(
            system.removesuffix(".h")
        ):
            yield f"{path} includes <{system}>: not for the core"
        elif FLOOR[path.parts[0]] == FLOW and not FLOW_HEADERS.fullmatch(
            system.removesuffix(".h")
        ):
            yield f"{path} includes <{system}>: not for the flow"
    code = COMMENT.sub("", INCLUDE.sub("", text))
    if FLOOR[path.parts[0]] <= CORE:
        for word in CORE_WORDS.finditer(code):
            yield f"{path} uses {word.group(0)}: not for the core"
    if path.suffix == ".c" and re.search(r"^extern\b", code, re.M):
        yield f"{path} declares a function of others: include its header"


def problems(root):
    files = sorted(root.rglob("*.[ch]"))
    paths = [path.relative_to(root) for path in files]
    strangers = [f"{p}: no such floor" for p in paths if p.parts[0] not in FLOOR]
    known = [p for p in paths if p.parts[0] in FLOOR]
    found = (each for path in known for each in file_problems(root, path))
    return strangers + [each for each in found if each]


def checks():
    yield "includes", problems(SRC)


def planted(name, line):
    """What is found when a file gains one line."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for path in sources("*.[ch]"):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text((SRC / path).read_text())
        with (root / name).open("a") as file:
            file.write(f"\n{line}\n")
        return problems(root)


def plants():
    yield (
        "include that runs up",
        "codec must not know sys",
        planted("codec/number.c", '#include "sys/vault.h"'),
    )
    yield (
        "include across a floor",
        "pam must not know cli",
        planted("pam/outcome.c", '#include "cli/options.h"'),
    )
    yield (
        "system header in the core",
        "<stdio.h>: not for the core",
        planted("codec/number.c", "#include <stdio.h>"),
    )
    yield (
        "system header in the flow",
        "<unistd.h>: not for the flow",
        planted("flow/exemption.c", "#include <unistd.h>"),
    )
    yield (
        "errno in the core",
        "uses errno",
        planted("codec/number.c", "static int f(void) { return errno; }"),
    )
