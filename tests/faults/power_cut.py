# SPDX-License-Identifier: ISC
"""What a power cut can leave of a folder.

strace(1) writes down what a program does to the files of a folder.  Then the
power is cut after each of its calls: what fsync(2) made last is there; of the
rest each call may have reached the disk or not, whatever came before or after
it, and a write may have done so in half, or as zeros.  That is more than most
file systems do to us, and all that POSIX lets them.
"""

import itertools
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

# Calls that change nothing of a file or a folder.
HARMLESS = set("""access close dup fcntl fgetxattr flock fstat getdents64
ioctl lseek mmap newfstatat openat2 pread64 read readlink stat statx""".split())
LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+|0x[0-9a-f]+)"
                  r"(?:<.*>)?(?:\(deleted\))?(?: .*)?$")
# Those that name a file without a descriptor, first.
BY_PATH = set("access chmod chown link mkdir rename rmdir stat symlink "
              "truncate unlink".split())
RETURNED = "syscall_0xba20"     # MARK_RETURNED of inject.h is 2


@dataclass
class Inode:
    data: bytes = b""
    mode: int = 0
    owner: tuple = (0, 0)

    def seen(self):
        return self.data, self.mode, self.owner


@dataclass
class Step:
    """One change: of a file (its number) or of the folder (None)."""
    kind: str
    file: object
    values: tuple = ()


@dataclass
class Log:
    """What a program did to a folder."""
    folder: Path
    first: dict                 # name: Inode, before
    files: dict = field(default_factory=dict)       # number: first Inode
    names: dict = field(default_factory=dict)       # name: number, before
    steps: list = field(default_factory=list)
    answered: int = None        # the number of steps before the answer


def look(folder):
    """{name: Inode} of what is there."""
    found = {}
    for path in Path(folder).iterdir():
        st = path.stat()
        found[path.name] = Inode(path.read_bytes(), st.st_mode & 0o7777,
                                 (st.st_uid, st.st_gid))
    return found


def text_of(word):
    """A string of strace -xx, or what follows a descriptor in <>."""
    return bytes.fromhex("".join(re.findall(r"\\x(..)", word)))


def split(arguments):
    """The arguments of a line."""
    return [word.strip() for word in re.findall(
        r'(?:"[^"]*"|<[^>]*>|\{[^}]*\}|\[[^\]]*\]|[^,"<{\[])+', arguments)]


class Reader:
    """From the lines of strace to a Log."""

    def __init__(self, folder, first):
        self.log = Log(Path(folder), first)
        self.open = {}          # descriptor: number of the file, or "folder"
        self.at = {}            # descriptor: where it is in the file
        for number, (name, inode) in enumerate(first.items()):
            self.log.files[number] = Inode(*inode.seen())
            self.log.names[name] = number
        self.names = dict(self.log.names)
        self.ids = {"setfsuid": 0, "setfsgid": 0}

    def path_of(self, word):
        match = re.match(r"(AT_FDCWD|\d+)<(.*)>", word)
        return Path(text_of(match[2]).decode()) if match else None

    def is_ours(self, words, name):
        """Whether a call is about the folder, or something in it."""
        if name.startswith("open") and len(words) > 1:
            path = text_of(words[1]).decode()
            base = self.path_of(words[0]) or Path("/")
            path = base / path
            return path == self.log.folder or path.parent == self.log.folder
        paths = [self.path_of(word) for word in words if "<" in word]
        if name in BY_PATH:
            paths.append(Path(text_of(words[0]).decode()))
        return any(path and self.log.folder in (path, path.parent)
                   for path in paths)

    def line(self, text):
        match = LINE.match(text)
        if match is None:
            assert re.match(r"^(?:\d+ +)?(---|\+\+\+|exit|wait4|[\w]+\(.*"
                            r"(unfinished|= \?))", text), text
            return
        name, words, result = match[1], split(match[2]), int(match[3], 0)
        if name == RETURNED and words[0] == "0x2":
            self.log.answered = len(self.log.steps)
        if name in self.ids and words[0] not in ("-1", "4294967295"):
            self.ids[name] = int(words[0])
        if result < 0 or not self.is_ours(words, name):
            return
        if name in ("openat", "openat2", "open"):
            self.opened(name, words, result)
        elif name == "close":
            self.open.pop(self.number(words[0]), None)
        elif name not in HARMLESS:
            getattr(self, "do_" + name)(words, result)

    @staticmethod
    def number(word):
        return int(word.split("<")[0])

    def file(self, word):
        return self.open[self.number(word)]

    def add(self, kind, file, *values):
        self.log.steps.append(Step(kind, file, values))

    def opened(self, call, words, result):
        name = Path(text_of(words[1]).decode()).name
        flags = words[2]
        if "O_DIRECTORY" in flags and "O_TMPFILE" not in flags:
            self.open[result] = "folder"
            return
        if "O_TMPFILE" in flags or "O_CREAT" in flags and \
                name not in self.names:
            number = len(self.log.files)
            self.log.files[number] = Inode(
                mode=int(words[3], 8), owner=tuple(self.ids.values()))
            if "O_TMPFILE" not in flags:
                self.names[name] = number
                self.add("link", None, name, number)
        assert "O_TRUNC" not in flags
        self.open[result] = self.names.get(name, len(self.log.files) - 1)
        self.at[result] = 0

    def do_write(self, words, result):
        number = self.number(words[0])
        self.add("write", self.open[number], self.at[number],
                 text_of(words[1])[:result])
        self.at[number] += result

    def do_pwrite64(self, words, result):
        self.add("write", self.file(words[0]), int(words[3]),
                 text_of(words[1])[:result])

    def do_ftruncate(self, words, _):
        self.add("cut", self.file(words[0]), int(words[1]))

    def do_fchmod(self, words, _):
        self.add("mode", self.file(words[0]), int(words[1], 8))

    def do_fchown(self, words, _):
        self.add("owner", self.file(words[0]), (int(words[1]), int(words[2])))

    def do_fsync(self, words, _):
        self.add("sync", self.file(words[0]))

    def do_unlinkat(self, words, _):
        name = text_of(words[1]).decode()
        del self.names[name]
        self.add("unlink", None, name)

    def do_renameat2(self, words, _):
        old, new = (text_of(words[i]).decode() for i in (1, 3))
        number = self.names.pop(old)
        self.names[new] = number
        self.add("rename", None, old, new, number)


def record(folder, command):
    """Run the command, and the Log of what it did to the folder."""
    first = look(folder)
    reader = Reader(folder, first)
    with tempfile.NamedTemporaryFile("r") as trace:
        subprocess.run(["strace", "-f", "-y", "-xx", "-s", "100000", "-o",
                        trace.name, *map(str, command)], check=False,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       umask=0)
        for text in trace.read().splitlines():
            reader.line(text)
    log = reader.log
    if log.answered is None:
        log.answered = len(log.steps)
    # If the model is right, doing all of it leads to what is there.
    whole = apply(log, [(step, "whole") for step in log.steps])
    there = {name: inode.seen() for name, inode in look(folder).items()}
    assert whole == there, (whole, there)
    return log


def change(inode, step, how):
    """Do a step to a file."""
    if step.kind == "write":
        at, data = step.values
        if how == "half":
            data = data[:len(data) // 2]
        elif how == "zeros":
            data = bytes(len(data))
        inode.data = (inode.data.ljust(at, b"\0")[:at] + data
                      + inode.data[at + len(data):])
    elif step.kind == "cut":
        size, = step.values
        inode.data = inode.data[:size].ljust(size, b"\0")
    elif step.kind == "mode":
        inode.mode, = step.values
    elif step.kind == "owner":
        inode.owner, = step.values


def apply(log, done):
    """The folder after these (step, how): {name: (data, mode, owner)}."""
    files = {number: Inode(*inode.seen())
             for number, inode in log.files.items()}
    names = dict(log.names)
    for step, how in done:
        if step.kind == "link":
            names[step.values[0]] = step.values[1]
        elif step.kind == "unlink":
            names.pop(step.values[0], None)
        elif step.kind == "rename":
            names.pop(step.values[0], None)
            names[step.values[1]] = step.values[2]
        elif step.kind != "sync":
            change(files[step.file], step, how)
    return {name: files[number].seen() for name, number in names.items()}


def fates(log, cut):
    """For each step before the cut what can have become of it."""
    synced = set()
    result = []
    for step in reversed(log.steps[:cut]):
        if step.kind == "sync":
            synced.add(step.file)
        where = "folder" if step.file is None else step.file
        if step.kind == "sync" or where in synced:
            result.append(["whole"])
        elif step.kind == "write":
            result.append([None, "half", "zeros", "whole"])
        else:
            result.append([None, "whole"])
    return result[::-1]


def cuts(log):
    """All (cut, folder) that a power cut can leave."""
    for cut in range(len(log.steps) + 1):
        seen = []
        for how in itertools.product(*fates(log, cut)):
            state = apply(log, [(step, what) for step, what in
                                zip(log.steps, how) if what is not None])
            if state not in seen:
                seen.append(state)
                yield cut, state


def without(log, which):
    """The same log, if that fsync(2) had not been called."""
    syncs = [i for i, step in enumerate(log.steps) if step.kind == "sync"]
    steps = [step for i, step in enumerate(log.steps) if i != syncs[which]]
    answered = log.answered - (syncs[which] < log.answered)
    return Log(log.folder, log.first, log.files, log.names, steps, answered)


def violations(log, is_temporary):
    """(what, cut) for everything that must not be: a file that is neither the
    old nor the new one, a new record before its backup, and the old state
    after the answer."""
    last = apply(log, [(step, "whole") for step in log.steps])
    first = {name: inode.seen() for name, inode in log.first.items()}
    number = 0
    for cut, state in cuts(log):
        number += 1
        state = {name: file for name, file in state.items()
                 if not is_temporary(name)}
        for name, file in state.items():
            if file not in (first.get(name), last.get(name)):
                yield f"{name} is neither the old nor the new one", cut
        for name in first:
            if name in last and name not in state:
                yield f"{name} is gone", cut
            elif state.get(name) != first[name] and state != last and \
                    not name.endswith("~bak"):
                yield f"{name} is the new one before the others are", cut
        if cut >= log.answered and state != last:
            yield "the answer is out, but not all of it will last", cut
    log.tried = number
