# SPDX-License-Identifier: ISC
"""Somebody exchanges a component of the path, or plants the temporary name,
as fast as he can, while others log in (PEERS T04)."""

import collections
import contextlib
import itertools
import mmap
import os
import signal
import subprocess
import time

import pytest

from records import KEY, NOW, Record, code, directives
from sandbox import HOMES, libc, mount, unmount

ALICE = 2001
HOME = HOMES / "alice"
RECORD = HOME / "a/b/.baro_auth"
SECRET = "secret=${HOME}/a/b/.baro_auth encrypt=no"
OUTSIDE = HOMES / "outside"     # root's, with a record of its own
OTHER_KEY = KEY[::-1]
LATER = NOW + 10**8
RENAME_EXCHANGE = 2
AT_FDCWD = -100
MS_STRICTATIME = 1 << 24

# The component: (what is exchanged with a link, where the link leads to).
COMPONENTS = {
    "folder above": (HOME / "a", OUTSIDE),
    "folder": (HOME / "a/b", OUTSIDE / "b"),
    "record": (RECORD, OUTSIDE / "b/.baro_auth"),
}


def exchange(a, b):
    """renameat2(2) with RENAME_EXCHANGE."""
    libc.renameat2(AT_FDCWD, os.fsencode(a), AT_FDCWD, os.fsencode(b),
                   RENAME_EXCHANGE)


def swap(path, target):
    """A function that exchanges the path with a link to the target."""
    link = path.parent / "link"
    link.symlink_to(target)
    return lambda: exchange(path, link)


def plant(path, target):
    """A function that puts a link to the target at the temporary name, now a
    symbolic one, now a hard one if the kernel lets it."""
    def again():
        for link in (os.symlink, os.link):
            with contextlib.suppress(OSError):
                link(target, path)
            with contextlib.suppress(OSError):
                os.unlink(path)
    return again


@contextlib.contextmanager
def racing(again, ret_count):
    """Alice does this all the time, in a process of her own."""
    count = mmap.mmap(-1, 8)
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setresgid(ALICE, ALICE, ALICE)
        os.setresuid(ALICE, ALICE, ALICE)
        number = 0
        while True:
            again()
            number += 1
            count[:] = number.to_bytes(8, "little")
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        ret_count.append(int.from_bytes(count[:], "little"))


def state(folder):
    """Everything of a tree that a write, a chown or a read would change."""
    found = {}
    for path in sorted(folder.rglob("*")):
        st = path.lstat()
        found[path] = (st.st_mode, st.st_uid, st.st_gid, st.st_nlink,
                       st.st_size, st.st_mtime_ns, st.st_ctime_ns)
        if path.is_file():
            found[path] += (st.st_atime_ns,)
    return found


@pytest.fixture
def arena(pam, machine):
    """Alice's record two folders below her home, and root's files outside,
    on a file system that notes each read."""
    for folder in (HOME / "a", HOME / "a/b"):
        folder.mkdir(mode=0o700)
        os.chown(folder, ALICE, ALICE)
    machine.put(RECORD, Record(), 0o600, (ALICE, ALICE))
    OUTSIDE.mkdir()
    mount("outside", OUTSIDE, "tmpfs", MS_STRICTATIME, "mode=0755")
    (OUTSIDE / "b").mkdir(mode=0o755)
    machine.put(OUTSIDE / "b/.baro_auth", Record(key=OTHER_KEY), 0o400)
    machine.put(OUTSIDE / "precious", "keep me", 0o644)
    pam.ours(SECRET, place="")
    yield pam
    unmount(OUTSIDE)


def logins(pam):
    """Log in with the code of the record outside for ever; each result.  An
    hour passes in between: no lock-out is longer, so each one writes."""
    for now in itertools.count(NOW, 3600):
        yield pam.login(answer=code(now, OTHER_KEY), now=now).code


def unlocks(tool):
    """Let the tool write the record for ever; each result."""
    while True:
        done = subprocess.run([tool, "unlock", "alice", "-s", RECORD],
                              check=False, capture_output=True)
        yield "done" if done.returncode == 0 else done.returncode


def count_results(attempts, seconds, mend=lambda: None):
    """How often which result comes in this time."""
    end = time.monotonic() + seconds
    results = collections.Counter()
    for result in attempts:
        results[result] += 1
        if time.monotonic() >= end:
            return results
        mend()


@pytest.mark.parametrize("name", COMPONENTS)
def test_T04_racer(arena, machine, pytestconfig, name):
    """Each component of the path, exchanged for a link that leads outside
    (--racer-seconds): nothing there is read, written or given away, and its
    code lets nobody in.  Afterwards the record is whole and serves.

    rows: P-123 D-04
    """
    path, target = COMPONENTS[name]
    before = state(OUTSIDE)
    count = []
    with racing(swap(path, target), count):
        results = count_results(
            logins(arena), pytestconfig.getoption("--racer-seconds"))
    print(f"{name}: {count[0]} exchanges, {dict(results)}")
    assert count[0] > 100
    # The racer won now and then, and then nothing was there to log in with.
    assert "AUTHINFO_UNAVAIL" in results and "SUCCESS" not in results
    assert state(OUTSIDE) == before
    if path.is_symlink():
        exchange(path, path.parent / "link")
    assert directives(RECORD)["SECURE_KEY"] == KEY
    assert arena.login(now=LATER).code == "SUCCESS"


@pytest.mark.parametrize("who", ["module", "tool"])
def test_T04_planted_temporary_name(arena, machine, baro_tool, pytestconfig,
                                    who):
    """The name of the temporary file is planted again and again.

    rows: D-04 W-21
    """
    def mend():
        if RECORD.is_symlink():
            machine.put(RECORD, Record(), 0o600, (ALICE, ALICE))

    before = state(OUTSIDE)
    temporary = RECORD.with_name(RECORD.name + "~")
    seconds = pytestconfig.getoption("--racer-seconds")
    count = []
    with racing(plant(temporary, OUTSIDE / "precious"), count):
        attempts = logins(arena) if who == "module" else unlocks(baro_tool)
        results = count_results(attempts, seconds, mend)
    print(f"{who}: planted {count[0]} times, {dict(results)}")
    assert count[0] > 100
    assert results.keys() <= {"AUTH_ERR", "AUTHINFO_UNAVAIL", "done", 1}
    # Now and then the write was made all the same.
    assert results["AUTH_ERR" if who == "module" else "done"] > 0
    assert state(OUTSIDE) == before
    # Just before the rename, what he plants becomes his own record: he could
    # have put it there himself.
    if RECORD.is_symlink():
        assert arena.login(now=LATER).code == "AUTHINFO_UNAVAIL"
        mend()
    assert directives(RECORD)["SECURE_KEY"] == KEY
    st = RECORD.stat()
    assert (st.st_uid, st.st_mode & 0o7777) == (ALICE, 0o600)
    assert arena.login(now=LATER).code == "SUCCESS"


@pytest.mark.parametrize("name", COMPONENTS)
def test_T04_the_racer_wins(arena, name):
    """Against somebody who looks first and opens then: this is a race.  (He
    shows too that a read is noticed.)"""
    path, target = COMPONENTS[name]
    before = state(OUTSIDE)
    read = set()
    with racing(swap(path, target), []):
        end = time.monotonic() + 30
        while len(read) < 2 and time.monotonic() < end:
            with contextlib.suppress(OSError):
                if RECORD.resolve() == RECORD:
                    read.add(RECORD.read_text())
    assert any(OTHER_KEY in text for text in read)
    assert state(OUTSIDE) != before
