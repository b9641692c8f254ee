# SPDX-License-Identifier: ISC
"""The tests can fail: each bug of plants/ is found."""

import re

import pytest

from commands import COMMANDS
from conftest import CLOSING
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
