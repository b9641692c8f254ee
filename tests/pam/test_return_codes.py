# SPDX-License-Identifier: ISC
"""The table of return codes (requirements 1.6), and setcred and the other
module types (P-003)."""

import os

import pytest

from host import PER_USER
from records import NOW, Record, code, wrong
from sandbox import STORE

ALICE = STORE / "alice"
EMERGENCY = ("33458936", "19035576")


def test_right_code(pam, machine):
    """
    rows: P-040 P-070 D-04
    """
    machine.put(ALICE, Record())
    assert pam.login().code == "SUCCESS"


def test_emergency_key(pam, machine):
    """
    rows: F-050 F-051
    """
    machine.put(ALICE, Record(emergency=EMERGENCY))
    assert pam.login(answer=EMERGENCY[1]).code == "SUCCESS"


@pytest.mark.parametrize("answer", [
    "", wrong(code(steps=-1), code(), code(steps=1)), "12345", "1234567",
    "12345a", "01234567", "123456789", " " + code(), code() + " ",
    code(steps=9), "password", "\xb2\xb2\xb2\xb2\xb2\xb2"])
def test_not_right(pam, machine, answer):
    """Wrong, malformed and empty answers.

    rows: P-076 P-012
    """
    machine.put(ALICE, Record())
    assert pam.login(answer=answer).code == "AUTH_ERR"


def test_used_code(pam, machine):
    """
    rows: F-018 W-25
    """
    machine.put(ALICE, Record())
    assert [pam.login().code for _ in range(2)] == ["SUCCESS", "AUTH_ERR"]


def test_exempt(pam, machine):
    """Never PAM_SUCCESS: libpam makes a refusal of it where nobody else says
    yes.

    rows: P-060 P-044 W-18
    """
    acl = machine.put("/etc/baropam/acl", "alice\n", 0o444)
    machine.put(ALICE, Record(acl_name=acl, acl_type="deny"))
    outcome = pam.login()
    assert outcome.code == "PERM_DENIED"
    assert outcome.prompts == []
    pam.stack("auth [ignore=ignore success=die default=die] BARO " + PER_USER,
              "auth required PROBE auth=0")
    assert pam.login().code == "SUCCESS"


def test_unknown_user(pam, machine):
    """
    rows: P-036 P-044 D-02
    """
    assert pam.login(user="nobody-here").code == "USER_UNKNOWN"


def test_rate_limit(pam, machine):
    """
    rows: F-080 F-081
    """
    machine.put(ALICE, Record(rate="3 30"))
    codes = [pam.login(answer="000000").code for _ in range(3)]
    assert codes == ["AUTH_ERR"] * 3
    assert pam.login().code == "MAXTRIES"


def test_lock_out(pam, machine):
    """
    rows: F-084 D-13
    """
    machine.put(ALICE, Record(lockout=f"10 {NOW + 60}"))
    assert pam.login().code == "MAXTRIES"


def break_missing(machine):
    pass


def break_empty(machine):
    machine.put(ALICE, "")


def break_mode(machine):
    machine.put(ALICE, Record(), 0o444)


def break_owner(machine):
    machine.put(ALICE, Record(), owner=(2001, 2001))


def break_content(machine):
    machine.put(ALICE, "nonsense\n")


def break_directory(machine):
    ALICE.mkdir()


def break_state(machine):
    """The record can be read, but not replaced."""
    machine.put(ALICE, Record())
    os.mkdir(f"{ALICE}~")


@pytest.mark.parametrize("spoil", [
    break_missing, break_empty, break_mode, break_owner, break_content,
    break_directory, break_state])
def test_unusable_record(pam, machine, spoil):
    """
    rows: M-32 W-12
    """
    spoil(machine)
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert len(outcome.prompts) == 1


@pytest.mark.parametrize("arguments", [
    "", "secret=/x", "encrypt=no", "secret=/x encrypt=perhaps",
    f"{PER_USER} nulok", f"{PER_USER} nullok nullok", "secret=~x encrypt=no"])
def test_bad_arguments(pam, machine, arguments):
    """No prompt: nothing the user types could help.

    rows: P-010 P-011 P-016 D-12
    """
    machine.put(ALICE, Record())
    pam.ours(arguments, place="")
    outcome = pam.login()
    assert outcome.code == "SERVICE_ERR"
    assert outcome.prompts == []


def test_conversation_failed(pam, machine):
    """
    rows: P-044
    """
    machine.put(ALICE, Record())
    assert pam.login(conversation="error").code == "CONV_ERR"


def test_out_of_memory(pam, machine):
    """
    rows: M-20
    """
    machine.put(ALICE, Record())
    assert pam.login(faults=[("mmap", "#1", "ENOMEM")]).code == "BUF_ERR"


@pytest.mark.parametrize("fault", [
    ("clock_gettime", "*", "EINVAL"), ("setgroups", "*", "EPERM"),
    ("getgroups", "*", "EPERM"), ("setfsuid", "*", "EPERM")])
def test_other_failure(pam, machine, fault):
    """
    rows: P-061
    """
    home = machine.put("/var/lib/homes/alice/.baro_auth", Record(),
                       owner=(2001, 2001))
    assert home.exists()
    pam.ours("nullok secret=${HOME}/.baro_auth encrypt=no", place="")
    assert pam.login(faults=[fault]).code == "SYSTEM_ERR"


def test_unenrolled_ignore(pam, machine):
    """The second cause of PAM_IGNORE, and the default.

    rows: D-11 P-060
    """
    pam.stack(f"auth required BARO {PER_USER} unenrolled=ignore",
              "auth required PROBE auth=0")
    outcome = pam.login()
    assert outcome.code == "SUCCESS"
    assert outcome.prompts == []
    pam.stack(f"auth required BARO {PER_USER} unenrolled=deny",
              "auth required PROBE auth=0")
    assert pam.login().code == "AUTHINFO_UNAVAIL"


def test_setcred(pam, machine):
    """
    rows: P-003 L-026
    """
    machine.put(ALICE, Record())
    outcome = pam.login(flags="setcred")
    assert (outcome.code, outcome.setcred) == ("SUCCESS", "SUCCESS")


@pytest.mark.parametrize("kind, symbol", [
    ("account", "pam_sm_acct_mgmt"), ("session", "pam_sm_open_session"),
    ("password", "pam_sm_chauthtok")])
def test_as_another_type(pam, machine, kind, symbol):
    """
    rows: P-003
    """
    machine.put(ALICE, Record())
    pam.stack(f"auth required BARO {PER_USER}",
              f"{kind} required BARO {PER_USER}")
    outcome = pam.login(flags=kind)
    assert outcome.code == "SUCCESS"
    assert outcome.named(kind) == "MODULE_UNKNOWN"
    assert any(f"unable to resolve symbol: {symbol}" in text
               for _, text in outcome.others)
