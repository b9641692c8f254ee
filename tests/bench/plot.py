# SPDX-License-Identifier: ISC
"""A plot of ratios in plain text, on a logarithmic axis."""

import math

WIDTH = 60


class Axis:
    """From low to high, with a mark at each power of two, or of ten."""

    def __init__(self, low, high):
        self.low = math.log2(low)
        self.span = max(math.log2(high) - self.low, 1e-9)
        base = 2 if self.span < 8 else 10
        first = math.ceil(math.log(low, base) - 1e-9)
        last = math.floor(math.log(high, base) + 1e-9)
        self.marks = [base**power for power in range(first, last + 1)]

    def column(self, value):
        at = (math.log2(value) - self.low) / self.span * (WIDTH - 1)
        return min(max(round(at), 0), WIDTH - 1)

    def labels(self):
        line = ""
        for mark in self.marks:
            at = self.column(mark)
            if at > len(line) or not line:  # else there is no room
                line = f"{line:{at}}{mark:g}"
        return line


def bar(axis, summary):
    """The middle 90 % as a line, the middle half as a bar, the median in it."""
    line = [" "] * WIDTH
    for mark in axis.marks:
        line[axis.column(mark)] = "┊"
    spans = ((summary.tails, "─"), (summary.quartiles, "█"))
    for (low, high), sign in spans:
        for at in range(axis.column(low), axis.column(high) + 1):
            line[at] = sign
    line[axis.column(summary.median)] = "◆"
    return "".join(line).rstrip()


def plot(rows):
    """rows: [(label, Summary)]; the lines of the plot."""
    low = min(each.tails[0] for _, each in rows)
    high = max(each.tails[1] for _, each in rows)
    axis = Axis(min(low, 0.5), max(high, 2))
    left = max(len(label) for label, _ in rows)
    yield f"{'':{left}}  {axis.labels()}"
    for label, each in rows:
        yield f"{label:{left}}  {bar(axis, each)}  {each.median:.2f}"
