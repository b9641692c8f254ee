# SPDX-License-Identifier: ISC
"""How the harnesses are built: clang with libFuzzer, GCC, clang with
MemorySanitizer, AFL++, clang with coverage.

What is built is kept in .tools/fuzz/<build>/ and made again when a source, a
header or this file is newer.  BearSSL and libsodium are built the same way,
from the sources that ship, and so is libpam for MemorySanitizer, which must see
every write.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
FUZZ = ROOT / "fuzz"
WORK = ROOT / ".tools/fuzz"
DEPS = ROOT / ".deps"
NAMES = sorted(
    path.stem.removeprefix("fuzz_")
    for path in FUZZ.glob("fuzz_*.c")
    if path.stem not in ("fuzz_main", "fuzz_pam_gate")
)

COMMON = ["-std=c11", "-D_GNU_SOURCE", "-g", "-O1", "-fno-omit-frame-pointer"]
COMMON.append('-DBARO_VERSION="0.1.0"')
STRICT = "-fno-sanitize-recover=all"
SANITIZE = ["-fsanitize=address,undefined", STRICT]
MEMORY = ["-fsanitize=memory", "-fsanitize-memory-track-origins", STRICT]

# Each process adds what it reached to a file here.
RAW = WORK / "coverage/raw"
COUNTING = [f"-fprofile-instr-generate={RAW}/%m.profraw", "-fcoverage-mapping"]

# How each build compiles and links: (compiler, compile, link, needs a main,
# checks of others' code).  Others' code does not guide the fuzzers.
BUILDS = {
    "clang": (
        ["clang-14"],
        ["-fsanitize=fuzzer-no-link", *SANITIZE],
        ["-fsanitize=fuzzer", *SANITIZE],
        False,
        ["-fsanitize=address"],
    ),
    "gcc": (["gcc"], SANITIZE, SANITIZE, True, ["-fsanitize=address"]),
    "msan": (["clang-14"], MEMORY, ["-fsanitize=memory"], True, MEMORY),
    "afl": (["afl-clang-fast"], [], ["-fsanitize=fuzzer"], False, []),
    "coverage": (
        ["clang-14"],
        [*COUNTING, "-fPIC"],
        COUNTING,
        True,
        ["-fPIC"],
    ),
}
FLOORS = ("base", "codec", "otp", "sys", "flow", "pam")
SODIUM = DEPS / "sodium/src/libsodium"
PAM = DEPS / "pam"

# Others' code: its folder, what of build.zig lists its files, its flags.
OTHERS = {
    "bearssl": (DEPS / "bearssl", "bearssl_sources", [f"-I{DEPS}/bearssl/src"]),
    "sodium": (
        SODIUM,
        "sodium_sources",
        [
            "-DCONFIGURED=1",
            "-DHAVE_INLINE_ASM=1",
            "-DHAVE_TI_MODE=1",
            "-DHAVE_WEAK_SYMBOLS=1",
            "-DNATIVE_LITTLE_ENDIAN=1",
            "-DSODIUM_STATIC=1",
            f"-I{SODIUM}/include/sodium",
        ],
    ),
    "pam": (
        PAM / "libpam",
        None,
        [
            f"-I{PAM}/libpam/include",
            "-DLIBPAM_COMPILE",
            "-DDEFAULT_USERGROUPS=0",
            "-DUNUSED=__attribute__((unused))",
            '-DDEFAULT_MODULE_PATH="/lib/security/"',
            '-DPACKAGE="Linux-PAM"',
            "-D_(text)=text",
        ],
    ),
    # These two for coverage.py.
    "qrencode": (
        DEPS / "qrencode",
        "qrencode_sources",
        [
            "-DSTATIC_IN_RELEASE=static",
            "-DMAJOR_VERSION=4",
            "-DMINOR_VERSION=1",
            "-DMICRO_VERSION=1",
            '-DVERSION="4.1.1"',
        ],
    ),
    "cmocka": (
        DEPS / "cmocka/src",
        None,
        [
            "-DHAVE_INTTYPES_H=1",
            "-DHAVE_MALLOC_H=1",
            "-DHAVE_SIGNAL_H=1",
            "-DHAVE_STRINGS_H=1",
            "-DHAVE_STRUCT_TIMESPEC=1",
            "-DHAVE_TIME_H=1",
            "-DHAVE_UNISTD_H=1",
            "-D_UINTPTR_T=1",
        ],
    ),
}
INCLUDES = [
    f"-I{FUZZ}",
    *("-isystem", DEPS / "bearssl/inc"),
    *("-isystem", SODIUM / "include"),
    *("-isystem", WORK / "include"),
    *("-isystem", DEPS / "qrencode"),
    *("-isystem", DEPS / "cmocka/include"),
]

# They would hide libc's functions from the wrappers and the sanitizers.
SHADOWS = ("memory.c", "portability.c", "system_calls.c")

# The module's calls of these go through fuzz_pam_world.h.
WRAPPED = (
    "clock_gettime fchmod fchown fgetxattr flock fsetxattr fstat fstatat fsync "
    "ftruncate mmap openat pread pwrite read syscall write"
).split()
LIBRARIES = [
    *("-Wl,--as-needed", "-lcrypto", "-loath"),
    # Of libsodium, not built: what nobody calls, and how it ends a caller.
    *("-Wl,--defsym=randombytes_buf=0", "-Wl,--defsym=sodium_misuse=abort"),
]


def say(text):
    print(text, flush=True)


def is_fresh(target, *sources):
    if not target.exists():
        return False
    made = target.stat().st_mtime
    return all(source.stat().st_mtime < made for source in sources)


def headers():
    return [*ROOT.glob("src/*/*.h"), FUZZ / "harness.py"]


def archive_of(members, target):
    target.unlink(missing_ok=True)
    subprocess.run(["ar", "rcs", target, *members], check=True)
    return target


# ----------------------------------------------------------------- compiling


def compile_one(build, source, target, root=ROOT):
    compiler, flags, _, _, _ = BUILDS[build]
    command = [*compiler, *COMMON, *flags, f"-I{root}/src", *INCLUDES]
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([*command, "-c", "-o", target, source], check=True)


def objects(build, name):
    """Compile what has changed of what a harness needs; the object files."""
    shared = headers()
    made = []
    for floor in FLOORS if name == "pam" else FLOORS[:3]:
        for source in sorted((ROOT / "src" / floor).glob("*.c")):
            if source.name in SHADOWS:
                continue
            target = WORK / build / floor / f"{source.stem}.o"
            if not is_fresh(target, source, *shared):
                compile_one(build, source, target)
            made.append(target)
    return made


def harness(build, name):
    """Build one harness; its object files."""
    _, _, _, needs_main, _ = BUILDS[build]
    made = []
    for stem in [f"fuzz_{name}", "fuzz_main"][: 2 if needs_main else 1]:
        source = FUZZ / f"{stem}.c"
        target = WORK / build / f"{stem}.o"
        if not is_fresh(target, source, *headers(), *FUZZ.glob("*.h")):
            compile_one(build, source, target)
        made.append(target)
    return made


def listed(name):
    """The strings of a list of build.zig."""
    text = (ROOT / "build.zig").read_text()
    found = re.search(rf"^const {name} = .*?^}};", text, re.M | re.S)
    return re.findall(r'"(.*)",', found.group(0))


def generated_headers():
    """What the others' configure would make; nothing here looks into it."""
    for name in ("sodium/version.h", "config.h"):
        target = WORK / "include" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()


def others(build, library):
    """Others' code as an archive."""
    folder, listing, flags = OTHERS[library]
    compiler, _, _, _, checks = BUILDS[build]
    archive = WORK / build / f"lib{library}.a"
    if is_fresh(archive, FUZZ / "harness.py", ROOT / "build.zig"):
        return archive
    if build == "afl":
        compiler = ["clang-14"]
    command = [*compiler, "-g", "-O2", "-w", "-fwrapv", "-fno-strict-aliasing"]
    command += ["-D_GNU_SOURCE", *checks, *flags, *INCLUDES]
    made = []
    for source in listed(listing) if listing else sorted(folder.glob("*.c")):
        target = WORK / build / library / f"{pathlib.Path(source).stem}.o"
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([*command, "-c", "-o", target, folder / source], check=True)
        made.append(target)
    return archive_of(made, archive)


# ------------------------------------------------------------------- linking


def link_gate(build, folder):
    """What libpam loads in fuzz_pam."""
    gate = FUZZ / "fuzz_pam_gate.c"
    target = folder / "fuzz_pam_gate.so"
    command = ["clang-14", *MEMORY] if build == "msan" else ["gcc"]
    subprocess.run([*command, "-shared", "-fPIC", "-o", target, gate], check=True)


def link(build, name, harness_objects, core, program):
    """Link a harness; the core goes in by an archive, so as needed."""
    compiler, _, flags, _, _ = BUILDS[build]
    libraries = [others(build, "bearssl"), others(build, "sodium"), *LIBRARIES]
    if name == "pam":
        link_gate(build, program.parent)
        libraries += ["-rdynamic", *(f"-Wl,--wrap={x}" for x in WRAPPED)]
        libraries += [others(build, "pam"), "-ldl"] if build == "msan" else ["-lpam"]
    archive = archive_of(core, program.with_suffix(".a"))
    subprocess.run(
        [*compiler, *flags, "-o", program, *harness_objects, archive, *libraries],
        check=True,
    )


def program(build, name):
    generated_headers()
    core = objects(build, name)
    made = harness(build, name)
    target = WORK / build / f"fuzz_{name}"
    if not is_fresh(target, *core, *made):
        link(build, name, made, core, target)
    return target


def seeds(name):
    files = sorted((FUZZ / "corpus" / name).glob("*"))
    if not files:
        sys.exit(f"fuzz: {name} has no corpus")
    return files
