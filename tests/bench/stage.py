# SPDX-License-Identifier: ISC
"""The stage of the measurements: programs, peers, file systems, records.

All of it is in a mount namespace of its own with its own /var/lib, /dev/log,
accounts and host name, and vanishes with it.  Outside, only zig-out/bench and
.deps/peers are written.  The contestants are seen under a path that does not
depend on where this folder is, since the length of a path costs instructions
and allocations.
"""

import base64
import fcntl
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
KEPT = ROOT / "zig-out/bench"  # what a run leaves behind
FETCHED = ROOT / ".deps/peers"
BEARSSL = ROOT / ".deps/bearssl"
BUILT = pathlib.Path(
    os.environ.get("BARO_MODULE", ROOT / "zig-out/lib/security/pam_baro_auth.so")
)
TOOL = pathlib.Path(os.environ.get("BARO_TOOL", ROOT / "zig-out/bin/baro_auth"))

# In the namespace; the one of these that does not hide this folder.
PLACE = pathlib.Path("/srv" if ROOT.is_relative_to("/mnt") else "/mnt")
OUT = PLACE / "out"  # KEPT
PEERS = PLACE / "peers"  # FETCHED
MODULE = OUT / "pam_baro_auth.so"  # a copy: a build may run meanwhile
DRIVER = OUT / "driver"
FLOOR = OUT / "pam_floor.so"
TIMELINE = OUT / "timeline.so"
CALLS = OUT / "calls.h"  # the numbers of this machine's system calls
SERVICES = PLACE / "pam.d"
GOOGLE = PEERS / "lib/x86_64-linux-gnu/security/pam_google_authenticator.so"
OATH = PEERS / "lib/x86_64-linux-gnu/security/pam_oath.so"
LIBOATH = PEERS / "usr/lib/x86_64-linux-gnu/liboath.so.0"

# What is needed of Debian, by the program that shows that it is there.
PACKAGES = {
    "cc": "gcc libc6-dev libpam0g-dev",
    "mkfs.ext4": "e2fsprogs",
    "readelf": "binutils",
    "strace": "strace",
    "valgrind": "valgrind",
}
PEER_PACKAGES = ("libpam-google-authenticator", "libpam-oath", "liboath0")

BEARSSL_SOURCES = """codec/dec32be codec/dec64be codec/enc32be codec/enc64be
    hash/sha1 hash/sha2big hash/sha2small mac/hmac""".split()
FLOOR_SOURCES = ("floor.c", "code.c")
ROWS_SOURCES = ("pam_floor.c", "rows.c")
DRIVER_SOURCES = """driver.c login.c plant.c cold.c count.c trace.c parallel.c
    interpose.c log.c""".split()
WARNINGS = """-std=c11 -D_GNU_SOURCE -O2 -Werror -Wall -Wextra -Wpedantic
    -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes
    -Wmissing-prototypes -Wswitch-enum -Wvla -Wcast-qual -Wformat=2
    -Wundef""".split()

TIGHT = ("-z", "now", "-z", "noseparate-code", "--gc-sections",
         "--hash-style=gnu", f"--version-script={ROOT}/src/pam/exports.map")

KEY = b"benchmark-key-of-32-characters!!"  # CODE_KEY of code.h
SPARE_KEYS = ("41378209", "50991736", "62840155", "77310942", "93052867")
NOW = 2_000_000_000  # the chosen time of day, when a driver starts

# The accounts that Debian makes, without anybody who logs in.
SYSTEM_ACCOUNTS = """root daemon bin sys sync games man lp mail news uucp proxy
    www-data backup list irc _apt nobody systemd-network sshd""".split()

FILE_SYSTEMS = ("tmpfs", "ext4j")


def say(text):
    print(f"bench: {text}", flush=True)


def run(*command, **options):
    subprocess.run([str(word) for word in command], check=True, **options)


# ---------------------------------------------------------------- programs


def provide():
    """Install what is missing, and unpack the peers without installing them."""
    missing = [words for name, words in PACKAGES.items() if not shutil.which(name)]
    if missing:
        say(f"installing Debian packages: {' '.join(missing)}")
        run("apt-get", "-qq", "update")
        run("apt-get", "-qq", "install", "--yes", "--no-install-recommends",
            *" ".join(missing).split(), stdout=subprocess.DEVNULL)
    if not all((FETCHED / path.relative_to(PEERS)).exists()
               for path in (GOOGLE, OATH, LIBOATH)):
        say(f"fetching the peers into {FETCHED.relative_to(ROOT)}")
        shutil.rmtree(FETCHED, ignore_errors=True)
        FETCHED.mkdir(parents=True)
        run("apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download",
            *PEER_PACKAGES, cwd=FETCHED)
        for package in FETCHED.glob("*.deb"):
            run("dpkg-deb", "-x", package, FETCHED)
    if "BARO_MODULE" not in os.environ:
        run(ROOT / "dev", "build", stdout=subprocess.DEVNULL)
    shutil.copy(BUILT, KEPT / MODULE.name)


def alone():
    """Wait until no other run is in this folder, and keep others waiting."""
    KEPT.mkdir(parents=True, exist_ok=True)
    lock = os.open(KEPT / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)  # held until this process ends


def compile_programs():
    """The driver and the floor, from our sources and BearSSL's hashes."""
    hashes = [BEARSSL / f"src/{name}.c" for name in BEARSSL_SOURCES]
    objects = [OUT / f"{path.stem}.o" for path in hashes]
    for source, target in zip(hashes, objects):
        run("cc", "-O2", "-w", "-fPIC", "-ffunction-sections", f"-I{BEARSSL}/inc",
            f"-I{BEARSSL}/src", "-c", source, "-o", target)
    include = f"-isystem{BEARSSL}/inc"
    floor = [HERE / name for name in FLOOR_SOURCES]
    # As small as it gets, so that what a yardstick is loaded with counts least.
    run("cc", *WARNINGS, include, "-fPIC", "-ffunction-sections", "-shared", "-s",
        "-nostartfiles", f"-Wl,{','.join(TIGHT)}",
        *[HERE / n for n in ROWS_SOURCES], *floor, *objects, "-lpam", "-o", FLOOR)
    run("cc", *WARNINGS, include, "-rdynamic", *[HERE / n for n in DRIVER_SOURCES],
        *floor, *objects, "-lpam", "-lpthread", "-o", DRIVER)
    run("cc", *WARNINGS, "-fPIC", "-shared", HERE / "timeline.c", "-o", TIMELINE)
    run("cc", "-E", "-dM", "-include", "sys/syscall.h", "-x", "c", "/dev/null",
        "-o", CALLS)


# --------------------------------------------------------------- namespace


def enter():
    """Start this program again in namespaces of its own, once."""
    if os.geteuid() != 0:
        sys.exit("bench: needs root: it mounts file systems of its own")
    if os.environ.get("BARO_BENCH_INSIDE") == "1":
        return
    os.environ["BARO_BENCH_INSIDE"] = "1"
    command = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--uts",
               "--propagation", "private", sys.executable, *sys.argv]
    os.execvp(command[0], command)


def set_up():
    """All of the above and below, but /var/lib."""
    enter()
    alone()
    provide()
    mount_place()
    compile_programs()
    mount_machine()


def mount_place():
    """What the contestants see, at its place."""
    run("mount", "-t", "tmpfs", "-o", "mode=755,size=8g", "bench", PLACE)
    for folder, kept in ((OUT, KEPT), (PEERS, FETCHED)):
        folder.mkdir()
        run("mount", "--bind", kept, folder)


def mount_machine():
    """Everything but /var/lib."""
    for name in ("dev", "etc", "pam.d", *FILE_SYSTEMS):
        (PLACE / name).mkdir()
    run("hostname", "bench.test")
    mount_disk(PLACE / "ext4j")
    run("mount", "-t", "tmpfs", "-o", "mode=755,size=8g", "bench", PLACE / "tmpfs")

    for name in ("null", "zero", "full", "random", "urandom"):
        (PLACE / "dev" / name).touch()
        run("mount", "--bind", f"/dev/{name}", PLACE / "dev" / name)
    run("mount", "--bind", PLACE / "dev", "/dev")
    settings(PLACE / "etc")
    run("mount", "--bind", PLACE / "etc", "/etc")
    accounts(1)
    services()


def settings(etc):
    """An /etc with no more in it than is read.  The loader finds the peers'
    library as it finds all others, in its cache."""
    (etc / "nsswitch.conf").write_text("passwd: files\ngroup: files\n")
    (etc / "group").write_text("root:x:0:\nusers:x:100:\n")
    (etc / "passwd").touch()
    (etc / "baropam").mkdir(mode=0o755)
    run("ldconfig", "-X", "-C", etc / "ld.so.cache", LIBOATH.parent)
    if os.path.exists("/etc/localtime"):
        shutil.copy("/etc/localtime", etc)


def mount_disk(where):
    """A journalled ext4 in a file on whatever disk zig-out/ is on."""
    image = OUT / "disk.img"
    image.unlink(missing_ok=True)
    with image.open("wb") as file:
        file.truncate(1 << 30)
    run("mkfs.ext4", "-q", "-F", "-O", "has_journal", image)
    run("mount", "-o", "loop,data=ordered", image, where)
    image.unlink()  # the loop device keeps it until the mount goes


def use(file_system):
    """Put one of the file systems under /var/lib."""
    while subprocess.run(["umount", "/var/lib"], stderr=subprocess.DEVNULL,
                         check=False).returncode == 0:
        pass
    run("mount", "--bind", PLACE / file_system, "/var/lib")


def disk_counts():
    """(flushes so far, ms that requests were in the queue) of what is under
    /var/lib; Documentation/block/stat.rst."""
    number = os.stat("/var/lib").st_dev
    path = f"/sys/dev/block/{os.major(number)}:{os.minor(number)}/stat"
    fields = pathlib.Path(path).read_text().split()
    return int(fields[15]), int(fields[10])


def busy_s():
    """Processor time of the whole machine so far, kernel threads included."""
    user, nice, system, _, _, irq, soft, *_ = map(
        int, pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:])
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


# ----------------------------------------------------------------- content


def user(number):
    return f"user{number:06d}"


def home(number):
    """As deep as in /home, which may hold this folder."""
    return PLACE / user(number)


def accounts(users):
    """/etc/passwd: Debian's own accounts, then so many users; the first user
    is the last line."""
    lines = [f"{name}:x:{i}:{i}:{name}:/root:/usr/sbin/nologin\n"
             for i, name in enumerate(SYSTEM_ACCOUNTS)]
    lines += [f"{user(i)}:x:{1000 + i}:100:User {i}:{home(i)}:/bin/bash\n"
              for i in reversed(range(users))]
    (PLACE / "etc/passwd").write_text("".join(lines))


def services():
    lines = {
        "idle": f"{FLOOR} idle",
        "idle-line": f"{FLOOR} idle line",
        "floor": f"{FLOOR} /var/lib/floor",
        "rows": f"{FLOOR} /var/lib/floor rows",
        "google": f"{GOOGLE} secret=/var/lib/google/${{USER}} user=root",
        "google-fast": f"{GOOGLE} secret=/var/lib/google/${{USER}} user=root "
                       "noskewadj",
        "google-home": f"{GOOGLE} secret=${{HOME}}/.google_authenticator",
        "oath": f"{OATH} usersfile=/var/lib/oath/users.oath window=1 digits=6",
        "baro": f"{MODULE} secret=/var/lib/baropam/$[USER] encrypt=no",
        "baro-alone": f"{MODULE} secret=/var/lib/alone/$[USER] encrypt=no",
        "baro-sealed": f"{MODULE} secret=/var/lib/baropam/$[USER] encrypt=yes",
        "baro-home": f"{MODULE} secret=${{HOME}}/.baro_auth encrypt=no",
        "baro-forward": f"{MODULE} secret=/var/lib/baropam/$[USER] encrypt=no "
                        "forward_pass try_first_pass",
    }
    for name, line in lines.items():
        (SERVICES / name).write_text(f"auth required {line}\n")


def record(*more, window=3, rate="3 30"):
    return "\n".join((
        '" AUTH_KEY',
        f'" RATE_LIMIT {rate}',
        '" KEY_METHOD app512',
        '" CYCLE_TIME 30',
        f'" SECURE_KEY {KEY.decode()}',
        '" HOSTNAME bench.test',
        '" DISALLOW_REUSE',
        f'" WINDOW_SIZE {window}',
        *more,
        *SPARE_KEYS,
        "",
    ))


def google_record():
    return "\n".join((
        base64.b32encode(KEY).decode().rstrip("="),
        '" RATE_LIMIT 3 30',
        '" WINDOW_SIZE 3',
        '" DISALLOW_REUSE',
        '" TOTP_AUTH',
        *SPARE_KEYS,
        "",
    ))


def floor_record():
    return KEY + bytes(8 + 160)  # struct floor_record of floor.h


def write(path, content):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(descriptor, content)
    os.close(descriptor)


def populate(users, window=3):
    """A record for each of so many users, for every contestant."""
    contents = {
        "baropam": record(window=window).encode(),
        "google": google_record().encode(),
        "floor": floor_record(),
    }
    base = pathlib.Path("/var/lib")
    for folder, content in contents.items():
        shutil.rmtree(base / folder, ignore_errors=True)
        (base / folder).mkdir(mode=0o700)
        for i in range(users):
            write(f"{base}/{folder}/{user(i)}", content)
    shutil.rmtree(base / "alone", ignore_errors=True)
    (base / "alone").mkdir(mode=0o700)
    write(base / "alone" / user(0), contents["baropam"])
    shutil.rmtree(base / "oath", ignore_errors=True)
    (base / "oath").mkdir(mode=0o700)
    write(base / "oath/users.oath", "".join(
        f"HOTP/T30/6\t{user(i)}\t-\t{KEY.hex()}\n" for i in range(users)).encode())
    os.sync()


def one_record(*more, **settings):
    """Replace the only user's record by one with more directives."""
    write(f"/var/lib/baropam/{user(0)}", record(*more, **settings).encode())


def derived_record():
    """As baro_auth writes it: the key is each user's own."""
    one_record('" KEY_SCOPE user')


def no_record():
    os.unlink(f"/var/lib/baropam/{user(0)}")


def unsafe_record():
    os.chmod(f"/var/lib/baropam/{user(0)}", 0o644)


def limited_record():
    """One attempt in an hour: each login that is measured is refused."""
    one_record(rate="1 3600")


def sealed_record():
    one_record()
    run(TOOL, "encrypt", "-u", user(0), stdout=subprocess.DEVNULL)


def home_record():
    """Records in the first user's home, ours and google's."""
    folder = home(0)
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, 1000, 100)
    for name, text in ((".baro_auth", record()),
                       (".google_authenticator", google_record())):
        write(folder / name, text.encode())
        os.chown(folder / name, 1000, 100)


def acl_record():
    write("/etc/baropam/acl", b"somebody\nelse\n")
    one_record('" ACL_NAME /etc/baropam/acl', '" ACL_TYPE deny')
