# SPDX-License-Identifier: ISC
"""The record as a text (requirements 2.1 to 2.3)."""

import pytest

from messages import message
from records import KEY, NOW, Record, code, directives
from sandbox import CONFIG, STORE

ALICE = STORE / "alice"

# The documented sample (2.3), whose 32 characters are KEY.
SAMPLE = """" AUTH_KEY
" RATE_LIMIT 3 30
" KEY_METHOD app512
" CYCLE_TIME 30
" SECURE_KEY j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/
" ACL_NAME /etc/baropam/acl
" ACL_TYPE deny
" HOSTNAME gate.example.org
" DISALLOW_REUSE
33458936
19035576
15364353
54649370
84342192
"""


def without(word):
    return "".join(line + "\n" for line in Record().lines()
                   if not line.startswith(f'" {word}'))


def refused(outcome, name="M-09"):
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message(name, ALICE) in outcome.log
    assert len(outcome.prompts) == 1


def test_sample(pam, machine):
    """
    rows: F-001 F-002 F-010 F-020 F-040
    """
    machine.put(CONFIG / "acl", "barokey\nbaropam\n", 0o444)
    machine.put(ALICE, SAMPLE)
    assert pam.login().code == "SUCCESS"
    # The same text, but for the state of two lines (D-04).
    step = NOW // 30
    # RATE_LIMIT is padded: the size of a record does not tell of a verdict.
    lines = ALICE.read_text().splitlines(keepends=True)
    assert ALICE.stat().st_size == 1024
    assert "".join(line.rstrip(" \n") + "\n" for line in lines) == \
        SAMPLE.replace(
        "3 30\n", f"3 30 {NOW}\n").replace(
        "DISALLOW_REUSE", f"DISALLOW_REUSE {step}")


TEXT = str(Record(emergency=("33458936",)))
LINES = TEXT.splitlines()


@pytest.mark.parametrize("text", [
    TEXT, TEXT.replace("\n", "\r\n"), TEXT[:-1], TEXT[:-1] + "\r\n",
    TEXT + "\n", TEXT.replace(" 30\n", "   30 \t\n"),
    TEXT.replace("CYCLE_TIME ", "CYCLE_TIME\t \t"),
    "\n".join(LINES[:1] + LINES[5:0:-1] + LINES[6:]) + "\n"])
def test_T10_spellings(pam, machine, text):
    """However the lines end and in whatever order they stand: one login, and
    the second use of its code fails.

    rows: F-004 F-005 F-018
    """
    machine.put(ALICE, text)
    assert [pam.login().code for _ in range(2)] == ["SUCCESS", "AUTH_ERR"]
    found = directives(ALICE)
    assert found["DISALLOW_REUSE"] == str(NOW // 30)
    assert found["SECURE_KEY"] == KEY
    assert found[""] == ["33458936"]
    # What is written is in the documented order and reads back the same.
    assert b"\r" not in ALICE.read_bytes()
    assert pam.login(now=NOW + 30).code == "SUCCESS"


@pytest.mark.parametrize("text", [
    "", "\n", '" AUTH_KEY', "AUTH_KEY\n",
    TEXT.replace('" AUTH_KEY', '"AUTH_KEY'),
    TEXT.replace('" AUTH_KEY', '" AUTH_KEY x'), "\n" + TEXT, " " + TEXT,
    TEXT.replace('" AUTH_KEY', '" auth_key'), "# comment\n" + TEXT,
    TEXT.replace('" CYCLE', "# a comment\n\" CYCLE"),
    TEXT + '" CYCLE_TIME 30\n', TEXT.replace("33458936", "03345893"),
    TEXT.replace("33458936", "3345893"), TEXT.replace("33458936", "334589360"),
    TEXT.replace("33458936", "3345893a"),
    TEXT.replace("33458936", " 33458936"),
    TEXT.replace("33458936", "33458936 "), TEXT + "x", TEXT + "\n\n",
    TEXT.replace("CYCLE_TIME", "CYCLE_TIM"),
    TEXT.replace('" CYCLE', '"  CYCLE'),
    TEXT.replace('" CYCLE', ' " CYCLE'), TEXT.replace('" CYCLE', '"\tCYCLE'),
    TEXT.replace('" CYCLE', "CYCLE"), TEXT.replace(" 30\n", " 30\0\n"),
    TEXT.replace("CYCLE_TIME 30", "CYCLE_TIME 30 30"), TEXT + "\0",
    TEXT.replace("\n", "\r"), TEXT.replace(KEY, KEY[:-1] + "\x7f"),
    TEXT.replace(KEY, KEY[:-1] + "\xe9"), TEXT.replace(KEY, KEY + " x"),
    TEXT.replace("CYCLE_TIME 30", "CYCLE_TIME 30\x0b"),
    "\n".join(LINES[:-2] + [LINES[-1], LINES[-2]]) + "\n",
    "\ufeff" + TEXT, TEXT + TEXT, TEXT.replace("33458936", "\n33458936")])
def test_T10_not_a_record(pam, machine, text):
    """Comments, duplicates, NUL, bytes outside ASCII, anything else.

    rows: F-004 F-010 P-113 M-09
    """
    machine.put(ALICE, text)
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert outcome.texts[0] in (message("M-09", ALICE)[1],
                                message("M-07", ALICE)[1],
                                message("M-21", "SECURE_KEY is missing or "
                                                "unusable")[1])
    assert ALICE.read_bytes() == text.encode()


@pytest.mark.parametrize("line", [
    "RATE_LIMIT 3 30", "KEY_METHOD app512", "CYCLE_TIME 30",
    f"SECURE_KEY {KEY}", "DISALLOW_REUSE", "ALLOW_REUSE", "WINDOW_SIZE 3",
    "HOSTNAME a", "LOCKOUT 0 0", "KEY_SCOPE host", "ACL_TYPE deny",
    "ACL_NAME /x"])
def test_twice(pam, machine, line):
    """
    rows: F-004 F-018
    """
    twice = f'{without(line.split()[0])}" {line}\n" {line}\n'
    machine.put(ALICE, twice)
    refused(pam.login())


@pytest.mark.parametrize("word, good", [
    ("RATE_LIMIT", True), ("KEY_METHOD", False), ("CYCLE_TIME", False),
    ("DISALLOW_REUSE", True)])
def test_missing_directive(pam, machine, word, good):
    """What has a safe default may be missing; the rest is what the record is
    about.

    rows: A-31 F-011 F-018
    """
    machine.put(ALICE, without(word))
    outcome = pam.login()
    if not good:
        refused(outcome)
        return
    assert [outcome.code, pam.login().code] == ["SUCCESS", "AUTH_ERR"]
    assert directives(ALICE)["RATE_LIMIT"].startswith(
        "3 30 " if word == "RATE_LIMIT" else "10 15 ")


def test_T23_the_least_is_the_strictest(pam, machine):
    """A record of the three directives that it must have, arguments of the two
    that there must be: nobody is exempt, no code counts twice, three attempts
    in half a minute, one step each way, a lock after ten failures, and who has
    no record is refused.

    rows: A-31 F-011 F-018 F-019 F-084 P-116 D-11
    """
    least = "".join(f'" {line}\n' for line in (
        "AUTH_KEY", "KEY_METHOD app512", "CYCLE_TIME 30", f"SECURE_KEY {KEY}"))

    def login(user="alice", **options):
        pam.stack(f"auth required BARO secret={STORE}/$[USER] encrypt=no",
                  "auth required PROBE auth=0")
        return pam.login(user=user, **options).code
    for steps, good in ((-2, False), (-1, True), (1, True), (2, False)):
        machine.put(ALICE, least)
        assert (login(answer=code(steps=steps)) == "SUCCESS") == good
    machine.put(ALICE, least)
    assert [login(), login(), login(answer=""), login(answer=code(steps=1))] \
        == ["SUCCESS", "AUTH_ERR", "AUTH_ERR", "MAXTRIES"]
    machine.put(ALICE, least)
    seen = [login(now=NOW + 60 * i, answer="") for i in range(10)]
    assert seen == ["AUTH_ERR"] * 10
    assert login(now=NOW + 599) == "MAXTRIES"
    assert login("bob") == "AUTHINFO_UNAVAIL"
    assert login("mallory") == "USER_UNKNOWN"


@pytest.mark.parametrize("values, name", [
    ({"rate": "1 1"}, None), ({"rate": "100 3600"}, None),
    ({"rate": "0 30"}, "M-14"), ({"rate": "101 30"}, "M-14"),
    ({"rate": "3 0"}, "M-14"), ({"rate": "3 3601"}, "M-14"),
    ({"rate": "3"}, "M-14"), ({"rate": ""}, "M-14"),
    ({"rate": "x 30"}, "M-14"), ({"rate": "-3 30"}, "M-14"),
    ({"rate": "03 30"}, "M-14"), ({"rate": "3.0 30"}, "M-14"),
    ({"rate": "99999999999999999999 30"}, "M-14"),
    ({"rate": "100 30 " + " ".join(["1"] * 100)}, None),
    ({"rate": "100 30 " + " ".join(["1"] * 101)}, "M-15"),
    ({"rate": "3 30 -1"}, "M-15"), ({"rate": "3 30 x"}, "M-15"),
    ({"rate": "3 30 1 1.5"}, "M-15"),
    ({"rate": "3 30 99999999999999999999"}, "M-15"),
    ({"cycle": 3}, None), ({"cycle": 60}, None), ({"cycle": 2}, "M-09"),
    ({"cycle": 61}, "M-09"), ({"cycle": ""}, "M-09"), ({"cycle": "x"}, "M-09"),
    ({"method": "app1"}, None), ({"method": "app256"}, None),
    ({"method": "app384"}, None), ({"method": "app"}, "M-09"),
    ({"method": "app5120"}, "M-09"), ({"method": "APP512"}, "M-09"),
    ({"method": "card1"}, "M-09"), ({"method": ""}, "M-09"),
    ({"window": 1}, None), ({"window": 100}, None), ({"window": 0}, "M-18"),
    ({"window": 101}, "M-18"), ({"window": ""}, "M-18"),
    ({"window": "3 3"}, "M-18"), ({"window": "+3"}, "M-18"),
    ({"hostname": "a" * 253}, None), ({"hostname": "a" * 254}, "M-09"),
    ({"hostname": ""}, "M-09"), ({"hostname": "a_b"}, "M-09"),
    ({"hostname": "a b"}, "M-09"),
    ({"reuse": "DISALLOW_REUSE 0"}, None),
    ({"reuse": "DISALLOW_REUSE 1 2"}, "M-09"),
    ({"reuse": "DISALLOW_REUSE x"}, "M-09"),
    ({"reuse": "ALLOW_REUSE 1"}, "M-09"), ({"reuse": "ALLOW_REUSE"}, None),
    ({"lockout": "0 0"}, None), ({"lockout": "0"}, "M-09"),
    ({"lockout": "1 2 3"}, "M-09"), ({"lockout": "-1 0"}, "M-09"),
    ({"lockout": "1000001 0"}, "M-09"),
    ({"scope": "host"}, None), ({"scope": "users"}, "M-09"),
    ({"emergency": tuple(range(10000000, 10000064))}, None),
    ({"emergency": tuple(range(10000000, 10000065))}, "M-09")])
def test_ranges(pam, machine, values, name):
    """Both ends of each range and one beyond.

    rows: F-011 F-012 F-013 F-015 F-016 F-017 F-018 F-019 A-02 A-34 D-07
    rows: D-13 D-14 D-15 M-14 M-15 M-18
    """
    record = Record(**values)
    machine.put(ALICE, record)
    outcome = pam.login(answer=code(
        cycle=record.cycle if isinstance(record.cycle, int) else 30,
        method=record.method if record.method.startswith("app") and
        len(record.method) < 7 and record.method != "app" else "app512"))
    if name is None:
        assert outcome.code == "SUCCESS"
    else:
        refused(outcome, name)
        assert ALICE.read_text() == str(record)


KEY_ERROR = "SECURE_KEY is missing or unusable"


@pytest.mark.parametrize("key, raw", [
    ("x" * 16, b"x" * 16), ("x" * 128, b"x" * 128), ("x" * 15, "M-09"),
    ("x" * 129, "M-09"), ("!" * 16, b"!" * 16), ("~" * 16, b"~" * 16),
    ('"' * 16, b'"' * 16), ("", None), (None, None),
    ("hex:" + "00" * 16, bytes(16)), ("hex:" + "fF" * 128, b"\xff" * 128),
    ("hex:" + "00" * 15, None), ("hex:" + "00" * 129, "M-09"),
    ("hex:" + "0" * 33, None), ("hex:" + "0g" * 16, None),
    ("base32:GEZDGNBVGY3TQOJQGEZDGNBVGY", b"1234567890123456"),
    ("base32:gezdgnbvgy3tqojqgezdgnbvgy", b"1234567890123456"),
    ("base32:GEZDGNBVGY3TQOJQGEZDGNBV", None),
    ("base32:GEZDGNBVGY3TQOJQGEZDGNBVG1", None),
    ("HEX:" + "00" * 16, b"HEX:" + b"00" * 16)])
def test_keys(pam, machine, key, raw):
    """The ASCII bytes of the value, or other bytes in two spellings; 16 to
    128 of them.  A record whose key is none stays as it is.

    rows: F-014 F-072 D-08 A-10 M-21
    """
    record = Record(key=key)
    machine.put(ALICE, record)
    if isinstance(raw, bytes):
        assert pam.login(answer=code(key=raw)).code == "SUCCESS"
        return
    outcome = pam.login(answer=code(key=key or KEY))
    assert outcome.code == "AUTHINFO_UNAVAIL"
    expected = message("M-21", KEY_ERROR) if raw is None \
        else message(raw, ALICE)
    assert outcome.log[0] == expected
    assert ALICE.read_text() == str(record)
    if key:
        assert not any(key in text for text in outcome.texts)


@pytest.mark.parametrize("size", [0, 1, 2, 65535, 65536])
def test_sizes(pam, machine, size):
    """From 2 to 65535 bytes it is contents that count.

    rows: F-003 M-07 A-28
    """
    machine.put(ALICE, "x" * size)
    refused(pam.login(), "M-09" if 2 <= size <= 65535 else "M-07")


def test_largest_record(pam, machine):
    """
    rows: F-003
    """
    text = str(Record(rate="100 3600" + " " * 65282))
    assert len(text) < 65536
    machine.put(ALICE, text + "\n" * (65535 - len(text) > 0))
    assert pam.login().code == "SUCCESS"
    assert ALICE.stat().st_size == 1024
