# SPDX-License-Identifier: ISC
"""z3 on base/constant_time.h: the masks are right for all values (bits.cc)."""

from gate import HERE, ROOT, Gate, bugs, copy_of_sources, output

CLAIMS = 7


class Bits:
    def __init__(self, work, long):
        self.work = work
        self.long = long

    def ask(self, name, src):
        """(complaints of the tools, answers of z3)."""
        program = self.work / f"{name}-program"
        formulas = self.work / f"{name}.smt2"
        good, text = output("clang++-14", "-w", f"-I{src}", HERE / "bits.cc",
                            "-nostdlib++", "-o", program)
        if not good:
            return text.splitlines()[-5:], []
        good, text = output(program)
        formulas.write_text(text)
        good, text = output("z3", "-T:120", formulas)
        return [], text.split("\n")

    def claims(self):
        found, answers = self.ask("bits", ROOT / "src")
        if answers.count("unsat") != CLAIMS or "sat" in answers:
            found.append(f"not all {CLAIMS} claims are proved: {answers}")
        return found

    def missed(self, number, bug):
        src = copy_of_sources(self.work / f"bits-planted-{number}")
        bug.plant(src)
        found, answers = self.ask(f"bits-{number}", src)
        return found or ([] if "sat" in answers else ["z3 refutes no claim"])

    def gates(self):
        yield Gate(f"base/constant_time.h: {CLAIMS} claims, all values", self.claims)
        for number, bug in enumerate(bugs("z3", self.long)):
            yield Gate(bug.sentence,
                       lambda number=number, bug=bug: self.missed(number, bug))
