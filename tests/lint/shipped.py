# SPDX-License-Identifier: ISC
"""What goes along with the code: licences, and what README links to."""

import os
import pathlib
import re
import shutil
import tempfile

from tree import MADE_OF, OUT, ROOT, ZIG, complaints

LICENCES = {
    "LICENSE": "LICENSE",
    "LICENSE.bearssl": ".deps/bearssl/LICENSE.txt",
    "LICENSE.libsodium": ".deps/sodium/LICENSE",
    "LICENSE.libqrencode": ".deps/qrencode/COPYING",
}
HINT = "run ./dev build once"


def licence_problems(folder):
    for name, source in LICENCES.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != (ROOT / source).read_bytes():
            yield f"{name} is not {source}"


def link_problems(readme, manifest):
    """Links to what .paths of build.zig.zon leaves out of a package."""
    for link in sorted(set(re.findall(r"\]\(([\w./-]+)\)", readme))):
        top = link.split("/")[0]
        if f'"{top}"' not in manifest:
            yield f"{top} is not in .paths"


def hint_problems(folder):
    """Where no sources of the libraries are, `zig build` has to say so."""
    for name in MADE_OF:
        # Zig takes the folder of the file itself for the project's.
        place = shutil.copy if name.startswith("build.zig") else os.symlink
        place(ROOT / name, folder / name)
    said = complaints(ZIG, "build", cwd=folder)
    if not any(HINT in line for line in said):
        yield f"no hint at missing sources: {said[:3]}"


def checks():
    readme = (ROOT / "README.md").read_text()
    manifest = (ROOT / "build.zig.zon").read_text()
    yield "licences", list(licence_problems(OUT / "share/doc/baropam"))
    yield "links", list(link_problems(readme, manifest))
    with tempfile.TemporaryDirectory(prefix="baropam-bare-") as name:
        yield "missing sources", list(hint_problems(pathlib.Path(name)))


def plants():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for licence, source in LICENCES.items():
            shutil.copy(ROOT / source, folder / licence)
        (folder / "LICENSE.bearssl").write_text("ours\n")
        yield "other licence", "LICENSE.bearssl is not", list(licence_problems(folder))
    yield "dead link", "PLANTED.md is not", list(link_problems("[x](PLANTED.md)", ""))
    with tempfile.TemporaryDirectory(prefix="baropam-bare-") as name:
        folder = pathlib.Path(name)
        # There they are, so nothing is said.
        (folder / ".deps").symlink_to(ROOT / ".deps")
        yield "no hint", "no hint at missing sources", list(hint_problems(folder))
