# SPDX-License-Identifier: ISC
"""Constant time, seen on the module as it ships.

host.c runs the module under valgrind with its secrets marked; each branch and
each address that depends on one is a report.  What runs is a twin: the same
link with its symbols, lines and frames, whose code must be that of the module
that ships, byte for byte.  By these the reports, and divisions, which memcheck
does not see, are attributed to functions and to who called them.  Each must be
listed in constant_time.txt, with the reason.
"""

import base64
import fnmatch
import hashlib
import hmac
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from gate import HERE, ROOT, Gate, Once, bugs, output

sys.path.append(str(ROOT / "tests/lint"))

from tree import copy_made_of  # noqa: E402 (the line above makes it known)

ZIG = os.environ.get("ZIG", "zig")
MODULE = "lib/security/pam_baro_auth.so"
SHIPPED = ROOT / "zig-out" / MODULE
TWIN = ROOT / "zig-out/symbols"
# Where mistakes are planted and built; kept, so that the next build is short.
PLANTED = ROOT / ".tools/proof"
# In the mount namespace of tests/proof/run.
RECORDS = "/mnt"
LIST = HERE / "constant_time.txt"

NOW = 1_800_000_000
LETTERS = "GEZDGNBVGYTQOJQGEZDGNBVGYTQOJQGE"
METHODS = {"app1": "sha1", "app256": "sha256", "app384": "sha384", "app512": "sha512"}
EMERGENCY = ("12345678", "87654321", "55555555")
ACCEPTED, REFUSED = "0", "7"
SECTIONS = (".text", ".plt", ".plt.sec", ".rodata")


def code(key, method, at=NOW):
    """RFC 6238 by Python's own library."""
    mac = hmac.new(key, struct.pack(">Q", at // 30), METHODS[method]).digest()
    word = struct.unpack_from(">I", mac, mac[-1] & 15)[0] & 0x7FFFFFFF
    return f"{word % 10**6:06d}"


def wrong(right):
    return f"{(int(right) + 1) % 10**6:06d}"


def record(method, key):
    return (
        f'" AUTH_KEY\n" RATE_LIMIT 100 30\n" KEY_METHOD {method}\n" CYCLE_TIME 30\n'
        f'" SECURE_KEY {key}\n" DISALLOW_REUSE\n' + "".join(e + "\n" for e in EMERGENCY)
    )


def cases(module, folder):
    """(service, what is typed, the expected status) of each transaction."""
    found = []

    def case(name, method, written, key, answers, options=""):
        path = folder / name
        path.write_text(record(method, written))
        path.chmod(0o600)
        (folder / "conf").mkdir(exist_ok=True)
        (folder / "conf" / name).write_text(
            f"auth required {module} secret={path} encrypt=no {options}\n"
        )
        right = code(key, method)
        for answer in answers(right):
            found.append((name, *answer))

    def all_answers(right):
        # A wrong code first and last: neither may change what is reported.
        yield wrong(right), REFUSED
        yield right, ACCEPTED
        yield right, REFUSED  # used
        yield EMERGENCY[1], ACCEPTED
        yield EMERGENCY[1], REFUSED
        yield "99999999", REFUSED

    def passwords(right):
        yield "correcthorse" + wrong(right), REFUSED
        yield "correcthorse" + right, ACCEPTED
        yield "correcthorse" + EMERGENCY[0], ACCEPTED

    def hinted(right):
        yield code(raw, "app1", NOW + 300), REFUSED
        yield wrong(right), REFUSED

    raw = base64.b32decode(LETTERS)
    for method in METHODS:
        case(f"{method}-base32", method, "base32:" + LETTERS, raw, all_answers)
        hexadecimal = "abcdefabcdefabcdefabcdefabcdefab"
        case(f"{method}-hex", method, "hex:" + hexadecimal,
             bytes.fromhex(hexadecimal), all_answers)
        case(f"{method}-plain", method, LETTERS, LETTERS.encode(), all_answers)
    case("forward", "app1", "base32:" + LETTERS, raw, passwords, "forward_pass")
    case("hint", "app1", "base32:" + LETTERS, raw, hinted, "clock_hint")
    return found


def run(module, host, source, folder):
    """Run all cases with the secrets marked from there on: (kind, library if it
    was in none of ours, addresses in the module) of each report."""
    log = folder / "log.xml"
    planned = cases(module, folder)
    words = [word for name, answer, _ in planned for word in (name, answer)]
    done = subprocess.run(
        ["valgrind", "-q", "--xml=yes", f"--xml-file={log}", "--num-callers=40",
         # It does not know openat2(2) and mlock2(2), and says so each time.
         f"--log-file={folder / 'log'}",
         "--error-limit=no", "--expensive-definedness-checks=yes",
         host, source, module, folder / "conf", str(NOW), *words],
        stdout=subprocess.PIPE, text=True, check=False, timeout=600,
    )
    lines = done.stdout.splitlines()
    if done.returncode != 0 or not lines or lines[-1] != "end":
        raise RuntimeError(f"the host ended badly: {lines[-3:]}")
    statuses = [line.split()[3] for line in lines if line.startswith("case ")]
    marks = [int(line.split()[5]) for line in lines if line.startswith("case ")]
    expected = [status for _, _, status in planned]
    if statuses != expected:
        bad = [p for p, s in zip(planned, statuses) if p[2] != s]
        raise RuntimeError(f"another verdict than expected: {bad[:3]} of {len(bad)}")
    if source != "nothing" and min(marks) == 0:
        raise RuntimeError("a transaction without a marked byte")
    if not lines[0].startswith("base "):
        raise RuntimeError("the host does not say where the module is")
    base = int(lines[0].split()[1].split("-")[0], 16)
    return reports(log, str(module), base)


def reports(log, module, base):
    for error in xml.etree.ElementTree.parse(log).iter("error"):
        kind = error.findtext("kind")
        frames = [
            (frame.findtext("obj", ""), int(frame.findtext("ip"), 16))
            for frame in error.find("stack").iter("frame")
        ]
        inside = [ip - base for obj, ip in frames if obj == module]
        where = frames[0][0]
        yield kind, where if where != module else "", inside


class Twin:
    def __init__(self, path):
        self.path = path

    def functions(self, addresses):
        """The chain of inlined functions at each address, innermost first."""
        done = subprocess.run(
            ["addr2line", "-a", "-f", "-i", "-e", self.path],
            input="".join(f"{a:#x}\n" for a in addresses),
            stdout=subprocess.PIPE, text=True, check=True,
        )
        chains = []
        lines = iter(done.stdout.splitlines())
        for line in lines:
            if line.startswith("0x"):
                chains.append([])
            else:
                chains[-1].append(line)
                next(lines)
        return chains

    def divisions(self):
        """The address of each division, and whether anything was read."""
        text = subprocess.run(
            ["objdump", "-d", "--no-show-raw-insn", self.path],
            stdout=subprocess.PIPE, text=True, check=True,
        ).stdout
        return [
            int(m.group(1), 16)
            for m in re.finditer(r"^ +([0-9a-f]+):\s+i?div[bwlq]?\s", text, re.M)
        ]


def code_of(path):
    """The sections that run or are read, as one digest."""
    digest = hashlib.sha256()
    for section in SECTIONS:
        with tempfile.NamedTemporaryFile() as out:
            subprocess.run(
                ["objcopy", "-O", "binary", "--only-section", section, path, out.name],
                check=True,
            )
            data = pathlib.Path(out.name).read_bytes()
            if not data:
                raise RuntimeError(f"{path} has no {section}")
            digest.update(section.encode() + data)
    return digest.hexdigest()


def listed():
    """{(kind, function): how many places at most}"""
    table = {}
    for line in LIST.read_text().splitlines():
        if line and not line.startswith("#"):
            kind, function, places, _ = line.split("|", 3)
            table[kind, function] = int(places)
    return table


def name_of(chain, callers):
    """A function and who called it, as the list has them."""
    outer = chain[1:] + callers
    return f"{chain[0]} < {outer[0]}" if outer else chain[0]


def findings(twin, host, source, folder):
    """{(kind, function): addresses} of what depends on a secret."""
    found = {}
    for kind, library, inside in run(twin.path, host, source, folder):
        if kind == "SyscallParam":
            continue  # written to a file: that takes no other time
        word = {"UninitCondition": "branch", "UninitValue": "address"}.get(kind, kind)
        if not inside:
            found.setdefault((word, "outside of the module"), set()).add(0)
            continue
        chains = twin.functions(inside[:2])
        name = name_of(chains[0], chains[1] if len(chains) > 1 else [])
        if library:
            name += " in " + pathlib.Path(library).name
        found.setdefault((word, name), set()).add(inside[0])
    return found


def divisions(twin):
    """{("div", function): addresses}"""
    found = {}
    addresses = twin.divisions()
    for address, chain in zip(addresses, twin.functions(addresses)):
        found.setdefault(("div", chain[0]), set()).add(address)
    return found


def allowed(table, kind, function):
    """How many places are listed for it; a name may end in a pattern."""
    return max(
        (places for (word, pattern), places in table.items()
         if word == kind and fnmatch.fnmatchcase(function, pattern)),
        default=0,
    )


def unlisted(found):
    table = listed()
    complaints = []
    for (kind, function), places in sorted(found.items()):
        known = allowed(table, kind, function)
        if len(places) > known:
            complaints.append(
                f"{kind} in {function}: {len(places)} places, {known} are listed"
            )
    return complaints


class ConstantTime:
    def __init__(self, work, long):
        self.work = work
        self.long = long
        self.once = Once()
        self.twin = Twin(TWIN / MODULE)

    def build(self, root, prefix):
        good, text = output(
            ZIG, "build", "--build-file", root / "build.zig", "-Dsymbols",
            "--cache-dir", root / ".zig-cache", "--prefix", prefix,
        )
        return [] if good else ["it does not build", *text.splitlines()[-8:]]

    def make_twin(self):
        return self.once("twin", lambda: self.build(ROOT, TWIN))

    def make_host(self):
        program = self.work / "host"
        good, text = output(
            "gcc", "-std=c11", "-D_DEFAULT_SOURCE", "-Wall", "-Wextra", "-Werror",
            "-O1", "-rdynamic", f"-I{ROOT / 'src'}", f"-I{ROOT / '.deps/bearssl/inc'}",
            HERE / "host.c", "-o", program, "-lpam", "-ldl",
        )
        if not good:
            raise RuntimeError(text)
        return program

    def look(self, twin, source):
        host = self.once("host", self.make_host)
        with tempfile.TemporaryDirectory(dir=RECORDS) as folder:
            return findings(twin, host, source, pathlib.Path(folder))

    def same(self):
        if found := self.make_twin():
            return found
        if code_of(SHIPPED) != code_of(self.twin.path):
            return ["the twin has other code"]
        return []

    def marked(self, source):
        def look():
            return self.look(self.twin, source)
        return self.same() or unlisted(self.once(source, look))

    def divided(self):
        return self.make_twin() or unlisted(divisions(self.twin))

    def stale(self):
        """What is listed and no longer found."""
        if found := self.make_twin():
            return found
        seen = divisions(self.twin).keys() | {
            key
            for source in ("file", "decide")
            for key in self.once(
                source, lambda source=source: self.look(self.twin, source)
            )
        }
        return [
            f"{kind} in {pattern}"
            for kind, pattern in listed()
            if not any(allowed({(kind, pattern): 1}, *key) for key in seen)
        ]

    def missed(self, bug):
        # One at a time: there is one folder.
        with self.once.lock_of("planted"):
            PLANTED.mkdir(parents=True, exist_ok=True)
            copy_made_of(PLANTED)
            (PLANTED / ".deps").unlink(missing_ok=True)
            (PLANTED / ".deps").symlink_to(ROOT / ".deps")
            bug.plant(PLANTED / "src")
            if found := self.build(PLANTED, PLANTED / "out"):
                return found
            twin = Twin((PLANTED / "out" / MODULE).resolve())
            found = {*unlisted(divisions(twin)),
                     *unlisted(self.look(twin, "decide"))}
            # What is reported without the mistake says nothing of it.
            new = found - {*self.divided(), *self.marked("decide")}
            if fnmatch.filter(new, f"{bug.where}: *"):
                return []
            return [f"not reported: {bug.where}", *sorted(new)]

    def gates(self):
        yield Gate("the twin with symbols has the code of the module", self.same)
        yield Gate("nothing marked: no report", lambda: self.marked("nothing"))
        yield Gate("marked from the file on: no branch or address but those listed",
                   lambda: self.marked("file"))
        yield Gate("marked from the decision on: likewise",
                   lambda: self.marked("decide"))
        yield Gate("the module divides nowhere but where listed", self.divided)
        yield Gate("all that is listed is found", self.stale)
        for bug in bugs("time", self.long):
            yield Gate(bug.sentence, lambda bug=bug: self.missed(bug))
