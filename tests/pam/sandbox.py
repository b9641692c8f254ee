# SPDX-License-Identifier: ISC
"""A machine of the tests' own: mount and UTS namespaces in which /etc and
/var/lib can be written, while those outside stay as they are.  tests/faults
has the same."""

import ctypes
import errno
import os
import shutil
import stat
from pathlib import Path

import pytest

STORE = Path("/var/lib/baropam")
CONFIG = Path("/etc/baropam")
HOMES = Path("/var/lib/homes")
HOSTNAME = "gate.example.org"

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
MS_RDONLY = 1
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

# What everybody's password is, as crypt(3) writes it: "$6$", SHA-512.
PASSWORD = "correct horse"
HASH = ("$6$baropam$9dzKoBFnwWtA9MvBO//UsDijeaqeHkR.oxoG2yDVf3fFCjXUC"
        "3iUsOOOnGnUARWMQGb9TltLxYkFRp9F4iPLS0")

# name: (uid, gid)
USERS = {"root": (0, 0), "alice": (2001, 2001), "bob": (2002, 2002)}
GROUPS = {"root": (0, []), "alice": (2001, []), "bob": (2002, []),
          "keys": (2101, ["alice"]), "crew": (2102, ["alice", "bob"]),
          "others": (2103, ["bob"])}

libc = ctypes.CDLL(None, use_errno=True)


def check(result):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def mount(source, target, kind=None, flags=0, data=None):
    def text(value):
        return None if value is None else os.fsencode(value)
    check(libc.mount(text(source), text(target), text(kind),
                     ctypes.c_ulong(flags), text(data)))


def unmount(target):
    check(libc.umount2(os.fsencode(target), MNT_DETACH))


def cover(folder, hidden):
    """Put a writable copy over a folder: what was in it is bound into a
    tmpfs, except the names to hide."""
    below = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    names = os.listdir(folder)
    mount("baropam", folder, "tmpfs", 0, "mode=0755")
    for name in names:
        if name in hidden:
            continue
        old = f"/proc/self/fd/{below}/{name}"
        new = os.path.join(folder, name)
        kind = os.lstat(old).st_mode
        if stat.S_ISLNK(kind):
            os.symlink(os.readlink(old), new)
            continue
        if stat.S_ISDIR(kind):
            os.mkdir(new)
        else:
            os.close(os.open(new, os.O_CREAT | os.O_WRONLY))
        mount(old, new, None, MS_BIND | MS_REC)
    os.close(below)


class Machine:
    def __init__(self):
        self.old = [(os.open(f"/proc/self/ns/{name}", os.O_RDONLY), flag)
                    for name, flag in (("uts", CLONE_NEWUTS),
                                       ("mnt", CLONE_NEWNS))]
        self.folder = os.getcwd()
        check(libc.unshare(CLONE_NEWNS | CLONE_NEWUTS))
        mount(None, "/", None, MS_REC | MS_PRIVATE)
        cover("/etc", {"passwd", "group", "shadow", "gshadow", "baropam"})
        cover("/var/lib", {"baropam", "homes"})
        STORE.mkdir()

    def leave(self):
        for descriptor, flag in self.old:
            check(libc.setns(descriptor, flag))
            os.close(descriptor)
        os.chdir(self.folder)

    def fresh(self):
        """The same beginning for each test."""
        name = HOSTNAME.encode()
        check(libc.sethostname(name, len(name)))
        mount("baropam", STORE, "tmpfs", 0, "mode=0700")
        for folder in (CONFIG, HOMES):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o755)
        self.users(USERS)
        Path("/etc/group").write_text("".join(
            f"{name}:x:{gid}:{','.join(members)}\n"
            for name, (gid, members) in GROUPS.items()))
        for name, (uid, gid) in USERS.items():
            home = HOMES / name
            home.mkdir(mode=0o700)
            os.chown(home, uid, gid)

    def stale(self):
        unmount(STORE)

    def users(self, users, hashes=None):
        """Write /etc/passwd and /etc/shadow."""
        hashes = hashes or {}
        Path("/etc/passwd").write_text("".join(
            f"{name}:x:{uid}:{gid}::{HOMES / name}:/bin/sh\n"
            for name, (uid, gid) in users.items()))
        shadow = Path("/etc/shadow")
        shadow.write_text("".join(
            f"{name}:{hashes.get(name, HASH)}:19000:0:99999:7:::\n"
            for name in users))
        shadow.chmod(0o600)

    @staticmethod
    def put(path, content, mode=0o400, owner=(0, 0)):
        """Write a file as an administrator would."""
        path = Path(path)
        path.unlink(missing_ok=True)
        data = content if isinstance(content, bytes) else str(content).encode()
        path.write_bytes(data)
        os.chown(path, *owner)
        path.chmod(mode)
        return path

    @staticmethod
    def folder_for_all():
        """A new folder that every user may read."""
        folder = Path("/var/lib/public")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o755)
        return folder

    @staticmethod
    def remount(path, flags=0, data=None):
        mount(None, path, None, MS_REMOUNT | flags, data)


def may_enter():
    """Why the namespaces cannot be had, or None."""
    if os.geteuid() != 0:
        return "tests/pam needs root: it mounts, and acts as other users"
    child = os.fork()
    if child == 0:
        failed = libc.unshare(CLONE_NEWNS | CLONE_NEWUTS)
        os._exit(ctypes.get_errno() if failed else 0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 0:
        return ("tests/pam needs a mount namespace (CAP_SYS_ADMIN): "
                + errno.errorcode.get(status, str(status)))
    return None


@pytest.fixture(scope="session")
def namespaces():
    """The machine, once for all tests."""
    reason = may_enter()
    if reason is not None:
        pytest.exit(reason, returncode=1)
    entered = Machine()
    yield entered
    entered.leave()


@pytest.fixture
def machine(namespaces):
    """The machine as it is at the beginning of each test."""
    namespaces.fresh()
    yield namespaces
    namespaces.stale()
