# SPDX-License-Identifier: ISC
"""What ships, read as built: what it needs, what it gives, how it is hardened.

The module and the tool of this machine's architecture are read from zig-out/,
those for aarch64 from zig-out/aarch64/.
"""

import pathlib
import re
import tempfile

from elf import PAGE, Elf
from tree import OUT, ZIG, complaints, table

ENTRY_POINTS = {"pam_sm_authenticate", "pam_sm_setcred"}
GLIBC_FLOOR = (2, 17)

# No list may ever allow one of these, whatever reason it gives: they load
# other people's code, or end or change the process that we are a guest in.
NEVER = re.compile(
    r"(get|set|end)(pw|gr|sp|serv|host|net|proto)\w*|getaddrinfo|getnameinfo|"
    r"dl(m?open|sym)|iconv\w*|pam_modutil_\w+|\w*nss\w*|res_\w+|"
    r"system|popen|exec\w+|posix_spawn\w*|fork|vfork"
)
NEVER_IN_MODULE = re.compile(
    r"_?exit|_Exit|abort|__assert_fail|raise|kill|signal|sigaction|umask|"
    r"setenv|putenv|unsetenv|ch(dir|root)|openlog|closelog|setlocale|"
    r"sete?[ug]id|setre?s?[ug]id|setgroups|stdout|stderr|printf|puts|"
    r"__tls_get_addr|srand|rand|"
    # They leave what they read, a secret, in registers (sys/memory.c).
    r"mem(cpy|move|cmp|mem|pcpy|ccpy|rchr)|b(cmp|copy)|rawmemchr|(str|stp|wcs)\w+"
)


class Rules:
    """What holds for one kind of object."""

    def __init__(self, imports, needed, exports, never):
        self.imports = imports
        self.needed = needed
        self.exports = exports
        self.never = never


def module_rules():
    listed = {row[0] for row in table("abi/libc.txt") + table("abi/libpam.txt")}
    needed = [{"libc.so.6", "libpam.so.0"}]
    return Rules(listed, needed, ENTRY_POINTS, NEVER_IN_MODULE)


def tool_rules():
    listed = {row[0] for row in table("tests/lint/tool-imports.txt")}
    # glibc for aarch64 keeps the canary in its loader; Zig 0.15 names a
    # library that has been a part of libc.so.6 since glibc 2.34.
    needed = [
        {"libc.so.6"},
        {"libc.so.6", "ld-linux-aarch64.so.1"},
        {"libc.so.6", "libpthread.so.0"},
    ]
    return Rules(listed, needed, set(), re.compile(r"$."))


# ---- one function for each thing that is checked; each yields its problems


def needed(elf, rules):
    there = set(elf.dynamic_strings("NEEDED"))
    if there not in rules.needed:
        yield f"needs {sorted(there)}"
    if elf.dynamic_strings("R(?:UN)?PATH"):
        yield "has a search path for libraries"


def imports(elf, rules):
    for symbol in elf.imports():
        if symbol.name not in rules.imports:
            yield f"imports {symbol.name}, which is not on the list"
        if not symbol.version and symbol.name != "__gmon_start__":
            yield f"imports {symbol.name} without a version"
    for name in rules.imports:
        if NEVER.fullmatch(name) or rules.never.fullmatch(name):
            yield f"the list allows {name}, which is never allowed"


def exports(elf, rules):
    if elf.exports() != rules.exports:
        yield f"exports {sorted(elf.exports())}"


def glibc(elf, _):
    for symbol in elf.imports():
        found = re.fullmatch(r"GLIBC_(\d+)\.(\d+)(\.\d+)?", symbol.version)
        if found and (int(found[1]), int(found[2])) > GLIBC_FLOOR:
            yield f"{symbol.name} needs {symbol.version}"


def memory(elf, _):
    """No page is both writable and executable, the stack included."""
    for each in elf.segments_of("LOAD"):
        if "W" in each.flags and "E" in each.flags:
            yield "a segment is writable and executable"
    if [each.flags for each in elf.segments_of("GNU_STACK")] != ["RW"]:
        yield "the stack may be executable"


def relocations(elf, _):
    if "(TEXTREL)" in elf.dynamic or "TEXTREL" in elf.dynamic_flags():
        yield "relocations in the code"


def relro(elf, _):
    if not elf.segments_of("GNU_RELRO"):
        yield "no RELRO segment"
    if "NOW" not in elf.dynamic_flags():
        yield "not bound at once (BIND_NOW)"


def separate_code(elf, _):
    """No page of the file holds code and something else."""
    loads = elf.segments_of("LOAD")
    for code in loads:
        for other in loads:
            if "E" in code.flags and "E" not in other.flags and overlap(code, other):
                yield "a page of the file holds code and data"


def overlap(one, other):
    def pages(segment):
        last = segment.offset + max(segment.file_bytes, 1) - 1
        return segment.offset // PAGE, last // PAGE

    (first, last), (other_first, other_last) = pages(one), pages(other)
    return first <= other_last and other_first <= last


def canary(elf, _):
    if "__stack_chk_fail" not in {each.name for each in elf.imports()}:
        yield "no stack canary"


def guard(elf, _):
    """The processor's guard of indirect jumps."""
    wanted = ("BTI", "PAC") if elf.machine == "AArch64" else ("IBT", "SHSTK")
    for name in wanted:
        if not re.search(rf"feature: .*\b{name}\b", elf.notes):
            yield f"not marked for {name}"


def writable(elf, _):
    """Data that stays writable: a page copied in each host, and a place for an
    attacker's pointers."""
    for name in (".data", ".bss", ".tdata", ".tbss"):
        if name in elf.sections:
            yield f"has data that can be written to: {name}"


def identity(elf, _):
    if not re.search(r"Build ID: [0-9a-f]{40}", elf.notes):
        yield "no build-id"
    if {".symtab", ".debug_info", ".gnu_debuglink"} & set(elf.sections):
        yield "not stripped"


def guest(elf, _):
    """Loading the module runs nothing and takes no thread-local storage."""
    if elf.segments_of("TLS"):
        yield "has thread-local storage"
    for tag in ("INIT", "FINI", "INIT_ARRAY", "FINI_ARRAY"):
        if f"({tag})" in elf.dynamic:
            yield f"has code that runs by itself ({tag})"


MODULE_CHECKS = (
    needed,
    imports,
    exports,
    glibc,
    memory,
    relocations,
    relro,
    separate_code,
    canary,
    guard,
    writable,
    identity,
    guest,
)
# Zig links the tool with its own start code, which has no guard's mark, and
# has no option for separate code.
TOOL_CHECKS = tuple(
    check for check in MODULE_CHECKS if check not in (separate_code, guard, writable, guest)
)


# Of these, the compiler takes now one and now another.
SYNONYMS = {"bcmp", "fputc", "fputs", "fwrite", "putc", "putchar", "puts"}


def stale(names, objects):
    """The lines of a list that no object needs."""
    needed_names = {each.name for elf in objects for each in elf.imports()}
    for name in sorted(names - needed_names - SYNONYMS):
        yield f"{name} is on the list, and nothing imports it"


def both(name):
    """One object for each architecture."""
    return [Elf(folder / name) for folder in (OUT, OUT / "aarch64")]


def checks_below(folder, label=""):
    module = Elf(folder / "lib/security/pam_baro_auth.so")
    for check in MODULE_CHECKS:
        name = f"module{label} {check.__name__}"
        yield name, sorted(set(check(module, module_rules())))
    tool = Elf(folder / "bin/baro_auth")
    for check in TOOL_CHECKS:
        name = f"tool{label} {check.__name__}"
        yield name, sorted(set(check(tool, tool_rules())))


def checks():
    yield from checks_below(OUT)
    yield from checks_below(OUT / "aarch64", " aarch64")
    modules, tools = both("lib/security/pam_baro_auth.so"), both("bin/baro_auth")
    yield "module list", list(stale(module_rules().imports, modules))
    yield "tool list", list(stale(tool_rules().imports, tools))


# ------------------------------------------------------------- planted bugs

GOOD = """
#include <string.h>
int pam_get_user(void *, const char **, const char *);
int pam_sm_authenticate(void *, int, int, const char **);
int pam_sm_setcred(void *, int, int, const char **);
EXTRA
int pam_sm_authenticate(void *h, int flags, int argc, const char **argv)
{
	char copy[64];
	const char *user;
	if (pam_get_user(h, &user, 0) != 0 || (flags & 0x7fff) > 64)
		return 1;
	memset(copy, argc, (unsigned)flags & 0x7fff);
	BODY
	return copy[argc & 63] == **argv;
}
int pam_sm_setcred(void *h, int flags, int argc, const char **argv)
{
	return (h != 0) + flags + argc + (argv != 0);
}
"""
COMPILE = (
    "-target", "x86_64-linux-gnu.2.17", "-O2", "-fPIC", "-w",
    "-fstack-protector-strong", "-fcf-protection=full",
)
LINK = (
    "-shared", "--strip-all", "--build-id=sha1", "-z", "noexecstack",
    "-z", "now", "-z", "relro", "-z", "separate-code",
)
STUBS = {
    "libc.so.6": {
        "GLIBC_2.4": ("__stack_chk_fail",),
        "GLIBC_2.2.5": ("memset", "getpwnam", "abort"),
        "GLIBC_2.25": ("getrandom",),
    },
    "libpam.so.0": {"LIBPAM_1.0": ("pam_get_user",)},
    "libother.so.1": {"OTHER_1": ("other",)},
}


class Planted:
    """A small module in a folder of its own, built well but for one thing."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        for soname, versions in STUBS.items():
            script = self.folder / f"{soname}.ld"
            script.write_text("".join(stub_lines(versions)))
            self.must("ld.lld", "-shared", "-m", "elf_x86_64", "--soname", soname,
                      "-o", self.folder / soname, script)

    def must(self, *words):
        if found := complaints(ZIG, *words):
            raise RuntimeError("; ".join(found))

    def build(self, extra="", body="", compile=(), link=(), drop=(), exports=()):
        source = self.folder / "planted.c"
        source.write_text(GOOD.replace("EXTRA", extra).replace("BODY", body))
        symbols = "".join(f"{name}; " for name in (*sorted(ENTRY_POINTS), *exports))
        script = self.folder / "exports.map"
        script.write_text(f"{{ global: {symbols} local: *; }};\n")
        flags = [flag for flag in COMPILE if flag not in drop]
        objects = self.folder / "planted.o"
        self.must("cc", *flags, *compile, "-c", source, "-o", objects)
        result = self.folder / "planted.so"
        self.must("ld.lld", *[flag for flag in LINK if flag not in drop], *link,
                  f"--version-script={script}", objects, "--as-needed",
                  *[self.folder / name for name in STUBS], "-o", result)
        return Elf(result)


def stub_lines(versions):
    for version, names in versions.items():
        listed = " ".join(f"{name};" for name in names)
        yield f"VERSION {{ {version} {{ {listed} }}; }}\n"
        for name in names:
            yield f"{name} = 0;\n"


PLANTS = (
    (needed, "libother.so.1", {"extra": "int other(void);", "body": "other();"}),
    (needed, "search path", {"link": ("-rpath", "/tmp")}),
    (imports, "imports getpwnam", {"extra": "void *getpwnam(char *);",
                                   "body": "getpwnam(copy);"}),
    (imports, "imports abort", {"extra": "void abort(void);", "body": "abort();"}),
    (exports, "helper", {"extra": "int helper(void) { return 1; }",
                         "exports": ("helper",)}),
    (glibc, "getrandom needs GLIBC_2.25", {
        "extra": "long getrandom(void *, unsigned long, int);",
        "body": "getrandom(copy, 1, 0);"}),
    (memory, "writable and executable", {
        "extra": '__asm__(".section .wx,\\"awx\\"\\n.long 1\\n.text\\n");'}),
    (memory, "stack", {"link": ("-z", "execstack")}),
    (relocations, "relocations in the code", {
        "extra": '__asm__(".text\\n.quad pam_get_user\\n");',
        "link": ("-z", "notext")}),
    (relro, "no RELRO", {"link": ("-z", "norelro")}),
    (relro, "BIND_NOW", {"link": ("-z", "lazy")}),
    (separate_code, "code and data", {"link": ("-z", "noseparate-code")}),
    # (The comment keeps Zig's cache from answering with the good object.)
    (canary, "no stack canary", {"extra": "/* without a canary */",
                                 "drop": ("-fstack-protector-strong",),
                                 "compile": ("-fno-stack-protector",)}),
    (guard, "IBT", {"drop": ("-fcf-protection=full",)}),
    (writable, ".data", {"extra": "static int *p; static int n; "
                                  "static int **q = &p;",
                         "body": "if (argc == 9) { *q = &n; q = 0; }"}),
    (identity, "no build-id", {"drop": ("--build-id=sha1",)}),
    (identity, "not stripped", {"drop": ("--strip-all",)}),
    (guest, "thread-local", {"extra": "static _Thread_local int t;",
                             "body": "if (argc == 7) return ++t;"}),
    (guest, "INIT_ARRAY", {
        "extra": '__attribute__((constructor)) static void f(void) { __asm__(""); }'}),
)


def plants():
    with tempfile.TemporaryDirectory() as folder:
        planted = Planted(folder)
        rules = module_rules()
        good = planted.build()
        found = [text for check in MODULE_CHECKS for text in check(good, rules)]
        yield "none", "nothing found", found or ["nothing found"]
        for check, expected, bug in PLANTS:
            elf = planted.build(**bug)
            yield f"{check.__name__}", expected, list(check(elf, rules))
    rules = Rules({"getpwnam"}, [set()], set(), NEVER_IN_MODULE)
    found = list(imports(good, rules))
    yield "list that allows getpwnam", "never allowed", found
    rules = Rules({"memmove"}, [set()], set(), NEVER_IN_MODULE)
    found = list(imports(good, rules))
    yield "list that allows memmove", "allows memmove, which is never", found
    yield "stale list", "getpwnam is on the list", list(stale({"getpwnam"}, [good]))
