# SPDX-License-Identifier: ISC
"""Planted bugs.  A file of plants/ says which of the logins or commands shows
it, in which mode of the injector, and where in a file the lines with - become
those with +."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
PLANTS = sorted(path.stem for path in (HERE / "plants").glob("*.txt"))


class Plant:
    def __init__(self, name):
        lines = (HERE / "plants" / f"{name}.txt").read_text().splitlines()
        assert lines[0].startswith("# ")
        self.kind, self.subject = lines[1].split(" ", 1)
        self.mode = lines[2]
        self.file = lines[3].removeprefix("file ")
        self.hunks = []
        for hunk in "\n".join(lines[4:]).split("\n\n"):
            old, new = ("".join(line[1:] + "\n" for line in hunk.splitlines()
                                if line[0] == sign) for sign in "-+")
            self.hunks.append((old, new))

    def apply(self, text):
        for old, new in self.hunks:
            assert text.count(old) == 1, f"does not fit {self.file}: {old}"
            text = text.replace(old, new)
        return text
