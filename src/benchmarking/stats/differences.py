"""Differences, changes and ratios of two figures, each with its own interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd
from scipy import special

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Floats, Numbers, aligned, chosen, normal_quantile, refuse
from benchmarking.stats.intervals import checked_ends

Side: TypeAlias = "pd.DataFrame | tuple[Numbers, Numbers, Numbers]"

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
    return compared("difference", gap, gap - below, gap + above, p, "mover", one, two, index)


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
    return compared("ratio", v1 / v2, lower, upper, gap["p"].to_numpy(), "mover-r", one, two, index)


def change(earlier: Side, later: Side, *, level: float = 0.95) -> pd.DataFrame:
    """Subtract each earlier figure from the later one, with an interval and a p-value where both have one.

    The two must be independent: not of rolling periods that overlap, and not across a break.

    Parameters
    ----------
    earlier, later, level : as the sides and the level of `difference`.

    Returns
    -------
    DataFrame of n rows: change, lower, upper, p, method ("mover", "untested" or empty) and reason, in which
    the earlier figure is the first side.

    Raises
    ------
    StatisticError : as for `difference`.
    """
    fall = difference(earlier, later, level=level)
    rise = {"change": -fall["difference"], "lower": -fall["upper"], "upper": -fall["lower"]}
    return pd.concat([pd.DataFrame(rise), fall[["p", "method", "reason"]]], axis=1)


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


def compared(
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
    """Lay out a comparison: nothing but the estimate where a side has no interval, and the reason why."""
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
