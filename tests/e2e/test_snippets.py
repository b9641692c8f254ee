# SPDX-License-Identifier: ISC
"""The published PAM files as texts: what must and must not stand in them."""

import re

import pytest
from dialogue import log_in
from machine import PASSWORD as STAPLE, SNIPPETS

NAMES = sorted(path.name for path in SNIPPETS.iterdir()
               if path.name != "README.md")
LINE = re.compile(
    r"@include common-auth|"
    r"auth\t(required|sufficient|\[[a-z_]+=[a-z]+( [a-z_]+=[a-z]+)*\])"
    r"\tpam_\w+\.so( \S+)*")


def lines(name):
    """The lines that PAM reads."""
    text = (SNIPPETS / name).read_text()
    return [line for line in text.splitlines()
            if line and not line.startswith("#")]


def test_all_are_there():
    """The README names each file, and there is one for each service.

    rows: P-080 P-081 P-082 P-083 P-084"""
    readme = (SNIPPETS / "README.md").read_text()
    assert NAMES == ["display-manager", "sshd-code-then-password",
                     "sshd-forward-pass", "sshd-publickey-and-code", "su",
                     "sudo"]
    assert all(f"`{name}`" in readme for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_form(name):
    """First line as documented, each line whole, each of a known form, our
    module exactly once with its mandatory arguments.

    rows: P-026 P-088 L-001 P-010 P-011"""
    text = (SNIPPETS / name).read_text()
    assert text.startswith("#%PAM-1.0\n# /etc/pam.d/")
    assert "\\\n" not in text
    assert all(LINE.fullmatch(line) for line in lines(name))
    ours = [line for line in lines(name) if "pam_baro_auth.so" in line]
    assert len(ours) == 1
    assert re.search(r"\tpam_baro_auth\.so (forward_pass )?"
                     r"secret=/var/lib/baropam/\$\[USER\] encrypt=no$",
                     ours[0])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_ends_the_stack_above_ours(name):
    """Only pam_rootok may stand above our line.

    rows: P-100 P-106 W-17"""
    above = lines(name)
    del above[next(i for i, line in enumerate(above)
                   if "pam_baro_auth.so" in line):]
    assert above in ([], ["auth\tsufficient\tpam_rootok.so"])


def test_nothing_that_the_documents_should_not_have_said():
    """No advice that weakens a host, no sample key.

    rows: W-03 W-04 W-16 C-044"""
    for path in SNIPPETS.iterdir():
        text = path.read_text()
        for bad in ("777", "setenforce", "SELINUX=", "ufw disable",
                    "passwd -d", "passwd -p", "j1q1cHb", "j!q!cHb",
                    "Ri5+XgV", " optional\tpam_baro"):
            assert bad not in text, path


def test_hints():
    """The files say what has cost others a day.

    rows: P-079 P-083 P-086 P-093 P-102 P-132"""
    readme = (SNIPPETS / "README.md").read_text()
    greeter = (SNIPPETS / "display-manager").read_text()
    key = (SNIPPETS / "sshd-publickey-and-code").read_text()
    assert "substack" in readme and "root session open" in readme
    assert "/etc/pam.d/su-l" in readme and "/etc/pam.d/sudo-i" in readme
    assert "one prompt only" in greeter and "autologin" in greeter
    assert "/usr/share/debian-system-adjustments/pam.d/lightdm" in greeter
    assert "AuthenticationMethods publickey,keyboard-interactive" in key


def test_broken_line_denies_everybody(machine):
    """Why a line of PAM must stay one line.

    rows: P-026 L-008"""
    text = (SNIPPETS / "sshd-code-then-password").read_text()
    machine.stack("sshd", text.replace(" encrypt=no", "\nencrypt=no"))
    machine.start_sshd()
    record = machine.enrol("alice")
    login, = log_in(machine, ("alice", ["", STAPLE, record.code(), ""]))
    assert not login.accepted
