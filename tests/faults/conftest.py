# SPDX-License-Identifier: ISC
"""Tests where calls fail, processes die and disks are full.  They run on the
machine of tests/pam; the injector (inject.c) makes the calls fail."""

import os
import re
import socket
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = str(HERE.parent / "pam"), str(HERE.parent / "lint")

from host import FLAGS  # noqa: E402 (the line above makes them known)
from records import NOW  # noqa: E402
from sandbox import (cover, machine, namespaces,  # noqa: E402, F401
                     unmount)
from tree import copy_made_of  # noqa: E402

SOURCES = ("inject", "modes", "judge", "subject", "login", "tracer", "errors",
           "folder", "steer")
CLOSING = re.compile(r"^result (\d+), (\d+) calls, (\d+) allocations, "
                     r"(\d+) looks at the clock, (\d+) cases, (\d+) failed$",
                     re.MULTILINE)
DEADLINE_S = 1800

# What the next command may say.
KEY_MADE = ("baro_auth: /etc/baropam/host.key: made; back it up, apart from the "
            "encrypted records: these, and backups of them, are worth nothing "
            "without it\n")

# What the summary says at the end: {name: number of cases}.
TOLD = {}


def tell(what, cases):
    """Let the summary say that so many cases of this were tried."""
    TOLD[what] = TOLD.get(what, 0) + cases


def pytest_terminal_summary(terminalreporter):
    for what, cases in sorted(TOLD.items()):
        terminalreporter.write_line(f"faults: {what}: {cases} cases")


class Injector:
    """Runs inject.c."""

    def __init__(self, folder, source=HERE):
        compiler = os.environ.get("CC", "cc")
        self.program = folder / "inject"
        self.steer = folder / "steer.so"
        sources = [source / f"{name}.c" for name in SOURCES]
        subprocess.run([compiler, *FLAGS, "-rdynamic", "-o", self.program,
                        *sources, "-lpam", "-ldl"], check=True)
        subprocess.run([compiler, *FLAGS, "-fPIC", "-shared", "-o",
                        self.steer, source / "steer.c"], check=True)

    def __call__(self, mode, *words):
        """What it printed."""
        command = [self.program, mode, "--now", NOW, *words]
        done = subprocess.run([str(word) for word in command], check=False,
                              capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=DEADLINE_S)
        said = done.stderr.replace(KEY_MADE, "")
        assert said == "", said
        return done.stdout

    def run(self, *words):
        """Undisturbed; the result."""
        return int(re.fullmatch(r"result (\d+)\n", self("run", *words))[1])

    def all(self, mode, what, *words):
        """All cases of a mode, none of which may fail.  The work is shared
        by the processors."""
        parts = len(os.sched_getaffinity(0))
        with ThreadPoolExecutor(parts) as pool:
            texts = list(pool.map(lambda part: self(
                mode, "--part", f"{part}/{parts}", *words), range(parts)))
        cases = 0
        for text in texts:
            numbers = CLOSING.search(text)
            assert numbers[6] == "0", text
            cases += int(numbers[5])
        at_least = numbers[3] if mode == "allocations" else numbers[2]
        assert cases >= int(at_least) and numbers[2] != "0", texts
        tell(what, cases)


@pytest.fixture(scope="session")
def injector(tmp_path_factory):
    return Injector(tmp_path_factory.mktemp("injector"))


@pytest.fixture(scope="session")
def share(pytestconfig, baro_module, baro_tool):
    """Which pairs of failures to try (--pairs): others with each change of
    the product."""
    shares = pytestconfig.getoption("--pairs")
    number = zlib.crc32(baro_module.read_bytes() + baro_tool.read_bytes())
    return ["--share", f"{number % shares}/{shares}"]


@pytest.fixture(scope="session", autouse=True)
def log(namespaces):
    """A daemon that reads the log and forgets it."""
    cover("/dev", {"log"})
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as daemon:
        daemon.bind("/dev/log")
        reader = threading.Thread(target=lambda: any(
            not daemon.recv(8192) for _ in iter(int, 1)), daemon=True)
        reader.start()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            yield
            last.sendto(b"", "/dev/log")
        reader.join()
    unmount("/dev")


@pytest.fixture(scope="session")
def workshop(tmp_path_factory):
    """A copy of what the product is made of, to plant bugs in."""
    folder = tmp_path_factory.mktemp("workshop")
    copy_made_of(folder)
    (folder / ".deps").symlink_to(ROOT / ".deps")
    return folder


@pytest.fixture
def planted(workshop):
    """Build the product with a bug in it; its folder."""
    changed = []

    def build(plant):
        file = workshop / plant.file
        changed.append((file, file.read_text()))
        file.write_text(plant.apply(changed[0][1]))
        subprocess.run([os.environ["ZIG"], "build"], cwd=workshop, check=True)
        return workshop / "zig-out"
    yield build
    for file, text in changed:
        file.write_text(text)
