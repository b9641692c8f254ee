# SPDX-License-Identifier: ISC
"""Which codes are right, and when (requirements 2.6, F-018, F-019)."""

import base64

import pyotp
import pytest

from messages import message
from records import (HASHES, KEY, NOW, Record, code, directives, seal,
                     user_key, wrong)
from sandbox import CONFIG, HOMES, HOSTNAME, STORE

ALICE = STORE / "alice"
METHODS = ("app1", "app256", "app384", "app512")

# RFC 6238, Appendix B, cut to six digits; SHA-384 from 2.6.
DIGITS = "1234567890" * 7
LENGTHS = {"app1": 20, "app256": 32, "app384": 48, "app512": 64}
RFC = {
    59: ("287082", "119246", "260385", "693936"),
    1111111109: ("081804", "084774", "607533", "091201"),
    1111111111: ("050471", "062674", "635264", "943326"),
    1234567890: ("005924", "819424", "066410", "441116"),
    2000000000: ("279037", "698825", "679189", "618901"),
    20000000000: ("353130", "737706", "578931", "863826"),
}

SECOND = "Ri5+XgVdtEBJGlrSD2hvituZxAq0vttX"
OURS = {
    (KEY, 3): ("075606", "989240", "989819", "370999"),
    (KEY, 20): ("796766", "486186", "232980", "780789"),
    (KEY, 30): ("142300", "666121", "788393", "158139"),
    (KEY, 60): ("886736", "890371", "353814", "028851"),
    (SECOND, 20): ("465399", "250499", "936414", "404267"),
    (SECOND, 30): ("499615", "732681", "825795", "899902"),
}

VECTORS = [(now, DIGITS[:LENGTHS[method]], 30, method, row[i])
           for now, row in RFC.items() for i, method in enumerate(METHODS)]
VECTORS += [(NOW, key, cycle, method, row[i])
            for (key, cycle), row in OURS.items()
            for i, method in enumerate(METHODS)]


@pytest.mark.parametrize("now, key, cycle, method, expected", VECTORS)
def test_vectors(pam, machine, now, key, cycle, method, expected):
    """The published codes log in, at the moment they were published for, and
    one digit beside them does not.

    rows: F-012 F-013 F-070 F-071 F-072 D-08
    """
    record = Record(key=key, cycle=cycle, method=method, window=1)
    machine.put(ALICE, record)
    beside = expected[:5] + str((int(expected[5]) + 1) % 10)
    assert pam.login(now=now, answer=beside).code == "AUTH_ERR"
    assert pam.login(now=now, answer=expected).code == "SUCCESS"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("key", [KEY, SECOND, DIGITS[:64]])
def test_our_own_codes(method, key):
    """The two other implementations that these tests use agree.

    rows: F-070 F-073
    """
    secret = base64.b32encode(key.encode()).decode().rstrip("=")
    other = pyotp.TOTP(secret, digest=HASHES[method])
    for now in (0, 59, NOW, 20000000000):
        assert code(now, key, method) == other.at(now)


@pytest.mark.parametrize("now, expected", [
    (1648183919, "269690"), (1648183920, "158139"), (1648183949, "158139"),
    (1648183950, "695223"), (1648183979, "695223"), (1648183980, "920651")])
@pytest.mark.parametrize("off", [-1, 0, 1])
def test_step_boundaries(pam, machine, now, expected, off):
    """
    rows: F-070
    """
    machine.put(ALICE, Record(window=1))
    answer = code(now, steps=off)
    assert (answer == expected) == (off == 0)
    assert pam.login(now=now, answer=answer).code == (
        "SUCCESS" if off == 0 else "AUTH_ERR")


# WINDOW_SIZE, cycle: the offsets that are right (F-019, D-14).
WINDOWS = [
    (None, 30, -1, 1, False), (1, 30, 0, 0, False), (2, 30, 0, 1, False),
    (3, 30, -1, 1, False), (4, 30, -1, 2, False), (5, 30, -2, 2, False),
    (6, 30, -2, 3, False), (7, 30, -3, 3, False), (8, 30, -3, 3, True),
    (9, 30, -3, 3, True), (100, 30, -3, 3, True), (100, 60, -1, 1, True),
    (3, 60, -1, 1, False), (4, 60, -1, 1, True), (9, 20, -4, 4, False),
    (10, 20, -4, 4, True), (9, 3, -4, 4, False), (100, 3, -4, 4, True)]


@pytest.mark.parametrize("size, cycle, low, high, capped", WINDOWS)
def test_windows(pam, machine, size, cycle, low, high, capped):
    """Every offset of the window and the first one on each side of it.

    rows: F-019 D-14 A-09 M-75 W-24 T-020
    """
    for off in range(low - 1, high + 2):
        machine.put(ALICE, Record(window=size, cycle=cycle))
        outcome = pam.login(answer=code(cycle=cycle, steps=off))
        assert outcome.code == ("SUCCESS" if low <= off <= high
                                else "AUTH_ERR"), off
        assert (message("M-75", "WINDOW_SIZE", ALICE) in outcome.log) \
            == capped


@pytest.mark.parametrize("size", [1, 3, 7])
@pytest.mark.parametrize("off", [-1, 0, 1])
def test_T26_no_step_up_to_the_accepted_one(pam, machine, size, off):
    """After step s none of [s - w, s] is right again, not now and not later;
    s + 1 is.

    rows: F-018 D-07 J-030 W-25 M-19
    """
    reach = (size - 1) // 2
    if abs(off) > reach:
        off = 0
    machine.put(ALICE, Record(window=size))
    assert pam.login(answer=code(steps=off)).code == "SUCCESS"
    step = NOW // 30 + off
    assert directives(ALICE)["DISALLOW_REUSE"] == str(step)
    for back in range(0, reach + 4):
        for later in (0, 30, 60):
            machine.put(ALICE, Record(window=size,
                                      reuse=f"DISALLOW_REUSE {step}"))
            outcome = pam.login(now=NOW + later,
                                answer=code(steps=off - back))
            assert outcome.code == "AUTH_ERR"
            assert directives(ALICE)["DISALLOW_REUSE"] == str(step)
    machine.put(ALICE, Record(window=size, reuse=f"DISALLOW_REUSE {step}"))
    assert pam.login(now=NOW + 30 * (off + 1),
                     answer=code(steps=off + 1)).code == "SUCCESS"


def test_reuse_is_told_from_wrong(pam, machine):
    """A used code is M-19, a wrong one M-23, a code from outside the window
    wrong even if it was used.

    rows: M-19 M-23 A-06
    """
    step = NOW // 30
    for off, name in ((0, "M-19"), (-1, "M-19"), (-2, "M-23")):
        machine.put(ALICE, Record(reuse=f"DISALLOW_REUSE {step}"))
        outcome = pam.login(answer=code(steps=off))
        expected = message("M-19", 30) if name == "M-19" else message(name)
        assert expected in outcome.log


def test_next_step_after_a_code_from_ahead(pam, machine):
    """A code of step T + 1 used at T is not right again at T + 1, nor is T.

    rows: W-25 D-07
    """
    machine.put(ALICE, Record())
    ahead = code(steps=1)
    assert pam.login(answer=ahead).code == "SUCCESS"
    assert pam.login(answer=code()).code == "AUTH_ERR"
    assert pam.login(now=NOW + 30, answer=ahead).code == "AUTH_ERR"
    assert pam.login(now=NOW + 30, answer=code(steps=2)).code == "SUCCESS"


@pytest.mark.parametrize("back", [30, 3600, 86400, NOW - 1000])
def test_clock_set_back(pam, machine, back):
    """A code that was used before the clock was set back is used.

    rows: T-017 D-07 W-38
    """
    machine.put(ALICE, Record())
    assert pam.login(now=NOW).code == "SUCCESS"
    assert pam.login(now=NOW - back).code == "AUTH_ERR"
    assert pam.login(now=NOW).code == "AUTH_ERR"
    assert pam.login(now=NOW + 30).code == "SUCCESS"


@pytest.mark.parametrize("now, result", [
    (0, "SUCCESS"), (29, "SUCCESS"), (30, "SUCCESS"),
    (253402300799, "SUCCESS"), (253402300800, "SYSTEM_ERR"),
    (2**62, "SYSTEM_ERR")])
def test_ends_of_time(pam, machine, now, result):
    """The first steps after 1970 and the last second of the year 9999; behind
    that nothing is decided, and nothing written.

    rows: F-070 M-22
    """
    record = Record(window=3)
    machine.put(ALICE, record)
    # Step 0 is never after "none yet": the first code is that of step 1.
    outcome = pam.login(now=now, answer=code(now, steps=now < 30))
    assert outcome.code == result
    assert (ALICE.read_text() == str(record)) == (result != "SUCCESS")


def test_allow_reuse(pam, machine):
    """Only within the window, and it is noted each time.

    rows: F-018 A-07 M-76
    """
    machine.put(ALICE, Record(reuse="ALLOW_REUSE"))
    for later, good in ((0, True), (0, True), (30, True), (60, False)):
        outcome = pam.login(now=NOW + later, answer=code())
        assert outcome.code == ("SUCCESS" if good else "AUTH_ERR")
        assert message("M-76", "ALLOW_REUSE", ALICE) in outcome.log
    assert "ALLOW_REUSE" in directives(ALICE)


def test_shared_file(pam, machine):
    """A step accepted for one user of a shared key is used for all.

    rows: F-018 A-07 P-120
    """
    shared = machine.put(STORE / "shared", Record())
    pam.ours(place=f"secret={shared} encrypt=no")
    assert pam.login(user="alice").code == "SUCCESS"
    outcome = pam.login(user="bob")
    assert outcome.code == "AUTH_ERR"
    assert message("M-19", 30) in outcome.log


@pytest.mark.parametrize("hostname", [None, HOSTNAME, HOSTNAME.upper()])
def test_key_scope(pam, machine, hostname):
    """KEY_SCOPE user: bob's code is not alice's, and nobody's is that of the
    shared key.

    rows: W-15 D-15 A-08 A-11
    """
    def of(user):
        return code(key=user_key(user, hostname=hostname or ""))
    record = Record(scope="user", hostname=hostname)
    shared = machine.put(STORE / "shared", record)
    pam.ours(place=f"secret={shared} encrypt=no")
    assert pam.login(user="bob", answer=of("alice")).code == "AUTH_ERR"
    assert pam.login(user="alice", answer=code()).code == "AUTH_ERR"
    assert pam.login(user="alice", answer=of("alice")).code == "SUCCESS"
    machine.put(STORE / "shared", record)
    assert pam.login(user="bob", answer=of("bob")).code == "SUCCESS"


@pytest.mark.parametrize("steps", [-20, -7, -2, 2, 5, 20])
def test_hint(pam, machine, steps):
    """How far off the other clock is, up to ten minutes; never a login.

    rows: M-24 M-55 T-001
    """
    machine.put(ALICE, Record())
    pam.ours("clock_hint")
    outcome = pam.login(answer=code(steps=steps))
    assert outcome.code == "AUTH_ERR"
    assert message("M-55", f"{steps:+d}") in outcome.log


@pytest.mark.parametrize("answer", [
    code(steps=-21), code(steps=21), wrong(), code()])
def test_no_hint(pam, machine, answer):
    """Nothing is said about a code that is further off, wrong, or used.

    rows: M-24 M-55
    """
    machine.put(ALICE, Record(reuse=f"DISALLOW_REUSE {NOW // 30}"))
    pam.ours("clock_hint")
    outcome = pam.login(answer=answer)
    assert outcome.code == "AUTH_ERR"
    assert not any("matches step" in text for text in outcome.texts)


@pytest.mark.parametrize("state", [{"rate": f"3 30 {NOW} {NOW} {NOW}"},
                                   {"lockout": f"10 {NOW + 60}"}])
def test_no_hint_for_a_refused_attempt(pam, machine, state):
    """It is compared with a key of zeros, whose code says nothing about a
    clock.

    rows: M-55 F-082
    """
    machine.put(ALICE, Record(**state))
    pam.ours("clock_hint")
    outcome = pam.login(answer=code(key=bytes(len(KEY)), steps=5))
    assert outcome.code == "MAXTRIES"
    assert not any("matches step" in text for text in outcome.texts)


HOST_KEY = bytes(range(32))
PERMIT = "auth required PROBE auth=0"
EVERY_WAY = {
    "plain": {}, "prompt": {"words": "nullok"},
    "both": {"words": "forward_pass"},
    "first pass": {"words": "use_first_pass", "preset": True},
    "first pass tried": {"words": "try_first_pass", "preset": True},
    "shared": {"place": f"{STORE}/shared"},
    "home": {"place": "${HOME}/.baro_auth"},
    "sealed": {"sealed": True},
    "root": {"user": "root"},
    "key of a user": {"values": {"scope": "user"}},
    "reuse": {"values": {"reuse": "ALLOW_REUSE"}},
    "widest": {"values": {"window": 100, "rate": "100 1"}},
    "clock hint": {"words": "clock_hint debug"},
    "not enrolled": {"words": "unenrolled=ignore"},
    "exempt until asked": {"values": {"acl_name": CONFIG / "acl",
                                      "acl_type": "allow"},
                           "at": {"prompt": f"echo bob >{CONFIG}/acl"}},
    "appears": {"words": "unenrolled=deny",
                "at": {"prompt": f"mv {STORE}/later {ALICE}"}},
    "no locked memory": {"faults": [("mlock2", "*", "EPERM"),
                                    ("madvise", "*", "EINVAL")]},
    "no host name": {"faults": [("uname", "*", "EFAULT")],
                     "values": {"hostname": HOSTNAME}},
    "no label": {"faults": [("fgetxattr", "*", "EOPNOTSUPP")]},
    "interrupted": {"faults": [("pread", "#1", "EINTR"),
                               ("pwrite", "#1", "EINTR"),
                               ("write", "#1", "EINTR")]},
    "litter": {"litter": True},
    "called by a user": {"real_uid": 2002},
}


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("answer", ["wrong", "", "right"])
def test_T25_every_way(pam, machine, way, answer):
    """Every way to a verdict, those for hosts that lack something too, lets in
    who has the code, and nobody else: behind us stands a module that permits.

    rows: P-060 M-23 M-31
    """
    how = dict(EVERY_WAY[way])
    user = how.pop("user", "alice")
    place = how.pop("place", f"{STORE}/$[USER]")
    record = Record(**how.pop("values", {}))
    sealed = how.pop("sealed", False)
    machine.put(CONFIG / "host.key", HOST_KEY)
    machine.put(CONFIG / "acl", "alice\n", 0o644)
    data = seal(record, HOST_KEY, user) if sealed else record
    for name in ("alice", "root", "shared", "later"):
        machine.put(STORE / name, data)
    if way == "appears":
        ALICE.unlink()
    machine.put(HOMES / "alice/.baro_auth", data, 0o600, (2001, 2001))
    if how.pop("litter", False):
        machine.put(STORE / "alice~", "half a rec", 0o600)
    pam.stack("auth optional PROBE " +
              ("preset" if how.pop("preset", False) else ""),
              f"auth required BARO {how.pop('words', '')} secret={place} "
              f"encrypt={'yes' if sealed else 'no'}", PERMIT)
    key = user_key(user, hostname="") if record.scope else KEY
    near = [code(key=key, steps=i) for i in range(-4, 5)]
    typed = {"wrong": wrong(*near), "": "", "right": near[4]}[answer]
    outcome = pam.login(user=user, answer=typed, preset=typed, **how)
    assert outcome.code == ("SUCCESS" if answer == "right" else "AUTH_ERR")
    assert (message("M-31" if answer == "" else "M-23") in outcome.log) \
        == (answer != "right")
