# SPDX-License-Identifier: ISC
"""The other versions of Zig that packagers have build the same product.

Only what depends on the compiler is looked at again: the built objects.
"""

import os
import re

import objects
from tree import OUT, ROOT, complaints


def versions():
    """Those that ./dev fetched."""
    text = (ROOT / "dev").read_text()
    return re.search(r"^other_zig_versions='(.*)'", text, re.M).group(1).split()


def build(version):
    zig = ROOT / f".tools/zig-{version}/ziglang/zig"
    if not zig.exists():
        return [f"{zig} is missing: run ./dev test"]
    cache = {"ZIG_LOCAL_CACHE_DIR": str(ROOT / ".zig-cache" / version)}
    prefix = OUT / f"zig-{version}"
    return complaints(
        zig, "build", "--prefix", prefix, cwd=ROOT, env=os.environ | cache
    )


def checks():
    for version in versions():
        failed = build(version)
        yield f"{version} builds", failed
        if not failed:
            yield from objects.checks_below(OUT / f"zig-{version}", f" {version}")


def plants():
    """(The checks of the objects have theirs.)"""
    return ()
