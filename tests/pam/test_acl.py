# SPDX-License-Identifier: ISC
"""The ACL: who is asked for no code (requirements 1.11)."""

import os
import socket

import pytest

from host import ECHO_OFF, PROMPT
from messages import message
from records import NOW, Record
from sandbox import CONFIG, HOMES, STORE

ALICE = STORE / "alice"
ACL = CONFIG / "acl"
PERMIT = "auth required PROBE auth=0"


def stack(pam, machine, kind="deny", user="alice", **values):
    """A stack in which an exempt user gets in without being asked."""
    pam.stack(f"auth required BARO secret={STORE}/$[USER] encrypt=no", PERMIT)
    machine.put(STORE / user, Record(acl_name=ACL, acl_type=kind, **values))


@pytest.mark.parametrize("kind, user, exempt", [
    ("deny", "alice", True), ("deny", "bob", False),
    ("allow", "alice", False), ("allow", "bob", True),
    ("deny", "root", False), ("allow", "root", False)])
def test_types(pam, machine, kind, user, exempt):
    """deny exempts those in the list, allow all others but root, who is never
    exempt for not being named.

    rows: P-110 P-111 P-117 P-044 F-016 A-05 M-52
    """
    machine.put(ACL, "alice\n", 0o444)
    stack(pam, machine, kind, user)
    outcome = pam.login(user=user, answer="000000")
    assert outcome.code == ("SUCCESS" if exempt else "AUTH_ERR")
    assert outcome.prompts == ([] if exempt else [(ECHO_OFF, PROMPT)])
    assert any(text.startswith(f"ACL {kind} : ") for text in outcome.texts) \
        == exempt


@pytest.mark.parametrize("kind, exempt", [("deny", True), ("allow", False)])
def test_root_in_the_list(pam, machine, kind, exempt):
    """Root is exempt only by being named in a list of the exempt.

    rows: P-117
    """
    machine.put(ACL, "root\n", 0o444)
    stack(pam, machine, kind, "root")
    outcome = pam.login(user="root", answer="000000")
    assert outcome.code == ("SUCCESS" if exempt else "AUTH_ERR")


def test_root_at_home(pam, machine):
    """The record in root's own home is root's, so what it says of the ACL counts,
    and before the prompt.

    rows: P-110 D-05
    """
    machine.put(ACL, "root\n", 0o444)
    machine.put(HOMES / "root/.baro_auth",
                Record(acl_name=ACL, acl_type="deny"), 0o600)
    pam.stack("auth required BARO secret=${HOME}/.baro_auth encrypt=no",
              PERMIT)
    outcome = pam.login(user="root")
    assert outcome.code == "SUCCESS"
    assert outcome.prompts == []


@pytest.mark.parametrize("kind, content", [("deny", "alice\n"),
                                           ("allow", "bob\n"), ("allow", "")])
def test_nobody_exempts_himself(pam, machine, kind, content):
    """An ACL of root's, named by a record that its user owns: asked, and then
    refused, since such a record may not name one.

    rows: D-05 P-114 P-124 W-19
    """
    machine.put(ACL, content, 0o444)
    machine.put(HOMES / "alice/.baro_auth",
                Record(acl_name=ACL, acl_type=kind), 0o600, (2001, 2001))
    pam.stack("auth required BARO secret=${HOME}/.baro_auth encrypt=no",
              PERMIT)
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert outcome.prompts == [(ECHO_OFF, PROMPT)]


@pytest.mark.parametrize("content, listed", [
    ("barokey\nbaropam\nalice\n", True), ("alice", True), ("alice\r\n", True),
    ("alice \t\n", True), ("\n\nalice\n", True), ("# x\nalice\n", True),
    ("alice\nalice\n", True), ("Alice\n", False), ("ALICE\n", False),
    ("alic\n", False), ("alicea\n", False), ("#alice\n", False),
    ("# alice\n", False), ("", False), ("\n", False), ("*\n", False),
    ("al*\n", False), ("@alice\n", False), ("alice,bob\n", False),
    ("2001\n", False), ("bob\n" * 16000 + "alice\n", True),
    ("x" * 255 + "\nalice\n", True)])
def test_content(pam, machine, content, listed):
    """Exact names, one a line.

    rows: P-110 P-112 P-115
    """
    machine.put(ACL, content, 0o444)
    stack(pam, machine)
    assert pam.login(answer="000000").code == (
        "SUCCESS" if listed else "AUTH_ERR")


@pytest.mark.parametrize("content", [
    "alice\n alice\n", "alice\nbob carol\n", "alice\n\tbob\n", "alice\n\x01\n",
    "alice\nb\x00b\n", "alice\n\x7f\n", "alice\nbob\rcarol\n",
    "alice\n" + "x" * 256 + "\n", "alice\n#\x1b[2J\n",
    "alice\n" + "b" * 7 + "\n" * 65536, "bob\n" * 16384 + "alice\n"])
@pytest.mark.parametrize("kind", ["deny", "allow"])
def test_bad_content(pam, machine, content, kind):
    """One bad line, and nobody is exempt and nobody logs in.

    rows: P-113 P-115 M-02
    """
    machine.put(ACL, content, 0o444)
    stack(pam, machine, kind)
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert len(outcome.prompts) == 1
    assert message("M-02", ACL) in outcome.log


def test_largest(pam, machine):
    """
    rows: P-115
    """
    content = "alice\n" + "#" * (65536 - 7) + "\n"
    assert len(content) == 65536
    machine.put(ACL, content, 0o444)
    stack(pam, machine)
    assert pam.login(answer="x").code == "SUCCESS"


def make_group_writable(machine):
    machine.put(ACL, "alice\n", 0o464)


def make_world_writable(machine):
    machine.put(ACL, "alice\n", 0o446)


def make_users(machine):
    machine.put(ACL, "alice\n", 0o400, (2001, 2001))


def make_link(machine):
    machine.put(CONFIG / "target", "alice\n", 0o444)
    ACL.symlink_to(CONFIG / "target")


def make_hard_link(machine):
    machine.put(CONFIG / "target", "alice\n", 0o444)
    os.link(CONFIG / "target", ACL)


def make_directory(machine):
    ACL.mkdir()


def make_fifo(machine):
    os.mkfifo(ACL)


def make_socket(machine):
    here = socket.socket(socket.AF_UNIX)
    here.bind(str(ACL))
    here.close()


def make_open_folder(machine):
    machine.put(ACL, "alice\n", 0o444)
    CONFIG.chmod(0o777)


def make_users_folder(machine):
    machine.put(ACL, "alice\n", 0o444)
    os.chown(CONFIG, 2001, 2001)


@pytest.mark.parametrize("spoil", [
    make_group_writable, make_world_writable, make_users, make_link,
    make_hard_link, make_directory, make_fifo, make_socket, make_open_folder,
    make_users_folder])
def test_unsafe(pam, machine, spoil):
    """Whoever can write the ACL can exempt himself.

    rows: P-113 P-114 W-19 M-01
    """
    spoil(machine)
    stack(pam, machine)
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert len(outcome.prompts) == 1
    assert message("M-01", ACL) in outcome.log


def test_missing(pam, machine):
    """
    rows: P-112 M-02 M-03
    """
    stack(pam, machine)
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message("M-02", ACL) in outcome.log


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o444, 0o600, 0o644, 0o755])
def test_modes_that_do(pam, machine, mode):
    """It holds no secret: anybody may read it.

    rows: P-114 A-18 M-01
    """
    machine.put(ACL, "alice\n", mode)
    stack(pam, machine)
    assert pam.login(answer="x").code == "SUCCESS"


@pytest.mark.parametrize("values", [
    {"acl_name": ACL}, {"acl_type": "deny"}, {"acl_name": ACL,
                                              "acl_type": "Deny"},
    {"acl_name": "relative", "acl_type": "deny"},
    {"acl_name": "/a/../b", "acl_type": "deny"},
    {"acl_name": "", "acl_type": "deny"}])
def test_pair(pam, machine, values):
    """
    rows: P-116 F-015 F-016 M-03
    """
    machine.put(ACL, "alice\n", 0o444)
    machine.put(ALICE, Record(**values))
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message("M-09", ALICE) in outcome.log


@pytest.mark.parametrize("kind", ["allow", "deny"])
def test_empty_with_allow_is_flagged(pam, machine, kind):
    """
    rows: P-115 P-112
    """
    machine.put(ACL, "", 0o444)
    stack(pam, machine, kind)
    outcome = pam.login()
    assert outcome.code == "SUCCESS"
    assert (message("M-74", ACL) in outcome.log) == (kind == "allow")


def test_before_the_limits(pam, machine):
    """An exempt user is not held up by the limiter, and his record is not
    touched.

    rows: A-30 P-111
    """
    machine.put(ACL, "alice\n", 0o444)
    stack(pam, machine, rate=f"1 30 {NOW}", lockout=f"10 {NOW + 60}")
    before = ALICE.read_text()
    assert pam.login().code == "SUCCESS"
    assert ALICE.read_text() == before


def test_users_own_record(pam, machine):
    """In a record that is the user's own an ACL would be self-exemption.

    rows: P-114 P-124 W-19 D-05 M-09
    """
    machine.put(ACL, "alice\n", 0o444)
    path = machine.put(HOMES / "alice/.baro_auth",
                       Record(acl_name=ACL, acl_type="deny"),
                       owner=(2001, 2001))
    pam.stack("auth required BARO secret=${HOME}/.baro_auth encrypt=no",
              PERMIT)
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message("M-09", path) in outcome.log


def test_added_at_the_prompt(pam, machine):
    """Who was asked must answer, even if the list changes meanwhile.

    rows: D-06
    """
    machine.put(ACL, "bob\n", 0o644)
    stack(pam, machine)
    outcome = pam.login(answer="000000",
                        at={"prompt": f"echo alice >>{ACL}"})
    assert outcome.code == "AUTH_ERR"
