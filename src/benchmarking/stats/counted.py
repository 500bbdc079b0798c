"""Differences of two proportions or two rates, from the counts behind them."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from scipy import special

from benchmarking.errors import StatisticError
from benchmarking.stats.differences import compared
from benchmarking.stats.inputs import Flags, Floats, Numbers, aligned, normal_quantile, refuse
from benchmarking.stats.intervals import check_counts
from benchmarking.stats.limits import (
    Limits,
    byar_limits,
    clopper_pearson_limits,
    exact_poisson_limits,
    wilson_limits,
)

_FARTHEST = 37.0
"""Beyond 37 standard errors a p-value is under 1e-298 and is given as 0."""

_OF_COUNTS: dict[tuple[str, bool], tuple[Limits, str]] = {
    ("proportion", False): (wilson_limits, "newcombe"),
    ("proportion", True): (clopper_pearson_limits, "mover of clopper-pearson"),
    ("rate", False): (byar_limits, "mover of byar"),
    ("rate", True): (exact_poisson_limits, "mover of exact poisson"),
}


def difference_of_counts(
    count1: Numbers,
    base1: Numbers,
    count2: Numbers,
    base2: Numbers,
    *,
    level: float = 0.95,
    kind: Literal["proportion", "rate"] = "proportion",
    per: float = 1.0,
    exact: bool = False,
) -> pd.DataFrame:
    """Subtract the second proportion or rate from the first, with an interval and a p-value from the counts.

    The p-value is that of the level at which the interval itself, worked out anew at each level, touches
    zero; it is 0 where that would be under 1e-298, or with exact limits of shares under 1e-90.

    Parameters
    ----------
    count1, base1, count2, base2 : columns of n counts with what they are counted against.
    level : the confidence level, between 0 and 1.
    kind : "proportion" where each count is part of its base; "rate" for events, which may exceed it.
    per : the difference is per this many of the base: 1 for a share, 100 for a percentage.
    exact : True for a difference made from exact limits of each side, which is more cautious.

    Returns
    -------
    DataFrame of n rows: difference, lower, upper (in units of `per`), p, method ("newcombe" or "mover of
    clopper-pearson" for proportions, "mover of byar" or "mover of exact poisson" for rates, empty where there
    is no figure) and reason.

    Raises
    ------
    StatisticError : a negative count, a count above its base, events without exposure, lengths that do not
        match.

    Source
    ------
    Newcombe (1998), Statistics in Medicine 17, 873 to 890, method 10; Zou and Donner (2008) for all others.
    """
    z = normal_quantile(level)
    if kind not in ("proportion", "rate"):
        raise StatisticError("Unknown kind of count", found=repr(kind), expected="'proportion' or 'rate'")
    limits, method = _OF_COUNTS[kind, exact]
    (x1, n1, x2, n2), index = aligned(count1=count1, base1=base1, count2=count2, base2=base2)
    for side, x, n in (("first", x1, n1), ("second", x2, n2)):
        check_counts(x, n, index)
        refuse(
            x > n if kind == "proportion" else (n == 0) & (x > 0),
            index,
            f"The {side} count cannot have come from its base",
            {"count": x, "base": n},
            "part of a base" if kind == "proportion" else "a base above zero",
        )
    one, two = limits(x1, n1, z), limits(x2, n2, z)
    gap = one[0] - two[0]
    first_is_more = gap > 0
    more, less = np.where(first_is_more, (x1, n1), (x2, n2)), np.where(first_is_more, (x2, n2), (x1, n1))
    p = _inverted(limits, more[0], more[1], less[0], less[1])
    lower = gap - np.hypot(one[0] - one[1], two[2] - two[0])
    upper = gap + np.hypot(one[2] - one[0], two[0] - two[1])
    return compared("difference", gap * per, lower * per, upper * per, p, method, one, two, index)


def _inverted(limits: Limits, x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Floats:
    """Find the p-value at which the interval of a larger less a smaller figure touches zero, by rows."""

    def room(z: Floats, x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Floats:
        v1, l1, _ = limits(x1, n1, z)
        v2, _, u2 = limits(x2, n2, z)
        return np.hypot(v1 - l1, u2 - v2) - (v1 - v2)

    rows = (x1, n1, x2, n2)
    at_nothing, at_most = room(np.zeros_like(x1), *rows), room(np.full_like(x1, _FARTHEST), *rows)
    p = np.where(at_nothing >= 0, 1.0, np.where(at_most < 0, 0.0, np.nan))
    between: Flags = (at_nothing < 0) & (at_most >= 0)
    if between.any():
        from scipy.optimize import elementwise  # slow to load, and seldom needed

        solve = tuple(row[between] for row in rows)
        start = np.zeros(np.count_nonzero(between))
        with np.errstate(invalid="ignore"):  # find_root may take the root of rounding noise, and then bisects
            found = elementwise.find_root(
                room, (start, start + _FARTHEST), args=solve, tolerances={"xatol": 1e-13, "xrtol": 1e-13}
            )
        p[between] = 2 * special.ndtr(-found.x)
    return p
