# SPDX-License-Identifier: ISC
"""Medians, their spread, and how sure they are."""

import dataclasses
import math
import statistics


@dataclasses.dataclass(frozen=True)
class Summary:
    """A median, the quartiles, the 5th and 95th centile, and the interval that
    holds the true median with 95 % certainty (by ranks: no distribution is
    assumed)."""

    count: int
    median: float
    quartiles: tuple
    tails: tuple
    sure: tuple


def summary(values):
    v = sorted(values)
    n = len(v)
    half = 0.98 * math.sqrt(n)  # 1.96 standard deviations of a rank of 1/2
    low, high = max(0, int(n / 2 - half)), min(n - 1, math.ceil(n / 2 + half))
    return Summary(
        n,
        statistics.median(v),
        (v[n // 4], v[3 * n // 4]),
        (v[n // 20], v[19 * n // 20]),
        (v[low], v[high]),
    )


def ratios(above, below):
    """Round by round: what one took by what the other took."""
    return [a / b for a, b in zip(above, below, strict=True)]


def slope(points):
    """Least squares through (x, y): the y for one more x, and y at 0."""
    return statistics.linear_regression(*zip(*points))
