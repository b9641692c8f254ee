# SPDX-License-Identifier: ISC
"""How the harnesses are built: clang with libFuzzer, GCC, clang with
MemorySanitizer, AFL++, clang with coverage.

What is built is kept in .tools/fuzz/<build>/ and made again when a source, a
header or this file is newer.
"""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
FUZZ = ROOT / "fuzz"
WORK = ROOT / ".tools/fuzz"
NAMES = sorted(
    path.stem.removeprefix("fuzz_")
    for path in FUZZ.glob("fuzz_*.c")
    if path.stem not in ("fuzz_main", "fuzz_pam_gate")
)
# These call libraries that are not built with MemorySanitizer.
CALLS_LIBRARIES = ("decide", "pam")

PACKAGES = (
    "binutils clang-14 gcc libbearssl-dev libc6-dev libclang-rt-14-dev "
    "libpam0g-dev libsodium-dev libssl-dev llvm-14"
).split()

COMMON = ["-std=c11", "-D_GNU_SOURCE", "-g", "-O1", "-fno-omit-frame-pointer"]
STRICT = "-fno-sanitize-recover=all"
SANITIZE = ["-fsanitize=address,undefined", STRICT]

# How each build compiles and links: (compiler, compile, link, needs a main).
BUILDS = {
    "clang": (
        ["clang-14"],
        ["-fsanitize=fuzzer-no-link", *SANITIZE],
        ["-fsanitize=fuzzer", *SANITIZE],
        False,
    ),
    "gcc": (["gcc"], SANITIZE, SANITIZE, True),
    "msan": (
        ["clang-14"],
        ["-fsanitize=memory", "-fsanitize-memory-track-origins", STRICT],
        ["-fsanitize=memory"],
        True,
    ),
    "afl": (["afl-clang-fast"], [], ["-fsanitize=fuzzer"], False),
    "coverage": (
        ["clang-14"],
        ["-fprofile-instr-generate", "-fcoverage-mapping"],
        ["-fprofile-instr-generate"],
        True,
    ),
}
FLOORS = ("base", "codec", "otp", "sys", "flow", "pam")
# The module's calls of these go through fuzz_pam_world.h.
WRAPPED = (
    "pread read write fsync flock fchmod fchown fstat mmap openat syscall "
    "clock_gettime"
).split()
PAM_LIBRARIES = [
    "-rdynamic",
    *(f"-Wl,--wrap={name}" for name in WRAPPED),
    "-lpam",
]
LIBRARIES = ["-Wl,--as-needed", "-lbearssl", "-lsodium", "-lcrypto"]


def say(text):
    print(text, flush=True)


def is_installed(package):
    done = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}", package],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return done.stdout == "installed"


def install(packages):
    """Install the Debian packages that are missing, saying so."""
    missing = [package for package in packages if not is_installed(package)]
    if not missing:
        return
    if os.geteuid() != 0:
        sys.exit(f"fuzz: needs root once: apt-get install {' '.join(missing)}")
    say(f"fuzz: installing {' '.join(missing)}")
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*apt, "update"], env=environment)
    subprocess.run(
        [*apt, "install", "--yes", "--no-install-recommends", *missing],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def compile_one(build, source, target, root=ROOT):
    compiler, flags, _, _ = BUILDS[build]
    command = [*compiler, *COMMON, *flags, f"-I{root}/src", f"-I{FUZZ}"]
    subprocess.run([*command, "-c", "-o", target, source], check=True)


def is_fresh(target, *sources):
    if not target.exists():
        return False
    made = target.stat().st_mtime
    return all(source.stat().st_mtime < made for source in sources)


def headers():
    return [*ROOT.glob("src/*/*.h"), *FUZZ.glob("*.h"), FUZZ / "harness.py"]


def objects(build, name):
    """Compile what has changed of what a harness needs; the object files."""
    shared = headers()
    made = []
    for floor in FLOORS if name == "pam" else FLOORS[:3]:
        for source in sorted((ROOT / "src" / floor).glob("*.c")):
            if source.name == "portability.c":
                continue
            target = WORK / build / floor / f"{source.stem}.o"
            target.parent.mkdir(parents=True, exist_ok=True)
            if not is_fresh(target, source, *shared):
                compile_one(build, source, target)
            made.append(target)
    return made


def link_gate(folder):
    """What libpam loads in fuzz_pam."""
    gate = FUZZ / "fuzz_pam_gate.c"
    target = folder / "fuzz_pam_gate.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", target, gate], check=True)


def link(build, name, harness_objects, core, program):
    """Link a harness; the core goes in by an archive, so as needed."""
    compiler, _, flags, _ = BUILDS[build]
    libraries = LIBRARIES
    if name == "pam":
        link_gate(program.parent)
        libraries = [*LIBRARIES, *PAM_LIBRARIES]
    archive = program.with_suffix(".a")
    archive.unlink(missing_ok=True)
    subprocess.run(["ar", "rcs", archive, *core], check=True)
    subprocess.run(
        [*compiler, *flags, "-o", program, *harness_objects, archive, *libraries],
        check=True,
    )


def harness(build, name):
    """Build one harness; its object files."""
    _, _, _, needs_main = BUILDS[build]
    made = []
    for stem in [f"fuzz_{name}", "fuzz_main"][: 2 if needs_main else 1]:
        source = FUZZ / f"{stem}.c"
        target = WORK / build / f"{stem}.o"
        target.parent.mkdir(parents=True, exist_ok=True)
        if not is_fresh(target, source, *headers()):
            compile_one(build, source, target)
        made.append(target)
    return made


def program(build, name):
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
