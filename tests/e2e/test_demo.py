# SPDX-License-Identifier: ISC
"""The demo says what came out, and its exit code agrees."""

import os
import pathlib
import subprocess
import sys

from machine import HERE

PERMIT = next(pathlib.Path("/lib").glob("*-linux-gnu/security/pam_permit.so"))


def demo(**changed):
    """Run it; what it printed, and its exit code."""
    done = subprocess.run(
        [HERE / "demo.sh"], capture_output=True, text=True, timeout=60,
        env=os.environ | {"PYTHON": sys.executable} | changed, check=False,
        stdin=subprocess.DEVNULL)
    return done.stdout, done.returncode


def test_demo():
    """Let in once, refused twice.

    rows: P-070 M-19 M-23 M-50"""
    shown, status = demo()
    assert status == 0, shown
    assert shown.count("As it should be: ") == 3
    assert "WRONG" not in shown


def test_demo_can_fail():
    """With a module that lets everybody in, it must not call that right.

    rows: P-070"""
    shown, status = demo(BARO_MODULE=str(PERMIT))
    assert status == 1
    assert shown.count("WRONG: ") == 3
