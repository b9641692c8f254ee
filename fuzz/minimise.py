# SPDX-License-Identifier: ISC
"""Take over from a campaign what the committed corpus does not reach.

libFuzzer picks the smallest inputs that add an edge; llvm-cov says in which
function of src/ they add a branch, and so gives them their names.  What adds
nothing in src/ stays out.
"""

import os
import shutil
import subprocess
import tempfile

import coverage
import engine
from harness import FUZZ, WORK, program, say, seeds


def reached(name, files):
    """{(path, function, line, column, outcome)} that these inputs reach."""
    binary = program("coverage", name)
    with tempfile.TemporaryDirectory() as folder:
        counts = {"LLVM_PROFILE_FILE": f"{folder}/counts"}
        subprocess.run(
            [binary, *files],
            check=True,
            stderr=subprocess.DEVNULL,
            env=os.environ | counts,
        )
        found = coverage.read([binary], folder)
    return {
        (path, file.function(place[0]), *place)
        for path, file in found.items()
        for place, count in file.branches.items()
        if count > 0
    }


def additions(name):
    """What was found and adds an edge, smallest first, in a new folder."""
    folder = WORK / "minimised" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for seed in seeds(name):
        shutil.copy(seed, folder)
    known = {path.name for path in folder.iterdir()}
    command = [program("clang", name), "-merge=1", "-use_counters=0"]
    command += [f"-max_len={engine.INPUT_BYTES_MAX}", folder]
    engine.run([*command, WORK / "corpus" / name], env=engine.environment())
    new = [path for path in folder.iterdir() if path.name not in known]
    return sorted(new, key=lambda path: path.stat().st_size)


def free_name(folder, function):
    n = 1
    while (folder / f"reaches-{function}-{n}").exists():
        n += 1
    return folder / f"reaches-{function}-{n}"


def minimise(name):
    """Add to a corpus; how many inputs it is more."""
    corpus = FUZZ / "corpus" / name
    have = reached(name, seeds(name))
    added = 0
    for path in additions(name):
        new = reached(name, [path]) - have
        if not new:
            continue
        have |= new
        target = free_name(corpus, min(new)[1])
        shutil.copy(path, target)
        say(f"{name}: {target.name}, {path.stat().st_size} bytes")
        added += 1
    return added
