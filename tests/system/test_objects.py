# SPDX-License-Identifier: ISC
"""What `zig build -Dsystem-libs` makes, read as built.

The checks are those of tests/lint/objects.py, where each finds a planted bug,
but for those that Debian's archives do not pass: libbearssl.a and libsodium.a
call more of libc, of a newer one, hold data that can be written to, and bear
no mark of the processor's guard.
"""

import re
import sys
from pathlib import Path

import pytest

LINT = Path(__file__).resolve().parents[1] / "lint"
sys.path.insert(0, str(LINT))

import objects  # noqa: E402 (the line above makes it known)
from elf import Elf  # noqa: E402

NOT_THEIRS = (objects.imports, objects.glibc, objects.guard, objects.writable)
MODULE = objects.Rules(set(), [{"libc.so.6", "libpam.so.0"}],
                       objects.ENTRY_POINTS, re.compile(r"$."))
TOOL = objects.Rules(set(), [{"libc.so.6", "libqrencode.so.4"}],
                     set(), re.compile(r"$."))


def theirs(checks):
    """The checks that hold here too, as pytest's parameters."""
    return pytest.mark.parametrize(
        "check", [each for each in checks if each not in NOT_THEIRS],
        ids=lambda check: check.__name__)


@theirs(objects.MODULE_CHECKS)
def test_module(baro_module, check):
    """The module needs and exports what the one that ships does, and is as
    hard but for what their archives lack."""
    assert not list(check(Elf(baro_module), MODULE))


@theirs(objects.TOOL_CHECKS)
def test_tool(baro_tool, check):
    """The tool draws by the distribution's libqrencode."""
    assert not list(check(Elf(baro_tool), TOOL))


def test_never_called(baro_module):
    """What is undefined in the module, and not libc's or libpam's, are
    libsodium's questions for a processor's features, weak, or the link would
    have failed.  sodium_init() asks them, which nothing of ours calls."""
    strange = {each.name for each in Elf(baro_module).imports()
               if not each.version and each.name != "__gmon_start__"}
    assert all(name.startswith("sodium_runtime_has_") for name in strange)
