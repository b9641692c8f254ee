# SPDX-License-Identifier: ISC
"""Disks that are full, read-only, broken or cut off from their power, with
real file systems: tmpfs, ext4, xfs and btrfs on loop devices.

What this does not use, because kernels of test machines lack it: dm-flakey
and dm-log-writes (a copy of the loop device's file, taken while the file
system is mounted, stands in for the second), and the quotas of ext4, xfs and
tmpfs (those of btrfs are used).  A full btrfs does not even let its files be
cut, and one whose writes failed cannot always be mounted again: for these two
there are the other file systems."""

import os
import re

import pytest

from conftest import tell
from disk import Disk, fill, run
from plant import Plant
from records import directives
from sandbox import MS_RDONLY, STORE, Machine, mount, unmount
from subjects import AUTHINFO_UNAVAIL, LOGINS, STEP, SUCCESS

ALICE = STORE / "alice"
RIGHT = LOGINS["right"]


@pytest.fixture(params=["tmpfs", "ext4", "xfs", "btrfs"])
def kind(request):
    return request.param


@pytest.fixture
def disk(machine, kind, tmp_path):
    made = Disk(kind, tmp_path)
    yield made
    made.detach()


@pytest.fixture
def login(machine, baro_module, injector, tmp_path):
    """A login with the right code; the result."""
    def once(mode="run", *words):
        return injector(mode, *words, "--inner", *RIGHT.words(tmp_path))
    RIGHT.stack(tmp_path, baro_module)
    return once


def result(text):
    return int(re.search(r"^result (\d+)$", text, re.MULTILINE)[1])


def is_old_and_alone(before, *others):
    """The record is what it was, and nothing lies about."""
    return ALICE.read_text() == before and \
        set(os.listdir(STORE)) == {"alice", *others}


@pytest.mark.parametrize("kind", ["tmpfs", "ext4", "xfs"], indirect=True)
def test_full(machine, disk, login):
    """No space left, then a little more and a little more: refused, with the
    old record whole, until there is enough.

    rows: M-11 M-13 D-06
    """
    machine.put(ALICE, RIGHT.record)
    before = ALICE.read_text()
    path = fill(STORE)
    refused = 0
    while (got := result(login())) != SUCCESS:
        assert got == AUTHINFO_UNAVAIL
        assert is_old_and_alone(before, "fill")
        refused += 1
        size = path.stat().st_size
        assert size > 0, "an empty disk is full"
        os.truncate(path, max(0, size - (4096 << refused // 4)))
    assert refused > 0
    assert directives(ALICE)["DISALLOW_REUSE"] == str(STEP)
    tell(f"logins on a full {disk.kind}", refused)


def test_read_only(machine, disk, login):
    """EROFS.

    rows: M-11 D-06
    """
    machine.put(ALICE, RIGHT.record)
    before = ALICE.read_text()
    Machine.remount(STORE, MS_RDONLY)
    assert result(login()) == AUTHINFO_UNAVAIL
    assert is_old_and_alone(before)
    Machine.remount(STORE)
    assert result(login()) == SUCCESS


@pytest.mark.parametrize("kind", ["btrfs"], indirect=True)
def test_quota(machine, disk, login):
    """EDQUOT: the quota of btrfs, which binds root too.

    rows: M-13 D-06
    """
    machine.put(ALICE, RIGHT.record)
    before = ALICE.read_text()
    run("btrfs", "quota", "enable", STORE)
    run("btrfs", "qgroup", "limit", "16K", STORE)
    with pytest.raises(OSError, match="quota"):
        for number in range(4096):
            (STORE / f"fill{number}").write_bytes(b"x")
    filled = {name for name in os.listdir(STORE) if name != "alice"}
    assert result(login()) == AUTHINFO_UNAVAIL
    assert is_old_and_alone(before, *filled)
    run("btrfs", "qgroup", "limit", "none", STORE)
    assert result(login()) == SUCCESS


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs"], indirect=True)
def test_power_cut(machine, disk, login, tmp_path):
    """The login dies at one call after the other, and with it the power: what
    the disk has at that moment is mounted.  Then it is not killed: once
    success is told, the new record is on the disk.

    rows: D-04 D-06 F-086
    """
    killed = True
    cuts = 0
    while killed:
        machine.put(ALICE, RIGHT.record)
        (STORE / "alice~").unlink(missing_ok=True)
        disk.sync()
        before = ALICE.read_text()
        cuts += 1
        text = login("kill", "--at", cuts)
        killed = text.startswith("killed")
        there = disk.after_power_cut(tmp_path)
        after = (there / "alice").read_text()
        moved = directives(there / "alice").get("DISALLOW_REUSE") == str(STEP)
        disk.detach(there)
        assert after == before or moved, (cuts, text)
        if "returned 0" in text:
            assert moved, (cuts, text)
    assert cuts > 20
    tell(f"power cuts, {disk.kind}", cuts)


@pytest.mark.parametrize("kind", ["ext4", "xfs"], indirect=True)
def test_power_cut_finds(machine, disk, login, planted, tmp_path):
    """A missing fsync(2) of the folder: success is lost."""
    built = planted(Plant("no-fsync-of-the-folder"))
    RIGHT.stack(tmp_path, built / "lib/security/pam_baro_auth.so")
    machine.put(ALICE, RIGHT.record)
    disk.sync()
    assert result(login()) == SUCCESS
    there = disk.after_power_cut(tmp_path)
    assert directives(there / "alice")["DISALLOW_REUSE"] == ""
    disk.detach(there)


@pytest.mark.parametrize("kind", ["ext4", "xfs"], indirect=True)
def test_writes_fail(machine, kind, login, tmp_path):
    """The disk takes no more writes after so many blocks (EIO, or the file
    system shuts down): no success without the new record on the disk, and
    what is there afterwards is the old one or the new one.

    rows: M-13 D-04 D-06
    """
    results = set()
    for pages in (0, 1, 2, 4, 8, 16, 64, 4096):
        got, after = on_broken_disk(machine, kind, login, tmp_path, pages)
        moved = after.get("DISALLOW_REUSE") == str(STEP)
        assert moved or after["DISALLOW_REUSE"] == ""
        assert after["SECURE_KEY"] == RIGHT.record.key
        assert moved or got != SUCCESS, (pages, got)
        assert got in (SUCCESS, AUTHINFO_UNAVAIL)
        results.add(got)
    assert results == {SUCCESS, AUTHINFO_UNAVAIL}
    tell(f"disks that break, {kind}", 8)


def on_broken_disk(machine, kind, login, folder, pages):
    """Log in on a disk that takes so many pages more, and no others; the
    result, and the record afterwards."""
    below = folder / "below"
    below.mkdir(exist_ok=True)
    mount("below", below, "tmpfs", 0, "size=96m")
    disk = Disk(kind, below)
    machine.put(ALICE, RIGHT.record)
    disk.sync()
    run("fallocate", "--dig-holes", disk.image)
    path = fill(below)
    os.truncate(path, path.stat().st_size - pages * 4096)
    got = result(login())
    disk.detach()
    path.unlink()
    disk.attach(disk.image, STORE)
    after = directives(ALICE)
    disk.detach()
    unmount(below)
    return got, after
