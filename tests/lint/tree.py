# SPDX-License-Identifier: ISC
"""Where things are, and how the checks call other programs."""

import os
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
OUT = ROOT / "zig-out"
ZIG = os.environ.get("ZIG", "zig")

# What `zig build` is made of, beside the libraries in .deps.
MADE_OF = ("LICENSE", "THIRD-PARTY.md", "abi", "build.zig", "build.zig.zon", "docs",
           "packaging", "src")

# The headers of all that is compiled, as build.zig finds them.
INCLUDES = (
    f"-I{SRC}",
    f"-I{ROOT / 'fuzz'}",
    "-isystem", ROOT / ".deps/bearssl/inc",
    "-isystem", ROOT / ".deps/sodium/src/libsodium/include",
    "-isystem", OUT / "test/include",
    "-isystem", ROOT / ".deps/qrencode",
    "-isystem", ROOT / ".deps/cmocka/include",
)


def copy_made_of(folder, *more):
    """Copy there what `zig build` is made of, and more, in place of what is
    there, so that it can be changed."""
    for name in (*MADE_OF, *more):
        if (ROOT / name).is_dir():
            shutil.rmtree(folder / name, ignore_errors=True)
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy2(ROOT / name, folder / name)


def output(*command, **options):
    """Standard output of a program that must succeed."""
    return subprocess.run(
        [str(word) for word in command],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    ).stdout


def complaints(*command, **options):
    """The lines that a program prints, and a line for its bad exit."""
    done = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
    lines = done.stdout.splitlines()
    if done.returncode and not lines:
        lines = [f"{command[0]}: exit {done.returncode}"]
    return lines


def sources(pattern="*.c"):
    """All files of src/ of one kind, sorted, relative to src/."""
    return sorted(path.relative_to(SRC) for path in SRC.rglob(pattern))


def table(path):
    """The words of each line of a text file that is not a comment."""
    lines = (ROOT / path).read_text().splitlines()
    return [line.split() for line in lines if line and line[0] != "#"]


def quoted_list(name, text=None):
    """The strings of one list of build.zig."""
    if text is None:
        text = (ROOT / "build.zig").read_text()
    body = re.search(rf"^const {name} = .*?^}};", text, re.S | re.M).group(0)
    body = re.sub(r"//.*", "", body)
    return re.findall(r'"((?:[^"\\]|\\.)*)"', body)
