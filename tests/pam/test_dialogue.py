# SPDX-License-Identifier: ISC
"""What is asked, what is taken for an answer, and what is passed on
(requirements 1.4, 1.7)."""

import pytest

from host import ECHO_OFF, PER_USER, PROMPT, PROMPT_FORWARD
from messages import message
from records import NOW, Record, code, directives, wrong
from sandbox import STORE

ALICE = STORE / "alice"
KEYS = ("33458936", "19035576")
WRONG = wrong(code(steps=-1), code(), code(steps=1))


def around(pam, arguments):
    """Our module between a module that gives a password and one that looks."""
    pam.stack("auth optional PROBE preset label=before",
              f"auth required BARO {arguments} {PER_USER}",
              "auth optional PROBE label=after")


@pytest.mark.parametrize("mode", ["nullok", "forward_pass"])
@pytest.mark.parametrize("kind, result", [
    ("null-array", "CONV_ERR"), ("null-text", "CONV_ERR"),
    ("error", "CONV_ERR"), ("error-with-answer", "CONV_ERR"),
    ("again", "CONV_ERR"), ("none", "CONV_ERR"), (None, "AUTH_ERR")])
def test_T03_conversation_returns_nothing(pam, machine, mode, kind, result):
    """No answer is never a right one; the record is untouched when there was
    none.  The last case is the empty answer.

    rows: P-012 M-31
    """
    machine.put(ALICE, Record())
    before = ALICE.read_text()
    pam.ours(mode)
    if kind is None:
        outcome = pam.login(answer="")
    else:
        outcome = pam.login(conversation=kind)
        assert ALICE.read_text() == before
    assert outcome.code == result
    assert message("M-31") in outcome.log
    assert outcome.authtok() in (None, "")
    # The record is in order: nothing but the answer was missing.
    assert pam.login().code == "SUCCESS"


@pytest.mark.parametrize("mode", ["nullok", "forward_pass"])
@pytest.mark.parametrize("size", [0, 1, 5, 6, 7, 8, 9, 511, 512, 513, 4096,
                                  65536])
def test_T21_answers_of_all_sizes(pam, machine, mode, size):
    """Digits that are no code, and letters that end in a right one: up to
    512 bytes the latter is an answer in forward_pass mode.

    rows: P-074 P-076
    """
    machine.put(ALICE, Record(rate="100 15"))
    pam.ours(mode)
    assert pam.login(answer=WRONG[:1] * size).code == "AUTH_ERR"
    answer = ("p" * size + code())[-size:] if size else ""
    outcome = pam.login(answer=answer)
    fits = size == 6 or (mode == "forward_pass" and 6 <= size <= 512)
    assert outcome.code == ("SUCCESS" if fits else "AUTH_ERR")
    if mode == "forward_pass":
        password = answer[:-6] if 6 <= size <= 512 else ""
        assert outcome.authtok() == password
    else:
        assert outcome.authtok() is None


@pytest.mark.parametrize("answer", [
    " 123456", "123456 ", "123 456", "12345٦", "+12345", "-12345", "0x1234",
    "1e5", "１２３４５６", "\t23456", "123456\n"])
def test_only_ascii_digits(pam, machine, answer):
    """The same digits in other clothes are no code.

    rows: P-076
    """
    right = code()
    table = str.maketrans(dict(zip("123456", right)))
    machine.put(ALICE, Record())
    assert pam.login(answer=answer.translate(table)).code == "AUTH_ERR"
    assert pam.login().code == "SUCCESS"


@pytest.mark.parametrize("arguments, prompt", [
    ("nullok", PROMPT), ("forward_pass", PROMPT_FORWARD)])
@pytest.mark.parametrize("state", ["right", "wrong", "unknown", "limited",
                                   "locked", "missing", "broken", "unsafe",
                                   "acl"])
def test_one_prompt_in_every_state(pam, machine, arguments, prompt, state):
    """
    rows: P-044 P-043 W-33 A-29
    """
    records = {"right": Record(), "wrong": Record(), "unknown": Record(),
               "limited": Record(rate=f"1 30 {NOW}"),
               "locked": Record(lockout=f"10 {NOW + 60}"), "broken": "x\n",
               "unsafe": Record(),
               "acl": Record(acl_name="/etc/gone", acl_type="deny")}
    if state in records:
        machine.put(ALICE, records[state], 0o644 if state == "unsafe"
                    else 0o400)
    pam.ours(arguments)
    outcome = pam.login(user="mallory" if state == "unknown" else "alice",
                        answer=WRONG if state == "wrong" else code())
    assert outcome.prompts == [(ECHO_OFF, prompt)]
    assert (outcome.code == "SUCCESS") == (state == "right")


@pytest.mark.parametrize("typed, result, password", [
    ("baropam" + code(), "SUCCESS", "baropam"),
    (code(), "SUCCESS", ""),
    ("pw99" + code(), "SUCCESS", "pw99"),
    ("12345678" + code(), "SUCCESS", "12345678"),
    ("pass word!" + code(), "SUCCESS", "pass word!"),
    ("geheimnisvoll" + WRONG, "AUTH_ERR", "geheimnisvoll"),
    ("password", "AUTH_ERR", "pa"),
    ("short", "AUTH_ERR", ""),
    ("", "AUTH_ERR", ""),
    (KEYS[0], "SUCCESS", ""),
    ("baropam" + KEYS[0], "SUCCESS", "baropam"),
    ("pw99" + KEYS[1], "SUCCESS", "pw99"),
    ("baropam" + "99999999", "AUTH_ERR", "baropam99"),
    ("baropam" + "03345893", "AUTH_ERR", "baropam03")])
def test_forward_pass_splits(pam, machine, typed, result, password):
    """The code is cut off and the rest handed on, right or wrong.

    rows: P-013 P-072 P-073 P-074 P-075 P-071 W-32
    """
    machine.put(ALICE, Record(emergency=KEYS))
    pam.ours("forward_pass")
    outcome = pam.login(answer=typed)
    assert outcome.code == result
    assert outcome.authtok() == password


def test_forward_pass_tries_the_code_first(pam, machine):
    """The last eight digits are an emergency key, but the last six a right
    code: the code counts and the key stays.  One attempt in any case.

    rows: P-074 A-26
    """
    right = code()
    key = "12" + right
    machine.put(ALICE, Record(emergency=(key,)))
    pam.ours("forward_pass")
    outcome = pam.login(answer="pw" + key)
    assert outcome.code == "SUCCESS"
    assert outcome.authtok() == "pw12"
    found = directives(ALICE)
    assert found[""] == [key]
    assert found["RATE_LIMIT"] == f"10 15 {NOW}"


@pytest.mark.parametrize("user, record", [
    ("alice", Record()), ("alice", Record(lockout=f"10 {NOW + 60}")),
    ("alice", Record(rate=f"1 30 {NOW}")), ("alice", "broken\n"),
    ("alice", None), ("mallory", Record())])
@pytest.mark.parametrize("answer", ["secret" + code(), "secret" + WRONG,
                                    "secret" + "x" * 6])
def test_forward_pass_always_hands_on(pam, machine, user, record, answer):
    """The next module asks nobody again, whatever was wrong: it always finds
    a token.

    rows: P-075 W-32 P-044
    """
    if record is not None:
        machine.put(ALICE, record)
    pam.ours("forward_pass")
    outcome = pam.login(user=user, answer=answer)
    assert outcome.authtok() == "secret"


def test_forward_pass_that_cannot(pam, machine):
    """Without the token the next module would ask, and so tell: no login.

    rows: P-075
    """
    machine.put(ALICE, Record())
    pam.ours("forward_pass")
    outcome = pam.login(faults=[("pam_set_item", "*", "ENOMEM")])
    assert outcome.code == "BUF_ERR"
    assert not any("succeeded" in text for text in outcome.texts)


def test_code_is_not_forwarded(pam, machine):
    """Mode 1 leaves PAM_AUTHTOK alone.

    rows: P-070
    """
    machine.put(ALICE, Record())
    outcome = pam.login()
    assert outcome.code == "SUCCESS"
    assert outcome.authtok() is None
    machine.put(ALICE, Record())
    around(pam, "nullok")
    assert pam.login(preset="before").authtok() == "before"


@pytest.mark.parametrize("preset, result", [
    ("baropam" + code(), "SUCCESS"), (code(), "SUCCESS"),
    ("baropam" + WRONG, "AUTH_ERR"), ("baropam", "AUTH_ERR"),
    ("", "AUTH_ERR"), ("x" * 65536, "AUTH_ERR"),
    ("x" * 507 + code(), "AUTH_ERR"), ("baropam" + KEYS[0], "SUCCESS")])
@pytest.mark.parametrize("mode", ["", "forward_pass"])
def test_use_first_pass(pam, machine, preset, result, mode):
    """No prompt: the token of an earlier module, or a refusal.

    rows: P-019 L-021
    """
    machine.put(ALICE, Record(emergency=KEYS))
    around(pam, f"{mode} use_first_pass")
    outcome = pam.login(preset=preset)
    assert outcome.code == result
    assert outcome.prompts == []


def test_use_first_pass_without_token(pam, machine):
    """
    rows: P-019 M-31
    """
    machine.put(ALICE, Record())
    pam.ours("use_first_pass")
    outcome = pam.login()
    assert outcome.code == "AUTH_ERR"
    assert outcome.prompts == []
    assert message("M-31") in outcome.log
    pam.ours("forward_pass use_first_pass")
    assert pam.login().code == "AUTH_ERR"


@pytest.mark.parametrize("preset, prompts", [
    ("baropam" + code(), 0), (code(), 0), ("baropam" + WRONG, 0),
    ("baropam", 1), ("", 1), (None, 1), ("baropam" + KEYS[1], 0)])
@pytest.mark.parametrize("mode", ["nullok", "forward_pass"])
def test_try_first_pass(pam, machine, preset, prompts, mode):
    """Whoever has no token that ends in a code is asked; one login counts
    once.

    rows: P-020 L-021
    """
    machine.put(ALICE, Record(rate="10 15", emergency=KEYS))
    if preset is None:
        pam.ours(f"{mode} try_first_pass")
    else:
        around(pam, f"{mode} try_first_pass")
    outcome = pam.login(preset=preset)
    assert len(outcome.prompts) == prompts
    refused = preset is not None and preset.endswith(WRONG)
    assert outcome.code == ("AUTH_ERR" if refused else "SUCCESS")
    assert directives(ALICE)["RATE_LIMIT"] == f"10 15 {NOW}"


def test_first_pass_is_split_and_forwarded(pam, machine):
    """
    rows: P-019 P-075
    """
    machine.put(ALICE, Record())
    around(pam, "forward_pass use_first_pass")
    outcome = pam.login(preset="baropam" + code())
    assert outcome.authtok("before") == "baropam" + code()
    assert outcome.authtok() == "baropam"


@pytest.mark.parametrize("mode", ["nullok", "forward_pass"])
@pytest.mark.parametrize("other", ["bob", "root", "mallory", "alic"])
def test_user_who_is_exchanged(pam, machine, mode, other):
    """A host that sets PAM_USER anew while we ask: the one who answered is not
    the one whom it would let in.  Neither record is touched.

    rows: A-27 M-25
    """
    for name in ("alice", "bob", "root"):
        machine.put(STORE / name, Record())
    pam.ours(mode)
    outcome = pam.login(swap_user=other)
    assert outcome.code == "USER_UNKNOWN"
    assert outcome.seen["user"] == other
    assert message("M-25") in outcome.log
    for name in ("alice", "bob", "root"):
        assert (STORE / name).read_text() == str(Record())
    # The same name again is no exchange.
    assert pam.login(swap_user="alice").code == "SUCCESS"


@pytest.mark.parametrize("user, answers, code_name", [
    (None, ("alice", code()), "SUCCESS"), ("", (code(),), "USER_UNKNOWN"),
    (None, ("",), "USER_UNKNOWN")])
def test_user_name(pam, machine, user, answers, code_name):
    """libpam asks for a name that it has not got; an empty one is nobody's.

    rows: M-25
    """
    machine.put(ALICE, Record())
    outcome = pam.login(user=user, answers=answers)
    assert outcome.code == code_name
    assert (message("M-25") in outcome.log) == (code_name != "SUCCESS")
