# SPDX-License-Identifier: ISC
"""libFuzzer and AFL++: one run of one harness, and what came of it."""

import ctypes
import dataclasses
import os
import re
import resource
import shutil
import subprocess
import time

from harness import FUZZ, WORK, program

INPUT_BYTES_MAX = 8192
AFL_SETTINGS = (
    "SKIP_CPUFREQ I_DONT_CARE_ABOUT_MISSING_CRASHES NO_UI NO_AFFINITY QUIET"
).split()


@dataclasses.dataclass
class Result:
    good: bool
    executions: int
    edges: int
    cpu_s: float
    wall_s: float
    finding: str  # empty, or what was found


def environment():
    return os.environ | {
        "ASAN_OPTIONS": "abort_on_error=1:detect_leaks=1:symbolize=1",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        "ASAN_SYMBOLIZER_PATH": "/usr/bin/llvm-symbolizer-14",
    }


def run(command, **options):
    """Run a program; (its end with its output, CPU seconds, seconds)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    )
    wall = time.monotonic() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done, cpu, wall


def adopt():
    """Become the parent of what our children leave behind."""
    set_child_subreaper = 36  # <linux/prctl.h>
    ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def bury():
    """Wait for those: only then is their CPU time counted."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def last_number(pattern, text):
    matches = re.findall(pattern, text)
    return int(matches[-1]) if matches else 0


def complaint(text):
    """The line of the output that says what was found."""
    for line in text.splitlines():
        if re.search(r"does not hold|ERROR: |runtime error|WARNING: Mem", line):
            return line.strip().replace(f"{FUZZ}/", "")
    return None


def libfuzzer(binary, name, seconds, found, crashes, *options):
    """A libFuzzer binary, for so many seconds; (result, its output)."""
    found.mkdir(parents=True, exist_ok=True)
    crashes.mkdir(parents=True, exist_ok=True)
    command = [binary, f"-max_total_time={seconds}", "-print_final_stats=1"]
    command += [f"-max_len={INPUT_BYTES_MAX}", "-timeout=60", "-rss_limit_mb=2048"]
    command += ["-use_value_profile=1", f"-artifact_prefix={crashes}/{name}-"]
    dictionary = FUZZ / f"{name}.dict"
    if dictionary.exists():
        command.append(f"-dict={dictionary}")
    command += [*options, found, FUZZ / "corpus" / name]
    done, cpu, wall = run(command, env=environment())
    executions = last_number(r"number_of_executed_units: *(\d+)", done.stdout)
    edges = last_number(r" cov: (\d+)", done.stdout)
    finding = complaint(done.stdout) or ""
    good = done.returncode == 0 and executions > 0
    if not good and not finding:
        finding = f"exit {done.returncode}"
    return Result(good, executions, edges, cpu, wall, finding), done.stdout


def afl(name, seconds):
    """A harness with AFL++; its queue is then run under the sanitizers too."""
    binary = program("afl", name)
    out = WORK / "afl/out" / name
    inputs = WORK / "afl/in" / name
    for folder in (out, inputs):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for folder in (FUZZ / "corpus" / name, WORK / "corpus" / name):
        for file in folder.glob("*"):
            shutil.copy(file, inputs)
    command = ["afl-fuzz", "-V", str(seconds), "-t", "30000"]
    command += ["-i", inputs, "-o", out]
    if (FUZZ / f"{name}.dict").exists():
        command += ["-x", FUZZ / f"{name}.dict"]
    settings = {f"AFL_{word}": "1" for word in AFL_SETTINGS}
    # The harness outlives the fork server by a moment, and is not waited for.
    adopt()
    done, cpu, wall = run([*command, "--", binary], env=os.environ | settings)
    cpu += bury()
    (out / "log").write_text(done.stdout)
    stats = out / "default/fuzzer_stats"
    stats = stats.read_text() if stats.exists() else ""
    executions = last_number(r"execs_done *: (\d+)", stats)
    crashes = last_number(r"saved_crashes *: (\d+)", stats)
    hangs = last_number(r"saved_hangs *: (\d+)", stats)
    finding = ""
    if crashes or hangs:
        finding = f"{crashes} crashes, {hangs} hangs in {out}"
    elif done.returncode != 0 or executions == 0:
        finding = f"exit {done.returncode}, see {out}/log"
    else:
        finding = replay_queue(name, out / "default/queue")
    edges = last_number(r"edges_found *: (\d+)", stats)
    return Result(finding == "", executions, edges, cpu, wall, finding)


def replay_queue(name, queue):
    """Run AFL++'s inputs under the sanitizers, and keep what adds coverage.

    What they say, or "".
    """
    crashes = WORK / "found" / name
    found = WORK / "corpus" / name
    for folder in (crashes, found):
        folder.mkdir(parents=True, exist_ok=True)
    before = set(crashes.iterdir())
    command = [program("clang", name), "-merge=1", f"-max_len={INPUT_BYTES_MAX}"]
    command += [f"-artifact_prefix={crashes}/{name}-", found]
    command += [FUZZ / "corpus" / name, queue]
    done, _, _ = run(command, env=environment())
    if new := sorted(set(crashes.iterdir()) - before):
        return f"{complaint(done.stdout)}, see {new[0]}"
    return "" if done.returncode == 0 else f"merge ends with {done.returncode}"
