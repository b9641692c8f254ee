# SPDX-License-Identifier: ISC
"""Encrypted records, sealed and opened here by another library (2.5)."""

import base64
import json
import os
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest

from messages import message
from records import MAGIC, NOW, Record, code, directives, seal, unseal
from sandbox import CONFIG, HOMES, STORE

ALICE = STORE / "alice"
HOST_KEY = bytes(range(32))
SEALED = f"nullok secret={STORE}/$[USER] encrypt=yes"


@pytest.fixture
def sealed(pam, machine):
    """A stack for encrypted records, and the key of the host."""
    machine.put(CONFIG / "host.key", HOST_KEY)
    pam.ours(SEALED, place="")
    return pam


def test_opened_and_sealed_again(sealed, machine, tmp_path):
    """Under a new nonce each time, with the state inside.

    rows: F-060 F-061 D-10 D-04
    """
    machine.put(ALICE, seal(Record(emergency=("33458936",)), HOST_KEY,
                            "alice"))
    nonces = {ALICE.read_bytes()[8:32]}
    assert sealed.login().code == "SUCCESS"
    assert sealed.login().code == "AUTH_ERR"
    assert sealed.login(answer="33458936").code == "SUCCESS"
    data = ALICE.read_bytes()
    nonces.add(data[8:32])
    assert len(nonces) == 2
    plain = tmp_path / "plain"
    plain.write_text(unseal(data, HOST_KEY, "alice"))
    found = directives(plain)
    assert found["DISALLOW_REUSE"] == str(NOW // 30)
    assert found["RATE_LIMIT"] == f"10 15 {NOW} {NOW} {NOW}"
    assert found[""] == []


def bad_magic(data):
    return b"BAROENC2" + data[8:]


def bad_nonce(data):
    return data[:8] + bytes([data[8] ^ 1]) + data[9:]


def bad_text(data):
    return data[:40] + bytes([data[40] ^ 1]) + data[41:]


def bad_tag(data):
    return data[:-1] + bytes([data[-1] ^ 128])


def cut_one(data):
    return data[:-1]


def cut_to_tag(data):
    return data[:8 + 24 + 15]


def cut_to_magic(data):
    return data[:8]


def longer(data):
    return data + b"\0"


def twice(data):
    return data + data


def only_overhead(data):
    return seal("", HOST_KEY, "alice")


def other_user(data):
    return seal(Record(), HOST_KEY, "bob")


def no_owner(data):
    return seal(Record(), HOST_KEY, "")


def other_key(data):
    return seal(Record(), bytes(32), "alice")


def plain(data):
    return str(Record()).encode()


def bad_inside(data):
    return seal("nonsense", HOST_KEY, "alice")


@pytest.mark.parametrize("spoil", [
    bad_magic, bad_nonce, bad_text, bad_tag, cut_one, cut_to_tag,
    cut_to_magic, longer, twice, only_overhead, other_user, no_owner,
    other_key, plain, bad_inside])
def test_altered(sealed, machine, spoil):
    """Anything but the whole container of this user on this host.

    rows: F-061 F-062 D-10 M-09
    """
    data = spoil(seal(Record(), HOST_KEY, "alice"))
    machine.put(ALICE, data)
    outcome = sealed.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message("M-09", ALICE) in outcome.log
    assert len(outcome.prompts) == 1
    assert ALICE.read_bytes() == data


@pytest.mark.parametrize("place, owner, good", [
    ("user", "alice", True), ("user", "", False),
    ("shared", "", True), ("shared", "alice", False),
    ("home", "alice", True), ("home", "", False)])
def test_owner_of_the_seal(sealed, machine, place, owner, good):
    """The user's name, or nobody's for the record of the host.

    rows: D-10 F-061
    """
    data = seal(Record(), HOST_KEY, owner)
    if place == "home":
        machine.put(HOMES / "alice/.baro_auth", data, owner=(2001, 2001))
        secret = "${HOME}/.baro_auth"
    else:
        machine.put(ALICE, data)
        secret = f"{STORE}/$[USER]" if place == "user" else str(ALICE)
    sealed.ours(f"secret={secret} encrypt=yes", place="")
    assert sealed.login().code == ("SUCCESS" if good else "AUTHINFO_UNAVAIL")


def key_missing(machine):
    (CONFIG / "host.key").unlink()


def key_short(machine):
    machine.put(CONFIG / "host.key", HOST_KEY[:31])


def key_long(machine):
    machine.put(CONFIG / "host.key", HOST_KEY + b"\n")


def key_empty(machine):
    machine.put(CONFIG / "host.key", b"")


def key_readable(machine):
    (CONFIG / "host.key").chmod(0o440)


def key_users(machine):
    os.chown(CONFIG / "host.key", 2001, 0)


def key_link(machine):
    (CONFIG / "host.key").rename(CONFIG / "elsewhere")
    (CONFIG / "host.key").symlink_to("elsewhere")


def key_fifo(machine):
    (CONFIG / "host.key").unlink()
    os.mkfifo(CONFIG / "host.key", 0o400)


def key_folder(machine):
    CONFIG.chmod(0o777)


@pytest.mark.parametrize("spoil", [
    key_missing, key_short, key_long, key_empty, key_readable, key_users,
    key_link, key_fifo, key_folder])
def test_host_key(sealed, machine, spoil):
    """
    rows: D-10 F-061
    """
    machine.put(ALICE, seal(Record(), HOST_KEY, "alice"))
    spoil(machine)
    outcome = sealed.login(process={"deadline": 10})
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert len(outcome.prompts) == 1
    reason = "No such file or directory" if spoil is key_missing else \
        "the host key cannot be used"
    assert message("M-71", CONFIG / "host.key", reason) in outcome.log


def test_no_random_bytes(sealed, machine):
    """Nothing is sealed under a nonce that is not random; the record stays.

    rows: D-10 M-22
    """
    data = seal(Record(), HOST_KEY, "alice")
    machine.put(ALICE, data)
    outcome = sealed.login(faults=[("getrandom", "*", "ENOSYS")])
    assert outcome.code == "SYSTEM_ERR"
    assert message("M-22", "no random bytes") in outcome.log
    assert ALICE.read_bytes() == data


def test_nothing_in_the_clear(sealed, machine):
    """
    rows: F-061
    """
    machine.put(ALICE, seal(Record(), HOST_KEY, "alice"))
    assert sealed.login().code == "SUCCESS"
    data = ALICE.read_bytes()
    assert data.startswith(MAGIC)
    assert b"KEY" not in data[8:] and b"RATE" not in data


def test_room_for_the_container(sealed, machine):
    """A sealed record may be as long as a plain one: 65535 bytes in all.

    rows: F-003 F-061
    """
    record = str(Record())
    padding = 65535 - 48 - len(record)
    machine.put(ALICE, seal(record.replace(
        "10 15", "10 15" + " " * padding), HOST_KEY, "alice"))
    assert ALICE.stat().st_size == 65535
    assert sealed.login().code == "SUCCESS"


def test_unknown_user_and_no_key(sealed, machine):
    """
    rows: P-044
    """
    (CONFIG / "host.key").unlink()
    assert sealed.login(user="mallory", answer=code()).code == "USER_UNKNOWN"


@pytest.mark.parametrize("flag", ["no", "yes"])
def test_record_of_the_tool(pam, machine, baro_tool, flag):
    """What baro_auth writes, this module reads and these tests open: the code
    is computed here from the secret that the tool prints.

    rows: F-001 F-060 F-061 D-04 D-10
    """
    made = json.loads(subprocess.run(
        [baro_tool, "-u", "alice", "-e", flag, "--non-interactive", "--json"],
        capture_output=True, check=True, stdin=subprocess.DEVNULL).stdout)
    assert made["file"] == str(ALICE)
    data = ALICE.read_bytes()
    if flag == "yes":
        data = unseal(data, (CONFIG / "host.key").read_bytes(),
                      "alice").encode()
    assert data.startswith(b'" AUTH_KEY\n')
    secret = parse_qs(urlsplit(made["uri"]).query)["secret"][0]
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    pam.ours(place=f"secret={STORE}/$[USER] encrypt={flag}")
    assert pam.login(answer=code(key=key)).code == "SUCCESS"
    assert pam.login(answer=code(key=key)).code == "AUTH_ERR"
    assert pam.login(answer=made["emergency"][0]).code == "SUCCESS"
