# SPDX-License-Identifier: ISC
"""Every system call and every allocation fails in turn (PEERS T01), and every
system call is the last one before a death."""

import shutil

import pytest

from subjects import ASKED, LOGINS, PAIRED, PERM_DENIED, SUCCESS, UPDATES

PERMIT = "auth required pam_permit.so"


@pytest.fixture
def login(machine, baro_module, tmp_path, injector):
    """Prepare one of LOGINS; (the login, the command line of inject.c)."""
    def prepared(name, before=()):
        one = LOGINS[name]
        one.put(machine)
        one.stack(tmp_path, baro_module, before)
        return one, one.words(tmp_path)

    def with_third_state(name, **options):
        if name not in ASKED:
            return prepared(name, **options)
        asked, words = prepared(ASKED[name])
        injector.run(*words)
        also = tmp_path / "also"
        also.mkdir(exist_ok=True)
        shutil.copy2(asked.path, also)
        one, words = prepared(name, **options)
        return one, ["--also", also, *words]
    return with_third_state


@pytest.mark.parametrize("name", LOGINS)
def test_what_they_come_to(injector, login, name):
    """Undisturbed, each login has its result, and the record is after it what
    it has to be: this is what success is measured by below."""
    one, words = login(name)
    assert injector.run(*words) == one.result
    assert one.moved()


@pytest.mark.parametrize("name", LOGINS)
def test_T01_alone(injector, login, name):
    """The module is the only one of its stack: no failure is a success, and
    none makes it stand aside (PAM_IGNORE).

    rows: P-060 D-06 D-11 M-13
    """
    _, words = login(name)
    injector.all("errors", "login, calls x errors", *words)
    injector.all("allocations", "login, allocations and clock", *words)


@pytest.mark.parametrize("name", LOGINS)
def test_T01_after_permit(injector, login, name):
    """Another module has said yes: if ours stood aside, that would count.

    rows: P-060 D-06 D-11
    """
    one, words = login(name, before=[PERMIT])
    result = injector.run(*words)
    assert result == (SUCCESS if one.result == PERM_DENIED else one.result)
    _, words = login(name, before=[PERMIT])
    injector.all("errors", "login after pam_permit, calls x errors",
                 "--once", *words)
    injector.all("allocations", "login after pam_permit, allocations and "
                 "clock", *words)


@pytest.mark.parametrize("name", PAIRED)
def test_T01_twice(injector, login, share, name):
    """After each call that fails a second one fails, or the process dies, at
    each later call: on the way out, where things are cleared up.

    rows: P-060 D-06 D-11 M-13
    """
    _, words = login(name)
    injector.all("pairs", "login, pairs", "--inner", *share, *words)


@pytest.mark.parametrize("name", UPDATES)
def test_killed(injector, login, name):
    """The process dies at each of its calls: the record is the old or the new
    one; a code that was accepted is not accepted again, one that was not is;
    the next code gets in, and what lay about is gone.

    rows: D-04 D-06 D-07 F-086
    """
    _, words = login(name)
    injector.all("kills", "login, deaths", *words)
