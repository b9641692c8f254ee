# SPDX-License-Identifier: ISC
"""The record as a file and as a text (requirements 2.1 to 2.3, 1.12)."""

import os
import socket
import stat
import time

import pytest

from host import PER_USER
from messages import message
from records import KEY, NOW, Record, code, directives, wrong
from sandbox import CONFIG, HOMES, STORE, Machine

ALICE = STORE / "alice"
OWN = "nullok secret=${HOME}/.baro_auth encrypt=no"

# The documented sample (2.3), whose 32 characters are KEY.
SAMPLE = """" AUTH_KEY
" RATE_LIMIT 3 30
" KEY_METHOD app512
" CYCLE_TIME 30
" SECURE_KEY j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/
" ACL_NAME /etc/baropam/acl
" ACL_TYPE deny
" HOSTNAME gate.example.org
" DISALLOW_REUSE
33458936
19035576
15364353
54649370
84342192
"""


def without(word):
    return "".join(line + "\n" for line in Record().lines()
                   if not line.startswith(f'" {word}'))


def refused(outcome, name="M-09"):
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message(name, ALICE) in outcome.log
    assert len(outcome.prompts) == 1


# ----------------------------------------------------------- the grammar


def test_sample(pam, machine):
    """
    rows: F-001 F-002 F-010 F-020 F-040
    """
    machine.put(CONFIG / "acl", "barokey\nbaropam\n", 0o444)
    machine.put(ALICE, SAMPLE)
    assert pam.login().code == "SUCCESS"
    # The same text, but for the state of two lines (D-04).
    step = NOW // 30
    assert ALICE.read_text() == SAMPLE.replace(
        "3 30\n", f"3 30 {NOW}\n").replace(
        "DISALLOW_REUSE", f"DISALLOW_REUSE {step}")


TEXT = str(Record(emergency=("33458936",)))
LINES = TEXT.splitlines()


@pytest.mark.parametrize("text", [
    TEXT, TEXT.replace("\n", "\r\n"), TEXT[:-1], TEXT[:-1] + "\r\n",
    TEXT + "\n", TEXT.replace(" 30\n", "   30 \t\n"),
    TEXT.replace("CYCLE_TIME ", "CYCLE_TIME\t \t"),
    "\n".join(LINES[:1] + LINES[5:0:-1] + LINES[6:]) + "\n"])
def test_T10_spellings(pam, machine, text):
    """However the lines end and in whatever order they stand: one login, and
    the second use of its code fails.

    rows: F-004 F-005 F-018
    """
    machine.put(ALICE, text)
    assert [pam.login().code for _ in range(2)] == ["SUCCESS", "AUTH_ERR"]
    found = directives(ALICE)
    assert found["DISALLOW_REUSE"] == str(NOW // 30)
    assert found["SECURE_KEY"] == KEY
    assert found[""] == ["33458936"]
    # What is written is in the documented order and reads back the same.
    assert b"\r" not in ALICE.read_bytes()
    assert pam.login(now=NOW + 30).code == "SUCCESS"


@pytest.mark.parametrize("text", [
    "", "\n", '" AUTH_KEY', "AUTH_KEY\n", TEXT.replace('" AUTH_KEY', '"AUTH_KEY'),
    TEXT.replace('" AUTH_KEY', '" AUTH_KEY x'), "\n" + TEXT, " " + TEXT,
    TEXT.replace('" AUTH_KEY', '" auth_key'), "# comment\n" + TEXT,
    TEXT.replace('" CYCLE', "# a comment\n\" CYCLE"),
    TEXT + '" CYCLE_TIME 30\n', TEXT.replace("33458936", "03345893"),
    TEXT.replace("33458936", "3345893"), TEXT.replace("33458936", "334589360"),
    TEXT.replace("33458936", "3345893a"), TEXT.replace("33458936", " 33458936"),
    TEXT.replace("33458936", "33458936 "), TEXT + "x", TEXT + "\n\n",
    TEXT.replace("CYCLE_TIME", "CYCLE_TIM"), TEXT.replace('" CYCLE', '"  CYCLE'),
    TEXT.replace('" CYCLE', ' " CYCLE'), TEXT.replace('" CYCLE', '"\tCYCLE'),
    TEXT.replace('" CYCLE', "CYCLE"), TEXT.replace(" 30\n", " 30\0\n"),
    TEXT.replace("CYCLE_TIME 30", "CYCLE_TIME 30 30"), TEXT + "\0",
    TEXT.replace("\n", "\r"), TEXT.replace(KEY, KEY[:-1] + "\x7f"),
    TEXT.replace(KEY, KEY[:-1] + "\xe9"), TEXT.replace(KEY, KEY + " x"),
    TEXT.replace("CYCLE_TIME 30", "CYCLE_TIME 30\x0b"),
    "\ufeff" + TEXT, TEXT + TEXT, TEXT.replace("33458936", "\n33458936")])
def test_T10_not_a_record(pam, machine, text):
    """Comments, duplicates, NUL, bytes outside ASCII, anything else.

    rows: F-004 F-010 P-113 M-09
    """
    machine.put(ALICE, text)
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert outcome.texts[0] in (message("M-09", ALICE)[1],
                                message("M-07", ALICE)[1],
                                message("M-21", "SECURE_KEY is missing or "
                                                "unusable")[1])
    assert ALICE.read_bytes() == text.encode()


@pytest.mark.parametrize("line", [
    "RATE_LIMIT 3 30", "KEY_METHOD app512", "CYCLE_TIME 30",
    f"SECURE_KEY {KEY}", "DISALLOW_REUSE", "ALLOW_REUSE", "WINDOW_SIZE 3",
    "HOSTNAME a", "LOCKOUT 0 0", "KEY_SCOPE host", "ACL_TYPE deny",
    "ACL_NAME /x"])
def test_twice(pam, machine, line):
    """
    rows: F-004 F-018
    """
    twice = f'{without(line.split()[0])}" {line}\n" {line}\n'
    machine.put(ALICE, twice)
    refused(pam.login())


@pytest.mark.parametrize("word, good", [
    ("RATE_LIMIT", True), ("KEY_METHOD", False), ("CYCLE_TIME", False),
    ("DISALLOW_REUSE", True)])
def test_missing_directive(pam, machine, word, good):
    """What has a safe default may be missing; the rest is what the record is
    about.

    rows: A-31 F-011 F-018
    """
    machine.put(ALICE, without(word))
    outcome = pam.login()
    if not good:
        refused(outcome)
        return
    assert [outcome.code, pam.login().code] == ["SUCCESS", "AUTH_ERR"]
    assert directives(ALICE)["RATE_LIMIT"].startswith(
        "3 30 " if word == "RATE_LIMIT" else "10 15 ")


@pytest.mark.parametrize("values, name", [
    ({"rate": "1 1"}, None), ({"rate": "100 3600"}, None),
    ({"rate": "0 30"}, "M-14"), ({"rate": "101 30"}, "M-14"),
    ({"rate": "3 0"}, "M-14"), ({"rate": "3 3601"}, "M-14"),
    ({"rate": "3"}, "M-14"), ({"rate": ""}, "M-14"),
    ({"rate": "x 30"}, "M-14"), ({"rate": "-3 30"}, "M-14"),
    ({"rate": "03 30"}, "M-14"), ({"rate": "3.0 30"}, "M-14"),
    ({"rate": "99999999999999999999 30"}, "M-14"),
    ({"rate": "100 30 " + " ".join(["1"] * 100)}, None),
    ({"rate": "100 30 " + " ".join(["1"] * 101)}, "M-15"),
    ({"rate": "3 30 -1"}, "M-15"), ({"rate": "3 30 x"}, "M-15"),
    ({"rate": "3 30 1 1.5"}, "M-15"),
    ({"rate": "3 30 99999999999999999999"}, "M-15"),
    ({"cycle": 3}, None), ({"cycle": 60}, None), ({"cycle": 2}, "M-09"),
    ({"cycle": 61}, "M-09"), ({"cycle": ""}, "M-09"), ({"cycle": "x"}, "M-09"),
    ({"method": "app1"}, None), ({"method": "app256"}, None),
    ({"method": "app384"}, None), ({"method": "app"}, "M-09"),
    ({"method": "app5120"}, "M-09"), ({"method": "APP512"}, "M-09"),
    ({"method": "card1"}, "M-09"), ({"method": ""}, "M-09"),
    ({"window": 1}, None), ({"window": 100}, None), ({"window": 0}, "M-18"),
    ({"window": 101}, "M-18"), ({"window": ""}, "M-18"),
    ({"window": "3 3"}, "M-18"), ({"window": "+3"}, "M-18"),
    ({"hostname": "a" * 253}, None), ({"hostname": "a" * 254}, "M-09"),
    ({"hostname": ""}, "M-09"), ({"hostname": "a_b"}, "M-09"),
    ({"hostname": "a b"}, "M-09"),
    ({"reuse": "DISALLOW_REUSE 0"}, None),
    ({"reuse": "DISALLOW_REUSE 1 2"}, "M-09"),
    ({"reuse": "DISALLOW_REUSE x"}, "M-09"),
    ({"reuse": "ALLOW_REUSE 1"}, "M-09"), ({"reuse": "ALLOW_REUSE"}, None),
    ({"lockout": "0 0"}, None), ({"lockout": "0"}, "M-09"),
    ({"lockout": "1 2 3"}, "M-09"), ({"lockout": "-1 0"}, "M-09"),
    ({"lockout": "1000001 0"}, "M-09"),
    ({"scope": "host"}, None), ({"scope": "users"}, "M-09"),
    ({"emergency": tuple(range(10000000, 10000064))}, None),
    ({"emergency": tuple(range(10000000, 10000065))}, "M-09")])
def test_ranges(pam, machine, values, name):
    """Both ends of each range and one beyond.

    rows: F-011 F-012 F-013 F-015 F-016 F-017 F-018 F-019 A-02 A-34 D-07
    rows: D-13 D-14 D-15 M-14 M-15 M-18
    """
    record = Record(**values)
    machine.put(ALICE, record)
    outcome = pam.login(answer=code(
        cycle=record.cycle if isinstance(record.cycle, int) else 30,
        method=record.method if record.method.startswith("app") and
        len(record.method) < 7 and record.method != "app" else "app512"))
    if name is None:
        assert outcome.code == "SUCCESS"
    else:
        refused(outcome, name)


KEY_ERROR = "SECURE_KEY is missing or unusable"


@pytest.mark.parametrize("key, raw", [
    ("x" * 16, b"x" * 16), ("x" * 128, b"x" * 128), ("x" * 15, "M-09"),
    ("x" * 129, "M-09"), ("!" * 16, b"!" * 16), ("~" * 16, b"~" * 16),
    ('"' * 16, b'"' * 16), ("", None), (None, None),
    ("hex:" + "00" * 16, bytes(16)), ("hex:" + "fF" * 128, b"\xff" * 128),
    ("hex:" + "00" * 15, None), ("hex:" + "00" * 129, "M-09"),
    ("hex:" + "0" * 33, None), ("hex:" + "0g" * 16, None),
    ("base32:GEZDGNBVGY3TQOJQGEZDGNBVGY", b"1234567890123456"),
    ("base32:gezdgnbvgy3tqojqgezdgnbvgy", b"1234567890123456"),
    ("base32:GEZDGNBVGY3TQOJQGEZDGNBV", None),
    ("base32:GEZDGNBVGY3TQOJQGEZDGNBVG1", None),
    ("HEX:" + "00" * 16, b"HEX:" + b"00" * 16)])
def test_keys(pam, machine, key, raw):
    """The ASCII bytes of the value, or other bytes in two spellings; 16 to
    128 of them.

    rows: F-014 F-072 D-08 A-10 M-21
    """
    machine.put(ALICE, Record(key=key))
    if isinstance(raw, bytes):
        assert pam.login(answer=code(key=raw)).code == "SUCCESS"
        return
    outcome = pam.login(answer=code(key=key or KEY))
    assert outcome.code == "AUTHINFO_UNAVAIL"
    expected = message("M-21", KEY_ERROR) if raw is None \
        else message(raw, ALICE)
    assert expected in outcome.log
    if key:
        assert not any(key in text for text in outcome.texts)


@pytest.mark.parametrize("size", [0, 1, 2, 65535, 65536])
def test_sizes(pam, machine, size):
    """From 2 to 65535 bytes it is contents that count.

    rows: F-003 M-07 A-28
    """
    machine.put(ALICE, "x" * size)
    refused(pam.login(), "M-09" if 2 <= size <= 65535 else "M-07")


def test_largest_record(pam, machine):
    """
    rows: F-003
    """
    text = str(Record(rate="100 3600" + " " * 65282))
    assert len(text) < 65536
    machine.put(ALICE, text + "\n" * (65535 - len(text) > 0))
    assert pam.login().code == "SUCCESS"
    assert ALICE.stat().st_size < 200


# -------------------------------------------------------------- the file


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
@pytest.mark.parametrize("mode", [0o400, 0o600])
def test_T11_modes_of_what_we_create(pam, machine, umask, mode):
    """Under every umask: the temporary file is 0600 or stricter from its
    creation on, the record keeps its mode and owner.

    rows: F-086 D-04 A-18
    """
    machine.put(ALICE, Record(), mode)
    look = f"stat -c '%a %u:%g' {ALICE}~ >{CONFIG}/seen"
    outcome = pam.login(flags="trace", at={"fsync": look},
                        process={"umask": umask})
    assert outcome.code == "SUCCESS"
    created = [call for call in outcome.seen["calls"]
               if call["flags"] & os.O_CREAT
               and call["call"].startswith("open")]
    assert [(c["name"], c["mode"]) for c in created] == [("alice~", mode)]
    assert created[0]["flags"] & os.O_EXCL
    assert created[0]["flags"] & os.O_NOFOLLOW
    seen = (CONFIG / "seen").read_text().strip()
    assert seen == f"{mode:o} 0:0"
    assert stat.S_IMODE(ALICE.stat().st_mode) == mode
    assert os.listdir(STORE) == ["alice"]


@pytest.mark.parametrize("mode", [0o000, 0o200, 0o440, 0o444, 0o404, 0o640,
                                  0o604, 0o660, 0o500, 0o700, 0o4400, 0o1600,
                                  0o777])
def test_T11_modes_that_are_refused(pam, machine, mode):
    """0400 or 0600 and nothing else.

    rows: P-123 M-06 A-18
    """
    machine.put(ALICE, Record(), mode)
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message("M-06", ALICE, "root") in outcome.log


@pytest.mark.parametrize("place, owner, good", [
    ("shared", (0, 0), True), ("shared", (2001, 2001), False),
    ("shared", (2002, 2002), False), ("home", (2001, 2001), True),
    ("home", (2002, 2002), False)])
def test_owner(pam, machine, place, owner, good):
    """root's, or in a home its user's.

    rows: P-123 M-06 A-33
    """
    path = ALICE if place == "shared" else HOMES / "alice/.baro_auth"
    machine.put(path, Record(), 0o600, owner)
    if place == "home":
        pam.ours(OWN, place="")
    outcome = pam.login()
    assert outcome.code == ("SUCCESS" if good else "AUTHINFO_UNAVAIL")
    if good:
        assert (path.stat().st_uid, path.stat().st_gid) == owner


def make_fifo(path):
    os.mkfifo(path, 0o400)


def make_socket(path):
    here = socket.socket(socket.AF_UNIX)
    # The name may be longer than an address of a socket can be.
    os.chdir(path.parent)
    here.bind(path.name)
    os.chdir("/")
    here.close()


def make_device(path):
    os.mknod(path, stat.S_IFCHR | 0o400, os.makedev(1, 5))


def make_block_device(path):
    os.mknod(path, stat.S_IFBLK | 0o400, os.makedev(7, 200))


def make_directory(path):
    path.mkdir(mode=0o700)


def make_link(path):
    """To something that would do, but for the link."""
    target = path.parent / "target"
    if path.name == "alice":
        Machine.put(target, Record())
    else:
        (target / "two").mkdir(parents=True)
        Machine.put(target / "alice", Record())
        Machine.put(target / "two/alice", Record())
    path.symlink_to("target")


def make_loop(path):
    path.symlink_to(path.name)


def make_file(path):
    path.write_bytes(b"")


def make_nothing(path):
    pass


KINDS = [make_fifo, make_socket, make_device, make_block_device,
         make_directory, make_link, make_loop, make_file, make_nothing]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("depth", [0, 1, 2])
@pytest.mark.parametrize("prefix", [STORE, HOMES / "alice"])
def test_T28_odd_things_in_the_way(pam, machine, kind, depth, prefix):
    """A FIFO, a socket, a device, a folder and so on, as the record and as
    each folder above it: an error, at once, and nothing is opened that
    blocks.  (100 ms are ample: it takes one.)

    rows: P-123 W-20 M-05 M-06
    """
    names = ("one", "two", "alice")
    path = prefix.joinpath(*names)
    odd = prefix.joinpath(*names[:3 - depth])
    odd.parent.mkdir(parents=True, exist_ok=True)
    kind(odd)
    if prefix != STORE:
        for part in (prefix / "one", prefix / "one/two"):
            if part.is_dir() and not part.is_symlink():
                os.chown(part, 2001, 2001)
    place = str(path) if prefix == STORE else "${HOME}/one/two/alice"
    pam.ours(f"nullok secret={place} encrypt=no", place="")
    quickest = 1
    for _ in range(3):
        outcome = pam.login(process={"deadline": 10})
        assert outcome.code == "AUTHINFO_UNAVAIL"
        assert len(outcome.prompts) == 1
        quickest = min(quickest, outcome.wall_s)
    assert quickest < 0.1


@pytest.mark.parametrize("path, mode, owner, good", [
    (STORE, 0o700, (0, 0), True), (STORE, 0o755, (0, 0), True),
    (STORE, 0o711, (0, 0), True), (STORE, 0o770, (0, 0), False),
    (STORE, 0o702, (0, 0), False), (STORE, 0o1777, (0, 0), False),
    (STORE, 0o700, (2001, 2001), False), (STORE, 0o755, (2002, 0), False)])
def test_folder(pam, machine, path, mode, owner, good):
    """A folder that others can write lets them choose the record.

    rows: P-123 P-002 D-05 W-01 W-20
    """
    machine.put(ALICE, Record())
    os.chown(path, *owner)
    path.chmod(mode)
    outcome = pam.login()
    assert outcome.code == ("SUCCESS" if good else "AUTHINFO_UNAVAIL")
    if not good:
        assert message("M-06", ALICE, "root") in outcome.log


def test_folder_above(pam, machine):
    """
    rows: P-123 W-01
    """
    above = STORE / "above"
    below = above / "below"
    below.mkdir(parents=True)
    machine.put(below / "alice", Record())
    pam.ours(place=f"secret={below}/$[USER] encrypt=no")
    assert pam.login().code == "SUCCESS"
    above.chmod(0o777)
    assert pam.login(now=NOW + 30).code == "AUTHINFO_UNAVAIL"


def test_hard_link(pam, machine):
    """
    rows: P-123 W-20 M-06
    """
    machine.put(ALICE, Record())
    os.link(ALICE, STORE / "second")
    assert pam.login().code == "AUTHINFO_UNAVAIL"


@pytest.mark.parametrize("litter", ["file", "link", "hard link", "fifo"])
def test_stale_temporary_file(pam, machine, litter):
    """What a crash left under the temporary name is removed, not written
    through.

    rows: D-04 F-086 W-21
    """
    machine.put(ALICE, Record())
    temporary = STORE / "alice~"
    target = machine.put(CONFIG / "target", "precious", 0o644)
    if litter == "file":
        machine.put(temporary, "old", 0o666)
    elif litter == "link":
        temporary.symlink_to(target)
    elif litter == "hard link":
        # A link cannot lead to another file system.
        target = machine.put(STORE / "target", "precious", 0o644)
        os.link(target, temporary)
    else:
        os.mkfifo(temporary)
    assert pam.login().code == "SUCCESS"
    assert target.read_text() == "precious"
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert not os.path.lexists(temporary)
    assert stat.S_ISREG(ALICE.lstat().st_mode)
    assert pam.login().code == "AUTH_ERR"


def test_replaced_durably(pam, machine):
    """In this order: write, fsync, rename, fsync of the folder; and with a
    new inode.

    rows: D-04 F-086
    """
    machine.put(ALICE, Record())
    before = ALICE.stat().st_ino
    calls = [call["call"] for call in
             pam.login(flags="trace").seen["calls"]
             if call["call"] in ("fsync", "renameat2")]
    assert calls == ["fsync", "renameat2", "fsync"]
    assert ALICE.stat().st_ino != before


@pytest.mark.parametrize("fault, name", [
    (("fsync", "#1", "EIO"), "M-13"), (("fsync", "#2", "EIO"), "M-13"),
    (("renameat2", "*", "EIO"), "M-13"), (("fchmod", "*", "EPERM"), "M-13"),
    (("openat", "alice~", "EMFILE"), "M-11")])
@pytest.mark.parametrize("answer", ["right", "wrong"])
def test_write_that_fails(pam, machine, fault, name, answer):
    """Whatever the code was: no login, and the record is whole.

    rows: F-086 M-11 M-13 D-06
    """
    texts = {"EIO": "Input/output error", "EPERM": "Operation not permitted",
             "EMFILE": "Too many open files"}
    machine.put(ALICE, Record())
    before = directives(ALICE)
    outcome = pam.login(answer=code() if answer == "right" else wrong(code()),
                        faults=[fault],
                        # A mode is only set if the umask took from it.
                        process={"umask": 0o777})
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message(name, ALICE, texts[fault[2]]) in outcome.log
    assert os.listdir(STORE) == ["alice"]
    after = directives(ALICE)
    assert after["SECURE_KEY"] == before["SECURE_KEY"]
    if fault[:2] != ("fsync", "#2"):
        assert after == before


@pytest.mark.parametrize("number", [
    "EACCES", "EPERM", "EIO", "ELOOP", "ENOTDIR", "ESTALE", "EMFILE",
    "ENFILE", "ENOMEM", "ETXTBSY"])
@pytest.mark.parametrize("name", ["alice", "baropam", "lib", "/"])
def test_T06_errors_are_no_absence(pam, machine, number, name):
    """Even where absent records are passed over: that a file cannot be
    opened says nothing about whether it is there.

    rows: D-11 P-060
    """
    machine.put(ALICE, Record())
    pam.stack(f"auth required BARO {PER_USER} unenrolled=ignore",
              "auth required PROBE auth=0")
    outcome = pam.login(faults=[("openat", name, number)])
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert len(outcome.prompts) == 1
    assert pam.login().code == "SUCCESS"


def test_absence_of_a_folder_is_no_absence(pam, machine):
    """
    rows: D-11
    """
    machine.put(ALICE, Record())
    pam.stack(f"auth required BARO {PER_USER} unenrolled=ignore",
              "auth required PROBE auth=0")
    for name in ("baropam", "lib"):
        outcome = pam.login(faults=[("openat", name, "ENOENT")])
        assert outcome.code == "AUTHINFO_UNAVAIL"


@pytest.mark.parametrize("values, good", [
    ({"rate": "10 15"}, True), ({"rate": "3 30"}, True),
    ({"rate": "1 3600"}, True), ({"rate": "11 15"}, False),
    ({"rate": "10 14"}, False), ({"rate": "100 1"}, False),
    ({"reuse": "ALLOW_REUSE"}, False), ({"reuse": None}, True),
    ({"acl_name": "/etc/baropam/acl", "acl_type": "allow"}, False),
    ({"emergency": (33458936,)}, True), ({"window": 100}, True)])
@pytest.mark.parametrize("owner", [(0, 0), (2001, 2001)])
def test_users_own_record_may_only_be_stricter(pam, machine, values, good,
                                               owner):
    """
    rows: P-124 D-05 W-19 M-09
    """
    machine.put(CONFIG / "acl", "alice\n", 0o444)
    record = Record(**values)
    if owner == (0, 0):
        path = machine.put(ALICE, record)
    else:
        path = machine.put(HOMES / "alice/.baro_auth", record, 0o600, owner)
        pam.ours(OWN, place="")
    outcome = pam.login()
    if good or owner == (0, 0):
        assert outcome.code == "SUCCESS"
    else:
        assert outcome.code == "AUTHINFO_UNAVAIL"
        assert message("M-09", path) in outcome.log
        assert message("M-81", path,
                       "looser than a user-owned file may be") in outcome.log


def test_slow_disk_is_not_a_timeout(pam, machine):
    """
    rows: D-06
    """
    machine.put(ALICE, Record())
    begin = time.monotonic()
    assert pam.login(at={"fsync": "sleep 0.2"}).code == "SUCCESS"
    assert time.monotonic() - begin < 5
