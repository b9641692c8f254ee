# SPDX-License-Identifier: ISC
"""Driving the test host (host.c)."""

import errno
import json
import os
import re
import subprocess
from pathlib import Path

from sandbox import STORE
from records import NOW, code

CODES = ("SUCCESS OPEN_ERR SYMBOL_ERR SERVICE_ERR SYSTEM_ERR BUF_ERR "
         "PERM_DENIED AUTH_ERR CRED_INSUFFICIENT AUTHINFO_UNAVAIL "
         "USER_UNKNOWN MAXTRIES NEW_AUTHTOK_REQD ACCT_EXPIRED SESSION_ERR "
         "CRED_UNAVAIL CRED_EXPIRED CRED_ERR NO_MODULE_DATA CONV_ERR "
         "AUTHTOK_ERR AUTHTOK_RECOVERY_ERR AUTHTOK_LOCK_BUSY "
         "AUTHTOK_DISABLE_AGING TRY_AGAIN IGNORE ABORT AUTHTOK_EXPIRED "
         "MODULE_UNKNOWN BAD_ITEM CONV_AGAIN INCOMPLETE").split()
SEVERITIES = "emerg alert crit err warning notice info debug".split()
ECHO_OFF = 1
AUTHPRIV = 10

PROMPT = "Verification code: "
PROMPT_FORWARD = "Password & verification code: "

SERVICE = "sshd"
PER_USER = f"secret={STORE}/$[USER] encrypt=no"


class Outcome:
    """What one transaction showed."""

    def __init__(self, seen, service):
        self.seen = seen
        self.code = self.named("authenticate")
        self.setcred = self.named("setcred")
        self.prompts = [(p["style"], p["text"]) for p in seen["prompts"]]
        self.delays = seen["delays"]
        self.notes = {note["label"]: note for note in seen["notes"]}
        self.wall_s = seen.get("wall_us", 0) / 1e6
        self.log = []
        self.others = []
        ident = re.compile(rf"pam_baro_auth\({re.escape(service)}:auth\): ",
                           re.DOTALL)
        for line in seen["log"]:
            severity = SEVERITIES[line["priority"] & 7]
            match = ident.match(line["text"])
            if match is None:
                self.others.append((severity, line["text"]))
                continue
            assert line["priority"] >> 3 == AUTHPRIV
            self.log.append((severity, line["text"][match.end():]))

    def named(self, call):
        return CODES[self.seen[call]] if call in self.seen else None

    @property
    def texts(self):
        return [text for _, text in self.log]

    def authtok(self, label="after"):
        return self.notes[label]["authtok"]

    def unchanged(self):
        return self.seen["before"] == self.seen["after"]


def mask(secret):
    """For --hidden and --needle."""
    return bytes(b ^ 0x5A for b in secret.encode()).hex()


class Pam:
    def __init__(self, module, probe, program, folder):
        self.words = {"BARO": str(module), "PROBE": str(probe)}
        self.program = program
        self.folder = folder

    def stack(self, *lines, service=SERVICE):
        """Write a PAM file; BARO and PROBE stand for the modules.  What is
        included is of this folder too: libpam would look in /etc/pam.d."""
        text = "".join(line + "\n" for line in lines)
        for word, path in self.words.items():
            text = re.sub(rf"\b{word}\b", path, text)
        text = re.sub(r"^(@include|auth\s+(?:include|substack))\s+",
                      rf"\1 {self.folder}/", text, flags=re.MULTILINE)
        (self.folder / service).write_text(text)

    def ours(self, arguments="nullok", place=PER_USER, **options):
        """A stack of our module alone, with probes around it."""
        self.stack(f"auth required BARO {arguments} {place}",
                   "auth optional PROBE label=after", **options)

    def run(self, *arguments, service=SERVICE, deadline=100, **options):
        command = [self.program, "--confdir", self.folder, "--service",
                   service, *arguments]
        # Nothing of our environment: pytest puts a test's parameters there.
        done = subprocess.run(command, capture_output=True, timeout=deadline,
                              stdin=subprocess.DEVNULL,
                              **{"env": ENVIRONMENT, **options})
        assert done.returncode == 0, (done.returncode, done.stderr)
        assert done.stderr == b"", done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def arguments(self, user="alice", answer=None, answers=(), now=NOW,
                  items=None, faults=(), at=None, needles=(), hidden=None,
                  flags="", **values):
        """The command line of host.c.  No answer means the right one."""
        if answer is not None:
            answers = (answer,)
        elif not answers and hidden is None and "answers_file" not in values:
            answers = (code(now),)
        line = []
        for name, value in {"user": user, "now": now, **(items or {}),
                            **values}.items():
            if value is None:
                continue
            name = name.replace("_file", "").replace("_", "-")
            line += ["--" + name,
                     value if isinstance(value, bytes) else str(value)]
        for text in answers:
            line += ["--answer", text]
        for fault in faults:
            call, which, number = fault
            line += ["--fault", f"{call}:{which}:{getattr(errno, number)}"]
        for event, command in (at or {}).items():
            line += ["--at", f"{event}:{command}"]
        for needle in needles:
            line += ["--needle", mask(needle)]
        if hidden is not None:
            line += ["--hidden", mask(hidden)]
        return line + ["--" + flag for flag in flags.split()]

    def logins(self, service=SERVICE, process=None, **options):
        """Several transactions of one run."""
        seen = self.run(*self.arguments(**options), service=service,
                        **(process or {}))
        return [Outcome(one, service) for one in seen]

    def login(self, **options):
        """One transaction."""
        outcomes = self.logins(**options)
        assert len(outcomes) == 1
        return outcomes[0]

    def tally(self, what, service=SERVICE, **options):
        """The work of one transaction: "decision" gives instructions, "calls"
        the system calls by number."""
        outcome, counts = self.run(*self.arguments(tally=what, **options),
                                   service=service)
        calls = {int(number): n for number, n in counts["calls"].items()}
        return Outcome(outcome, service), counts["instructions"], calls


ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/",
               "LANG": "C.UTF-8"}

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
HOST_SOURCES = ("host", "options", "transaction", "conversation", "interpose",
                "events", "log", "snapshot", "scan", "registers", "tally",
                "json")
FLAGS = ("-std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Wpedantic -Wconversion "
         "-Wsign-conversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes "
         "-Wvla -Wcast-qual -Wformat=2 -Wundef -Werror").split()


def compile_helpers(folder):
    """Build the host and the probe; (program, probe)."""
    compiler = os.environ.get("CC", "cc")
    program = folder / "host"
    probe = folder / "pam_probe.so"
    sources = [HERE / f"{name}.c" for name in HOST_SOURCES]
    subprocess.run([compiler, *FLAGS, "-rdynamic", "-o", program, *sources,
                    "-lpam", "-lpthread", "-ldl"], check=True)
    subprocess.run([compiler, *FLAGS, "-fPIC", "-shared", "-o", probe,
                    HERE / "pam_probe.c"], check=True)
    return program, probe
