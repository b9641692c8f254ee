# SPDX-License-Identifier: ISC
"""The commands of baro_auth that look after a record which is there."""

import contextlib
import fcntl
import json
import os
import re
import signal
import struct
import subprocess
import time
from pathlib import Path

import pexpect
import pytest
from machine import EMERGENCY, UIDS, Record

COMMANDS = ["show", "code", "verify", "emergency", "unlock", "status",
            "encrypt", "decrypt"]
FOLDER = "/var/lib/baropam"


# ------------------------------------------------------------------- usage


def test_help(tool):
    """--help for all and for each, to standard output; --version.

    rows: C-018"""
    every = tool.right("--help")
    assert every == tool.right("-h")
    for option in "rRtkeHAaSsu":
        assert re.search(rf"(^|[ ,])-{option}\b", every, re.M), option
    for command in COMMANDS:
        assert f"  {command} " in every
        one = tool.right(command, "--help")
        assert one.startswith(f"usage: baro_auth {command} ")
    assert re.fullmatch(r"baro_auth [0-9]+\.[0-9]+\.[0-9]+\S*\n",
                        tool.right("--version"))


@pytest.mark.parametrize("words", [
    ["verify"], ["verify", "123456", "123456", "-u", "alice"], ["unlock"],
    ["code"], ["status"], ["code", "-u", "alice", "--at", "now"],
    ["code", "-u", "alice", "--at", "-1"], ["show", "-u", "alice", "-r", "3"],
    ["emergency", "-u", "alice", "--count", "65"], ["nothing"],
    ["code", "-u", "a/b"], ["encrypt", "alice", "word"],
    ["verify", "alice", "123456"], ["encrypt", "-u", "alice", "word"],
    ["status", "alice", "bob"], ["show", "-u", "alice"],
    ["unlock", "alice", "-u", "bob"], ["unlock", "alice", "-u", "alice"],
    ["status", "alice", "-u", "bob"], ["status", "bob", "-u", "alice"]],
    ids=" ".join)
def test_wrong_usage(tool, alice, words):
    """Exit 2 and a sentence; the record is what it was.

    rows: C-018"""
    before = tool.record()
    said = tool.refused(2, *words)
    assert "123456" not in said  # it may be a code that is valid
    assert tool.record() == before


def test_record_that_is_not_there_or_not_good(tool, alice):
    """Exit 1, and the sentence names the file and the line, never what stands
    in it.

    rows: C-018 M-09"""
    machine = tool.machine
    machine.write(f"{FOLDER}/bob", alice.text() + '" NONSENSE 1\n', 0o400)
    machine.write(f"{FOLDER}/carol", alice.text(), 0o444)
    for command in (["code", "-u"], ["verify", "123456", "-u"], ["status"],
                    ["emergency", "-u"], ["unlock"], ["encrypt", "-u"],
                    ["decrypt", "-u"]):
        assert f"{FOLDER}/dave: " in tool.refused(1, *command, "dave")
        said = tool.refused(1, *command, "bob")
        assert f"{FOLDER}/bob: line 9: " in said and "NONSENSE" not in said
        assert f"{FOLDER}/carol: " in tool.refused(1, *command, "carol")


def test_only_root_reads_them(tool, alice):
    """A user can do nothing to a record of root's.

    rows: C-018 W-02 L-027"""
    for words in (["code", "-u", "alice"], ["status", "alice"],
                  ["unlock", "alice"], ["show", "-u", "alice", "--json"]):
        tool.refused(1, *words, user="alice")


@pytest.mark.parametrize("words", [
    ["code", "--at", "1000"], ["show", "--json"], ["emergency", "--json"],
    ["status"], ["unlock"], ["encrypt"], ["decrypt"]], ids=" ".join)
def test_user_in_two_ways(tool, alice, words):
    """USER and -u USER are the same; both at once are wrong, and so are two
    words, which are not shown.

    rows: C-018 C-022"""
    one, two = tool(words[0], "alice", *words[1:]), tool(*words, "-u", "alice")
    assert one.returncode == two.returncode == 0, (one.stderr, two.stderr)
    if words[0] not in ("emergency", "encrypt"):
        assert one.stdout == two.stdout
    assert "user once" in tool.refused(2, *words, "alice", "-u", "alice")
    said = tool.refused(2, *words, "alice", "bobby")
    assert said.startswith("baro_auth: wrong number of words\n"
                           f"usage: baro_auth {words[0]} ")
    assert "bobby" not in said


def test_verify_takes_a_user(tool, alice):
    """CODE, then USER; the other way round no code is shown.

    rows: C-018 C-022"""
    assert tool.right("verify", EMERGENCY[0], "alice").startswith("the code")
    for words in (["alice", EMERGENCY[0]], ["12345678", EMERGENCY[0]]):
        said = tool.refused(2, "verify", *words)
        assert "the code comes first" in said and EMERGENCY[0] not in said
    assert "user once" in tool.refused(2, "verify", "1", "alice", "-u", "bob")


def test_no_emergency_keys(tool, alice):
    """None are announced where there are none.

    rows: C-022 M-60"""
    assert tool.right("emergency", "alice", "--count",
                      "0") == "No emergency keys.\n"


@pytest.mark.parametrize("words", [
    "-u bob", "-u alice --force --json", "emergency -u alice", "code -u alice",
    "show -u alice --json"])
def test_closed_output(tool, alice, words):
    """Standard output closed: what prints keys does nothing, exit 1.

    rows: C-018 C-022"""
    before = tool.record()
    done = tool.machine.run("sh", "-c", f"exec baro_auth {words} >&-")
    assert done.returncode == 1
    assert "standard output is closed" in done.stderr
    assert [path.name for path in tool.machine.path(FOLDER).iterdir()] == [
        "alice"]
    assert tool.record() == before
    for harmless in "status alice", "unlock alice":
        assert tool.machine.run(
            "sh", "-c", f"exec baro_auth {harmless} >&-").returncode == 0


@pytest.mark.parametrize("name", ["alice~", "alice~bak", "~", "a~lice"])
def test_names_that_are_no_records(tool, alice, name):
    """The temporary file and the backup of a record are none of their own: the
    next login of another service would remove them.

    rows: C-010 D-04"""
    before = tool.record()
    tool.machine.write(f"{FOLDER}/{name}", before.decode(), 0o400)
    path = f"{FOLDER}/{name}"
    for words in (["-s", path, "--force"], ["emergency", "-s", path],
                  ["code", "-s", path], ["encrypt", "-s", path]):
        assert "a name with ~" in tool.refused(2, *words, "-u", "alice")
    assert tool.record(name) == tool.record() == before


# ---------------------------------------------------------- code and verify


def test_code(tool):
    """The code of any second is that of another implementation.

    rows: F-070 F-072"""
    for method, cycle in (("app1", 30), ("app256", 3), ("app384", 45),
                          ("app512", 60)):
        record = tool.machine.enrol("alice", Record(None, method, cycle))
        before = tool.record()
        for at in (0, 59, 1111111109, 1648183945, 20000000000):
            assert tool.right("code", "-u", "alice", "--at",
                              str(at)) == record.code(at=at) + "\n"
        left = json.loads(tool.right("code", "-u", "alice", "--at", "100",
                                     "--json"))
        assert left == {"code": record.code(at=100),
                        "seconds_left": cycle - 100 % cycle}
        assert tool.record() == before


def test_verify(tool, alice):
    """Exit 0 for a right code, 3 for others; the record stays what it was.

    rows: C-018 M-24 M-55"""
    before = tool.record()
    now = int(time.time())
    at = "-u", "alice", "--at", str(now)

    def verify(code, *more):
        result = tool("verify", code, *at, *more)
        assert result.stderr == ""
        return result.returncode, result.stdout

    for steps in (-1, 0, 1):
        assert verify(alice.code(steps, at=now)) == (0, "the code is right\n")
    assert verify(alice.wrong_code())[0] == 3
    for text in ("", "12345", "1234567", "nonsense"):
        assert verify(text)[0] == 3
    status, said = verify(alice.code(5, at=now))
    assert status == 3 and "of 5 steps from now: check the clock" in said
    assert verify(EMERGENCY[0]) == (
        0, "the code is right (an emergency key)\n")
    assert json.loads(verify(alice.code(at=now), "--json")[1])["right"] is True
    assert json.loads(verify("000", "--json")[1])["right"] is False
    assert tool.record() == before


@pytest.mark.parametrize("place, line, counts", [
    ("/opt/record", "/opt/record", False),
    ("/opt/alice/record", "/opt/$[USER]/record", True),
    (f"{FOLDER}/alice", f"{FOLDER}/$[USER]", True),
    ("/home/alice/.baro_auth", "~/.baro_auth", True),
    ("/opt/malice/alices", "/opt/malice/alices", False)])
def test_emergency_keys_of_many(tool, place, line, counts):
    """Where each user has a key of his own, emergency keys count in a record
    that is one user's: for the module, for verify and for emergency.

    rows: C-022 W-15 F-052"""
    machine = tool.machine
    owner = 1001 if place.startswith("/home") else 0
    for folder in ("/opt/alice", "/opt/malice"):
        machine.path(folder).mkdir(mode=0o755)
    machine.enrol("alice", None, "KEY_SCOPE user", "HOSTNAME baropam.test",
                  path=place, owner=owner)
    where = "-s", place, "-u", "alice"
    machine.stack("greeter", "auth required pam_baro_auth.so "
                  f"secret={line} encrypt=no nodelay\n")
    found = tool("verify", EMERGENCY[0], *where)
    assert found.stderr == ""
    assert found.returncode == (0 if counts else 3)
    assert ("count for nobody" in found.stdout) is not counts
    assert machine.run("pamtester", "greeter", "alice", "authenticate",
                       typed=EMERGENCY[0] + "\n").returncode == 1 - counts
    assert tool("emergency", *where).returncode == (0 if counts else 2)
    assert tool("emergency", *where, "--count", "0").returncode == 0


NOW = 1793300000  # 20 s into a step
STEP = NOW // 30


@pytest.mark.parametrize("rate, directive, said", [
    (f"3 30 {NOW - 25} {NOW - 9} {NOW - 9} {NOW - 2}", "",
     "too many attempts; wait 21 s, until 2026-10-29 18:53:41 UTC, or "
     "baro_auth unlock alice\n"),
    (f"3 30 {NOW} {NOW + 60} {NOW}", "",
     "too many attempts; wait 30 s, until 2026-10-29 18:53:50 UTC, or "
     "baro_auth unlock alice\n"),
    ("3 30", f"LOCKOUT 11 {NOW + 100}",
     "locked after too many failures; wait 100 s, until 2026-10-29 18:55:00 "
     "UTC, or baro_auth unlock alice\n"),
    ("3 30", f"DISALLOW_REUSE {STEP + 1}",
     "this code, or a newer one, was accepted before (newest: 2026-10-29 "
     "18:53:30 UTC)\n"),
    ("3 30", f"DISALLOW_REUSE {STEP + 2}",
     "this code, or a newer one, was accepted before (newest: 2026-10-29 "
     "18:54:00 UTC)\nthe newest used code is ahead: wait 70 s for a code that "
     "is accepted\n")],
    ids=["rate limit", "attempt ahead", "lock-out", "used", "ahead"])
def test_verify_says_what_a_login_would_meet(tool, rate, directive, said):
    """Right digits, but the limit, the lock or the last step are against them:
    until when, and what ends it.

    rows: F-082 F-084 F-018"""
    more = [directive] if directive else []
    record = tool.machine.enrol("alice", None, *more, rate=rate)
    words = "verify", record.code(at=NOW), "alice", "--at"
    result = tool(*words, str(NOW))
    assert (result.returncode, result.stdout) == (3, said)
    found = json.loads(tool(*words, str(NOW), "--json").stdout)
    assert found["right"] is False and found["verdict"] != "the code is right"
    wait = re.search(r"; wait (\d+) s", said)
    if wait:
        then = NOW + int(wait[1])
        words = "verify", record.code(at=then), "alice", "--at"
        assert tool(*words, str(then - 1)).returncode == 3
        assert tool(*words, str(then)).returncode == 0
    status = tool.right("status", "alice", "--at", str(NOW))
    # The same wait, if there is one.
    assert re.findall("[;:] wait .*", status) == re.findall("[;:] wait .*",
                                                            said)


AHEAD = ("in the future: if the clock is wrong, set it; only if codes are still "
         "refused then: baro_auth unlock alice --forget-step\n")


@pytest.mark.parametrize("step, said", [
    (STEP + 1, None), (STEP + 2, "ahead: wait 70 s for a code that is "
                       "accepted\n"),
    (STEP + 9, "ahead: wait 280 s for a code that is accepted\n"),
    (STEP + 10, AHEAD), (STEP + 10**6, AHEAD)])
def test_used_code_ahead(tool, step, said):
    """The newest used code is of a step to come, so that no code is accepted:
    whatever the code, verify says what to do, and status does.  Where waiting
    is enough it is no advice to forget the step: used codes would count again.

    rows: F-018 C-022"""
    directive = f"DISALLOW_REUSE {step}"

    def lines(*words):
        return [line + "\n" for line in tool(
            *words, "alice", "--at", str(NOW)).stdout.splitlines()]

    record = tool.machine.enrol("alice", None, directive)
    more = [f"the newest used code is {said}"] if said else []
    assert lines("verify", record.code(at=NOW))[1:] == more
    for code in "000000", record.code(at=NOW + 150), "":
        assert [line for line in lines("verify", code)[1:]
                if "it is that of" not in line] == more
    assert lines("verify", EMERGENCY[0])[1:] == []
    status = lines("status")
    newest = next(i for i, line in enumerate(status) if "newest" in line)
    assert (status[newest + 1].lstrip() == said) is bool(said)
    if said and "wait" in said:
        then = NOW + int(re.search(r"wait (\d+)", said)[1])
        assert tool("verify", record.code(at=then), "alice", "--at",
                    str(then)).returncode == 0
    tool.machine.enrol("alice", None, directive, f"LOCKOUT 11 {NOW + 100}")
    assert lines("verify", "000000")[1:] == more


def test_other_cycle_time(tool):
    """What baro_auth(5) says of an edit of CYCLE_TIME: every code is refused,
    with a right clock, until the step is forgotten.

    rows: F-013 F-018"""
    path = tool.machine.path(f"{FOLDER}/alice")
    record = tool.machine.enrol("alice", None, f"DISALLOW_REUSE {STEP}")
    record.cycle = 60
    path.chmod(0o600)
    path.write_text(path.read_text().replace("CYCLE_TIME 30", "CYCLE_TIME 60"))
    words = "verify", record.code(at=NOW), "alice", "--at", str(NOW)
    refused = tool(*words)
    assert refused.returncode == 3 and refused.stdout.endswith(AHEAD)
    tool.right("unlock", "alice", "--forget-step")
    assert tool(*words).returncode == 0


@pytest.mark.parametrize("user, status", [("root", 0), ("alice", 3)])
def test_verify_of_a_locked_record(tool, user, status):
    """As a login does: root is not locked out; but by services with
    even_deny_root, which is said with every verdict, and by status.

    rows: F-084"""
    machine = tool.machine
    until = int(time.time()) + 900
    record = machine.enrol(user, None, f"LOCKOUT 12 {until}")
    of_root = "root is held off only by services with even_deny_root; wait "
    for code, expected in (record.code(), status), ("000000", 3):
        result = tool("verify", code, "-u", user)
        assert result.returncode == expected
        assert (f"\n{of_root}" in result.stdout) is (user == "root")
        assert f"baro_auth unlock {user}\n" in result.stdout
    shown = tool.right("status", user)
    assert (f"12 failures in a row; {of_root}" in shown) is (user == "root")
    # It is true.
    for option, expected in ("", status), ("even_deny_root", 3):
        machine.stack("greeter", "auth required pam_baro_auth.so nodelay "
                      f"secret={FOLDER}/$[USER] encrypt=no {option}\n")
        machine.enrol(user, record, f"LOCKOUT 12 {until}")
        done = machine.run("pamtester", "greeter", user, "authenticate",
                           typed=record.code() + "\n")
        assert (done.returncode == 0) is (expected == 0)
    tool.right("unlock", user)
    assert "even_deny" not in tool.right("status", user)


def test_hint_of_a_refused_attempt(tool):
    """A refused attempt is compared with a key of zeros: what that finds says
    nothing about a clock.

    rows: C-022 F-082 M-55"""
    now = int(time.time())
    zeros = Record()
    tool.machine.enrol("alice", rate=f"3 30 {now} {now} {now}")
    zeros.hmac_key = bytes(32)
    for words in [], ["--json"]:
        shown = tool("verify", zeros.code(5, at=now), "-u", "alice", "--at",
                     str(now), *words)
        assert shown.returncode == 3
        assert "too many attempts" in shown.stdout
        assert "clock" not in shown.stdout


@pytest.mark.parametrize("words", [["code"], ["verify", "123456"],
                                   ["show", "--json"]], ids=" ".join)
def test_whose_key(tool, words):
    """Where each user has a key of his own, whose is meant must be said.

    rows: C-015 C-018"""
    tool.machine.enrol("alice", None, "KEY_SCOPE user", "HOSTNAME a.test",
                       path="/opt/record")
    said = tool.refused(2, *words, "-s", "/opt/record")
    assert "say whose with -u" in said
    assert tool(*words, "-s", "/opt/record", "-u", "alice").returncode != 2


# ------------------------------------------------- show, emergency, unlock


def test_show(tool, alice):
    """The URI again; on a terminal, or where --json asks for it, only.

    rows: C-019 C-022 F-073"""
    uri = json.loads(tool.right("show", "-u", "alice", "--json"))["uri"]
    assert "terminal" in tool.refused(2, "show", "-u", "alice")
    child = tool.spawn("show", "-u", "alice", "--no-qr")
    child.expect(pexpect.EOF)
    assert child.before == uri + "\r\n"
    child.close()


def test_emergency(tool, alice):
    """New emergency keys, and nothing else is changed; the old ones are void.

    rows: C-022 F-050 F-052 D-09"""
    before = tool.record().decode()
    shown = tool.right("emergency", "-u", "alice").splitlines()
    assert shown[0] == "Your emergency one-time authentication keys are:"
    assert len(set(shown[1:])) == 5
    keys = "".join(f"{key}\n" for key in shown[1:])
    old = "".join(f"{key}\n" for key in EMERGENCY)
    assert tool.record().decode() == before.replace(old, keys)
    assert tool("verify", EMERGENCY[0], "-u", "alice").returncode == 3
    assert tool("verify", shown[1], "-u", "alice").returncode == 0
    some = json.loads(tool.right("emergency", "-u", "alice", "--count", "2",
                                 "--json"))["emergency"]
    assert tool.record().decode() == before.replace(old, "".join(
        f"{key}\n" for key in some))
    assert tool.right("emergency", "-u", "alice", "--count", "0")
    assert tool.record().decode() == before.replace(old, "")


def full_pipe():
    """(its end to read, its end to write, what is in it)"""
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    filling = b"x" * os.fpathconf(theirs, "PC_PIPE_BUF")
    written = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            written += os.write(theirs, filling)
    os.set_blocking(theirs, True)
    return ours, theirs, written


def descendants(pid):
    """The processes below this one."""
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        for child in (thread / "children").read_text().split():
            yield int(child)
            yield from descendants(int(child))


def is_writing(pid, file):
    """Is a baro_auth below this process in a system call on FILE?"""
    for child in descendants(pid):
        with contextlib.suppress(OSError):
            folder = Path(f"/proc/{child}")
            if (folder / "comm").read_text() == "baro_auth\n":
                return (folder / "syscall").read_text().split()[1:2] == [
                    hex(file)]
    return False


@contextlib.contextmanager
def unread(tool, file, *words):
    """The command while nobody reads what it writes to FILE, 1 or 2; and a
    function that reads it, expects this exit code, and returns all that was
    written to 1 and 2."""
    ours, theirs, filling = full_pipe()
    child = subprocess.Popen(
        tool.machine.command(*words),
        stdout=theirs if file == 1 else subprocess.PIPE,
        stderr=theirs if file == 2 else subprocess.PIPE, text=True)
    os.close(theirs)

    def read(status):
        text = reader.read()[filling:]
        printed, said = child.communicate(timeout=20)
        assert child.returncode == status
        return (text, said) if file == 1 else (printed, text)

    with child, open(ours, encoding="ascii") as reader:
        deadline = time.monotonic() + 20
        while not is_writing(child.pid, file):
            assert child.poll() is None and time.monotonic() < deadline
            time.sleep(0.01)
        yield read


def test_signal_at_the_last_message(tool):
    """Ends a tool whose reader has stopped, and that says what holds.

    rows: C-018"""
    words = "-u", "alice", "--non-interactive"
    path = tool.machine.path(f"{FOLDER}/alice")
    room = tool.right(*words).index(f"{FOLDER}/alice: written")
    path.unlink()
    ours, theirs = os.pipe()
    size = fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, 4096)
    os.write(theirs, bytes(size - room))
    with open(ours, "rb"), open(theirs, "wb"), subprocess.Popen(
            tool.machine.command("baro_auth", *words), stdout=theirs,
            stderr=subprocess.PIPE, text=True) as child:
        deadline = time.monotonic() + 20
        while not (path.exists() and is_writing(child.pid, 1)):
            assert child.poll() is None and time.monotonic() < deadline
            time.sleep(0.01)
        # The one that writes; those above it only wait.
        os.kill(list(descendants(child.pid))[-1], signal.SIGINT)
        assert child.wait(20) in (-signal.SIGINT, 128 + signal.SIGINT)
        assert child.stderr.read() == "baro_auth: written all the same\n"


def expect_unlocked(tool):
    """A login could have the lock of alice's record at once."""
    with open(tool.machine.path(f"{FOLDER}/alice"), "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_emergency_keys_that_nobody_reads_yet(tool):
    """Whoever stops the output of the command, by Ctrl-S or in a pager, keeps
    nobody out; and what happens to the record meanwhile is not undone.

    rows: C-022 D-06"""
    tool.machine.enrol("alice", None, f"LOCKOUT 12 {int(time.time()) + 900}")
    with unread(tool, 1, "baro_auth", "emergency", "alice") as read:
        expect_unlocked(tool)
        tool.right("unlock", "alice")
        keys = read(0)[0].splitlines()[1:]
    text = tool.record().decode()
    assert len(keys) == 5 and "".join(f"{key}\n" for key in keys) in text
    assert "LOCKOUT" not in text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM,
                                    signal.SIGHUP, signal.SIGPIPE])
def test_emergency_keys_interrupted(tool, number):
    """Whoever ends the command while it prints is told that the new keys are
    void, and they are; SIGPIPE is that of a reader who went away.

    rows: C-018 C-022"""
    tool.machine.enrol("alice")
    before = tool.record()
    with unread(tool, 1, "baro_auth", "emergency", "alice") as read:
        children = [child for child in descendants(os.getpid())
                    if Path(f"/proc/{child}/comm").read_text() == "baro_auth\n"]
        assert len(children) == 1
        os.kill(children[0], number)
        _, said = read(-number)
    assert said == ("baro_auth: the new keys are void, nothing was changed\n")
    assert tool.record() == before


def remove(path):
    path.unlink()


def loosen(path):
    path.chmod(0o644)


def make_users_keys(path):
    path.chmod(0o600)
    path.write_text(Record().text("3 30", "KEY_SCOPE user"), encoding="ascii")
    path.chmod(0o400)


@pytest.mark.parametrize("change, status, said", [
    (remove, 1, "does not exist"), (loosen, 1, "its mode, 0644"),
    (make_users_keys, 2, "count for nobody")])
def test_emergency_keys_without_a_place(tool, change, status, said):
    """Keys are printed before the record is locked: where it then cannot take
    them any more, nothing is written, and no word too much is said.

    rows: C-018 C-022 W-15"""
    place = "/etc/baropam/records/host"
    path = tool.machine.path(place)
    path.parent.mkdir(mode=0o700, parents=True)
    tool.machine.enrol(None, path=place)
    with unread(tool, 1, "baro_auth", "emergency", "-s", place) as read:
        change(path)
        left = path.exists() and path.read_bytes()
        _, errors = read(status)
    assert said in errors
    assert errors.endswith(
        "\nbaro_auth: the new keys are void, nothing was changed\n")
    assert (path.exists() and path.read_bytes()) == left


@pytest.mark.parametrize("file, status, words", [
    (2, 1, ["baro_auth", "unlock", "alice"]),
    (1, 0, ["stdbuf", "-oL", "baro_auth", "decrypt", "-u", "alice"])])
def test_nothing_is_said_under_the_lock(tool, file, status, words):
    """The same for what is wrong with a record, and for what need not be
    done, which a terminal gets at the end of the line.

    rows: C-022 D-06"""
    tool.machine.enrol("alice", None, *["COLOUR blue"] * status)
    with unread(tool, file, *words) as read:
        expect_unlocked(tool)
        assert f"{FOLDER}/alice: " in read(status)[file - 1]


def test_unlock(tool):
    """The lock-out and the attempts are forgotten; the last step is not,
    unless that is asked for as well.

    rows: C-022 F-084 D-13"""
    now = int(time.time())
    step = f"DISALLOW_REUSE {now // 30 + 100}"
    record = tool.machine.enrol("alice", None, step, f"LOCKOUT 12 {now + 900}",
                                rate=f"3 30 {now} {now} {now}")
    tool.right("unlock", "alice")
    text = tool.record().decode()
    assert "LOCKOUT" not in text
    assert '" RATE_LIMIT 3 30\n' in text
    assert f'" {step}\n' in text
    assert tool("verify", record.code(), "-u", "alice").returncode == 3
    tool.right("unlock", "alice", "--forget-step")
    assert tool("verify", record.code(), "-u", "alice").returncode == 0


def test_record_keeps_owner_and_mode(tool):
    """A record of 0600, or of a user's own, stays so through a change.

    rows: D-04 P-123"""
    machine = tool.machine
    machine.enrol("alice")
    machine.path(f"{FOLDER}/alice").chmod(0o600)
    tool.right("emergency", "-u", "alice")
    assert machine.path(f"{FOLDER}/alice").stat().st_mode == 0o100600
    machine.enrol("bob", path="/home/bob/.baro_auth", owner=1002)
    tool.right("emergency", user="bob")
    tool.right("emergency", "-u", "bob", "-s", "/home/bob/.baro_auth")
    file = machine.path("/home/bob/.baro_auth").stat()
    assert (file.st_uid, file.st_gid, file.st_mode) == (1002, 1002, 0o100400)


# ------------------------------------------------------------------ status


def test_status(tool):
    """Settings and state, for people and for scripts, and never a secret.

    rows: C-022 D-13"""
    now = int(time.time())
    step = now // 30 - 4
    record = tool.machine.enrol(
        "alice", None, f"DISALLOW_REUSE {step}", f"LOCKOUT 12 {now + 900}",
        "HOSTNAME baropam.test", rate=f"3 30 {now - 100} {now}")
    before = tool.record()
    text = tool.right("status", "alice")
    found = json.loads(tool.right("status", "alice", "--json"))
    assert found == found | {
        "file": f"{FOLDER}/alice", "encrypted": False, "method": "app512",
        "cycle_s": 30, "attempts": 3, "attempts_window_s": 30,
        "recent_attempts": 1, "limited_until": 0, "failures": 12,
        "locked_until": now + 900,
        "reuse_allowed": False, "key_per_user": False, "last_step": step,
        "last_login": step * 30, "emergency_left": 2,
        "hostname": "baropam.test", "acl_type": "none"}
    for secret in (record.key, record.code(), *EMERGENCY):
        assert secret not in text + json.dumps(found)
    assert "12 failures" in text and "2 left" in text
    assert time.strftime("\nnewest used code  %Y-%m-%d %H:%M:%S UTC\n",
                         time.gmtime(step * 30)) in text
    assert tool.record() == before


@pytest.mark.parametrize("words, user, command", [
    (["alice"], "root", "alice"),
    ([], "alice", "-s /home/alice/.baro_auth alice"),
    (["-u", "alice", "-s", "/home/alice/.baro_auth"], "root",
     "-s /home/alice/.baro_auth alice"),
    (["-u", "alice", "-s", "/etc/baropam/shared"], "root",
     "-s /etc/baropam/shared alice"),
    (["-u", "alice", "-s", "/home/alice/a b"], "root", "-s FILE alice"),
    (["-u", "alice", "-s", "/home/alice/a;id"], "root", "-s FILE alice"),
    (["-u", "alice", "-s", "/home/alice/\u00f6"], "root", "-s FILE alice")])
def test_command_that_is_printed(tool, words, user, command):
    """It is of the same record, and a shell takes it as it is; where it cannot
    be so, it says what to put in.

    rows: C-022 C-018 F-084"""
    machine = tool.machine
    until = int(time.time()) + 900
    record = machine.enrol("alice", None, f"LOCKOUT 12 {until}")
    if command != "alice":
        place = words[3] if len(words) > 2 else "/home/alice/.baro_auth"
        machine.enrol(None, record, f"LOCKOUT 12 {until}", path=place,
                      owner=UIDS["alice"] if "home" in place else 0)
        machine.path(f"{FOLDER}/alice").unlink()
    said = tool.right("status", *words, user=user)
    assert f", or baro_auth unlock {command}\n" in said
    if "FILE" not in command:
        tool.right("unlock", *command.split(), user=user)
        assert "0 failures" in tool.right("status", *words, user=user)


def test_limits_of_a_clock_that_ran_ahead(tool):
    """A clock that was set back: status and verify say what an attempt would
    meet, and that the time counts from the next one, since that is what a login
    does; what ends it at once is said, too.

    rows: C-022 F-082 F-084"""
    def said(*words, status=3):
        text = tool(*words, "alice", "--at", str(NOW))
        found = tool(*words, "alice", "--at", str(NOW), "--json")
        assert text.returncode == found.returncode == status
        return text.stdout, json.loads(found.stdout)

    ahead = ("from the next attempt on (a clock that ran ahead left a time of "
             "the future), or baro_auth unlock alice\n")
    far = NOW + 10**8
    record = tool.machine.enrol("alice", None, f"LOCKOUT 12 {far}",
                                rate=f"2 30 {NOW - 5} {far} {far}")
    status, found = said("status", status=0)
    assert found == found | {
        "recent_attempts": 3, "locked_until": NOW + 3600, "locked_ahead": True,
        "limited_until": NOW + 30, "limited_ahead": True}
    assert f"12 failures in a row; wait 3600 s {ahead}" in status
    behind = ahead.replace(" on (", " on that the lock lets pass (")
    assert f"in the last 30 s; wait 30 s {behind}" in status
    code = record.code(at=NOW)
    text, same = said("verify", code)
    assert text == f"locked after too many failures; wait 3600 s {ahead}"
    assert same | found == found | same
    tool.machine.enrol("alice", None, rate=f"3 30 {far} {far} {far}")
    assert said("verify", code)[0] == f"too many attempts; wait 30 s {ahead}"
    # One time of the future among others adds nothing to the wait.
    tool.machine.enrol("alice", None, f"LOCKOUT 16 {NOW + 3600}",
                       rate=f"2 30 {NOW - 5} {far}")
    status, found = said("status", status=0)
    assert found == found | {
        "recent_attempts": 2, "locked_until": NOW + 3600,
        "locked_ahead": False, "limited_until": NOW + 25,
        "limited_ahead": False}
    assert "ran ahead" not in status


def test_status_of_a_step_beyond_all_dates(tool):
    """A step that gives no date of four digits is told in seconds.

    rows: C-022"""
    tool.machine.enrol("alice", None, "DISALLOW_REUSE 253402300799")
    assert "newest used code  7602069023970 s after 1970" in tool.right(
        "status", "alice")


def test_host_name_that_changed(tool):
    """When the host's name changes the record must be changed too: until then
    each login is told so in the log.

    rows: C-023 F-017 M-56"""
    machine = tool.machine
    tool.right("-u", "alice")
    machine.stack("greeter", "auth required pam_baro_auth.so "
                  f"secret={FOLDER}/$[USER] encrypt=no nodelay\n")

    def login():
        code = tool.right("code", "-u", "alice").strip()
        tool.right("unlock", "alice", "--forget-step")
        return machine.run("pamtester", "greeter", "alice", "authenticate",
                           typed=code + "\n")

    assert login().returncode == 0
    assert "HOSTNAME" not in machine.log()
    machine.run("hostname", "renamed.test")
    assert login().returncode == 0
    machine.wait_for_log(r'^authpriv\.warning .*: HOSTNAME "baropam\.test" '
                         r'does not match this server "renamed\.test"$')


# ----------------------------------------------------- encrypt and decrypt


def test_encrypt_and_decrypt(tool, alice):
    """Sealed, it still works; opened, it is what it was.

    rows: C-005 D-10 F-060 F-061 F-062 W-06"""
    machine = tool.machine
    plain = tool.record()
    assert "encrypt=yes" in tool.right("encrypt", "-u", "alice")
    sealed = tool.record()
    assert sealed.startswith(b"BAROENC1")
    assert len(sealed) == len(plain) + 48
    assert alice.key.encode() not in sealed
    key = machine.path("/etc/baropam/host.key")
    assert (key.stat().st_mode, key.stat().st_uid) == (0o100400, 0)
    assert len(key.read_bytes()) == 32

    for words, end in (
            (["encrypt", "alice"], ""),
            (["-u", "bob", "-e", "yes"],
             '; at a terminal, "baro_auth show bob" shows the key'),
            (["-u", "alice", "--force", "-e", "yes"],
             '; at a terminal, "baro_auth show alice" shows the key')):
        assert tool.right(*words).endswith(
            f"encrypted; the PAM line needs encrypt=yes{end}\n")
    tool.machine.path(f"{FOLDER}/alice~bak").rename(
        tool.machine.path(f"{FOLDER}/alice"))
    assert tool.record() == sealed
    at = int(time.time())
    assert tool.right("code", "-u", "alice", "--at",
                      str(at)).strip() == alice.code(at=at)
    assert json.loads(tool.right("status", "alice", "--json"))["encrypted"]
    assert "encrypt=no" in tool.right("decrypt", "-u", "alice")
    assert tool.record() == plain

    tool.right("encrypt", "-u", "alice")
    assert tool.record() != sealed  # another nonce each time


def test_sealed_record_is_bound(tool, alice):
    """It opens for its owner, under its host's key, unaltered, or not at all.

    rows: D-10 F-061 F-062"""
    machine = tool.machine
    tool.right("encrypt", "-u", "alice")
    sealed = tool.record()
    for changed in (sealed[:-1], sealed[:47], sealed + b"\0",
                    bytes([sealed[0] ^ 1]) + sealed[1:],
                    sealed[:8] + bytes([sealed[8] ^ 1]) + sealed[9:],
                    sealed[:-1] + bytes([sealed[-1] ^ 128])):
        path = machine.path(f"{FOLDER}/alice")
        path.unlink()
        path.write_bytes(changed)
        path.chmod(0o400)
        tool.refused(1, "status", "alice")
    path.write_bytes(sealed)
    assert tool("status", "alice").returncode == 0
    swapped = machine.path(f"{FOLDER}/bob")
    swapped.write_bytes(sealed)
    swapped.chmod(0o400)
    tool.refused(1, "status", "bob")
    key = machine.path("/etc/baropam/host.key")
    key.unlink()
    tool.refused(1, "status", "alice")
    key.write_bytes(bytes(32))
    key.chmod(0o400)
    tool.refused(1, "status", "alice")


@pytest.mark.parametrize("mode, words", [
    (0o4755, ("show", "bob", "--json")),
    (0o2755, ("code", "-u", "bob")),
    (0o6755, ("-u", "dave", "--non-interactive", "--no-confirm"))])
def test_set_uid(tool, mode, words):
    """A tool that an administrator lent root's rights shows nobody's key, and
    writes nothing.

    rows: C-018 W-02
    """
    tool.right("-u", "bob", "--non-interactive", "--no-confirm")
    program = tool.machine.path("/opt/bin/baro_auth")
    program.chmod(mode)
    said = tool.refused(1, *words, user="carol")
    assert "neither set-uid nor set-gid" in said
    assert not tool.machine.path("/var/lib/baropam/dave").exists()
    program.chmod(0o755)
    assert tool.right("code", "-u", "bob")


# CAP_DAC_OVERRIDE, effective, as capabilities(7) has it in version 2.
READS_ALL = struct.pack("<5I", 0x02000001, 1 << 1, 0, 0, 0)


def test_file_capabilities(tool):
    """The same for a tool whose file has capabilities; who has some himself
    may use it.

    rows: C-018 W-02
    """
    tool.right("-u", "bob", "--non-interactive", "--no-confirm")
    program = tool.machine.path("/opt/bin/baro_auth")
    os.setxattr(program, "security.capability", READS_ALL)
    said = tool.refused(1, "show", "bob", "--json", user="carol")
    assert "capabilities of its own" in said
    assert tool.right("code", "-u", "bob")
    os.removexattr(program, "security.capability")
    heir = ["setpriv", "--reuid", "2003", "--regid", "2003", "--clear-groups",
            "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    assert tool.machine.run(*heir, "baro_auth", "code", "-u",
                            "bob").returncode == 0


@pytest.mark.parametrize("option, value", [
    ("-u", "a\x1b]0;x\x07b/"), ("-s", "/home/bob/\x1b[2J\r"),
    ("-u", "\xc2\x9b2J/"), ("-s", "../" + 2000 * "\x9b")])
def test_refused_value_is_shown_escaped(idle_tool, option, value):
    """Names of users and files may be another's choice: they say nothing to
    the terminal.

    rows: C-018
    """
    said = idle_tool.refused(2, "status", option, value)
    assert said.isascii() and said.replace("\n", "").isprintable()
    assert "\\x" in said and len(said) < 1200


@pytest.mark.parametrize("name, shown", [
    (b"\xc2\x9b2J", r"\xc2\x9b2J"), (b"\x9b2J", r"\x9b2J"),
    (b"h\xc3\xa9l", r"h\xc3\xa9l"), (b"a\\x", r"a\x5cx")], ids=repr)
def test_names_are_shown_escaped(tool, name, shown):
    """Of a file or a user, on standard output and on standard error, whatever
    becomes of the command: to a terminal a C1 byte begins a sequence.

    rows: C-018 T24"""
    said = []

    def run(status, *words):
        done = tool(*words)
        assert done.returncode == status, done.stderr
        said.append(done.stdout + done.stderr)

    name = os.fsdecode(name)
    file = f"{FOLDER}/{name}"
    run(1, "status", "-u", name)
    for words in ([], ["--force"]):
        run(0, "-u", name, *words)
    run(1, "-u", name)
    for command in "status", "encrypt", "encrypt", "decrypt":
        run(0, command, "-s", file)
    run(0, "unlock", "-u", name)
    run(1, "encrypt", "-s", f"/var/lib/{name}/x")
    for text in said:
        assert shown in text and text.isascii()
        assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize("name", [
    "h\xe9l".encode(), "\u20ac\U0001f511\ud7ff\ue000\U0010ffff".encode(), b'"\\',
    b"\xe9", b"\xc3", b"a\xe2\x82", b"\xf0\x9f\x94x", b"\x80", b"\xff\xf8",
    b"\xc0\xaf", b"\xc1\xbf", b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf",
    b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xf4\x90\x80\x80", b"\xc2\xa0",
    b"\xc2\x80", b"\xc2\x9f", b"\xdf\xbf\xe0\xa0\x80"], ids=repr)
def test_json_of_a_name(tool, name):
    """The path of --json is that of the file, whatever its bytes are, and says
    nothing to a terminal.

    rows: C-018 C-022"""
    there = f"{FOLDER}/{os.fsdecode(name)}"
    done = subprocess.run(tool.machine.command(
        "baro_auth", "-u", os.fsdecode(name), "--json"), check=True,
        capture_output=True, stdin=subprocess.DEVNULL, timeout=20)
    text = done.stdout.decode()  # it is UTF-8
    assert json.loads(text)["file"] == there
    assert tool.machine.path(there).exists()
    assert not re.search("[\0-\x09\x0b-\x1f\x7f-\x9f]", text)
