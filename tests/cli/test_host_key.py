# SPDX-License-Identifier: ISC
"""The key of the host: who makes it, when, and when nobody does."""

import json

import pexpect
import pytest

FOLDER = "/var/lib/baropam"
KEY = "/etc/baropam/host.key"
GONE = f": encrypted by a key that is gone: put {KEY} back, or remove what it "


def test_host_keys_differ(tool):
    """Created sealed at once; another host makes another key.

    rows: C-005 D-10 W-06"""
    key = tool.machine.path(KEY)
    keys = set()
    for user in ("alice", "bob"):
        tool.right("-u", user, "-e", "yes")
        assert tool.record(user).startswith(b"BAROENC1")
        keys.add(key.read_bytes())
        tool.refused(1, "-u", user, "-e", "yes")
        assert {key.read_bytes()} <= keys
        key.unlink()
        tool.machine.path(f"{FOLDER}/{user}").unlink()
    assert len(keys) == 2


def test_lost_host_key_is_not_replaced(tool, alice):
    """A host key is made where a plain record is about to be sealed, and that
    is said; a command that fails before makes none, and the true cause is told
    each time.

    rows: C-005 D-10 M-71 W-06"""
    key = tool.machine.path(KEY)
    done = tool("encrypt", "alice")
    assert (done.returncode, done.stderr) == (
        0, f"baro_auth: {KEY}: made; back it up, apart from the encrypted "
        "records: these, and backups of them, are worth nothing without it\n")
    done = tool("-u", "bob", "-e", "yes")
    assert (done.returncode, done.stderr) == (0, "")
    key.unlink()
    for _ in range(2):
        for words in ["encrypt", "alice"], ["decrypt", "alice"], ["status",
                                                                  "bob"]:
            assert tool.refused(1, *words).endswith(
                "the host key cannot be used (No such file or directory)\n")
    tool.refused(1, "encrypt", "carol")
    tool.refused(1, "-u", "bob", "-e", "yes")
    # Nor by one that would seal another record, or this one anew.
    missed = f"encrypted by a key that is gone: put {KEY} back"
    for words in ["-u", "dave"], ["-u", "bob", "--force"]:
        assert missed in tool.refused(1, *words, "-e", "yes")
    tool.machine.path("/srv").mkdir(mode=0o700)
    tool.machine.path(f"{FOLDER}/bob").rename(
        tool.machine.path("/srv/otp~bak"))
    tool.machine.path(f"{FOLDER}/alice").unlink()
    assert "/srv/otp~bak: " + missed in tool.refused(
        1, "-s", "/srv/new", "-e", "yes")
    child = tool.spawn("-u", "carol", "-e", "yes")
    child.expect_exact("middle attacks?")
    child.sendeof()
    child.expect(pexpect.EOF)
    assert not key.exists()


@pytest.mark.parametrize("place, owner", [(f"{FOLDER}/bob", 0),
                                          ("/home/bob/.baro_auth", 1002)])
def test_host_key_is_roots(tool, place, owner):
    """Wherever the record is, in a home too, where root acts as its user.

    rows: C-005 D-10 P-123"""
    key = tool.machine.path(KEY)
    tool.machine.path(FOLDER).mkdir(mode=0o700)
    where = "-u", "bob", "-s", place
    shown = tool("--json", "-e", "yes", *where)
    assert shown.returncode == 0 and "host.key: made" in shown.stderr
    assert json.loads(shown.stdout)["file"] == place
    tool.right("decrypt", *where)
    key.unlink()
    done = tool("encrypt", *where)
    assert done.returncode == 0 and "host.key: made" in done.stderr
    for path, uid in (key, 0), (tool.machine.path(place), owner):
        assert (path.stat().st_uid, path.stat().st_mode) == (uid, 0o100400)


def fresh_key(tool):
    """Another key in the place of the old one, with what it sealed."""
    tool.right("decrypt", "bob")
    tool.machine.path(KEY).unlink()
    tool.right("encrypt", "bob")


def make_key(tool):
    tool.right("-u", "bob", "-e", "yes")


@pytest.mark.parametrize("before, meanwhile", [(None, make_key),
                                               (make_key, fresh_key)])
def test_host_key_changes_meanwhile(tool, before, meanwhile):
    """The key of the moment counts, not that of the first question.

    rows: C-005 D-10"""
    if before:
        before(tool)
    child = tool.spawn("-u", "alice", "-e", "yes", "--no-confirm", "--no-qr")
    child.expect_exact("middle attacks?")
    meanwhile(tool)
    for _ in range(3):
        child.sendline("")
    child.expect_exact(f"{FOLDER}/alice: written, encrypted")
    child.expect(pexpect.EOF)
    for user in "alice", "bob":
        assert "(encrypted)" in tool.right("status", user)


@pytest.mark.parametrize("place, new", [
    (f"{FOLDER}/sshd/bob", f"{FOLDER}/alice"),
    ("/etc/baropam/records/host", f"{FOLDER}/alice"),
    ("/srv/otp~bak", "/srv/new")])
def test_host_key_is_missed_from_everywhere(tool, place, new):
    """Sealed files in directories of ours, or beside the new record, keep a
    key from being made; that is said before any question.

    rows: C-005 D-10 W-06"""
    tool.right("-u", "bob", "-e", "yes")
    path = tool.machine.path(place)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    tool.machine.path(f"{FOLDER}/bob").rename(path)
    tool.machine.path(KEY).unlink()
    done = tool("-s", new, "-e", "yes")
    assert done.returncode == 1 and done.stdout == ""
    assert f"baro_auth: {place}{GONE}" in done.stderr
    assert not tool.machine.path(KEY).exists()
    # A home is not searched.
    tool.right("-s", "/root/.baro_auth", "-u", "root", "-e", "no")
    path.rename(tool.machine.path("/root/old"))
    assert "host.key: made" in tool("encrypt", "-s", "/root/.baro_auth", "-u",
                                    "root").stderr


def test_temporary_files_come_and_go(tool, alice):
    """What is gone when it is looked at, as temporary files of logins are,
    keeps no key from being made; a file of another name does.

    rows: C-005 D-10"""
    for name, status in ("bob~", 0), ("bob", 1):
        tool.machine.path(f"{FOLDER}/{name}").write_text("plain")
        done = tool.machine.run(
            "strace", "-qq", "-o", "/dev/null", "-P", name, "-e",
            "trace=newfstatat", "-e", "inject=newfstatat:error=ENOENT",
            "baro_auth", "encrypt", "alice")
        assert done.returncode == status
        assert ("cannot be looked at (No such file" in done.stderr) is (
            status == 1)
        assert tool.machine.path(KEY).exists() is (status == 0)
        if status == 0:
            tool.right("decrypt", "alice")
            tool.machine.path(KEY).unlink()
            tool.machine.path(f"{FOLDER}/{name}").unlink()


@pytest.mark.parametrize("signal", ["INT", "TERM", "HUP", "TSTP"])
@pytest.mark.parametrize("words", ["encrypt", "unlock"])
def test_signal_at_the_rename(tool, alice, words, signal):
    """A change that was made is told about, with the key that was made for
    it, whatever ends the command then; nothing stops it before.

    rows: C-018 F-086"""
    done = tool.machine.run(
        "timeout", "9", "strace", "-qq", "-o", "/dev/null", "-P", FOLDER,
        "-P", f"{FOLDER}/alice~", "-e", "trace=renameat2", "-e",
        f"inject=renameat2:signal={signal}:when=1", "baro_auth", words,
        "alice")
    assert "written all the same" in done.stderr or signal == "TSTP"
    assert ("host.key: made" in done.stderr) is (words == "encrypt")
    assert tool.record().startswith(b"BAROENC1") is (words == "encrypt")


def test_directory_that_others_lock(tool, alice):
    """Whoever may read the directory of the key can lock it; that is said, and
    what prevents it.  One that is made cannot be read by others.

    rows: C-005 C-018"""
    folder = tool.machine.path("/etc/baropam")
    tool.right("encrypt", "alice")
    assert folder.stat().st_mode & 0o777 == 0o700
    tool.right("decrypt", "alice")
    tool.machine.path(KEY).unlink()
    folder.chmod(0o755)
    done = tool.machine.run(
        "sh", "-c", "setpriv --reuid 1002 --clear-groups flock /etc/baropam "
        "sleep 9 >/dev/null 2>&1 & sleep 0.3; baro_auth encrypt alice")
    assert done.returncode == 1
    assert "(Connection timed out)" in done.stderr
    assert "/etc/baropam: stays locked by another process" in done.stderr


@pytest.mark.parametrize("how, said, there", [
    ("fsync:error=EIO:when=2", "(Input/output error)", True),
    ("mkdir:error=EROFS", "(Read-only file system)", False),
    ("getrandom:error=EIO", "no random bytes\n", False)])
def test_key_that_cannot_be_made(tool, alice, how, said, there):
    """Why, and whether there is one now; nothing is sealed by one that a crash
    can take away.

    rows: C-005 C-018 D-10"""
    before = tool.record()
    done = tool.machine.run("strace", "-qq", "-o", "/dev/null", "-e",
                            f"inject={how}", "baro_auth", "encrypt", "alice")
    assert done.returncode == 1 and said in done.stderr
    assert tool.record() == before
    assert tool.machine.path(KEY).exists() is there
    assert ("host.key: made" in done.stderr) is there


@pytest.mark.parametrize("words, said", [
    (["encrypt", "alice"], ""),
    (["-u", "alice", "--force", "-e", "yes", "--json"],
     "baro_auth: the keys above are void\n")])
def test_signal_before_a_failure(tool, alice, words, said):
    """A key that was made is told about even if a signal comes, and the record
    then cannot be written.

    rows: C-005 C-018"""
    done = tool.machine.run(
        "strace", "-qq", "-o", "/dev/null", "-P", FOLDER, "-P",
        f"{FOLDER}/alice", "-e", "trace=flock", "-e",
        "inject=flock:error=EIO:signal=INT", "baro_auth", *words)
    assert done.returncode in (-2, 130)
    assert done.stderr.startswith(f"baro_auth: {KEY}: made; back it up")
    assert done.stderr.endswith("without it\n" + said)


def test_deep_directories(tool, alice):
    """What lies deeper than is looked keeps a key from being made.

    rows: C-005 D-10"""
    deep = tool.machine.path(f"{FOLDER}/1/2/3/4/5/6/7")
    deep.mkdir(mode=0o700, parents=True)
    tool.right("encrypt", "alice")
    tool.right("decrypt", "alice")
    tool.machine.path(KEY).unlink()
    (deep / "8").mkdir()
    assert "5/6/7/8: cannot be looked at" in tool.refused(1, "encrypt",
                                                          "alice")


def test_only_root_encrypts(tool):
    """A user is told so before any question.

    rows: C-005 C-018"""
    shown = tool("-s", "/home/alice/.baro_auth", "-e", "yes", user="alice")
    assert shown.returncode == 1 and shown.stdout == ""
    assert shown.stderr.endswith("only root can encrypt records: the host key "
                                 "is root's\n")
    assert not tool.machine.path("/home/alice/.baro_auth").exists()


def test_encrypted_for_one_user(tool):
    """A record of many users that is encrypted for one opens for nobody else:
    a warning.

    rows: C-005"""
    place = "/etc/baropam/records/host"
    tool.machine.path(place).parent.mkdir(mode=0o700, parents=True)
    tool.right("-s", place, "--user-key")
    warning = "warning: encrypted for alice alone"
    assert warning in tool("encrypt", "-s", place, "-u", "alice").stderr
    tool.right("decrypt", "-s", place, "-u", "alice")
    assert warning not in tool("encrypt", "-s", place).stderr
    tool.right("status", "-s", place, "-u", "alice")
