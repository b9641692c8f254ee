# SPDX-License-Identifier: ISC
"""Real su, with the published PAM file in front of it."""

import pytest
from dialogue import CODE, PASSWORD, talk, talk_all
from machine import PASSWORD as STAPLE, ROOTS_PASSWORD, SNIPPETS

ROOTOK = "auth\tsufficient\tpam_rootok.so\n"


@pytest.fixture
def su(machine):
    """A machine with the published file, for "su" and for "su -"."""
    machine.snippet("su", "su")
    machine.stack("su-l", "@include su\n", rest="")
    return machine


def become(machine, user, target, *options):
    """A dialogue with su of USER, who wants to be TARGET."""
    return machine.spawn("su", *options, target, "-c", "id -un", user=user)


@pytest.mark.parametrize("options, service", [((), "su"), (("-",), "su-l")])
def test_to_root(su, options, service):
    """A user becomes root with root's code and root's password.

    rows: P-081 P-004 M-50 A-27"""
    record = su.enrol("root")
    status, shown = talk(become(su, "alice", "root", *options),
                         (CODE, record.code()), (PASSWORD, ROOTS_PASSWORD))
    assert (status, shown) == (0, f"{CODE}\n{PASSWORD}\nroot\n")
    su.wait_for_log(
        rf" su(\[\d+\])?: pam_baro_auth\({service}:auth\): authentication key "
        rf": authentication succeeded for user root \(service={service} "
        r"tty=/dev/pts/\d+ ruser=alice rhost=\)$")


def test_a_service_of_its_own(su):
    """Debian after 13 has an /etc/pam.d/su-l that does not include su: "su -"
    asks for no code until that file has the line too, as the README says.

    rows: P-081"""
    su.stack("su-l", ROOTOK + "@include common-auth\n")
    status, shown = talk(become(su, "alice", "root", "-"),
                         (PASSWORD, ROOTS_PASSWORD))
    assert (status, shown) == (0, f"{PASSWORD}\nroot\n")
    su.snippet("su-l", "su")
    record = su.enrol("root")
    status, shown = talk(become(su, "alice", "root", "-"),
                         (CODE, record.code()), (PASSWORD, ROOTS_PASSWORD))
    assert (status, shown) == (0, f"{CODE}\n{PASSWORD}\nroot\n")


def test_to_a_user(su):
    """The code is that of the account that su leads to, not the caller's.

    rows: P-081 A-27"""
    alice, bob = su.enrol("alice"), su.enrol("bob")
    right, wrong = talk_all(*(
        (become(su, "alice", "bob"), [(CODE, record.code()),
                                      (PASSWORD, STAPLE)])
        for record in (bob, alice)))
    assert right.status == 0 and right.shown.endswith("\nbob\n")
    assert wrong.status == 1
    assert wrong.shown == f"{CODE}\n{PASSWORD}\nsu: Authentication failure\n"


def test_root_is_not_asked(su):
    """pam_rootok stands above our line: root becomes anybody.

    rows: P-081 P-106"""
    assert talk(become(su, "root", "alice")) == (0, "alice\n")
    assert "pam_baro_auth" not in su.log()


def test_strict_order_asks_root(su):
    """With our line above pam_rootok root needs the code as well, but with it
    no password; nothing changes for the others.

    rows: P-081"""
    text = (SNIPPETS / "su").read_text()
    above, below = text.split(ROOTOK)
    ours, rest = below.lstrip("\n").split("\n", 1)
    assert ours.startswith("auth\trequired\tpam_baro_auth.so ")
    su.stack("su", f"{above}{ours}\n{ROOTOK}{rest}")

    alice, root = su.enrol("alice"), su.enrol("root")
    right, wrong, user = talk_all(
        (become(su, "root", "alice"), [(CODE, alice.code())]),
        (become(su, "root", "alice"), [(CODE, alice.wrong_code()),
                                       (PASSWORD, STAPLE)]),
        (become(su, "alice", "root"), [(CODE, root.code()),
                                       (PASSWORD, ROOTS_PASSWORD)]))
    assert right == (0, f"{CODE}\nalice\n")
    assert wrong.status == 1
    assert user == (0, f"{CODE}\n{PASSWORD}\nroot\n")


def test_su_survives_a_missing_record(su):
    """su denies and ends in order, whatever is wrong with the record.

    rows: M-05 M-09 M-32 W-12"""
    su.write("/var/lib/baropam/bob", '" AUTH_KEY\n" CYCLE_', 0o400)
    answers = [(CODE, "123456"), (PASSWORD, STAPLE)]
    for outcome in talk_all((become(su, "alice", "bob"), answers),
                            (become(su, "alice", "carol"), answers)):
        assert outcome.status == 1
        assert outcome.shown.endswith("cannot retrieve authentication info\n")
    su.wait_for_log("Invalid file contents in /var/lib/baropam/bob$")
    su.wait_for_log("Failed to secret file read /var/lib/baropam/carol$")
