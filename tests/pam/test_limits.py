# SPDX-License-Identifier: ISC
"""Rate limit, lock-out and emergency keys (requirements 2.4, 2.7)."""

import pytest

from messages import message
from records import NOW, Record, code, directives, user_key, wrong
from sandbox import CONFIG, HOMES, STORE

ALICE = STORE / "alice"
KEYS = ("33458936", "19035576", "15364353", "54649370", "84342192")
WRONG = wrong(*(code(steps=i) for i in range(-4, 5)))


def state(word, path=ALICE):
    return directives(path)[word]


# -------------------------------------------------------- the rate limit


def test_sliding_window(pam, machine):
    """Three in any thirty seconds; a refused attempt leaves no timestamp, so
    that a flood extends nothing.

    rows: F-080 F-081 F-082 M-16 M-17
    """
    machine.put(ALICE, Record(rate="3 30"))
    for later, result, times in (
            (0, "AUTH_ERR", [0]), (10, "AUTH_ERR", [0, 10]),
            (20, "AUTH_ERR", [0, 10, 20]), (21, "MAXTRIES", [0, 10, 20]),
            (29, "MAXTRIES", [0, 10, 20]), (30, "AUTH_ERR", [10, 20, 30]),
            (31, "MAXTRIES", [10, 20, 30]), (40, "AUTH_ERR", [20, 30, 40]),
            (100, "AUTH_ERR", [100])):
        outcome = pam.login(now=NOW + later, answer=WRONG)
        assert outcome.code == result, later
        value = "3 30 " + " ".join(str(NOW + t) for t in times)
        assert state("RATE_LIMIT") == value
        assert (message("M-16", value) in outcome.log) == (
            result == "AUTH_ERR")


def test_refused_attempt_evaluates_nothing(pam, machine):
    """The right code is as good as a wrong one while the limit holds, and
    stays unused.

    rows: D-06 F-080 F-082 M-17
    """
    machine.put(ALICE, Record(rate=f"1 30 {NOW}", emergency=KEYS))
    for answer in (code(), KEYS[0], WRONG):
        outcome = pam.login(answer=answer)
        assert outcome.code == "MAXTRIES"
        assert message("M-17") in outcome.log
        assert len(outcome.prompts) == 1
    found = directives(ALICE)
    assert found["DISALLOW_REUSE"] == ""
    assert found[""] == list(KEYS)


def test_success_counts_too(pam, machine):
    """
    rows: F-080 M-16
    """
    machine.put(ALICE, Record(rate="2 30"))
    assert pam.login(answer=code(steps=-1)).code == "SUCCESS"
    assert pam.login(answer=code()).code == "SUCCESS"
    assert pam.login(answer=code(steps=1)).code == "MAXTRIES"


@pytest.mark.parametrize("ahead", [1, 3600, 10**9])
def test_timestamps_of_the_future(pam, machine, ahead):
    """Left by a clock that was set back, they count as now: setting it back
    does not clear the limiter.

    rows: F-083 T-017
    """
    machine.put(ALICE, Record(rate=f"3 30 {NOW + ahead} {NOW + ahead}"))
    assert pam.login(answer=WRONG).code == "AUTH_ERR"
    assert pam.login(answer=WRONG).code == "MAXTRIES"
    assert state("RATE_LIMIT") == f"3 30 {NOW} {NOW} {NOW}"
    assert pam.login(now=NOW + 30).code == "SUCCESS"


def test_more_timestamps_than_attempts(pam, machine):
    """
    rows: F-011 M-15
    """
    machine.put(ALICE, Record(rate=f"2 30 {NOW} {NOW} {NOW} {NOW - 40}"))
    assert pam.login().code == "MAXTRIES"


def test_T27_limits_belong_to_the_record(pam, machine):
    """Not to the process, the session, the terminal or the caller; and each
    user has his own.

    rows: F-083 F-080 P-122 W-23
    """
    machine.put(ALICE, Record(rate="3 30"))
    machine.put(STORE / "bob", Record(rate="3 30"))
    places = [{"tty": "pts/1"}, {"rhost": "192.0.2.1"}, {"ruser": "carol"},
              {"rhost": "192.0.2.2"}]
    pam.ours(service="su")
    codes = [pam.login(answer=WRONG, items=items, service=service).code
             for items, service in zip(places, ("sshd", "su", "su", "sshd"))]
    assert codes == ["AUTH_ERR"] * 3 + ["MAXTRIES"]
    assert pam.login(user="bob").code == "SUCCESS"


def test_T27_emergency_keys_belong_to_the_record(pam, machine):
    """
    rows: F-053 F-054
    """
    machine.put(ALICE, Record(emergency=KEYS[:2]))
    machine.put(STORE / "bob", Record(emergency=KEYS[2:]))
    assert pam.login(user="bob", answer=KEYS[0]).code == "AUTH_ERR"
    assert directives(ALICE)[""] == list(KEYS[:2])
    assert pam.login(user="alice", answer=KEYS[0]).code == "SUCCESS"


@pytest.mark.parametrize("rate, warned", [
    ("1 15", False), ("10 600", False), ("11 15", True), ("10 14", True),
    ("10 601", True), ("100 3600", True)])
def test_unusual_limits_are_flagged(pam, machine, rate, warned):
    """
    rows: F-011 A-02 M-75
    """
    machine.put(ALICE, Record(rate=rate))
    assert (message("M-75", "RATE_LIMIT", ALICE) in pam.login().log) == warned


# ----------------------------------------------------------- the lock-out


def test_lock_out_doubles(pam, machine):
    """After ten failures in a row: one minute, then twice as long each time,
    to an hour; each lock is told once.

    rows: F-084 D-13 M-54
    """
    machine.put(ALICE, Record(rate="10 15"))
    now = NOW
    for _ in range(9):
        now += 20
        outcome = pam.login(now=now, answer=WRONG)
        assert outcome.code == "AUTH_ERR"
        assert not any("locked" in text for text in outcome.texts)
    for number, length in enumerate(
            (60, 120, 240, 480, 960, 1920, 3600, 3600), start=10):
        now += 20
        outcome = pam.login(now=now, answer=WRONG)
        assert outcome.code == "AUTH_ERR"
        until = now + length
        assert message("M-54", "alice", number, until) in outcome.log
        assert state("LOCKOUT") == f"{number} {until}"
        assert pam.login(now=until - 1, answer=code(until - 1)).code \
            == "MAXTRIES"
        assert state("LOCKOUT") == f"{number} {until}"
        now = until
    outcome = pam.login(now=now, answer=code(now))
    assert outcome.code == "SUCCESS"
    assert "LOCKOUT" not in directives(ALICE)


def test_success_clears(pam, machine):
    """Nine failures, a success, nine failures: nobody is locked.

    rows: F-084 D-13
    """
    machine.put(ALICE, Record(lockout="9 0"))
    assert pam.login().code == "SUCCESS"
    assert "LOCKOUT" not in directives(ALICE)
    assert pam.login(now=NOW + 30, answer=WRONG).code == "AUTH_ERR"
    assert state("LOCKOUT") == "1 0"


@pytest.mark.parametrize("answer, failures", [
    (WRONG, 5), ("", 5), ("x", 5), (code(), None), (code(steps=2), 5)])
def test_what_counts_as_a_failure(pam, machine, answer, failures):
    """
    rows: F-084 F-054
    """
    machine.put(ALICE, Record(lockout="4 0"))
    pam.login(answer=answer)
    found = directives(ALICE).get("LOCKOUT")
    assert found == (None if failures is None else f"{failures} 0")


def test_reuse_counts_as_a_failure(pam, machine):
    """
    rows: F-084
    """
    machine.put(ALICE, Record(reuse=f"DISALLOW_REUSE {NOW // 30}"))
    assert pam.login().code == "AUTH_ERR"
    assert state("LOCKOUT") == "1 0"


def test_rate_limited_attempts_count(pam, machine):
    """Refused by the rate limit, an attempt still counts towards the lock.

    rows: F-082 F-084
    """
    machine.put(ALICE, Record(rate=f"1 600 {NOW}", lockout="8 0"))
    assert pam.login().code == "MAXTRIES"
    assert state("LOCKOUT") == "9 0"
    outcome = pam.login()
    assert outcome.code == "MAXTRIES"
    assert message("M-54", "alice", 10, NOW + 60) in outcome.log


def test_locked_attempts_do_not_extend(pam, machine):
    """
    rows: F-082 F-084 D-06
    """
    machine.put(ALICE, Record(lockout=f"10 {NOW + 60}", emergency=KEYS))
    for answer in (code(), WRONG, KEYS[0], ""):
        assert pam.login(answer=answer).code == "MAXTRIES"
    found = directives(ALICE)
    assert found["LOCKOUT"] == f"10 {NOW + 60}"
    assert found[""] == list(KEYS)
    assert found["RATE_LIMIT"] == "10 15"


@pytest.mark.parametrize("words, result", [
    ("", "AUTH_ERR"), ("even_deny_root", "MAXTRIES")])
def test_root_is_not_locked(pam, machine, words, result):
    """
    rows: F-084 L-030
    """
    machine.put(STORE / "root", Record(lockout="9 0"))
    pam.ours(words)
    assert pam.login(user="root", answer=WRONG).code == "AUTH_ERR"
    assert pam.login(user="root", answer=WRONG).code == result


def test_lock_further_ahead_than_possible(pam, machine):
    """A clock that was set back would lock for years: at most an hour.

    rows: F-084 T-017
    """
    machine.put(ALICE, Record(lockout=f"12 {NOW + 10**9}"))
    assert pam.login().code == "MAXTRIES"
    assert state("LOCKOUT") == f"12 {NOW + 3600}"
    assert pam.login(now=NOW + 3600).code == "SUCCESS"


# --------------------------------------------------------- emergency keys


def test_each_key_once(pam, machine):
    """In any order, and what is left is told.

    rows: F-020 F-050 F-051 F-052 F-053 D-09 M-51
    """
    machine.put(ALICE, Record(emergency=KEYS))
    left = list(KEYS)
    for key in (KEYS[2], KEYS[0], KEYS[4], KEYS[1], KEYS[3]):
        outcome = pam.login(answer=key)
        assert outcome.code == "SUCCESS"
        left.remove(key)
        assert directives(ALICE)[""] == left
        assert outcome.log[-1][0] == "warning"
        assert f"remaining={len(left)})" in outcome.texts[-1]
        assert pam.login(answer=key).code == "AUTH_ERR"


def test_keys_do_not_touch_the_step(pam, machine):
    """
    rows: F-018 F-051
    """
    machine.put(ALICE, Record(emergency=KEYS, rate="10 15"))
    assert pam.login(answer=KEYS[0]).code == "SUCCESS"
    assert directives(ALICE)["DISALLOW_REUSE"] == ""
    assert pam.login().code == "SUCCESS"
    assert directives(ALICE)[""] == list(KEYS[1:])


@pytest.mark.parametrize("place, counts", [
    ("/var/lib/baropam/shared", False), ("/var/lib/baropam/$[USER]", True),
    ("${HOME}/.baro_auth", True)])
def test_T27_keys_of_a_shared_record(pam, machine, place, counts):
    """Where each user has a key of his own, an emergency key is one user's
    too: it counts in a record that is his, and in one for many for nobody.

    rows: F-053 D-15 W-15
    """
    record = Record(scope="user", emergency=KEYS)
    machine.put(STORE / "shared", record)
    machine.put(ALICE, record)
    machine.put(HOMES / "alice/.baro_auth", record, 0o600, (2001, 2001))
    pam.ours(place=f"secret={place} encrypt=no")
    outcome = pam.login(answer=KEYS[0])
    assert outcome.code == ("SUCCESS" if counts else "AUTH_ERR")
    right = code(key=user_key("alice", hostname=""))
    assert pam.login(answer=right).code == "SUCCESS"


def test_keys_with_allow_reuse(pam, machine):
    """ALLOW_REUSE is about codes, never about emergency keys.

    rows: F-018 F-051
    """
    machine.put(ALICE, Record(emergency=KEYS, reuse="ALLOW_REUSE"))
    assert pam.login(answer=KEYS[0]).code == "SUCCESS"
    assert pam.login(answer=KEYS[0]).code == "AUTH_ERR"


def test_same_key_twice_in_the_file(pam, machine):
    """A key that stands there twice could be used twice: refused.

    rows: F-004 F-051
    """
    machine.put(ALICE, Record(emergency=(KEYS[0], KEYS[1], KEYS[0])))
    assert pam.login(answer=KEYS[0]).code == "AUTHINFO_UNAVAIL"


def test_keys_count_against_the_limits(pam, machine):
    """
    rows: F-054 F-080
    """
    machine.put(ALICE, Record(rate="3 30", emergency=KEYS))
    for key in ("99999999", "88888888", "77777777"):
        assert pam.login(answer=key).code == "AUTH_ERR"
    assert pam.login(answer=KEYS[0]).code == "MAXTRIES"
    assert state("LOCKOUT") == "4 0"


def test_all_keys_survive_a_login(pam, machine):
    """
    rows: F-020 D-04
    """
    keys = tuple(str(n) for n in range(10000000, 10000064))
    machine.put(CONFIG / "acl", "", 0o444)
    machine.put(ALICE, Record(emergency=keys))
    assert pam.login().code == "SUCCESS"
    assert directives(ALICE)[""] == list(keys)
    assert pam.login(answer=keys[63]).code == "SUCCESS"
    assert directives(ALICE)[""] == list(keys[:63])
