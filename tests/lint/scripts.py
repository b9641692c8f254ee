# SPDX-License-Identifier: ISC
"""Shell scripts are plain POSIX sh, and shellcheck has nothing to say."""

import pathlib
import tempfile

from tree import ROOT, complaints

# What was fetched or built is not ours.
NOT_OURS = {".deps", ".git", ".tools", ".zig-cache", "zig-out"}


def scripts():
    for top in sorted(ROOT.iterdir()):
        if top.name in NOT_OURS:
            continue
        for path in [top, *sorted(top.rglob("*"))]:
            if path.is_file() and path.read_bytes()[:9] == b"#!/bin/sh":
                yield path


def problems(*paths):
    return complaints("shellcheck", "--format", "gcc", *paths)


def checks():
    yield "shellcheck", problems(*scripts())


def plants():
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "planted")
        script.write_text("#!/bin/sh\nrm -rf $1/*\n")
        yield "unquoted word", "SC2086", problems(script)
        script.write_text("#!/bin/sh\n[[ -n $1 ]]\n")
        yield "not POSIX", "SC3010", problems(script)
