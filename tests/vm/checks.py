# SPDX-License-Identifier: ISC
"""baropam on a machine that enforces SELinux.

usage: checks.py image module tool policies transcripts

One start of one machine: without our policy nobody gets in; with it everybody
does, without a denial; what must be refused even then is tried last.  Prints a
line for each check, and at last how many passed and failed.
"""

import signal
import sys
import traceback

import test_1_without
import test_2_ways_in
import test_3_refused
from guest import Guest
from machine import Machine, Timeout

# Two or three minutes are enough on an idle machine with two processors.
DEADLINE_S = 3600


def tests_of(module):
    """The test functions of a module, in their order."""
    return [f for name, f in vars(module).items() if name.startswith("test_")]


def part(g, function):
    """One test, with the first sentence of its description as a heading."""
    g.say(" ".join(function.__doc__.split("\n\n")[0].split()))
    function(g)


def no_denials(g, about=""):
    """Nothing was denied since the last call."""
    found = [d for d in g.denials() if about in d]
    for denial in found:
        print("#    " + denial)
    g.check("no denial" + (f" about {about}" if about else ""), not found, len(found))
    g.mark()


def with_every_denial(g):
    """Every way in once more, with no rule that keeps denials out of the log."""
    g.load_policy("audited")
    g.mark()
    test_2_ways_in.test_every_way_in(g, ("bob",))
    g.check("the log does show denials of Debian's own", g.denials())
    no_denials(g, "baropam")
    g.load_policy("policy")


def run(g):
    g.check("SELinux enforces", g.root.ok("getenforce") == "Enforcing")
    for test in tests_of(test_1_without):
        part(g, test)
    g.mark()
    for test in tests_of(test_2_ways_in):
        part(g, test)
        no_denials(g)
    part(g, with_every_denial)
    for test in tests_of(test_3_refused):
        part(g, test)
    g.check("SELinux enforced all the time", g.root.ok("getenforce") == "Enforcing"
            and not g.root.run("grep -a type=MAC_STATUS /var/log/audit/audit.log")[1])


def give_up(number, _):
    """Whoever ends us, or the time: the machine is to end with us."""
    raise Timeout(signal.Signals(number).name)


def main():
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, give_up)
    signal.alarm(DEADLINE_S)
    image, module, tool, policies, folder = sys.argv[1:]
    box = Machine(image, {
        "module": module, "tool": tool, "policy.tar": f"{policies}/policy.tar",
        "audited.tar": f"{policies}/audited.tar"}, folder)
    print(f"# qemu uses {box.accelerator}", flush=True)
    try:
        g = Guest(box)
        try:
            run(g)
        except Exception:
            traceback.print_exc(file=sys.stdout)
            g.check("no part breaks off", False, f"qemu: {box.process.poll()}; see {folder}")
        g.say("done")
    finally:
        box.stop()
    print(f"{g.passed} passed, {g.failed} failed")
    return g.failed != 0


if __name__ == "__main__":
    sys.exit(main())
