# SPDX-License-Identifier: ISC
"""The manuals are well formed, and no text of ours gives harmful advice."""

import pathlib
import re
import tempfile

from tree import ROOT, complaints

# Advice that the documents of the original gave, or that its users found.
HARMFUL = {
    "mode 777": r"\b0?777\b",
    "SELinux switched off": r"setenforce\s+0|SELINUX=(disabled|permissive)",
    "firewall switched off": r"ufw\s+disable|(stop|disable)\s+(firewalld|iptables)",
    "password on a command line": r"\bpasswd\s+-p|useradd\s.*-p\s|--stdin\b",
    "record readable by all": r"chmod\s+\S*[0-7][0-7][4-7]\s+\S*(baro_auth|baropam)",
}
# A line of a PAM stack: type, control, then the module's file.
PAM_LINE = re.compile(
    r"^\s*-?(auth|account|password|session)\s+"
    r"(required|requisite|sufficient|optional|\[[^]]*\])(?P<rest>.*)$"
)
MODULE = re.compile(r"^\s+(\S*pam_\w+\.so|\S+\.so)\b")
ARGUMENT_ALONE = re.compile(r"^\s*(secret|encrypt|acl|nullok|unenrolled)(=\S+)?\s")
TEXTS = ("*.md", "docs/**/*", "packaging/**/*", "selinux/*.md")
# A folder that is scanned for keys: what is shipped must hold none.
SHIPPED = "packaging/**/*"
ELSEWHERE = "outdated mandoc.db|referenced manual not found"
SECRET_LINE = re.compile(r'^[!-~]{32}$|SECURE_KEY\s+[!-~]{16,}|[?&]secret=[A-Z2-7]{16,}')


def pam_problems(lines):
    """A stack line that was wrapped by a text processor is two broken ones."""
    after_stack_line = False
    for number, line in enumerate(lines, 1):
        found = PAM_LINE.match(line)
        if found and not MODULE.match(found["rest"]):
            yield f"{number}: a PAM line without its module: wrapped?"
        elif after_stack_line and ARGUMENT_ALONE.match(line + " "):
            yield f"{number}: arguments on a line of their own: wrapped?"
        after_stack_line = bool(found) and not line.rstrip().endswith("\\")


def text_problems(path, shipped=False):
    lines = path.read_text(errors="replace").splitlines()
    for number, line in enumerate(lines, 1):
        for what, pattern in HARMFUL.items():
            if re.search(pattern, line):
                yield f"{path.name}:{number}: {what}"
        if shipped and SECRET_LINE.search(line):
            yield f"{path.name}:{number}: a key in what is shipped"
    for problem in pam_problems(lines):
        yield f"{path.name}:{problem}"


def files(pattern):
    return [path for path in sorted(ROOT.glob(pattern)) if path.is_file()]


def manuals():
    return files("docs/man/*.[1-8]")


def mandoc(*paths):
    """What mandoc says, but for its look at this machine's own manuals."""
    said = complaints("mandoc", "-T", "lint", "-W", "style", *paths)
    return [line for line in said if not re.search(ELSEWHERE, line)]


def checks():
    texts = {path for pattern in TEXTS for path in files(pattern)}
    shipped = set(files(SHIPPED))
    found = [p for path in sorted(texts) for p in text_problems(path, path in shipped)]
    yield "advice", found
    yield "mandoc", mandoc(*manuals())


def plants():
    with tempfile.TemporaryDirectory() as folder:
        text = pathlib.Path(folder, "planted.md")
        text.write_text(
            "chmod 777 /etc\nsetenforce 0\nufw disable\npasswd -p x\n"
            "auth required\n    pam_baro_auth.so\n"
            "auth required pam_baro_auth.so nullok\n  encrypt=no\n"
            "01234567890123456789012345678901\n"
        )
        found = list(text_problems(text, shipped=True))
        yield "mode 777", ":1: mode 777", found
        yield "setenforce", ":2: SELinux", found
        yield "firewall", ":3: firewall", found
        yield "password", ":4: password", found
        yield "wrapped line", ":5: a PAM line without", found
        yield "wrapped arguments", ":8: arguments", found
        yield "key", ":9: a key", found
        manual = pathlib.Path(folder, "planted.8")
        manual.write_text(".Dd today\n.Dt PLANTED 8\n.Xx\n")
        yield "broken manual", "unknown macro", mandoc(manual)
