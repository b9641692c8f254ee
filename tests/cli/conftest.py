# SPDX-License-Identifier: ISC
"""The tool runs on the same small machines as sshd does: tests/e2e."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from machine import Machine  # noqa: E402 (the line above makes it known)


@pytest.fixture
def machine():
    """A fresh machine."""
    fresh = Machine()
    try:
        yield fresh
    finally:
        fresh.close()


@pytest.fixture
def tool(machine):
    """baro_auth on a fresh machine, to be called with its words."""
    return Tool(machine)


@pytest.fixture
def alice(machine):
    """What the record of alice says, which was written by hand."""
    return machine.enrol("alice")


@pytest.fixture(scope="module")
def idle_tool():
    """baro_auth on a machine that many tests share: it is to write nothing."""
    shared = Machine()
    try:
        yield Tool(shared)
    finally:
        shared.close()


class Tool:
    """Calls baro_auth."""

    def __init__(self, machine):
        self.machine = machine

    def __call__(self, *words, user="root", typed=None):
        """Run without a terminal."""
        return self.machine.run("baro_auth", *words, user=user, typed=typed)

    def right(self, *words, **options):
        """Run, and be content with success only.  What it printed."""
        result = self(*words, **options)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def refused(self, status, *words, **options):
        """Run, and be content with this failure only.  What it said."""
        result = self(*words, **options)
        assert result.returncode == status, (result.stdout, result.stderr)
        assert result.stderr.startswith("baro_auth: ")
        return result.stderr

    def spawn(self, *words, user="root"):
        """Run on a terminal, large enough for a QR code."""
        return self.machine.spawn("baro_auth", *words, user=user,
                                  size=(120, 250))

    def record(self, user="alice"):
        """The bytes of the record of USER."""
        return self.machine.path(f"/var/lib/baropam/{user}").read_bytes()
