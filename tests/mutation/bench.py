# SPDX-License-Identifier: ISC
"""Builds a mutant with the unit tests and sees whether they notice."""

import re
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from process import Trouble, compiles, must, outcome, patience

ROOT = Path(__file__).resolve().parent.parent.parent
DEPS = ROOT / ".deps"
SODIUM = DEPS / "sodium/src/libsodium"

SLOW_S = 0.5
# More than any test takes.
LONG_S = 30

COMMON = ["-std=c11", "-w", "-D_GNU_SOURCE", "-D_UINTPTR_T=1"]
TCC = ["tcc", *COMMON]
USUAL = ["gcc", *COMMON, "-O1"]
GCC = ["gcc", *COMMON, "-O2", "-ffile-prefix-map=/=."]
SANITIZED = ["gcc", *COMMON, "-O1", "-fsanitize=address,undefined,bounds-strict",
             "-fno-sanitize-recover=all"]
OTHERS = ["gcc", "-O1", "-w", "-fwrapv", "-DCONFIGURED=1",
          "-DHAVE_INLINE_ASM=1", "-DHAVE_TI_MODE=1", "-DHAVE_WEAK_SYMBOLS=1",
          "-DNATIVE_LITTLE_ENDIAN=1", "-DSODIUM_STATIC=1",
          "-DHAVE_INTTYPES_H=1", "-DHAVE_MALLOC_H=1", "-DHAVE_SIGNAL_H=1",
          "-DHAVE_STRINGS_H=1", "-DHAVE_STRUCT_TIMESPEC=1"]

# What libsodium would call and no test does.
STUB = "void randombytes_buf(void) {}\nvoid sodium_misuse(void) {}\n"


def listed(name):
    """The strings of a list of build.zig."""
    text = (ROOT / "build.zig").read_text()
    block = re.search(rf"^const {name} = .*?^}};", text, re.S | re.M)[0]
    return re.findall(r'^ *"(.*)",', block, re.M)


@dataclass
class Kit:
    """The core and the tests, built in one way."""
    compiler: list      # of the core and the tests
    linker: list        # also the compiler of a mutant
    objects: dict       # {stem: object}
    seconds: dict       # {test: its usual time of the processor}


class Bench:
    """Everything that a mutant is built and tested with."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.lock = threading.Lock()
        self.originals = {}
        version = self.folder / "include/sodium/version.h"
        version.parent.mkdir(parents=True)
        version.touch()
        self.core = [ROOT / "src" / name for name in listed("core_sources")]
        self.others = list(self.build_others())
        self.tests = {name: ROOT / f"tests/unit/test_{name}.c"
                      for name in self.find_tests()}
        self.slow = None
        self.fast = self.kit(USUAL, TCC, "fast")

    def includes(self, source):
        return [f"-I{source}", f"-I{ROOT}/tests/unit",
                "-isystem", DEPS / "bearssl/inc",
                "-isystem", SODIUM / "include",
                "-isystem", self.folder / "include",
                "-isystem", DEPS / "cmocka/include"]

    def build_others(self):
        """BearSSL, libsodium and cmocka."""
        stub = self.folder / "stub.c"
        stub.write_text(STUB)
        files = [DEPS / "bearssl" / name for name in listed("bearssl_sources")]
        files += [SODIUM / name for name in listed("sodium_sources")]
        for file in [*files, DEPS / "cmocka/src/cmocka.c", stub]:
            target = self.folder / f"others_{file.stem}.o"
            must(*OTHERS, f"-I{DEPS}/bearssl/src",
                 f"-I{SODIUM}/include/sodium", *self.includes("."), "-c",
                 file, "-o", target)
            yield target

    def find_tests(self):
        """The unit tests of the core: those that link without the shell."""
        floors = {file.stem for file in self.core} | {
            "span", "decide_emergency", "decide_model", "record_words"}
        return [name for name in listed("unit_tests") if name in floors]

    def kit(self, compiler, linker, name):
        """The original, whose tests pass and are timed."""
        objects = self.build(compiler, self.folder / name, ROOT / "src")
        if objects is None:
            raise Trouble("the sources do not compile as they are")
        kit = Kit(compiler, linker, objects, {})
        for test in self.tests:
            program = self.link(kit, objects, test, self.folder, {})
            fate, kit.seconds[test] = outcome(program, LONG_S,
                                              linker is SANITIZED)
            if fate != "passes":
                raise Trouble(f"test_{test} {fate} as it is")
        return kit

    def sanitized(self):
        """The kit with AddressSanitizer and UBSan, made when needed."""
        with self.lock:
            if self.slow is None:
                self.slow = self.kit(SANITIZED, SANITIZED, "slow")
            return self.slow

    def leave_out(self, test, case):
        """From here on this case is not among those of the test."""
        source = self.tests[test]
        self.tests[test] = self.folder / source.name
        text, count = re.subn(rf"\n[^\n]*cmocka_unit_test\w*\({case}\),?", "",
                              source.read_text())
        if count != 1:
            raise Trouble(f"{source} has no {case}")
        self.tests[test].write_text(text)
        for kit in (self.fast, self.slow):
            if kit is not None:
                must(*kit.compiler, *self.includes(ROOT / "src"), "-c",
                     self.tests[test], "-o", kit.objects[f"test_{test}"])

    def build(self, compiler, folder, source):
        """{stem: object} of the core and the tests, or None: it is not C."""
        folder.mkdir()
        files = {file.stem: source / file.relative_to(ROOT / "src")
                 for file in self.core}
        files |= {f"test_{test}": file for test, file in self.tests.items()}
        for stem, file in files.items():
            if not compiles(*compiler, *self.includes(source), "-c", file,
                            "-o", folder / f"{stem}.o"):
                return None
        return {stem: folder / f"{stem}.o" for stem in files}

    def link(self, kit, objects, test, folder, changed):
        """The program of a test, with these objects changed."""
        core = [changed.get(file.stem, objects[file.stem])
                for file in self.core]
        program = folder / "test"
        must(*kit.linker, objects[f"test_{test}"], *core, *self.others, "-o",
             program)
        return program

    def order(self, stem):
        """(those tests that are about a file, the others, without slow ones)"""
        seconds = self.fast.seconds
        related = [test for test in self.tests
                   if stem.startswith(test) or test.startswith(stem)]
        related.sort(key=lambda test: seconds[test])
        others = [test for test in self.tests if test not in related
                  and seconds[test] < SLOW_S]
        others.sort(key=lambda test: (not test.startswith(stem[:4]),
                                      seconds[test]))
        return related, others

    def test(self, kit, objects, mutant, folder, changed):
        """What the tests say: sanitized, or of a mutant that may live, those
        of its file."""
        related, others = self.order(mutant.file.stem)
        if mutant.may_live or kit is self.slow and related:
            others = []
        for test in related + others:
            program = self.link(kit, objects, test, folder, changed)
            fate, _ = outcome(program, patience(kit.seconds[test]),
                              kit is self.slow)
            if fate != "passes":
                return fate
        return "passes"

    def same_code(self, mutant, source, folder):
        """Whether gcc makes the same of it as of the original."""
        key = str(mutant.file)
        with self.lock:
            if key not in self.originals:
                self.originals[key] = self.code(mutant.file, folder)
        return self.code(source, folder) == self.originals[key]

    def code(self, file, folder):
        """The assembly that gcc makes of a file, without its name."""
        target = folder / "code.s"
        if not compiles(*GCC, *self.includes(ROOT / "src"), "-iquote",
                        ROOT / "src/base", "-S", file, "-o", target):
            return None
        return re.sub(r'^\s*\.file.*$', "", target.read_text(), flags=re.M)

    def try_one(self, mutant):
        """What becomes of a mutant: it "fails" a test, it "hangs", it "lives",
        it is the "same" code, or "invalid" C."""
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            if mutant.file.suffix == ".h":
                return self.try_header(mutant, Path(name))
            return self.try_file(mutant, Path(name))

    def try_file(self, mutant, folder):
        source = folder / mutant.file.name
        source.write_text(mutant.text)
        fate = self.try_with(self.fast, mutant, source, folder)
        if fate != "lives" or mutant.may_live:
            return fate
        if self.same_code(mutant, source, folder):
            return "same"
        return self.try_with(self.sanitized(), mutant, source, folder)

    def try_with(self, kit, mutant, source, folder):
        target = folder / "mutant.o"
        if not compiles(*kit.linker, *self.includes(ROOT / "src"), "-c",
                        source, "-o", target):
            return "invalid"
        fate = self.test(kit, kit.objects, mutant, folder,
                         {mutant.file.stem: target})
        return "lives" if fate == "passes" else fate

    def try_header(self, mutant, folder):
        """The same of a header: everything is built again."""
        shutil.copytree(ROOT / "src", folder / "src")
        (folder / mutant.file.relative_to(ROOT)).write_text(mutant.text)
        fate = self.try_all(self.fast, mutant, folder)
        if fate != "lives" or mutant.may_live:
            return fate
        return self.try_all(self.sanitized(), mutant, folder)

    def try_all(self, kit, mutant, folder):
        objects = self.build(kit.linker, folder / kit.linker[0],
                             folder / "src")
        if objects is None:
            return "invalid"
        fate = self.test(kit, objects, mutant, folder, {})
        return "lives" if fate == "passes" else fate
