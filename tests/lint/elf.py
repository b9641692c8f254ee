# SPDX-License-Identifier: ISC
"""What readelf(1) says about one shared object or program."""

import re
from typing import NamedTuple

from tree import output

PAGE = 4096


class Segment(NamedTuple):
    kind: str
    offset: int
    address: int
    file_bytes: int
    memory_bytes: int
    flags: str


class Symbol(NamedTuple):
    name: str
    version: str
    imported: bool


class Elf:
    def __init__(self, path):
        self.path = path
        self.machine = self._first(r"Machine:\s+(.*)", "-h")
        self.type = self._first(r"Type:\s+(\w+)", "-h")
        self.dynamic = output("readelf", "-W", "-d", path)
        self.notes = output("readelf", "-W", "-n", path)
        self.sections = re.findall(
            r"^ +\[ *\d+\] (\S+) ", output("readelf", "-W", "-S", path), re.M
        )
        self.segments = list(self._segments())
        self.symbols = list(self._symbols())

    def _first(self, pattern, option):
        text = output("readelf", "-W", option, self.path)
        found = re.search(pattern, text)
        return found.group(1) if found else ""

    def _segments(self):
        number = r"0x([0-9a-f]+)"
        line = re.compile(
            rf"^  (\w+) +{number} {number} {number} {number} {number} (.{{3}}) "
        )
        for text in output("readelf", "-W", "-l", self.path).splitlines():
            if found := line.match(text):
                kind, offset, address, _, size, memory, flags = found.groups()
                numbers = (int(n, 16) for n in (offset, address, size, memory))
                yield Segment(kind, *numbers, flags.replace(" ", ""))

    def _symbols(self):
        text = output("readelf", "-W", "--dyn-syms", self.path)
        for line in text.splitlines():
            words = line.split()
            if len(words) < 8 or words[4] not in ("GLOBAL", "WEAK"):
                continue
            name, _, version = words[7].partition("@")
            yield Symbol(name, version.strip("@"), words[6] == "UND")

    def dynamic_strings(self, tag):
        return re.findall(rf"\({tag}\).*\[(.*)\]", self.dynamic)

    def dynamic_flags(self):
        return " ".join(re.findall(r"\(FLAGS(?:_1)?\) +(.*)", self.dynamic))

    def segments_of(self, kind):
        return [each for each in self.segments if each.kind == kind]

    def imports(self):
        return [each for each in self.symbols if each.imported]

    def exports(self):
        return {each.name for each in self.symbols if not each.imported}
