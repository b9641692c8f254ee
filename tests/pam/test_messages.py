# SPDX-License-Identifier: ISC
"""Every log line, byte for byte (requirements, chapter 3).

Each case brings about one situation and gives the line it expects; a last test
checks that no message of src/codec/message.h is without a case."""

import re
import subprocess

import pytest

from host import PER_USER, ROOT
from messages import TEXTS, message
from records import NOW, Record, code, seal, wrong
from sandbox import CONFIG, HOMES, HOSTNAME, STORE

ALICE = STORE / "alice"
HOME = "nullok secret=${HOME}/.baro_auth encrypt=no"
ITEMS = {"tty": "ssh", "ruser": "carol", "rhost": "192.0.2.7"}
WHO = ("sshd", "ssh", "carol", "192.0.2.7")
NOWHERE = ("sshd", "", "", "")
WRONG = wrong(code(steps=-1), code(), code(steps=1))

# The lines of a plain attempt, and of one that is right.
COUNTED = message("M-16", f"10 15 {NOW}")
LET_IN = [COUNTED, message("M-50", "alice", *NOWHERE)]

CASES = {}


def case(code_name, *names):
    """A situation that gives all of its log, what libpam answers (PERM_DENIED
    to PAM_IGNORE alone), and the names of the messages that it shows."""
    def register(function):
        for name in names:
            CASES[name] = code_name, function
        return function
    return register


def acl(kind="deny", path=CONFIG / "acl"):
    return Record(acl_name=path, acl_type=kind)


@case("AUTHINFO_UNAVAIL", "M-01")
def acl_owner(pam, machine):
    path = machine.put(CONFIG / "acl", "", 0o444, owner=(2001, 2001))
    machine.put(ALICE, acl())
    return pam.login(), [message("M-01", path)]


@case("AUTHINFO_UNAVAIL", "M-02")
def acl_missing(pam, machine):
    machine.put(ALICE, acl())
    return pam.login(), [message("M-02", CONFIG / "acl")]


@case("USER_UNKNOWN", "M-04", "M-53")
def unknown_user(pam, machine):
    return pam.login(user="mallory", items=ITEMS), [
        message("M-04", "mallory"), message("M-53", "mallory", *WHO)]


@case("AUTHINFO_UNAVAIL", "M-05")
def record_missing(pam, machine):
    return pam.login(), [message("M-05", ALICE)]


@case("AUTHINFO_UNAVAIL", "M-06")
def record_mode(pam, machine):
    machine.put(ALICE, Record(), 0o440)
    return pam.login(), [message("M-06", ALICE, "root")]


@case("AUTHINFO_UNAVAIL", "M-07")
def record_size(pam, machine):
    machine.put(ALICE, "\n")
    return pam.login(), [message("M-07", ALICE)]


@case("AUTHINFO_UNAVAIL", "M-08")
def record_unreadable(pam, machine):
    machine.put(ALICE, Record())
    return pam.login(faults=[("pread", "*", "EIO")]), [
        message("M-08", ALICE), message("M-81", ALICE, "Input/output error")]


@case("AUTHINFO_UNAVAIL", "M-09", "M-73")
def record_contents(pam, machine):
    machine.put(ALICE, str(Record()) + '" COLOUR blue\n')
    return pam.login(), [
        message("M-09", ALICE),
        message("M-73", ALICE, 7,
                "malformed, unknown, repeated or missing directive")]


@case("AUTHINFO_UNAVAIL", "M-81")
def record_incomplete(pam, machine):
    machine.put(ALICE, Record(cycle=None))
    return pam.login(), [
        message("M-09", ALICE),
        message("M-81", ALICE,
                "malformed, unknown, repeated or missing directive")]


@case("AUTHINFO_UNAVAIL", "M-10")
def temporary_name(pam, machine):
    path = machine.put(STORE / ("r" * 255), Record())
    pam.ours(place=f"secret={path} encrypt=no")
    return pam.login(), [message("M-10", "File name too long")]


@case("AUTHINFO_UNAVAIL", "M-11")
def temporary_file(pam, machine):
    machine.put(ALICE, Record())
    machine.remount(STORE, 1)
    return pam.login(), [
        message("M-11", ALICE, "Read-only file system")]


@case("AUTHINFO_UNAVAIL", "M-12")
def record_changed(pam, machine):
    machine.put(ALICE, Record())
    return pam.login(at={"fsync": f"printf x >>{ALICE}"}), [
        message("M-12", ALICE)]


@case("AUTHINFO_UNAVAIL", "M-13")
def disk_full(pam, machine):
    machine.put(ALICE, Record())
    filler = STORE / "filler"
    machine.remount(STORE, 0, "size=64k")
    subprocess.run(["sh", "-c", f"cat /dev/zero >{filler} 2>/dev/null"],
                   check=False)
    return pam.login(), [
        message("M-13", ALICE, "No space left on device")]


@case("AUTHINFO_UNAVAIL", "M-14")
def rate_option(pam, machine):
    machine.put(ALICE, Record(rate="0 30"))
    return pam.login(), [
        message("M-14", ALICE),
        message("M-73", ALICE, 2,
                "RATE_LIMIT needs 1 to 100 attempts in 1 to 3600 s")]


@case("AUTHINFO_UNAVAIL", "M-15")
def rate_timestamps(pam, machine):
    machine.put(ALICE, Record(rate="3 30 yesterday"))
    return pam.login(), [
        message("M-15", ALICE),
        message("M-73", ALICE, 2,
                "malformed or too many RATE_LIMIT timestamps")]


@case("SUCCESS", "M-16", "M-50")
def success(pam, machine):
    machine.put(ALICE, Record(rate=f"3 30 {NOW - 7}"))
    return pam.login(items=ITEMS), [
        message("M-16", f"3 30 {NOW - 7} {NOW}"),
        message("M-50", "alice", *WHO)]


@case("MAXTRIES", "M-17")
def too_many(pam, machine):
    machine.put(ALICE, Record(rate=f"1 30 {NOW - 7}"))
    return pam.login(items=ITEMS), [
        message("M-17"), message("M-53", "alice", *WHO)]


@case("AUTHINFO_UNAVAIL", "M-18")
def window(pam, machine):
    machine.put(ALICE, Record(window=0))
    return pam.login(), [
        message("M-18", ALICE),
        message("M-73", ALICE, 7, "WINDOW_SIZE must be 1 to 100")]


@case("AUTH_ERR", "M-19")
def reuse(pam, machine):
    machine.put(ALICE, Record(cycle=20))
    answer = code(cycle=20)
    assert pam.login(answer=answer).code == "SUCCESS"
    return pam.login(answer=answer, items=ITEMS), [
        message("M-16", f"10 15 {NOW} {NOW}"), message("M-19", 20),
        message("M-53", "alice", *WHO)]


@case("BUF_ERR", "M-20")
def memory(pam, machine):
    # Nobody knows by then which record it would be.
    return pam.login(faults=[("mmap", "#1", "ENOMEM")]), [message("M-20", "")]


@case("AUTHINFO_UNAVAIL", "M-21")
def key_missing(pam, machine):
    machine.put(ALICE, Record(key=None))
    return pam.login(), [
        message("M-21", "SECURE_KEY is missing or unusable"),
        message("M-81", ALICE, "SECURE_KEY is missing or unusable")]


@case("SYSTEM_ERR", "M-22")
def clock_broken(pam, machine):
    machine.put(ALICE, Record())
    return pam.login(faults=[("clock_gettime", "*", "EINVAL")]), [
        message("M-22",
                "the clock cannot be read or is beyond the year 9999")]


@case("AUTH_ERR", "M-23")
def wrong_code(pam, machine):
    machine.put(ALICE, Record())
    return pam.login(answer=WRONG, items=ITEMS), [
        message("M-16", f"10 15 {NOW}"), message("M-23"),
        message("M-53", "alice", *WHO)]


@case("USER_UNKNOWN", "M-25")
def no_user(pam, machine):
    return pam.login(user="", answer=""), [
        message("M-25"), message("M-53", "", *NOWHERE)]


@case("SERVICE_ERR", "M-29")
def no_location(pam, machine):
    pam.ours("encrypt=no", place="")
    return pam.login(), [message("M-29")]


@case("SERVICE_ERR", "M-30")
def no_encrypt_flag(pam, machine):
    pam.ours("secret=/etc/baropam/record", place="")
    return pam.login(), [message("M-30")]


@case("CONV_ERR", "M-31")
def no_answer(pam, machine):
    machine.put(ALICE, Record())
    return pam.login(conversation="error"), [message("M-31")]


@case("SUCCESS", "M-51")
def emergency(pam, machine):
    machine.put(ALICE, Record(emergency=(33458936, 19035576)))
    return pam.login(answer="33458936", items=ITEMS), [
        message("M-16", f"10 15 {NOW}"),
        message("M-51", "alice", *WHO, 1)]


@case("PERM_DENIED", "M-52")
def exempt(pam, machine):
    machine.put(CONFIG / "acl", "alice\n", 0o444)
    machine.put(ALICE, acl())
    return pam.login(items=ITEMS), [
        message("M-52", "deny", "alice", *WHO)]


@case("AUTH_ERR", "M-54")
def locks(pam, machine):
    machine.put(ALICE, Record(lockout="9 0"))
    return pam.login(answer=WRONG), [
        COUNTED, message("M-23"), message("M-53", "alice", *NOWHERE),
        message("M-54", "alice", 10, NOW + 60)]


@case("AUTH_ERR", "M-55")
def hint(pam, machine):
    machine.put(ALICE, Record())
    pam.ours("clock_hint")
    return pam.login(answer=code(steps=-4)), [
        COUNTED, message("M-23"), message("M-53", "alice", *NOWHERE),
        message("M-55", "-4")]


@case("SUCCESS", "M-56")
def host_name(pam, machine):
    machine.put(ALICE, Record(hostname="nurit.co.kr"))
    return pam.login(), [
        message("M-56", "nurit.co.kr", HOSTNAME), *LET_IN]


@case("SERVICE_ERR", "M-58")
def unknown_argument(pam, machine):
    pam.ours("nullok colour=blue")
    return pam.login(), [message("M-58", "colour=blue")]


@case("AUTHINFO_UNAVAIL", "M-70")
def lock_fails(pam, machine):
    machine.put(ALICE, Record())
    return pam.login(faults=[("flock", "*", "ENOLCK")]), [
        message("M-70", ALICE, "No locks available")]


@case("AUTHINFO_UNAVAIL", "M-71")
def host_key(pam, machine):
    machine.put(ALICE, seal(Record(), bytes(32), "alice"))
    pam.ours(place=f"secret={STORE}/$[USER] encrypt=yes")
    return pam.login(), [message("M-71", CONFIG / "host.key",
                                 "No such file or directory")]


@case("SYSTEM_ERR", "M-72")
def identity(pam, machine):
    pam.ours(HOME, place="")
    return pam.login(faults=[("setgroups", "*", "EPERM")]), [
        message("M-72", "alice", "the identity of the user cannot be taken "
                                 "on")]


@case("SYSTEM_ERR", "M-82")
def stranded(pam, machine):
    """Behind the verdict, which was another one."""
    machine.put(HOMES / "alice/.baro_auth", Record(), 0o600, (2001, 2001))
    pam.ours(HOME, place="")
    return pam.login(faults=[("setgroups", "#2", "ENOMEM")]), [
        *LET_IN, message("M-82")]


@case("PERM_DENIED", "M-74")
def everybody_exempt(pam, machine):
    path = machine.put(CONFIG / "acl", "# nobody\n", 0o444)
    machine.put(ALICE, acl("allow"))
    return pam.login(items=ITEMS), [
        message("M-74", path), message("M-52", "allow", "alice", *WHO)]


@case("SUCCESS", "M-75")
def unusual(pam, machine):
    machine.put(ALICE, Record(rate="11 15", window=100))
    return pam.login(), [
        message("M-75", "RATE_LIMIT", ALICE),
        message("M-75", "WINDOW_SIZE", ALICE),
        message("M-16", f"11 15 {NOW}"), LET_IN[1]]


@case("SUCCESS", "M-76")
def allow_reuse(pam, machine):
    machine.put(ALICE, Record(reuse="ALLOW_REUSE"))
    return pam.login(), [message("M-76", "ALLOW_REUSE", ALICE), *LET_IN]


@case("SUCCESS", "M-77")
def both_modes(pam, machine):
    machine.put(ALICE, Record())
    pam.ours("nullok forward_pass")
    return pam.login(), [message("M-77"), *LET_IN]


@case("SUCCESS", "M-78")
def mapped_pass(pam, machine):
    machine.put(ALICE, Record())
    pam.ours("use_mapped_pass")
    return pam.login(), [message("M-78", "use_mapped_pass"), *LET_IN]


@case("SUCCESS", "M-79")
def debugging(pam, machine):
    machine.put(ALICE, Record())
    pam.ours("debug")
    return pam.login(), [message("M-79", ALICE, "no error"), *LET_IN]


@case("PERM_DENIED", "M-80")
def unenrolled(pam, machine):
    pam.ours("unenrolled=ignore")
    return pam.login(), [message("M-80", "alice")]


@pytest.mark.parametrize("name", sorted(CASES))
def test_message(pam, machine, name):
    """Text, severity and facility of each line, no line more, and the return
    code.  The facility is compared for all of them (host.py).

    rows: M-01 M-02 M-04 M-05 M-06 M-07 M-08 M-09 M-10 M-11 M-12 M-13 M-14
    rows: M-15 M-16 M-17 M-18 M-19 M-20 M-21 M-22 M-23 M-25 M-29 M-30 M-31
    rows: M-50 M-51 M-52 M-53 M-54 M-55 M-56 M-58 M-59 P-004 P-005 D-18
    """
    code_name, situation = CASES[name]
    outcome, expected = situation(pam, machine)
    assert message(name, *places(name, expected)) in expected
    assert outcome.log == expected
    assert outcome.code == code_name
    assert not any("(null)" in text for text in outcome.texts)


def places(name, expected):
    """What fills the places of the message in the expected lines."""
    severity, text = TEXTS[name]
    pattern = re.escape(text).replace(r"\{\}", "(.*)")
    for line in expected:
        match = re.fullmatch(pattern, line[1])
        if match and line[0] == severity:
            return match.groups()
    pytest.fail(f"the case of {name} does not expect {name}")
    return ()


def test_every_message_has_a_case():
    """
    rows: D-18
    """
    header = (ROOT / "src/codec/message.h").read_text()
    names = {name.replace("_", "-")
             for name in re.findall(r"\bX\((M_\d+),", header)}
    assert names == set(CASES)
    assert names == set(TEXTS)


def test_wrong_code_says_no_more(pam, machine):
    """M-23 and nothing before or behind it, for those who match the line;
    no M-22 beside it, and no "[Success]".

    rows: M-22 M-23 W-14
    """
    machine.put(ALICE, Record())
    texts = pam.login(answer=WRONG).texts
    assert "Invalid verification code" in texts
    assert not any("generation failed" in text for text in texts)


def test_no_null_is_printed(pam, machine):
    """ACL_TYPE without ACL_NAME was printed as "(null)".

    rows: M-03 W-14 P-116
    """
    machine.put(ALICE, Record(acl_type="deny"))
    outcome = pam.login()
    assert outcome.code == "AUTHINFO_UNAVAIL"
    assert message("M-09", ALICE) in outcome.log
    assert not any("null" in text for text in outcome.texts)


@pytest.mark.parametrize("spoil, expected", [
    (Record(cycle=61), (4, "a value is out of range")),
    (Record(method="card256"), (3, "a value is out of range")),
    (Record(method="md5"),
     (3, "malformed, unknown, repeated or missing directive")),
    (Record(key="short"), (5, "a value is out of range")),
    (Record(rate="3 30\n\" RATE_LIMIT 3 30"),
     (3, "malformed, unknown, repeated or missing directive"))])
def test_line_number(pam, machine, spoil, expected):
    """Where the fault is, never what stands there.

    rows: M-09
    """
    machine.put(ALICE, spoil)
    outcome = pam.login()
    assert outcome.log[:2] == [message("M-09", ALICE),
                               message("M-73", ALICE, *expected)]
    assert not any("short" in text or "md5" in text for text in outcome.texts)


def test_debug_without_a_vault(pam, machine):
    """
    rows: M-20 M-79
    """
    pam.ours("debug")
    outcome = pam.login(faults=[("mmap", "#1", "ENOMEM")])
    assert outcome.code == "BUF_ERR"
    assert outcome.log == [message("M-79", "", "out of memory"),
                           message("M-20", "")]


def test_debug_adds_only_debug_lines(pam, machine):
    """
    rows: P-017
    """
    machine.put(ALICE, Record())
    plain = pam.login(answer=WRONG).log
    machine.put(ALICE, Record())
    pam.ours("debug")
    talkative = pam.login(answer=WRONG).log
    assert [line for line in talkative if line[0] != "debug"] == plain
    assert len(talkative) > len(plain)


def test_debug_of_a_code_older_than_a_used_one(pam, machine):
    """It need not have been used itself.

    rows: M-79 D-07
    """
    machine.put(ALICE, Record())
    pam.ours("debug")
    assert pam.login(answer=code(steps=1)).code == "SUCCESS"
    outcome = pam.login(answer=code())
    assert outcome.log[0] == message(
        "M-79", ALICE, "this code, or a newer one, was accepted before")


def test_user_owned_record_names_its_owner(pam, machine):
    """
    rows: M-06 P-123
    """
    path = machine.put("/var/lib/homes/alice/.baro_auth", Record(), 0o644,
                       (2001, 2001))
    pam.ours(HOME, place="")
    assert message("M-06", path, "alice") in pam.login().log


def test_sealed_as_plain(pam, machine):
    """
    rows: F-062 P-011
    """
    machine.put(ALICE, seal(Record(), bytes(32), "alice"))
    pam.ours(place=PER_USER)
    assert pam.login().log[:2] == [
        message("M-09", ALICE),
        message("M-81", ALICE,
                "encrypted otherwise than encrypt= says, or altered")]
