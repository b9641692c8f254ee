# SPDX-License-Identifier: ISC
"""Real sudo, with the published PAM file in front of it."""

import pytest
from dialogue import BOTH, CODE, talk, talk_all
from machine import PASSWORD as STAPLE, ROOTS_PASSWORD, SNIPPETS

PASSWORD = "[sudo] password for alice: "  # sudo's own words for "Password: "


@pytest.fixture
def sudo(machine):
    """A machine where alice and bob may do anything, once sudo knows them."""
    machine.snippet("sudo", "sudo")
    machine.write("/etc/sudoers", "alice, bob ALL=(ALL) ALL\n", 0o440)
    return machine


def test_code_then_password(sudo):
    """The caller's own code and password.

    rows: P-082 M-50"""
    record = sudo.enrol("alice")
    child = sudo.spawn("sudo", "id", "-un", user="alice")
    status, shown = talk(child, (CODE, record.code()), (PASSWORD, STAPLE))
    assert status == 0 and shown.endswith("\nroot\n")
    sudo.wait_for_log(
        r" sudo(\[\d+\])?: pam_baro_auth\(sudo:auth\): authentication key : "
        r"authentication succeeded for user alice \(service=sudo "
        r"tty=/dev/pts/\d+ ruser=alice rhost=\)$")


def test_a_service_of_its_own(sudo):
    """Debian's /etc/pam.d/sudo-i does not include sudo: "sudo -i" asks for no
    code until that file has the line too, as the README says.

    rows: P-082"""
    sudo.stack("sudo-i", "@include common-auth\n")
    words = ("sudo", "-k", "-i", "id", "-un")
    status, shown = talk(sudo.spawn(*words, user="alice"), (PASSWORD, STAPLE))
    assert status == 0 and CODE not in shown and shown.endswith("\nroot\n")
    sudo.snippet("sudo-i", "sudo")
    record = sudo.enrol("alice")
    status, shown = talk(sudo.spawn(*words, user="alice"),
                         (CODE, record.code()), (PASSWORD, STAPLE))
    assert status == 0 and shown.endswith("\nroot\n")


def test_wrong_code_is_asked_again(sudo):
    """sudo lets its user try three times; a used code is no better than a
    wrong one, the next right one is good.

    rows: P-082 P-044 M-19 M-23"""
    record = sudo.enrol("alice")
    code = record.code()
    first = sudo.spawn("sudo", "-k", "true", user="alice")
    assert talk(first, (CODE, code), (PASSWORD, STAPLE)).status == 0
    child = sudo.spawn("sudo", "-k", "id", "-un", user="alice")
    status, shown = talk(
        child, (CODE, code), (PASSWORD, STAPLE), ("Sorry, try again.", None),
        (CODE, record.code(1)), (PASSWORD, STAPLE))
    assert status == 0 and shown.endswith("\nroot\n")


def test_three_wrong_codes(sudo):
    """Then sudo gives up, and nothing was run.

    rows: P-082 M-23"""
    record = sudo.enrol("alice")
    wrong = (CODE, record.wrong_code()), (PASSWORD, STAPLE)
    child = sudo.spawn("sudo", "touch", "/tmp/was-here", user="alice")
    status, shown = talk(child, *wrong, *wrong, *wrong)
    assert status == 1
    assert shown.endswith("sudo: 3 incorrect password attempts\n")
    assert not sudo.path("/tmp/was-here").exists()


def test_answers_from_a_pipe(sudo):
    """sudo -S: a script gives code and password on standard input.

    rows: P-082"""
    record = sudo.enrol("alice")
    done = sudo.run("sudo", "-S", "id", "-un", user="alice",
                    typed=f"{record.code()}\n{STAPLE}\n")
    assert (done.returncode, done.stdout) == (0, "root\n"), done.stderr


def test_one_prompt(sudo):
    """forward_pass works with sudo as well, which knows no such prompt.

    rows: P-072 P-082"""
    sudo.stack("sudo", (SNIPPETS / "sudo").read_text().replace(
        "pam_baro_auth.so", "pam_baro_auth.so forward_pass"))
    record = sudo.enrol("alice")
    right, wrong = talk_all(
        (sudo.spawn("sudo", "id", "-un", user="alice"),
         [(BOTH, STAPLE + record.code())]),
        (sudo.spawn("sudo", "-n", "id", user="bob"), []))
    assert right.status == 0 and right.shown.endswith("\nroot\n")
    assert wrong.status == 1  # -n: nobody may be asked


@pytest.mark.parametrize("setting, words, asked", [
    ("rootpw", (), "root"), ("targetpw", ("-u", "bob"), "bob"),
    ("runaspw", ("-u", "carol"), "root"),
    ("runaspw,runas_default=bob", (), "bob")])
def test_whose_code(sudo, setting, words, asked):
    """With the settings by which sudo asks for somebody else's password the
    code is that user's too: the caller's own opens nothing.

    rows: P-082"""
    sudo.write("/etc/sudoers",
               f"Defaults {setting}\nDefaults passwd_tries=1\n"
               "alice ALL=(ALL) ALL\n", 0o440)
    own = sudo.enrol("alice")
    theirs = sudo.enrol(asked)
    password = ROOTS_PASSWORD if asked == "root" else STAPLE
    prompt = f"[sudo] password for {asked}: "
    for record, expected in ((own, 1), (theirs, 0)):
        child = sudo.spawn("sudo", "-k", *words, "true", user="alice")
        status, _ = talk(child, (CODE, record.code()), (prompt, password))
        assert status == expected
    sudo.wait_for_log(f"succeeded for user {asked} .* ruser=alice ")
