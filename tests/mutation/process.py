# SPDX-License-Identifier: ISC
"""Runs compilers, linkers and tests, and tells what came of them.  That the
machine has no room, no memory or no time says nothing about a mutant, so it is
never taken for a fate of one: it ends the run.  So do a program that cannot be
run and a signal that is no crash."""

import math
import os
import re
import select
import signal
import subprocess

MEMORY_KB = 1 << 20
# So long no test takes by the clock, whatever else the machine does.
DEADLINE_S = 600
# cmocka: the first failure is the last.
ENVIRONMENT = {**os.environ, "CMOCKA_TEST_ABORT": "1"}
# Who takes so many times the processor's time that is usual hangs.
PATIENCE = 10

# How a test dies by its own mistake: cmocka aborts at the first that fails.
CRASHES = {-signal.SIGABRT, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL,
           -signal.SIGSEGV}
# How it ends: cmocka by the number of those that failed, a sanitizer with 1.
# A shell or a loader that cannot run it says 126 or 127.
FAILURES = range(1, 126)

# Run $0 with $1 seconds of the processor, $2 until it is killed, and $3 KB of
# memory.  It is bash's: other shells read a broken program as a script.
LIMITED = """ulimit -c 0 && ulimit -v "$3" && ulimit -S -t "$1" &&
ulimit -H -t "$2" || exit 126
exec "$0"
"""

# What a compiler says of a text that is not C.
REFUSAL = re.compile(r"^\S+:\d+:(?:\d+:)? error: ", re.M)


class Trouble(Exception):
    """The bench does not work."""


def run(words):
    words = [str(word) for word in words]
    done = subprocess.run(words, check=False, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace")
    return done.returncode, done.stdout, words


def must(*words):
    """Run what has to succeed."""
    code, text, words = run(words)
    if code != 0:
        raise Trouble(f"{' '.join(words)}: exit {code}\n{text}")


def compiles(*words):
    """Whether a compiler takes its input for C."""
    code, text, words = run(words)
    if code != 0 and not (code > 0 and REFUSAL.search(text)):
        raise Trouble(f"{' '.join(words)}: exit {code}\n{text}")
    return code == 0


def patience(usual_s):
    """The processor's time that one gets who usually takes so much."""
    return 1 + math.ceil(PATIENCE * usual_s)


def outcome(program, limit_s, sanitized=False):
    """("passes", "fails" or "hangs", its seconds of processor time)."""
    # AddressSanitizer maps terabytes.
    memory = "unlimited" if sanitized else MEMORY_KB
    words = ["bash", "-c", LIMITED, program, limit_s, limit_s + 1, memory]
    child = subprocess.Popen(
        [str(word) for word in words], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    watched = os.pidfd_open(child.pid)
    if not select.select([watched], [], [], DEADLINE_S)[0]:
        child.kill()
    os.close(watched)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = used.ru_utime + used.ru_stime
    if child.returncode == 0:
        return "passes", seconds
    if child.returncode in CRASHES or child.returncode in FAILURES:
        return "fails", seconds
    if child.returncode == -signal.SIGXCPU or \
            child.returncode == -signal.SIGKILL and seconds >= limit_s:
        return "hangs", seconds
    raise Trouble(f"{program}: exit {child.returncode}: it cannot be run, or "
                  "was killed: by somebody, for want of memory, or after "
                  f"{DEADLINE_S} seconds")
