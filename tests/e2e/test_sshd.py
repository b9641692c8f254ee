# SPDX-License-Identifier: ISC
"""A real OpenSSH server, with the published PAM files in front of it."""

import re
import time

import pexpect
import pytest
from dialogue import BOTH, CODE, PASSWORD, log_in, talk
from machine import (EMERGENCY, FRANKS_PASSWORD, PASSWORD as STAPLE, RECORDS,
                     ROOTS_PASSWORD, SNIPPETS, Record)

DENIED = "Permission denied"


@pytest.fixture
def server(machine):
    """A machine whose sshd asks for the code, then for the password."""
    machine.snippet("sshd", "sshd-code-then-password")
    machine.start_sshd()
    return machine


@pytest.fixture
def one_prompt(machine):
    """A machine whose sshd asks for both at one prompt."""
    machine.snippet("sshd", "sshd-forward-pass")
    machine.start_sshd()
    return machine


def ssh(machine, user, *exchanges, options=()):
    """Log in with the real client and run id."""
    return talk(machine.ssh(user, "id", "-un", options=options), *exchanges)


# ------------------------------------------------- mode 1: code, then password


def test_code_then_password(server):
    """The user types the code, then the password, and is in; the log tells it
    in the documented words.

    rows: P-004 P-040 P-042 P-070 P-078 P-080 P-100 P-122 M-16 M-35 M-50"""
    record = server.enrol("alice")
    before = int(time.time())
    status, shown = ssh(server, "alice", (CODE, record.code()),
                        (PASSWORD, STAPLE))
    assert status == 0
    assert shown.split("\n") == [
        f"(alice@127.0.0.1) {CODE}", f"(alice@127.0.0.1) {PASSWORD}",
        "alice", ""]

    # OpenSSH 9.8 and later run PAM in sshd-session.
    ident = (r"^authpriv\.info .* sshd(?:-session)?\[\d+\]: "
             r"pam_baro_auth\(sshd:auth\): ")
    stamp = server.wait_for_log(
        ident + r"Try to update RATE_LIMIT line\.\[3 30 (\d+)\]$")[1]
    assert before <= int(stamp) <= time.time()
    server.wait_for_log(
        ident + r"authentication key : authentication succeeded for user alice"
        r" \(service=sshd tty=ssh ruser= rhost=127\.0\.0\.1\)$")
    server.wait_for_log(r"Accepted keyboard-interactive/pam for alice from "
                        r"127\.0\.0\.1 port \d+ ssh2$")
    server.wait_for_log(r"pam_unix\(sshd:session\): session opened for user "
                        r"alice\(uid=1001\) by \(uid=0\)$")


def test_codes_of_another_implementation(server):
    """What oathtool computes from the record is accepted: all four methods,
    and other lengths of a step.

    rows: F-012 F-013 F-070 F-072 D-08"""
    kinds = {"alice": ("app1", 30), "bob": ("app256", 30),
             "carol": ("app384", 30), "dave": ("app512", 30),
             "erin": ("app512", 60), "frank": ("app1", 45)}
    answers = {}
    for user, (method, cycle) in kinds.items():
        record = server.enrol(user, Record(method=method, cycle=cycle))
        answers[user] = [record.code(), STAPLE]
    answers["frank"][1] = FRANKS_PASSWORD
    logins = log_in(server, *answers.items())
    assert [login.accepted for login in logins] == 6 * [True]


def test_same_code_again(server):
    """A code that let somebody in lets nobody in again.

    rows: F-018 M-19 D-07 W-25"""
    record = server.enrol("alice")
    code = record.code()
    answers = (CODE, code), (PASSWORD, STAPLE)
    assert ssh(server, "alice", *answers).status == 0
    status, shown = ssh(server, "alice", *answers)
    assert status == 255 and DENIED in shown
    server.wait_for_log(
        r"^authpriv\.warning .*: Trying to reuse a previously used time-based "
        r"code\. Retry again in 30 seconds\. Warning! This might mean, you are "
        r"currently subject to a man-in-the-middle attack\.$")
    # The next code is as good as ever.
    assert ssh(server, "alice", (CODE, record.code(1)),
               (PASSWORD, STAPLE)).status == 0


def test_what_the_readme_shows(server):
    """A right code, then the same at each of ssh's three prompts: the last of
    them is the fourth attempt, after which sshd takes the method off its list.

    rows: F-080 M-17"""
    readme = (SNIPPETS / "../../README.md").read_text()
    denied, = re.findall(r"^alice@127\.0\.0\.1: Permission denied .*\n", readme,
                         re.M)
    record = server.enrol("alice")
    answers = (CODE, record.code()), (PASSWORD, STAPLE)
    assert ssh(server, "alice", *answers).status == 0
    again = ssh(server, "alice", *3 * answers,
                options=["NumberOfPasswordPrompts 3"])
    assert again.status == 255 and again.shown.endswith(denied)


def test_wrong_code(server):
    """After a wrong code the password is asked for all the same, and the
    client says no more than that it was denied.

    rows: P-045 P-104 M-16 M-23 M-34 M-53 P-044"""
    record = server.enrol("alice")
    status, shown = ssh(server, "alice", (CODE, record.wrong_code()),
                        (PASSWORD, STAPLE))
    assert status == 255
    assert shown.split("\n") == [
        f"(alice@127.0.0.1) {CODE}", f"(alice@127.0.0.1) {PASSWORD}",
        "alice@127.0.0.1: Permission denied (publickey,keyboard-interactive).",
        ""]
    ours = r"^authpriv\.notice .*: pam_baro_auth\(sshd:auth\): "
    server.wait_for_log(ours + "Invalid verification code$")
    server.wait_for_log(
        ours + r"authentication key : User alice authentication failed "
        r"\(service=sshd tty=ssh ruser= rhost=127\.0\.0\.1\)$")
    server.wait_for_log(r"Try to update RATE_LIMIT line\.\[3 30 \d+\]$")
    assert "Accepted" not in server.log()


def test_code_is_spent_even_if_the_password_is_wrong(server):
    """Success leaves only after the record is written, whatever comes next.

    rows: D-06 F-018"""
    record = server.enrol("alice")
    code = record.code()
    wrong, again = (log_in(server, ("alice", [code, password]))[0]
                    for password in ("wrong", STAPLE))
    assert not wrong.accepted
    assert not again.accepted


def test_emergency_key_works_once(server):
    """An emergency key stands in for the code, and is gone from the record.

    rows: F-020 F-050 F-051 F-054 M-51 D-09"""
    server.enrol("alice")
    answers = EMERGENCY[0], STAPLE
    first, = log_in(server, ("alice", answers))
    assert first.accepted
    server.wait_for_log(
        r"^authpriv\.warning .*: emergency authentication key : authentication "
        r"succeeded for user alice \(service=sshd tty=ssh ruser= "
        r"rhost=127\.0\.0\.1 remaining=1\)$")
    second, other = log_in(server, ("alice", answers),
                           ("alice", (EMERGENCY[1], STAPLE)))
    assert not second.accepted
    assert other.accepted
    text = server.path(f"{RECORDS}/alice").read_text()
    assert not any(key in text for key in EMERGENCY)


def test_rate_limit(server):
    """The fourth attempt in 30 seconds is refused, code right or not, at the
    same prompts; being refused leaves no timestamp.

    rows: F-011 F-080 F-081 F-082 M-17 A-29"""
    now = int(time.time())
    stamps = f"{now - 3} {now - 2} {now - 1}"
    record = server.enrol("alice", rate=f"3 30 {stamps}")
    login, = log_in(server, ("alice", [record.code(), STAPLE]))
    assert not login.accepted
    assert [prompts for _, _, prompts in login.asked] == [
        [(CODE, False)], [(PASSWORD, False)]]
    server.wait_for_log(r"^authpriv\.warning .*: Too many concurrent login "
                        r"attempts\. Please try again\.$")
    assert "Try to update RATE_LIMIT" not in server.log()
    text = server.path(f"{RECORDS}/alice").read_text()
    assert f'" RATE_LIMIT 3 30 {stamps} ' in text
    # Had they been older, the same user would have been let in.
    record = server.enrol("alice", record, rate="3 30 {} {} {}".format(
        *(now - 40 - i for i in (2, 1, 0))))
    login, = log_in(server, ("alice", [record.code(), STAPLE]))
    assert login.accepted


def test_lock_out(server):
    """The tenth failure in a row locks for a minute: a right code is then
    refused.  When the minute is over it is accepted, and clears the count.

    rows: F-084 M-54 M-17 D-13"""
    record = server.enrol("alice", None, "LOCKOUT 9 0")
    wrong, = log_in(server, ("alice", [record.wrong_code(), STAPLE]))
    assert not wrong.accepted
    until = int(server.wait_for_log(
        r"^authpriv\.warning .*: user alice locked after 10 failures until "
        r"(\d+)$")[1])
    assert 30 < until - time.time() <= 60
    assert f'" LOCKOUT 10 {until}\n' in (
        server.path(f"{RECORDS}/alice").read_text())

    locked, = log_in(server, ("alice", [record.code(), STAPLE]))
    assert not locked.accepted
    server.wait_for_log(r"Too many concurrent login attempts\.")

    over = f"LOCKOUT 10 {int(time.time()) - 1}"
    server.enrol("alice", record, over)
    after, = log_in(server, ("alice", [record.code(), STAPLE]))
    assert after.accepted
    assert "LOCKOUT" not in server.path(f"{RECORDS}/alice").read_text()


def lock(machine, user, record):
    """Write a record that is locked for some time to come."""
    machine.enrol(user, record, f"LOCKOUT 12 {int(time.time()) + 100}")


def test_questions_tell_nothing(server):
    """Right password and wrong code, wrong password and right code, no such
    user, a locked one, one over the limit, one without a record, one whose
    record is broken: the questions are the same.

    rows: P-043 P-044 W-33 M-04 M-05 M-09 M-17"""
    record = {user: server.enrol(user) for user in ("alice", "bob", "erin")}
    lock(server, "carol", record["alice"])
    now = int(time.time())
    server.enrol("dave", rate=f"2 60 {now} {now}")
    server.write(f"{RECORDS}/erin", '" AUTH_KEY\n" NONSENSE 1\n', 0o400)
    logins = log_in(
        server,
        ("alice", [record["alice"].wrong_code(), STAPLE]),
        ("bob", [record["bob"].code(), "wrong"]),
        ("mallory", ["123456", STAPLE]),
        ("carol", [record["alice"].code(), STAPLE]),
        ("dave", ["123456", STAPLE]),
        ("erin", [record["erin"].code(), STAPLE]),
        ("frank", ["123456", FRANKS_PASSWORD]))
    assert not any(login.accepted for login in logins)
    assert logins[0].asked == [("", "", [(CODE, False)]),
                               ("", "", [(PASSWORD, False)])]
    assert all(login.asked == logins[0].asked for login in logins)
    server.wait_for_log("Cannot look up user id mallory$")
    server.wait_for_log(f"Failed to secret file read {RECORDS}/frank$")
    server.wait_for_log(f"Invalid file contents in {RECORDS}/erin$")


def test_broken_records_deny_and_harm_nobody(server):
    """A record that is absent, empty, a folder, a link, open to all or cut off
    denies its user; sshd goes on, and others get in.

    rows: M-05 M-06 M-07 M-09 M-32 W-12 P-123"""
    good = server.enrol("frank")
    server.write(f"{RECORDS}/bob", "", 0o400)
    server.path(f"{RECORDS}/carol").mkdir()
    server.path(f"{RECORDS}/dave").symlink_to("frank")
    server.enrol("erin").code()
    server.path(f"{RECORDS}/erin").chmod(0o444)
    answers = ["123456", STAPLE]
    denied = log_in(server, *((user, answers) for user in
                              ("alice", "bob", "carol", "dave", "erin")))
    assert not any(login.accepted for login in denied)
    for line in (f"Failed to secret file read {RECORDS}/alice",
                 f"Invalid file size for {RECORDS}/bob",
                 f"Secret file {RECORDS}/carol must only be accessible by root",
                 f"Secret file {RECORDS}/dave must only be accessible by root",
                 f"Secret file {RECORDS}/erin must only be accessible by root"):
        server.wait_for_log(re.escape(line) + "$")
    login, = log_in(server, ("frank", [good.code(), FRANKS_PASSWORD]))
    assert login.accepted


def test_one_code_from_eight_clients_at_once(server):
    """Eight sessions of sshd with the same code: one gets in.

    rows: F-085 D-06 W-40"""
    record = server.enrol("alice", rate="10 15")
    logins = log_in(server, *8 * [("alice", [record.code(), STAPLE])])
    assert [login.accepted for login in logins].count(True) == 1
    assert server.log().count("Trying to reuse a previously used") == 7


def test_sftp(server):
    """sftp asks for the code, then for the password, and moves a file.

    rows: P-131 P-132"""
    record = server.enrol("alice")
    server.write("/root/sent", "a file")
    child = server.spawn("sftp", "alice@127.0.0.1")
    child.expect_exact(CODE)
    child.sendline(record.code())
    child.expect_exact(PASSWORD)
    child.sendline(STAPLE)
    child.expect_exact("sftp> ")
    child.sendline("put /root/sent received")
    child.expect_exact("sftp> ")
    child.sendline("bye")
    child.expect(pexpect.EOF)
    assert server.path("/home/alice/received").read_text() == "a file"


# ------------------------------------- modes 2 and 3: one prompt, or one factor


def test_password_and_code_at_one_prompt(one_prompt):
    """Mode 3: "staple" and the code, typed as one word.  A password that ends
    in digits works too, and so does an emergency key behind it.

    rows: P-013 P-041 P-042 P-072 P-074 P-077"""
    record = {user: one_prompt.enrol(user) for user in ("alice", "frank",
                                                        "bob")}
    status, shown = ssh(one_prompt, "alice",
                        (BOTH, STAPLE + record["alice"].code()))
    assert status == 0
    assert shown.split("\n") == [f"(alice@127.0.0.1) {BOTH}", "alice", ""]
    frank, bob = log_in(
        one_prompt,
        ("frank", [FRANKS_PASSWORD + record["frank"].code()]),
        ("bob", [STAPLE + EMERGENCY[0]]))
    assert frank.accepted and bob.accepted
    one_prompt.wait_for_log("emergency authentication key : authentication "
                            "succeeded for user bob")


def test_one_prompt_tells_nothing(one_prompt):
    """Whichever half was wrong, or missing, or both: one prompt, no more.

    rows: P-044 P-075 W-32 P-073"""
    record = {user: one_prompt.enrol(user) for user in
              ("alice", "bob", "carol", "dave")}
    lock(one_prompt, "erin", record["alice"])
    logins = log_in(
        one_prompt,
        ("alice", [STAPLE + record["alice"].wrong_code()]),
        ("bob", ["wrong" + record["bob"].code()]),
        ("carol", [record["carol"].code()]),
        ("dave", [STAPLE]),
        ("erin", [STAPLE + record["alice"].code()]),
        ("frank", [FRANKS_PASSWORD + "123456"]),
        ("mallory", [STAPLE + "123456"]))
    assert not any(login.accepted for login in logins)
    assert all(login.asked == [("", "", [(BOTH, False)])] for login in logins)


def test_password_method_of_ssh(machine):
    """A client that knows no dialogue sends password and code by SSH's
    "password" method; in mode 1 that method lets nobody in.

    rows: P-077 P-090"""
    machine.snippet("sshd", "sshd-forward-pass")
    machine.start_sshd("PasswordAuthentication yes",
                       "KbdInteractiveAuthentication no")
    record = machine.enrol("alice")
    question = "alice@127.0.0.1's password: "
    assert ssh(machine, "alice",
               (question, STAPLE + record.code())).status == 0
    assert ssh(machine, "alice",
               (question, STAPLE + record.code(1))).status == 0
    machine.wait_for_log("Accepted password for alice from 127.0.0.1")

    machine.snippet("sshd", "sshd-code-then-password")
    assert ssh(machine, "alice", (question, STAPLE)).status == 255
    machine.wait_for_log("Invalid verification code$")


def test_code_alone_decides(machine):
    """Mode 2: [success=done default=die], the UNIX password locked.  The code
    is enough; the password that was, and the login name, are not.

    rows: P-071 W-16 L-004 L-005"""
    machine.snippet("sshd", "sshd-publickey-and-code")
    machine.start_sshd()
    record = machine.enrol("alice")
    assert machine.run("passwd", "-q", "-l", "alice").returncode == 0
    login, = log_in(machine, ("alice", [record.code()]))
    assert login.accepted
    refused = log_in(machine, ("alice", [record.wrong_code()]),
                     ("alice", [STAPLE]), ("bob", ["bob"]))
    assert not any(login.accepted for login in refused)
    assert all(len(login.asked) == 1 for login in refused)


# ------------------------------------------------------------------ public keys


@pytest.fixture
def alices_key(machine):
    """A key of root's that alice's account accepts."""
    made = machine.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
                       "/root/key")
    assert made.returncode == 0, made.stderr
    machine.write("/home/alice/.ssh/authorized_keys",
                  machine.path("/root/key.pub").read_text(), 0o600, 1001)
    machine.path("/home/alice/.ssh").chmod(0o755)
    return "IdentityFile /root/key"


def test_public_key_and_code(machine, alices_key):
    """With AuthenticationMethods, key and code are both needed.

    rows: P-093 W-30"""
    machine.snippet("sshd", "sshd-publickey-and-code")
    machine.start_sshd(
        "AuthenticationMethods publickey,keyboard-interactive")
    record = machine.enrol("alice")
    both = ssh(machine, "alice", (CODE, record.code()), options=[alices_key])
    assert both.status == 0
    assert both.shown == f"(alice@127.0.0.1) {CODE}\nalice\n"
    # The key and a wrong code; the code and no key.
    assert ssh(machine, "alice", (CODE, record.wrong_code()),
               options=[alices_key]).status == 255
    without = ssh(machine, "alice")
    assert without.status == 255
    assert without.shown.endswith(": Permission denied (publickey).\n")


def test_public_key_alone_passes_by(machine, alices_key):
    """What README and doctor warn of: without AuthenticationMethods sshd asks
    PAM nothing where a key is shown, so there is no second factor.

    rows: P-093 W-30"""
    machine.snippet("sshd", "sshd-code-then-password")
    machine.start_sshd()
    machine.enrol("alice")
    alone = ssh(machine, "alice", options=[alices_key])
    assert alone.status == 0
    assert alone.shown == "alice\n"
    assert "pam_baro_auth" not in machine.log()


def test_host_key_alone_passes_by(machine):
    """As it is with keys of users, so with those of hosts: only the methods
    keyboard-interactive and password ask PAM.  AuthenticationMethods brings
    the code back.

    rows: P-093 W-30"""
    machine.snippet("sshd", "sshd-code-then-password")
    machine.write("/etc/ssh/shosts.equiv", "localhost\n127.0.0.1\n")
    with machine.path("/etc/ssh/ssh_config").open("a") as client:
        client.write("HostbasedAuthentication yes\nEnableSSHKeysign yes\n"
                     "PreferredAuthentications hostbased,keyboard-interactive\n")
    known = machine.path("/etc/ssh/ssh_known_hosts")
    key = known.read_text().split(" ", 1)[1]
    known.write_text(f"127.0.0.1,localhost {key}")
    trust = ["HostbasedAuthentication yes",
             "HostbasedUsesNameFromPacketOnly yes"]
    machine.start_sshd(*trust)
    record = machine.enrol("alice")
    words = ("ssh", "alice@127.0.0.1", "id", "-un")
    assert talk(machine.spawn(*words, user="alice")) == (0, "alice\n")
    assert "pam_baro_auth" not in machine.log()

    machine.run("sh", "-c", "kill $(cat /run/sshd.pid); rm /run/sshd.pid")
    machine.start_sshd(
        *trust, "AuthenticationMethods hostbased,keyboard-interactive")
    status, shown = talk(machine.spawn(*words, user="alice"),
                         (CODE, record.code()), (PASSWORD, STAPLE))
    assert status == 0 and shown.endswith("alice\n")


# ------------------------------------------- users whom sshd itself will refuse

@pytest.mark.parametrize("user, password, setting", [
    ("bob", STAPLE, "DenyUsers bob"), ("bob", STAPLE, "AllowUsers alice"),
    ("root", ROOTS_PASSWORD, "PermitRootLogin no"),
    ("root", ROOTS_PASSWORD, "PermitRootLogin prohibit-password")])
def test_users_whom_sshd_refuses_are_charged(machine, user, password, setting):
    """What the manual warns of: sshd hands us something else than they typed,
    which counts as a wrong code; and su knows that as well.

    rows: F-080"""
    machine.snippet("sshd", "sshd-code-then-password")
    machine.start_sshd(setting)
    attempt = (user, [machine.enrol(user).code(), password])
    assert not any(x.accepted for x in log_in(machine, *[attempt] * 3))
    assert "LOCKOUT 3" in machine.path(f"{RECORDS}/{user}").read_text()
    assert "Invalid verification code" in machine.log()


def test_users_refused_before_us_are_not_charged(machine):
    """The remedy of the manual: their own line above ours.  Users who do not
    exist are asked all the same.

    rows: F-080 P-044"""
    text = (SNIPPETS / "sshd-code-then-password").read_text()
    remedy = "auth requisite pam_succeed_if.so quiet user notin root:bob\n"
    assert remedy in (SNIPPETS.parents[1] / "docs/man/pam_baro_auth.8").read_text()
    above, ours = text.split("auth\trequired\tpam_baro_auth.so ")
    machine.stack("sshd", f"{above}{remedy}auth required pam_baro_auth.so {ours}")
    machine.start_sshd("DenyUsers bob", "PermitRootLogin no")
    records = {name: machine.enrol(name) for name in ("alice", "bob", "root")}
    before = {name: machine.path(f"{RECORDS}/{name}").read_text()
              for name in ("bob", "root")}
    alice, bob, root, nobody = log_in(
        machine, *((name, [record.code(), STAPLE])
                   for name, record in records.items()),
        ("nobody-here", ["123456", STAPLE]))
    assert alice.accepted and nobody.asked == alice.asked
    assert bob == root == (False, [])
    for name, text in before.items():
        assert machine.path(f"{RECORDS}/{name}").read_text() == text
    assert "User bob" not in re.sub("User bob from", "", machine.log())


# ---------------------------------------------------------- names in the log


@pytest.mark.parametrize("name", [
    "root authentication failed (service=sshd tty=ssh ruser= rhost=10.9.8.7)",
    "x authentication failed (service=sshd rhost=10.9.8.7", "é" * 127])
def test_T31_no_name_hides_where_it_comes_from(server, name):
    """A reader of the log that looks for our words anywhere in a line, as
    fail2ban may, finds the true address and no other.

    rows: W-39 M-53"""
    assert not log_in(server, (name, ["000000", STAPLE]))[0].accepted
    server.wait_for_log("pam_baro_auth.* authentication failed ")
    ours = "\n".join(line for line in server.log().split("\n")
                     if "pam_baro_auth(sshd:auth): " in line)
    assert re.findall(r"User (\S+) authentication failed \(service=\S* tty=\S* "
                      r"ruser=\S* rhost=(\S*)\)", ours)[0][1] == "127.0.0.1"
    assert set(re.findall(r"rhost=([^\s)]*)", ours)) == {"127.0.0.1"}


# ------------------------------------------------------- where the record lies


def stack(options):
    """A stack of mode 1 with these words behind the module's name."""
    return (f"auth required pam_baro_auth.so {options}\n"
            "@include common-auth\n")


def test_documented_line_and_shared_record(machine):
    """The documented line with its absolute path: one record for the host.
    With the shared key a code used by one user is refused to the others.

    rows: P-001 P-012 P-016 P-070 P-120 F-018 A-07 L-007"""
    machine.stack("sshd", stack("nullok secret=/opt/baropam/.baro_auth "
                                "encrypt=no").replace(
        " pam_baro", " /opt/security/pam_baro"))
    machine.start_sshd()
    record = machine.enrol(None, path="/opt/baropam/.baro_auth")
    code = record.code()
    alice, = log_in(machine, ("alice", [code, STAPLE]))
    bob, = log_in(machine, ("bob", [code, STAPLE]))
    assert alice.accepted and not bob.accepted
    later, = log_in(machine, ("bob", [record.code(1), STAPLE]))
    assert later.accepted


def test_key_scope_user(machine):
    """A shared record with a key for each user: the code of one opens no
    other account.

    rows: C-015 D-15 W-15"""
    machine.stack("sshd", stack("secret=/opt/baropam/.baro_auth encrypt=no"))
    machine.start_sshd()
    record = machine.enrol(None, None, "HOSTNAME baropam.test",
                           "KEY_SCOPE user", path="/opt/baropam/.baro_auth")
    code = {user: record.per_user(user, "baropam.test").code()
            for user in ("alice", "bob")}
    bob, = log_in(machine, ("bob", [code["alice"], STAPLE]))
    assert not bob.accepted
    alice, = log_in(machine, ("alice", [code["alice"], STAPLE]))
    assert alice.accepted


def test_record_in_the_home(machine):
    """Each user's own record, in the home that /etc/passwd names, in the three
    ways to write that; it stays his.

    rows: P-030 P-032 P-033 P-121 P-123"""
    machine.start_sshd()
    for place in ("~", "${HOME}", "$[HOME]"):
        machine.stack("sshd", stack(f"secret={place}/.baro_auth encrypt=no"))
        record = machine.enrol("alice", owner=1001,
                               path="/home/alice/.baro_auth")
        alice, = log_in(machine, ("alice", [record.code(), STAPLE]))
        assert alice.accepted, place
        after = machine.path("/home/alice/.baro_auth").stat()
        assert (after.st_uid, after.st_gid, after.st_mode) == (
            1001, 1001, 0o100400)


def test_sealed_record(machine):
    """A record that baro_auth made and sealed; sshd opens and seals it again.
    Where the PAM line and the file disagree, nobody gets in.

    rows: P-011 C-005 D-10 F-060 F-062 M-09"""
    line = "secret=/var/lib/baropam/$[USER] encrypt="
    machine.stack("sshd", stack(line + "yes"))
    machine.start_sshd()
    made = machine.run("baro_auth", "-u", "alice", "-e", "yes")
    assert made.returncode == 0, made.stderr
    bob = machine.enrol("bob")
    path = machine.path(f"{RECORDS}/alice")
    before = path.read_bytes()

    def code():
        return machine.run("baro_auth", "code", "-u", "alice").stdout.strip()

    alice, plain = log_in(machine, ("alice", [code(), STAPLE]),
                          ("bob", [bob.code(), STAPLE]))
    assert alice.accepted and not plain.accepted
    after = path.read_bytes()
    assert after.startswith(b"BAROENC1") and after != before
    machine.wait_for_log(f"Invalid file contents in {RECORDS}/bob$")

    machine.stack("sshd", stack(line + "no"))
    sealed, plain = log_in(machine, ("alice", [code(), STAPLE]),
                           ("bob", [bob.code(1), STAPLE]))
    assert plain.accepted and not sealed.accepted
    machine.wait_for_log(f"Invalid file contents in {RECORDS}/alice$")


def test_record_of_the_tool(server):
    """From baro_auth to the shell: created, its code typed, status tells.

    rows: C-010 C-022 P-122 D-05"""
    for words in (["-u", "alice"], ["-u", "bob", "-k", "app1", "-t", "60"]):
        assert server.run("baro_auth", *words).returncode == 0
        user = words[1]
        code = server.run("baro_auth", "code", "-u", user).stdout.strip()
        login, = log_in(server, (user, [code, STAPLE]))
        assert login.accepted
        status = server.json("status", user)
        assert status["recent_attempts"] == 1
        assert 0 <= time.time() - status["last_login"] < 61


def test_users_own_record_is_only_stricter(machine):
    """A record that its user wrote may not loosen the policy.

    rows: P-124 W-19 D-05 M-09"""
    machine.stack("sshd", stack("secret=${HOME}/.baro_auth encrypt=no"))
    machine.start_sshd()
    record = machine.enrol("alice", None, "ALLOW_REUSE", owner=1001,
                           path="/home/alice/.baro_auth")
    alice, = log_in(machine, ("alice", [record.code(), STAPLE]))
    assert not alice.accepted
    machine.wait_for_log("Invalid file contents in /home/alice/.baro_auth$")


# --------------------------------------------------------------------- the ACL


def test_exempt_users(machine):
    """ACL_TYPE deny: who is listed needs the password alone, but does need it;
    where the code alone decides, who is exempt is refused.

    rows: P-110 P-111 P-116 F-015 F-016 M-52 W-18"""
    machine.write("/etc/baro_acl", "alice\n")
    machine.snippet("sshd", "sshd-code-then-password")
    machine.start_sshd()
    acl = "ACL_NAME /etc/baro_acl", "ACL_TYPE deny"
    machine.enrol("alice", None, *acl)
    record = machine.enrol("bob", None, *acl)
    alice, wrong, bob = log_in(
        machine, ("alice", [STAPLE]), ("alice", ["wrong"]),
        ("bob", [record.code(), STAPLE]))
    assert alice.accepted and not wrong.accepted and bob.accepted
    assert alice.asked == [("", "", [(PASSWORD, False)])]
    machine.wait_for_log(
        r"^authpriv\.notice .*: ACL deny : second authentication skipped for "
        r"user alice \(service=sshd tty=ssh ruser= rhost=127\.0\.0\.1\)$")

    machine.snippet("sshd", "sshd-publickey-and-code")
    alone, = log_in(machine, ("alice", []))
    assert not alone.accepted
