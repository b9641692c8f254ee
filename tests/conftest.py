# SPDX-License-Identifier: ISC
"""What the tests in Python share: where the product is, and the options."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser):
    group = parser.getgroup("baropam")
    group.addoption("--race-trials", type=int, default=3, metavar="N",
                    help="trials of each race (default 3; a release: 100)")
    group.addoption("--race-disk", default="/var/tmp", metavar="DIR",
                    help="a folder on a disk, for races on a real file "
                         "system (default /var/tmp)")
    group.addoption("--racer-seconds", type=float, default=3, metavar="S",
                    help="how long each component of a path is exchanged "
                         "(default 3; a release: 60)")
    group.addoption("--pairs", type=int, default=8, metavar="N",
                    help="try one of N pairs of calls that fail in one "
                         "login or command (default 8; a release: 1)")
    group.addoption("--logins", type=int, default=10000, metavar="N",
                    help="logins in one process that T05 watches "
                         "(default 10000)")


def product(variable, path):
    """A file that the build made, or the one that the variable names."""
    found = Path(os.environ.get(variable, ROOT / path)).resolve()
    if not found.is_file():
        pytest.fail(f"{found} is missing: run ./dev build, or set {variable}",
                    pytrace=False)
    return found


@pytest.fixture(scope="session")
def baro_module():
    """The PAM module under test."""
    return product("BARO_MODULE", "zig-out/lib/security/pam_baro_auth.so")


@pytest.fixture(scope="session")
def baro_tool():
    """The tool under test."""
    return product("BARO_TOOL", "zig-out/bin/baro_auth")
