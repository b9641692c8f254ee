# SPDX-License-Identifier: ISC
"""Where secrets are while an attempt lasts, and that none is left (PEERS T18,
ARCHITECTURE rule 4)."""

import sys

import pytest

from host import HERE, PER_USER
from records import KEY, NOW, Record, code, directives, mac_of, seal
from sandbox import CONFIG, HOMES, STORE

ALICE = STORE / "alice"
KEYS = ("33458936", "19035576")
SEAL = bytes(range(64, 96))  # one byte each in UTF-8, as needles are
# As long as the widest registers, and no two eights of it alike.
PHRASE = "Two roads diverged 4 times, in 17 woods; I took 38 of 59 oaks. "


def secrets(answer):
    """What must not be found: the record's and what was typed."""
    return [KEY, *KEYS, code(steps=-1), code(), code(steps=1), answer]


@pytest.mark.parametrize("arguments, answer, result", [
    ("debug", code(), "SUCCESS"), ("debug", KEYS[0], "SUCCESS"),
    ("debug", "987654", "AUTH_ERR"),
    ("debug", "not a code at all", "AUTH_ERR"),
    ("debug clock_hint", code(steps=9), "AUTH_ERR"),
    ("debug forward_pass", "correct horse 9 " + code(), "SUCCESS"),
    ("debug forward_pass", PHRASE + code(), "SUCCESS"),
    ("debug forward_pass", 4 * PHRASE + "987654", "AUTH_ERR"),
    ("debug forward_pass", "correct horse 9 987654", "AUTH_ERR"),
    ("debug forward_pass", "correct horse 9 " + KEYS[1], "SUCCESS"),
    ("debug use_first_pass", None, "AUTH_ERR")])
@pytest.mark.parametrize("kind", ["plain", "sealed", "home"])
def test_T18_no_secret_is_left(pam, machine, arguments, answer, result, kind):
    """Neither in the log, with debug on, nor in any memory that the process
    can write to, after pam_end: heap, stack, libraries' data; nor in the
    registers of vectors at the prompt, at a line of the log, and for the next
    module.  (libpam 1.7 leaves the password there itself, when it cleans up.)

    rows: P-017 W-29 M-09
    """
    record = Record(emergency=KEYS)
    place = PER_USER
    if kind == "home":
        machine.put(HOMES / "alice/.baro_auth", record, 0o600, (2001, 2001))
        place = "secret=${HOME}/.baro_auth encrypt=no"
    elif kind == "sealed":
        machine.put(CONFIG / "host.key", SEAL)
        machine.put(ALICE, seal(record, SEAL, "alice"))
        place = f"secret={STORE}/$[USER] encrypt=yes"
    else:
        machine.put(ALICE, record)
    pam.stack(f"auth required BARO {arguments} {place}", "auth optional PROBE")
    typed = answer or "nothing at all"
    needles = secrets(typed) + [SEAL.decode("latin-1"), typed[:8]]
    outcome = pam.login(hidden=typed, needles=needles, answer=None)
    assert outcome.code == result
    assert outcome.seen["found"] == []
    for text in outcome.texts:
        assert not any(secret in text for secret in needles if secret)


def found_at(pam, machine, event, needles, **options):
    """The outcome, and [(piece, mapping)] of what is in memory at an event."""
    machine.put(CONFIG / "needles", " ".join(n.hex() for n in needles))
    search = f"{sys.executable} {HERE}/search.py $PPID {CONFIG}/needles"
    outcome = pam.login(at={event: f"{search} {CONFIG}/found"}, **options)
    lines = (CONFIG / "found").read_text().splitlines()
    pairs = (line.split(" ", 1) for line in lines)
    return outcome, [(bytes.fromhex(piece), place) for piece, place in pairs]


@pytest.mark.parametrize("acl", [False, True], ids=["no ACL", "ACL"])
@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "sealed"])
def test_T18_no_secret_waits_at_the_prompt(pam, machine, sealed, acl):
    """While the user is asked, which can take for ever, nothing of the record
    that was looked at before is in memory: no keys, no emergency keys.

    rows: P-017 W-29
    """
    record = Record(emergency=KEYS)
    if acl:
        machine.put(CONFIG / "acl", "bob\n", 0o644)
        record.acl_name, record.acl_type = CONFIG / "acl", "deny"
    place = PER_USER
    if sealed:
        machine.put(CONFIG / "host.key", SEAL)
        place = f"secret={STORE}/$[USER] encrypt=yes"
    machine.put(ALICE, seal(record, SEAL, "alice") if sealed else record)
    # The search finds the prompt, which libpam has copied.
    needles = [word.encode() for word in (KEY, *KEYS, "Verification")]
    pam.stack(f"auth required BARO {place}")
    outcome, found = found_at(pam, machine, "prompt", needles)
    assert outcome.code == "SUCCESS"
    assert {piece for piece, _ in found} == {b"Verifica", b"fication"}


@pytest.mark.parametrize("typed, result", [
    (code(), "SUCCESS"), (KEYS[0], "SUCCESS"), ("987654", "AUTH_ERR")])
def test_T18_no_code_is_left_on_the_stack(pam, machine, typed, result):
    """When the record is written, which is right after the decision: what the
    codes of the window were cut from is in the vault, and nowhere else.

    rows: P-017 W-29
    """
    machine.put(ALICE, Record(emergency=KEYS))
    macs = [mac_of(steps=steps) for steps in (-1, 0, 1)]
    # As the hash has it in its words: each the other way round.
    words = [b"".join(mac[i:i + 8][::-1] for i in range(0, len(mac), 8))
             for mac in macs]
    pam.stack(f"auth required BARO {PER_USER}")
    outcome, found = found_at(pam, machine, "fsync", macs + words, hidden=typed)
    assert outcome.code == result
    vault, = {place for _, place in found}
    assert vault.startswith("anonymous at ")


def test_T18_the_search_finds(pam, machine):
    """The same search with copies left behind on purpose.

    rows: P-017
    """
    machine.put(ALICE, Record())
    outcome = pam.login(hidden=code(), needles=[code(), KEY], flags="plant")
    assert outcome.code == "SUCCESS"
    assert {found["needle"] for found in outcome.seen["found"]} == {0}
    assert {found["where"] for found in outcome.seen["found"]} == {
        "[heap]", "registers"}


def test_T18_bad_record_is_not_shown(pam, machine):
    """
    rows: P-017 M-09 M-21
    """
    machine.put(ALICE, Record(key="hex:" + "ab" * 15, emergency=KEYS))
    pam.ours("debug")
    outcome = pam.login(needles=["ab" * 15, *KEYS])
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert outcome.seen["found"] == []
    assert not any("abab" in text for text in outcome.texts)


def test_vault_is_locked_and_kept_out_of_dumps(pam, machine):
    """While the host waits at the prompt, the one mapping that holds secrets
    is locked (lo) and not dumped (dd).

    rows: P-007 P-017
    """
    machine.put(ALICE, Record())
    before, during = CONFIG / "before", CONFIG / "during"
    copy = "cat /proc/$PPID/smaps >{}"
    outcome = pam.login(at={"mmap": copy.format(before),
                            "prompt": copy.format(during)})
    assert outcome.code == "SUCCESS"

    def flagged(path):
        return [line for line in path.read_text().splitlines()
                if line.startswith("VmFlags:") and " lo" in line
                and " dd" in line]
    assert len(flagged(before)) == 0
    assert len(flagged(during)) == 1


def test_host_without_lockable_memory(pam, machine):
    """
    rows: P-007
    """
    machine.put(ALICE, Record())
    assert pam.login(faults=[("mlock2", "*", "EPERM")]).code == "SUCCESS"
    assert directives(ALICE)["DISALLOW_REUSE"] == str(NOW // 30)
