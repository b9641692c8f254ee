# SPDX-License-Identifier: ISC
"""The power is cut after each call that changes a file (power_cut.py): the
record is the old one or the new one, whole; and once the verdict is out, it is
the new one."""

import pytest

from commands import CHANGES, COMMANDS, FORCE
from conftest import tell
from power_cut import record, violations, without
from records import NOW
from subjects import LOGINS, UPDATES


def is_temporary(name):
    return name.endswith("~")


def check(log, syncs):
    """Nothing is lost; and if any one fsync(2) had been left out, something
    would be: the model sees it."""
    assert list(violations(log, is_temporary)) == []
    tell("power cuts, states of the folder", log.tried)
    assert sum(step.kind == "sync" for step in log.steps) == syncs
    for which in range(syncs):
        assert list(violations(without(log, which), is_temporary)), which


@pytest.mark.parametrize("name", UPDATES)
def test_login(machine, baro_module, injector, tmp_path, name):
    """A login, whatever its verdict, counts for good when that is told.

    rows: D-04 D-06 F-086
    """
    one = LOGINS[name]
    one.put(machine)
    one.stack(tmp_path, baro_module)
    log = record(one.folder, [injector.program, "run", "--now", NOW,
                              *one.words(tmp_path)])
    assert 0 < log.answered <= len(log.steps)
    check(log, 2)


@pytest.mark.parametrize("name", CHANGES)
def test_command(machine, baro_tool, name):
    """A command that ended with 0 has changed the record for good.

    rows: C-020 D-04 F-086
    """
    one = COMMANDS[name]
    one.put(machine)
    log = record(one.folder, [baro_tool, *one.words.split()])
    check(log, 4 if one.words == FORCE else 2)
