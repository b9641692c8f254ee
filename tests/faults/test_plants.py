# SPDX-License-Identifier: ISC
"""The tests can fail: each bug of plants/ is found."""

import re
import shutil

import pytest

from commands import COMMANDS
from conftest import CLOSING, HERE, Injector
from plant import PLANTS, Plant
from power_cut import record, violations
from records import NOW
from subjects import LOGINS

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
    mode, *options = plant.mode.split()
    text = injector(mode, *options, *words_of(plant, machine, planted(plant),
                                              tmp_path, injector))
    assert int(CLOSING.search(text)[6]) > 0, text
    assert re.search("^FAIL ", text, re.MULTILINE)


def with_another_tracer(machine, baro_tool, tmp_path, old, new, *words):
    """What an injector says that is changed in one place."""
    source = tmp_path / "source"
    shutil.copytree(HERE, source, ignore=shutil.ignore_patterns("__pycache__"))
    tracer = source / "tracer.c"
    text = tracer.read_text()
    assert text.count(old) == 1
    tracer.write_text(text.replace(old, new))
    one = COMMANDS["encrypt"]
    one.put(machine)
    return Injector(tmp_path, source)(*words, *one.options(baro_tool))


@pytest.mark.parametrize("mode, new", [
    ("errors", "false"),
    ("kills", "false"),
    ("kills", "run->calls == fault->at + 1"),
], ids=["no-error", "no-death", "elsewhere"])
def test_fault_that_does_not_come(machine, baro_tool, tmp_path, mode, new):
    """Faults that do not come, or not where they should, are no cases passed."""
    printed = with_another_tracer(machine, baro_tool, tmp_path,
                                  "run->calls == fault->at)", f"{new})", mode)
    assert "did not come there" in printed


@pytest.mark.parametrize("old, new", [
    ("fault->then_at == run->calls", "false"),
    ("fault->then_at == run->calls", "fault->then_at + 1 == run->calls"),
    ("run->killed = true;\n\telse\n", "return;\n\telse\n"),
], ids=["never", "elsewhere", "alive"])
def test_second_that_does_not_come(machine, baro_tool, tmp_path, old, new):
    """Pairs whose second fault does not come, or not where it should, or does
    not kill, are no cases passed."""
    printed = with_another_tracer(machine, baro_tool, tmp_path, old, new,
                                  "pairs", "--share", "0/64")
    assert re.search("did not (come there|die)", printed)
