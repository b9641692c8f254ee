# SPDX-License-Identifier: ISC
"""Running the driver, and reading what it, strace and callgrind say."""

import collections
import dataclasses
import math
import os
import re
import shlex
import statistics
import subprocess
import sys
import time

import stage
import statistic

# What the driver is told, by the names that the tables use.
CONTESTANTS = {
    "floor": "floor",
    "floor-dir": "floor-dir",
    "libpam": "pam:idle:sha512",
    "floor-pam": "pam:floor:sha512",
    "rows": "pam:rows:sha512",
    "google": "pam:google:sha1",
    "oath": "pam:oath:sha1",
    "baro": "pam:baro:sha512",
}
# Other records and settings of ours: (contestant, what prepares its record).
WAYS = {
    "derived": ("pam:baro:sha512-user", stage.derived_record),
    "listed": ("pam:baro:sha512", stage.acl_record),
    "sealed": ("pam:baro-sealed:sha512", stage.sealed_record),
    "home": ("pam:baro-home:sha512", stage.home_record),
}
# Calls that make a descriptor, a mapping or a thread.
OPENERS = """open openat openat2 creat socket socketpair accept accept4 dup dup2
    dup3 pipe pipe2 eventfd2 epoll_create1 memfd_create timerfd_create signalfd4
    inotify_init1 pidfd_open userfaultfd""".split()
MAPPERS = "mmap brk mremap".split()
THREADERS = "clone clone3 fork vfork".split()


# The functions of the C library that any processor has: what callgrind counts
# would else depend on this one's.
ANY_PROCESSOR = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-ERMS"}


def driver(command, *contestants, before=(), variables={}, **options):
    """The output of one run; each option becomes --name=value."""
    options = {"services": stage.SERVICES, "floor": "/var/lib/floor",
               "now": stage.NOW, **options}
    words = [*before, stage.DRIVER, command]
    words += [f"--{name}" if value is True else f"--{name}={value}"
              for name, value in options.items() if value is not False]
    words += contestants
    done = subprocess.run(
        [str(word) for word in words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "LC_ALL": "C", **variables},
    )
    if done.returncode != 0:
        sys.exit(f"bench: {shlex.join(map(str, words))}\n{done.stderr}")
    return done.stdout


HOME = "google-home=pam:google-home:sha1"
FAST = "google-fast=pam:google-fast:sha1"  # does not look for a wrong clock
ALONE = "baro-alone=pam:baro-alone:sha512"  # in a folder of one record


def words_of(names):
    return [f"{name}={CONTESTANTS[name]}" for name in names]


# -------------------------------------------------------------------- time


class Times:
    """What each contestant took in each round, in microseconds; of as many
    processes, with as many rounds each, as there are texts of the driver."""

    COLUMNS = ("auth", "total", "cpu")

    def __init__(self, *texts):
        self.processes = len(texts)
        self.samples = {}
        for line in "".join(texts).splitlines():
            name, *numbers = line.split()
            for column, number in zip(self.columns(name), numbers):
                column.append(int(number) / 1000)

    def columns(self, name):
        return self.samples.setdefault(name, ([], [], []))

    def of(self, name, column):
        return self.samples[name][self.COLUMNS.index(column)]

    def summary(self, name, column):
        return statistic.summary(self.of(name, column), self.processes)

    def ratio(self, above, below, column):
        return statistic.summary(
            statistic.ratios(self.of(above, column), self.of(below, column)),
            self.processes)


# Of the driver: the seconds between two logins, and rounds before the first.
STEP_S = 90
PRACTICE = 3


def times(command, names, rounds, *more, processes=1, limit_s=math.inf, **options):
    """Of these, and of contestants as the driver wants them, by processes one
    after the other; by fewer, on a machine that is slow, or busy."""
    words = [*words_of(names), *more]
    each = rounds // processes
    # A round has two turns, if the code is wrong in the first.
    lasts_s = (each + PRACTICE) * len(words) * 2 * STEP_S
    until = time.monotonic() + limit_s
    texts = []
    for i in range(processes):
        if texts and time.monotonic() > until:
            stage.say(f"time is up: {i * each} rounds")
            break
        texts.append(driver(command, *words, rounds=each,
                            now=stage.NOW + i * lasts_s, **options))
    return Times(*texts)


@dataclasses.dataclass(frozen=True)
class Crowd:
    """One run of many sessions."""

    name: str
    logins: int
    accepted: int
    wall_s: float
    cpu_s: float  # of the sessions
    busy_s: float  # of the whole machine
    p50_us: int
    p95_us: int
    max_us: int

    @property
    def rate(self):
        """Of those that were let in."""
        return self.accepted / self.wall_s


def crowds(names, **options):
    """A list of Crowd, in the order in which they ran."""
    lines = driver("parallel", *words_of(names), **options).splitlines()
    return [Crowd(name, int(logins), int(accepted), *map(float, times),
                  *map(int, delays))
            for name, logins, accepted, *rest in map(str.split, lines)
            for times, delays in [(rest[:3], rest[3:])]]


# ---------------------------------------------------------------- timeline


@dataclasses.dataclass(frozen=True)
class Call:
    name: str
    before_us: float  # since the call before it returned, in the process
    in_us: float  # in the kernel


@dataclasses.dataclass(frozen=True)
class Timeline:
    """A login, call by call: medians over many."""

    calls: list
    after_us: float  # behind the last call
    auth_us: float

    def kernel_us(self, *names):
        """In the calls of these names, or in all."""
        return sum(call.in_us for call in self.calls
                   if not names or call.name in names)

    def before_us(self, name):
        """In front of the last call of this name."""
        return [call.before_us for call in self.calls if call.name == name][-1]


def call_names():
    """{number: name} of this machine's system calls."""
    found = re.findall(r"^#define __NR_(\w+) (\d+)$", stage.CALLS.read_text(), re.M)
    return {int(number): name for name, number in found}


def read_timeline(text, names):
    """Of the driver's lines, each a login: pam_authenticate's nanoseconds, then
    NUMBER:BEGIN:END for each call.  Logins whose calls are not the usual ones
    are left out."""
    alike = collections.defaultdict(list)  # logins that made the same calls
    for line in text.splitlines():
        whole, *calls = line.split()
        calls = [tuple(map(int, call.split(":"))) for call in calls]
        alike[tuple(call[0] for call in calls)].append((int(whole), calls))
    usual, logins = max(alike.items(), key=lambda item: len(item[1]))

    def median_us(of):
        return statistics.median(of(*login) for login in logins) / 1000

    def call(i):
        def before(_, calls):
            return calls[i][1] - (calls[i - 1][2] if i > 0 else 0)

        return Call(names[usual[i]], median_us(before),
                    median_us(lambda _, calls: calls[i][2] - calls[i][1]))

    return Timeline([call(i) for i in range(len(usual))],
                    median_us(lambda whole, calls: whole - calls[-1][2]),
                    median_us(lambda whole, _: whole))


def timeline(rounds):
    stage.populate(1)
    return read_timeline(
        driver("trace", f"baro={CONTESTANTS['baro']}", rounds=rounds,
               variables={"LD_PRELOAD": str(stage.TIMELINE)}), call_names())


# ------------------------------------------------------------------ counts


@dataclasses.dataclass
class Counts:
    """One login of one contestant, after some others in the same process."""

    auth_calls: collections.Counter  # within pam_authenticate, by name
    auth_kinds: collections.Counter  # the same, by name and flags
    login_calls: collections.Counter  # within start, authenticate, end
    auth_instructions: int
    login_instructions: int
    own_instructions: int  # in the module's own object
    left: dict  # of count.c: resident_kb, objects, ...

    def of(self, names):
        return sum(self.auth_calls[name] for name in names)


def calls_between(trace, begin, end):
    """strace's lines of the system calls between two marks."""
    inside = trace.split(f'"{begin}"', 1)[1].split(f'"{end}"', 1)[0]
    found = re.findall(r"^(?:\d+ +)?(\w+\(.*)$", inside, re.M)
    return found[:-1]  # the last one is the second mark's


def name_of(call):
    return call.partition("(")[0]


# In what a call was told: texts; what is pointed to, from the inside out.
TEXT = re.compile(r'"(?:\\.|[^"\\])*"')
POINTED_TO = re.compile(r"\{[^{}]*\}|\[[^][]*\]")
# Names of flags, with those that are joined to them; file modes.
FLAGS = re.compile(r"\b(?!NULL)[A-Z][A-Z0-9_]+(?:\|[A-Z0-9_]+)*|\b0[0-7]{3}\b")


def kind_of(call):
    """Its name, flags and modes: what does not change from login to login."""
    told = TEXT.sub("", call.rsplit(" = ", 1)[0].partition("(")[2])
    while POINTED_TO.search(told):
        told = POINTED_TO.sub("", told)
    return " ".join([name_of(call), *FLAGS.findall(told)])


def without_marks(calls, marks):
    calls["write"] -= marks
    return +calls


def trace_calls(word, **options):
    path = stage.OUT / "strace.txt"
    driver("count", word, before=("strace", "-f", "-o", path), **options)
    trace = path.read_text()
    auth = calls_between(trace, "auth{", "}auth")
    login = collections.Counter(
        map(name_of, calls_between(trace, "login{", "}login")))
    return (collections.Counter(map(name_of, auth)),
            collections.Counter(map(kind_of, auth)), without_marks(login, 2))


def costs(profile):
    """Of callgrind's output: cost of each object alone, and of each function
    with what it calls."""
    names = {}
    own = collections.Counter()
    inclusive = collections.Counter()
    here = called = None
    for line in profile.splitlines():
        key, _, value = line.partition("=")
        if key in ("ob", "cob", "fn", "cfn"):
            number, _, name = value.partition(" ")
            name = names.setdefault((key[-2:], number), name)
            if key == "ob":
                here = name
            elif key == "cfn":
                called = name
        elif key == "calls":
            called = (called,)
        elif line and line[0] in "0123456789+-*" and here:
            cost = int(line.split()[1])
            if isinstance(called, tuple):
                inclusive[called[0].split("'")[0]] += cost
                called = None
            else:
                own[here] += cost
    return own, inclusive


def instructions(word, **options):
    """(of pam_authenticate, of the login, of the module's own object)"""
    path = stage.OUT / "callgrind.txt"
    before = ("valgrind", "-q", "--tool=callgrind", "--collect-atstart=no",
              "--toggle-collect=bench_counted", f"--callgrind-out-file={path}")
    driver("count", word, before=before, variables=ANY_PROCESSOR, **options)
    own, inclusive = costs(path.read_text())
    if "floor_login" in inclusive and "bench_login" not in inclusive:
        return inclusive["floor_login"], inclusive["floor_login"], 0
    module = sum(cost for name, cost in own.items()
                 if re.search(r"/(pam_(baro_auth|google\w*|oath|floor)|liboath)\.so",
                              name))
    return inclusive["bench_authenticate"], inclusive["bench_login"], module


def counts(word, prepare=lambda: None, window=3, looks=5, **options):
    """Counts of one contestant, given as the driver wants it; prepare()
    changes its record."""
    now = stage.NOW

    def at():
        """Each process begins a day later: its codes are new."""
        nonlocal now
        now += 86_400
        return now

    stage.populate(1, window)
    prepare()
    told = collections.defaultdict(list)
    for _ in range(looks):
        for line in driver("count", word, now=at(), **options).splitlines():
            name, number = line.split()
            told[name].append(int(number))
    left = {name: statistics.median(numbers) for name, numbers in told.items()}
    traced = trace_calls(word, now=at(), **options)
    return Counts(*traced, *instructions(word, now=at(), **options), left)


def counts_of(name, **options):
    return counts(f"{name}={CONTESTANTS[name]}", **options)


def readelf(option, path):
    return subprocess.run(["readelf", option, path], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def sections(path):
    """{name: bytes} of its sections."""
    found = re.findall(r"\] (\.\S+) +\S+ +\w+ \w+ (\w+)", readelf("-SW", path))
    return {name: int(size, 16) for name, size in found}


def shape(*paths):
    """(bytes, relocations) of a module and the libraries that it brings."""
    relocations = sum(len(re.findall(r" R_\w+", readelf("-rW", path)))
                      for path in paths)
    return sum(os.stat(path).st_size for path in paths), relocations
