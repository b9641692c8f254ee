# SPDX-License-Identifier: ISC
"""A guest in someone's process: nothing of the host is changed, nothing is
left behind (ARCHITECTURE, rules 4 and 5)."""

import os
import shutil

import pytest

from host import PER_USER, Pam
from messages import message
from records import NOW, Record, code, directives, seal, wrong
from sandbox import CONFIG, HOMES, STORE

ALICE = STORE / "alice"
OWN = "nullok secret=${HOME}/.baro_auth encrypt=no"
KEYS = ("33458936", "19035576")
SEAL = bytes(range(100, 132))


def plain(pam, machine):
    machine.put(ALICE, Record(rate="100 15", emergency=KEYS))
    return {}


def forwarding(pam, machine):
    pam.ours("forward_pass debug")
    return {**plain(pam, machine), "answer": "geheim" + code()}


def wrong_code(pam, machine):
    return {**plain(pam, machine), "answer": wrong(code())}


def unknown(pam, machine):
    return {**plain(pam, machine), "user": "mallory"}


def exempt(pam, machine):
    machine.put(CONFIG / "acl", "alice\n", 0o444)
    machine.put(ALICE, Record(acl_name=CONFIG / "acl", acl_type="deny"))
    return {}


def at_home(pam, machine):
    machine.put(HOMES / "alice/.baro_auth", Record(), 0o600, (2001, 2001))
    pam.ours(OWN, place="")
    return {}


def missing_at_home(pam, machine):
    pam.ours(OWN, place="")
    return {}


def sealed(pam, machine):
    machine.put(CONFIG / "host.key", SEAL)
    machine.put(ALICE, seal(Record(), SEAL, "alice"))
    pam.ours(f"secret={STORE}/$[USER] encrypt=yes", place="")
    return {}


def bad_arguments(pam, machine):
    pam.ours("colour=blue")
    return {}


def no_conversation(pam, machine):
    return {**plain(pam, machine), "conversation": "error"}


def failing_write(pam, machine):
    return {**plain(pam, machine), "faults": [("fsync", "*", "EIO")]}


def failing_read_at_home(pam, machine):
    return {**at_home(pam, machine), "faults": [("pread", "*", "EIO")]}


def failing_write_at_home(pam, machine):
    return {**at_home(pam, machine), "faults": [("fsync", "*", "EIO")]}


def failing_drop(pam, machine):
    """The groups are taken on, the ids are not; or, in a program like su, which
    asks once more, they are not told."""
    return {**at_home(pam, machine), "faults": [("setfsuid", "#2", "EPERM")]}


def failing_drop_later(pam, machine):
    """The same one call later."""
    return {**at_home(pam, machine), "faults": [("setfsuid", "#3", "EPERM")]}


def failing_look_at_groups(pam, machine):
    return {**at_home(pam, machine), "faults": [("getgroups", "*", "EPERM")]}


SITUATIONS = [plain, forwarding, wrong_code, unknown, exempt, at_home,
              missing_at_home, sealed, bad_arguments, no_conversation,
              failing_write, failing_read_at_home, failing_write_at_home,
              failing_drop, failing_drop_later, failing_look_at_groups]


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("groups", [[], [2103, 2101, 50]])
@pytest.mark.parametrize("real_uid", [0, 2002])
def test_nothing_of_the_host_changes(pam, machine, situation, groups,
                                     real_uid):
    """Ids, groups, capabilities, umask, signals and their handlers, locked
    memory, threads, descriptors, folder, environment, and what the kernel
    resets when ids change; in a daemon and in a program like su, whatever
    the outcome.

    rows: P-005 P-007 P-123
    """
    options = situation(pam, machine)
    outcome = pam.login(**options, real_uid=real_uid, process={
        "extra_groups": groups, "umask": 0o027})
    assert outcome.seen["before"]["Umask"].strip() == "0027"
    assert outcome.unchanged()
    assert outcome.seen["user"] == options.get("user", "alice")


def test_the_comparison_sees_changes(pam, machine):
    """The same comparison, with a module that does all that is forbidden.

    rows: P-007
    """
    pam.stack("auth required PROBE auth=0 meddle")
    outcome = pam.login()
    assert outcome.code == "SUCCESS"
    before, after = outcome.seen["before"], outcome.seen["after"]
    assert {name for name in before if before[name] != after[name]} == {
        "Umask", "Groups", "descriptors", "environment", "cwd", "handlers",
        "SigCgt", "SigIgn", "VmLck", "Uid", "CapEff", "death signal",
        "dumpable", "policy", "nice", "I/O priority", "cancelling",
        "limits"}


def lines(path):
    return path.read_text().splitlines()


@pytest.mark.parametrize("situation", SITUATIONS)
def test_T05_a_child_sees_none_of_our_descriptors(pam, machine, situation):
    """At the prompt, while files are open, and whatever call a child is
    started from: all descriptors are close-on-exec from birth.

    rows: P-007
    """
    options = situation(pam, machine)
    bare = CONFIG / "bare"
    events = ("prompt", "pread", "fsync", "clock_gettime")

    def look(name):
        return (f"for d in /proc/self/fd/*; do readlink $d; done "
                f">{CONFIG}/{name} 2>&1 || true")
    pam.login(**options, flags="trace",
              at={event: look(event) for event in events})
    os.system(look("bare"))
    allowed = set()
    for text in lines(bare):
        allowed.add(text.split("/")[0])
    for event in events:
        path = CONFIG / event
        if path.exists():
            for text in lines(path):
                assert str(STORE) not in text
                assert str(HOMES) not in text
                assert "/etc/passwd" not in text
                assert text.startswith(("/dev/null", "pipe:", "/proc",
                                        str(path)) + tuple(lines(bare)))


def test_T05_every_open_is_close_on_exec(pam, machine):
    """
    rows: P-007 P-123
    """
    for situation in SITUATIONS:
        machine.stale()
        machine.fresh()
        pam.ours()
        outcome = pam.login(**situation(pam, machine), flags="trace")
        for call in outcome.seen["calls"]:
            if call["call"].startswith("open"):
                assert call["flags"] & os.O_CLOEXEC, call
                assert call["flags"] & os.O_NOCTTY or \
                    call["flags"] & os.O_TMPFILE == os.O_TMPFILE or \
                    call["flags"] & os.O_DIRECTORY, call


def test_T05_many_logins(pam, machine, pytestconfig, tmp_path):
    """A server that never ends: the descriptors, locked memory and threads of
    one process stay the same over all its logins (--logins, default 10,000).

    rows: P-007
    """
    count = pytestconfig.getoption("--logins")
    machine.put(ALICE, Record())
    answers = tmp_path / "answers"
    answers.write_text("".join(
        (code(NOW + 30 * i) if i % 4 else "000000") + "\n"
        for i in range(count)))
    outcomes = pam.logins(answers_file=answers, advance=30, times=count)
    assert len(outcomes) == count
    codes = [outcome.code for outcome in outcomes]
    assert codes == ["SUCCESS" if i % 4 else "AUTH_ERR" for i in range(count)]
    assert all(outcome.unchanged() for outcome in outcomes)
    assert outcomes[-1].seen["after"] == outcomes[0].seen["before"]


@pytest.mark.parametrize("event, killed", [("prompt", True),
                                           ("fsync", False)])
def test_caller_cannot_stop_the_write(pam, machine, event, killed):
    """su runs with the real uid of who called it, who may kill it: at the
    prompt, but no longer when the attempt is being charged.

    rows: D-06 F-080
    """
    machine.put(ALICE, Record())
    # A shell gives up what the real uid has not got; with a real uid of 0 it
    # has to be told.
    kill = "kill -KILL $PPID" if killed else (
        "setpriv --reuid 2002 --clear-groups sh -c \"kill -KILL $PPID\" "
        f"2>{CONFIG}/refused || true")
    run = {"at": {event: kill}, "real_uid": 2002, "answer": wrong(code())}
    if killed:
        with pytest.raises(AssertionError, match="-9"):
            pam.login(**run)
        return
    assert pam.login(**run).code == "AUTH_ERR"
    assert "not permitted" in (CONFIG / "refused").read_text()
    assert directives(ALICE)["RATE_LIMIT"] == f"10 15 {NOW}"


# By util-linux: SCHED_IDLE, and that not inherited; real time; and the class
# of disk accesses.
SLOW = ["chrt --idle 0 ionice --class 3",
        "chrt --reset-on-fork --idle 0 ionice --class 3",
        "nice -n 19 ionice --class 2 --classdata 7",
        "chrt --fifo 3", "chrt --reset-on-fork --rr 50"]


@pytest.mark.parametrize("slow", SLOW)
def test_caller_cannot_starve_the_write(pam, machine, slow):
    """su runs as its caller does, who may have left it no processor and no
    disk: not while it holds the lock, and again behind it.

    rows: D-06 P-007
    """
    machine.put(ALICE, Record())
    pam.program = machine.put(
        machine.folder_for_all() / "slow",
        f'#!/bin/sh\nexec {slow} {pam.program} "$@"\n', 0o755)
    look = (f"chrt --pid $PPID >{CONFIG}/seen; "
            f"ionice --pid $PPID >>{CONFIG}/seen")
    outcome = pam.login(real_uid=2002, at={"fsync": look})
    assert outcome.code == "SUCCESS"
    policy, priority, disk = lines(CONFIG / "seen")
    assert policy.endswith(": SCHED_RR") and priority.endswith(": 99")
    assert "idle" not in disk
    assert outcome.unchanged()


def test_caller_cannot_limit_the_write(pam, machine):
    """Of a thread in real time the kernel takes the limit of its time by
    SIGKILL, at the next tick if that is 0: the caller could have one attempt
    in five killed before it was written.  (Hard limits that are lifted:
    tests/vm.)

    rows: D-06 F-080
    """
    record = Record(rate="100 15", window=100, emergency=[
        10000000 + n for n in range(64)])
    pam.program = machine.put(
        machine.folder_for_all() / "limited", "#!/bin/sh\n"
        f'exec prlimit --rttime=0:0 {pam.program} "$@"\n', 0o755)
    for _ in range(60):
        machine.put(ALICE, record)
        outcome = pam.login(real_uid=2002, answer=wrong(code()))
        assert outcome.code == "AUTH_ERR" and outcome.unchanged()
        assert directives(ALICE)["RATE_LIMIT"] == f"100 15 {NOW}"


@pytest.mark.parametrize("bytes_allowed", [0, 100])
def test_caller_cannot_keep_it_from_being_written(pam, machine, bytes_allowed):
    """At its caller's limit of the size of files su could write no record, and
    whoever wanted it got PAM_AUTHINFO_UNAVAIL of anybody's, which a stack may
    pass over.  (Hard limits that are lifted: tests/vm.)

    rows: D-06 P-060 P-007
    """
    machine.put(ALICE, Record())
    pam.program = machine.put(
        machine.folder_for_all() / "limited", "#!/bin/sh\ntrap '' XFSZ\n"
        f"exec prlimit --fsize={bytes_allowed}: {pam.program} \"$@\"\n", 0o755)
    outcome = pam.login(real_uid=2002, answer=wrong(code()))
    assert outcome.code == "AUTH_ERR" and outcome.unchanged()
    assert directives(ALICE)["RATE_LIMIT"] == f"10 15 {NOW}"
    outcome = pam.login(real_uid=2002)
    assert outcome.code == "SUCCESS" and outcome.unchanged()


@pytest.mark.parametrize("answer", [None, "000000"])
def test_caller_who_cannot_be_given_back(pam, machine, answer):
    """su goes on with the real uid of its caller, or not at all: to be root's
    altogether is no success.

    rows: P-007 D-06
    """
    machine.put(ALICE, Record())
    outcome = pam.login(real_uid=2002, answer=answer,
                        faults=[("setresuid", "#2", "EAGAIN")])
    assert outcome.code == "SYSTEM_ERR"
    assert outcome.log[-1] == message("M-82")
    assert directives(ALICE)["RATE_LIMIT"] == f"10 15 {NOW}"


@pytest.mark.parametrize("answer", [None, "000000"])
def test_owner_who_cannot_be_given_up(pam, machine, answer):
    """Nobody is let in by a process that still acts as the owner of the
    record; the attempt counts, and its line is there as well.

    rows: P-123 M-82 D-06
    """
    path = machine.put(HOMES / "alice/.baro_auth", Record(), 0o600,
                       (2001, 2001))
    pam.ours(OWN, place="")
    outcome = pam.login(answer=answer, faults=[("setgroups", "#2", "ENOMEM")])
    assert outcome.code == "SYSTEM_ERR"
    assert outcome.log[-1] == message("M-82")
    verdict = "authentication " + ("failed" if answer else "succeeded")
    assert any(verdict in text for text in outcome.texts[:-1])
    assert directives(path)["RATE_LIMIT"] == f"10 15 {NOW}"


def exempt_root_at_home(machine):
    machine.put(CONFIG / "acl", "root\n", 0o444)
    machine.put(HOMES / "root/.baro_auth",
                Record(acl_name=CONFIG / "acl", acl_type="deny"))
    return "root", ""


def unenrolled_at_home(machine):
    return "alice", "unenrolled=ignore"


@pytest.mark.parametrize("situation", [exempt_root_at_home,
                                       unenrolled_at_home])
@pytest.mark.parametrize("fault, code", [
    (("setgroups", "#3", "ENOMEM"), "SUCCESS"),
    (("setgroups", "#2", "ENOMEM"), "SYSTEM_ERR"),
    (("setfsgid", "#5", "ENOMEM"), "SYSTEM_ERR")])
def test_owner_who_cannot_be_given_up_is_not_passed_over(
        pam, machine, situation, fault, code):
    """The same for whoever is not asked at all, which lets him in where the
    stack says so.

    rows: P-123 M-82
    """
    user, options = situation(machine)
    pam.stack(f"auth required BARO {OWN} {options}",
              "auth required PROBE auth=0")
    outcome = pam.login(user=user, faults=[fault])
    assert outcome.code == code
    assert outcome.prompts == []
    assert (outcome.log[-1] == message("M-82")) is (code == "SYSTEM_ERR")


@pytest.mark.parametrize("groups", [[], [2103, 50]])
@pytest.mark.parametrize("place", [
    "${HOME}/.baro_auth", "~/.baro_auth", "${HOME}/.$[USER]_auth"])
def test_T09_acts_as_the_user(pam, machine, groups, place):
    """Every file below the home is opened with the user's ids and groups and
    no others; the passwd file is not.  All is restored (see above).

    rows: P-123 P-032
    """
    name = ".alice_auth" if "USER" in place else ".baro_auth"
    machine.put(HOMES / "alice" / name, Record(), 0o600, (2001, 2001))
    pam.ours(f"nullok secret={place} encrypt=no", place="")
    outcome = pam.login(flags="trace", process={"extra_groups": groups})
    assert outcome.code == "SUCCESS"
    assert outcome.unchanged()
    calls = [c for c in outcome.seen["calls"] if c["call"] in
             ("openat", "pread", "fsync", "flock", "fchmod", "renameat2")]
    assert {"alice", name, f"{name}~"} <= {c["name"] for c in calls}
    for call in calls:
        if call["call"] == "openat" and call["name"] == ".":
            continue
        assert (call["fsuid"], call["fsgid"]) == (2001, 2001), call
        assert set(call["groups"]) == {2001, 2101, 2102}, call


def test_T09_only_for_homes(pam, machine):
    """
    rows: P-123
    """
    machine.put(ALICE, Record())
    calls = pam.login(flags="trace").seen["calls"]
    assert {(c["fsuid"], c["fsgid"]) for c in calls} == {(0, 0)}


def test_T09_a_file_that_only_root_may_read(pam, machine):
    """Root's rights are not lent to the user: a record behind a folder that
    he cannot search, or that he cannot read, is not there.

    rows: P-123 W-20
    """
    machine.put(HOMES / "alice/.baro_auth", Record())
    pam.ours(OWN, place="")
    assert message("M-05", HOMES / "alice/.baro_auth") in pam.login().log
    secret = HOMES / "root"
    (secret / "sub").mkdir(mode=0o777)
    machine.put(secret / "sub/record", Record(), owner=(2001, 2001))
    with open("/etc/passwd", "r+", encoding="ascii") as f:
        text = f.read().replace(str(HOMES / "alice"), str(secret / "sub"))
        f.seek(0)
        f.write(text)
    pam.ours("secret=${HOME}/record encrypt=no", place="")
    assert pam.login().code == "AUTHINFO_UNAVAIL"


def test_T09_too_many_groups(pam, machine):
    """
    rows: P-123 M-72
    """
    machine.put(HOMES / "alice/.baro_auth", Record(), 0o600, (2001, 2001))
    pam.ours(OWN, place="")
    with open("/etc/group", "a", encoding="ascii") as f:
        f.writelines(f"g{n}:x:{5000 + n}:alice\n" for n in range(1022))
    outcome = pam.login()
    assert outcome.code == "SYSTEM_ERR"
    assert any("identity of user alice" in text for text in outcome.texts)
    assert outcome.unchanged()


def test_unprivileged_host(pam, machine):
    """A screen locker is not root: its user's own record works, nothing is
    dropped, and root's record is refused like a missing one.

    rows: P-087 P-123
    """
    path = machine.put(HOMES / "alice/.baro_auth", Record(), 0o600,
                       (2001, 2001))
    public = machine.folder_for_all()
    theirs = Pam(shutil.copy(pam.words["BARO"], public),
                 shutil.copy(pam.words["PROBE"], public),
                 shutil.copy(pam.program, public), public)
    me = {"user": 2001, "group": 2001, "extra_groups": [2102]}
    theirs.ours(OWN, place="")
    outcome = theirs.login(process=me)
    assert outcome.code == "SUCCESS"
    assert outcome.unchanged()
    assert path.stat().st_uid == 2001
    machine.put(ALICE, Record())
    theirs.ours(place=PER_USER)
    assert theirs.login(process=me).code == "AUTHINFO_UNAVAIL"
