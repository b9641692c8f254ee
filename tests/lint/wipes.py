# SPDX-License-Identifier: ISC
"""Every wipe that the source asks for is in the object code.

The optimiser may drop a store that nobody reads again, so the sources wipe
through functions of other objects.  For each function that names one of them,
the compiled section of that function must have as many calls of it; one that
was inlined must show up in the rest of its file.  Nothing after the compiler
changes code: there is no link-time optimisation.
"""

import collections
import pathlib
import re
import shutil
import tempfile

from floors import COMMENT
from tree import INCLUDES, OUT, SRC, ZIG, complaints, output, sources

WIPERS = (
    "sodium_memzero",
    "baro_secret_wipe",
    "baro_secret_burn_registers",
    "baro_vectors_clear",
    "baro_secret_burn_stack",
    "baro_vault_close",
)
ARCHIVES = ("libbarocore", "libbaroshell", "libbaropam", "libbarocli")
# Whoever calls one of these burns the stack next (base/secret.h); in otp/ they
# call each other, below those who do.
HASHERS = re.compile(r"\bbaro_(decide|hotp_code|hotp_key|key_derive)\(")
FUNCTION = re.compile(r"^(\w+)\((?:.|\n)*?^\{\n((?:.|\n)*?)^\}", re.M)
RELOCATION = re.compile(r"R_\S+\s+\S+\s+([\w.]+)")


def wanted(path, root=SRC):
    """(function, wiper) -> how often the source of one file asks for it."""
    code = COMMENT.sub("", (root / path).read_text())
    code = re.sub(r"\bBARO_VAULT\(\w+\)", "baro_vault_close()", code)
    code = re.sub(r"cleanup\((\w+)\)", r"\1()", code)
    asked = collections.Counter()
    for function, body in FUNCTION.findall(code):
        for wiper in WIPERS:
            asked[function, wiper] += len(re.findall(rf"\b{wiper}\(", body))
    return +asked


def compiled(archive):
    """Per member of an archive: (function, wiper) -> how many calls."""
    members = {}
    function = None
    for line in output("readelf", "-W", "-r", archive).splitlines():
        if line.startswith("File:"):
            calls = collections.Counter()
            member = re.split(r"[/(]", line.rstrip(")"))[-1]
            members.setdefault(member, []).append(calls)
        elif line.startswith("Relocation section"):
            function = re.search(r"'\.rela\.text\.?([^']*)'", line)
            function = function.group(1) if function else None
        elif function and (found := RELOCATION.search(line)):
            if found.group(1) in WIPERS:
                calls[function, found.group(1)] += 1
    return members


def missing(asked, calls):
    """The wipers that a file asks for more often than its object calls."""
    for wiper in WIPERS:
        there = sum(n for (_, name), n in calls.items() if name == wiper)
        total = sum(n for (_, name), n in asked.items() if name == wiper)
        if there < total:
            yield f"{wiper} called {there} of {total} times"
    for (function, wiper), n in asked.items():
        present = any(name == function for name, _ in calls)
        if present and calls[function, wiper] < n:
            yield f"{function} calls {wiper} {calls[function, wiper]} of {n} times"


def unburnt(path, root=SRC):
    """The functions of one file that leave words of a key on the stack."""
    if path.parts[0] == "otp":
        return
    for function, body in FUNCTION.findall(COMMENT.sub("", (root / path).read_text())):
        if HASHERS.search(body) and "baro_secret_burn_stack(" not in body:
            yield f"{path}: {function} burns no stack"


def problems(folder):
    members = {}
    for name in ARCHIVES:
        archive = folder / f"{name}.a"
        for member, calls in compiled(archive).items():
            members.setdefault(member, []).extend(calls)
    for path in sources():
        asked = wanted(path)
        objects = members.get(f"{path.stem}.o", [])
        if not asked:
            continue
        # Two files of one name: the object that does best is this one's.
        found = [list(missing(asked, calls)) for calls in objects] or [["no object"]]
        for text in min(found, key=len):
            yield f"{path}: {text}"


def memzero_problems(archive):
    """sodium_memzero itself must store: by itself or through memset."""
    code = output("objdump", "-dr", "--no-show-raw-insn", archive)
    body = re.search(r"<sodium_memzero>:\n((?:.+\n)*)", code)
    if not body or not re.search(r"\bmemset\b|rep stos|mov\w* .*,.*\(%", body[1]):
        yield "sodium_memzero does not write"


def checks():
    yield "calls", list(problems(OUT / "test"))
    yield "stack", [text for path in sources() for text in unburnt(path)]
    yield "sodium_memzero", list(memzero_problems(OUT / "test/libsodium.a"))


def plants():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name in ARCHIVES:
            shutil.copy(OUT / f"test/{name}.a", root)
        # The vault as it would be if the compiler had seen through the wipe.
        text = (SRC / "sys/vault.c").read_text()
        blind = "#define baro_secret_wipe(p, n) ((void)(p), (void)(n))\n"
        last = text.rindex("#include")
        cut = text.index("\n", last) + 1
        (root / "vault.c").write_text(text[:cut] + blind + text[cut:])
        failed = complaints(
            ZIG, "cc", "-O2", "-D_GNU_SOURCE", "-ffunction-sections",
            *INCLUDES, "-c", root / "vault.c", "-o", root / "vault.o",
        )
        failed += complaints("ar", "r", root / "libbaroshell.a", root / "vault.o")
        yield (
            "vault without its wipe",
            "sys/vault.c: baro_secret_wipe called 0",
            failed or list(problems(root)),
        )
        yield "decision that leaves its stack", "begin burns no stack", planted_hash(root)
    yield "sodium_memzero without a store", "does not write", planted_memzero()


def planted_hash(root):
    text = "static int\nbegin(void)\n{\n\treturn (int)baro_decide(a, b);\n}\n"
    (root / "cli.c").write_text(text)
    return list(unburnt(pathlib.Path("cli.c"), root))


def planted_memzero():
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "planted.c")
        source.write_text("void sodium_memzero(void *p, long n) {}\n")
        object_file = source.with_suffix(".o")
        failed = complaints(ZIG, "cc", "-O2", "-w", "-c", source, "-o", object_file)
        return failed or list(memzero_problems(object_file))
