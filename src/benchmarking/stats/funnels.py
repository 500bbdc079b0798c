"""Which areas differ from the overall figure by more than chance, given how large each one is."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy import special

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Flags, Floats, Numbers, aligned, chosen, normal_quantile, refuse
from benchmarking.stats.intervals import check_counts

Kind: TypeAlias = Literal["proportion", "rate"]

LEVELS = {"95": 0.95, "998": 0.998}
FLAGS = ["within 95%", "between 95% and 99.8%", "beyond 99.8%"]
_METHODS = {"proportion": "binomial funnel", "rate": "poisson funnel"}
_REASONS = ["", "no count", "base of zero"]


def funnel(
    count: Numbers, base: Numbers, *, kind: Kind = "proportion", per: float = 1.0, winsorise: float = 0.1
) -> pd.DataFrame:
    """Set each area's figure against the limits that chance leaves around all areas' overall figure.

    Areas mostly differ by more than chance. The adjusted z-scores allow for that: their spread between areas,
    measured with the most extreme of them drawn in, is added to each area's own variance, and what is still
    flagged stands out from the others and not merely from chance. Drawing in understates the spread (by a
    third where z-scores are normal), so that about one area in ten is then beyond the adjusted 95% limits.

    Parameters
    ----------
    count, base : columns of n counts with what they are counted against.
    kind : "proportion" where each count is part of its base; "rate" for events, which may exceed it.
    per : the figures are per this many of the base: 1 for a share, 100 for a percentage.
    winsorise : the share of z-scores at either end that is drawn in to the next one, under a half.

    Returns
    -------
    DataFrame of n rows: value; target (the overall figure); lower_95, upper_95, lower_998 and upper_998, the
    limits at the area's base; z (under chance alone); flag ("within 95%", "between 95% and 99.8%", "beyond
    99.8%", by the limits); z_adjusted and flag_adjusted (with the spread between areas; the same where there
    is none beyond chance); phi (mean square of the drawn-in z-scores); tau2 (variance between areas, in the
    square of the figures' unit); areas (how many have a figure); method ("binomial funnel", "poisson funnel",
    or empty) and reason ("no count", "base of zero", or empty).

    Raises
    ------
    StatisticError : fewer than two areas with a figure, none or all of every base counted, a count that
        cannot have come from its base, an unknown kind, an impossible share to draw in.

    Source
    ------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185 to 1202, for the limits; Spiegelhalter (2005),
    Quality and Safety in Health Care 14, 347 to 351, for the spread between areas (additive).
    """
    if not 0 <= winsorise < 0.5:
        raise StatisticError(
            "The share to draw in is impossible", found=winsorise, expected="0 or more, under 0.5"
        )
    _check_kind(kind)
    (count, base), index = aligned(count=count, base=base)
    check_counts(count, base, index)
    refuse(
        count > base if kind == "proportion" else (base == 0) & (count > 0),
        index,
        "A count cannot have come from its base",
        {"count": count, "base": base},
        "part of a base" if kind == "proportion" else "a base above zero",
    )
    reason = np.where(np.isnan(count) | np.isnan(base), 1, np.where(base == 0, 2, 0))
    used = reason == 0
    areas = np.count_nonzero(used)
    if areas < 2:
        raise StatisticError(
            "A funnel needs at least two areas", found=f"{areas} with a figure", expected="two"
        )
    target = count[used].sum() / base[used].sum()
    if target == 0 or (kind == "proportion" and target == 1):
        raise StatisticError(
            "Nothing varies between the areas, so there is no funnel",
            found=f"{count[used].sum():.10g} counted of {base[used].sum():.10g}",
            expected="counts above none, and for proportions below all",
        )
    base = np.where(used, base, np.nan)
    value = count / base
    variance = _variance(target, base, kind)
    z = (value - target) / np.sqrt(variance)
    phi, tau2 = _overdispersion(z[used], variance[used], winsorise)
    z_adjusted = (value - target) / np.sqrt(variance + tau2)
    limits = _limits(base, target, 0.0, kind)
    flag = _flags([(value < limits[f"lower_{at}"]) | (value > limits[f"upper_{at}"]) for at in LEVELS])
    adjusted = _flags([np.abs(z_adjusted) > normal_quantile(level) for level in LEVELS.values()])
    no_flag = np.where(used, 0, len(FLAGS))
    return pd.DataFrame(
        {
            "value": value * per,
            "target": target * per,
            **{name: limit * per for name, limit in limits.items()},
            "z": z,
            "flag": chosen(np.maximum(flag, no_flag), [*FLAGS, ""]),
            "z_adjusted": z_adjusted,
            "flag_adjusted": chosen(np.maximum(adjusted if tau2 > 0 else flag, no_flag), [*FLAGS, ""]),
            "phi": phi,
            "tau2": tau2 * per**2,
            "areas": areas,
            "method": chosen(used, ["", _METHODS[kind]]),
            "reason": chosen(reason, _REASONS),
        },
        index=index,
    )


def funnel_limits(
    base: Numbers, *, target: float, tau2: float = 0.0, kind: Kind = "proportion", per: float = 1.0
) -> pd.DataFrame:
    """Compute the limits of a funnel at any size of base, for the lines of a chart.

    Proportions have the limits of the score test, which a figure leaves exactly where its Wilson interval
    leaves the target; rates have exact Poisson limits, carried on between whole counts. With a spread between
    areas both are normal.

    Parameters
    ----------
    base : column of n sizes, above zero.
    target : the overall figure, per `per` of the base.
    tau2 : the variance between areas as `funnel` gives it, for adjusted limits; none unless given.
    kind, per : as for `funnel`.

    Returns
    -------
    DataFrame of n rows: base, target, lower_95, upper_95, lower_998 and upper_998, per `per`; limits of a
    proportion end at none and all of the base, those of a rate at none.

    Raises
    ------
    StatisticError : a base of zero or missing, a target that no count can have, a negative variance, an
        unknown kind.

    Source
    ------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185 to 1202.
    """
    _check_kind(kind)
    (base,), index = aligned(base=base)
    refuse(~(base > 0), index, "A funnel has no limit at this base", {"base": base}, "above zero")
    share = target / per
    if not 0 < share < (1 if kind == "proportion" else np.inf) or not tau2 >= 0:
        raise StatisticError(
            "The funnel's target or variance is impossible",
            found=f"target {target} per {per}, variance {tau2}",
            expected="a target above zero and, for a proportion, below 1; a variance of zero or more",
        )
    limits = _limits(base, share, tau2 / per**2, kind)
    columns = {name: limit * per for name, limit in limits.items()}
    return pd.DataFrame({"base": base, "target": target, **columns}, index=index)


def _overdispersion(z: Floats, variance: Floats, winsorise: float) -> tuple[float, float]:
    drawn_in = np.clip(z, *np.quantile(z, [winsorise, 1 - winsorise]))
    phi = float(np.mean(np.square(drawn_in)))
    weight = 1 / variance
    excess = len(z) * phi - (len(z) - 1)
    return phi, max(0.0, float(excess / (weight.sum() - np.square(weight).sum() / weight.sum())))


def _variance(target: float, base: Floats, kind: Kind) -> Floats:
    return (target * (1 - target) if kind == "proportion" else target) / base


def _limits(base: Floats, target: float, tau2: float, kind: Kind) -> dict[str, Floats]:
    limits: dict[str, Floats] = {}
    for name, level in LEVELS.items():
        if kind == "rate" and tau2 == 0:
            expected, tail = target * base, (1 - level) / 2
            low = special.pdtrik(tail, expected) / base
            # Where so few are expected that one event is beyond the limit, the limit is none.
            one = expected < -np.log1p(-tail) * (1 - 1e-9)
            high = np.where(one, 0.0, special.pdtrik(1 - tail, expected) + 1) / base
        else:
            half = normal_quantile(level) * np.sqrt(_variance(target, base, kind) + tau2)
            low, high = np.maximum(target - half, 0), target + half
            high = np.minimum(high, 1) if kind == "proportion" else high
        limits |= {f"lower_{name}": low, f"upper_{name}": high}
    return limits


def _flags(outside: list[Flags]) -> Floats:
    return np.sum(outside, axis=0)


def _check_kind(kind: str) -> None:
    if kind not in _METHODS:
        raise StatisticError("Unknown kind of count", found=repr(kind), expected="'proportion' or 'rate'")
