# SPDX-License-Identifier: ISC
"""The table, the plot, and docs/PERFORMANCE.md."""

import datetime
import statistics

import cases
import stage
import statistic
from plot import plot
from targets import calls, targets

NAMES = cases.ALL


def number(value):
    """With as many digits as are worth reading."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(summary):
    """Median, and half of what the middle half spans."""
    low, high = summary.quartiles
    return f"{number(summary.median)} ±{number((high - low) / 2)}"


# ------------------------------------------------------------------- tables


def time_row(times, column):
    return {name: spread(times.summary(name, column)) for name in times.samples}


def ratio_row(times, column, below):
    rows = len(times.of(below, column))
    return {name: f"{times.ratio(name, below, column).median:.2f}"
            for name in times.samples if len(times.of(name, column)) == rows}


def one_user_rows(results):
    for fs in stage.FILE_SYSTEMS:
        right, wrong, cold = results.right[fs], results.wrong[fs], results.cold[fs]
        case = f"right code, {fs}"
        yield case, "pam_authenticate, us", time_row(right, "auth")
        yield case, "... / floor", ratio_row(right, "auth", "floor")
        yield case, "... / floor-dir", ratio_row(right, "auth", "floor-dir")
        yield case, "whole login, us", time_row(right, "total")
        yield case, "... / google", ratio_row(right, "total", "google")
        yield case, "processor, us", time_row(right, "cpu")
        case = f"wrong code, {fs}"
        yield case, "whole login, us", time_row(wrong, "total")
        yield case, "... / google", ratio_row(wrong, "total", "google")
        case = f"cold, {fs}"
        yield case, "process, us", time_row(cold, "total")
        yield case, "... / google", ratio_row(cold, "total", "google")
        yield case, "processor, us", time_row(cold, "cpu")


def enrolled_rows(results):
    for key, times in results.enrolled.items():
        if key == "google-home":
            continue
        records, accounts = key
        case = f"{records:,} records, {accounts:,} in /etc/passwd"
        yield case, "pam_authenticate, us", time_row(times, "auth")
        yield case, "... / floor", ratio_row(times, "auth", "floor")


def crowd_rows(results):
    for fs, crowds in results.crowds.items():
        case = f"{cases.SESSIONS} users at a time, {fs}"
        runs = {name: cases.of(crowds, name) for name in cases.CROWDS}
        rates = {name: [c.rate for c in of] for name, of in runs.items()}
        yield case, "logins a second", {
            name: spread(statistic.summary(of)) for name, of in rates.items()}
        yield case, "... / google", {
            name: spread(statistic.summary(
                statistic.ratios(of, rates["google"]))) for name, of in rates.items()}
        middle = {name: cases.typical(crowds, name) for name in cases.CROWDS}
        yield case, "processor, us", {
            name: number(c.cpu_s / c.logins * 1e6) for name, c in middle.items()}
        yield case, "95 % within, ms", {
            name: number(c.p95_us / 1000) for name, c in middle.items()}
        yield case, "refused", {
            name: str(sum(c.logins - c.accepted for c in of))
            for name, of in runs.items()}
    for fs, crowds in results.one_code.items():
        case = f"one code, {cases.SESSIONS} sessions, {fs}"
        by = {name: [c for c in crowds if c.name == name]
              for name in cases.ONE_CODE}
        yield case, "accepted, least to most", {
            name: f"{min(c.accepted for c in runs)} to "
                  f"{max(c.accepted for c in runs)}" for name, runs in by.items()}
        yield case, "all answered after, ms", {
            name: number(statistics.median(c.wall_s for c in runs) * 1000)
            for name, runs in by.items()}


def crowd_text(results):
    """What the tables of many show."""
    google = max(c.accepted for runs in results.one_code.values()
                 for c in runs if c.name == "google")
    oath = sum(c.logins - c.accepted for runs in results.crowds.values()
               for c in runs if c.name == "oath")
    yield (
        f"`one code` is typed by {cases.SESSIONS} sessions of one user at the same "
        f"time, and may let in one of them. google has no lock: it let in up to "
        f"{google}. Every attempt that we refuse is written durably too, one after "
        f"the other under the lock of the record, and who waits for it sleeps 1 to "
        f"16 ms between two looks at it. When different users log in at the same "
        f"time, pam_oath refused {oath:,} right codes: all share its file. Logins a "
        f"second are those that were let in.")
    if (cases.VERY_MANY, cases.VERY_MANY) in results.enrolled:
        home = results.enrolled["google-home"].summary("google-home", "auth")
        alone = results.enrolled[cases.VERY_MANY, 1].summary("baro-alone", "auth")
        yield (
            f"\nThe number of records costs next to nothing. A long /etc/passwd does, "
            f"since it is read from its beginning to its end for every user, so that "
            f"nobody's place in it, or absence, can be told by time. google is told "
            f"`user=root`, which is the first line; without, for a record in the "
            f"home of the user in the last line, it takes {home.median:,.0f} us."
            f"\n\nWith {cases.VERY_MANY:,} records somebody logs in besides, whose "
            f"record is alone in its folder, in {alone.median:.1f} us: the target on "
            f"records compares with him. The one on users compares the last ratio "
            f"above with the one of one user under Time.")


def thousands(value):
    if value >= 1_000_000:
        return f"{value / 1_000_000:.1f} M"
    return f"{value / 1000:.1f} k"


def count_rows(results):
    right = {name: results.counts[name, False] for name in NAMES}
    wrong = {name: results.counts[name, True] for name in NAMES}
    figures = (
        ("system calls", lambda c: f"{calls(c.auth_calls)} ({calls(c.login_calls)})"),
        ("fsyncs", lambda c: str(c.auth_calls["fsync"] + c.auth_calls["fdatasync"])),
        ("instructions", lambda c: f"{thousands(c.auth_instructions)} "
                                   f"({thousands(c.login_instructions)})"),
        ("... in its own object", lambda c: thousands(c.own_instructions)),
    )
    for case, counts in (("right code", right), ("wrong code", wrong)):
        for figure, of in figures:
            yield case, figure, {name: of(c) for name, c in counts.items()}
    for figure, key in (("allocations", "allocations"),
                        ("objects mapped", "objects"),
                        ("resident memory, kB", "resident_kb")):
        yield "a login", figure, {
            name: f"{c.left[key]:.0f}" for name, c in right.items()
            if name not in ("floor", "floor-dir")}
    sizes = results.shapes.items()
    yield "its objects", "bytes", {name: f"{size:,}" for name, (size, _) in sizes}
    yield "its objects", "relocations", {name: str(n) for name, (_, n) in sizes}


def table(rows):
    """Lines of a table that reads well as text and as markdown."""
    head = ("case", "figure", *NAMES)
    body = []
    last = None
    for case, figure, cells in rows:
        shown = "" if case == last else case
        last = case
        body.append((shown, figure, *(cells.get(name, "") for name in NAMES)))
    widths = [max(len(row[i]) for row in (head, *body)) for i in range(len(head))]

    def line(row):
        cells = [f"{cell:{w}}" if i < 2 else f"{cell:>{w}}"
                 for i, (cell, w) in enumerate(zip(row, widths))]
        return f"| {' | '.join(cells)} |"

    yield line(head)
    yield line([("-" * w if i < 2 else "-" * (w - 1) + ":")
                for i, w in enumerate(widths)])
    yield from map(line, body)


def summary_text(results):
    """What the table comes to."""
    every = list(targets(results))
    met = sum(each.verdict == "met" for each in every)
    by = {fs: results.right[fs].ratio("baro", "google", "total").median
          for fs in stage.FILE_SYSTEMS}
    yield (
        f"The targets were set before the module was written, by what the peers and "
        f"a floor took on another machine; {met} of {len(every)} are met. A whole "
        f"login takes {by['tmpfs']:.2f} of the time of google's in memory and "
        f"{by['ext4j']:.2f} on a disk, where google leaves out one of two fsyncs.\n")


def target_lines(results):
    for each in targets(results):
        value, rows = ("" if x is None else f"{x:,.{each.digits}f}"
                       for x in (each.value, each.rows))
        sure = each.sure and "{:.{d}f} to {:.{d}f}".format(
            *each.sure, d=each.digits)
        yield (f"| {each.name} | {each.limit()} | {value} | {sure or ''} | "
               f"{each.verdict} | {rows} |")


def remarks(results):
    """What the met ones do not say."""
    times, counts = results.wrong["tmpfs"], results.counts
    fast = times.ratio("baro", "google-fast", "total")
    look = counts["google", True].own_instructions
    yield (
        f"\nThe wrong code: google looks for a clock that is wrong by days, which is "
        f"its default, and takes {thousands(look)} instructions. Told `noskewadj`, "
        f"in the same rounds, it takes {times.summary('google-fast', 'total').median:,.0f} us, and we "
        f"{fast.median:.2f} of that. It then counts the attempt, but makes one log "
        f"line of our three. pam_oath writes nothing after a wrong code.")
    more = counts["variant", "KEY_SCOPE user, as baro_auth writes it"]
    yield (
        f"\nThe instructions are those of a plain record, by which the targets were "
        f"set. One as baro_auth writes it has a key derived for its user and takes "
        f"{thousands(more.auth_instructions)} (below).")


def proof_lines(results):
    for each in results.proofs:
        yield (f"| {each.name} | {each.expected} | {each.seen} | "
               f"{'seen' if each.passed else '**not seen**'} |")


def plots(results):
    """(title, lines) of each plot."""
    cases_of = (
        ("right code, whole login / google", results.right, "total", "google"),
        ("wrong code, whole login / google", results.wrong, "total", "google"),
        ("cold process / google", results.cold, "total", "google"),
        ("right code, pam_authenticate / floor-dir", results.right, "auth",
         "floor-dir"),
    )
    for title, by_fs, column, below in cases_of:
        rows = [(f"{fs} {name}", by_fs[fs].ratio(name, below, column))
                for fs in stage.FILE_SYSTEMS
                for name in ("floor-pam", "rows", "oath", "baro")]
        yield title, list(plot(rows))


# -------------------------------------------------------------------- scale


def scale_text(results):
    s = results.scale
    if s is None:
        return
    alone = s.login_us
    wait_ms = statistics.median(c.p50_us for c in s.alone) / 1000
    can = s.crowded.rate
    cold = {fs: results.cold[fs].summary("baro", "cpu").median
            for fs in stage.FILE_SYSTEMS}
    yield (
        f"One login after the other, on ext4j, without a peer in between, costs "
        f"{alone:.0f} us of processor time in the host's process, and takes {wait_ms:.1f} ms, nearly all of it "
        f"the two fsyncs. At 1,000 logins a second that is:\n")
    more, always = s.line
    yield (f"- processor: {more * 1000 + always:.2f} of one core for the logins "
           f"themselves, by the paced runs below ({alone / 1000:.2f} by one session "
           f"that logs in again and again, whose caches stay warm); "
           f"{cold['ext4j'] / 1000:.1f} cores if every login is a process of its "
           f"own that is started, links, logs in and ends, as under sshd "
           f"(without sshd's own work);")
    few, many = s.paces[0], s.paces[-1]
    near = min(s.paces, key=lambda p: abs(p.wanted - 1000))
    yield (f"- all else that is busy then, which is the kernel's threads for the "
           f"journal and the loop file, and the bench's own reader of the log: "
           f"{s.others_us(near):.0f} us a login at {near.crowd.rate:,.0f} "
           f"logins a second, so {s.others_us(near) / 1000:.2f} of a core;")
    yield (f"- fsyncs: 2,000 a second, one of a file and one of a directory for each "
           f"login. Each login has its own record and its own lock, so the journal "
           f"can write those that wait together with one commit: the disk flushed "
           f"{few.flushes / few.crowd.logins:.1f} times a login at "
           f"{few.crowd.rate:,.0f} logins a second and "
           f"{many.flushes / many.crowd.logins:.1f} times at {many.crowd.rate:,.0f};")
    yield (f"- the disk's queue: by Little's law 1,000/s x {wait_ms:.1f} ms = "
           f"{wait_ms:.1f} logins wait at a time, if the disk takes as many at a "
           f"time without becoming slower. This one gives {can:,.0f} logins a "
           f"second to {cases.SESSIONS} sessions: "
           f"{'enough' if can >= 1000 else 'a host with such a disk is full there'}"
           f". On a disk with a protected write cache an fsync takes some tens of "
           f"us, and the processor is what fills first.\n")
    yield (f"The model says that each login more in a second costs {alone:.0f} us of "
           f"processor time of its process in each second. Paced runs of "
           f"{cases.SESSIONS} sessions on this machine:\n")
    yield ("| logins/s wanted | done | processor, % | by the model | of the machine "
           "| flushes a login | queue | 50 % within, ms | 95 % | refused |")
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for p in s.paces:
        c = p.crowd
        yield (f"| {p.wanted:,} | {c.rate:,.0f} | {c.cpu_s / c.wall_s * 100:.1f} | "
               f"{c.rate * alone / 1e4:.1f} | "
               f"{(c.busy_s / c.wall_s - s.idle) * 100:.1f} | "
               f"{p.flushes / c.logins:.1f} | {p.queue_ms / 1000 / c.wall_s:.2f} | "
               f"{c.p50_us / 1000:.1f} | {c.p95_us / 1000:.1f} | "
               f"{c.logins - c.accepted} |")
    yield (f"\n100 % is one processor. What the machine does without us, "
           f"{s.idle * 100:.0f} %, is taken off. `flushes` are those of the loop "
           f"device, `queue` is how many requests it has at a time.")
    verdict = "confirms" if s.confirms else "**does not confirm**"
    yield (f"\nThe slope of these is {s.slope_us:.0f} us for each login more, beside "
           f"{s.line[1] * 100:.1f} % whatever the pace, "
           f"{s.share:.2f} of what the model says. That {verdict} the slope of "
           f"the model, from which it may differ by {cases.MODEL_ERROR:.0%}; the "
           f"model has not what does not depend on the pace.")


# ----------------------------------------------------------------- document


def call_lines(results):
    """Every system call of pam_authenticate, by contestant."""
    counts = {name: results.counts[name, False].auth_calls for name in NAMES}
    every = sorted({call for c in counts.values() for call in c},
                   key=lambda call: (-counts["baro"][call], call))
    yield f"| call | {' | '.join(NAMES)} |"
    yield f"|---|{'---:|' * len(NAMES)}"
    for call in every:
        cells = (str(counts[name][call] or "") for name in NAMES)
        yield f"| {call} | {' | '.join(cells)} |"


def timeline_lines(results):
    """Where the time of pam_authenticate goes."""
    t = results.timeline
    alone = results.right["tmpfs"].summary("baro", "auth").median
    yield (
        f"Medians of {t.auth_us:.0f} us in all. They have two looks at the clock for "
        f"each call in them, and nobody else logs in by turns, as he does above, "
        f"where it takes {alone:.0f} us. In front of a call is what the process does "
        f"since the one before it: libpam before the first and behind the last; the "
        f"fault that brings the page for the secrets before the first `pread64`; "
        f"parsing before `uname`; the decision, most of it HMAC, and the new record's "
        f"text before `pwrite64`; and the two log lines, with libpam's and libc's "
        f"calls, before the last `rt_sigprocmask`.\n")
    yield "| call of the module | before it, us | in the kernel, us |"
    yield "|---|---:|---:|"
    for call in t.calls:
        yield f"| {call.name} | {call.before_us:.2f} | {call.in_us:.2f} |"
    between = sum(call.before_us for call in t.calls)
    yield f"| until the end | {t.after_us:.2f} | |"
    yield f"| all | {between + t.after_us:.1f} | {t.kernel_us():.1f} |"


def variant_lines(results):
    yield "| | system calls | instructions |"
    yield "|---|---:|---:|"
    for name in cases.VARIANTS:
        c = results.counts["variant", name]
        yield f"| {name} | {calls(c.auth_calls)} | {thousands(c.auth_instructions)} |"


METHOD = """\
`floor` is the least that remembers a code by replacing a file: open, flock, fstat,
read, one HMAC-SHA-512, a constant-time compare, write of a temporary file, fsync,
rename, close (it does not look whether the name still leads to what it locked, so
of sessions that race two may get in). `floor-dir` also fsyncs the directory, as we
do and the peers do not. `libpam` is a module that prompts and does nothing;
`floor-pam` is `floor-dir` behind PAM with one line in the log: nobody who replaces
a file and logs can be faster. `rows` makes the calls that the requirements ask for
besides, and maps the page for secrets that our architecture asks for; it compares
three steps of the window and logs as many lines. It parses and checks nothing, and
decides nothing: a bound from below for whoever meets the requirements by a file
that is replaced. The module of these three is linked as small as it gets.
`google` and `oath` are Debian's packages with a window of three steps, and for
google a rate limit as ours, DISALLOW_REUSE, and a record of root's for each user
(`user=root`); the rest is their default.

One program logs in by each contestant in turn, in every round in an order drawn
anew; a ratio is taken within a round, and its median over the rounds is what
counts. `a ±b`: the median, and half of what the middle half of the rounds spans.
The program is started anew for each twentieth of the rounds, since a process keeps
whatever luck it has with the places of its memory. `cold` is a process that is
started, links, logs in once and ends. All see the same chosen time of day, a fresh
code at each login, an /etc/passwd of their own and a /dev/log that is read between
the logins. Instructions are callgrind's, with those functions of the C library that
every processor has; system calls are strace's; in brackets with pam_start and
pam_end. `95 %` holds the true median with that certainty, by the ranks of the
processes' medians; a target within it is undecided.
"""


REPEAT = """\
## To repeat it

`./dev bench` (root; some minutes, 3 GiB of memory, 1 GiB of disk) writes this
file; `./dev bench --quick` prints its tables only. `tests/bench/budget` holds
every change to the counts of tests/bench/budget.txt, of ten ways through a login:
instructions and bytes may grow by 3 %, nothing else may, and which calls are made
with which flags stays as it is. They are the same on a slow machine and a busy one,
and planted faults prove that it would notice. What takes longer by the same counts,
as to wait for a lock by spinning, it does not see."""


def document(results):
    today = datetime.date.today().isoformat()
    yield "# Performance\n"
    yield f"Written by `./dev bench` on {today}; not by hand.\n"
    yield "## The machine\n"
    for what, text in results.machine:
        yield f"- {what}: {text}"
    yield "\n## What is measured\n"
    yield METHOD
    yield "## Targets\n"
    yield from summary_text(results)
    yield "| target | limit | measured | 95 % | | the yardstick `rows` |"
    yield "|---|---:|---:|---|---|---:|"
    yield from target_lines(results)
    yield "\nWhat was not met, and why:\n"
    for each in targets(results):
        if each.verdict != "met":
            yield f"- {each.name}: {each.why}"
    yield from remarks(results)
    yield "\n## Time\n"
    yield from table(one_user_rows(results))
    yield "\n## Many users, many sessions\n"
    yield from table((*enrolled_rows(results), *crowd_rows(results)))
    yield ""
    yield from crowd_text(results)
    yield "\n## Counts\n"
    yield from table(count_rows(results))
    yield "\n### System calls of pam_authenticate, right code\n"
    yield from call_lines(results)
    yield "\n### Our system calls in their order, tmpfs\n"
    yield from timeline_lines(results)
    yield "\n### What a setting of ours costs in pam_authenticate\n"
    yield from variant_lines(results)
    yield "\n## Paired ratios\n"
    yield ("A line holds 90 % of the rounds, a bar half of them, the diamond is the "
           "median.\n")
    for title, lines in plots(results):
        yield f"{title}:\n\n```"
        yield from lines
        yield "```\n"
    yield "## A thousand logins a second\n"
    yield from scale_text(results)
    yield "\n## The measurements prove themselves\n"
    yield "| planted | must show | showed | |"
    yield "|---|---|---|---|"
    yield from proof_lines(results)
    yield ""
    yield REPEAT


def show(results):
    """The table of the terminal."""
    rows = (*one_user_rows(results), *enrolled_rows(results),
            *crowd_rows(results), *count_rows(results))
    for line in table(rows):
        print(line)
    print()
    for line in (*target_lines(results), "", *proof_lines(results)):
        print(line)
