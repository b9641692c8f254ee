# SPDX-License-Identifier: ISC
"""The tests can fail: each bug of plants/ is found.  A file there says which
of the logins or commands shows it, in which mode of the injector, and where
the lines with - become those with +."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from commands import COMMANDS
from conftest import CLOSING
from power_cut import record, violations
from records import NOW
from subjects import LOGINS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLANTS = sorted(path.stem for path in (HERE / "plants").glob("*.txt"))
MADE_OF = ("abi", "build.zig", "build.zig.zon", "docs", "packaging", "src")


class Plant:
    def __init__(self, name):
        lines = (HERE / "plants" / f"{name}.txt").read_text().splitlines()
        assert lines[0].startswith("# ")
        self.kind, self.subject = lines[1].split(" ", 1)
        self.mode = lines[2]
        self.file = lines[3].removeprefix("file ")
        self.hunks = []
        for hunk in "\n".join(lines[4:]).split("\n\n"):
            old, new = ("".join(line[1:] + "\n" for line in hunk.splitlines()
                                if line[0] == sign) for sign in "-+")
            self.hunks.append((old, new))

    def apply(self, text):
        for old, new in self.hunks:
            assert text.count(old) == 1, f"does not fit {self.file}: {old}"
            text = text.replace(old, new)
        return text


@pytest.fixture(scope="session")
def workshop(tmp_path_factory):
    """A copy of what the product is made of, to plant bugs in."""
    folder = tmp_path_factory.mktemp("workshop")
    for name in MADE_OF:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    (folder / ".deps").symlink_to(ROOT / ".deps")
    return folder


@pytest.fixture
def planted(workshop):
    """Build the product with a bug in it; its folder."""
    changed = []

    def build(plant):
        file = workshop / plant.file
        changed.append((file, file.read_text()))
        file.write_text(plant.apply(changed[0][1]))
        subprocess.run([os.environ["ZIG"], "build"], cwd=workshop, check=True)
        return workshop / "zig-out"
    yield build
    for file, text in changed:
        file.write_text(text)


def found_by_cuts(plant, machine, built, folder, injector):
    """Whether power_cut.py finds it, in a login."""
    one = LOGINS[plant.subject]
    one.put(machine)
    one.stack(folder, built / "lib/security/pam_baro_auth.so")
    log = record(one.folder, [injector.program, "run", "--now", NOW,
                              *one.words(folder)])
    return any(violations(log, lambda name: name.endswith("~")))


def words_of(plant, machine, built, folder, injector):
    if plant.kind == "login":
        one = LOGINS[plant.subject]
        one.put(machine)
        one.stack(folder, built / "lib/security/pam_baro_auth.so")
        return one.words(folder)
    one = COMMANDS[plant.subject]
    one.put(machine)
    words = one.options(built / "bin/baro_auth")
    return words if plant.mode != "allocations" else \
        ["--preload", injector.steer, *words]


@pytest.mark.parametrize("name", PLANTS)
def test_found(injector, machine, planted, tmp_path, name):
    """The planted bug is found."""
    plant = Plant(name)
    if plant.mode == "power cuts":
        assert found_by_cuts(plant, machine, planted(plant), tmp_path,
                             injector)
        return
    text = injector(plant.mode, *words_of(plant, machine, planted(plant),
                                          tmp_path, injector))
    assert int(CLOSING.search(text)[6]) > 0, text
    assert re.search("^FAIL ", text, re.MULTILINE)
