# SPDX-License-Identifier: ISC
"""Nothing is learnt from the dialogue, or from the work behind it (appendix
A.4, P-044, PEERS T30)."""

import collections

import pytest

from host import ECHO_OFF, PROMPT, PROMPT_FORWARD
from records import NOW, Record, code, seal, wrong
from sandbox import CONFIG, HOMES, PASSWORD, STORE

ALICE = STORE / "alice"
SEAL = bytes(range(32))
WRONG = wrong(code(steps=-1), code(), code(steps=1))
OWN = "secret=${HOME}/.baro_auth encrypt=no"

# name: (user, record or None, code)
CASES = {
    "right": ("alice", Record(), code()),
    "wrong": ("alice", Record(), WRONG),
    "used": ("alice", Record(reuse=f"DISALLOW_REUSE {NOW // 30}"), code()),
    "empty": ("alice", Record(), ""),
    "emergency": ("alice", Record(emergency=("33458936",)), "33458936"),
    "limited": ("alice", Record(rate=f"1 30 {NOW}"), code()),
    "locked": ("alice", Record(lockout=f"10 {NOW + 60}"), code()),
    "missing": ("bob", None, code()),
    "broken": ("alice", "nonsense\n", code()),
    "unknown": ("mallory", None, code()),
}


def prepare(machine, name, path=ALICE, owner=(0, 0), sealed=False):
    user, record, answer = CASES[name]
    if record is not None:
        if sealed and isinstance(record, Record):
            record = seal(record, SEAL, user)
        machine.put(path, record, 0o600, owner)
    return {"user": user, "answer": answer}


@pytest.mark.parametrize("mode", ["code then password", "forward_pass"])
@pytest.mark.parametrize("place", ["store", "home"])
def test_transcripts(pam, machine, mode, place):
    """Right password with a wrong code, wrong password with a right code,
    unknown user, locked user and the rest: the same prompts, in the same
    order, with the same delay, and no login.

    rows: P-044 P-045 P-070 P-072 P-075 W-32 W-33 L-022
    """
    where = OWN if place == "home" else f"secret={STORE}/$[USER] encrypt=no"
    path = HOMES / "alice/.baro_auth" if place == "home" else ALICE
    words = "forward_pass" if mode == "forward_pass" else "nullok"
    pam.stack(f"auth required BARO {words} {where}",
              "auth required pam_unix.so nodelay")
    seen = collections.Counter()
    for name in CASES:
        for password in (PASSWORD, "wrong horse"):
            options = prepare(machine, name, path,
                              (2001, 2001) if place == "home" else (0, 0))
            typed = options.pop("answer")
            answers = ((password + typed,) if mode == "forward_pass"
                       else (typed, password))
            outcome = pam.login(**options, answers=answers)
            good = name in ("right", "emergency") and password == PASSWORD
            assert (outcome.code == "SUCCESS") == good, (name, password)
            seen[tuple(outcome.prompts), tuple(outcome.delays)] += 1
    expected = ([(ECHO_OFF, PROMPT_FORWARD)] if mode == "forward_pass" else
                [(ECHO_OFF, PROMPT), (ECHO_OFF, "Password: ")])
    assert list(seen) == [(tuple(expected), (2000000,))]


def calls_of(pam, options):
    outcome = pam.login(**options, flags="trace")
    return collections.Counter(
        call["call"] for call in outcome.seen["calls"])


# What is left out where there is no record to read, lock and replace, or none
# that can be decided on.
LEFT_OUT = {
    "missing": collections.Counter(close=2, fgetxattr=1, flock=1, fstat=3,
                                   fstatat=2, pread=2, renameat2=1),
    "broken": collections.Counter(fgetxattr=1, fstat=1, fstatat=1,
                                  renameat2=1),
}
LEFT_OUT["unknown"] = LEFT_OUT["missing"]

# An attempt of nobody is written in the home by taking its owner's identity on
# once more; no disk is waited for.
IDENTITY = ("geteuid", "setfsuid", "setfsgid", "setgroups", "getgroups",
            "syscall", "open", "fstat", "read", "close")


@pytest.mark.parametrize("name", sorted(set(CASES) - {"right"}))
@pytest.mark.parametrize("sealed", [False, True])
def test_T30_disk_work(pam, machine, name, sealed):
    """The same calls, whatever was typed, and two waits for the disk, whoever
    it is: an attempt of nobody is written to a file without a name.

    rows: P-044 D-06 W-33
    """
    if sealed:
        machine.put(CONFIG / "host.key", SEAL)
        pam.ours(f"secret={STORE}/$[USER] encrypt=yes", place="")
    expected = calls_of(pam, prepare(machine, "right", sealed=sealed))
    seen = calls_of(pam, prepare(machine, name, sealed=sealed))
    assert expected["fsync"] == 2
    more = collections.Counter()
    if sealed and name in LEFT_OUT:
        more["getrandom"] = 1  # a nonce, to seal what is to be opened
    if name == "broken":
        more["flock"] = 1  # to unlock: the record was not replaced
    assert seen - expected == more
    assert expected - seen == LEFT_OUT.get(name, collections.Counter())


@pytest.mark.parametrize("name", sorted(set(CASES) - {"right", "unknown"}))
def test_T30_disk_work_in_homes(pam, machine, name):
    """The same for records in homes.  (An unknown user has none.)

    rows: P-044 D-06 W-33
    """
    where = (HOMES / "alice/.baro_auth", (2001, 2001))
    pam.ours(OWN, place="")
    expected = calls_of(pam, prepare(machine, "right", *where))
    seen = calls_of(pam, prepare(machine, name, *where))
    left_out = collections.Counter(LEFT_OUT.get(name, {}))
    if name == "missing":
        left_out["pread"] -= 1  # nobody's record is read before the prompt
    if name in LEFT_OUT:
        for call in IDENTITY:
            del expected[call], seen[call], left_out[call]
    assert expected["fsync"] == 2
    more = {"flock": 1} if name == "broken" else {}
    assert seen - expected == collections.Counter(more)
    assert expected - seen == left_out


def test_T30_system_calls(pam, machine):
    """The same again as the kernel sees it, libpam's own calls included.

    rows: P-044 W-33
    """
    totals = {}
    for name in ("right", "wrong", "unknown", "missing"):
        _, _, calls = pam.tally("calls", **prepare(machine, name))
        totals[name] = sum(calls.values())
    assert totals["right"] == totals["wrong"]
    # Nobody has no record to read, to lock or to name.
    assert min(totals.values()) > 0.7 * max(totals.values())


def test_T30_decision_work(pam, machine):
    """The instructions between the look at the clock and the next call: the
    HMACs and the comparisons.  Each of the three codes is some 14,000 of
    50,000; one more or less, or an early end, would show.

    rows: P-044 F-074 W-33 D-14
    """
    counts = {}
    for name in ("right", "wrong", "used", "empty", "locked", "missing",
                 "unknown"):
        outcome, counts[name], _ = pam.tally("decision",
                                             **prepare(machine, name))
        assert len(outcome.prompts) == 1
    reference = counts["right"]
    assert reference > 20000
    for name, count in counts.items():
        assert abs(count - reference) < 0.10 * reference, counts
    # With the same record, what was typed changes next to nothing.
    for name in ("wrong", "used", "empty", "locked"):
        assert abs(counts[name] - reference) < 0.02 * reference, counts


def test_T30_unknown_user_leaves_nothing(pam, machine):
    """
    rows: P-044
    """
    machine.put(ALICE, Record())
    before = sorted(path.name for path in STORE.iterdir())
    outcome = pam.login(user="mallory")
    assert outcome.code == "USER_UNKNOWN"
    assert sorted(path.name for path in STORE.iterdir()) == before
    assert outcome.unchanged()
