# SPDX-License-Identifier: ISC
"""That the bench reckons right, and that the whole of it runs.

How long anything takes is never tested: machines differ, and this one does from
one second to the next.  The counts are tests/bench/budget's.
"""

import collections
import dataclasses
import re
import subprocess
import types

import cases
import measure
import plot
import pytest
import stage
import statistic
import targets

# ---------------------------------------------------------------- statistics


def test_summary_is_by_ranks():
    s = statistic.summary(range(101, 0, -1))
    assert (s.count, s.median) == (101, 51)
    assert s.quartiles == (26, 76)
    assert s.tails == (6, 96)
    assert s.sure[0] < s.median < s.sure[1]


def test_more_rounds_are_surer():
    widths = [high - low for n in (100, 10_000)
              for low, high in [statistic.summary([i / n for i in range(n)]).sure]]
    assert widths[1] < widths[0] / 5


def test_rounds_of_one_process_are_not_surer_than_it():
    """Ten processes that agree with themselves, and not with each other."""
    values = [process for process in range(10) for _ in range(100)]
    low, high = statistic.summary(values, 10).sure
    assert (low, high) == (1, 9)
    assert statistic.summary(values).sure == (4, 5)


def test_ratios_are_taken_within_a_round():
    """What slows a whole round is no difference between its contestants."""
    times = measure.Times("".join(
        f"ours {3000 * load} {5000 * load} 1\nfloor {2000 * load} {2500 * load} 1\n"
        for load in (1, 7, 2, 50, 3)))
    assert times.of("ours", "auth") == [3, 21, 6, 150, 9]
    assert times.ratio("ours", "floor", "auth").tails == (1.5, 1.5)
    assert times.ratio("ours", "floor", "total").tails == (2, 2)


def test_rounds_that_are_missing_are_no_ratio():
    times = measure.Times("ours 1 1 1\nours 1 1 1\nfloor 1 1 1\n")
    with pytest.raises(ValueError):
        times.ratio("ours", "floor", "auth")


# ---------------------------------------------------------------------- plot


def test_plot_puts_the_median_where_the_axis_says():
    rows = [(str(v), statistic.summary([v])) for v in (0.5, 1, 2)]
    axis, *lines = plot.plot(rows)
    marks = {m.group(): m.start() for m in re.finditer(r"[\d.]+", axis)}
    assert set(marks) == {"0.5", "1", "2"}
    for line in lines:
        assert line.index("◆") == marks[line.split()[0]]


# -------------------------------------------------------------------- counts

TRACE = """\
1 write(3, "auth{", 5) = 5
1 openat(3, "x", 0) = 4
1 close(4) = 0
1 close(5) = 0
1 write(3, "}auth", 5) = 5
1 close(6) = 0
"""

# main calls bench_login, which calls f of the module, which costs 7 and calls
# g of libc, which costs 5.
PROFILE = """\
ob=(1) driver
fn=(1) bench_login
10 2
cob=(2) /x/pam_baro_auth.so
cfn=(2) f
calls=1 20
11 12
ob=(2)
fn=(2)
20 7
cob=(3) libc.so.6
cfn=(3) g
calls=1 30
21 5
ob=(3)
fn=(3)
30 5
"""


def test_calls_are_those_between_the_marks():
    calls = measure.calls_between(TRACE, "auth{", "}auth")
    assert [measure.name_of(call) for call in calls] == ["openat", "close", "close"]


@pytest.mark.parametrize("call, kind", [
    ('openat(AT_FDCWD, "/X_Y O_SYNC", O_WRONLY|O_CREAT|O_EXCL, 0600) = 5',
     "openat AT_FDCWD O_WRONLY|O_CREAT|O_EXCL 0600"),
    ("mlock2(0x7f0001, 69632, MLOCK_ONFAULT) = 0", "mlock2 MLOCK_ONFAULT"),
    ("mlock2(0x7f0001, 69632, 0) = -1 ENOMEM (Cannot allocate memory)", "mlock2"),
    ("rt_sigprocmask(SIG_BLOCK, ~[RTMIN RT_1], [], 8) = 0",
     "rt_sigprocmask SIG_BLOCK"),
    ('fstat(3, {st_mode=S_IFREG|0400, st_dev=makedev(0, 0x1f), x={A_B=[C_D]}}) = 0',
     "fstat"),
    ('sendto(4, "a \\") = O_SYNC"..., 9, MSG_NOSIGNAL, NULL, 0) = 9',
     "sendto MSG_NOSIGNAL")])
def test_kind_of_a_call(call, kind):
    """Its flags and modes; nothing out of texts, structures, results."""
    assert measure.kind_of(call) == kind


def test_costs_are_told_by_object_and_with_what_is_called():
    own, inclusive = measure.costs(PROFILE)
    assert own == {"driver": 2, "/x/pam_baro_auth.so": 7, "libc.so.6": 5}
    assert inclusive == {"f": 12, "g": 5}


# ------------------------------------------------------------------ timeline


def test_timeline_is_of_the_usual_login():
    """1 us of libpam, a call of 2, 3 of ours, a call of 4, 5 until the end; and
    a login that made another call."""
    usual = "15000 1:1000:3000 2:6000:10000\n"
    line = measure.read_timeline(
        f"{usual}99000 1:9000:90000 3:91000:92000\n{usual}",
        {1: "first", 2: "second", 3: "other"})
    assert [call.name for call in line.calls] == ["first", "second"]
    assert [call.before_us for call in line.calls] == [1, 3]
    assert [call.in_us for call in line.calls] == [2, 4]
    assert (line.after_us, line.auth_us) == (5, 15)
    assert (line.kernel_us(), line.kernel_us("second")) == (6, 4)
    assert line.before_us("second") == 3


# --------------------------------------------------------------------- scale


def crowd(logins=100, accepted=100, cpu_s=0.1, wall_s=1.0, name="baro"):
    return measure.Crowd(name, logins, accepted, wall_s, cpu_s, cpu_s, 1, 1, 1)


def pace(run):
    return cases.Pace(run.logins, run, flushes=2, queue_ms=1)


def scale(login_us, paced_us, idle_s=0.05):
    """Of a machine that is busy for idle_s of each second all the same."""
    paces = [pace(crowd(rate, rate, idle_s + rate * paced_us / 1e6))
             for rate in (100, 200, 300, 400)]
    return cases.Scale(0, [crowd(cpu_s=100 * login_us / 1e6)], crowd(), paces)


def test_slope_is_of_each_login_more():
    s = scale(300, 330)
    assert s.login_us == pytest.approx(300)
    assert s.slope_us == pytest.approx(330)
    assert s.share == pytest.approx(1.1)
    assert s.line[1] == pytest.approx(0.05)
    assert s.confirms


def test_others_are_what_is_left():
    run = dataclasses.replace(crowd(logins=1000, wall_s=2, cpu_s=0.5), busy_s=1.3)
    s = dataclasses.replace(scale(300, 330), idle=0.1)
    assert s.others_us(pace(run)) == pytest.approx(600)


def test_typical_is_the_run_in_the_middle():
    runs = [crowd(wall_s=w, name=n) for n, w in (
        ("baro", 1), ("google", 9), ("baro", 3), ("google", 9), ("baro", 2))]
    assert cases.typical(runs, "baro").wall_s == 2


@pytest.mark.parametrize("paced_us", (150, 450))
def test_another_slope_does_not_confirm_the_model(paced_us):
    assert not scale(300, paced_us).confirms


# ------------------------------------------------------------------- targets


@pytest.mark.parametrize("value, sure, verdict", (
    (0.9, (0.8, 0.95), "met"),
    (0.9, (0.8, 1.01), "undecided"),
    (1.1, (0.99, 1.2), "undecided"),
    (1.01, (1.0049, 1.2), "undecided"),
    (1.1, (1.05, 1.2), "**missed**"),
    (1, None, "met"),
    (2, None, "**missed**"),
))
def test_verdict_is_no_surer_than_the_figure(value, sure, verdict):
    target = targets.Target("t", 0, 1, value, sure, None, 2, "")
    assert target.verdict == verdict


# --------------------------------------------------------------- correctness


def results(crowds=(), one_code=(), paced=(), alone=()):
    """As far as correctness looks at them."""
    scaled = cases.Scale(0, [crowd(), *alone], crowd(),
                         list(map(pace, (crowd(), *paced))))
    return types.SimpleNamespace(
        crowds={"tmpfs": [crowd(), *crowds]},
        one_code={"tmpfs": [crowd(64, 1), *one_code]}, scale=scaled)


def test_a_run_without_a_wrong_verdict_is_correct():
    assert targets.is_correct(results())
    assert targets.is_correct(
        results(crowds=[crowd(accepted=0, name="oath")],
                one_code=[crowd(64, 23, name="google")])), "theirs, not ours"


@pytest.mark.parametrize("wrong", (
    {"one_code": [crowd(64, 2)]},
    {"one_code": [crowd(64, 0)]},
    {"crowds": [crowd(accepted=99)]},
    {"paced": [crowd(accepted=99)]},
    {"alone": [crowd(accepted=99)]},
), ids=("a code twice", "a code never", "refused", "refused at a pace",
        "refused alone"))
def test_one_wrong_verdict_is_seen(wrong):
    assert not targets.is_correct(results(**wrong))


# ----------------------------------------------------------------- the whole


@pytest.fixture(scope="module")
def whole():
    """What the full run would write, of the smallest one."""
    before = DOCUMENT.read_text()
    done = subprocess.run([stage.HERE / "run", "--smallest"], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
    assert DOCUMENT.read_text() == before
    return done.stdout


DOCUMENT = stage.ROOT / "docs/PERFORMANCE.md"


def table(text, head):
    """(head, rows) of the first table whose head begins so."""
    after = text[text.index(f"\n| {head}") + 1:].split("\n\n")[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")]
             for line in after.splitlines()]
    return lines[0], lines[2:]


def test_every_target_is_measured(whole):
    _, rows = table(whole, "target ")
    assert len(rows) == 17
    for name, _, value, sure, verdict, _ in rows:
        assert re.fullmatch(r"[\d,.]+", value), name
        assert sure or verdict != "undecided", name
        assert verdict in ("met", "undecided", "**missed**"), name


def test_a_missed_target_is_explained(whole):
    _, rows = table(whole, "target ")
    explained = dict(re.findall(r"^- (.*?): (\S.*)$", whole, re.M))
    for name, *_, verdict, _ in rows:
        if verdict != "met":
            assert len(explained[name]) > 20, name


def test_calls_in_their_order_are_those_that_are_counted(whole):
    """But for libpam's and libc's, which do not go through the module."""
    head, counted = table(whole, "call | floor ")
    ours = {row[0]: int(row[head.index("baro")] or 0) for row in counted}
    _, rows = table(whole, "call of the module ")
    *calls, until, total = rows
    assert (until[0], total[0]) == ("until the end", "all")
    in_order = collections.Counter(row[0] for row in calls)
    assert len(calls) > 30
    for name, count in in_order.items():
        assert count <= ours[name], name
    assert in_order["fsync"] == ours["fsync"]
    kernel = sum(float(row[2]) for row in calls)
    assert kernel == pytest.approx(float(total[2]), abs=0.3)


@pytest.mark.parametrize("part, figures", (("Time", 20), ("Counts", 8)))
def test_every_case_has_every_contestant(whole, part, figures):
    """Of the counts those of calls and instructions: a floor has no object."""
    head, rows = table(whole[whole.index(f"\n## {part}"):], "case ")
    assert head[2:] == list(cases.ALL)
    assert len(rows) >= figures
    for row in rows[:figures]:
        assert all(row[1:]), row


def test_plots_have_a_line_for_each_file_system_and_rival(whole):
    drawn = re.findall(r"^(tmpfs|ext4j) (\S+) .*◆", whole, re.M)
    assert collections.Counter(drawn) == {
        (fs, name): 4 for fs in stage.FILE_SYSTEMS
        for name in ("floor-pam", "rows", "oath", "baro")}


def test_the_planted_call_is_seen(whole):
    _, rows = table(whole, "planted ")
    assert [row[-1] for row in rows] == ["seen"]


def labels(text):
    """Headings, and what stands first in the lines of tables."""
    return re.findall(r"^(#+ .*|\| [^|]*\|)", text, re.M)


def without_figures(text):
    """Labels but those that are measured themselves; and but getrandom, which
    libc's mkstemp, for pam_google_authenticator, calls now and then."""
    return {re.sub(r" +", " ", label) for label in labels(text)
            if not re.search(r"^\| ([\d,.]+ (us|\|)|getrandom )|same module twice",
                             label)}


def test_the_document_was_written_by_this_program(whole):
    """docs/PERFORMANCE.md has what a run says now, but for the figures."""
    assert without_figures(whole) == without_figures(DOCUMENT.read_text())
