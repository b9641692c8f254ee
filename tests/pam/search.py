# SPDX-License-Identifier: ISC
"""search.py PID NEEDLES OUT: which pieces of the needles in the file NEEDLES are
in memory that the process PID can write to.  Each is written to OUT as a line:
the piece, and where it is.  Needles and pieces are in hexadecimal.  In a process
of its own, so that it finds no needle of its own."""

import pathlib
import re
import sys

PIECE_BYTES = 8
MAPPING = re.compile(r"(\w+)-(\w+) .w\S* \S+ \S+ \S+ *(.*)")


def pieces(words):
    for word in words:
        if len(word) < PIECE_BYTES:
            sys.exit(f"search: a needle of {len(word)} bytes")
        for at in range(0, len(word) - PIECE_BYTES + 1, PIECE_BYTES // 2):
            yield word[at:at + PIECE_BYTES]


def writable(process):
    """(name, contents) of each mapping."""
    with open(process / "mem", "rb", buffering=0) as memory:
        for line in (process / "maps").read_text().splitlines():
            found = MAPPING.match(line)
            if found:
                begin, end = (int(word, 16) for word in found.groups()[:2])
                memory.seek(begin)
                name = found[3] or f"anonymous at {begin:x}"
                yield name, memory.read(end - begin)


def main(pid, needles, out):
    words = pathlib.Path(needles).read_text().split()
    wanted = set(pieces(map(bytes.fromhex, words)))
    found = {f"{piece.hex()} {name}\n"
             for name, contents in writable(pathlib.Path("/proc") / pid)
             for piece in wanted if piece in contents}
    pathlib.Path(out).write_text("".join(sorted(found)))


main(*sys.argv[1:])
