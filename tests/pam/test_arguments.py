# SPDX-License-Identifier: ISC
"""The module's arguments (requirements 1.2)."""

import itertools

import pytest

from host import ECHO_OFF, PER_USER, PROMPT, PROMPT_FORWARD
from messages import message
from records import KEY, NOW, Record, code, seal
from sandbox import CONFIG, STORE

ALICE = STORE / "alice"
SECRET = f"secret={STORE}/$[USER]"


@pytest.mark.parametrize("arguments, line", [
    ("encrypt=no", message("M-29")),
    ("secret= encrypt=no", message("M-29")),
    ("secret=/${SHELL} encrypt=no", message("M-29")),
    ("secret=/$USER encrypt=no", message("M-29")),
    ("secret=/${USER encrypt=no", message("M-29")),
    ("secret=/$(USER) encrypt=no", message("M-29")),
    ("secret=/$[USER} encrypt=no", message("M-29")),
    ("secret=~alice/x encrypt=no", message("M-29")),
    ("secret=~ encrypt=no", message("M-29")),
    (SECRET, message("M-30")),
    (f"{SECRET} encrypt=", message("M-30")),
    (f"{SECRET} encrypt=YES", message("M-30")),
    (f"{SECRET} encrypt=true", message("M-30")),
    (f"{SECRET} encrypt", message("M-58", "encrypt")),
    (f"{SECRET} encrypt=no encrypt=no", message("M-58", "encrypt=no")),
    (f"{SECRET} encrypt=no encrypt=yes", message("M-58", "encrypt=yes")),
    (f"{SECRET} encrypt=no secret=/x", message("M-58", "secret=/x")),
    (f"{SECRET} encrypt=no nullok nullok", message("M-58", "nullok")),
    (f"{SECRET} encrypt=no use_first_pass try_first_pass",
     message("M-58", "try_first_pass")),
    (f"{SECRET} encrypt=no Nullok", message("M-58", "Nullok")),
    (f"{SECRET} encrypt=no null_ok", message("M-58", "null_ok")),
    (f"{SECRET} encrypt=no nullok=yes", message("M-58", "nullok=yes")),
    (f"{SECRET} encrypt=no debug=1", message("M-58", "debug=1")),
    (f"{SECRET} encrypt=no unenrolled", message("M-58", "unenrolled")),
    (f"{SECRET} encrypt=no unenrolled=yes", message("M-58", "unenrolled=yes")),
    ("SECRET=/x encrypt=no", message("M-58", "SECRET=/x")),
    ("secrt=/x encrypt=no", message("M-58", "secrt=/x"))])
def test_mistakes(pam, machine, arguments, line):
    """A mistake in the stack never weakens it: it is logged, nobody is asked
    and nobody gets in, whatever the record says.

    rows: P-010 P-011 P-016 P-024 P-025 P-034 P-033 D-12 M-29 M-30 M-58
    """
    machine.put(ALICE, Record())
    pam.ours(arguments, place="")
    outcome = pam.login()
    assert outcome.code == "SERVICE_ERR"
    assert outcome.log == [line]
    assert outcome.prompts == []


@pytest.mark.parametrize("path", ["relative/path", "/a/../b", "/a//b", "/a/",
                                  "/a/./b", "$[USER]", "/", "/a/${USER}/.."])
@pytest.mark.parametrize("user", ["alice", "mallory"])
def test_paths_that_are_none(pam, machine, path, user):
    """What the words give is only known once the user is: everybody is asked,
    and refused.

    rows: P-010 P-034 P-044 M-29
    """
    pam.ours(f"secret={path} encrypt=no", place="")
    outcome = pam.login(user=user)
    assert outcome.prompts == [(ECHO_OFF, PROMPT)]
    if user == "alice":
        assert outcome.code == "SERVICE_ERR"
        assert outcome.log == [message("M-29")]
    else:
        assert outcome.code == "USER_UNKNOWN"
        assert outcome.log[0] == message("M-04", "mallory")


@pytest.mark.parametrize("order", list(itertools.permutations(
    ["nullok", SECRET, "encrypt=no"])))
def test_any_order(pam, machine, order):
    """
    rows: P-016
    """
    machine.put(ALICE, Record())
    pam.ours(" ".join(order), place="")
    assert pam.login().code == "SUCCESS"


@pytest.mark.parametrize("arguments, prompt", [
    ("", PROMPT), ("nullok", PROMPT), ("forward_pass", PROMPT_FORWARD),
    ("nullok forward_pass", PROMPT_FORWARD),
    ("forward_pass nullok", PROMPT_FORWARD)])
def test_modes(pam, machine, arguments, prompt):
    """
    rows: P-012 P-013 P-014 P-015 P-040 P-041 P-042 P-043
    """
    machine.put(ALICE, Record())
    pam.ours(arguments)
    outcome = pam.login()
    assert outcome.code == "SUCCESS"
    assert outcome.prompts == [(ECHO_OFF, prompt)]
    assert outcome.texts.count(message("M-77")[1]) == (
        1 if "nullok" in arguments and "forward" in arguments else 0)


@pytest.mark.parametrize("place", ["", "record"])
@pytest.mark.parametrize("answer", ["", "000000"])
def test_nullok_skips_nothing(pam, machine, place, answer):
    """Neither an empty answer nor a missing record lets anybody pass.

    rows: P-012 W-34 D-11 A-03
    """
    if place:
        machine.put(ALICE, Record())
    outcome = pam.login(answer=answer)
    assert outcome.code == ("AUTH_ERR" if place else "AUTHINFO_UNAVAIL")
    assert len(outcome.prompts) == 1


@pytest.mark.parametrize("word", [
    "debug", "no_warn", "expose_account", "strict_hostname",
    "even_deny_root", "clock_hint", "unenrolled=deny", "nodelay",
    "try_first_pass", "use_mapped_pass"])
def test_recognised(pam, machine, word):
    """Words that change nothing about a plain login.

    rows: P-017 P-018 P-021 P-022 P-023 L-021
    """
    machine.put(ALICE, Record())
    pam.ours(word)
    outcome = pam.login()
    assert outcome.code == "SUCCESS"
    assert outcome.prompts == [(ECHO_OFF, PROMPT)]


@pytest.mark.parametrize("flags", ["", "silent"])
@pytest.mark.parametrize("word", ["", "no_warn"])
@pytest.mark.parametrize("answer", [None, "000000"])
def test_shows_nothing(pam, machine, flags, word, answer):
    """The module sends the user nothing but its prompt, so that no_warn and
    PAM_SILENT have nothing to suppress.

    rows: P-018 P-045
    """
    machine.put(ALICE, Record())
    pam.ours(word)
    assert pam.login(answer=answer, flags=flags).prompts == [
        (ECHO_OFF, PROMPT)]


@pytest.mark.parametrize("word, delays", [("", [2000000]), ("nodelay", [])])
@pytest.mark.parametrize("answer", [None, "000000"])
def test_delay(pam, machine, word, delays, answer):
    """Asked for before anything is known, so that it tells nothing; libpam
    uses it on failure only.

    rows: P-023 L-024
    """
    machine.put(ALICE, Record())
    pam.ours(word)
    assert pam.login(answer=answer).delays == delays


def test_mapped_pass_is_named_once(pam, machine):
    """
    rows: P-021
    """
    machine.put(ALICE, Record())
    pam.ours("use_mapped_pass")
    assert pam.login().log.count(message("M-78", "use_mapped_pass")) == 1


@pytest.mark.parametrize("flag, sealed, good", [
    ("no", False, True), ("yes", True, True), ("no", True, False),
    ("yes", False, False)])
def test_encrypt_agrees_with_the_file(pam, machine, flag, sealed, good):
    """
    rows: P-011 F-062 D-10
    """
    key = bytes(range(32))
    machine.put(CONFIG / "host.key", key)
    machine.put(ALICE, seal(Record(), key, "alice") if sealed else Record())
    pam.ours(f"{SECRET} encrypt={flag}", place="")
    outcome = pam.login()
    assert outcome.code == ("SUCCESS" if good else "AUTHINFO_UNAVAIL")
    assert (message("M-09", ALICE) in outcome.log) != good


def test_wrapped_line_denies_the_service(pam, machine):
    """As the documents print it, over two lines, the file is malformed and
    denies the whole service; with a backslash it is one line.

    rows: P-026 L-008
    """
    machine.put(ALICE, Record())
    pam.stack(f"auth required BARO nullok {SECRET}", "encrypt=no")
    assert pam.login().code != "SUCCESS"
    pam.stack(f"auth required BARO nullok {SECRET} \\", "encrypt=no")
    assert pam.login().code == "SUCCESS"


def test_strict_hostname(pam, machine):
    """
    rows: F-017 D-15 M-56
    """
    machine.put(ALICE, Record(hostname="elsewhere"))
    assert pam.login().code == "SUCCESS"
    pam.ours("strict_hostname")
    outcome = pam.login(now=NOW + 30)
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message("M-56", "elsewhere", "gate.example.org") in outcome.log
    machine.put(ALICE, Record(hostname="GATE.Example.ORG"))
    outcome = pam.login(now=NOW + 60)
    assert outcome.code == "SUCCESS"
    assert not any("HOSTNAME" in text for text in outcome.texts)


@pytest.mark.parametrize("words, locked", [("", False),
                                           ("even_deny_root", True)])
def test_even_deny_root(pam, machine, words, locked):
    """
    rows: F-084 L-030
    """
    machine.put(STORE / "root", Record(lockout=f"12 {NOW + 60}"))
    pam.ours(words)
    assert pam.login(user="root").code == (
        "MAXTRIES" if locked else "SUCCESS")


@pytest.mark.parametrize("words, seen", [("", False), ("clock_hint", True)])
def test_clock_hint(pam, machine, words, seen):
    """
    rows: M-24 M-55
    """
    machine.put(ALICE, Record())
    pam.ours(words)
    outcome = pam.login(answer=code(steps=7, key=KEY))
    assert outcome.code == "AUTH_ERR"
    assert (message("M-55", "+7") in outcome.log) == seen


@pytest.mark.parametrize("absence", ["file", "directory", "link", "mode",
                                     "shared"])
def test_unenrolled_ignore_needs_proof(pam, machine, absence):
    """Only a name that is missing from a directory in order is an absence.

    rows: D-11 P-060
    """
    words = f"{PER_USER} unenrolled=ignore"
    folder = STORE / "sub"
    folder.mkdir(mode=0o755)
    if absence == "directory":
        words = f"secret={STORE}/gone/$[USER] encrypt=no unenrolled=ignore"
    elif absence == "link":
        ALICE.symlink_to("nowhere")
    elif absence == "mode":
        folder.chmod(0o777)
        words = f"secret={folder}/$[USER] encrypt=no unenrolled=ignore"
    elif absence == "shared":
        words = f"secret={STORE}/shared encrypt=no unenrolled=ignore"
    pam.stack(f"auth required BARO {words}", "auth required PROBE auth=0")
    outcome = pam.login()
    if absence == "file":
        assert (outcome.code, outcome.prompts) == ("SUCCESS", [])
    else:
        assert outcome.code == "AUTHINFO_UNAVAIL"
        assert len(outcome.prompts) == 1


def test_unenrolled_ignore_and_a_bad_record(pam, machine):
    """
    rows: D-11
    """
    machine.put(ALICE, "")
    pam.ours("unenrolled=ignore")
    assert pam.login().code == "AUTHINFO_UNAVAIL"
    assert pam.login(user="mallory").code == "USER_UNKNOWN"
