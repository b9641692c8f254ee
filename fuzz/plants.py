# SPDX-License-Identifier: ISC
"""Bugs that the harnesses must find: fuzz/plants/*.txt."""

import pathlib
import sys
import tempfile

import engine
from harness import FUZZ, NAMES, ROOT, WORK, compile_one, harness, link, objects, say

PLANT_SECONDS = 60


class Plant:
    """A bug: "harness NAME", "file PATH", then the - lines become the + lines."""

    def __init__(self, path):
        self.name = path.stem
        lines = path.read_text().splitlines()
        words = dict(x.split(" ", 1) for x in lines if x[:1] not in "-+#")
        self.harness, self.file = words["harness"], words["file"]
        self.old = "".join(f"{x[1:]}\n" for x in lines if x.startswith("-"))
        self.new = "".join(f"{x[1:]}\n" for x in lines if x.startswith("+"))

    def apply(self):
        text = (ROOT / self.file).read_text()
        if not self.old or text.count(self.old) != 1:
            return None
        return text.replace(self.old, self.new)


def all_plants():
    return [Plant(path) for path in sorted((FUZZ / "plants").glob("*.txt"))]


def build(plant, folder):
    """A harness with the bug in it."""
    original = ROOT / plant.file
    source = folder / original.name
    target = source.with_suffix(".o")
    binary = folder / f"fuzz_{plant.name}"
    source.write_text(plant.apply())
    compile_one("clang", source, target)
    replaced = WORK / "clang" / original.parent.name / target.name
    core = [target if x == replaced else x for x in objects("clang", plant.harness)]
    if target not in core:
        sys.exit(f"fuzz: {plant.file} is in no harness")
    link("clang", plant.harness, harness("clang", plant.harness), core, binary)
    return binary


def look_for(plant, folder):
    """Build a harness with the bug in it and look for the bug."""
    if plant.apply() is None:
        say(f"FAIL {plant.name}: does not fit {plant.file}")
        return False
    result, text = engine.libfuzzer(
        build(plant, folder),
        plant.harness,
        PLANT_SECONDS,
        folder / "new",
        folder / "out",
        "-seed=1",
    )
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
    for plant in planted:
        if only in (None, plant.name, plant.harness):
            with tempfile.TemporaryDirectory() as folder:
                results.append(look_for(plant, pathlib.Path(folder)))
    return results
