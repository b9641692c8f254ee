# SPDX-License-Identifier: ISC
"""What was aimed at, what came out, and why a target was missed."""

import dataclasses
import statistics

import cases
import statistic


@dataclasses.dataclass(frozen=True)
class Target:
    name: str
    low: float
    high: float
    value: float
    sure: tuple  # what holds it with 95 % certainty; None: it is exact
    rows: float  # of the yardstick; None: not measured
    digits: int
    why: str  # in case it was missed

    @property
    def met(self):
        return self.low <= round(self.value, self.digits) <= self.high

    @property
    def verdict(self):
        if self.sure:
            low, high = (round(x, self.digits) for x in self.sure)
            if any(low <= edge <= high for edge in (self.low, self.high)):
                return "undecided"
        return "met" if self.met else "**missed**"

    def limit(self):
        if self.low == self.high:
            return f"{self.high:,}"
        below = f"<= {self.high:,}"
        return below if self.low <= 0 else f"{self.low} to {self.high}"


def figure(value):
    """(number, what surely holds it) of a number or a Summary."""
    if isinstance(value, statistic.Summary):
        return value.median, value.sure
    return value, None


def median(times, above, below, column):
    return times.ratio(above, below, column).median


def counted(results, name, wrong=False):
    return results.counts[name, wrong]


def more_us(times, than, column):
    """By how much we take longer: the median of the differences."""
    pairs = zip(times.of("baro", column), times.of(than, column))
    return statistics.median(ours - theirs for ours, theirs in pairs)


def calls(counter):
    return sum(counter.values())


def wrongly_accepted(results):
    """Codes that were let in twice or not at all, of all that were raced."""
    runs = [c for fs in results.one_code.values() for c in fs if c.name == "baro"]
    return sum(abs(c.accepted - 1) for c in runs)


def wrongly_refused(results):
    runs = [c for fs in results.crowds.values() for c in fs if c.name == "baro"]
    if results.scale is not None:
        runs += results.scale.alone
        runs += [pace.crowd for pace in results.scale.paces]
    return sum(c.logins - c.accepted for c in runs)


def is_correct(results):
    return wrongly_accepted(results) == wrongly_refused(results) == 0


# ------------------------------------------------------------- explanations


def account(results):
    """Instructions that this work takes in our module."""
    libpam = counted(results, "libpam").auth_instructions
    line = results.counts["one line"].auth_instructions - libpam
    baro = counted(results, "baro").auth_instructions
    step = (baro - results.counts["one step"].auth_instructions) / 2
    return libpam, line, step


def why_instructions(results):
    libpam, line, step = account(results)
    baro = counted(results, "baro").auth_instructions
    needed = libpam + 2 * line + 4 * step
    return (
        f"libpam with its audit message takes {libpam / 1e3:.1f} k, each of the two "
        f"documented log lines (M-16, M-50) {line / 1e3:.1f} k, each of the three "
        f"steps of the window {step / 1e3:.1f} k and the HMAC key as much as one "
        f"more: {needed / 1e3:.1f} k before a file is opened. The other "
        f"{(baro - needed) / 1e3:.1f} k go, with the most first, into the record, "
        f"which is searched for an ACL before the prompt, parsed under the lock and "
        f"written; the user in /etc/passwd and the path of the record; the texts of "
        f"the two lines; the way to the record; wiping; and the wrappers of the "
        f"system calls, which go through one import. `rows`, compiled for speed and "
        f"not hardened, does nothing of all that but the calls, and takes "
        f"{counted(results, 'rows').auth_instructions / 1e3:.1f} k."
    )


def why_calls(results):
    c = counted(results, "baro").auth_calls
    libpam = calls(counted(results, "libpam").auth_calls)
    floor = calls(counted(results, "floor-dir").auth_calls)
    rows = calls(counted(results, "rows").auth_calls)
    return (
        f"libpam makes {libpam} and the floor with its directory {floor} of "
        f"{calls(c)}. `rows`, at {rows}, adds what the rows ask for: two log lines, "
        f"/etc/passwd without the name service (D-02), one look at each folder "
        f"above the record (W-01), the record read before the prompt (ACL) and "
        f"again under the lock (D-06), the look whether its name still leads to it, "
        f"its label kept (D-04), HOSTNAME checked (D-15); and the mapping for the "
        f"secrets. The other {calls(c) - rows} are our own choice (docs/DESIGN.md): "
        f"the record closed during the prompt and opened anew, looks at /etc/passwd, "
        f"at the new file and at our own ids, signals held back while the lock is "
        f"held, room reserved for the new record before it is known what it says, "
        f"and a second look at the name before the rename."
    )


def why_login_calls(results):
    c, rows = counted(results, "baro"), counted(results, "rows")
    ours, theirs = (calls(x.login_calls) - calls(x.auth_calls) for x in (c, rows))
    return (
        f"pam_start and pam_end make {ours} of {calls(c.login_calls)}, most of them "
        f"to load the module ({theirs} for the one of `rows`); the rest is what is "
        f"said of pam_authenticate."
    )


# The calls that come next behind the decision, and behind the two log lines.
DECIDED = "pwrite64"
LOGGED = "rt_sigprocmask"


def other_us(line):
    """What the module does itself, but for deciding and for the log lines."""
    libpam = line.calls[0].before_us
    inside = sum(call.before_us for call in line.calls) - libpam
    return inside - line.before_us(DECIDED) - line.before_us(LOGGED)


def why_time(results):
    t, line = results.right["tmpfs"], results.timeline
    floor = median(t, "floor-pam", "floor", "auth")
    page = line.kernel_us("mmap", "mlock2", "madvise", "munmap")
    ours, theirs = (t.summary(name, "total").median - t.summary(name, "auth").median
                    for name in ("baro", "rows"))
    whole = median(t, "baro", "rows", "total")
    return (
        f"On this machine the floor behind PAM, which checks nothing, is at "
        f"{floor:.2f} already. Of ours, {line.auth_us:.0f} us alone (call by call "
        f"below), the kernel takes {line.kernel_us():.0f} for the calls of the "
        f"module, of which the page for the secrets takes {page:.0f}, without the "
        f"fault that brings it (docs/DESIGN.md, Secrets); the decision, most of it "
        f"HMAC, takes {line.before_us(DECIDED):.0f}; the two log lines "
        f"{line.before_us(LOGGED):.0f}; all else that the module does itself, "
        f"parsing, checks, writing, and that fault, {other_us(line):.0f}; libpam "
        f"the rest. pam_start and pam_end, which load "
        f"the module and let it go, take {ours:.0f} us of ours and {theirs:.0f} of "
        f"those of `rows`; a whole login is at {whole:.2f} of its."
    )


def why_login(results):
    t = results.right["tmpfs"]
    libpam = median(t, "libpam", "google", "total")
    floor = median(t, "floor-pam", "google", "total")
    line, whole = results.timeline, median(t, "baro", "google", "total")
    # The machine may have been faster, or slower, when the timeline was taken.
    other = t.summary("baro", "auth").median * other_us(line) / line.auth_us
    without = whole * (1 - other / t.summary("baro", "total").median)
    return (
        f"A whole login by a module that prompts and does nothing is at "
        f"{libpam:.2f}, the floor behind PAM at {floor:.2f}. If our module read, "
        f"checked and wrote records in no time at all, and only decided, logged and "
        f"called the kernel, we would be at {without:.2f}. Its constants are mapped "
        f"apart from its code, so that they cannot run: with both in one segment a "
        f"whole login would take 0.96 of what it takes (docs/DESIGN.md). It matters "
        f"who else logs in by turns: with google alone we are at "
        f"{beside_google(results, 'baro')} of it, `rows` at {beside_google(results, 'rows')}."
    )


def beside_google(results, name):
    """What a contestant takes of google's where nobody else logs in by turns."""
    share = results.pairs[name].ratio(name, "google", "total")
    low, high = share.sure
    return f"{share.median:.2f} ({low:.2f} to {high:.2f})"


def why_disk(results):
    t = results.right["ext4j"]
    floor = median(t, "floor-pam", "floor-dir", "auth")
    more = more_us(t, "floor-dir", "auth")
    whole = t.summary("floor-dir", "auth").median
    return (
        f"The floor behind PAM is at {floor:.2f}. We take {more:.0f} us more than "
        f"floor-dir in the same round, whose two fsyncs let it take {whole:.0f} us on this disk: the "
        f"faster the disk, the more of a share that is."
    )


def why_cold(results, fs):
    t = results.cold[fs]
    floor = median(t, "floor-pam", "google", "total")
    directory = median(t, "floor-dir", "floor", "total")
    more = more_us(t, "rows", "total")
    rows = median(t, "rows", "google", "total")
    text = (
        f"The floor behind PAM is at {floor:.2f}, `rows` at {rows:.2f}; we take "
        f"{more:.0f} us more in the same round, of which a larger module to load and code that no "
        f"cache holds were not told apart."
    )
    if fs == "ext4j":
        text += (
            f" On this disk the fsync of the directory makes the floor take "
            f"{directory:.2f} of its time. google leaves it out: after a power cut "
            f"its used mark may be gone."
        )
    return text


def why_wrong(results):
    baro, wrong = counted(results, "baro"), counted(results, "baro", True)
    more = wrong.auth_calls["sendto"] - baro.auth_calls["sendto"]
    _, line, _ = account(results)
    own = wrong.own_instructions / baro.own_instructions
    return (
        f"The work on the code is the same, and the module's own instructions are "
        f"{own:.3f}. A refusal makes {more} log line more than a success (M-23 and "
        f"M-53 against M-50) of {line / 1e3:.1f} k instructions in libc and libpam, "
        f"and writes the count of failures. The lines are logged after the verdict."
    )


HASHES = "SHA-1, SHA-2 and HMAC"
CIPHER = "XChaCha20-Poly1305"
# kB of code; tests/bench/hardening says whether they are right.
KB = {
    HASHES: 6.7,
    CIPHER: 5.3,
    "canaries": 3.2,
    "registers cleared at each return": 1.9,
    "variables cleared": 1.0,
    "landing pads": 0.9,
    "traps": 0.5,
    "stack touched page by page": 0.2,
}
HARDENING = KB.keys() - {HASHES, CIPHER}


def why_size(results):
    del results
    each = ", ".join(f"{what} {kb}" for what, kb in KB.items() if what in HARDENING)
    return (
        f"The module brings {HASHES} ({KB[HASHES]} kB of code) and {CIPHER} "
        f"({KB[CIPHER]} kB) with it, where google has SHA-1 alone. Another "
        f"{sum(KB[what] for what in HARDENING):.1f} kB are hardening, of which "
        f"google's build has the canaries alone ({each}: so much smaller is the code "
        f"without, by tests/bench/hardening). Code, constants and relocated data "
        f"each begin on a page of their own, so the file grows by pages; "
        f"tests/bench/budget counts the bytes in them too."
    )


def why_relocations(results):
    del results
    return (
        "Every function of libc and libpam that is called is one; the others are "
        "the dispatch tables of BearSSL's hashes and libsodium's ciphers."
    )


def why_records(results):
    del results
    return "The index of a folder with more names in it is what grows."


def why_users(results):
    many = results.enrolled.get((cases.VERY_MANY, cases.VERY_MANY))
    if many is None:
        return ""

    def line_ns(name):
        one = results.right["tmpfs"].summary(name, "auth").median
        return 1000 * (many.summary(name, "auth").median - one) / cases.VERY_MANY

    return (
        f"The users are read from /etc/passwd without the name service (D-02), "
        f"{line_ns('baro'):.0f} ns a line, and to its end for everybody, so that "
        f"time tells nobody's place in it or absence, which no row asks for. `rows` "
        f"reads until the user's line is found, about half the file: it misses the "
        f"target too. The records cost next to nothing."
    )


# ------------------------------------------------------------------ targets


def records(results):
    """100,000 records in a folder against one, in the same rounds."""
    many = results.enrolled.get((cases.VERY_MANY, 1))
    return many and many.ratio("baro", "baro-alone", "auth")


def users(results):
    """100,000 records and accounts against one of each, both as ratio to the
    floor, by any contestant."""
    many = results.enrolled.get((cases.VERY_MANY, cases.VERY_MANY))
    if many is None:
        return None
    return lambda name: (
        median(many, name, "floor", "auth")
        / median(results.right["tmpfs"], name, "floor", "auth"))


def shares(times, below, column):
    """What any contestant took of what another one did."""
    return lambda name: times.ratio(name, below, column)


def targets(results):
    right, wrong, cold = results.right, results.wrong, results.cold
    baro, google = counted(results, "baro"), counted(results, "google")
    size, relocations = results.shapes["baro"]

    def refusal(name):
        return (counted(results, name, True).auth_instructions
                / counted(results, name).auth_instructions)

    # (target, limits, of a contestant or ours alone, digits, why it was missed)
    table = [
        ("codes raced by 64 sessions and not accepted exactly once", 0, 0,
         wrongly_accepted(results), 0, None),
        ("right codes refused under load", 0, 0, wrongly_refused(results), 0, None),
        ("tmpfs, pam_authenticate / floor", 0, 2.3,
         shares(right["tmpfs"], "floor", "auth"), 2, why_time),
        ("tmpfs, whole login / google", 0, 0.92,
         shares(right["tmpfs"], "google", "total"), 2, why_login),
        ("ext4j, pam_authenticate / floor-dir", 0, 1.12,
         shares(right["ext4j"], "floor-dir", "auth"), 2, why_disk),
        ("cold, ext4j / google", 0, 1.10,
         shares(cold["ext4j"], "google", "total"), 2,
         lambda results: why_cold(results, "ext4j")),
        ("cold, tmpfs / google", 0, 0.95,
         shares(cold["tmpfs"], "google", "total"), 2,
         lambda results: why_cold(results, "tmpfs")),
        ("wrong code, tmpfs, whole login / google", 0, 0.08,
         shares(wrong["tmpfs"], "google", "total"), 3, why_wrong),
        ("instructions, wrong / right code", 0.98, 1.02, refusal, 3, why_wrong),
        ("instructions, pam_authenticate", 0, 70_000,
         lambda name: counted(results, name).auth_instructions, 0,
         why_instructions),
        ("system calls, pam_authenticate", 0, 23,
         lambda name: calls(counted(results, name).auth_calls), 0, why_calls),
        ("system calls, whole login", 0, 44,
         lambda name: calls(counted(results, name).login_calls), 0,
         why_login_calls),
        ("relocations", 0, 45, relocations, 0, why_relocations),
        ("bytes of the .so", 0, 48_000, size, 0, why_size),
        ("resident memory added, kB, against google's", 0,
         google.left["resident_kb"], baro.left["resident_kb"], 0, why_size),
        ("100,000 records in the folder / 1 record", 0, 1.05,
         records(results), 2, why_records),
        ("... and 100,000 users in /etc/passwd / 1 user, each as ratio to the floor",
         0, 1.05, users(results), 2, why_users),
    ]
    for name, low, high, of, digits, why in table:
        value, sure = figure(of("baro") if callable(of) else of)
        rows, _ = figure(of("rows") if callable(of) else None)
        if value is not None:
            yield Target(name, low, high, value, sure, rows, digits,
                         why(results) if why else "")
