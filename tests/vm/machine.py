# SPDX-License-Identifier: ISC
"""A virtual machine on serial lines: nothing of ours runs inside but baropam.

The machine has no network.  Files come in on a second disk, a plain tar
archive.  What the tests say and hear goes over serial lines: two shells of
root's, and a console to log in at.
"""

import contextlib
import os
import re
import select
import subprocess
import tarfile
import time

# The lines, by what the guest calls them.
KERNEL = "ttyS0"
SHELL = "ttyS1"
CONSOLE = "ttyS4"
SECOND_SHELL = "ttyS5"

DISK = ("-drive if=none,id={0},format=raw,cache=unsafe,file={1},{2}"
        " -device nvme,drive={0},serial={0} ")
# norandmaps: where nothing moves in memory, the emulator need not translate a
# program anew each time it is started; that is two thirds of its work.
KERNEL_LINE = (
    "root=/dev/nvme0n1 rw rootfstype=ext4 console=ttyS0 loglevel=5 panic=-1"
    " security=selinux selinux=1 enforcing=1 audit=1 audit_backlog_limit=8192"
    " 8250.nr_uarts=6 mitigations=off norandmaps systemd.show_status=0"
)


class Timeout(Exception):
    """The machine did not say in time what was waited for."""


class CommandFailed(Exception):
    """A command that must succeed did not."""


class Line:
    """One serial line: two pipes, what came in so far, and a transcript.

    Pipes, since they take 64 KB while nobody reads; a socket takes some 300
    writes, which is 300 bytes here, and then holds up the machine.
    """

    def __init__(self, path):
        for pipe in (path + ".in", path + ".out"):
            if os.path.exists(pipe):
                os.unlink(pipe)
            os.mkfifo(pipe)
        # For reading too, so as not to wait until the machine opens it.
        self.input = os.open(path + ".in", os.O_RDWR)
        self.output = os.open(path + ".out", os.O_RDONLY | os.O_NONBLOCK)
        self.transcript = open(path + ".txt", "w")
        self.text = ""

    def send(self, text):
        os.write(self.input, text.encode())

    def _ready(self, timeout):
        """Whether something comes in; if so, let more come first.  Without
        that we would wake for each byte, and on a busy machine take the
        processor from the emulator each time."""
        ready = select.select([self.output], [], [], timeout)[0]
        if ready:
            time.sleep(0.01)
        return bool(ready)

    def forget(self):
        """Drop what has come in so far."""
        while self._ready(0.2):
            self._receive()
        self.text = ""

    def _receive(self):
        data = os.read(self.output, 65536)
        if not data:
            raise Timeout("the machine has gone")
        text = data.decode(errors="replace").replace("\r", "")
        self.transcript.write(text)
        self.transcript.flush()
        self.text += text

    def wait(self, *patterns, timeout):
        """Which of the patterns comes first?  Return its number and match;
        the text up to its end is taken."""
        end = time.monotonic() + timeout
        while True:
            found = [(m.end(), i, m) for i, p in enumerate(patterns)
                     for m in [re.search(p, self.text)] if m]
            if found:
                at, i, match = min(found, key=lambda f: f[0])
                self.text = self.text[at:]
                return i, match
            rest = end - time.monotonic()
            if rest <= 0 or not self._ready(rest):
                raise Timeout(f"no {patterns} in {self.text[-400:]!r}")
            self._receive()


class Shell:
    """A shell at the end of a line, perhaps inside another one."""

    def __init__(self, line, timeout=180):
        self.line = line
        self.timeout = timeout
        self.count = 0

    def settle(self):
        """Silence a shell that has just started."""
        self.line.send("stty -echo; export PS1= PS2= HISTFILE=; echo 're''ady'\n")
        self.line.wait(r"ready\n", timeout=self.timeout)

    def run(self, command, answers=()):
        """Run a command; give each prompt in answers, (pattern, text) in their
        order, its text.  Return the exit status and the output."""
        self.count += 1
        end = rf"=={self.count} (\d+)==\n"
        self.line.text = ""
        self.line.send(f"{command}; echo \"==\"'{self.count} '$?==\n")
        output = ""
        for pattern, text in [*answers, (None, None)]:
            patterns = [end] + ([pattern] if pattern else [])
            i, match = self.line.wait(*patterns, timeout=self.timeout)
            output += match.string[:match.start()]
            if i == 0:
                return int(match[1]), output.strip()
            self.line.send((text() if callable(text) else text) + "\n")
        raise AssertionError("unreachable: the last round waits for the end")

    def ok(self, command, answers=()):
        """The output of a command that must succeed."""
        status, output = self.run(command, answers)
        if status != 0:
            raise CommandFailed(f"{command!r} ended with {status}: {output}")
        return output


class Machine:
    """A running virtual machine."""

    def __init__(self, image, files, folder):
        self.image = image
        self.folder = folder
        self.lines = {}
        self.cost = 0
        payload = os.path.join(folder, "payload.tar")
        with tarfile.open(payload, "w") as tar:
            for name, path in files.items():
                tar.add(path, name)
        with open(payload, "ab") as f:
            f.write(b"\0" * (-f.tell() % 512))
        self.process = None
        for accelerator, patience in self._accelerators():
            self._start(accelerator, payload)
            try:
                self.lines[KERNEL].wait(r"\n", timeout=patience)
                self.accelerator = accelerator
                return
            except (Timeout, OSError):
                self.stop()
        raise SystemExit(f"vm: the kernel did not start; see {folder}")

    @staticmethod
    def _accelerators():
        """Hardware first, if it is there; it may still not work."""
        chosen = os.environ.get("BAROPAM_VM_ACCEL")
        if chosen != "tcg" and os.access("/dev/kvm", os.R_OK | os.W_OK):
            yield "kvm", 10
        if chosen != "kvm":
            yield "tcg,thread=multi", 60

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _start(self, accelerator, payload):
        names = [KERNEL, SHELL, CONSOLE, SECOND_SHELL]
        self.lines = {name: Line(self._path(name)) for name in names}
        command = f"qemu-system-x86_64 -accel {accelerator} -machine q35 -cpu qemu64"
        command += " -smp 2 -m 1024 -nodefaults -nic none -display none -no-reboot"
        command += f" -kernel {self.image}/vmlinuz "
        command += DISK.format("root", f"{self.image}/root.img", "snapshot=on")
        command += DISK.format("payload", payload, "readonly=on")
        for name in names:
            command += f" -chardev pipe,id={name},path={self._path(name)}"
        command += f" -serial chardev:{KERNEL} -serial chardev:{SHELL}"
        command += f" -device pci-serial-2x,chardev1={CONSOLE},chardev2={SECOND_SHELL}"
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [*command.split(), "-append", KERNEL_LINE],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=open(self._path("qemu.log"), "w"))

    def shell(self, name):
        """The root shell on a line, once the machine is up."""
        line = self.lines[name]
        line.wait(r"root@vm:~# ", timeout=600)
        shell = Shell(line)
        shell.settle()
        return shell

    def seconds(self):
        return time.monotonic() - self.started

    def processor_seconds(self):
        """What the machine has cost, however busy this one is; what it had
        cost when last asked, if it has gone."""
        with contextlib.suppress(FileNotFoundError):
            with open(f"/proc/{self.process.pid}/stat") as f:
                fields = f.read().rpartition(")")[2].split()
            self.cost = sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
        return self.cost

    def stop(self):
        """End it, and take what it still said into the transcripts."""
        self.process.kill()
        self.process.wait()
        for line in self.lines.values():
            with contextlib.suppress(Timeout):
                line.forget()
