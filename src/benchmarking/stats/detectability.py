"""What change could be told from chance, and how much of the differences between places is more than chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Flags, Numbers, Words, aligned, chosen, coded, normal_quantile, refuse
from benchmarking.stats.intervals import checked_ends


def standard_errors(value: Numbers, lower: Numbers, upper: Numbers, *, level: float = 0.95) -> pd.DataFrame:
    """Give each figure the standard error that its interval speaks of.

    The error is the root mean square of the two arms over the normal quantile: half the width of an interval
    that is as long on both sides. Of a lopsided one it is the error for which √2 times it is what MOVER sets
    between two such figures, whichever way they differ.

    Parameters
    ----------
    value, lower, upper : columns of n figures with their intervals.
    level : the confidence level of the intervals.

    Returns
    -------
    DataFrame of n rows: error, method ("arms of the interval", or empty) and reason ("no figure", "no
    interval", "an interval without width", or empty). An interval that was rounded to nothing has no error.

    Raises
    ------
    StatisticError : lower above upper, a value outside its interval, lengths that do not match.

    Source
    ------
    The arms of MOVER: Zou and Donner (2008), Statistics in Medicine 27.
    """
    z = normal_quantile(level)
    (value, lower, upper), index = aligned(value=value, lower=lower, upper=upper)
    lower, upper = checked_ends(value, lower, upper, index)
    error = np.hypot(value - lower, upper - value) / (np.sqrt(2) * z)
    why = np.select([np.isnan(value), np.isnan(error), error == 0], [1, 2, 3], 0)
    return pd.DataFrame(
        {
            "error": np.where(why == 0, error, np.nan),
            "method": chosen(why > 0, ["arms of the interval", ""]),
            "reason": chosen(why, ["", "no figure", "no interval", "an interval without width"]),
        },
        index=index,
    )


def detectable_change(
    error: Numbers,
    *,
    base: Numbers | None = None,
    later_base: Numbers | None = None,
    alpha: float = 0.05,
    power: float = 0.8,
) -> pd.DataFrame:
    """Say how large a true change has to be to be detected as often as `power` when the figure comes again.

    The change is (z(1 - α/2) + z(power)) √(se₀² + se₁²). The later standard error is the present one, unless
    the numbers of answers of both are given: then it is se₀ √(base / later base). A survey that asks the same
    people twice detects less change than this.

    Parameters
    ----------
    error : a column of n standard errors of the figures as they are now.
    base, later_base : how many answers, or events, the figures rest on now and later; both or neither.
    alpha : the two-sided level at which a change counts as one.
    power : how often a true change of this size would be found.

    Returns
    -------
    DataFrame of n rows: change (in the unit of the errors), later_error, method ("detectable change", or
    empty) and reason ("no standard error", "number of answers not known", or empty).

    Raises
    ------
    StatisticError : a standard error or a base that is not above zero, only one of the two bases, alpha or
        power outside 0 to 1, a power no better than alpha, lengths that do not match.

    Source
    ------
    Cohen (1988), Statistical power analysis for the behavioral sciences, chapter 2, for large samples. The
    chance of finding a change the wrong way round, under one in ten thousand at 80% and 5%, is left out, as is usual.
    """
    normal_quantile(1 - alpha)
    if not 0 < power < 1 or power <= alpha:
        raise StatisticError(
            "Such a power cannot be asked for",
            found=power,
            expected=f"a share between alpha, {alpha:g}, and 1, such as 0.8",
        )
    if (base is None) != (later_base is None):
        raise StatisticError(
            "Only one of the two numbers of answers is given", expected="base and later_base, or neither"
        )
    given = {} if base is None or later_base is None else {"base": base, "later_base": later_base}
    (error, *bases), index = aligned(error=error, **given)
    for name, column in zip(["error", *given], [error, *bases], strict=True):
        refuse(column <= 0, index, f"{name} is not above zero", {name: column}, "a number above zero")
    ratio = bases[0] / bases[1] if bases else np.ones_like(error)
    later = error * np.sqrt(ratio)
    times = normal_quantile(1 - alpha) + float(special.ndtri(power))
    why = np.select([np.isnan(error), np.isnan(ratio)], [1, 2], 0)
    return pd.DataFrame(
        {
            "change": times * np.hypot(error, later),
            "later_error": later,
            "method": chosen(why > 0, ["detectable change", ""]),
            "reason": chosen(why, ["", "no standard error", "number of answers not known"]),
        },
        index=index,
    )


def signal_share(value: Numbers, error: Numbers, series: Words, *, minimum: int = 10) -> pd.DataFrame:
    """Say what share of the variance between areas is more than the error of their figures.

    The share is max(0, Var(v) - mean(se²)) / Var(v), of the areas that have a figure and a standard error.

    Parameters
    ----------
    value, error : columns of n figures and their standard errors; one that lacks either is left out.
    series : what each figure is of: the share is told for each series.
    minimum : how many areas a series needs; at least two.

    Returns
    -------
    DataFrame with one row a series, in the order in which they come: variance (between areas, n - 1 in the
    denominator), noise (mean squared standard error), share, areas (those used), method ("signal share", or
    empty) and reason ("fewer than n areas with an interval", "all areas have one figure", or empty).

    Raises
    ------
    StatisticError : a negative standard error, a minimum below two, lengths that do not match.

    Source
    ------
    The part above chance is Hedges's estimate of the variance between studies: Hedges and Olkin (1985),
    Statistical methods for meta-analysis, chapter 9.
    """
    if minimum < 2:
        raise StatisticError("A variance needs at least two areas", found=minimum, expected="2 or more")
    (value, error), index = aligned(value=value, error=error)
    refuse(error < 0, index, "A standard error is negative", {"error": error}, "zero or more")
    code, words = coded("series", series, index)
    used: Flags = ~np.isnan(value) & ~np.isnan(error)
    frame = pd.DataFrame({"value": value, "square": np.square(error)})
    groups = frame.where(pd.Series(used)).groupby(code)
    variance, noise, areas = groups["value"].var(ddof=1), groups["square"].mean(), groups["value"].count()
    why = np.select([areas < minimum, variance == 0], [1, 2], 0)
    told = pd.DataFrame({"variance": variance, "noise": noise}).where(pd.Series(why == 0, areas.index))
    share = (told["variance"] - told["noise"]).clip(lower=0) / told["variance"]
    reasons = ["", f"fewer than {minimum} areas with an interval", "all areas have one figure"]
    found = told.assign(
        share=share, areas=areas, method=chosen(why > 0, ["signal share", ""]), reason=chosen(why, reasons)
    )
    return found.set_axis(pd.Index([words[at] for at in found.index], name="series"))
