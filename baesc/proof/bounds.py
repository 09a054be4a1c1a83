"""Bounds of a rate from counts."""

from math import sqrt

# The 97.5 % point of the normal distribution: two-sided bounds of 95 %.
Z = 1.959963984540054


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Return the 95 % bounds of a rate (Wilson score interval); (0, 1) when nothing was tried."""
    if not trials:
        return 0.0, 1.0
    rate = hits / trials
    scale = 1 + Z * Z / trials
    middle = (rate + Z * Z / (2 * trials)) / scale
    half = Z * sqrt(rate * (1 - rate) / trials + Z * Z / (4 * trials * trials)) / scale
    return max(0.0, middle - half), min(1.0, middle + half)
