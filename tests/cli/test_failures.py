# SPDX-License-Identifier: ISC
"""Whatever goes wrong, the old record is whole, or the new one is."""

import fcntl
import os

import pytest
from machine import EMERGENCY

FOLDER = "/var/lib/baropam"
CHANGES = [["emergency", "-u", "alice"], ["unlock", "alice"],
           ["encrypt", "-u", "alice"], ["-u", "alice", "--force"]]

# System calls on the way to a new record: "openat" is that of the temporary
# file, "write" reserves the room in it for a record that is replaced, the
# first "fsync" is its own, the second that of the folder.
CREATING = ["openat", "fchmod", "pwrite64", "ftruncate", "fsync", "renameat2"]
REPLACING = ["openat", "fchmod", "write", "pwrite64", "fsync", "renameat2"]


@pytest.fixture
def alice(machine):
    """A record by hand, on a file system of its own."""
    machine.path(FOLDER).mkdir(mode=0o700)
    mounted = machine.run("mount", "-t", "tmpfs", "-o", "size=32k,mode=700",
                          "small", FOLDER)
    assert mounted.returncode == 0, mounted.stderr
    return machine.enrol("alice")


def names(tool):
    """What lies in the folder of records."""
    return {path.name for path in tool.machine.path(FOLDER).iterdir()}


def trip(tool, user, words, step, how, which=1):
    """Run the tool and let one STEP of it for USER's record go wrong."""
    if step == "openat" and user == "alice":
        which += 1  # the first one opens the old record
    # Under this umask there is a mode to mend: every step has its work.
    return tool.machine.run(
        "sh", "-c", "umask 777; exec \"$@\"", "sh",
        "strace", "-qq", "-o", "/dev/null", "-P", FOLDER, "-P",
        f"{FOLDER}/{user}~", "-e", f"trace={step}", "-e",
        f"inject={step}:{how}:when={which}", "baro_auth", *words)


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: words[0])
def test_full_disk(tool, alice, words):
    """No space left: exit 1, the record and the folder are what they were.

    rows: C-020 F-086 M-11 M-13"""
    before = tool.record()
    filled = tool.machine.run("dd", "if=/dev/zero", f"of={FOLDER}/fill",
                              "bs=1k")
    assert "No space left" in filled.stderr
    tool.refused(1, *words)
    assert tool.record() == before
    assert names(tool) <= {"alice", "fill", "alice~bak"}
    tool.machine.path(f"{FOLDER}/fill").unlink()
    assert tool(*words).returncode == 0


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: words[0])
def test_read_only(tool, alice, words):
    """A file system that is mounted read-only: exit 1, nothing changed.

    rows: C-020 F-086"""
    before = tool.record()
    assert tool.machine.run("mount", "-o", "remount,ro",
                            FOLDER).returncode == 0
    tool.refused(1, *words)
    tool.refused(1, "-u", "bob")
    assert tool.record() == before
    assert names(tool) == {"alice"}


def test_backup_is_never_lost(tool, alice):
    """Where --force fails at the new backup, the older one is still there; what
    is no backup at all is replaced.

    rows: C-020 F-086"""
    words = ["-u", "alice", "--force"]
    tool.right(*words)
    older = tool.record("alice~bak")
    before = tool.record()
    for how, statuses in (("error=EIO", (1,)), ("signal=KILL", (-9, 137))):
        for step in ("fsync", "renameat2"):
            done = tool.machine.run(
                "strace", "-qq", "-o", "/dev/null", "-e", f"trace={step}",
                "-e", f"inject={step}:{how}:when=1", "baro_auth", *words)
            assert done.returncode in statuses, (step, done.stderr)
            assert tool.record("alice~bak") == older
            assert tool.record() == before
    backup = tool.machine.path(f"{FOLDER}/alice~bak")
    backup.unlink()
    backup.symlink_to("/etc/passwd")
    done = tool.machine.run("strace", "-qq", "-o", "/dev/null", "-e",
                            "inject=fsync:error=EIO:when=1", "baro_auth",
                            *words)
    assert done.returncode == 1 and backup.is_symlink(), done.stderr
    tool.right(*words)
    assert not backup.is_symlink()
    assert tool.record("alice~bak") == before
    backup.unlink()
    backup.mkdir()
    before = tool.record()
    assert tool.refused(1, *words).startswith(
        f"baro_auth: {FOLDER}/alice~bak: the file cannot be replaced (Is a")
    assert tool.record() == before


@pytest.mark.parametrize("words, steps", [(CHANGES[0], REPLACING),
                                          (["-u", "bob"], CREATING)],
                         ids=["replace", "create"])
def test_failing_calls(tool, alice, words, steps):
    """Each system call that makes a new record fails once: exit 1, the old
    one is whole, no litter; and then it works.

    rows: C-020 F-086"""
    before = tool.record()
    user = words[-1]
    for step in steps:
        done = trip(tool, user, words, step, "error=EIO")
        assert done.returncode == 1, (step, done.stdout, done.stderr)
        assert done.stderr.startswith(f"baro_auth: {FOLDER}/{user}: ")
        assert "(Input/output error)\n" in done.stderr
        assert tool.record() == before
        assert names(tool) == {"alice"}
    assert tool(*words).returncode == 0


@pytest.mark.parametrize("words", CHANGES[:3], ids=lambda words: words[0])
def test_killed(tool, alice, words):
    """Killed at a step: the old record is whole; what lies about is no
    obstacle for the next run.

    rows: C-020 F-086 D-04"""
    before = tool.record()
    for step in REPLACING[1:]:
        killed = trip(tool, "alice", words, step, "signal=KILL")
        assert killed.returncode in (-9, 137), step
        assert tool.record() == before
        assert names(tool) == {"alice", "alice~"}
    assert tool(*words).returncode == 0
    assert names(tool) == {"alice"}


def test_killed_while_forcing(tool, alice):
    """The same for --force: record and backup are both the old record.

    rows: C-020 F-086"""
    before = tool.record()
    words = ["-u", "alice", "--force"]
    killed = trip(tool, "alice", words, "renameat2", "signal=KILL", which=2)
    assert killed.returncode in (-9, 137)
    assert tool.record() == tool.record("alice~bak") == before
    assert tool(*words).returncode == 0
    assert names(tool) == {"alice", "alice~bak"}
    assert tool.record() != before == tool.record("alice~bak")


def test_backup_that_a_crash_may_undo(tool, alice):
    """Where only the sync of the backup's folder fails: the backup is there, and
    the record is as it was.

    rows: C-018 C-020 F-086"""
    before = tool.record()
    done = tool.machine.run(
        "strace", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e",
        "inject=fsync:error=EIO:when=2", "baro_auth", "-u", "alice", "--force")
    assert (done.returncode, done.stderr) == (
        1, f"baro_auth: {FOLDER}/alice~bak: the new file is in place, but a "
        "crash of this machine may undo that (Input/output error)\n"
        "baro_auth: the record itself is as it was\n"
        "baro_auth: the emergency keys above are void\n")
    assert tool.record() == tool.record("alice~bak") == before


@pytest.mark.parametrize("words", ["-u bob", "-u alice --force", "-u bob "
                                   "--json", "-u bob --emergency 0"])
def test_void_keys_of_a_record_that_cannot_be_written(tool, alice, words):
    """They were shown before; that they count for nobody is said, once.

    rows: C-013 C-018 C-020"""
    assert tool.machine.run("dd", "if=/dev/zero", f"of={FOLDER}/fill",
                            "bs=1k").returncode == 1
    said = tool.refused(1, *words.split())
    assert "No space left" in said
    keys = "keys" if "json" in words else "emergency keys"
    assert said.endswith(f"\nbaro_auth: the {keys} above are void\n") is (
        "--emergency" not in words)
    assert said.count("void") == ("--emergency" not in words)


@pytest.mark.parametrize("words", [CHANGES[1], ["-u", "bob"]],
                         ids=["replace", "create"])
def test_said_after_the_rename(tool, alice, words):
    """Where only the folder's fsync fails: exit 1, and the line says that the
    new file is in place, which it is.

    rows: C-018 F-086"""
    before = tool.record()
    done = trip(tool, words[-1], words, "fsync", "error=EIO", which=2)
    assert (done.returncode, done.stderr) == (
        1, f"baro_auth: {FOLDER}/{words[-1]}: the new file is in place, but a "
        "crash of this machine may undo that (Input/output error)\n")
    assert names(tool) == {"alice", words[-1]}
    # unlock writes the same text again, into another file.
    assert tool.record() == before
    assert tool("status", words[-1]).returncode == 0


@pytest.mark.parametrize("held_s, holds, said", [
    ("1.5", True, "written all the same\n"),
    ("5", False, "the new keys are void, nothing was changed\n")])
def test_emergency_is_not_interrupted_half_way(tool, alice, held_s, holds,
                                               said):
    """Behind the printing of the keys no signal ends the command before it is
    known, and told, which keys hold.

    rows: C-018 C-022 F-086"""
    done = tool.machine.run(
        "sh", "-c", f"flock {FOLDER}/alice sleep {held_s} >/dev/null 2>&1 & "
        "sleep 0.3; baro_auth emergency alice & sleep 0.5; "
        "for s in INT TERM HUP QUIT TSTP; do kill -$s $!; done; wait $!")
    assert (done.returncode, done.stderr) == (
        143, f"baro_auth: {said}Terminated\n")
    shown = done.stdout.splitlines()[1:]
    assert len(shown) == 5
    record = tool.record().decode()
    assert all(key in record for key in shown) is holds


@pytest.mark.parametrize("words, said", [
    ("emergency alice", "baro_auth: the new keys are void, nothing was changed"),
    ("-u bob", "baro_auth: the emergency keys above are void")])
def test_limit_on_the_size_of_files(tool, alice, words, said):
    """It is an error, with all that is to be said, and no signal.

    rows: C-018 C-022 F-086"""
    before = tool.record()
    done = tool.machine.run("sh", "-c", f"ulimit -f 0; baro_auth {words}")
    assert done.returncode == 1
    assert "(File too large)\n" in done.stderr
    assert done.stderr.endswith(f"\n{said}\n")
    assert tool.record() == before and names(tool) == {"alice"}


def test_which_emergency_keys_hold(tool, alice):
    """Whatever fails, what is said of the emergency keys is true of the file.

    rows: C-018 C-022 F-086"""
    for which, holds in ((1, False), (2, True)):
        old = tool.record().decode()
        done = trip(tool, "alice", CHANGES[0], "fsync", "error=EIO", which)
        assert done.returncode == 1
        shown = done.stdout.splitlines()[1:]
        assert len(shown) == 5
        assert all(key in tool.record().decode() for key in shown) is holds
        assert (tool.record().decode() == old) is not holds
        assert ("the new keys hold now" in done.stderr) is holds
        assert ("nothing was changed" in done.stderr) is not holds


def test_backup_of_what_was_kept(tool, alice):
    """--force that fails behind the backup: an older one is gone, and that is
    said.

    rows: C-018 C-020"""
    tool.right("-u", "alice", "--force")
    kept = tool.record()
    done = trip(tool, "alice~bak", ["-u", "alice", "--force"], "renameat2",
                "error=ENOSPC", 2)
    assert done.returncode == 1
    assert ("alice~bak: the record as it was before this command, and no older "
            "one\n") in done.stderr
    assert tool.record() == tool.record("alice~bak") == kept


def test_name_that_is_too_long(tool):
    """A name that leaves no room for that of a backup is refused before any
    key is shown.

    rows: C-018 C-020"""
    for n, force, status in ((250, [], 0), (250, ["--force"], 0),
                             (254, [], 0), (251, ["--force"], 1),
                             (255, [], 1)):
        done = tool("-u", "x" * n, *force)
        assert done.returncode == status
        assert (done.stdout == "") is (status != 0)
        assert ("too long" in done.stderr) is (status != 0)


@pytest.mark.parametrize("words", CHANGES[1:], ids=lambda words: words[0])
def test_reader_who_went_away(tool, alice, words):
    """After the keys, if there are any, nobody reads: that the record was
    written is said on standard error.

    rows: C-018 F-086"""
    inode = tool.machine.path(f"{FOLDER}/alice").stat().st_ino
    keys = 6 if "--force" in words else 0
    done = tool.machine.run(
        "sh", "-c", "{ strace -qq -o /dev/null -e inject=fsync:delay_enter="
        "300000:when=1 baro_auth \"$@\"; echo $? >&2; } | "
        f"for i in $(seq {keys}); do read -r line; done", "sh", *words)
    made = ("baro_auth: /etc/baropam/host.key: made; back it up, apart from the "
            "encrypted records: these, and backups of them, are worth nothing "
            "without it\n")
    assert done.stderr == (made if words[0] == "encrypt" else "") + (
        "baro_auth: standard output cannot be written, so nobody has read it\n"
        f"baro_auth: {FOLDER}/alice: written all the same\n1\n")
    assert tool.machine.path(f"{FOLDER}/alice").stat().st_ino != inode


@pytest.mark.parametrize("how, statuses", [("signal=KILL", (-9, 137)),
                                           ("error=EIO", (1,))])
def test_after_the_rename(tool, alice, how, statuses):
    """Killed, or told of an error, when the folder is synced: the new record
    is there, whole.

    rows: F-086 D-04"""
    before = tool.record().decode()
    done = trip(tool, "alice", CHANGES[0], "fsync", how, which=2)
    assert done.returncode in statuses
    text = tool.record().decode()
    assert text.startswith(before.split(EMERGENCY[0])[0])
    assert EMERGENCY[0] not in text
    assert names(tool) == {"alice"}
    assert tool("status", "alice").returncode == 0


@pytest.mark.parametrize("words, which, written", [
    ("unlock alice", 1, True), ("encrypt -u alice", 1, True),
    ("decrypt -u alice", 1, True), ("-u alice --force", 1, False),
    ("-u alice --force", 2, True), ("emergency alice", 1, False),
    ("status alice", 1, False)])
def test_output_that_is_full(tool, alice, words, which, written):
    """What cannot be said on standard output is no success; where the record
    was written all the same, that is said on standard error.

    rows: C-018 F-086"""
    path = tool.machine.path(f"{FOLDER}/alice")
    if words.startswith("decrypt"):
        tool.right("encrypt", "alice")
    before = path.stat().st_ino
    done = tool.machine.run(
        "sh", "-c", "exec strace -qq -o /dev/null -P /tmp/out -e trace=write "
        f"-e inject=write:error=ENOSPC:when={which}+ baro_auth {words} "
        ">/tmp/out")
    assert done.returncode == 1
    assert (path.stat().st_ino != before) is written
    assert "standard output cannot be written" in done.stderr
    assert done.stderr.endswith(f"\nbaro_auth: {FOLDER}/alice: written all "
                                "the same\n") is written


def test_no_random_numbers(tool, alice):
    """Without random numbers nothing is made.

    rows: C-009 T22"""
    before = tool.record()
    for words in (["-u", "bob"], ["emergency", "-u", "alice"],
                  ["encrypt", "-u", "alice"]):
        done = tool.machine.run(
            "strace", "-qq", "-o", "/dev/null", "-e", "trace=getrandom",
            "-e", "inject=getrandom:error=EIO", "baro_auth", *words)
        assert done.returncode == 1, (words, done.stdout)
    assert tool.record() == before
    assert names(tool) == {"alice"}


def test_litter_of_a_crash(tool, alice):
    """Whatever stands under the temporary name is removed, not followed.

    rows: D-04 W-21"""
    machine = tool.machine
    machine.write("/etc/precious", "keep me")
    machine.path(f"{FOLDER}/alice~").symlink_to("/etc/precious")
    tool.right("emergency", "-u", "alice")
    machine.write(f"{FOLDER}/alice~", "half a rec")
    tool.right("emergency", "-u", "alice")
    assert machine.path("/etc/precious").read_text() == "keep me"
    assert names(tool) == {"alice"}


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: words[0])
def test_locked_by_a_login(tool, alice, words):
    """While a login holds the record nothing is changed; its three seconds
    over, exit 1.

    rows: D-06 C-018"""
    before = tool.record()
    with open(tool.machine.path(f"{FOLDER}/alice"), "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        said = tool.refused(1, *words)
    assert "the file stays locked by another process" in said
    assert tool.record() == before
    assert names(tool) == {"alice"}


def test_changes_at_once(tool, alice):
    """Ten changes at the same time succeed, and lose nothing of each other:
    the emergency keys in the record are those of one run, and all the rest is
    there.

    rows: D-06 F-086"""
    command = ("for i in 1 2 3 4 5; do "
               "baro_auth unlock alice >/dev/null & one=\"$one $!\"; "
               "baro_auth emergency -u alice --json >/tmp/keys.$i & "
               "one=\"$one $!\"; done; "
               "for i in $one; do wait $i || exit; done")
    assert tool.machine.run("sh", "-c", command).returncode == 0
    text = tool.record().decode()
    shown = [tool.machine.path(f"/tmp/keys.{i}").read_text()
             for i in range(1, 6)]
    left = [line for line in text.splitlines() if line.isdigit()]
    assert sum(all(key in keys for key in left) for keys in shown) == 1
    assert len(left) == 5
    assert alice.key in text and names(tool) == {"alice"}


@pytest.mark.parametrize("harm, said", [
    ("chmod 640 {0}/alice", "its mode, 0640, is not 0400 or 0600"),
    ("chown 1 {0}/alice", "it belongs to uid 1, and not to root"),
    ("ln {0}/alice {0}/bob", "it has 2 names (hard links)"),
    ("rm {0}/alice; ln -s bob {0}/alice", "it is a symbolic link"),
    ("rm {0}/alice; mkdir {0}/alice", "it is no regular file"),
    ("chmod 770 {0}",
     "{0} can be written by others than its owner (mode 0770)"),
    ("chown 1 {0}", "{0} belongs to uid 1, and not to root"),
], ids=lambda text: text.split()[0])
def test_what_is_wrong_is_named(tool, alice, harm, said):
    """A file that is not trusted, or a folder above it: which, and why.

    rows: M-06 C-018 W-01 T11"""
    assert tool.machine.run("sh", "-c", harm.format(FOLDER)).returncode == 0
    error = tool.refused(1, "status", "alice")
    assert error == (f"baro_auth: {FOLDER}/alice: wrong owner, mode, type or "
                     f"directory: {said.format(FOLDER)}\n")


@pytest.mark.parametrize("path, said", [
    ("/nosuch/a", "/nosuch: No such file or directory"),
    ("/etc/passwd/a", "/etc/passwd is no directory"),
    ("/tmp/a", "/tmp can be written by others than its owner (mode 1777)"),
    ("/proc/self/a", "/proc/self is a symbolic link"),
])
def test_wrong_folder_is_named(idle_tool, path, said):
    """A place where no record can be made: which part of it, and why.

    rows: C-018 C-020 W-01"""
    assert said in idle_tool.refused(1, "-s", path)


def test_home_of_another_is_named(tool):
    """A record in a home may be root's or its user's, and nobody else's.

    rows: M-06 C-018 W-01 P-121"""
    path = "/home/alice/.baro_auth"
    tool.right("-s", path, user="alice")
    os.chown(tool.machine.path(path), 1, 1)
    assert tool.refused(1, "status", "-u", "alice", "-s", path).endswith(
        ": it belongs to uid 1, and not to root or uid 1001\n")


def test_root_is_told_to_name_the_user(tool):
    """Root who does not say whose record in a home it is.

    rows: C-018 P-121"""
    path = "/home/alice/.baro_auth"
    tool.right("-s", path, user="alice")
    hint = ("/home/alice belongs to uid 1001, and not to root\n"
            "If it lies in the home of a user, name the user: -u USER\n")
    for words in [], ["status"], ["encrypt"]:
        assert tool.refused(1, *words, "-s", path).endswith(hint)
    assert "method" in tool.right("status", "-s", path, "-u", "alice")
    assert "name the user" not in tool.refused(1, "-s", "/tmp/record",
                                               user="alice")


@pytest.mark.parametrize("words", [
    "-u bob", "status bob", "unlock alice", "code -u bob",
    f"status -s {FOLDER}/alice"])
def test_record_of_root_is_not_a_users(tool, alice, words):
    """A user who asks for root's folder is told how to have one of his own,
    and that works; elsewhere a refusal says nothing of it.

    rows: C-012 C-018"""
    said = tool.refused(1, *words.split(), user="bob")
    assert "(Permission denied)" in said
    hint = "for one of your own: baro_auth [COMMAND] -s ~/.baro_auth\n"
    assert said.endswith(hint)
    assert "-s ~/.baro_auth for one of your own" in tool.refused(2, user="bob")
    own = "-s", "/home/bob/.baro_auth"
    for word in [], ["status"], ["unlock", "bob"]:
        tool.right(*word, *own, user="bob")
    said = tool.refused(1, "status", "-s", "/root/alice", user="bob")
    assert "your own" not in said
