# SPDX-License-Identifier: ISC
"""Every system call and every allocation of the tool fails in turn (PEERS
T01), and every system call is the last one before a death.  The calls of the
loader, before main(), are among them."""

import pytest

from commands import CHANGES, COMMANDS, PAIRED


@pytest.fixture
def command(machine, baro_tool):
    """Prepare one of COMMANDS; (the command, the command line of inject.c)."""
    def prepared(name):
        one = COMMANDS[name]
        one.put(machine)
        return one, one.options(baro_tool)
    return prepared


@pytest.mark.parametrize("name", COMMANDS)
def test_T01_tool(injector, command, name):
    """Exit 0 means that everything was done and everything was said, and
    any other that each file is whole and that nothing lies about.

    rows: C-020 F-086 M-11 M-13
    """
    one, words = command(name)
    assert injector.run(*words) == one.status
    _, words = command(name)
    injector.all("errors", "tool, calls x errors", *words)
    injector.all("allocations", "tool, allocations and clock", "--preload",
                 injector.steer, *words)


@pytest.mark.parametrize("name", PAIRED)
def test_T01_tool_twice(injector, command, share, name):
    """After each call that fails a second one fails, or the process dies, at
    each later call.

    rows: C-020 F-086 M-11 M-13
    """
    _, words = command(name)
    injector.all("pairs", "tool, pairs", "--inner", *share, *words)


@pytest.mark.parametrize("name", CHANGES)
def test_killed_tool(injector, command, name):
    """It dies at each of its calls: each file is the old or the new one, and
    the next command works and clears up.

    rows: C-020 D-04 F-086
    """
    _, words = command(name)
    injector.all("kills", "tool, deaths", *words)
