# SPDX-License-Identifier: ISC
"""The record as a file: its owner, mode and folder, how it is replaced, and
what stands in the way (requirements 1.12, 2.7)."""

import errno
import os
import socket
import stat
import time

import pytest

from host import PER_USER
from messages import message
from records import NOW, Record, code, directives, seal, wrong
from sandbox import CONFIG, HOMES, STORE, Machine

ALICE = STORE / "alice"
OWN = "nullok secret=${HOME}/.baro_auth encrypt=no"
KEYS = ("33458936", "19035576")
SEAL = bytes(range(100, 132))


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
@pytest.mark.parametrize("mode", [0o400, 0o600])
def test_T11_modes_of_what_we_create(pam, machine, umask, mode):
    """Under every umask: the temporary file is 0600 or stricter from its
    creation on, the record keeps its mode and owner.

    rows: F-086 D-04 A-18
    """
    machine.put(ALICE, Record(), mode)
    look = f"stat -c '%a %u:%g' {ALICE}~ >{CONFIG}/seen"
    outcome = pam.login(flags="trace", at={"fsync": look},
                        process={"umask": umask})
    assert outcome.code == "SUCCESS"
    created = [call for call in outcome.seen["calls"]
               if call["flags"] & os.O_CREAT
               and call["call"].startswith("open")]
    assert [(c["name"], c["mode"]) for c in created] == [("alice~", mode)]
    assert created[0]["flags"] & os.O_EXCL
    assert created[0]["flags"] & os.O_NOFOLLOW
    seen = (CONFIG / "seen").read_text().strip()
    assert seen == f"{mode:o} 0:0"
    assert stat.S_IMODE(ALICE.stat().st_mode) == mode
    assert os.listdir(STORE) == ["alice"]


@pytest.mark.parametrize("mode", [0o000, 0o200, 0o440, 0o444, 0o404, 0o640,
                                  0o604, 0o660, 0o500, 0o700, 0o4400, 0o1600,
                                  0o777])
def test_T11_modes_that_are_refused(pam, machine, mode):
    """0400 or 0600 and nothing else.

    rows: P-123 M-06 A-18
    """
    machine.put(ALICE, Record(), mode)
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message("M-06", ALICE, "root") in outcome.log


@pytest.mark.parametrize("place, owner, good", [
    ("shared", (0, 0), True), ("shared", (2001, 2001), False),
    ("shared", (2002, 2002), False), ("home", (2001, 2001), True),
    ("home", (2002, 2002), False)])
def test_owner(pam, machine, place, owner, good):
    """root's, or in a home its user's.

    rows: P-123 M-06 A-33
    """
    path = ALICE if place == "shared" else HOMES / "alice/.baro_auth"
    machine.put(path, Record(), 0o600, owner)
    if place == "home":
        pam.ours(OWN, place="")
    outcome = pam.login()
    assert outcome.code == ("SUCCESS" if good else "AUTHINFO_UNAVAIL")
    if good:
        assert (path.stat().st_uid, path.stat().st_gid) == owner


def make_fifo(path):
    os.mkfifo(path, 0o400)


def make_socket(path):
    here = socket.socket(socket.AF_UNIX)
    # The name may be longer than an address of a socket can be.
    before = os.getcwd()
    os.chdir(path.parent)
    here.bind(path.name)
    os.chdir(before)
    here.close()


def make_device(path):
    os.mknod(path, stat.S_IFCHR | 0o400, os.makedev(1, 5))


def make_block_device(path):
    os.mknod(path, stat.S_IFBLK | 0o400, os.makedev(7, 200))


def make_directory(path):
    path.mkdir(mode=0o700)


def make_link(path):
    """To something that would do, but for the link."""
    target = path.parent / "target"
    if path.name == "alice":
        Machine.put(target, Record())
    else:
        (target / "two").mkdir(parents=True)
        Machine.put(target / "alice", Record())
        Machine.put(target / "two/alice", Record())
    path.symlink_to("target")


def make_loop(path):
    path.symlink_to(path.name)


def make_file(path):
    path.write_bytes(b"")


def make_nothing(path):
    pass


KINDS = [make_fifo, make_socket, make_device, make_block_device,
         make_directory, make_link, make_loop, make_file, make_nothing]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("depth", [0, 1, 2])
@pytest.mark.parametrize("prefix", [STORE, HOMES / "alice"])
def test_T28_odd_things_in_the_way(pam, machine, kind, depth, prefix):
    """A FIFO, a socket, a device, a folder and so on, as the record and as
    each folder above it: an error, at once, and nothing is opened that
    blocks.  (100 ms are ample: it takes one.)

    rows: P-123 W-20 M-05 M-06
    """
    names = ("one", "two", "alice")
    path = prefix.joinpath(*names)
    odd = prefix.joinpath(*names[:3 - depth])
    odd.parent.mkdir(parents=True, exist_ok=True)
    kind(odd)
    if prefix != STORE:
        for part in (prefix / "one", prefix / "one/two"):
            if part.is_dir() and not part.is_symlink():
                os.chown(part, 2001, 2001)
    place = str(path) if prefix == STORE else "${HOME}/one/two/alice"
    pam.ours(f"nullok secret={place} encrypt=no", place="")
    quickest = 1
    for _ in range(3):
        outcome = pam.login(process={"deadline": 10})
        assert outcome.code == "AUTHINFO_UNAVAIL"
        assert len(outcome.prompts) == 1
        quickest = min(quickest, outcome.wall_s)
    assert quickest < 0.1


@pytest.mark.parametrize("path, mode, owner, good", [
    (STORE, 0o700, (0, 0), True), (STORE, 0o755, (0, 0), True),
    (STORE, 0o711, (0, 0), True), (STORE, 0o770, (0, 0), False),
    (STORE, 0o702, (0, 0), False), (STORE, 0o1777, (0, 0), False),
    (STORE, 0o700, (2001, 2001), False), (STORE, 0o755, (2002, 0), False)])
def test_folder(pam, machine, path, mode, owner, good):
    """A folder that others can write lets them choose the record.

    rows: P-123 D-05 W-01 W-20
    """
    machine.put(ALICE, Record())
    os.chown(path, *owner)
    path.chmod(mode)
    outcome = pam.login()
    assert outcome.code == ("SUCCESS" if good else "AUTHINFO_UNAVAIL")
    if not good:
        assert message("M-06", ALICE, "root") in outcome.log


def test_folder_above(pam, machine):
    """
    rows: P-123 W-01
    """
    above = STORE / "above"
    below = above / "below"
    below.mkdir(parents=True)
    machine.put(below / "alice", Record())
    pam.ours(place=f"secret={below}/$[USER] encrypt=no")
    assert pam.login().code == "SUCCESS"
    above.chmod(0o777)
    assert pam.login(now=NOW + 30).code == "AUTHINFO_UNAVAIL"


def test_hard_link(pam, machine):
    """
    rows: P-123 W-20 M-06
    """
    machine.put(ALICE, Record())
    os.link(ALICE, STORE / "second")
    assert pam.login().code == "AUTHINFO_UNAVAIL"


@pytest.mark.parametrize("litter", ["file", "link", "hard link", "fifo"])
def test_stale_temporary_file(pam, machine, litter):
    """What a crash left under the temporary name is removed, not written
    through.

    rows: D-04 F-086 W-21
    """
    machine.put(ALICE, Record())
    temporary = STORE / "alice~"
    target = machine.put(CONFIG / "target", "precious", 0o644)
    if litter == "file":
        machine.put(temporary, "old", 0o666)
    elif litter == "link":
        temporary.symlink_to(target)
    elif litter == "hard link":
        # A link cannot lead to another file system.
        target = machine.put(STORE / "target", "precious", 0o644)
        os.link(target, temporary)
    else:
        os.mkfifo(temporary)
    assert pam.login().code == "SUCCESS"
    assert target.read_text() == "precious"
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert not os.path.lexists(temporary)
    assert stat.S_ISREG(ALICE.lstat().st_mode)
    assert pam.login().code == "AUTH_ERR"


@pytest.mark.parametrize("group", [0, 2001])
def test_group_is_kept(pam, machine, group):
    """
    rows: D-04
    """
    machine.put(ALICE, Record(), 0o600, (0, group))
    assert pam.login().code == "SUCCESS"
    assert (ALICE.stat().st_uid, ALICE.stat().st_gid) == (0, group)


def test_label_is_kept(pam, machine):
    """SELinux's, as the extended attribute that it is.

    rows: D-04
    """
    label = b"system_u:object_r:baropam_var_lib_t:s0\0"
    machine.put(ALICE, Record())
    os.setxattr(ALICE, "security.selinux", label)
    assert pam.login().code == "SUCCESS"
    assert os.getxattr(ALICE, "security.selinux") == label


def test_replaced_durably(pam, machine):
    """In this order: write, fsync, rename, fsync of the folder; and with a
    new inode.

    rows: D-04 F-086
    """
    machine.put(ALICE, Record())
    before = ALICE.stat().st_ino
    calls = [call["call"] for call in
             pam.login(flags="trace").seen["calls"]
             if call["call"] in ("fsync", "renameat2")]
    assert calls == ["fsync", "renameat2", "fsync"]
    assert ALICE.stat().st_ino != before


@pytest.mark.parametrize("fault, name", [
    (("fsync", "#1", "EIO"), "M-13"), (("fsync", "#2", "EIO"), "M-13"),
    (("renameat2", "*", "EIO"), "M-13"), (("fchmod", "*", "EPERM"), "M-13"),
    (("openat", "alice~", "EMFILE"), "M-11")])
@pytest.mark.parametrize("answer", ["right", "wrong"])
def test_write_that_fails(pam, machine, fault, name, answer):
    """Whatever the code was: no login, and the record is whole.

    rows: F-086 M-11 M-13 D-06
    """
    texts = {"EIO": "Input/output error", "EPERM": "Operation not permitted",
             "EMFILE": "Too many open files"}
    machine.put(ALICE, Record())
    before = directives(ALICE)
    outcome = pam.login(answer=code() if answer == "right" else wrong(code()),
                        faults=[fault],
                        # A mode is only set if the umask took from it.
                        process={"umask": 0o777})
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message(name, ALICE, texts[fault[2]]) in outcome.log
    assert os.listdir(STORE) == ["alice"]
    after = directives(ALICE)
    assert after["SECURE_KEY"] == before["SECURE_KEY"]
    if fault[:2] != ("fsync", "#2"):
        assert after == before


@pytest.mark.parametrize("number", [
    "EACCES", "EPERM", "EIO", "ELOOP", "ENOTDIR", "ESTALE", "EMFILE",
    "ENFILE", "ENOMEM", "ETXTBSY"])
@pytest.mark.parametrize("name", ["alice", "baropam", "lib", "/"])
def test_T06_errors_are_no_absence(pam, machine, number, name):
    """Even where absent records are passed over: that a file cannot be
    opened says nothing about whether it is there; the log tells it from one
    that is not.

    rows: D-11 P-060 M-05 M-06
    """
    machine.put(ALICE, Record())
    pam.stack(f"auth required BARO {PER_USER} unenrolled=ignore",
              "auth required PROBE auth=0")
    outcome = pam.login(faults=[("openat", name, number)])
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert len(outcome.prompts) == 1
    if number == "ELOOP" or number == "ENOTDIR" and name != "alice":
        assert outcome.log == [message("M-06", ALICE, "root")]
    else:
        reason = os.strerror(getattr(errno, number))
        assert outcome.log == [message("M-05", ALICE),
                               message("M-81", ALICE, reason)]
    assert pam.login().code == "SUCCESS"


def test_absence_of_a_folder_is_no_absence(pam, machine):
    """
    rows: D-11
    """
    machine.put(ALICE, Record())
    pam.stack(f"auth required BARO {PER_USER} unenrolled=ignore",
              "auth required PROBE auth=0")
    for name in ("baropam", "lib"):
        outcome = pam.login(faults=[("openat", name, "ENOENT")])
        assert outcome.code == "AUTHINFO_UNAVAIL"


@pytest.mark.parametrize("values, good", [
    ({"rate": "10 15"}, True), ({"rate": "3 30"}, True),
    ({"rate": "1 3600"}, True), ({"rate": "11 15"}, False),
    ({"rate": "10 14"}, False), ({"rate": "100 1"}, False),
    ({"reuse": "ALLOW_REUSE"}, False), ({"reuse": None}, True),
    ({"acl_name": "/etc/baropam/acl", "acl_type": "allow"}, False),
    ({"emergency": (33458936,)}, True), ({"window": 100}, True)])
@pytest.mark.parametrize("owner", [(0, 0), (2001, 2001)])
def test_users_own_record_may_only_be_stricter(pam, machine, values, good,
                                               owner):
    """
    rows: P-124 D-05 W-19 M-09
    """
    machine.put(CONFIG / "acl", "alice\n", 0o444)
    record = Record(**values)
    if owner == (0, 0):
        path = machine.put(ALICE, record)
    else:
        path = machine.put(HOMES / "alice/.baro_auth", record, 0o600, owner)
        pam.ours(OWN, place="")
    outcome = pam.login()
    if good or owner == (0, 0):
        assert outcome.code == "SUCCESS"
    else:
        assert outcome.code == "AUTHINFO_UNAVAIL"
        assert message("M-09", path) in outcome.log
        assert message("M-81", path,
                       "looser than a user-owned file may be") in outcome.log


def test_slow_disk_is_not_a_timeout(pam, machine):
    """
    rows: D-06
    """
    machine.put(ALICE, Record())
    begin = time.monotonic()
    assert pam.login(at={"fsync": "sleep 0.2"}).code == "SUCCESS"
    assert time.monotonic() - begin < 5


@pytest.mark.parametrize("place", ["plain", "sealed"])
def test_size_tells_nothing(pam, machine, place):
    """A record is as long after a right code as after a wrong one, before and
    after it has its name: who can see sizes, or limit them, learns nothing.

    rows: D-06 F-086 P-044
    """
    sizes = set()
    look = f"stat -c %s {ALICE}~ >{CONFIG}/seen"
    for answer in (code(), wrong(code()), KEYS[0], ""):
        record = Record(emergency=KEYS)
        if place == "sealed":
            machine.put(CONFIG / "host.key", SEAL)
            machine.put(ALICE, seal(record, SEAL, "alice"))
            pam.stack(f"auth required BARO secret={STORE}/$[USER] encrypt=yes")
        else:
            machine.put(ALICE, record)
        pam.login(answer=answer, at={"fsync": look})
        sizes.add((int((CONFIG / "seen").read_text()), ALICE.stat().st_size))
    assert len(sizes) == 1
