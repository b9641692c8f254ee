# SPDX-License-Identifier: ISC
"""The cases that are measured, and what is kept of them."""

import dataclasses
import math
import operator
import os
import pathlib
import re
import statistics
import subprocess
import time

import measure
import stage
import statistic
from stage import say

ALL = tuple(measure.CONTESTANTS)
BESIDE = ("floor", "floor-dir", "floor-pam", "rows", "google", "baro")
CROWDS = ("floor-dir", "floor-pam", "google", "oath", "baro")
# Not the floors: they lock, but do not look whether the name still leads to
# what they locked.
ONE_CODE = ("google", "oath", "baro")
SESSIONS = 64
MANY = 1_000
VERY_MANY = 100_000
PACES = (0.2, 0.4, 0.6, 0.8)  # of what the machine can do
MODEL_ERROR = 0.3  # by how much the slope may differ from the model's
SLOWDOWN = 0.20  # planted


# What an option or a directive costs: how it is measured, and its record.
VARIANTS = {
    "a plain record": ("pam:baro:sha512", stage.one_record),
    "KEY_SCOPE user, as baro_auth writes it": measure.WAYS["derived"],
    "an ACL that does not list the user": measure.WAYS["listed"],
    "encrypt=yes": measure.WAYS["sealed"],
    "secret=${HOME}/.baro_auth": measure.WAYS["home"],
}


@dataclasses.dataclass(frozen=True)
class Size:
    """How often each case is repeated."""

    processes: int  # that the rounds of the next five are divided among
    limit_s: float  # of each of them: then there are fewer processes
    right: dict
    wrong: dict
    cold: dict  # which each start one more
    many: int
    very_many: int  # 0: left out; a quarter, where /etc/passwd is long
    each: dict  # logins of each of many sessions ...
    crowds: int  # ... in so many rounds
    same: int
    traced: int  # logins of the timeline
    looks: int  # processes whose resident memory is looked at
    proof: int  # rounds of the planted slowdown; 0: left out
    paced_s: int  # how long each pace of the scale is kept; 0: left out


FULL = Size(
    processes=20, limit_s=math.inf,
    right={"tmpfs": 3000, "ext4j": 400},
    wrong={"tmpfs": 400, "ext4j": 80},
    cold={"tmpfs": 400, "ext4j": 160},
    many=1000, very_many=400,
    each={"tmpfs": 50, "ext4j": 20}, crowds=5,
    same=20, traced=2000, looks=21, proof=1000, paced_s=4,
)
QUICK = Size(
    processes=6, limit_s=4,
    right={"tmpfs": 400, "ext4j": 60},
    wrong={"tmpfs": 100, "ext4j": 18},
    cold={"tmpfs": 60, "ext4j": 30},
    many=200, very_many=0,
    each={"tmpfs": 10, "ext4j": 4}, crowds=1,
    same=4, traced=400, looks=9, proof=400, paced_s=0,
)
# All cases, too few to say how long anything takes.
SMALLEST = Size(
    processes=2, limit_s=math.inf,
    right={"tmpfs": 8, "ext4j": 8},
    wrong={"tmpfs": 4, "ext4j": 4},
    cold={"tmpfs": 4, "ext4j": 4},
    many=8, very_many=8,
    each={"tmpfs": 2, "ext4j": 2}, crowds=2,
    same=1, traced=8, looks=1, proof=0, paced_s=1,
)


# -------------------------------------------------------------------- cases


def one_user(size, command, rounds, **options):
    """{file system: Times} of one user's logins."""
    result = {}
    for fs in stage.FILE_SYSTEMS:
        say(f"{rounds[fs]} rounds: {command}, {fs}, "
            f"{'wrong' if options.get('wrong') else 'right'} code")
        stage.use(fs)
        stage.populate(1)
        more = [measure.FAST] if options.get("wrong") else []
        result[fs] = measure.times(
            command, ALL, rounds[fs], *more, processes=size.processes,
            limit_s=size.limit_s, **options)
    return result


def pairs(size):
    """{contestant: Times beside google's, of the right code on tmpfs}"""
    stage.use("tmpfs")
    result = {}
    for name in ("rows", "baro"):
        say(f"{size.right['tmpfs']} rounds: warm, tmpfs, {name} and google alone")
        stage.populate(1)
        result[name] = measure.times(
            "warm", ("google", name), size.right["tmpfs"],
            processes=size.processes, limit_s=size.limit_s)
    return result


def enrolled(size):
    """{(records, lines of users in /etc/passwd): Times}, on tmpfs; and under
    "google-home" google's with the last of these, for a record at home."""
    result = {}
    stage.use("tmpfs")
    cases = [(MANY, MANY, size.many)]
    if size.very_many:
        cases += [(VERY_MANY, 1, size.very_many),
                  (VERY_MANY, VERY_MANY, size.very_many // 4)]
    for records, accounts, rounds in cases:
        say(f"{rounds} rounds: {records:,} records, {accounts:,} accounts")
        stage.accounts(accounts)
        stage.populate(records)
        # With one account only its user can log in; the others' records are
        # in the same folder.
        users = min(records, accounts)
        more = [measure.ALONE] if users == 1 else []
        share = {"processes": size.processes, "limit_s": size.limit_s}
        times = measure.times("warm", BESIDE, rounds, *more, users=users, **share)
        few = measure.times("warm", ("oath",), max(size.processes, rounds // 20),
                            processes=times.processes, users=users)
        times.samples.update(few.samples)
        result[records, accounts] = times
    # A peer that looks its user up: the one in the last line.
    stage.home_record()
    result["google-home"] = measure.Times(
        measure.driver("warm", measure.HOME, rounds=max(5, rounds // 5)))
    stage.accounts(1)
    return result


def many_sessions(size):
    """{file system: [Crowd]}: sessions of different users at a time."""
    result = {}
    stage.accounts(SESSIONS)
    for fs in stage.FILE_SYSTEMS:
        say(f"{size.crowds} rounds: {SESSIONS} sessions of {SESSIONS} users, {fs}")
        stage.use(fs)
        stage.populate(SESSIONS)
        result[fs] = measure.crowds(CROWDS, sessions=SESSIONS, users=SESSIONS,
                                    each=size.each[fs], rounds=size.crowds)
    return result


def of(crowds, name):
    return [crowd for crowd in crowds if crowd.name == name]


def typical(crowds, name):
    """The run of the middle pace."""
    runs = sorted(of(crowds, name), key=lambda crowd: crowd.rate)
    return runs[len(runs) // 2]


def one_code(size):
    """{file system: [Crowd]}: sessions of one user, all with the same code."""
    result = {}
    stage.accounts(1)
    for fs in stage.FILE_SYSTEMS:
        say(f"{size.same} rounds: {SESSIONS} sessions of one user, {fs}")
        stage.use(fs)
        stage.populate(1)
        result[fs] = measure.crowds(ONE_CODE, sessions=SESSIONS, users=1,
                                    rounds=size.same)
    return result


def timeline(size):
    say(f"{size.traced} logins, call by call, tmpfs")
    stage.use("tmpfs")
    return measure.timeline(size.traced)


# ------------------------------------------------------------------- counts


def count_all(size):
    """{(contestant, wrong): Counts}, and the probes for the explanations."""
    stage.use("tmpfs")
    result = {}
    for name in ALL:
        for wrong in (False, True):
            say(f"counting: {name}, {'wrong' if wrong else 'right'} code")
            result[name, wrong] = measure.counts_of(
                name, wrong=wrong, looks=size.looks)
    result["one step"] = measure.counts_of("baro", window=1, looks=1)
    result["one line"] = measure.counts("line=pam:idle-line:sha512", looks=1)
    for name, (word, prepare) in VARIANTS.items():
        result["variant", name] = measure.counts(
            f"baro={word}", prepare, looks=1)
    return result


def shapes():
    """{contestant: (bytes, relocations)} of what each puts into the host."""
    return {
        "google": measure.shape(stage.GOOGLE),
        "oath": measure.shape(stage.OATH, stage.LIBOATH),
        "baro": measure.shape(stage.MODULE),
    }


# -------------------------------------------------------------------- scale


@dataclasses.dataclass(frozen=True)
class Pace:
    wanted: int  # logins a second
    crowd: measure.Crowd
    flushes: int  # of the disk
    queue_ms: int  # that requests to it took, one beside the other


@dataclasses.dataclass(frozen=True)
class Scale:
    idle: float  # processors that are busy without us
    alone: list  # of Crowd: one session after the other, before each pace
    crowded: measure.Crowd  # as many as the machine can do
    paces: list

    @property
    def login_us(self):
        """Processor time of one login: what the model is made of."""
        cpu_s = sum(c.cpu_s for c in self.alone)
        return cpu_s / sum(c.logins for c in self.alone) * 1e6

    @property
    def line(self):
        """(of each login more, at no login), in processors, by the paces."""
        return statistic.slope([(p.crowd.rate, p.crowd.cpu_s / p.crowd.wall_s)
                                for p in self.paces])

    @property
    def slope_us(self):
        return self.line[0] * 1e6

    def others_us(self, pace):
        """Processor time of all but the sessions, for each login: the kernel's
        threads, and what reads the log."""
        c = pace.crowd
        return (c.busy_s - c.cpu_s - self.idle * c.wall_s) / c.logins * 1e6

    @property
    def share(self):
        """The slope by the model's."""
        return self.slope_us / self.login_us

    @property
    def confirms(self):
        """Whether the runs say the same as the model, on a machine whose speed
        is not the same from one second to the next."""
        return abs(self.share - 1) <= MODEL_ERROR


def idle_machine():
    """Processors that are busy while we are not."""
    before, began = stage.busy_s(), time.monotonic()
    time.sleep(1)
    return (stage.busy_s() - before) / (time.monotonic() - began)


def scale(size, crowded):
    if not size.paced_s:
        return None
    stage.use("ext4j")
    stage.accounts(SESSIONS)
    idle = idle_machine()
    alone = []
    paces = []
    for share in PACES:
        rate = max(SESSIONS, round(crowded.rate * share))
        say(f"scale: {rate} logins a second for {size.paced_s} s")
        # Each time anew: the machine may have become slower.
        stage.populate(1)
        alone += measure.crowds(("baro",), sessions=1, users=1, each=100)
        # Every run begins at the same time of day, so with records of its own.
        stage.populate(SESSIONS)
        before = stage.disk_counts()
        crowd, = measure.crowds(("baro",), sessions=SESSIONS, users=SESSIONS,
                                rate=rate, each=rate * size.paced_s // SESSIONS)
        paces.append(Pace(rate, crowd, *map(
            operator.sub, stage.disk_counts(), before)))
    stage.accounts(1)
    return Scale(idle, alone, crowded, paces)


# ------------------------------------------------------------------- proofs


@dataclasses.dataclass(frozen=True)
class Proof:
    name: str
    expected: str
    seen: str
    passed: bool


def slowdown(size):
    """The proofs that times are told apart, and only if they differ."""
    say("planting a slowdown")
    stage.use("tmpfs")
    stage.populate(1)
    pam = measure.CONTESTANTS["baro"]
    # How long it takes just now, while others may be using the machine.
    now = measure.times("warm", ("baro",), size.proof).summary("baro", "auth")
    spin = round(now.median * SLOWDOWN * 1000)
    stage.populate(1)  # every run begins at the same time of day
    times = measure.Times(measure.driver(
        "warm", f"baro={pam}", f"same={pam}", f"slow={pam}:spin:{spin}",
        rounds=size.proof))
    same = times.ratio("same", "baro", "auth")
    slow = times.ratio("slow", "baro", "auth")
    # The machine's speed changes, and with it what the spin is a share of.
    share = statistics.median(1 + spin / 1000 / us for us in times.of("baro", "auth"))
    return [
        Proof("the same module twice", "ratio 0.97 to 1.03",
              f"{same.median:.3f}", 0.97 <= same.median <= 1.03),
        Proof(f"{spin / 1000:.1f} us, about {SLOWDOWN:.0%}",
              f"ratio {share:.2f}, or 0.03 more or less; surely not 1",
              f"{slow.median:.3f} ({slow.sure[0]:.3f} to {slow.sure[1]:.3f})",
              abs(slow.median - share) <= 0.03 and slow.sure[0] > 1.03),
    ]


def more_calls(counted):
    say("planting a system call")
    stage.use("tmpfs")
    call = measure.counts(f"baro={measure.CONTESTANTS['baro']}:call:1", looks=1)
    more = (sum(call.auth_calls.values()) -
            sum(counted["baro", False].auth_calls.values()))
    return Proof("one system call more", "1 more", f"{more} more", more == 1)


def proofs(size, counted):
    """That the measurements would show what they are there to show."""
    return [*(slowdown(size) if size.proof else []), more_calls(counted)]


# ------------------------------------------------------------------ machine


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True).stdout.strip()


def version(package):
    return output("dpkg-query", "-W", "-f", "${Version}", package)


def machine():
    """[(what, description)]"""
    processors = pathlib.Path("/proc/cpuinfo").read_text()
    processor = re.search(r"^model name\s*:\s*(.*)$", processors, re.M)
    release = pathlib.Path("/usr/lib/os-release").read_text()
    named = re.search(r'PRETTY_NAME="(.*)"', release)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    peers = [path.name.split("_")[:2] for path in stage.PEERS.glob("*.deb")]
    disk = output("findmnt", "-vno", "SOURCE,FSTYPE", "-T", str(stage.OUT))
    return [
        ("processor", f"{processor.group(1) if processor else os.uname().machine}, "
                      f"{os.cpu_count()} of them, {memory:.0f} GiB of memory"),
        ("system", f"{named.group(1)}, "
                   f"Linux {os.uname().release}"),
        ("libraries", f"libc {version('libc6')}, libpam {version('libpam0g')}"),
        ("peers", ", ".join(sorted(f"{name} {number}" for name, number in peers))),
        ("ext4j", f"journalled ext4 in a loop file on {' '.join(disk.split())}"),
        ("load", " ".join(f"{x:.2f}" for x in os.getloadavg())
                 + " when the run began"),
    ]


# ---------------------------------------------------------------------- all


@dataclasses.dataclass(frozen=True)
class Results:
    machine: list
    right: dict
    wrong: dict
    cold: dict
    pairs: dict
    enrolled: dict
    crowds: dict
    one_code: dict
    timeline: measure.Timeline
    counts: dict
    shapes: dict
    scale: Scale
    proofs: list


def everything(size):
    described = machine()
    right = one_user(size, "warm", size.right)
    wrong = one_user(size, "warm", size.wrong, wrong=True)
    cold = one_user(size, "cold", size.cold)
    beside = pairs(size)
    users = enrolled(size)
    crowds = many_sessions(size)
    same = one_code(size)
    line = timeline(size)
    counted = count_all(size)
    scaled = scale(size, typical(crowds["ext4j"], "baro"))
    return Results(described, right, wrong, cold, beside, users, crowds, same,
                   line, counted, shapes(), scaled, proofs(size, counted))
