# SPDX-License-Identifier: ISC
"""Frama-C WP: contracts, proved for all inputs that keep to what they require.

The contracts are in wp/, the invariants of the loops in the sources.  A goal
that a prover does not reach in time fails the gate.
"""

import dataclasses
import re

from gate import (
    HERE, ROOT, Gate, Once, bugs, copy_of_sources, environment, output, preprocessor
)

TIMEOUT_S = 30
# Where wrap and lossy conversion are not meant, their absence is proved too.
EXACT = ("-warn-unsigned-overflow", "-warn-unsigned-downcast", "-warn-signed-downcast")


@dataclasses.dataclass
class Unit:
    path: str
    functions: str
    options: tuple = ()

    @property
    def contract(self):
        return self.path.rsplit("/", 1)[1][:-2] + ".h"


UNITS = (
    Unit("codec/base32.c",
         "without_padding,lengths_valid,baro_base32_decode,baro_base32_encode"),
    Unit("codec/base64.c", "baro_base64_encode"),
    Unit("codec/number.c", "baro_number_u64,baro_number_u32,longer_is_no_less", EXACT),
    Unit("otp/limiter.c", "baro_limiter_admit", EXACT),
    Unit("base/buffer.c", "baro_put,baro_span_cut,baro_span_length", EXACT),
)


class Wp:
    def __init__(self, work, long):
        self.work = work
        self.long = long
        self.config = work / "why3.conf"
        self.once = Once()

    def prove(self, src, unit, functions, timeout, *more):
        """(proved, goals, complaints, report)."""
        variables = environment(WHY3CONFIG=str(self.config))
        self.once("why3", lambda: output("why3", "config", "detect", env=variables))
        good, text = output(
            "frama-c", "-machdep", "gcc_x86_64",
            preprocessor(src, f"-include {HERE / 'wp' / unit.contract}"),
            "-wp", "-wp-rte", *unit.options, "-wp-prover", "cvc4,z3",
            "-wp-timeout", timeout, "-wp-par", "1", "-wp-fct", functions, *more,
            src / unit.path, env=variables,
        )
        found = [] if good else ["Frama-C failed: " + text[-400:]]
        # After a warning (a contract not understood, a conversion that always
        # loses) all goals may be proved, and say nothing.
        found += re.findall(r"^.*(?:Warning|User Error).*\n.*", text, re.M)
        found += re.findall(r"^\[wp\] \[Failed\].*", text, re.M)
        done = re.search(r"Proved goals: +(\d+) / (\d+)", text)
        proved, goals = map(int, done.groups()) if done else (0, 0)
        if goals == 0 or proved != goals:
            found.append(f"{proved} of {goals} goals are proved")
        return proved, goals, found

    def unit(self, unit):
        return self.prove(ROOT / "src", unit, unit.functions, TIMEOUT_S)[2]

    def smoke(self, unit):
        return self.prove(ROOT / "src", unit, unit.functions, TIMEOUT_S,
                          "-wp-smoke-tests")[2]

    def missed(self, number, bug):
        src = copy_of_sources(self.work / f"wp-planted-{number}")
        bug.plant(src)
        unit = next(u for u in UNITS if u.path == str(bug.path))
        proved, goals, found = self.prove(src, unit, bug.where, 3)
        if goals == 0:
            return ["it cannot be analysed", *found]
        return [] if proved < goals else ["all goals are proved all the same"]

    def gates(self):
        for unit in UNITS:
            yield Gate(f"{unit.path}: all goals of {unit.functions}",
                       lambda unit=unit: self.unit(unit))
            if self.long:
                yield Gate(f"{unit.path}: no contract contradicts itself",
                           lambda unit=unit: self.smoke(unit))
        for number, bug in enumerate(bugs("wp", self.long)):
            yield Gate(bug.sentence,
                       lambda number=number, bug=bug: self.missed(number, bug))
