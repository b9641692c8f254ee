# SPDX-License-Identifier: ISC
"""Logins on aarch64: the module and the tool of a cross build, with Debian's
libpam and C library for that processor, in an emulator.

The emulator passes system calls on to this kernel, but for those that it does
not know, openat2(2) among them.  It runs in a root of its own with no more in
it than this takes, in a mount namespace; ./dev unpacks what is Debian's into
.deps/aarch64.  Needs root.
"""

import hashlib
import hmac
import os
import re
import shutil
import socket
import struct
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEBIAN = ROOT / ".deps/aarch64"
BUILT = ROOT / "zig-out/aarch64"
EMULATOR = "qemu-aarch64-static"
KEY = "a-key-of-thirty-two-characters.."
EMERGENCY = "31415926"
RECORD = f"""\
" AUTH_KEY
" RATE_LIMIT 3 30
" KEY_METHOD app512
" CYCLE_TIME 30
" SECURE_KEY {KEY}
" DISALLOW_REUSE
" WINDOW_SIZE 3
{EMERGENCY}
"""
PASSWD = """\
root:x:0:0:root:/root:/bin/sh
ann:x:1000:1000::/home/ann:/bin/sh
"""
SERVICE = ("auth required /lib/pam_baro_auth.so "
           "secret=/var/lib/baropam/$[USER] encrypt={}\n")
# What is mounted: the devices that a C library asks for, and processes.
ENTER = """\
root=$1
shift
for name in null urandom; do
    mount --bind "/dev/$name" "$root/dev/$name"
done
mount -t proc proc "$root/proc"
exec chroot "$root" "$@"
"""


def code_now():
    """RFC 6238, with HMAC-SHA-512."""
    step = struct.pack(">Q", int(time.time()) // 30)
    mac = hmac.new(KEY.encode(), step, hashlib.sha512).digest()
    word, = struct.unpack_from(">I", mac, mac[-1] & 15)
    return f"{(word & 0x7fffffff) % 1_000_000:06}"


class Machine:
    """A root folder for programs of aarch64."""

    def __init__(self, folder):
        self.root = folder / "root"
        shutil.copytree(DEBIAN, self.root, symlinks=True)
        for name in ("dev", "proc", "etc/pam.d", "var/lib/baropam"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        (self.root / "var/lib/baropam").chmod(0o700)
        for name in ("null", "urandom"):
            (self.root / "dev" / name).touch()
        for path in (BUILT / "lib/security/pam_baro_auth.so",
                     BUILT / "bin/baro_auth", Path(shutil.which(EMULATOR))):
            shutil.copy(path, self.root / "lib")
        (self.root / "etc/passwd").write_text(PASSWD)
        for word in ("yes", "no"):
            (self.root / "etc/pam.d" / word).write_text(SERVICE.format(word))
        self.record = self.root / "var/lib/baropam/ann"
        self.log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.log.bind(str(self.root / "dev/log"))
        self.log.setblocking(False)

    def run(self, *words, typed=""):
        return subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "sh", "-euc",
             ENTER, "sh", self.root, f"/lib/{EMULATOR}", *words],
            input=typed, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=60)

    def login(self, code, encrypt="no"):
        """Whether ann is let in."""
        done = self.run("/usr/bin/pamtester", encrypt, "ann", "authenticate",
                        typed=f"{code}\n")
        assert "Verification code: " in done.stdout, done.stdout
        said = ("Authentication failure", "successfully authenticated")
        assert said[done.returncode == 0] in done.stdout, done.stdout
        return done.returncode == 0

    def tool(self, *words):
        done = self.run("/lib/baro_auth", *words)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def logged(self):
        """The module's lines since the last look, without their heads."""
        lines = []
        while True:
            try:
                lines.append(self.log.recv(4096).decode())
            except BlockingIOError:
                return [m.group(1) for line in lines
                        if (m := re.search(r"pam_baro_auth\S*: (.*)", line))]


@pytest.fixture
def machine(tmp_path):
    fresh = Machine(tmp_path)
    yield fresh
    fresh.log.close()


def test_right_code_once(machine):
    """And not twice; what is logged of it.

    rows: D-06 M-19 M-23 M-50
    """
    machine.record.write_text(RECORD)
    machine.record.chmod(0o400)
    assert not machine.login("000000")
    assert "Invalid verification code" in machine.logged()
    code = code_now()
    assert machine.login(code)
    assert any("authentication succeeded for user ann" in line
               for line in machine.logged())
    assert not machine.login(code)
    assert any("Trying to reuse" in line for line in machine.logged())
    assert os.listdir(machine.record.parent) == ["ann"]
    assert oct(machine.record.stat().st_mode)[-3:] == "400"


def test_emergency_key_once(machine):
    """rows: D-06"""
    machine.record.write_text(RECORD)
    machine.record.chmod(0o400)
    assert machine.login(EMERGENCY)
    assert not machine.login(EMERGENCY)
    assert EMERGENCY not in machine.record.read_text()


def test_enrolled_and_sealed_by_the_tool(machine):
    machine.tool("-u", "ann", "--non-interactive", "--no-confirm", "--no-qr")
    machine.tool("encrypt", "-u", "ann")
    assert b"SECURE_KEY" not in machine.record.read_bytes()
    assert not machine.login("000000", encrypt="yes")
    code = machine.tool("code", "-u", "ann").split()[-1]
    assert machine.login(code, encrypt="yes")
    assert not machine.login(code, encrypt="yes")
