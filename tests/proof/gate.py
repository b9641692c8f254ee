# SPDX-License-Identifier: ISC
"""What the parts of the proof share: places, programs, and planted mistakes."""

import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/proof"
BUGS = HERE / "bugs"
# What goes wrong ends; a machine under load is slow, though.
DEADLINE_S = 1200


@dataclasses.dataclass
class Gate:
    """A sentence, and what finds the complaints against it."""

    sentence: str
    complaints: Callable[[], list[str]]

    def run(self):
        begin = time.monotonic()
        try:
            found = self.complaints()
        except Exception as error:  # whatever it is, the gate has failed
            found = [f"{type(error).__name__}: {error}"]
        word = "FAILED" if found else "ok"
        lines = [f"{word:6} {self.sentence} ({time.monotonic() - begin:.0f} s)"]
        return not found, lines + [f"       {line}" for line in found[:12]]


def output(*command, **options):
    """All that a program prints, and whether it ended well."""
    done = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=DEADLINE_S,
        cwd=ROOT,
        **options,
    )
    return done.returncode == 0, done.stdout


class Once:
    """What several gates need is made by the first, and the others wait."""

    def __init__(self):
        self.lock = threading.Lock()
        self.locks = {}
        self.results = {}

    def lock_of(self, key):
        with self.lock:
            return self.locks.setdefault(key, threading.Lock())

    def __call__(self, key, make):
        with self.lock_of(key):
            if key not in self.results:
                self.results[key] = make()
            return self.results[key]


@dataclasses.dataclass
class Bug:
    tool: str
    always: bool  # not only with --long
    path: pathlib.Path
    where: str
    expression: str

    @property
    def sentence(self):
        return f"{self.tool} reports in {self.path}: {self.expression}"

    def plant(self, src):
        """Plant it into the sources below src, which are a copy."""
        path = src / self.path
        before = path.read_bytes()
        subprocess.run(["sed", "-i", self.expression, path], check=True)
        if path.read_bytes() == before:
            raise RuntimeError(f"fits no line of {self.path}: {self.expression}")


def bugs(tool, long):
    for line in BUGS.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        name, path, where, expression = line.split("|", 3)
        bug = Bug(
            name.rstrip("*"), name.endswith("*"), pathlib.Path(path), where, expression
        )
        if bug.tool == tool and (bug.always or long):
            yield bug


def copy_of_sources(folder, bare=False):
    """A copy of src; a bare one is without the contracts, which only WP reads
    and Eva would call unknown.  The lines keep their numbers."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "src", folder)
    if bare:
        for path in folder.rglob("*.[ch]"):
            text = path.read_text()
            path.write_text(
                re.sub(
                    r"/\*@.*?\*/",
                    lambda m: "\n" * m.group().count("\n"),
                    text,
                    flags=re.S,
                )
            )
    return folder


def preprocessor(src, *more):
    """How Frama-C calls it."""
    return "-cpp-extra-args=" + " ".join(
        str(word)
        for word in (
            f"-I{src}",
            f"-I{HERE / 'wp'}",
            f"-I{ROOT / '.deps/bearssl/inc'}",
            f"-include {HERE / 'prelude.h'}",
            *more,
        )
    )


def environment(**more):
    return {**os.environ, **more}
