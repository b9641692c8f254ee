# SPDX-License-Identifier: ISC
"""Real file systems for the folder of the records: in memory, or on a disk
that is a file, which can be copied at any moment as what a power cut leaves,
and whose own space can run out, which is how its writes fail (EIO)."""

import ctypes
import os
import subprocess
from pathlib import Path

from sandbox import STORE, libc, mount, unmount

MIB = 1 << 20

# name: (command that makes it, size in MiB, mount options)
KINDS = {
    "ext4": (["mkfs.ext4", "-q", "-m", "0", "-F"], 8, []),
    "xfs": (["mkfs.xfs", "-q", "-f"], 320, ["nouuid"]),
    "btrfs": (["mkfs.btrfs", "-q", "--mixed", "-f"], 112, []),
}


def run(*command):
    subprocess.run([str(word) for word in command], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


class Disk:
    """A file system of this kind at STORE; its image in a folder."""

    def __init__(self, kind, folder):
        self.kind = kind
        self.image = Path(folder) / "image"
        if kind == "tmpfs":
            mount("small", STORE, "tmpfs", 0, "size=64k,mode=0700")
            return
        command, size, _ = KINDS[kind]
        with open(self.image, "wb") as image:
            image.truncate(size * MIB)
        run(*command, self.image)
        self.attach(self.image, STORE)
        STORE.chmod(0o700)
        # Of ext4 only.
        if (STORE / "lost+found").exists():
            (STORE / "lost+found").rmdir()
        self.sync()

    def attach(self, image, where, *options):
        words = ["loop", *KINDS[self.kind][2], *options]
        run("mount", "-t", self.kind, "-o", ",".join(words), image, where)

    def detach(self, where=STORE):
        """Unmount, at once: the loop device ends with it."""
        if self.kind == "tmpfs":
            unmount(where)
        else:
            run("umount", where)

    @staticmethod
    def sync():
        """Bring everything to the disk."""
        folder = os.open(STORE, os.O_RDONLY)
        failed = libc.syncfs(folder)
        os.close(folder)
        assert failed == 0, os.strerror(ctypes.get_errno())

    def after_power_cut(self, folder):
        """Mount what the disk has right now elsewhere; the path."""
        copy = Path(folder) / "copy"
        there = Path(folder) / "there"
        there.mkdir(exist_ok=True)
        run("cp", "--sparse=always", self.image, copy)
        self.attach(copy, there)
        return there


def fill(folder, name="fill"):
    """Write zeros until nothing fits any more; the file."""
    path = Path(folder) / name
    size = MIB
    while size > 0:
        try:
            with open(path, "ab", buffering=0) as file:
                file.write(bytes(size))
                os.fsync(file.fileno())
        except OSError:
            size //= 4
    return path
