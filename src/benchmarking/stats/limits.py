"""The ends of an interval for a share or a rate, from counts that have been checked.

Each function takes counts, what they are counted against and a normal quantile z, and gives the value and its
lower and upper limit; all three are missing where there is nothing to count against.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from scipy import special

from benchmarking.stats.inputs import Floats

Limits: TypeAlias = "Callable[[Floats, Floats, float | Floats], tuple[Floats, Floats, Floats]]"

EXACT_BELOW = 10
"""Byar's approximation gives way to the exact limits below this many events."""

_LEAST_TAIL = 1e-90
"""SciPy finds some quantiles of a beta distribution no further out than a tail of 1e-100."""


def wilson_limits(count: Floats, base: Floats, z: float | Floats) -> tuple[Floats, Floats, Floats]:
    """Compute shares and their Wilson limits."""
    base = np.where(base > 0, base, np.nan)
    value = count / base
    weight = np.square(z) / base
    centre = (value + weight / 2) / (1 + weight)
    half = np.sqrt(weight * (value * (1 - value) + weight / 4)) / (1 + weight)
    lower = np.where(count == 0, value, np.minimum(centre - half, value))
    upper = np.where(count == base, value, np.maximum(centre + half, value))
    return value, lower, upper


def clopper_pearson_limits(count: Floats, base: Floats, z: float | Floats) -> tuple[Floats, Floats, Floats]:
    """Compute shares and their exact binomial limits, which are quantiles of two beta distributions."""
    base = np.where(base > 0, base, np.nan)
    value = count / base
    tail, rest = np.maximum(special.ndtr(-np.asarray(z)), _LEAST_TAIL), base - count
    lower = np.where(count == 0, value, special.betaincinv(np.maximum(count, 1), rest + 1, tail))
    upper = np.where(rest == 0, value, special.betainccinv(count + 1, np.maximum(rest, 1), tail))
    return value, lower, upper


def byar_limits(events: Floats, exposure: Floats, z: float | Floats) -> tuple[Floats, Floats, Floats]:
    """Compute rates and their limits by Byar's approximation, exact Poisson below ten events."""
    exposure = np.where(exposure > 0, exposure, np.nan)
    z = np.broadcast_to(np.asarray(z, dtype=np.float64), events.shape)
    more = events + 1
    counted = np.where(events > 0, events, 1.0)
    lower = events * np.maximum(1 - 1 / (9 * counted) - z / (3 * np.sqrt(counted)), 0) ** 3
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    few = events < EXACT_BELOW
    lower[few], upper[few] = _exact_poisson(events[few], z[few])
    return events / exposure, lower / exposure, upper / exposure


def exact_poisson_limits(
    events: Floats, exposure: Floats, z: float | Floats
) -> tuple[Floats, Floats, Floats]:
    """Compute rates and their exact Poisson limits, which are quantiles of two gamma distributions."""
    exposure = np.where(exposure > 0, exposure, np.nan)
    lower, upper = _exact_poisson(events, z)
    return events / exposure, lower / exposure, upper / exposure


def _exact_poisson(events: Floats, z: float | Floats) -> tuple[Floats, Floats]:
    tail = special.ndtr(-np.asarray(z))
    lower = np.where(events == 0, 0.0, special.gammaincinv(np.maximum(events, 1), tail))
    return lower, special.gammainccinv(events + 1, tail)
