# SPDX-License-Identifier: ISC
"""The mutants of a C file: one change each."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

# What is no code: comments, strings, and lines of the preprocessor but for the
# numbers that they define.
NO_CODE = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|^[ \t]*#(?!define \w+ '
                     r'\(?\d)[^\n]*(?:\\\n[^\n]*)*', re.S | re.M)

NUMBER = r"(?<![\w.])(?:0x[0-9a-f]+|\d+)u?(?![\w.])"
# pattern: what takes its place
CHANGES = [(re.compile(pattern, re.M), texts) for pattern, texts in (
    (r"(?<=\w )<=(?= )", ["<", ">="]),
    (r"(?<=[\w\])] )>=(?= )", [">", "<="]),
    (r"(?<=[\w\])] )<(?= )", ["<=", ">"]),
    (r"(?<=[\w\])] )>(?= )", [">=", "<"]),
    (r"==", ["!="]), (r"!=", ["=="]), (r"&&", ["||"]), (r"\|\|", ["&&"]),
    (r"(?<=[\w\])'] )\+(?= ?[\w('])", ["-"]),
    (r"(?<=[\w\])'] )-(?= [\w('])", ["+"]),
    (r"(?<=[\w\])] )\*(?= [\w(])", ["+"]), (r"(?<= )/(?= )", ["*"]),
    (r"(?<= )%(?= )", ["/"]), (r"(?<=[\w\])] )&(?= [~\w(])", ["|"]),
    (r"(?<=[\w\])] )\|(?= [~\w(])", ["&"]), (r"(?<= )\^(?= )", ["&"]),
    (r"\+\+", ["--"]), (r"--", ["++"]), (r"\+=", ["-=", "="]),
    (r"-=", ["+=", "="]), (r"\*=", ["="]), (r"\|=", ["=", "&="]),
    (r"(?<![|^])&=", ["|="]), (r">>", ["<<"]), (r"<<", [">>"]),
    (r"\btrue\b", ["false"]), (r"\bfalse\b", ["true"]),
    (r"!(?=[\w(])", [""]), (r"~(?=[\w(])", [""]),
    (r"\bcontinue;", ["break;"]), (r"\bbreak;", ["continue;"]),
    (r"\breturn BARO_E_\w+;", ["return BARO_OK;"]),
    (r"\bBARO_OK(?= *;)", ["BARO_E_SYNTAX"]),
    (r"(?<=\? )[^?:;]+(?= :)", ["0"]),
    # A statement is left out: an assignment, or a call for its effect.
    (r"(?<=[;{)]\n)\t+[\w.>\[\]*()-]+ (?:[-+*/&|^]|<<|>>)?= [^;{}]+;",
     [" ;"]),
    (r"(?<=[;{}]\n)\t+(?!return)(?:\(void\))?\w+\([^;{}]*\);", [" ;"]),
    (r"(?<=[;{}]\n)\t+[\w.>-]+(?:\+\+|--);", [" ;"]),
)]


@dataclass
class Mutant:
    file: Path
    text: str           # of the whole file
    line: int
    function: str
    change: str         # the lines, with the change marked
    may_live: bool = False

    def key(self):
        return str(self.file.relative_to(ROOT)), self.function, self.change


def blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def numbers(text):
    """One more and one less."""
    digits = text.rstrip("u")
    value = int(digits, 0)
    for other in {value + 1, max(value - 1, 0)} - {value}:
        yield f"{other:#x}" if digits.startswith("0x") else str(other)


def character(text):
    """The next one."""
    return f"'\\x{(ord(eval(text)) + 1) & 127:02x}'"


def places(text, code):
    """(begin, end, replacement) of all changes."""
    for pattern, others in CHANGES:
        for match in pattern.finditer(code):
            if match.group().strip():
                yield from ((*match.span(), other) for other in others)
    for match in re.finditer(NUMBER, code):
        suffix = "u" if match.group().endswith("u") else ""
        yield from ((*match.span(), other + suffix)
                    for other in numbers(match.group()))
    for match in re.finditer(r"'(?:\\.|[^'\\])'", text):
        if code[match.start()] == "'":
            yield (*match.span(), character(match.group()))


def function_at(code, position):
    """The name of the function, or "-"."""
    name = "-"
    for match in re.finditer(r"^(\w+)\([^;{]*\)\n\{", code, re.M):
        if match.start() > position:
            break
        name = match[1]
    return name


def mutants(file):
    """All mutants of a file, in its order."""
    text = file.read_text()
    code = NO_CODE.sub(blank, text)
    for begin, end, other in sorted(set(places(text, code))):
        first = text.rfind("\n", 0, begin + 1) + 1
        last = text.find("\n", end - 1)
        change = (text[first:begin] + "[[" + text[begin:end] + " => " + other
                  + "]]" + text[end:last])
        yield Mutant(file, text[:begin] + other + text[end:],
                     text.count("\n", 0, begin) + 1, function_at(code, begin),
                     " ".join(change.split()))
