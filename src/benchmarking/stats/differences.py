"""Differences and ratios of two figures, each with its own interval or its own counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy import special
from scipy.optimize import elementwise

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Flags, Floats, Numbers, aligned, chosen, normal_quantile, refuse
from benchmarking.stats.intervals import check_counts, checked_ends, rate_limits, wilson_limits

Side: TypeAlias = "pd.DataFrame | tuple[Numbers, Numbers, Numbers]"
Limits: TypeAlias = "Callable[[Floats, Floats, float | Floats], tuple[Floats, Floats, Floats]]"

_FARTHEST = 37.0
"""Beyond 37 standard errors a p-value is under 1e-298 and is given as 0."""

_REASONS = [
    "",
    "no figure on the first side",
    "no figure on the second side",
    "no figure on either side",
    "no interval on the first side",
    "no interval on the second side",
    "no interval on either side",
]


def difference(first: Side, second: Side, *, level: float = 0.95) -> pd.DataFrame:
    """Subtract the second figure from the first, with an interval and a p-value from their two intervals.

    The p-value is that of the level at which the interval would just touch zero, the arms being scaled by
    normal quantiles, as is usual where only published intervals are known. With counts,
    `difference_of_counts` inverts the interval itself.

    Parameters
    ----------
    first, second : frames with columns value, lower and upper, or triples of such columns, n rows each; a
        side of one row is set against every row of the other. The two sides must be independent and in one
        unit.
    level : the confidence level of the intervals given and of the one returned.

    Returns
    -------
    DataFrame of n rows: difference, lower, upper, p, method and reason. Method is "mover"; "untested" where a
    side has no interval (difference only); empty where a side has no figure. Reason says which side lacks
    what.

    Raises
    ------
    StatisticError : lower above upper, a value outside its interval, lengths or labels that do not match, or
        no width on the sides that face each other, which leaves nothing to test with.

    Source
    ------
    Zou and Donner (2008), Statistics in Medicine 27, 1693 to 1702.
    """
    z = normal_quantile(level)
    one, two, index = _sides(first, second)
    v1, l1, u1 = one
    v2, l2, u2 = two
    gap = v1 - v2
    below = np.hypot(v1 - l1, u2 - v2)
    above = np.hypot(u1 - v1, v2 - l2)
    facing = np.where(gap > 0, below, np.where(gap < 0, above, np.maximum(below, above)))
    refuse(
        facing == 0,
        index,
        "Neither interval has any width towards the other figure, so their difference cannot be tested",
        {"first": v1, "second": v2},
        "intervals with width, or no interval for a complete count",
    )
    p = 2 * special.ndtr(-z * np.abs(gap) / facing)
    return _compared("difference", gap, gap - below, gap + above, p, "mover", one, two, index)


def difference_of_counts(
    count1: Numbers,
    base1: Numbers,
    count2: Numbers,
    base2: Numbers,
    *,
    level: float = 0.95,
    kind: Literal["proportion", "rate"] = "proportion",
    per: float = 1.0,
) -> pd.DataFrame:
    """Subtract the second proportion or rate from the first, with an interval and a p-value from the counts.

    The p-value is that of the level at which the interval itself, worked out anew at each level, touches
    zero; it is 0 where that would be under 1e-298.

    Parameters
    ----------
    count1, base1, count2, base2 : columns of n counts with what they are counted against.
    level : the confidence level, between 0 and 1.
    kind : "proportion" where each count is part of its base; "rate" for events, which may exceed it.
    per : the difference is per this many of the base: 1 for a share, 100 for a percentage.

    Returns
    -------
    DataFrame of n rows: difference, lower, upper (in units of `per`), p, method ("newcombe" for proportions,
    "mover of byar" for rates, empty where there is no figure) and reason.

    Raises
    ------
    StatisticError : a negative count, a count above its base, events without exposure, lengths that do not
        match.

    Source
    ------
    Newcombe (1998), Statistics in Medicine 17, 873 to 890, method 10; Zou and Donner (2008) for rates.
    """
    z = normal_quantile(level)
    if kind not in ("proportion", "rate"):
        raise StatisticError("Unknown kind of count", found=repr(kind), expected="'proportion' or 'rate'")
    limits: Limits = wilson_limits if kind == "proportion" else rate_limits
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
    method = "newcombe" if kind == "proportion" else "mover of byar"
    return _compared("difference", gap * per, lower * per, upper * per, p, method, one, two, index)


def ratio(first: Side, second: Side, *, level: float = 0.95) -> pd.DataFrame:
    """Divide the first figure by the second, with an interval and a p-value from their two intervals.

    Parameters
    ----------
    first, second : as for `difference`; figures that cannot be negative.
    level : the confidence level of the intervals given and of the one returned.

    Returns
    -------
    DataFrame of n rows: ratio, lower, upper, p (of a ratio of 1, which is that of a difference of 0), method
    ("mover-r", "untested" or empty) and reason.

    Raises
    ------
    StatisticError : as for `difference`; also where the second figure or its interval holds zero, or the
        first goes below it.

    Source
    ------
    Donner and Zou (2012), Statistical Methods in Medical Research 21, 347 to 359, equation 9.
    """
    gap = difference(first, second, level=level)
    one, two, index = _sides(first, second)
    v1, l1, u1 = one
    v2, l2, u2 = two
    refuse((v1 < 0) | (l1 < 0), index, "A ratio's numerator goes below zero", {"lower": l1}, "zero or more")
    refuse(
        (v2 <= 0) | (l2 <= 0),
        index,
        "A ratio's denominator may be zero",
        {"value": v2, "lower": l2},
        "an interval wholly above zero",
    )
    product = v1 * v2
    up_top, up_base = u1 * (2 * v1 - u1), l2 * (2 * v2 - l2)
    low_top, low_base = l1 * (2 * v1 - l1), u2 * (2 * v2 - u2)
    low_divisor = product + np.sqrt(np.maximum(np.square(product) - low_top * low_base, 0))
    lower = low_top / np.where(low_divisor == 0, 1, low_divisor)
    upper = (product + np.sqrt(np.maximum(np.square(product) - up_top * up_base, 0))) / up_base
    return _compared("ratio", v1 / v2, lower, upper, gap["p"].to_numpy(), "mover-r", one, two, index)


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
        solve = tuple(row[between] for row in rows)
        start = np.zeros(np.count_nonzero(between))
        with np.errstate(invalid="ignore"):  # find_root may take the root of rounding noise, and then bisects
            found = elementwise.find_root(
                room, (start, start + _FARTHEST), args=solve, tolerances={"xatol": 1e-13, "xrtol": 1e-13}
            )
        p[between] = 2 * special.ndtr(-found.x)
    return p


def _sides(first: Side, second: Side) -> tuple[Sequence[Floats], Sequence[Floats], pd.Index]:
    value1, lower1, upper1 = _columns("first", first)
    value2, lower2, upper2 = _columns("second", second)
    (v1, l1, u1, v2, l2, u2), index = aligned(
        first_value=value1,
        first_lower=lower1,
        first_upper=upper1,
        second_value=value2,
        second_lower=lower2,
        second_upper=upper2,
    )
    return (v1, *checked_ends(v1, l1, u1, index)), (v2, *checked_ends(v2, l2, u2, index)), index


def _columns(name: str, side: Side) -> Sequence[Numbers]:
    if not isinstance(side, pd.DataFrame):
        return side
    needed = ["value", "lower", "upper"]
    missing = [column for column in needed if column not in side.columns]
    if missing:
        raise StatisticError(
            f"The {name} side lacks {', '.join(missing)}",
            found=list(side.columns),
            expected=", ".join(needed),
        )
    return [side[column] for column in needed]


def _compared(
    name: str,
    estimate: Floats,
    lower: Floats,
    upper: Floats,
    p: Floats,
    method: str,
    one: Sequence[Floats],
    two: Sequence[Floats],
    index: pd.Index,
) -> pd.DataFrame:
    no_figure = np.isnan(one[0]) + 2 * np.isnan(two[0])
    no_interval = np.isnan(one[1]) + 2 * np.isnan(two[1])
    reason = np.where(no_figure > 0, no_figure, np.where(no_interval > 0, 3 + no_interval, 0))
    tested = reason == 0
    return pd.DataFrame(
        {
            name: estimate,
            "lower": np.where(tested, lower, np.nan),
            "upper": np.where(tested, upper, np.nan),
            "p": np.where(tested, p, np.nan),
            "method": chosen(np.where(tested, 0, np.where(no_figure > 0, 2, 1)), [method, "untested", ""]),
            "reason": chosen(reason, _REASONS),
        },
        index=index,
    )
