# SPDX-License-Identifier: ISC
"""Where the record is (requirements 1.3, 1.12), and names that want to lead
elsewhere."""

import os
import re

import pytest

from host import PROMPT
from messages import message
from records import NOW, Record, code
from sandbox import HOMES, STORE, USERS

ALICE = STORE / "alice"


@pytest.mark.parametrize("pattern, path", [
    (f"{STORE}/$[USER]", "alice"), (f"{STORE}/${{USER}}", "alice"),
    (f"{STORE}/.$[USER]_auth", ".alice_auth"),
    (f"{STORE}/$[USER]$[USER]", "alicealice"),
    (f"{STORE}/.baro_auth", ".baro_auth"),
    (f"{STORE}/.baro_nurit", ".baro_nurit")])
def test_user_and_shared(pam, machine, pattern, path):
    """
    rows: P-031 P-032 P-037 P-120 P-122
    """
    machine.put(STORE / path, Record())
    pam.ours(f"nullok secret={pattern} encrypt=no", place="")
    assert pam.login().code == "SUCCESS"


@pytest.mark.parametrize("pattern", [
    "${HOME}/.baro_auth", "$[HOME]/.baro_auth", "~/.baro_auth"])
@pytest.mark.parametrize("owner", [(2001, 2001), (0, 0)])
def test_home(pam, machine, pattern, owner):
    """From the passwd file, never from the environment; root's file in the
    user's home is read as the user, which 0400 forbids.

    rows: P-030 P-032 P-033 P-121 P-123
    """
    path = machine.put(HOMES / "alice/.baro_auth", Record(), owner=owner)
    pam.ours(f"nullok secret={pattern} encrypt=no", place="")
    outcome = pam.login(process={"env": {**os.environ, "HOME": "/nowhere"}})
    if owner == (0, 0):
        assert outcome.code == "AUTHINFO_UNAVAIL"
        assert message("M-05", path) in outcome.log
    else:
        assert outcome.code == "SUCCESS"
        status = path.stat()
        assert (status.st_uid, status.st_gid) == owner


@pytest.mark.parametrize("home, code_name, line", [
    ("", "SERVICE_ERR", message("M-29")),
    ("relative", "USER_UNKNOWN", message("M-04", "dave")),
    ("/a/../b", "SERVICE_ERR", message("M-29")),
    ("/a//b", "SERVICE_ERR", message("M-29"))])
def test_bad_home(pam, machine, home, code_name, line):
    """A line of the passwd file with a home that is no path names nobody; from
    the other homes no path comes.

    rows: P-036 P-034
    """
    with open("/etc/passwd", "a", encoding="ascii") as f:
        f.write(f"dave:x:2009:2009::{home}:/bin/sh\n")
    pam.ours("nullok secret=${HOME}/.baro_auth encrypt=no", place="")
    outcome = pam.login(user="dave")
    assert outcome.code == code_name
    assert outcome.log[0] == line
    assert outcome.prompts == [(1, PROMPT)]


BAD_NAMES = [
    ".", "..", "../alice", "../../etc/x", "a/b", "/alice", "alice/", "a\nb",
    "alice\n", "a\tb", "\x01", "\x7f", "x" * 256, "x" * 300, "x" * 65536,
    "alice~"]
ODD_NAMES = [
    "$(id)", "`id`", ";id", "'", '"', "a b", "$[USER]", "${HOME}", "~", "-",
    "%s%n", "\\", "*", "alice\r", "|id", "&", "<", ">", "..a", "a..",
    "x" * 255, "한글", "0day", "0", "+", "#alice", "alice:x"]


@pytest.mark.parametrize("name", BAD_NAMES + ODD_NAMES)
@pytest.mark.parametrize("place", [f"{STORE}/$[USER]", "${HOME}/.baro_auth",
                                   f"{STORE}/.baro_auth"])
def test_T24_names(pam, machine, name, place):
    """No name leads out of its folder, none is run, none is looked up but
    byte for byte: the user is unknown, is asked, and is refused.  A record
    lies wherever such a path could lead to.

    rows: P-034 P-035 W-20 W-39
    """
    for path in (ALICE, STORE / ".baro_auth", HOMES / "alice/.baro_auth",
                 "/etc/x", STORE / "x"):
        machine.put(path, Record())
    before = sorted(os.listdir(STORE)), ALICE.read_text()
    pam.ours(f"nullok secret={place} encrypt=no", place="")
    outcome = pam.login(user=name.encode())
    assert outcome.code == "USER_UNKNOWN"
    assert outcome.prompts == [(1, PROMPT)]
    assert (sorted(os.listdir(STORE)), ALICE.read_text()) == before
    for text in outcome.texts:
        assert text.isascii() and text.isprintable()
    assert ("err", message("M-29")[1]) in outcome.log or name not in BAD_NAMES


@pytest.mark.parametrize("name", ["한글", "a.b-c_d", "x" * 32, "A", "0day",
                                  "$(id)", "%s"])
def test_names_that_exist(pam, machine, name):
    """A name from the passwd file is a name, however odd.

    rows: P-035 P-031
    """
    machine.users({**USERS, name: (2005, 2005)})
    machine.put(STORE / name, Record())
    outcome = pam.login(user=name.encode())
    assert outcome.code == "SUCCESS"


def test_path_that_grows_too_long(pam, machine):
    """
    rows: P-034
    """
    name = "x" * 250
    machine.users({**USERS, name: (2005, 2005)})
    for times, line, code_name in (
            (16, message("M-05", ("/" + name) * 16), "AUTHINFO_UNAVAIL"),
            (17, message("M-29"), "SERVICE_ERR")):
        pam.ours("nullok secret=" + "/${USER}" * times + " encrypt=no",
                 place="")
        outcome = pam.login(user=name)
        assert outcome.code == code_name
        assert (line[0], line[1][:1024]) in outcome.log


@pytest.mark.parametrize("length", [255, 256])
@pytest.mark.parametrize("last", ["record", ""])
def test_component_that_is_too_long(pam, machine, length, last):
    """
    rows: P-034 M-05
    """
    path = STORE / ("x" * length) / last
    pam.ours(f"nullok secret={path} encrypt=no", place="")
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message("M-05", path) in outcome.log


def test_name_of_a_temporary_file(pam, machine):
    """bob~ is where bob's record is written: it is no user's record.

    rows: P-035 D-04
    """
    machine.users({**USERS, "bob~": (2005, 2005)})
    machine.put(STORE / "bob~", Record())
    assert pam.login(user="bob~").code == "USER_UNKNOWN"


HOSTILE = ["../../etc/passwd", "/", "x" * 65536, "a\nsshd: Accepted for root",
           "\x00never-seen", b"\xff\xfe\xc3(", "%n%s", "$(id)",
           "\x1b[31mred", "\\x0a", "a\r\nb"]


@pytest.mark.parametrize("item", ["user", "tty", "ruser", "rhost"])
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_T31_hostile_items(pam, machine, item, value):
    """Never in a path, never past the end of a line, never raw in the log.

    rows: M-59 W-39 P-035
    """
    raw = value if isinstance(value, bytes) else value.encode()
    raw = raw.split(b"\0")[0]
    machine.put(ALICE, Record(rate="100 15"))
    if item == "user":
        outcome = pam.login(user=raw, flags="trace")
        if raw:
            assert outcome.code == "USER_UNKNOWN"
        else:
            assert outcome.code != "SUCCESS"
    else:
        outcome = pam.login(items={item: raw}, flags="trace")
        # libpam itself fails when its audit record gets too long.
        assert outcome.code == "SUCCESS" or (
            len(raw) > 8000 and outcome.code == "SYSTEM_ERR")
        assert outcome.texts[-1].startswith(
            "authentication key : authentication succeeded for user alice ")
        shown = [t for t in outcome.texts if f"{item}=" in t]
        assert len(shown) == 1
    for text in outcome.texts:
        assert text.isascii() and text.isprintable()
        assert len(text) <= 1024
        assert "\\x0asshd" in text or "sshd: Accepted" not in text
    # Every name that was opened is one that we know.
    known = {"/", "var", "lib", "baropam", "alice", "alice~", ".",
             "/etc/passwd"}
    if item != "user":
        assert {c["name"] for c in outcome.seen["calls"]
                if c["call"].startswith("open")} <= known


SPECIAL = b"\\ ()="
ROOM = {"user": 160, "service": 160, "tty": 160, "ruser": 160, "rhost": 253}
CUT = "\\..."


def shown(raw, room=1024):
    """A field, as codec/message.h describes it."""
    text = ""
    for byte in raw.encode() if isinstance(raw, str) else raw:
        plain = 0x20 <= byte <= 0x7e and byte not in SPECIAL
        piece = chr(byte) if plain else f"\\x{byte:02x}"
        if len(text + piece) > room:
            return text + CUT
        text += piece
    return text


@pytest.mark.parametrize("part", range(4))
def test_escapes(pam, machine, part):
    """
    rows: W-39 M-50
    """
    raw = bytes(range(max(1, 64 * part), 64 * (part + 1)))
    machine.put(ALICE, Record())
    outcome = pam.login(items={"rhost": raw})
    text = f"authentication key : authentication succeeded for user alice " \
           f"(service=sshd tty= ruser= rhost={shown(raw, ROOM['rhost'])})"
    assert outcome.texts[-1] == text


@pytest.mark.parametrize("service", ["a b", "x" * 200, "we;ird", "$(id)"])
def test_T31_hostile_service(pam, machine, service):
    """
    rows: M-59 W-39
    """
    machine.put(ALICE, Record())
    pam.ours(service=service.lower())
    outcome = pam.login(service=service)
    assert outcome.code == "SUCCESS"
    assert f"service={shown(service, 160)} " in outcome.texts[-1]


FORGED = "root authentication failed (service=sshd tty=ssh ruser= " \
         "rhost=10.9.8.7)"
BEHIND = "authentication failed (service=sshd tty=ssh ruser= rhost=192.0.2.7)"


@pytest.mark.parametrize("argument", ["nodelay", "debug"])
@pytest.mark.parametrize("user", [
    FORGED, f"x authentication key : User {FORGED}", "rhost=10.9.8.7",
    "user root locked after 10 failures until 2000000000"])
def test_T31_forged_middle(pam, user, argument):
    """Whoever looks for a user or an address finds the true one alone, in
    whatever line and wherever he looks: sshd hands us names with blanks and
    brackets, and a reader that does not look at all of a line would ban the
    address that stands in one.

    rows: W-39 M-53 M-04 M-79
    """
    pam.ours(argument)
    outcome = pam.login(user=user, items={"tty": "ssh", "rhost": "192.0.2.7"})
    assert outcome.code == "USER_UNKNOWN"
    log = "\n".join(outcome.texts)
    assert re.findall(r"\(service=(\S*) ", log) == ["sshd"]
    assert re.findall(r"rhost=([^ )]*)", log) == ["192.0.2.7"]
    assert not re.search("[Uu]ser root |10 failures", log)
    assert outcome.texts[-1] == \
        f"authentication key : User {shown(user, 160)} {BEHIND}"


@pytest.mark.parametrize("how", [
    {"conversation": "error"}, {"answer": ""},
    {"faults": [("read", "*", "EIO")]}])
def test_T31_forged_path(pam, how):
    """The path of a record that nobody has is as its name is, whatever else
    goes wrong.

    rows: W-39 M-79
    """
    pam.ours("debug")
    outcome = pam.login(user=FORGED, **how)
    path = STORE / FORGED
    assert any(text.startswith(shown(str(path), 160) + ": ")
               for text in outcome.texts)
    assert not any(" authentication failed (service=sshd tty=ssh" in text
                   for text in outcome.texts)


@pytest.mark.parametrize("item", ["tty", "ruser", "rhost"])
def test_T31_forged_item(pam, machine, item):
    """
    rows: W-39 M-50
    """
    machine.put(ALICE, Record())
    text = pam.login(items={item: FORGED}).texts[-1]
    assert f"{item}={shown(FORGED)}" in text
    assert len(re.findall(r" rhost=", text)) == 1


LONG = "é" * 127


@pytest.mark.parametrize("item", ROOM)
def test_T31_long_field(pam, item):
    """Of a name that is too long the end is missing, and of the others
    nothing: no name keeps the address out of the log.

    rows: W-39 M-53
    """
    who = {"user": "mallory", "service": "sshd", "tty": "ssh", "ruser": "carol",
           "rhost": "192.0.2.7", item: "s" * 200 if item == "service" else LONG}
    pam.ours(service=who["service"].lower())
    outcome = pam.login(user=who["user"], service=who["service"], items={
        name: who[name] for name in ("tty", "ruser", "rhost")})
    who = {name: shown(value, ROOM[name]) for name, value in who.items()}
    assert who[item].endswith(CUT)
    assert outcome.log[-1] == message("M-53", *who.values())


def test_T31_the_longest_line(pam, machine):
    """M-51 has the longest text, and ends with the number of keys.

    rows: W-39 M-51
    """
    user = "u" * 250
    machine.users({**USERS, user: (2005, 2005)})
    keys = [10000000 + n for n in range(64)]
    machine.put(STORE / user, Record(emergency=keys))
    service = "s" * 200
    pam.ours(service=service)
    outcome = pam.login(user=user, service=service, answer="10000000", items={
        "tty": LONG, "ruser": LONG, "rhost": "h" * 254})
    assert outcome.code == "SUCCESS"
    text = outcome.texts[-1]
    assert text == message(
        "M-51", shown(user, 160), shown(service, 160), shown(LONG, 160),
        shown(LONG, 160), shown("h" * 254, 253), 63)[1]
    assert text.count(CUT) == 5 and 1000 < len(text) <= 1024


def test_user_is_never_set(pam, machine):
    """
    rows: P-007 L-033
    """
    machine.put(ALICE, Record())
    assert pam.login().seen["user"] == "alice"


def test_two_users_two_records(pam, machine):
    """
    rows: P-122 F-083
    """
    machine.put(ALICE, Record())
    machine.put(STORE / "bob", Record(key="Ri5+XgVdtEBJGlrSD2hvituZxAq0vttX"))
    theirs = code(key="Ri5+XgVdtEBJGlrSD2hvituZxAq0vttX")
    assert pam.login(user="bob").code == "AUTH_ERR"
    assert pam.login(answer=theirs).code == "AUTH_ERR"
    assert pam.login(user="bob", answer=theirs).code == "SUCCESS"
    assert pam.login().code == "SUCCESS"


@pytest.mark.parametrize("line, found", [
    ("dave:x:2009:2009::/:/bin/sh", True),
    ("dave:x:2009:2009:a:b:/:/bin/sh", False),
    ("dave:x:02009:2009::/:/bin/sh", False),
    ("dave:x:-1:2009::/:/bin/sh", False),
    ("dave:x:4294967295:2009::/:/bin/sh", False),
    ("dave:x::2009::/:/bin/sh", False),
    ("dave:x:0day:2009::/:/bin/sh", False),
    ("Dave:x:2009:2009::/:/bin/sh", False),
    ("dave :x:2009:2009::/:/bin/sh", False),
    ("#dave:x:2009:2009::/:/bin/sh", False),
    ("+dave:x:2009:2009::/:/bin/sh", False),
    ("dave:x:2009:2009::/", False),
    ("long" * 3000 + "\ndave:x:2009:2009::/:/bin/sh", True)])
def test_passwd_lines(pam, machine, line, found):
    """Our own parser of /etc/passwd: a line that is not one names nobody.

    rows: P-036 D-02 M-04
    """
    with open("/etc/passwd", "a", encoding="ascii") as f:
        f.write(line + "\n")
    machine.put(STORE / "dave", Record())
    outcome = pam.login(user="dave")
    assert outcome.code == ("SUCCESS" if found else "USER_UNKNOWN")
    assert (message("M-04", "dave") in outcome.log) != found


def test_passwd_missing(pam, machine):
    """That nobody can be looked up says nothing about anybody.

    rows: M-04 P-060 D-11
    """
    machine.put(ALICE, Record())
    pam.ours("unenrolled=ignore")
    outcome = pam.login(faults=[("open", "/etc/passwd", "EACCES")])
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message("M-04", "alice") in outcome.log
    outcome = pam.login(faults=[("read", "*", "EIO")], now=NOW + 30)
    assert outcome.code == "AUTHINFO_UNAVAIL"
