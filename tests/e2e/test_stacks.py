# SPDX-License-Identifier: ISC
"""The published stacks, in the programs that they are made for: which of the
two factors lets somebody in?  And the mistakes that they warn of."""

import re

import pytest
from dialogue import BOTH, CODE, PASSWORD, log_in, talk_all
from machine import PASSWORD as STAPLE, SNIPPETS

SUDO_PASSWORD = "[sudo] password for"

# Password and code of each user's attempt; only the first is right in both.
ATTEMPTS = {
    "alice": ("right", "right"), "bob": ("right", "wrong"),
    "carol": ("right", "none"), "dave": ("wrong", "right"),
    "erin": ("wrong", "wrong"), "frank": ("wrong", "none")}

# Fedora's file, as far as it matters here: its "sufficient" ends a stack.
PASSWORD_AUTH = ("auth sufficient pam_unix.so nullok\n"
                 "auth required pam_deny.so\n")


def debian(name):
    """A published file as it is."""
    return (SNIPPETS / name).read_text()


def fedora(name):
    """A published file with the line that its comment gives for Fedora."""
    text = debian(name)
    line = re.search(r"Fedora and its relatives: (auth substack \S+)", text)[1]
    return text.replace("@include common-auth", line)


def our_line(name):
    """Our line of a published file."""
    return next(line for line in debian(name).splitlines()
                if "\tpam_baro_auth.so " in line)


def answers(machine, separate):
    """What each user types: a list for each, of one or of two answers."""
    typed = {}
    for user, (password, code) in ATTEMPTS.items():
        record = machine.enrol(user)
        code = {"right": record.code, "wrong": record.wrong_code,
                "none": lambda: ""}[code]()
        # The user of the last line has another password: wrong as well.
        password = STAPLE if password == "right" else "wrong"
        typed[user] = [code, password] if separate else [password + code]
    return typed


def by_ssh(machine, typed):
    """Log all users in to sshd, and say who got in."""
    machine.start_sshd()
    logins = log_in(machine, *typed.items())
    return {user for user, login in zip(typed, logins) if login.accepted}


def by_terminal(machine, typed, questions, command):
    """The same by a program that asks on a terminal."""
    outcomes = talk_all(*(
        (machine.spawn(*command(user)[0], user=command(user)[1]),
         list(zip(questions, answers))) for user, answers in typed.items()))
    return {user for user, outcome in zip(typed, outcomes)
            if outcome.status == 0}


def by_su(machine, typed):
    """Somebody who is nobody becomes each of the users."""
    return by_terminal(machine, typed, (CODE, PASSWORD), lambda user: (
        ["su", user, "-c", "true"], "alice" if user != "alice" else "bob"))


def by_sudo(machine, typed):
    """Each user becomes root."""
    machine.write("/etc/sudoers", "Defaults passwd_tries=1\n"
                  "ALL ALL=(ALL) ALL\n", 0o440)
    return by_terminal(machine, typed, (CODE, SUDO_PASSWORD), lambda user: (
        ["sudo", "true"], user))


def by_greeter(machine, typed):
    """A program of one prompt, as a display manager is one."""
    return by_terminal(machine, typed, (BOTH,), lambda user: (
        ["pamtester", "display-manager", user, "authenticate", "acct_mgmt"],
        "root"))


STACKS = {
    "sshd-code-then-password": ("sshd", True, by_ssh),
    "sshd-forward-pass": ("sshd", False, by_ssh),
    "su": ("su", True, by_su),
    "sudo": ("sudo", True, by_sudo),
    "display-manager": ("display-manager", False, by_greeter)}


@pytest.mark.parametrize("name", STACKS)
@pytest.mark.parametrize("variant", [debian, fedora])
def test_T34_only_both_factors_let_in(machine, name, variant):
    """Six users, each with another pair of password and code: only the one
    for whom both are right gets in.

    rows: P-080 P-081 P-082 P-083 P-084 P-100 P-101 P-103 P-104 L-006"""
    service, separate, try_all = STACKS[name]
    for file in ("password-auth", "system-auth"):
        machine.stack(file, PASSWORD_AUTH, rest="")
    machine.stack(service, variant(name))
    assert try_all(machine, answers(machine, separate)) == {"alice"}


def test_T34_code_stack_needs_the_code(machine):
    """The stack for public keys decides by the code, and asks no password.

    rows: P-071 P-093"""
    machine.snippet("sshd", "sshd-publickey-and-code")
    typed = {user: [code] for user, (code, _) in
             answers(machine, separate=True).items()}
    assert by_ssh(machine, typed) == {"alice", "dave"}


def test_T34_include_above_our_line_skips_it(machine):
    """What the files warn of, and proof that these tests would see it: below
    "auth include" of Fedora's file our line is never reached.

    rows: P-102 W-17"""
    machine.stack("password-auth", PASSWORD_AUTH, rest="")
    ours = our_line("sshd-code-then-password")
    machine.stack("sshd", f"auth include password-auth\n{ours}\n")
    typed = {user: list(reversed(both)) for user, both in
             answers(machine, separate=True).items()}
    assert by_ssh(machine, typed) == {"alice", "bob", "carol"}
    assert not re.search("for user (alice|bob|carol) .*service=",
                         machine.log())


def test_T34_substack_above_our_line(machine):
    """The cure: with "substack" our line is reached.

    rows: P-101 P-102 M-44"""
    machine.stack("password-auth", PASSWORD_AUTH, rest="")
    ours = our_line("sshd-code-then-password")
    machine.stack("sshd", f"auth substack password-auth\n{ours}\n")
    typed = {user: list(reversed(both)) for user, both in
             answers(machine, separate=True).items()}
    assert by_ssh(machine, typed) == {"alice"}


def test_T34_sufficient_and_exempt(machine):
    """Our line as "sufficient" with nothing below it: who is exempt is not
    let in for that.

    rows: P-060 W-18 L-003"""
    line = our_line("sshd-code-then-password").replace("required",
                                                       "sufficient")
    machine.write("/etc/baro_acl", "alice\n")
    machine.enrol("alice", None, "ACL_NAME /etc/baro_acl", "ACL_TYPE deny")
    machine.stack("sshd", line + "\n")
    machine.start_sshd()
    login, = log_in(machine, ("alice", []))
    assert not login.accepted
    machine.wait_for_log("second authentication skipped for user alice")


def test_missing_module_denies(machine):
    """The required module is gone: nobody gets in, and libpam says why.

    rows: P-105 M-26 M-27"""
    machine.stack("sshd", debian("sshd-code-then-password").replace(
        "pam_baro_auth.so", "/opt/security/pam_gone.so"))
    record = machine.enrol("alice")
    assert by_ssh(machine, {"alice": [STAPLE, record.code()]}) == set()
    machine.wait_for_log(
        r"PAM unable to dlopen\(/opt/security/pam_gone\.so\): "
        r"/opt/security/pam_gone\.so: cannot open shared object file")
    machine.wait_for_log(
        r"PAM adding faulty module: /opt/security/pam_gone\.so$")
