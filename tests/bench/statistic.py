# SPDX-License-Identifier: ISC
"""Medians, their spread, and how sure they are."""

import dataclasses
import math
import statistics


@dataclasses.dataclass(frozen=True)
class Summary:
    """A median, the quartiles, the 5th and 95th centile, and the interval that
    holds the true median with 95 % certainty (by ranks: no distribution is
    assumed; of processes, if there are several: what all rounds of a process
    have in common, such as where its memory lies, is no less than what they
    have not)."""

    count: int
    median: float
    quartiles: tuple
    tails: tuple
    sure: tuple


def sure(values):
    """Of fewer than six this is all of them, and less than 95 % certain."""
    v = sorted(values)
    n = len(v)
    half = 0.98 * math.sqrt(n)  # 1.96 standard deviations of a rank of 1/2
    low, high = max(0, int(n / 2 - half)), min(n - 1, math.ceil(n / 2 + half))
    return v[low], v[high]


def summary(values, processes=1):
    """Of a sequence that so many processes have equal parts of."""
    values = list(values)
    each = len(values) // processes
    parts = [values[i * each:(i + 1) * each] for i in range(processes)]
    v = sorted(values)
    n = len(v)
    return Summary(
        n,
        statistics.median(v),
        (v[n // 4], v[3 * n // 4]),
        (v[n // 20], v[19 * n // 20]),
        sure(values if processes == 1 else map(statistics.median, parts)),
    )


def ratios(above, below):
    """Round by round: what one took by what the other took."""
    return [a / b for a, b in zip(above, below, strict=True)]


def slope(points):
    """Least squares through (x, y): the y for one more x, and y at 0."""
    return statistics.linear_regression(*zip(*points))
