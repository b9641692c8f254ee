# SPDX-License-Identifier: ISC
"""The same sources give the same bytes, in another folder with other caches."""

import hashlib
import os
import pathlib
import shutil
import tempfile

from tree import OUT, ROOT, ZIG, complaints, copy_made_of

INSTALLED = ("bin", "lib", "share")


def digests(folder):
    """Path -> hash of each installed file."""
    paths = [p for top in INSTALLED for p in (folder / top).rglob("*") if p.is_file()]
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def differences(one, other):
    names = sorted(set(one) | set(other))
    return [f"{name} differs" for name in names if one.get(name) != other.get(name)]


def copy_tree(folder):
    folder.mkdir(parents=True)
    copy_made_of(folder, "tests")
    for name in ("bearssl", "sodium", "qrencode", "cmocka"):
        shutil.copytree(ROOT / ".deps" / name, folder / ".deps" / name)


def build(folder, caches):
    """Build with the caches in this folder; what is installed, and messages."""
    places = {
        "ZIG_GLOBAL_CACHE_DIR": str(caches / "global"),
        "ZIG_LOCAL_CACHE_DIR": str(caches / "local"),
    }
    failed = complaints(ZIG, "build", cwd=folder, env=os.environ | places)
    return digests(folder / "zig-out"), failed


def checks():
    with tempfile.TemporaryDirectory(prefix="baropam-elsewhere-") as name:
        folder = pathlib.Path(name, "and", "deeper")
        copy_tree(folder)
        there, failed = build(folder, pathlib.Path(name, "caches"))
        yield "two folders, two caches", failed or differences(digests(OUT), there)


# The name of the folder gets into the module, in code that is kept.
PLANT = """
__attribute__((constructor)) static void
planted(void)
{
	__asm__ volatile("" : : "r"(__FILE__));
}
"""


def plants():
    with tempfile.TemporaryDirectory(prefix="baropam-planted-") as name:
        found = []
        for folder in (pathlib.Path(name, "one"), pathlib.Path(name, "another")):
            copy_tree(folder)
            with (folder / "src/pam/outcome.c").open("a") as file:
                file.write(PLANT)
            found.append(build(folder, ROOT / ".zig-cache/planted"))
        (one, failed), (another, failed_too) = found
        seen = failed + failed_too or differences(one, another)
        yield "name of the folder", "pam_baro_auth.so differs", seen
