# SPDX-License-Identifier: ISC
"""The tests of the tests: each of these has to be seen."""

import dataclasses

from bench import COMMON, ROOT
from mutants import Mutant, mutants
from process import Trouble, outcome

# A file, its test, and the case there that alone kills some of its mutants.
DELETED = ("src/base/buffer.c", "buffer", "test_digits_that_do_not_fit")

# A statement of a file without which a loop has no end.
ENDLESS = ("src/base/buffer.c", "out->len++;", "for (;;) ;")

# It compiles, but cannot link.
BROKEN = """#!/bin/sh
case " $* " in *' -c '*) exec tcc "$@" ;; esac
exit 1
"""
# What has to end the run: {what it is: a program}.
ENDINGS = {
    **{f"SIG{name}": f"#!/bin/sh\nkill -{name} $$\n"
       for name in ("KILL", "TERM", "HUP", "INT", "PIPE")},
    "no interpreter": "#!/nonexistent\n",
    "no program": "\x7fELF\0",
}


def is_trouble(function, *words):
    """Whether this ends the run."""
    try:
        function(*words)
    except Trouble:
        return True
    return False


def script(bench, name, text):
    path = bench.folder / name
    path.write_text(text)
    path.chmod(0o755)
    return path


def with_linker(bench, linker):
    """Try a mutant whose fate is known with another linker."""
    mutant = next(mutants(ROOT / DELETED[0]))
    usual = bench.fast
    bench.fast = dataclasses.replace(usual, linker=linker)
    try:
        return bench.try_one(mutant)
    finally:
        bench.fast = usual


def endless():
    file = ROOT / ENDLESS[0]
    text = file.read_text()
    assert ENDLESS[1] in text
    return Mutant(file, text.replace(*ENDLESS[1:]), 0, "-", "")


def plants(bench, gate):
    """(what was planted, whether it was seen)."""
    stale = {("src/otp/window.c", "f", "x"): "planted"}
    yield "a stale entry", gate(ROOT / "src/otp/window.c", stale)[2] == 1
    yield "a test that never ends", bench.try_one(endless()) == "hangs"
    broken = script(bench, "broken", BROKEN)
    yield "a linker that fails is no kill", is_trouble(
        with_linker, bench, [broken, *COMMON])
    yield "a compiler that fails is no kill", is_trouble(
        with_linker, bench, ["false"])
    for what, text in ENDINGS.items():
        yield f"{what} is no kill", is_trouble(
            outcome, script(bench, "ending", text), 9)
    yield "a program that is not there is no kill", is_trouble(
        outcome, bench.folder / "nonexistent", 9)
    yield "a program that may not be run is no kill", is_trouble(
        outcome, bench.folder / "stub.c", 9)
    passes = script(bench, "passes", "#!/bin/sh\n")
    yield "a limit that cannot be set is no kill", \
        outcome(passes, 9)[0] == "passes" and \
        is_trouble(outcome, passes, -2)
    for how in ("exit 1", "kill -ABRT $$", "kill -SEGV $$"):
        yield f"a test that ends by {how} is a kill", outcome(
            script(bench, "ending", f"#!/bin/sh\n{how}\n"), 9)[0] == "fails"
    bench.leave_out(*DELETED[1:])
    yield "a deleted test", gate(ROOT / DELETED[0], {})[1] > 0
