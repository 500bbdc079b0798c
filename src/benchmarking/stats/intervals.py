"""Intervals for one figure: proportions and rates from counts, and published intervals at another level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Floats, Numbers, aligned, chosen, normal_quantile, refuse
from benchmarking.stats.limits import (
    EXACT_BELOW,
    Limits,
    byar_limits,
    clopper_pearson_limits,
    exact_poisson_limits,
    wilson_limits,
)

ProportionMethod = Literal["wilson", "clopper-pearson"]
RateMethod = Literal["byar", "exact poisson"]

_SHARES: dict[str, Limits] = {"wilson": wilson_limits, "clopper-pearson": clopper_pearson_limits}
_RATES: dict[str, Limits] = {"byar": byar_limits, "exact poisson": exact_poisson_limits}
_ROUNDING = 1e-9


def proportion_interval(
    count: Numbers,
    base: Numbers,
    *,
    level: float = 0.95,
    per: float = 1.0,
    method: ProportionMethod = "wilson",
) -> pd.DataFrame:
    """Give each proportion its interval: Wilson's score interval, or the exact one of Clopper and Pearson.

    The counts must be of people or events that were counted; grossed estimates are not, and the interval they
    would give is far too narrow.

    Parameters
    ----------
    count, base : columns of n counts, `count` being part of `base`; one may be a single number.
    level : the confidence level, between 0 and 1.
    per : what the proportion is expressed in: 1 for a share, 100 for a percentage.
    method : "wilson", which covers about as often as it says, or "clopper-pearson", which never covers less
        often and is wider for it.

    Returns
    -------
    DataFrame of n rows: value, lower, upper (in units of `per`), method (as asked, or empty where there is no
    figure) and reason ("no count", "base of zero", or empty).

    Raises
    ------
    StatisticError : a negative count, a count above its base, an unknown method, lengths that do not match.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22; Clopper and Pearson (1934), Biometrika
    26. The formulas stand in `limits` because `statsmodels.stats.proportion.proportion_confint` takes 0.14 s
    for a million Wilson intervals; tests hold the two together.
    """
    limits, z = _known(method, _SHARES), normal_quantile(level)
    (count, base), index = aligned(count=count, base=base)
    check_counts(count, base, index)
    refuse(
        count > base,
        index,
        "A count is larger than its base",
        {"count": count, "base": base},
        "part of a base",
    )
    missing = _missing_code(count, base)
    return _interval(limits(count, base, z), per, missing > 0, [method, ""], missing, index)


def rate_interval(
    events: Numbers,
    exposure: Numbers,
    *,
    level: float = 0.95,
    per: float = 1000.0,
    method: RateMethod = "byar",
) -> pd.DataFrame:
    """Give each rate of events its Poisson interval: Byar's from 10 events and exact below, or exact at all.

    Parameters
    ----------
    events, exposure : columns of n event counts and of what they are counted against (residents, households).
    level : the confidence level, between 0 and 1.
    per : the rate is per this many of `exposure`.
    method : "byar", which gives way to the exact limits below 10 events, or "exact poisson" for every count.

    Returns
    -------
    DataFrame of n rows: value, lower, upper (per `per`), method (what was used on the row: "byar", "exact
    poisson", or empty where there is no figure) and reason ("no count", "base of zero", or empty).

    Raises
    ------
    StatisticError : a negative count or exposure, events without exposure, an unknown method, lengths that do
        not match.

    Source
    ------
    Breslow and Day (1987), Statistical Methods in Cancer Research II; Garwood (1936), Biometrika 28, for the
    exact limits.
    """
    limits, z = _known(method, _RATES), normal_quantile(level)
    (events, exposure), index = aligned(events=events, exposure=exposure)
    check_counts(events, exposure, index)
    refuse(
        (exposure == 0) & (events > 0),
        index,
        "Events are counted against nothing",
        {"events": events, "exposure": exposure},
        "an exposure above zero",
    )
    missing = _missing_code(events, exposure)
    exact = (events < EXACT_BELOW) | (method == "exact poisson")
    used = np.where(missing > 0, 2, exact)
    return _interval(limits(events, exposure, z), per, used, ["byar", "exact poisson", ""], missing, index)


def rescale(
    value: Numbers, lower: Numbers, upper: Numbers, *, from_level: float, to_level: float
) -> pd.DataFrame:
    """Move published intervals to another confidence level by the ratio of normal quantiles.

    An approximation: each arm is taken to grow as a normal one does, and an end may leave the unit's range.

    Parameters
    ----------
    value, lower, upper : columns of n figures with their intervals at `from_level`.
    from_level, to_level : confidence levels, between 0 and 1.

    Returns
    -------
    DataFrame of n rows: value, lower, upper, method ("rescaled", or empty) and reason ("no figure", "no
    interval", or empty).

    Raises
    ------
    StatisticError : lower above upper, a value outside its interval, lengths that do not match.
    """
    factor = normal_quantile(to_level) / normal_quantile(from_level)
    (value, lower, upper), index = aligned(value=value, lower=lower, upper=upper)
    lower, upper = checked_ends(value, lower, upper, index)
    missing = np.where(np.isnan(value), 1, np.where(np.isnan(lower), 2, 0))
    return pd.DataFrame(
        {
            "value": value,
            "lower": value - (value - lower) * factor,
            "upper": value + (upper - value) * factor,
            "method": chosen(missing > 0, ["rescaled", ""]),
            "reason": chosen(missing, ["", "no figure", "no interval"]),
        },
        index=index,
    )


def check_counts(count: Floats, base: Floats, index: pd.Index) -> None:
    """Refuse negative counts and bases."""
    refuse(count < 0, index, "A count is negative", {"count": count}, "zero or more")
    refuse(base < 0, index, "A base is negative", {"base": base}, "zero or more")


def checked_ends(value: Floats, lower: Floats, upper: Floats, index: pd.Index) -> tuple[Floats, Floats]:
    """Refuse ends that cross or do not hold the value; an interval with one end counts as none."""
    found = {"value": value, "lower": lower, "upper": upper}
    refuse(
        lower > upper,
        index,
        "The lower end of an interval is above its upper end",
        found,
        "lower, then upper",
    )
    slack = _ROUNDING * np.maximum(np.abs(value), 1)
    outside = (value < lower - slack) | (value > upper + slack)
    refuse(outside, index, "A value lies outside its own interval", found, "a value within its interval")
    none = np.isnan(value) | np.isnan(lower) | np.isnan(upper)
    return (
        np.where(none, np.nan, np.minimum(lower, value)),
        np.where(none, np.nan, np.maximum(upper, value)),
    )


def _missing_code(count: Floats, base: Floats) -> Floats:
    return np.where(np.isnan(count) | np.isnan(base), 1, np.where(base == 0, 2, 0))


def _known(method: str, methods: dict[str, Limits]) -> Limits:
    if method not in methods:
        raise StatisticError("Unknown interval", found=repr(method), expected=" or ".join(map(repr, methods)))
    return methods[method]


def _interval(
    limits: tuple[Floats, Floats, Floats],
    per: float,
    used: npt.NDArray[Any],
    methods: Sequence[str],
    missing: npt.NDArray[Any],
    index: pd.Index,
) -> pd.DataFrame:
    value, lower, upper = (part * per for part in limits)
    return pd.DataFrame(
        {
            "value": value,
            "lower": lower,
            "upper": upper,
            "method": chosen(used, methods),
            "reason": chosen(missing, ["", "no count", "base of zero"]),
        },
        index=index,
    )
