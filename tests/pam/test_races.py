# SPDX-License-Identifier: ISC
"""Many at once (requirements F-085, D-06; PEERS T07, T08)."""

import collections
import fcntl
import os
import subprocess
import tempfile
import threading
import time

import pytest

from messages import message
from records import NOW, Record, code, directives, wrong
from sandbox import HOMES, MS_BIND, STORE, mount, unmount

ALICE = STORE / "alice"
MANY = 64
KEYS = ("33458936", "19035576")


@pytest.fixture(params=["tmpfs", "disk"])
def ground(request, machine, pytestconfig):
    """The folder of the records: in memory, and on a disk."""
    if request.param == "tmpfs":
        yield STORE
        return
    with tempfile.TemporaryDirectory(
            prefix="baropam-race-",
            dir=pytestconfig.getoption("--race-disk")) as folder:
        mount(folder, STORE, None, MS_BIND)
        yield STORE
        unmount(STORE)


def tally(outcomes):
    return collections.Counter(outcome.code for outcome in outcomes)


def gave_up(outcomes):
    """How many waited for the lock for its whole three seconds; a slow disk
    and a busy machine can do that."""
    late = [outcome for outcome in outcomes
            if outcome.code == "AUTHINFO_UNAVAIL"]
    for outcome in late:
        assert message("M-70", STORE / outcome.seen["user"],
                       "Connection timed out") in outcome.log
        assert outcome.wall_s >= 3
    return len(late)


@pytest.mark.parametrize("how", ["threads", "processes", "namespaces"])
@pytest.mark.parametrize("start", ["meet", ""])
def test_T07_one_code_many_sessions(pam, machine, ground, how, start,
                                    pytestconfig):
    """64 sessions with the same right code, as threads, as processes, and as
    processes in mount namespaces of their own; all at the prompt at once, or
    just as they come.  Exactly one gets in, every time (--race-trials).

    rows: F-085 F-018 W-40 D-06 D-07
    """
    record = ground / "root"
    for trial in range(pytestconfig.getoption("--race-trials")):
        # root is not locked out, so that every one of them is evaluated.
        machine.put(record, Record(rate="100 15"))
        outcomes = pam.logins(user="root", **{how: MANY}, flags=start)
        seen = tally(outcomes)
        assert seen["SUCCESS"] == 1, (trial, seen)
        assert seen["AUTH_ERR"] + gave_up(outcomes) == MANY - 1
        assert sorted(os.listdir(ground)) == ["root"]
        times = directives(record)["RATE_LIMIT"].split()[2:]
        assert len(times) == seen["SUCCESS"] + seen["AUTH_ERR"]


@pytest.mark.parametrize("how", ["threads", "processes"])
def test_T07_one_emergency_key_many_sessions(pam, machine, ground, how,
                                             pytestconfig):
    """
    rows: F-085 F-051 F-053
    """
    for _ in range(pytestconfig.getoption("--race-trials")):
        machine.put(ground / "alice", Record(rate="100 15", emergency=KEYS))
        outcomes = pam.logins(**{how: MANY}, flags="meet", answer=KEYS[0])
        seen = tally(outcomes)
        assert seen["SUCCESS"] == 1
        assert sum(seen.values()) - gave_up(outcomes) == (
            seen["SUCCESS"] + seen["AUTH_ERR"] + seen["MAXTRIES"])
        assert directives(ground / "alice")[""] == [KEYS[1]]


@pytest.mark.parametrize("how", ["threads", "processes"])
def test_T07_limiter_under_parallel_sessions(pam, machine, how, pytestconfig):
    """Of 32 sessions three are evaluated, the rest refused.

    rows: F-080 F-082 F-085 W-22 W-40
    """
    for _ in range(pytestconfig.getoption("--race-trials")):
        machine.put(ALICE, Record(rate="3 30"))
        outcomes = pam.logins(**{how: 32}, flags="meet",
                              answer=wrong(code()))
        seen = tally(outcomes)
        assert seen["AUTH_ERR"] == 3
        assert seen["MAXTRIES"] + gave_up(outcomes) == 29
        # Refused attempts count too, until the record is locked.
        assert directives(ALICE)["LOCKOUT"].split()[0] == "10"


def test_T07_two_records_do_not_wait_for_each_other(pam, machine):
    """
    rows: F-083 D-06
    """
    machine.put(ALICE, Record())
    machine.put(STORE / "bob", Record())
    with open(ALICE, "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        begin = time.monotonic()
        assert pam.login(user="bob").code == "SUCCESS"
        assert time.monotonic() - begin < 2


@pytest.mark.parametrize("place", ["store", "home"])
def test_T08_lock_held_for_ever(pam, machine, place):
    """A user can hold the lock of his own record: whoever logs in waits for
    three seconds and is refused, with the record untouched.

    rows: D-06 F-086
    """
    path = ALICE if place == "store" else HOMES / "alice/.baro_auth"
    owner = (0, 0) if place == "store" else (2001, 2001)
    machine.put(path, Record(), 0o600, owner)
    if place == "home":
        pam.ours("secret=${HOME}/.baro_auth encrypt=no", place="")
    before = path.read_text()
    with open(path, "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message("M-70", path, "Connection timed out") in outcome.log
    assert 2.9 <= outcome.wall_s < 4.5
    assert path.read_text() == before
    assert outcome.unchanged()
    assert pam.login().code == "SUCCESS"


def test_T08_lock_given_up_in_time(pam, machine):
    """
    rows: D-06
    """
    machine.put(ALICE, Record())
    with open(ALICE, "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        timer = threading.Timer(0.5, held.close)
        timer.start()
        outcome = pam.login()
        timer.join()
    assert outcome.code == "SUCCESS"
    assert outcome.wall_s < 2


def test_T08_record_that_keeps_changing_its_name(pam, machine):
    """Somebody replaces the record all the time: bounded too.

    rows: D-06
    """
    machine.put(ALICE, Record())
    script = (f"while :; do cp -p {ALICE} {STORE}/copy && "
              f"mv {STORE}/copy {ALICE}; done")
    with subprocess.Popen(["sh", "-c", script], stderr=subprocess.DEVNULL) \
            as other:
        outcome = pam.login()
        other.kill()
    assert outcome.wall_s < 4.5
    assert outcome.code in ("SUCCESS", "AUTHINFO_UNAVAIL")


def test_waiting_at_the_prompt(pam, machine):
    """Decided on what is read after the prompt: the code was used meanwhile.

    rows: D-06 F-085
    """
    machine.put(ALICE, Record())
    used = machine.put(STORE / "used", Record(
        reuse=f"DISALLOW_REUSE {NOW // 30}", rate=f"10 15 {NOW}"))
    outcome = pam.login(at={"prompt": f"mv {used} {ALICE}"})
    assert outcome.code == "AUTH_ERR"
    assert directives(ALICE)["DISALLOW_REUSE"] == str(NOW // 30)
    assert directives(ALICE)["RATE_LIMIT"] == f"10 15 {NOW} {NOW}"


@pytest.mark.parametrize("command, result", [
    ("rm {0}", message("M-05", ALICE)),
    ("chmod 444 {0}", message("M-06", ALICE, "root")),
    ("chown 2001 {0}", message("M-06", ALICE, "root")),
    ("ln {0} {0}2", message("M-06", ALICE, "root")),
    (": >{0}", message("M-07", ALICE)),
    ("mv {0} {0}2; ln -s {0}2 {0}", message("M-06", ALICE, "root")),
    ("mv {0} {0}2; mkfifo -m 400 {0}", message("M-06", ALICE, "root")),
    ("echo x >>{0}", message("M-09", ALICE)),
    ("true", None), ("cp -p {0} {0}2; mv {0}2 {0}", None)])
def test_changed_at_the_prompt(pam, machine, command, result):
    """What was in order before the prompt is looked at again.

    rows: D-06 P-123 M-05 M-06 M-07
    """
    machine.put(ALICE, Record())
    outcome = pam.login(at={"prompt": command.format(ALICE)})
    if result is None:
        assert outcome.code == "SUCCESS"
    else:
        assert outcome.code == "AUTHINFO_UNAVAIL"
        assert outcome.log[0] == result


def test_appears_at_the_prompt(pam, machine):
    """
    rows: D-06
    """
    ready = machine.put(STORE / "ready", Record())
    outcome = pam.login(at={"prompt": f"mv {ready} {ALICE}"})
    assert outcome.code == "SUCCESS"


@pytest.mark.parametrize("event", ["fsync", "renameat2"])
@pytest.mark.parametrize("command", ["echo x >>{0}", "rm {0}", "touch {0}",
                                     "cp -p {0} {0}2; mv {0}2 {0}",
                                     "chmod 600 {0}"])
def test_written_without_the_lock(pam, machine, event, command):
    """Somebody who does not know the lock writes the record while we do: no
    login, and his version stays.  (Between the last look and the rename there
    is no way to know.)

    rows: M-12 D-06
    """
    machine.put(ALICE, Record())
    outcome = pam.login(at={event: command.format(ALICE)})
    if event == "fsync":
        assert outcome.code == "AUTHINFO_UNAVAIL"
        assert message("M-12", ALICE) in outcome.log
        assert not os.path.lexists(f"{ALICE}~")
    else:
        assert outcome.code == "SUCCESS"
    if ALICE.exists():
        assert (directives_or_text(ALICE) == "replaced") == \
            (event == "renameat2")


def directives_or_text(path):
    """Whether the record is the one that our login wrote."""
    return "replaced" if f"DISALLOW_REUSE {NOW // 30}" in path.read_text() \
        else "kept"
