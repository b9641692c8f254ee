# SPDX-License-Identifier: ISC
"""The manuals name all that the code knows: each argument of the module, each
log line, each directive of a record, each option and command of the tool."""

import re

from tree import ROOT, SRC

# (manual, source, what to take from the source, how it stands in the manual)
WORDS = (
    ("pam_baro_auth.8", "codec/argument.c", r'WORD\("([\w=]+)"\)', r"{}\b"),
    ("pam_baro_auth.8", "pam/outcome.c", r"return (PAM_\w+);", r"Dv {}\b"),
    ("baro_auth.5", "codec/record_words.c", r'\] = \{ BARO_WORD\("([A-Z_]+)"\)', r"\.It (.* , )?{}\b"),
    ("baro_auth.1", "cli/options.c", r'^\t\{ "([\w-]+)",', r"(Fl|,) -{}\b"),
    ("baro_auth.1", "cli/options.c", r"case '(\w)': return &", r"\.It Fl {}\b"),
    ("baro_auth.1", "cli/baro_auth.c", r'^\t\{ "(\w+)", baro_command_', r"\.It (.* , )?{}\b"),
)
MESSAGE = re.compile(r'X\(M_\d+,\s*\w+,\s*((?:"(?:[^"\\]|\\.)*"[\s\\]*)+)\)')
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')


def manual(name):
    """The source of a manual, with "encrypt= Ns Cm yes" made encrypt=yes."""
    text = (ROOT / "docs/man" / name).read_text()
    return text.replace(" Ns ", "").replace("Cm ", "")


def missing_words(name, source, pattern, shape, text):
    there = manual(name)
    for word in re.findall(pattern, text, re.M):
        # encrypt=no stands there as encrypt=yes|no.
        wanted = word.replace("=", r"=(\w+\|)*")
        if not re.search(shape.format(wanted), there):
            yield f"{name} lacks {word} of {source}"


def messages(text):
    for literals in MESSAGE.findall(text):
        yield "".join(LITERAL.findall(literals)).replace('\\"', '"')


def missing_messages(text):
    items = re.findall(r'^\.It "?(.*?)"?$', manual("pam_baro_auth.8"), re.M)
    items = [item.replace('""', '"') for item in items]
    for message in messages(text):
        pattern = re.sub(r"\\\$\d", ".+", re.escape(message))
        if not any(re.fullmatch(pattern, item) for item in items):
            yield f"pam_baro_auth.8 lacks the message: {message}"


def checks():
    found = []
    for row in WORDS:
        found += missing_words(*row, (SRC / row[1]).read_text())
    yield "words", found
    yield "messages", list(missing_messages((SRC / "codec/message.h").read_text()))


def plants():
    found = missing_words(*WORDS[0], 'BARO_WORD("planted=yes")')
    yield "argument", "lacks planted=yes", list(found)
    yield (
        "message",
        "lacks the message: planted",
        list(missing_messages('X(M_99,\tERR,\t"planted $1")')),
    )
