# SPDX-License-Identifier: ISC
"""The stacks that we publish (PEERS T34), with a real pam_unix."""

import pytest

from host import ROOT
from records import NOW, Record, code, wrong
from sandbox import CONFIG, PASSWORD, STORE

ALICE = STORE / "alice"
WRONG = wrong(code(steps=-1), code(), code(steps=1))

# What common-auth is on Debian, and password-auth on Red Hat, in short.
DEBIAN = ("auth [success=1 default=ignore] pam_unix.so nullok nodelay",
          "auth requisite pam_deny.so", "auth required pam_permit.so")
REDHAT = ("auth sufficient pam_unix.so nullok nodelay",
          "auth required pam_deny.so")

SNIPPETS = ROOT / "packaging/snippets"
TWO_FACTORS = ["sshd-code-then-password", "sshd-forward-pass", "su", "sudo",
               "display-manager"]


def publish(pam, name, common=DEBIAN):
    """A published file as it is, but for the place of our module; --real-uid
    makes su's pam_rootok see an ordinary user."""
    text = (SNIPPETS / name).read_text()
    assert "pam_baro_auth.so" in text
    pam.stack(*text.replace("pam_baro_auth.so", "BARO").splitlines())
    pam.stack(*common, service="common-auth")
    return "forward_pass" in text


def test_T34_all_are_here():
    """
    rows: P-026
    """
    found = {path.name for path in SNIPPETS.iterdir()} - {"README.md"}
    assert found == {*TWO_FACTORS, "sshd-publickey-and-code"}


@pytest.mark.parametrize("common", [DEBIAN, REDHAT], ids=["debian", "redhat"])
@pytest.mark.parametrize("name", TWO_FACTORS)
@pytest.mark.parametrize("password", [PASSWORD, "wrong horse", ""])
@pytest.mark.parametrize("typed", ["ok", "bad", "none", "used", "limited",
                                   "missing", "exempt"])
def test_T34_published_stacks(pam, machine, name, common, password, typed):
    """Only a right password with a right code logs in; a user whom the ACL
    exempts needs the password.  What is asked is the same in every case but
    that one.

    rows: P-026 P-060 P-070 P-072 P-080 P-081 P-082 P-083 P-084 P-100 P-104
    """
    record = {"used": Record(reuse=f"DISALLOW_REUSE {NOW // 30}"),
              "limited": Record(rate=f"1 30 {NOW}"), "missing": None,
              "exempt": Record(acl_name=CONFIG / "acl", acl_type="deny")}
    record = record.get(typed, Record())
    machine.put(CONFIG / "acl", "alice\n", 0o444)
    if record is not None:
        machine.put(ALICE, record)
    forward = publish(pam, name, common)
    answer = {"bad": WRONG, "none": ""}.get(typed, code())
    if typed == "exempt":
        answers = (password,)
    elif forward:
        answers = (password + answer,)
    else:
        answers = (answer, password)
    outcome = pam.login(answers=answers, real_uid=2002)
    good = password == PASSWORD and typed in ("ok", "exempt")
    assert (outcome.code == "SUCCESS") == good
    assert len(outcome.prompts) == len(answers)


@pytest.mark.parametrize("typed, good", [
    (code(), True), (WRONG, False), ("", False), (PASSWORD, False)])
def test_T34_code_behind_a_public_key(pam, machine, typed, good):
    """
    rows: P-071 P-093
    """
    machine.put(ALICE, Record())
    publish(pam, "sshd-publickey-and-code")
    assert (pam.login(answer=typed).code == "SUCCESS") == good
    acl = machine.put(CONFIG / "acl", "alice\n", 0o444)
    machine.put(ALICE, Record(acl_name=acl, acl_type="deny"))
    assert pam.login().code != "SUCCESS"


def test_T34_root_is_not_asked_by_su(pam, machine):
    """
    rows: P-081 P-106
    """
    publish(pam, "su")
    outcome = pam.login(answer="")
    assert (outcome.code, outcome.prompts) == ("SUCCESS", [])
