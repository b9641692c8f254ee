# SPDX-License-Identifier: ISC
"""A campaign: so many CPU-hours over the harnesses, libFuzzer and AFL++ both.

CPU time is counted, not time, so that a machine that is busy with other work
does not flatter the figures.  Each run adds a line to .tools/fuzz/campaign.jsonl,
from which the table is made: a campaign can be stopped and gone on with.
"""

import json
import subprocess

import engine
from harness import NAMES, ROOT, WORK, program, say

JOURNAL = WORK / "campaign.jsonl"
# How long a run is: what has more behind it gets more of the time.
WEIGHTS = {"record": 4, "decide": 4, "pam": 6, "location": 2, "argument": 2}
SECONDS = 40
ENGINES = ("libFuzzer", "AFL++")


def commit():
    done = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "--short", "HEAD"],
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.strip()


def run_once(name, which, seconds):
    if which == "AFL++":
        return engine.afl(name, seconds)
    result, text = engine.libfuzzer(
        program("clang", name),
        name,
        seconds,
        WORK / "corpus" / name,
        WORK / "found" / name,
    )
    if not result.good:
        (WORK / "found" / name / "log").write_text(text)
    return result


def turn(name, which):
    """One run, told to the journal; its CPU seconds and whether all is well."""
    result = run_once(name, which, SECONDS * WEIGHTS.get(name, 1))
    row = {
        "commit": commit(),
        "name": name,
        "engine": which,
        "executions": result.executions,
        "edges": result.edges,
        "cpu_s": round(result.cpu_s, 1),
        "wall_s": round(result.wall_s, 1),
        "finding": result.finding,
    }
    with open(JOURNAL, "a") as journal:
        journal.write(json.dumps(row) + "\n")
    say(
        f"{'ok  ' if result.good else 'FAIL'} {which} {name}: "
        f"{result.executions} executions, {result.edges} edges, "
        f"{result.cpu_s:.0f} CPU-s in {result.wall_s:.0f} s {result.finding}"
    )
    return result.cpu_s, result.good


def campaign(hours, names):
    """Rounds over the harnesses until the CPU time is used up."""
    used = 0.0
    results = []
    while used < hours * 3600:
        for name in names:
            for which in ENGINES:
                cpu_s, good = turn(name, which)
                used += cpu_s
                results.append(good)
    return results


def rows():
    if not JOURNAL.exists():
        return []
    return [json.loads(line) for line in JOURNAL.read_text().splitlines()]


def line(name, of):
    cells = [f"`{name}`" if name in NAMES else name]
    for which in ENGINES:
        mine = [row for row in of if row["engine"] == which]
        cells.append(f"{sum(row['executions'] for row in mine):,}")
        if name in NAMES:
            cells.append(str(max((row["edges"] for row in mine), default=0)))
        else:
            cells.append("")
        cells.append(f"{sum(row['cpu_s'] for row in mine):,.0f}")
    cells.append(str(sum(row["finding"] != "" for row in of)))
    return f"| {' | '.join(cells)} |"


def table():
    """All that the journal holds, as docs/FUZZING.md prints it."""
    all_rows = rows()
    lines = [
        "| harness | libFuzzer: executions | edges | CPU s "
        "| AFL++: executions | edges | CPU s | findings |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in NAMES:
        lines.append(line(name, [row for row in all_rows if row["name"] == name]))
    lines.append(line("sum", all_rows))
    hours = sum(row["cpu_s"] for row in all_rows) / 3600
    commits = sorted({row["commit"] for row in all_rows})
    lines += ["", f"{hours:.2f} CPU-hours; commits: {', '.join(commits)}"]
    return "\n".join(lines)
