# SPDX-License-Identifier: ISC
"""Bugs that the harnesses must find: fuzz/plants/*.txt."""

import concurrent.futures
import os
import pathlib
import sys
import tempfile

import engine
import harness
from harness import FUZZ, NAMES, ROOT, WORK, say

PLANT_SECONDS = 60


class Plant:
    """A bug: "harness NAME", "file PATH", then the - lines become the + lines.

    With "build msan" only MemorySanitizer can see it, on the seeds.
    """

    def __init__(self, path):
        self.name = path.stem
        lines = path.read_text().splitlines()
        words = dict(x.split(" ", 1) for x in lines if x[:1] not in "-+#")
        self.harness, self.file = words["harness"], words["file"]
        self.build = words.get("build", "clang")
        self.old = "".join(f"{x[1:]}\n" for x in lines if x.startswith("-"))
        self.new = "".join(f"{x[1:]}\n" for x in lines if x.startswith("+"))

    def place(self):
        """The file of src/ that it fits: its own, or one that code moved to."""
        own = ROOT / self.file
        others = sorted(own.parent.glob("*.c"))
        for path in [own, *others] if own.exists() else others:
            if self.old and path.read_text().count(self.old) == 1:
                return path
        return None


def all_plants():
    return [Plant(path) for path in sorted((FUZZ / "plants").glob("*.txt"))]


def build(plant, folder):
    """A harness with the bug in it."""
    original = plant.place()
    source = folder / original.name
    target = source.with_suffix(".o")
    binary = folder / f"fuzz_{plant.name}"
    source.write_text(original.read_text().replace(plant.old, plant.new))
    how, name = plant.build, plant.harness
    harness.compile_one(how, source, target)
    replaced = WORK / how / original.parent.name / target.name
    core = [target if x == replaced else x for x in harness.objects(how, name)]
    if target not in core:
        sys.exit(f"fuzz: {plant.file} is in no harness")
    harness.link(how, name, harness.harness(how, name), core, binary)
    return binary


def search(plant, folder):
    """Let a harness look for the bug in it; (result, its output)."""
    binary = build(plant, folder)
    if plant.build == "clang":
        new, out = folder / "new", folder / "out"
        return engine.libfuzzer(
            binary, plant.harness, PLANT_SECONDS, new, out, "-seed=1"
        )
    files = harness.seeds(plant.harness)
    done, cpu, wall = engine.run([binary, *files], env=engine.environment())
    good = done.returncode == 0
    return engine.Result(good, len(files), 0, cpu, wall, ""), done.stdout


def look_for(plant):
    """Build a harness with the bug in it and look for the bug."""
    if plant.place() is None:
        say(f"FAIL {plant.name}: does not fit {plant.file}")
        return False
    with tempfile.TemporaryDirectory() as folder:
        result, text = search(plant, pathlib.Path(folder))
    seen = engine.complaint(text)
    if result.good or seen is None:
        say(f"FAIL {plant.name}: not found in {result.wall_s:.0f} s: {result.finding}")
        return False
    who = "by mutation" if "INITED" in text else "by a seed"
    say(f"ok   {plant.name}: {who} in {result.wall_s:.1f} s: {seen}")
    return True


def plants(only):
    planted = all_plants()
    without = set(NAMES) - {plant.harness for plant in planted}
    results = []
    for name in sorted(without):
        say(f"FAIL {name}: has no plant")
        results.append(False)
    chosen = [x for x in planted if only in (None, x.name, x.harness)]
    # What they share is built once, before several of them need it.
    for build, name in sorted({(x.build, x.harness) for x in chosen}):
        harness.program(build, name)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return results + list(pool.map(look_for, chosen))
