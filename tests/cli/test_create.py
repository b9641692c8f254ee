# SPDX-License-Identifier: ISC
"""baro_auth without a command makes a record."""

import base64
import json
import os
import re
import signal
import subprocess
import time
import urllib.parse
from pathlib import Path

import pexpect
import pytest
import qr

FOLDER = "/var/lib/baropam"
HOW_TO_SEE_IT = 'at a terminal, "baro_auth show alice" shows the key\n'
MANUAL = (Path(__file__).parents[2] / "docs/man/baro_auth.5").read_text()
KEY = "k2r2dIcWrqek8c5QaCqN3EjmfCwnIGW+"  # not one of the documents'
SAMPLE_KEYS = ["j1q1cHbVqdpj7b4PzBpM2DileBvmHFV/",
               "j!q!cHbVqdpj7b4PzBpM2DileBvmHFV/",
               "Ri5+XgVdtEBJGlrSD2hvituZxAq0vttX",
               "12345678901234567890", "12345678901234567890" * 3 + "1234",
               re.search(r"SECURE_KEY (\w{32})$", MANUAL, re.M)[1]]
SAMPLE_EMERGENCY = {"33458936", "19035576", "15364353", "54649370",
                    "84342192"}
INTRODUCTION = "Your emergency one-time authentication keys are:"
QUESTIONS = [
    "Will it prevent man-in-the-middle attacks?",
    "Will the same OTA key enable login to other accounts besides one account?",
    "Shall we set the OTA key time limit to 30 seconds?"]
CONFIRM = "Enter a code from the app to confirm: "
EMERGENCY = re.compile(r"^[1-9][0-9]{7}$", re.M)


def directives(record):
    """The directives of a record, as a dictionary."""
    lines = record.decode().splitlines()
    return dict((line[2:].split(" ", 1) + [""])[:2] for line in lines
                if line.startswith('" '))


def parameters(uri):
    """Label and parameters of an otpauth URI."""
    parts = urllib.parse.urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    label = urllib.parse.unquote(parts.path)
    return label, dict(urllib.parse.parse_qsl(parts.query))


def code_of(uri, steps=0):
    """The code that an application which has read URI would show."""
    _, values = parameters(uri)
    when = int(time.time()) + steps * int(values["period"])
    return subprocess.run(
        ["oathtool", f"--totp={values['algorithm'].lower()}", "--base32",
         f"--digits={values['digits']}", f"--now=@{when}",
         f"--time-step-size={values['period']}s", values["secret"]],
        check=True, capture_output=True, text=True, timeout=10,
    ).stdout.strip()


# ----------------------------------------------------------- without a terminal


def test_documented_example(tool):
    """The documented command writes the documented file, byte for byte, but
    for the key, which the documents have given away, and the emergency keys.

    rows: C-001 C-002 C-003 C-004 C-005 C-006 C-007 C-008 C-010 C-011"""
    tool.machine.path("/opt/baropam").mkdir(mode=0o755)
    shown = tool.right(
        *"-r 3 -R 30 -t 30 -k app512 -e no -H nurit.co.kr -A deny "
        "-a /usr/baropam/.baro_acl -S - -s /opt/baropam/.baro_auth "
        "--disallow-reuse --shared-key --rate-limit".split(),
        typed=KEY + "\n")
    emergency = EMERGENCY.findall(shown)
    assert len(emergency) == 5
    text = tool.machine.path("/opt/baropam/.baro_auth").read_text()
    assert text == f'''" AUTH_KEY
" RATE_LIMIT 3 30
" KEY_METHOD app512
" CYCLE_TIME 30
" SECURE_KEY {KEY}
" ACL_NAME /usr/baropam/.baro_acl
" ACL_TYPE deny
" HOSTNAME nurit.co.kr
" DISALLOW_REUSE
''' + "".join(f"{key}\n" for key in emergency)


def test_defaults(tool):
    """With nothing but a user: the strict defaults, a key of its own.

    rows: C-001 C-002 C-003 C-004 C-005 C-006 C-009 C-015 C-020 D-05 T23"""
    tool.right("-u", "alice")
    found = directives(tool.record())
    key = found.pop("SECURE_KEY")
    assert found == {
        "AUTH_KEY": "", "RATE_LIMIT": "3 30", "KEY_METHOD": "app512",
        "CYCLE_TIME": "30", "HOSTNAME": "baropam.test", "DISALLOW_REUSE": "",
        "KEY_SCOPE": "user"}
    assert len(key) == 32 and len(base64.b64decode(key)) == 24
    folder = tool.machine.path(FOLDER).stat()
    assert (folder.st_mode & 0o7777, folder.st_uid) == (0o700, 0)
    file = tool.machine.path(f"{FOLDER}/alice").stat()
    assert (file.st_mode & 0o7777, file.st_uid) == (0o400, 0)
    assert [path.name for path in tool.machine.path(FOLDER).iterdir()] == [
        "alice"]


def test_keys_differ(tool):
    """Two records share no key, and no emergency key is a sample.

    rows: C-009 C-021 C-044 F-052 W-27"""
    numbers = set()
    for user in ("alice", "bob"):
        tool.right("-u", user, "--emergency", "64")
        numbers |= set(EMERGENCY.findall(tool.record(user).decode()))
    assert len(numbers) == 128
    assert not numbers & SAMPLE_EMERGENCY
    assert (directives(tool.record("alice"))["SECURE_KEY"]
            != directives(tool.record("bob"))["SECURE_KEY"])


def test_no_key_is_printed(tool):
    """Without a terminal: the emergency keys, once, and nothing of the key.

    rows: C-019 M-60 F-050"""
    shown = tool.right("-u", "alice")
    record = tool.record().decode()
    assert shown == (f"{INTRODUCTION}\n"
                     + "".join(key + "\n" for key in EMERGENCY.findall(record))
                     + f"{FOLDER}/alice: written; {HOW_TO_SEE_IT}")
    assert "otpauth" not in shown


def test_json(tool):
    """--json: one object, whose URI gives the codes that the tool gives.

    rows: C-017 C-019 F-073"""
    answer = json.loads(tool.right("-u", "alice", "-k", "app256", "-t", "60",
                                   "-H", "a-host.example", "--json"))
    assert answer["file"] == f"{FOLDER}/alice"
    assert answer["emergency"] == EMERGENCY.findall(tool.record().decode())
    label, values = parameters(answer["uri"])
    values.pop("secret")
    assert label == "/a-host.example:alice"
    assert values == {"issuer": "a-host.example", "algorithm": "SHA256",
                      "digits": "6", "period": "60"}
    codes = code_of(answer["uri"]), code_of(answer["uri"], 1)
    assert tool.right("code", "-u", "alice").strip() in codes


def test_uri_and_code_agree(tool):
    """For each method, what an application computes from the URI is what the
    record says, with the file's own key and with one for each user.

    rows: F-073 C-004 C-015 A-10 W-15"""
    for method in ("app1", "app256", "app512"):
        for scope in ("--shared-key", "--user-key"):
            user = method + scope
            uri = json.loads(tool.right("-u", user, "-k", method, scope,
                                        "--json"))["uri"]
            codes = code_of(uri), code_of(uri, 1)
            assert tool.right("code", "-u", user).strip() in codes, user


@pytest.mark.parametrize("where, scope", [
    (["-u", "alice"], None), (["-u", "alice", "--user-key"], "user"),
    (["-s", "/home/alice/.baro_auth", "-u", "alice"], None),
    (["-s", "/opt/many"], "user"), (["-s", "/opt/many", "--shared-key"], None),
    (["-s", "/opt/many", "-u", "alice"], "user")], ids=repr)
def test_imported_key(tool, where, scope):
    """A key that is given for one user is that of the device: its codes are
    right.  In a file of many users keys are derived from it, as ever.

    rows: C-009 C-015 W-15 D-08"""
    letters = base64.b32encode(bytes(range(50, 70))).decode()
    uri = json.loads(tool.right(*where, "-k", "app1", "-S", "-", "--json",
                                typed=f"base32:{letters}\n")).get("uri")
    file = where[1] if where[0] == "-s" else f"{FOLDER}/alice"
    record = tool.machine.path(file).read_bytes()
    assert directives(record).get("KEY_SCOPE") == scope
    assert directives(record)["SECURE_KEY"] == f"base32:{letters}"
    if uri is not None:
        same = parameters(uri)[1]["secret"] == letters
        assert same is (scope is None)


def test_from_google_authenticator(tool):
    """The recipe of baro_auth(1), word for word: the app's codes go on.

    rows: C-009 C-015 D-08"""
    # 16 bytes: its short keys, of 10, are refused.
    manual = Path(__file__).parents[2] / "docs/man/baro_auth.1"
    recipe = re.search(r"^# (\{ printf base32:.*\\e\n.*)$",
                       manual.read_text(), re.M)
    letters = base64.b32encode(bytes(range(70, 86))).decode().rstrip("=")
    tool.machine.write("/home/alice/.google_authenticator",
                       f'{letters}\n" RATE_LIMIT 3 30\n" TOTP_AUTH\n12345678\n',
                       0o400, 1001)
    command = recipe[1].replace("\\e", "\\").replace("\\(ti", "~")
    made = tool.machine.run("bash", "-c", command)
    assert made.returncode == 0, made.stderr
    code = subprocess.run(["oathtool", "--totp", "--base32", letters],
                          check=True, capture_output=True, text=True,
                          timeout=10).stdout.strip()
    assert tool("verify", code, "-u", "alice").returncode == 0


def test_imported_key_asks_no_second_question(tool):
    """At a terminal too: the key is as it is, the other two are asked.

    rows: C-013 C-015"""
    child = tool.spawn("-u", "alice", "-S", "hex:" + "5a" * 20, "--no-qr")
    child.expect_exact(QUESTIONS[0])
    child.sendline("")
    child.expect_exact(QUESTIONS[2])
    assert QUESTIONS[1] not in child.before
    child.sendline("")
    uri = until_confirm(child)
    assert parameters(uri)[1]["secret"] == base64.b32encode(
        b"Z" * 20).decode()
    child.sendline(code_of(uri))
    assert finish(child)[1] == 0


def test_no_emergency_keys_of_many(tool):
    """A file of many users with keys of their own gets no emergency keys, and
    is told so: no login would take them.

    rows: C-015 F-050 F-052 W-15"""
    for words, some in (
            ([], False), (["--shared-key"], True), (["-u", "alice"], False),
            (["-u", "alice", "--shared-key"], True), (["-u", "one"], True),
            (["--emergency", "0"], None)):
        shown = tool.right("-s", "/opt/one", "--force", *words)
        record = tool.machine.path("/opt/one").read_text()
        assert EMERGENCY.findall(record) == EMERGENCY.findall(shown)
        assert bool(EMERGENCY.findall(record)) is bool(some)
        assert shown.startswith("No emergency keys: ") is (some is False)
    assert json.loads(tool.right("-s", "/opt/two", "--json")) == {
        "file": "/opt/two", "emergency": []}
    assert not EMERGENCY.findall(tool.machine.path("/opt/two").read_text())


def test_flags_answer_the_questions(tool):
    """Each question has a flag for each answer.

    rows: C-014 C-015 C-016 C-017"""
    for flag, name, value in (
            ("--disallow-reuse", "DISALLOW_REUSE", ""),
            ("--allow-reuse", "ALLOW_REUSE", ""),
            ("--user-key", "KEY_SCOPE", "user"),
            ("--shared-key", "KEY_SCOPE", None),
            ("--rate-limit", "RATE_LIMIT", "7 200"),
            ("--default-rate-limit", "RATE_LIMIT", "3 30")):
        tool.right("-u", flag, "-r", "7", "-R", "200", flag)
        assert directives(tool.record(flag)).get(name) == value, flag


def test_ends_of_the_ranges(tool):
    """The least and the greatest of each option is written as given.

    rows: C-001 C-002 C-003 C-004 C-006 C-007 C-008 C-009"""
    for i, (words, name, value) in enumerate((
            ("-r 1", "RATE_LIMIT", "1 30"), ("-r 10", "RATE_LIMIT", "10 30"),
            ("-R 15", "RATE_LIMIT", "3 15"), ("-R 600", "RATE_LIMIT", "3 600"),
            ("-t 3", "CYCLE_TIME", "3"), ("-t 60", "CYCLE_TIME", "60"),
            ("-k app1", "KEY_METHOD", "app1"),
            ("-k app384", "KEY_METHOD", "app384"),
            ("-H A-b.9", "HOSTNAME", "A-b.9"),
            ("-A deny -a /etc/acl", "ACL_TYPE", "deny"),
            ("-A allow -a /etc/acl", "ACL_TYPE", "allow"),
            ("-a /etc/acl", "ACL_NAME", "/etc/acl"),
            ("-S " + 16 * "x", "SECURE_KEY", 16 * "x"),
            ("-S " + 128 * "x", "SECURE_KEY", 128 * "x"))):
        tool.right("-u", f"user{i}", *words.split())
        assert directives(tool.record(f"user{i}"))[name] == value, words
        assert tool("status", f"user{i}").returncode == 0, words
    for count in (0, 64):
        tool.right("-u", f"keys{count}", "--emergency", str(count))
        record = tool.record(f"keys{count}").decode()
        assert len(EMERGENCY.findall(record)) == count


def test_short_step(tool):
    """A step that is short for a person's fingers is written, with a warning.

    rows: F-013 C-003"""
    for step, said in (("14", True), ("15", False)):
        made = tool("-u", "alice", "-t", step, "--force")
        assert made.returncode == 0
        assert ("a step of 14 s is short" in made.stderr) is said
        assert (made.stderr == "") is not said
        assert directives(tool.record())["CYCLE_TIME"] == step


@pytest.mark.parametrize("file, good", [
    ("record", True), ("./record", True), (".//record", True),
    (".////record", True), ("../root/record", False), ("././record", False),
    ("./", False), (".//", False), ("/.//record", False)])
def test_file_from_here(tool, file, good):
    """A name from the current folder is that file, and no way out of it.

    rows: C-010"""
    done = tool.machine.run("sh", "-c", f"cd /root && baro_auth -s {file}")
    there = tool.machine.path("/root/record").exists()
    assert (done.returncode, there) == ((0, True) if good else (2, False))
    assert not tool.machine.path("/record").exists()


@pytest.mark.parametrize("words", [
    ["-r", "0"], ["-r", "11"], ["-r", "03"], ["-r", "+3"], ["-r", "3x"],
    ["-r", ""], ["-R", "14"], ["-R", "601"], ["-t", "2"], ["-t", "61"],
    ["-k", "app2"], ["-k", "card1"], ["-k", "APP512"], ["-e", "maybe"],
    ["-e", ""], ["-H", "a b"], ["-H", ""], ["-H", "h\n"], ["-H", 'h"'],
    ["-H", "h" * 254], ["-A", "deny"], ["-A", "some", "-a", "/etc/acl"],
    ["-a", "acl"], ["-a", "/etc/../acl"], ["-a", "/etc/acl\n"],
    ["-a", "/etc/a b"], ["-a", '/etc/a"b'], ["-a", ""], ["-S", "fifteen-letters"],
    ["-S", "x" * 129], ["-S", "blank in the key"], ["-S", "line\n" * 4],
    ["-S", "base32:1"], ["-S", "hex:00"], ["-S", ""],
    ["--emergency", "65"], ["--emergency", "-1"], ["-x"], ["--unknown"],
    ["-r"], ["-r", "3", "-r", "3"], ["--allow-reuse", "--disallow-reuse"],
    ["-u", "bob"], ["word"], ["--at", "5x"]],
    ids=lambda words: repr(" ".join(words))[:30])
def test_wrong_usage(idle_tool, words):
    """Exit 2, a sentence, and nothing written.

    rows: C-018"""
    result = idle_tool("-u", "alice", *words)
    assert result.returncode == 2, (result.stdout, result.stderr)
    assert result.stderr.startswith("baro_auth: ")
    assert result.stdout == ""
    assert not idle_tool.machine.path(FOLDER).exists()


def test_where_to_must_be_said(tool):
    """No file and no user: exit 2.  A user's name is no path.

    rows: C-010 C-018 T24"""
    tool.refused(2)
    for name in ("", ".", "..", "a/b", "../x", "a\nb", "x~", "u" * 256):
        tool.refused(2, "-u", name)
    assert not list(tool.machine.path("/var/lib").glob("**/x"))


def test_sample_keys_are_refused(tool):
    """The keys that stand in the vendor's documents, in ours and in the RFCs
    protect nothing, in whatever form they come.

    rows: C-021 W-27"""
    forms = [form for key in SAMPLE_KEYS for form in (
        key, "hex:" + key.encode().hex(), "hex:" + key.encode().hex() + "00",
        "base32:" + base64.b32encode(key.encode()).decode().rstrip("="))]
    for key in forms:
        for words, typed in (["-S", key], None), (["-S", "-"], key + "\n"):
            said = tool.refused(2, "-u", "alice", *words, typed=typed)
            assert "public documents" in said
            assert key not in said
    assert not tool.machine.path(f"{FOLDER}/alice").exists()


@pytest.mark.parametrize("key, said", [
    ("base32:JBSWY3DPEHPK3PXP", "a key of 10 bytes; it takes 16 to 128"),
    ("base32:" + "A" * 208, "a key of more than 128 bytes; it takes"),
    ("base32:" + "A" * 512, "a key of more than 128 bytes; it takes"),
    ("base32:" + "A" * 25 + "B", "not base 32: a character is wrong, missing"),
    ("base32:" + "A" * 27, "not base 32: "), ("base32:B", "not base 32: "),
    ("base32:" + "A" * 25 + "1", "not base 32: "),
    ("hex:" + "5a" * 15, "a key of 15 bytes; it takes"),
    ("hex:" + "5a" * 16 + "5", "not hex: a digit is wrong, missing or too"),
    ("hex:" + "5x" * 16, "not hex: "),
    ("hex:" + "5a" * 129, "a key of more than 128 bytes; it takes"),
    ("fifteen-letters", "a key of 15 bytes; it takes"),
    ("x" * 129, "a key of more than 128 bytes; it takes"),
    ("base32:JBSW Y3DP EHPK 3PXP", "printable characters, and no blanks")],
    ids=lambda text: text[:20])
def test_what_is_wrong_with_a_key(idle_tool, key, said):
    """Too short, too long, or not what it says it is; never the key.

    rows: C-009 C-018"""
    result = idle_tool("-u", "alice", "-S", key)
    assert result.returncode == 2 and said in result.stderr
    assert key.partition(":")[2][:6] not in result.stderr or ":" not in key
    assert key not in result.stderr


def test_key_on_the_command_line(tool):
    """It works, with a warning; from standard input there is none.

    rows: C-009 C-019 W-26"""
    result = tool("-u", "alice", "-S", KEY)
    assert result.returncode == 0
    assert "-S -" in result.stderr
    result = tool("-u", "bob", "-S", "-", typed=KEY)
    assert (result.returncode, result.stderr) == (0, "")
    for user in ("alice", "bob"):
        assert directives(tool.record(user))["SECURE_KEY"] == KEY
    for typed, said in (("", "no secure key on"), (600 * "a", "too long"),
                        (600 * "a" + "\n", "too long"), ("\n", "0 bytes")):
        shown = tool.refused(2, "-u", "carol", "-S", "-", typed=typed)
        assert said in shown and "aaaa" not in shown


@pytest.mark.parametrize("words, said", [
    (["-S", "other", "-S", KEY], "twice, or against another one: -S"),
    (["-S" + KEY, "-S" + KEY], "twice, or against another one: -S"),
    (["-x" + KEY], "unknown option: -x"),
    (["--bogus=" + KEY], "unknown option: --bogus"),
    (["--" + KEY], "unknown option\n"),
    (["--json=" + KEY], "takes no value: --json"),
    (["-S", KEY, "--count", "1", "--emergency", "2"],
     "twice, or against another one: --emergency"),
    (["-S", KEY, "--allow-reuse", "--disallow-reuse"],
     "twice, or against another one: --disallow-reuse"),
    (["-S", KEY, "-r"], "without its value: -r"),
    (["-S", KEY, "--user"], "without its value: --user"),
    (["-S", KEY, "--at", "1"], "not an option of this command: --at"),
    ([KEY], "no such command"), (["a", "b", KEY], "too many words"),
    (["-S", "-", KEY], "no such command")],
    ids=lambda part: repr(part)[:30])
def test_usage_tells_no_key(idle_tool, words, said):
    """What is wrong with the command line is said by the names of options; a
    key on it reaches no log that keeps standard error.

    rows: C-018 C-019 W-26"""
    shown = idle_tool.refused(2, *words)
    assert said in shown
    assert KEY not in shown and KEY[1:] not in shown
    assert shown.endswith('\nTry "baro_auth --help".\n')


def test_existing_file(tool):
    """It is refused; --force replaces it and keeps its bytes beside it.

    rows: C-020"""
    tool.right("-u", "alice")
    old = tool.record()
    assert "exists" in tool.refused(1, "-u", "alice")
    assert tool.record() == old
    for _ in range(2):  # the second time there is a backup already
        said = tool.right("-u", "alice", "--force")
        assert f"{FOLDER}/alice~bak: the old record, whose keys" in said
        new = tool.record()
        assert new != old
        assert tool.record("alice~bak") == old
        old = new
    for name in ("alice", "alice~bak"):
        assert tool.machine.path(f"{FOLDER}/{name}").stat().st_mode == 0o100400


@pytest.mark.parametrize("harm, said", [
    (": >{}; chmod 400 {}", "the size is not 2 to 65535 bytes"),
    ("ln -s /nowhere {}", "it is a symbolic link"),
    ("echo junk >{}; chmod 644 {}", "its mode, 0644, is not 0400 or 0600"),
    ("mkdir {}", "it is no regular file")])
def test_existing_file_that_is_no_record(tool, harm, said):
    """What --force would not replace is not offered to it; nobody is asked, and
    no key is shown.

    rows: C-018 C-020"""
    tool.right("-u", "bob")
    harm = harm.replace("{}", f"{FOLDER}/alice")
    assert tool.machine.run("sh", "-c", harm).returncode == 0
    for words in [], ["--force"]:
        done = tool("-u", "alice", *words)
        assert done.returncode == 1 and done.stdout == ""
        assert done.stderr.endswith(f"{said}\n")
        assert done.stderr.startswith(f"baro_auth: {FOLDER}/alice: ")


def test_forced_file_keeps_its_mode(tool):
    """A file that --force replaces keeps mode and owner, the backup is 0400.

    rows: C-020 D-04"""
    tool.right("-u", "alice")
    path = tool.machine.path(f"{FOLDER}/alice")
    path.chmod(0o600)
    tool.right("-u", "alice", "--force")
    assert path.stat().st_mode == 0o100600
    assert path.with_name("alice~bak").stat().st_mode == 0o100400


def test_one_of_many_creates(tool):
    """Eight at once: one writes, the others are told that the file exists, or
    that somebody is at it.

    rows: C-020"""
    runs = [subprocess.Popen(
        tool.machine.command("baro_auth", "-u", "alice"), text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE) for _ in range(8)]
    shown = [run.communicate(timeout=20)[0] for run in runs]
    assert sorted(run.returncode for run in runs) == [0] + 7 * [1]
    winner = next(s for s, run in zip(shown, runs) if run.returncode == 0)
    assert (EMERGENCY.findall(winner)
            == EMERGENCY.findall(tool.record().decode()))


def test_folder_of_others(tool):
    """Where others can write, a record is not written: exit 1.

    rows: C-020 W-01"""
    machine = tool.machine
    for name, mode, owner in (("open", 0o777, 0), ("sticky", 0o1777, 0),
                              ("group", 0o770, 0), ("alices", 0o700, 1001)):
        path = machine.path(f"/opt/{name}")
        path.mkdir()
        path.chmod(mode)
        subprocess.run(["chown", str(owner), path], check=True)
        tool.refused(1, "-s", f"/opt/{name}/record")
        assert list(path.iterdir()) == []
    tool.refused(1, "-s", "/opt/missing/record")


def test_umask(tool):
    """Whatever the umask, the record is 0400 and its folder 0700.

    rows: C-020 T11 W-02"""
    for umask in ("000", "077"):
        made = tool.machine.run("sh", "-c",
                                f"umask {umask}; exec baro_auth -u alice")
        assert made.returncode == 0, made.stderr
        folder = tool.machine.path(FOLDER)
        assert (folder / "alice").stat().st_mode == 0o100400
        assert folder.stat().st_mode == 0o040700
        (folder / "alice").unlink()
        folder.rmdir()


def test_links_are_not_followed(tool):
    """A name that leads elsewhere is one that exists.

    rows: C-020 W-21 T04"""
    machine = tool.machine
    machine.path(FOLDER).mkdir(mode=0o700)
    for target in ("/opt/elsewhere", "/etc/passwd"):
        machine.path(f"{FOLDER}/alice").symlink_to(target)
        before = machine.path("/etc/passwd").read_bytes()
        tool.refused(1, "-u", "alice")
        tool("-u", "alice", "--force")
        assert machine.path("/etc/passwd").read_bytes() == before
        assert not machine.path("/opt/elsewhere").exists()
        machine.path(f"{FOLDER}/alice").unlink(missing_ok=True)


def warnings(tool, *words):
    """What is said on standard error while a record is written."""
    made = tool("--force", *words)
    assert made.returncode == 0, made.stderr
    assert all(line.startswith("baro_auth: warning: ")
               for line in made.stderr.splitlines())
    return made.stderr


def test_user_that_is_not_there(tool):
    """A misspelt user gets a warning with the record, a real one does not, nor
    does a record of the host.

    rows: C-010 M-03"""
    assert "no user alicf in /etc/passwd" in warnings(tool, "-u", "alicf")
    assert warnings(tool, "-u", "alice") == ""
    assert warnings(tool, "-s", "/opt/host") == ""


@pytest.mark.parametrize("text, mode, kind, said", [
    (None, None, "deny", "cannot be read"), ("bob\n", 0o666, "deny", "root's"),
    (" bob\n", 0o644, "deny", "no ACL"), ("", 0o644, "allow", "names nobody"),
    ("# bob\n", 0o644, "allow", "names nobody"), ("", 0o644, "deny", None),
    ("bob\n", 0o644, "allow", None), ("alice\n", 0o644, "deny", None)],
    ids=repr)
def test_acl_that_does_no_good(tool, text, mode, kind, said):
    """An ACL that is missing, unsafe or, with allow, empty gets a warning.

    rows: C-006 P-113 P-114 P-116"""
    if text is not None:
        tool.machine.write("/etc/baro_acl", text, mode)
    shown = warnings(tool, "-u", "alice", "-A", kind, "-a", "/etc/baro_acl")
    if said is None:
        assert shown == ""
    else:
        assert "the ACL /etc/baro_acl " in shown and said in shown


# --------------------------------------------------------------- a user's own


def test_own_record(tool):
    """A user makes a record in the home, without being root; it is his.

    rows: C-012 P-121 D-05"""
    tool.right("-r", "3", "-R", "30", "-s", "/home/alice/.baro_auth",
               user="alice")
    file = tool.machine.path("/home/alice/.baro_auth").stat()
    assert (file.st_uid, file.st_mode) == (1001, 0o100400)
    code = tool.right("code", user="alice")
    assert re.fullmatch(r"\d{6}\n", code)
    assert tool.right("status", user="alice").startswith(
        "file              /home/alice/.baro_auth\n")
    tool.refused(1, "-u", "alice", user="alice")  # that folder is root's


def test_own_record_may_not_be_loose(tool):
    """What the module would refuse in a user's own record is not written: the
    documented "-a ~/baro_acl" would let him exempt himself.

    rows: C-012 D-05 W-19 P-114 P-124"""
    for words in ["-A", "deny", "-a", "/home/alice/acl"], ["--allow-reuse"]:
        tool.refused(2, "-s", "/home/alice/.baro_auth", *words, user="alice")
        assert not tool.machine.path("/home/alice/.baro_auth").exists()


def test_root_writes_into_a_home(tool):
    """What root writes into a home belongs to its user.

    rows: P-121 P-123"""
    tool.right("-u", "alice", "-s", "/home/alice/.baro_auth")
    file = tool.machine.path("/home/alice/.baro_auth").stat()
    assert (file.st_uid, file.st_gid, file.st_mode) == (1001, 1001, 0o100400)


# --------------------------------------------------------------- at a terminal


def answer(child, answers):
    """Answer the three questions, which come in the documented order."""
    for question, text in zip(QUESTIONS, answers):
        child.expect_exact(question)
        assert "Enter a code" not in child.before
        child.sendline(text)


def until_confirm(child):
    """Read on to the question for a code, and return the URI before it."""
    child.expect_exact(CONFIRM)
    return re.search(r"otpauth://\S+", child.before)[0]


def finish(child):
    """The rest of what is shown, and the exit code, or minus the signal."""
    child.expect(pexpect.EOF)
    child.close()
    status = child.exitstatus
    return (child.before.replace("\r", ""),
            -child.signalstatus if status is None else status)


def test_interview(tool):
    """At a terminal: keys, three questions, URI and QR code, a first code;
    the code given counts as used.

    rows: C-013 C-014 C-015 C-016 M-60 M-61 M-62 M-63 F-050 F-073"""
    child = tool.spawn("-u", "alice")
    child.expect_exact(INTRODUCTION)
    answer(child, "yyy")
    uri = until_confirm(child)
    code = code_of(uri)
    assert not tool.machine.path(f"{FOLDER}/alice").exists()
    child.sendline(code)
    shown, status = finish(child)
    assert status == 0
    assert shown.endswith(f"{FOLDER}/alice: written; log in with the next "
                          "code\n")
    found = directives(tool.record())
    assert found["DISALLOW_REUSE"].isdigit()
    assert "KEY_SCOPE" not in found
    assert found["RATE_LIMIT"] == "3 30"
    assert tool("verify", code, "-u", "alice").returncode == 3
    assert tool("verify", code_of(uri, 1), "-u", "alice").returncode == 0


@pytest.mark.parametrize("answers", ["yyy", "yny"])
def test_interview_for_many(tool, answers):
    """In a file of many users the second answer decides whether there are
    emergency keys, so they come behind the questions.

    rows: C-013 C-015 W-15"""
    child = tool.spawn("-s", "/opt/record", "--no-confirm", "--no-qr")
    child.expect_exact(QUESTIONS[0])
    assert not EMERGENCY.search(child.before.replace("\r", ""))
    child.sendline("y")
    answer_rest = dict(zip(QUESTIONS[1:], answers[1:]))
    for question, text in answer_rest.items():
        child.expect_exact(question)
        child.sendline(text)
    shown, status = finish(child)
    assert status == 0
    shared = answers[1] == "y"
    assert (INTRODUCTION in shown) is shared
    assert ("No emergency keys: " in shown) is not shared
    record = tool.machine.path("/opt/record").read_text()
    assert EMERGENCY.findall(record) == EMERGENCY.findall(shown)
    assert bool(EMERGENCY.findall(record)) is shared


def test_answers(tool):
    """Yes, no and nothing, in the ways that people write them.

    rows: C-014 C-015 C-016 C-017"""
    questions = QUESTIONS[:2] + [QUESTIONS[2].replace("30", "100")]
    for i, (given, reuse, scope, rate) in enumerate((
            (("n", "n", "n"), "ALLOW_REUSE", "user", "3 30"),
            (("", "", ""), "DISALLOW_REUSE", "user", "5 100"),
            (("YES", "No", "Y"), "DISALLOW_REUSE", "user", "5 100"),
            (("N", "Yes", "N"), "ALLOW_REUSE", None, "3 30"))):
        child = tool.spawn("-u", f"user{i}", "-r", "5", "-R", "100",
                           "--no-qr")
        for question, text in zip(questions, given):
            child.expect_exact(question)
            child.sendline(text)
        child.sendline(code_of(until_confirm(child)))
        assert finish(child)[1] == 0
        found = directives(tool.record(f"user{i}"))
        assert reuse in found
        assert found.get("KEY_SCOPE") == scope
        assert found["RATE_LIMIT"] == rate


def test_nonsense_is_asked_again(tool):
    """What is neither yes nor no, or longer than any answer.

    rows: C-017"""
    child = tool.spawn("-u", "alice", "--no-confirm", "--no-qr")
    for text in ("maybe", "y" * 300, "yn", "yes"):
        child.expect_exact(QUESTIONS[0])
        child.sendline(text)
    answer_rest = dict(zip(QUESTIONS[1:], "ny"))
    for question, text in answer_rest.items():
        child.expect_exact(question)
        child.sendline(text)
    assert finish(child)[1] == 0
    assert "DISALLOW_REUSE" in directives(tool.record())


def interrupt(child):
    """The tool alone: the terminal would end what has started it as well, and
    with that one itself, perhaps before the tool has said its last words."""
    below, = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
    os.kill(int(below), signal.SIGINT)


@pytest.mark.parametrize("leave, status", [
    (pexpect.spawn.sendeof, 1), (interrupt, -signal.SIGINT),
    (pexpect.spawn.close, None)])
def test_leaving_early(tool, leave, status):
    """Whoever leaves at a question, by end of file, by an interrupt, or by
    closing the window, leaves nothing behind.

    rows: C-017 C-018"""
    questions = QUESTIONS + [CONFIRM]
    for turn in range(4):
        child = tool.spawn("-u", "alice", "--no-qr")
        for question in questions[:turn]:
            child.expect_exact(question)
            child.sendline("")
        child.expect_exact(questions[turn])
        leave(child)
        if status is not None:
            shown, found = finish(child)
            assert found == status
            assert shown.endswith("the emergency keys above are void\n")
        time.sleep(0.05)
        folder = tool.machine.path(FOLDER)
        assert not folder.exists() or list(folder.iterdir()) == []


def test_first_code(tool):
    """Three wrong codes and nothing is written; one of another time is named,
    and that the emergency keys shown above count for nobody.

    rows: C-013"""
    child = tool.spawn("-u", "alice", "--no-qr")
    answer(child, ["", "", ""])
    uri = until_confirm(child)
    for steps, said in ((6, "[23] minutes ahead"), (-6, "[23] minutes ago")):
        child.sendline(code_of(uri, steps))
        child.expect(f"That is the code of {said}: look at the clocks")
        child.expect_exact(CONFIRM)
    child.sendline("nonsense")
    shown, status = finish(child)
    assert status == 1
    assert "SHA-1" not in shown
    assert "not confirmed, nothing written" in shown
    assert shown.endswith("baro_auth: the emergency keys above are void\n")
    assert not tool.machine.path(f"{FOLDER}/alice").exists()


@pytest.mark.parametrize("words, said", [
    (["--user-key"], True), (["-k", "app256", "--shared-key"], True),
    (["-k", "app1", "--user-key"], False)], ids=repr)
def test_first_code_by_sha1(tool, words, said):
    """An app that takes no notice of the hash is told from a wrong code, and
    its code is not taken; for a record of SHA-1 there is nothing to tell.

    rows: C-004 C-013"""
    child = tool.spawn("-u", "alice", "--no-qr", "--disallow-reuse",
                       "--rate-limit", *words)
    uri = until_confirm(child)
    wrong = "SHA1" if said else "SHA256"
    child.sendline(code_of(re.sub(r"algorithm=\w+", f"algorithm={wrong}", uri)))
    child.expect_exact(CONFIRM)
    assert ("That is the code by SHA-1" in child.before) is said
    child.sendline(code_of(uri))
    assert finish(child)[1] == 0
    step = directives(tool.record())["DISALLOW_REUSE"]
    assert abs(int(step) - time.time() // 30) <= 1


def test_void_emergency_keys(tool):
    """Given up at a question: the keys above are void; where none was shown
    nothing is said of them.

    rows: C-013 C-017"""
    alice = ["-u", "alice"]
    for words, said in ((alice, True), (alice + ["--emergency", "0"], False),
                        (["-s", "/opt/many"], False)):
        child = tool.spawn(*words)
        child.expect_exact(QUESTIONS[0])
        child.sendeof()
        shown, status = finish(child)
        assert status == 1
        assert "no answer, nothing written" in shown
        assert ("the emergency keys above are void" in shown) is said


def test_key_is_typed_unseen(tool):
    """-S - at a terminal: asked for without echo.

    rows: C-019"""
    child = tool.spawn("-u", "alice", "-S", "-", "--no-confirm", "--no-qr",
                       "--shared-key", "--disallow-reuse", "--rate-limit")
    child.expect_exact("Secure key (base32:... or hex:... for one of another "
                       "system): ")
    child.waitnoecho()
    child.sendline(KEY)
    shown, status = finish(child)
    assert status == 0
    assert KEY not in shown
    assert directives(tool.record())["SECURE_KEY"] == KEY


def test_key_is_asked_for_whatever_becomes_of_the_output(tool):
    """-S - at a terminal, with standard output in a file: the question is seen
    and the file holds the result only.

    rows: C-019"""
    child = tool.machine.spawn("sh", "-c",
                               "baro_auth -u alice -S - >/tmp/shown")
    child.expect_exact("Secure key (base32:... or hex:... for one of another "
                       "system): ")
    child.waitnoecho()
    child.sendline(KEY)
    shown, status = finish(child)
    assert status == 0
    assert shown == "\n"
    text = tool.machine.path("/tmp/shown").read_text()
    assert text.startswith(INTRODUCTION)
    assert text.endswith(f"{FOLDER}/alice: written; {HOW_TO_SEE_IT}")


@pytest.mark.parametrize("words, scope", [
    (["-u", "alice"], "--user-key"),
    (["-u", "alice", "-k", "app1"], "--shared-key"),
    (["-u", "frank", "-H", "a-long-name.of-a-host.example.org"],
     "--user-key")], ids=["usual", "short", "long"])
def test_qr_code(tool, words, scope):
    """A reader finds in the terminal's picture the URI that is printed, on
    dark and on light terminals, at creation and with "show".

    rows: F-073 C-019 C-022"""
    child = tool.spawn(*words, scope, "--disallow-reuse", "--rate-limit",
                       "--no-confirm")
    shown, status = finish(child)
    assert status == 0, shown
    uri = re.search(r"otpauth://\S+", shown)[0]
    assert qr.columns(shown) <= 80

    again, status = finish(tool.spawn("show", *words[:2]))
    assert status == 0
    assert again.startswith(uri + "\n")
    for text in (shown, again):
        for dark_terminal in (True, False):
            assert qr.read(text, (120, 250), dark_terminal) == [uri]


def test_qr_code_larger_than_the_terminal(tool):
    """Where it is too wide it is not printed, since it would be wrapped: the
    URI is, and the size that it needs.  Where it is too high a line says so.

    rows: F-073 C-019 C-022"""
    tool.right("-u", "alice")

    def show(lines, columns):
        shown, status = finish(tool.machine.spawn(
            "baro_auth", "show", "-u", "alice", size=(lines, columns)))
        assert status == 0
        uri = shown.splitlines()[0]
        assert uri.startswith("otpauth://")
        need = re.search(r"needs (\d+) columns and (\d+) lines;", shown)
        assert (uri in qr.read(shown, (120, 250), True)) is (need is None)
        return need, "scroll back" in shown

    need, _ = show(24, 44)
    columns, lines = int(need[1]), int(need[2])
    assert show(lines, columns - 1)[0]
    assert show(lines - 1, columns) == (None, True)
    assert show(lines, columns) == (None, False)
    assert show(0, 0) == (None, False)  # unknown: a serial line


def test_no_qr(tool):
    """--no-qr leaves the URI, and what the test above looks for is not there.

    rows: C-019"""
    shown, status = finish(tool.spawn(
        "-u", "alice", "--user-key", "--disallow-reuse", "--rate-limit",
        "--no-confirm", "--no-qr"))
    assert status == 0
    assert "otpauth://" in shown
    assert qr.read(shown, (120, 250), True) == []
