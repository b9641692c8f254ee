# SPDX-License-Identifier: ISC
"""A small machine of its own for a test, made by machine.sh.

A Machine runs programs, shows their terminals, and gives its files and its log
to the test.  Everything in it ends with close(), or with the test process.
"""

import base64
import copy
import ctypes
import hmac
import json
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import threading
import time

import pexpect

HERE = pathlib.Path(__file__).parent
SNIPPETS = HERE.parent.parent / "packaging" / "snippets"
RECORDS = "/var/lib/baropam"

PASSWORD = "staple"  # of every user but frank
FRANKS_PASSWORD = "pw99"
ROOTS_PASSWORD = "battery"
EMERGENCY = ["31415926", "27182818"]

# What a distribution's file has below its auth lines.
REST_OF_STACK = """
account required pam_nologin.so
@include common-account
@include common-session
@include common-password
"""

UIDS = dict(zip("alice bob carol dave erin frank".split(), range(1001, 1007)))
UIDS["root"] = 0
CLONE_NEWNET = 0x40000000


class Record:
    """What a record says, and the codes that belong to it."""

    HASHES = {"app1": "sha1", "app256": "sha256", "app384": "sha384",
              "app512": "sha512"}

    def __init__(self, key=None, method="app512", cycle=30):
        self.key = key or base64.b64encode(os.urandom(24)).decode()
        self.hmac_key = self.key.encode()
        self.method = method
        self.cycle = cycle

    def text(self, rate="3 30", *directives, emergency=EMERGENCY):
        """The record as a file (requirements, 2.1 to 2.3)."""
        if not any("REUSE" in directive for directive in directives):
            directives += ("DISALLOW_REUSE",)
        lines = ["AUTH_KEY", f"RATE_LIMIT {rate}", f"KEY_METHOD {self.method}",
                 f"CYCLE_TIME {self.cycle}", f"SECURE_KEY {self.key}",
                 *directives]
        return "".join(f'" {line}\n' for line in lines) + "".join(
            f"{key}\n" for key in emergency)

    def code(self, steps=0, at=None):
        """The code of now, or of so many steps later, by oathtool; it knows
        no SHA-384, for which Python's own HMAC stands in."""
        when = int(time.time() if at is None else at) + steps * self.cycle
        if self.method == "app384":
            return self._code_384(when // self.cycle)
        return subprocess.run(
            ["oathtool", f"--totp={self.HASHES[self.method]}",
             f"--time-step-size={self.cycle}s", f"--now=@{when}",
             self.hmac_key.hex()],
            check=True, capture_output=True, text=True, timeout=10,
        ).stdout.strip()

    def _code_384(self, step):
        mac = hmac.digest(self.hmac_key, struct.pack(">Q", step), "sha384")
        offset = mac[-1] & 15
        number, = struct.unpack(">I", mac[offset:offset + 4])
        return f"{(number & 0x7fffffff) % 10**6:06}"

    def wrong_code(self):
        """Six digits that are right at no step near now."""
        right = {self.code(steps) for steps in range(-3, 4)}
        return next(c for c in map("{:06}".format, range(10)) if c not in right)

    def per_user(self, user, hostname):
        """The same record as seen by one user under KEY_SCOPE user (W-15)."""
        theirs = copy.copy(self)
        theirs.hmac_key = hmac.digest(
            self.hmac_key, b"baropam-user-v1\0" + hostname.lower().encode()
            + b"\0" + user.encode(), "sha512")
        return theirs


class Machine:
    """One machine, running from its making to close()."""

    def __init__(self):
        environment = os.environ | {"PYTHON": sys.executable}
        self._process = subprocess.Popen(
            [HERE / "machine.sh", "sh", "-c", "echo ready; exec sleep 600"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            start_new_session=True, env=environment)
        ready = self._process.stdout.readline()
        if ready != b"ready\n":
            self.close()
            raise RuntimeError("machine.sh could not make a machine")
        pid = self._process.pid
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
        self.pid = int(children.read_text())

    def close(self):
        """End all its processes; its files go with them."""
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    # ------------------------------------------------------------- programs

    def command(self, *words, user="root"):
        """WORDS as USER in the machine, for the test's own computer to run."""
        enter = ["nsenter", f"--target={self.pid}", "--mount", "--uts",
                 "--ipc", "--net", "--pid", "--root", "--wd"]
        home = "/root" if user == "root" else f"/home/{user}"
        clean = ["env", "-i", "PATH=/opt/bin:/usr/sbin:/usr/bin",
                 f"HOME={home}", f"USER={user}", "LANG=C.UTF-8", "TERM=xterm"]
        if user != "root":
            number = str(UIDS[user])
            clean = ["setpriv", "--reuid", number, "--regid", number,
                     "--init-groups", *clean]
        return [*enter, *clean, *map(str, words)]

    def run(self, *words, user="root", typed=None, timeout=20):
        """Run to its end; standard input holds what is TYPED, or nothing."""
        return subprocess.run(
            self.command(*words, user=user), input=typed or "", text=True,
            capture_output=True, timeout=timeout, check=False,
            start_new_session=True)

    def spawn(self, *words, user="root", size=(60, 160)):
        """Start on a terminal of SIZE lines and columns."""
        command = self.command(*words, user=user)
        return pexpect.spawn(command[0], command[1:], timeout=15,
                             encoding="utf-8", dimensions=size)

    def connect(self, port=22):
        """A connection within the machine, as a socket of ours."""
        result = []
        thread = threading.Thread(
            target=lambda: result.append(self._connect(port)))
        thread.start()
        thread.join()
        return result[0]

    def _connect(self, port):
        # A thread may be in another network than its process; this one ends.
        libc = ctypes.CDLL(None, use_errno=True)
        with open(f"/proc/{self.pid}/ns/net", encoding="ascii") as network:
            if libc.setns(network.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        return socket.create_connection(("127.0.0.1", port), timeout=10)

    # ---------------------------------------------------------------- files

    def path(self, name):
        """The machine's absolute path NAME, for the test to open."""
        return pathlib.Path(f"/proc/{self.pid}/root{name}")

    def write(self, name, text, mode=0o644, owner=0):
        """Make or replace the file NAME, and its folder if need be (0700)."""
        path = self.path(name)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(text)
        path.chmod(mode)
        os.chown(path, owner, owner)
        return path

    def stack(self, service, auth, rest=REST_OF_STACK):
        """Let SERVICE authenticate through the text AUTH."""
        return self.write(f"/etc/pam.d/{service}", auth + rest)

    def snippet(self, service, name):
        """Let SERVICE authenticate through a published example."""
        return self.stack(service, (SNIPPETS / name).read_text())

    def enrol(self, user, record=None, *directives, rate="3 30", path=None,
              owner=0):
        """Write a record for USER by hand, and return what it says."""
        record = record or Record()
        self.write(path or f"{RECORDS}/{user}",
                   record.text(rate, *directives), 0o400, owner)
        return record

    def json(self, *words, user="root"):
        """What baro_auth WORDS --json prints."""
        result = self.run("baro_auth", *words, "--json", user=user)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    # ------------------------------------------------------------------ log

    def log(self):
        """The system log so far: severity, ident and text a line."""
        return self.path("/var/log/auth.log").read_text()

    def wait_for_log(self, pattern, seconds=5):
        """Wait until a line of the log matches, and return the match."""
        deadline = time.monotonic() + seconds
        while True:
            found = re.search(pattern, self.log(), re.M)
            if found:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"no {pattern!r} in:\n{self.log()}")
            time.sleep(0.02)

    # ------------------------------------------------------------------ ssh

    def start_sshd(self, *settings):
        """Start the server; SETTINGS go before those of its file."""
        options = [word for s in settings for word in ("-o", s)]
        server = self.run("/opt/bin/sshd", *options)
        assert server.returncode == 0, server.stderr
        deadline = time.monotonic() + 10
        while not self.path("/run/sshd.pid").exists():
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.02)

    def ssh(self, user, *words, options=()):
        """The real client, on a terminal, about to ask USER something."""
        flags = [word for o in options for word in ("-o", o)]
        return self.spawn("ssh", *flags, f"{user}@127.0.0.1", *words)
