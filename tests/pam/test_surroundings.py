# SPDX-License-Identifier: ISC
"""What the module asks of its surroundings: users, groups, random bytes, and
where somebody comes from (PEERS T17, T22, T29)."""

import os
from pathlib import Path

import pytest

from records import Record, seal
from sandbox import CONFIG, HOMES, STORE

ALICE = STORE / "alice"
ACL = CONFIG / "acl"
HOST_KEY = bytes(range(32))
PERMIT = "auth required PROBE auth=0"


def is_missing(path):
    path.unlink()


def is_a_folder(path):
    path.unlink()
    path.mkdir()


def is_a_pipe(path):
    path.unlink()
    os.mkfifo(path)


BROKEN = [is_missing, is_a_folder, is_a_pipe]


@pytest.fixture
def passwd():
    """The two files, to be broken; whole again afterwards."""
    yield {name: Path("/etc", name) for name in ("passwd", "group")}
    for name in ("passwd", "group"):
        path = Path("/etc", name)
        if path.is_dir():
            path.rmdir()
        elif path.exists():
            path.unlink()


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("case", ["exempt", "unenrolled", "right code"])
def test_T17_users_cannot_be_looked_up(pam, machine, passwd, broken, case):
    """Whoever cannot be looked up is neither exempt nor unenrolled, and no
    code is right for him.

    rows: D-02 P-113 D-11
    """
    pam.stack(f"auth required BARO secret={STORE}/$[USER] encrypt=no "
              "unenrolled=ignore", PERMIT)
    machine.put(ACL, "alice\n", 0o444)
    if case == "exempt":
        machine.put(ALICE, Record(acl_name=ACL, acl_type="deny"))
    elif case == "right code":
        machine.put(ALICE, Record())
    broken(passwd["passwd"])
    outcome = pam.login()
    assert outcome.code != "SUCCESS"
    assert len(outcome.prompts) == 1


@pytest.mark.parametrize("broken", BROKEN)
def test_T17_groups_cannot_be_looked_up(pam, machine, passwd, broken):
    """A user whose groups are not known is nobody to act as.

    rows: P-123 M-72
    """
    machine.put(HOMES / "alice/.baro_auth", Record(), 0o600, (2001, 2001))
    pam.stack("auth required BARO secret=${HOME}/.baro_auth encrypt=no "
              "unenrolled=ignore", PERMIT)
    broken(passwd["group"])
    outcome = pam.login()
    assert outcome.code != "SUCCESS"
    assert outcome.unchanged()


@pytest.mark.parametrize("number", ["EIO", "EAGAIN", "ENOSYS", "EPERM"])
def test_T22_no_random_bytes(pam, machine, number):
    """No nonce, no sealed record, no login; the old record stays.  (The name
    of the temporary file is no random one.  Too few bytes: tests/faults.)

    rows: D-10 F-061
    """
    machine.put(CONFIG / "host.key", HOST_KEY)
    sealed = seal(Record(), HOST_KEY, "alice")
    machine.put(ALICE, sealed)
    pam.ours(f"secret={STORE}/$[USER] encrypt=yes", place="")
    outcome = pam.login(faults=[("getrandom", "*", number)])
    assert outcome.code == "SYSTEM_ERR"
    assert ALICE.read_bytes() == sealed
    assert os.listdir(STORE) == ["alice"]
    assert pam.login().code == "SUCCESS"


RHOSTS = ["", "localhost", "127.0.0.1", "::1", "alice", "bob", "*", "ALL",
          "gate.example.org", "192.0.2.1%eth0", "bob\nalice", "x" * 65536,
          b"\xff\xfe"]


@pytest.mark.parametrize("rhost", RHOSTS, ids=lambda name: repr(name)[:20])
@pytest.mark.parametrize("kind", ["deny", "allow"])
def test_T29_where_he_comes_from_exempts_nobody(pam, machine, kind, rhost):
    """With any remote host, or none, the same calls are made and the same is
    answered: nothing is looked up, and nobody is exempt for it.  (libpam's own
    audit does look the name up, after the verdict.)

    rows: P-110 P-111 P-113
    """
    pam.stack(f"auth required BARO secret={STORE}/$[USER] encrypt=no", PERMIT)
    machine.put(ACL, "bob\n" if kind == "deny" else "alice\n", 0o444)

    def log_in(items):
        machine.put(ALICE, Record(acl_name=ACL, acl_type=kind))
        outcome = pam.login(answer="000000", items=items, flags="trace")
        assert outcome.code != "SUCCESS"
        return outcome.prompts, [(call["call"], call["name"])
                                 for call in outcome.seen["calls"]]
    expected = log_in({})
    assert len(expected[0]) == 1
    assert log_in({"rhost": rhost}) == expected
