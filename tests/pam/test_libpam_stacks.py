# SPDX-License-Identifier: ISC
"""The module among others: what libpam makes of its answers (requirements
1.7, 1.10, appendix B)."""

import pytest

from host import PER_USER
from records import NOW, Record, code, wrong
from sandbox import CONFIG, HASH, PASSWORD, STORE, USERS

ALICE = STORE / "alice"
WRONG = wrong(code(steps=-1), code(), code(steps=1))
OURS = f"auth required BARO nullok {PER_USER}"

# What common-auth is on Debian, and password-auth on Red Hat, in short.
DEBIAN = ("auth [success=1 default=ignore] pam_unix.so nullok nodelay",
          "auth requisite pam_deny.so", "auth required pam_permit.so")
REDHAT = ("auth sufficient pam_unix.so nullok nodelay",
          "auth required pam_deny.so")
YES = ("auth sufficient PROBE auth=0 label=yes", "auth required pam_deny.so")


@pytest.fixture
def alice(pam, machine):
    """Alice has a record, and there is something to include."""
    machine.put(ALICE, Record())
    pam.stack(*DEBIAN, service="common-auth")
    pam.stack(*REDHAT, service="password-auth")
    pam.stack(*YES, service="yes")
    return pam


def asked(outcome):
    return len([p for p in outcome.prompts if "erification" in p[1]])


# ------------------------------------------------ order and inclusion


def test_after_include(alice):
    """A success in an included file ends the whole stack: we are not called,
    and the password alone logs in.  Our documents must warn of it.

    rows: P-102 W-17 L-006
    """
    alice.stack("auth include yes", OURS)
    outcome = alice.login(answer=WRONG)
    assert outcome.code == "SUCCESS"
    assert asked(outcome) == 0
    assert outcome.log == []


@pytest.mark.parametrize("answer, result", [(code(), "SUCCESS"),
                                            (WRONG, "AUTH_ERR")])
def test_after_substack(alice, answer, result):
    """
    rows: P-101 P-102 M-44
    """
    alice.stack("auth substack yes", OURS)
    outcome = alice.login(answer=answer)
    assert outcome.code == result
    assert asked(outcome) == 1


@pytest.mark.parametrize("how", ["include", "substack"])
@pytest.mark.parametrize("answer, result", [(code(), "SUCCESS"),
                                            (WRONG, "AUTH_ERR")])
def test_before(alice, how, answer, result):
    """A wrong code decides, and the later modules run all the same.

    rows: P-100 P-104 L-003
    """
    alice.stack(OURS, f"auth {how} yes")
    outcome = alice.login(answer=answer)
    assert outcome.code == result
    assert "yes" in outcome.notes


@pytest.mark.parametrize("answers, result", [
    ((PASSWORD, code()), "SUCCESS"), ((PASSWORD, WRONG), "AUTH_ERR"),
    (("wrong", code()), "AUTH_ERR"), (("wrong", WRONG), "AUTH_ERR")])
def test_after_debians_common_auth(alice, answers, result):
    """@include with the stock jump is safe: what succeeds there does not end
    the stack.

    rows: P-103
    """
    alice.stack("@include common-auth", OURS)
    outcome = alice.login(answers=answers)
    assert outcome.code == result
    assert asked(outcome) == (answers[0] == PASSWORD)


@pytest.mark.parametrize("typed, result", [
    ((code(), PASSWORD), "SUCCESS"), ((WRONG, PASSWORD), "AUTH_ERR"),
    ((code(), "wrong"), "AUTH_ERR")])
def test_documented_order_of_001(alice, typed, result):
    """The documents' cure, with another product in front.

    rows: P-101 M-44
    """
    alice.stack("auth required PROBE auth=0", "auth substack password-auth",
                OURS)
    outcome = alice.login(answers=(typed[1], typed[0]))
    assert outcome.code == result


def test_sufficient_before(alice):
    """Meant for pam_rootok in su, and for nothing else.

    rows: P-106 P-081
    """
    alice.stack("auth sufficient PROBE auth=0", OURS)
    outcome = alice.login(answer=WRONG)
    assert (outcome.code, asked(outcome)) == ("SUCCESS", 0)


@pytest.mark.parametrize("control, result", [
    ("required", "MODULE_UNKNOWN"), ("optional", "SUCCESS"),
    ("-", "MODULE_UNKNOWN")])
def test_module_missing(alice, control, result):
    """Fails closed where it is required; "optional" is no second factor.

    rows: P-105 M-26 M-27
    """
    control = "auth " + control if control != "-" else "-auth required"
    alice.stack(f"{control} /nowhere/pam_baro_auth.so {PER_USER}",
                "auth required PROBE auth=0")
    outcome = alice.login()
    assert outcome.code == result
    texts = [text for _, text in outcome.others]
    if control.startswith("-"):
        assert texts == []
    else:
        assert any("PAM unable to dlopen(/nowhere/pam_baro_auth.so): "
                   "/nowhere/pam_baro_auth.so: cannot open shared object file:"
                   " No such file or directory" in text for text in texts)
        assert any("PAM adding faulty module: /nowhere/pam_baro_auth.so"
                   in text for text in texts)


@pytest.mark.parametrize("jump", [1, 2])
def test_jumps(alice, jump):
    """
    rows: L-005 P-102
    """
    alice.stack(f"auth [success={jump} default=ignore] PROBE auth=0",
                "auth requisite pam_deny.so", OURS,
                "auth required pam_permit.so")
    outcome = alice.login(answer=WRONG)
    assert asked(outcome) == (jump == 1)
    assert outcome.code == ("AUTH_ERR" if jump == 1 else "SUCCESS")


@pytest.mark.parametrize("record, answer, result", [
    (True, code(), "SUCCESS"), (True, WRONG, "AUTH_ERR"),
    (False, code(), "SUCCESS")])
def test_fail_open_is_the_administrators(alice, record, answer, result):
    """Whoever wants it writes it: where the record is unusable the next
    module decides.

    rows: P-060
    """
    if not record:
        ALICE.unlink()
    alice.stack(f"auth [success=done authinfo_unavail=ignore default=die] "
                f"BARO {PER_USER}", "auth required PROBE auth=0 label=next")
    outcome = alice.login(answer=answer)
    assert outcome.code == result
    assert ("next" in outcome.notes) == (not record)


@pytest.mark.parametrize("ignoring, result", [
    ("", "PERM_DENIED"), (" ignore=ignore", "SUCCESS")])
def test_fail_open_and_exempt(alice, machine, ignoring, result):
    """The line that goes on without a usable record refuses exempt users,
    unless it says what PAM_IGNORE shall do.

    rows: P-060 P-116
    """
    acl = machine.put(CONFIG / "acl", "alice\n", 0o444)
    machine.put(ALICE, Record(acl_name=acl, acl_type="deny"))
    alice.stack(f"auth [success=ok authinfo_unavail=ignore{ignoring} "
                f"default=die] BARO {PER_USER}",
                "auth required PROBE auth=0 label=next")
    assert alice.login().code == result


@pytest.mark.parametrize("others_first", [True, False])
@pytest.mark.parametrize("other, result", [(0, "SUCCESS"), (7, "AUTH_ERR")])
def test_exempt_leaves_it_to_the_others(alice, machine, others_first, other,
                                        result):
    """PAM_IGNORE has no say, wherever it stands.

    rows: P-060 L-029
    """
    acl = machine.put(CONFIG / "acl", "alice\n", 0o444)
    machine.put(ALICE, Record(acl_name=acl, acl_type="deny"))
    lines = [OURS, f"auth required PROBE auth={other}"]
    alice.stack(*(reversed(lines) if others_first else lines))
    assert alice.login().code == result


@pytest.mark.parametrize("control", [
    "sufficient", "[success=done default=ignore]",
    "[success=done new_authtok_reqd=done default=ignore]"])
def test_exempt_is_no_success(alice, machine, control):
    """
    rows: P-060 W-18
    """
    acl = machine.put(CONFIG / "acl", "alice\n", 0o444)
    machine.put(ALICE, Record(acl_name=acl, acl_type="deny"))
    alice.stack(f"auth {control} BARO {PER_USER}",
                "auth required pam_deny.so")
    assert alice.login().code != "SUCCESS"


@pytest.mark.parametrize("first", ["#%PAM-1.0", "##PAM-1.0", ""])
def test_first_line(alice, first):
    """
    rows: P-088
    """
    alice.stack(first, OURS)
    assert alice.login().code == "SUCCESS"


def test_other_service_is_refused(alice):
    """
    rows: L-010
    """
    assert alice.login(service="nowhere").code == "AUTH_ERR"


def test_twice_in_one_stack(alice):
    """The second asks again, and the same code is not right twice.

    rows: F-018
    """
    alice.stack(OURS, OURS)
    outcome = alice.login(answers=(code(), code()))
    assert (outcome.code, asked(outcome)) == ("AUTH_ERR", 2)
    outcome = alice.login(now=NOW + 300,
                          answers=(code(NOW + 300), code(NOW + 330)))
    assert outcome.code == "SUCCESS"


# ------------------------------------------------------ the three modes


@pytest.mark.parametrize("answers, result", [
    ((code(), PASSWORD), "SUCCESS"), ((code(), "wrong"), "AUTH_ERR"),
    ((WRONG, PASSWORD), "AUTH_ERR"), ((WRONG, "wrong"), "AUTH_ERR"),
    ((code() + PASSWORD, PASSWORD), "AUTH_ERR"),
    ((PASSWORD, code()), "AUTH_ERR")])
def test_mode_1(alice, answers, result):
    """
    rows: P-070 P-078 P-131 P-132
    """
    alice.stack(OURS, "auth required pam_unix.so nodelay")
    assert alice.login(answers=answers).code == result


@pytest.mark.parametrize("answer, result", [(code(), "SUCCESS"),
                                            (WRONG, "AUTH_ERR"),
                                            ("", "AUTH_ERR")])
@pytest.mark.parametrize("words", ["", "forward_pass"])
def test_mode_2(alice, machine, words, answer, result):
    """The module alone decides; the password is locked, and the login name is
    handed to nobody.

    rows: P-071 W-16 A-04
    """
    machine.users(USERS, {"alice": "!" + HASH})
    alice.stack(f"auth [success=done default=die] BARO {words} {PER_USER}",
                "auth required PROBE auth=0 label=after")
    outcome = alice.login(answer=answer)
    assert outcome.code == result
    assert "after" not in outcome.notes


@pytest.mark.parametrize("unix", [
    "auth required pam_unix.so nodelay",
    "auth required pam_unix.so nodelay try_first_pass",
    "auth required pam_unix.so nodelay use_first_pass",
    "@include common-auth", "auth substack password-auth",
    "auth include password-auth"])
@pytest.mark.parametrize("typed, result", [
    (PASSWORD + code(), "SUCCESS"), (PASSWORD + WRONG, "AUTH_ERR"),
    ("wrong" + code(), "AUTH_ERR"), (code(), "AUTH_ERR"),
    (PASSWORD, "AUTH_ERR"), ("", "AUTH_ERR"),
    (PASSWORD + " " + code(), "AUTH_ERR")])
def test_mode_3(alice, unix, typed, result):
    """pam_unix takes what we hand on, however it is told to, and asks nobody
    again.

    rows: P-072 P-073 P-074 P-075
    """
    alice.stack(f"auth required BARO forward_pass {PER_USER}", unix)
    outcome = alice.login(answer=typed)
    assert outcome.code == result
    assert len(outcome.prompts) == 1


def test_empty_password_and_nullok(alice, machine):
    """With an empty UNIX password and pam_unix's own nullok the code alone is
    enough, as our documents warn.

    rows: P-073 W-16
    """
    machine.users(USERS, {"alice": ""})
    for words, result in (("nullok", "SUCCESS"), ("", "AUTH_ERR")):
        machine.put(ALICE, Record())
        alice.stack(f"auth required BARO forward_pass {PER_USER}",
                    f"auth required pam_unix.so nodelay {words}")
        assert alice.login().code == result


def test_password_that_ends_in_digits(alice, machine):
    """
    rows: P-074
    """
    # "123456789", as crypt(3) writes it.
    machine.users(USERS, {"alice": "$1$baropam$tZbL6mY3bRCaDqOrz/5b2."})
    alice.stack(f"auth required BARO forward_pass {PER_USER}",
                "auth required PROBE label=after auth=0")
    outcome = alice.login(answer="123456789" + code())
    assert (outcome.code, outcome.authtok()) == ("SUCCESS", "123456789")
