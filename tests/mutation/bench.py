# SPDX-License-Identifier: ISC
"""Builds a mutant with the unit tests and sees whether they notice."""

import re
import resource
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DEPS = ROOT / ".deps"
SODIUM = DEPS / "sodium/src/libsodium"

# Who takes so many times as long as usual, and at least a second, hangs.
PATIENCE = 4
MEMORY = 1 << 30
SLOW_S = 0.5

COMMON = ["-std=c11", "-w", "-D_GNU_SOURCE", "-D_UINTPTR_T=1"]
TCC = ["tcc", *COMMON]
USUAL = ["gcc", *COMMON, "-O1"]
GCC = ["gcc", *COMMON, "-O2", "-ffile-prefix-map=/=."]
SANITIZED = ["gcc", *COMMON, "-O1", "-fsanitize=address,undefined",
             "-fno-sanitize-recover=all"]
OTHERS = ["gcc", "-O1", "-w", "-fwrapv", "-DCONFIGURED=1",
          "-DHAVE_INLINE_ASM=1", "-DHAVE_TI_MODE=1", "-DHAVE_WEAK_SYMBOLS=1",
          "-DNATIVE_LITTLE_ENDIAN=1", "-DSODIUM_STATIC=1",
          "-DHAVE_INTTYPES_H=1", "-DHAVE_MALLOC_H=1", "-DHAVE_SIGNAL_H=1",
          "-DHAVE_STRINGS_H=1", "-DHAVE_STRUCT_TIMESPEC=1"]

# What libsodium would call and no test does.
STUB = "void randombytes_buf(void) {}\nvoid sodium_misuse(void) {}\n"


def limit(seconds, sanitized):
    """A function that limits the process that calls it."""
    def set_limits():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # AddressSanitizer maps terabytes.
        if not sanitized:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    return set_limits


def good(*command, **options):
    """Whether a command ends with 0."""
    return subprocess.run([str(word) for word in command], check=False,
                          stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, **options).returncode == 0


def listed(name):
    """The strings of a list of build.zig."""
    text = (ROOT / "build.zig").read_text()
    block = re.search(rf"^const {name} = .*?^}};", text, re.S | re.M)[0]
    return re.findall(r'^ *"(.*)",', block, re.M)


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
        self.tests = self.find_tests()
        self.fast = self.build(USUAL, "fast", ROOT / "src")
        self.slow = None
        self.seconds = dict.fromkeys(self.tests, 60)
        for name in self.tests:
            begin = time.monotonic()
            assert self.passes(TCC, self.fast, name, self.folder, {}), \
                f"test_{name} fails as it is"
            self.seconds[name] = time.monotonic() - begin

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
            command = [*OTHERS, f"-I{DEPS}/bearssl/src",
                       f"-I{SODIUM}/include/sodium", *self.includes(".")]
            assert good(*command, "-c", file, "-o", target), file
            yield target

    def find_tests(self):
        """The unit tests of the core: those that link without the shell."""
        floors = {file.stem for file in self.core} | {
            "span", "decide_emergency", "decide_model", "record_words"}
        return [name for name in listed("unit_tests") if name in floors]

    def leave_out(self, test, case):
        """From here on this case is not among those of the test."""
        source = ROOT / f"tests/unit/test_{test}.c"
        copy = self.folder / source.name
        text, count = re.subn(rf"\n[^\n]*cmocka_unit_test\w*\({case}\),?", "",
                              source.read_text())
        assert count == 1, f"{source} has no {case}"
        copy.write_text(text)
        assert good(*USUAL, *self.includes(ROOT / "src"), "-c", copy, "-o",
                    self.fast[f"test_{test}"])
        self.slow = self.fast

    def build(self, compiler, name, source):
        """{stem: object} of the core and the tests."""
        folder = self.folder / name
        folder.mkdir()
        objects = {}
        for file in self.core:
            file = source / file.relative_to(ROOT / "src")
            objects[file.stem] = folder / f"{file.stem}.o"
            if not good(*compiler, *self.includes(source), "-c", file, "-o",
                        objects[file.stem]):
                return None
        for test in self.tests:
            target = objects[f"test_{test}"] = folder / f"test_{test}.o"
            if not good(*compiler, *self.includes(source), "-c",
                        ROOT / f"tests/unit/test_{test}.c", "-o", target):
                return None
        return objects

    def passes(self, compiler, objects, test, folder, changed):
        """Whether a test passes, with these objects changed."""
        core = [changed.get(file.stem, objects[file.stem])
                for file in self.core]
        program = folder / "test"
        if not good(*compiler, objects[f"test_{test}"], *core, *self.others,
                    "-o", program):
            return False
        sanitized = compiler is SANITIZED
        # The sanitizers take their time.
        patience = PATIENCE * (5 if sanitized else 1)
        return good(program, preexec_fn=limit(
            1 + int(patience * self.seconds[test]), sanitized))

    def order(self, stem):
        """(those tests that are about a file, the others, without slow ones)"""
        related = [test for test in self.tests
                   if stem.startswith(test) or test.startswith(stem)]
        related.sort(key=lambda test: self.seconds[test])
        others = [test for test in self.tests if test not in related
                  and self.seconds[test] < SLOW_S]
        others.sort(key=lambda test: (not test.startswith(stem[:4]),
                                      self.seconds[test]))
        return related, others

    def all_pass(self, compiler, objects, mutant, folder, changed):
        """Whether the tests pass: sanitized, or of a mutant that may live,
        those of its file."""
        related, others = self.order(mutant.file.stem)
        if mutant.may_live or compiler is SANITIZED and related:
            others = []
        return all(self.passes(compiler, objects, test, folder, changed)
                   for test in related + others)

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
        command = [*GCC, *self.includes(ROOT / "src"), "-iquote",
                   ROOT / "src/base", "-S", file, "-o", target]
        if not good(*command):
            return None
        return re.sub(r'^\s*\.file.*$', "", target.read_text(), flags=re.M)

    def try_one(self, mutant):
        """What becomes of a mutant."""
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            if mutant.file.suffix == ".h":
                return self.try_header(mutant, Path(name))
            return self.try_file(mutant, Path(name))

    def try_file(self, mutant, folder):
        source = folder / mutant.file.name
        target = folder / "mutant.o"
        source.write_text(mutant.text)
        compile_only = [*self.includes(ROOT / "src"), "-c", source, "-o",
                        target]
        if not good(*TCC, *compile_only):
            return "invalid"
        changed = {mutant.file.stem: target}
        if not self.all_pass(TCC, self.fast, mutant, folder, changed):
            return "killed"
        if mutant.may_live:
            return "lives"
        if self.same_code(mutant, source, folder):
            return "same"
        with self.lock:
            if self.slow is None:
                self.slow = self.build(SANITIZED, "slow", ROOT / "src")
        if not good(*SANITIZED, *compile_only):
            return "invalid"
        return "lives" if self.all_pass(SANITIZED, self.slow, mutant, folder,
                                        changed) else "killed"

    def try_header(self, mutant, folder):
        """The same of a header: everything is built again."""
        shutil.copytree(ROOT / "src", folder / "src")
        (folder / mutant.file.relative_to(ROOT)).write_text(mutant.text)
        for compiler in (TCC, SANITIZED):
            name = f"{folder.name}{compiler[0]}"
            objects = self.build(compiler, name, folder / "src")
            if objects is None:
                return "invalid"
            passed = self.all_pass(compiler, objects, mutant, folder, {})
            shutil.rmtree(self.folder / name)
            if not passed:
                return "killed"
            if mutant.may_live:
                break
        return "lives"
