"""Which way a series has been going."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import (
    Flags,
    Floats,
    Places,
    aligned,
    chosen,
    known,
    normal_quantile,
    refuse,
)
from benchmarking.stats.intervals import check_counts, checked_ends
from benchmarking.stats.verdict import Polarity

Breaks: TypeAlias = "Sequence[Any] | Mapping[str, Sequence[Any]]"
Days: TypeAlias = "npt.NDArray[np.datetime64]"


class Trend(StrEnum):
    """What may be said of where a series is going."""

    INCREASING = "increasing"
    DECREASING = "decreasing"
    NO_CLEAR_CHANGE = "no clear change"
    TOO_FEW_POINTS = "too few points"
    IMPROVING = "improving"
    WORSENING = "worsening"


_UP, _DOWN, _STILL, _FEW, _BETTER, _WORSE = range(6)
_NEEDS = {"interval": ["value", "lower", "upper"], "proportion": ["count", "base"], "rate": ["count", "base"]}
_METHODS = {"interval": "weighted trend", "proportion": "trend of proportions", "rate": "trend of rates"}
_POLARITIES = [str(word) for word in Polarity]
_APART = np.timedelta64(350, "D")
"""Points this far apart count as a year apart: the day in April to which pay refers moves by a week or two."""
_NEVER, _ALWAYS = np.datetime64("0001-01-01"), np.datetime64("9999-12-31")


def trend(
    series: pd.DataFrame,
    *,
    kind: Literal["interval", "proportion", "rate"] = "interval",
    points: int = 5,
    alpha: float = 0.002,
    level: float = 0.95,
    per: float = 1.0,
    breaks: Breaks = (),
    polarity: str | Mapping[str, str] = "no_judgement",
) -> pd.DataFrame:
    """Judge the latest direction of each series.

    Of each series the latest `points` figures count that have an interval of some width, or a count, that lie
    at least a year apart, do not overlap in time and have no break between them; so of rolling three-year
    periods only every third is used. A series moves where the chi-squared test of its slope gives p < alpha
    and the slope keeps its sign with each point left out in turn.

    Figures with intervals weigh by inverse variance, a standard error being (upper - lower) / 2z. Proportions
    are held to the score test of a logistic trend (Cochran and Armitage), rates to that of a Poisson trend,
    and the slope is that of the line these tests stand on. Counts must be of people or events that were
    counted: grossed estimates make nearly any series move.

    Parameters
    ----------
    series : one row a figure: columns `area`, `indicator` or both; `start` and `end`, the first and last day
        of the period; `value`, `lower` and `upper`, or `count` and `base`.
    kind : "interval"; "proportion" for counts that are part of their base; "rate" for events.
    points : how many figures a judgement needs and uses, at least three.
    alpha : p-values below it count; the slope's interval is at 1 - alpha.
    level : the confidence level of the intervals given.
    per : with counts, the slope is per this many of the base: 1 for a share, 100 for a percentage.
    breaks : days from which figures cannot be compared with earlier ones, for all series or by indicator.
    polarity : "higher_is_better", "lower_is_better" or "no_judgement", for all series or by indicator.

    Returns
    -------
    DataFrame with one row a series, indexed by indicator and area as given: slope (a year), lower, upper, p,
    points (how many could be used), first and last (the days on which the first and last period used start),
    direction ("increasing", "decreasing", "no clear change", "too few points"), trend (the same, or
    "improving" and "worsening" where there is a polarity), method ("weighted trend", "trend of proportions",
    "trend of rates", or empty with too few points) and reason: how many points there are, that one point
    decides the direction, that no count varies (slope 0, p 1, no interval), or empty.

    Raises
    ------
    StatisticError : no rows, a column missing, a figure without a period, two figures of one series that
        start on the same day, lower above upper, a value outside its interval, a count that cannot have come
        from its base, an unknown kind or polarity, fewer than three points.

    Source
    ------
    Fingertips technical guidance of the Department of Health and Social Care, trend markers; Armitage (1955),
    Biometrics 11, 375 to 386.
    """
    if kind not in _NEEDS:
        raise StatisticError("Unknown kind of series", found=repr(kind), expected=", ".join(_NEEDS))
    if points < 3:
        raise StatisticError("A trend needs at least three points", found=points, expected="3 or more")
    series, code, keys = _in_time(series, _NEEDS[kind])
    value, weight = _numbers(series, kind, normal_quantile(level))
    start, end = (series[name].to_numpy("datetime64[D]") for name in ("start", "end"))
    usable = ~np.isnan(value) & ~np.isnan(weight)
    usable, cut = _since_break(usable, code, start, _each(breaks, keys, ()))
    used = _latest(usable, code, start, end, len(keys), points)

    count = (used >= 0).sum(axis=1)
    enough = count == points
    days = pd.DatetimeIndex(start)
    year = np.asarray(days.year + (days.month - 1) / 12 + (days.day - 1) / 372, dtype=np.float64)
    y, w, t = (np.where(enough[:, None], column[used], np.nan) for column in (value, weight, year))
    slope, information = _slope(y, w, t)
    pooled = (w * y).sum(axis=1) / w.sum(axis=1)
    spread = {"interval": np.ones_like(pooled), "proportion": pooled * (1 - pooled), "rate": pooled}[kind]
    error = np.sqrt(spread / information)
    still = error == 0
    p = np.where(still, 1.0, 2 * special.ndtr(-np.abs(slope) / np.where(still, 1.0, error)))
    half = np.where(still, np.nan, normal_quantile(1 - alpha) * error)
    without = [_slope(*(np.delete(part, at, axis=1) for part in (y, w, t)))[0] for at in range(points)]
    holds = (np.array(without) * slope > 0).all(axis=0)
    per = 1.0 if kind == "interval" else per

    moves = (p < alpha) & holds
    direction = np.where(moves, np.where(slope > 0, _UP, _DOWN), np.where(enough, _STILL, _FEW))
    wanted = _each(polarity, keys, "no_judgement")
    aim = known("polarity", wanted, keys, _POLARITIES)
    good = (slope > 0) == (aim == _POLARITIES.index(Polarity.HIGHER_IS_BETTER))
    may_judge = moves & (aim != _POLARITIES.index(Polarity.NO_JUDGEMENT))
    judged = np.where(may_judge, np.where(good, _BETTER, _WORSE), direction)
    oldest = used[np.arange(len(used)), np.minimum(points - count, points - 1)]
    first, last = (pd.to_datetime(start[at]).where(count > 0) for at in (oldest, used[:, -1]))
    reason = np.where((p < alpha) & ~holds, "one point decides the direction", "").astype(object)
    reason[still] = "no count varies: it is none, or all, of every base"
    reason[~enough] = [
        f"{found} of {points} points with {'an interval' if kind == 'interval' else 'a count'}"
        f"{'' if np.isnat(day) else f' since the break of {day}'}"
        for found, day in zip(count[~enough], cut[~enough], strict=True)
    ]
    return pd.DataFrame(
        {
            "slope": slope * per,
            "lower": (slope - half) * per,
            "upper": (slope + half) * per,
            "p": p,
            "points": count,
            "first": first,
            "last": last,
            "direction": chosen(direction, list(Trend)),
            "trend": chosen(judged, list(Trend)),
            "method": chosen(enough, ["", _METHODS[kind]]),
            "reason": pd.array(reason, dtype="str"),
        },
        index=keys,
    )


def _in_time(series: pd.DataFrame, columns: list[str]) -> tuple[pd.DataFrame, Places, pd.Index]:
    names = [name for name in ("indicator", "area") if name in series.columns]
    missing = [name for name in ("start", "end", *columns) if name not in series.columns]
    if missing or not names or series.empty:
        raise StatisticError(
            f"The series lack {', '.join(missing) or ('rows' if names else 'area and indicator')}",
            found=list(series.columns),
            expected=f"area, indicator or both, start, end, {', '.join(columns)}",
        )
    series = series.assign(start=pd.to_datetime(series["start"]), end=pd.to_datetime(series["end"]))
    for bad, problem in (
        (~(series["end"] >= series["start"]), "A figure has no period, or one that ends before it starts"),
        (series.duplicated([*names, "start"]), "A series has two figures that start on the same day"),
    ):
        if bad.any():
            row = series[bad].iloc[0]
            found = ", ".join(f"{name} {row[name]}" for name in (*names, "start", "end"))
            raise StatisticError(problem, where=f"row {row.name}", found=found)
    keys: pd.Index = pd.MultiIndex.from_frame(series[names]) if len(names) > 1 else pd.Index(series[names[0]])
    code, labels = pd.factorize(keys, use_na_sentinel=False)
    order = np.argsort(series["start"].to_numpy(), kind="stable")
    return series.iloc[order], code[order], labels.set_names(names)


def _numbers(series: pd.DataFrame, kind: str, z: float) -> tuple[Floats, Floats]:
    """Give each figure with a weight; its variance is in proportion to 1 / weight."""
    numbers, index = aligned(**{name: series[name] for name in _NEEDS[kind]})
    if kind == "interval":
        value, lower, upper = numbers
        lower, upper = checked_ends(value, lower, upper, index)
        error = (upper - lower) / (2 * z)
        return value, 1 / np.square(np.where(error > 0, error, np.nan))
    count, base = numbers
    check_counts(count, base, index)
    bad = count > base if kind == "proportion" else (base == 0) & (count > 0)
    given = {"count": count, "base": base}
    refuse(bad, index, "A count cannot have come from its base", given, "a count that its base can hold")
    base = np.where(base > 0, base, np.nan)
    return count / base, base


def _since_break(usable: Flags, code: Places, start: Days, breaks: list[Any]) -> tuple[Flags, Days]:
    """Leave out what stands before the last break within a series, and say which break that was."""
    since = np.full(len(start), _NEVER)
    for days in {tuple(own) for own in breaks}:
        rows = np.array([tuple(own) == days for own in breaks])[code]
        ordered = np.sort(np.array([_NEVER, *(np.datetime64(pd.Timestamp(day), "D") for day in days)]))
        since[rows] = ordered[np.searchsorted(ordered, start[rows], side="right") - 1]
    last = np.full(len(breaks), _NEVER)
    last[code[usable]] = since[usable]  # rows are in order of time, so the latest one stays
    before = usable & (since < last[code])
    cut = np.full(len(breaks), np.datetime64("NaT", "D"))
    cut[code[before]] = last[code[before]]
    return usable & ~before, cut


def _latest(usable: Flags, code: Places, start: Days, end: Days, size: int, points: int) -> Places:
    """Find the rows of each series' latest points, oldest first, with -1 where there are no more."""
    used = np.full((size, points), -1, dtype=np.intp)
    limit = np.full(size, _ALWAYS)
    for column in reversed(range(points)):
        rows = np.flatnonzero(usable & (end < limit[code]) & (start <= limit[code] - _APART))
        used[code[rows], column] = rows
        limit = np.where(used[:, column] >= 0, start[used[:, column]], _NEVER)
    return used


def _slope(value: Floats, weight: Floats, year: Floats) -> tuple[Floats, Floats]:
    total = weight.sum(axis=1, keepdims=True)
    centred = year - (weight * year).sum(axis=1, keepdims=True) / total
    information = (weight * np.square(centred)).sum(axis=1)
    mean = (weight * value).sum(axis=1, keepdims=True) / total
    return (weight * centred * (value - mean)).sum(axis=1) / information, information


def _each(given: Any, keys: pd.Index, default: Any) -> list[Any]:
    """Give each series what is meant for it: the same for all, or its indicator's own."""
    if not isinstance(given, Mapping):
        return [given] * len(keys)
    if "indicator" not in keys.names:
        raise StatisticError("What is given by indicator needs a column `indicator`", found=list(keys.names))
    return [given.get(name, default) for name in keys.get_level_values("indicator")]
