"""Periods: how a reader says them, and the days on which they begin and end."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from benchmarking.reference import Indicator


@lru_cache(maxsize=4096)
def period_words(period: str) -> str:
    """Say an ISO 8601 period as a reader would: "2024/25", "2022 to 2024", "30 June 2024"."""
    start, _, length = period.partition("/")
    day = pd.Timestamp(start)
    if not length:
        return f"{day.day} {day:%B %Y}"
    last = last_day(period)
    january = (day.month, day.day) == (1, 1)
    if length.endswith("D"):
        return f"{day.day} {day:%B %Y} to {last.day} {last:%B %Y}"
    if length == "P1Y":
        return f"{day.year}" if january else f"{day.year}/{last.year % 100:02d}"
    if length.endswith("Y") and january:
        return f"{day.year} to {last.year}"
    if length == "P1M":
        return f"{day:%B %Y}"
    return f"{day:%B} to {last:%B %Y}" if day.year == last.year else f"{day:%B %Y} to {last:%B %Y}"


@lru_cache(maxsize=4096)
def first_day(period: str) -> pd.Timestamp:
    """Return the first day of an ISO 8601 period."""
    return pd.Timestamp(period.partition("/")[0])


@lru_cache(maxsize=4096)
def last_day(period: str) -> pd.Timestamp:
    """Return the last day of an ISO 8601 period."""
    start, _, length = period.partition("/")
    day = pd.Timestamp(start)
    if not length:
        return day
    number, unit = int(length[1:-1]), length[-1]
    step = {
        "Y": pd.DateOffset(years=number),
        "M": pd.DateOffset(months=number),
        "D": pd.DateOffset(days=number),
    }
    return day + step[unit] - pd.DateOffset(days=1)


def in_time(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the first and last day of each row's period, as `start` and `end`."""
    periods = rows["period"].unique()
    start, end = ({one: day(one) for one in periods} for day in (first_day, last_day))
    return rows.assign(
        start=pd.to_datetime(rows["period"].map(start)), end=pd.to_datetime(rows["period"].map(end))
    )


def pieces(item: Indicator, start: pd.Series) -> pd.Series:
    """Number the pieces of a series that may be joined by a line: no break and no missing figure within one.

    `start` holds the first day of each figure's period, in order of time.
    """
    step = start.diff()
    missing = step > 1.5 * step.min()
    before = start.shift()
    broken = pd.Series(False, index=start.index)
    for cut in item.breaks:
        broken |= (before < pd.Timestamp(cut.day)) & (start >= pd.Timestamp(cut.day))
    return (missing | broken).cumsum()


def measured_as_last(item: Indicator, start: pd.Series) -> pd.Series:
    """Tell of each figure of a series whether no break stands between it and the last one.

    `start` holds the first day of each figure's period, in order of time.
    """
    cuts = [pd.Timestamp(cut.day) for cut in item.breaks]
    since = max((cut for cut in cuts if cut <= start.max()), default=pd.Timestamp.min)
    return start >= since
