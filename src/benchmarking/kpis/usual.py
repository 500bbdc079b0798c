"""How much a figure usually changes from one year to the next."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.coverage import lead_latest
from benchmarking.findings.periods import first_day, last_day
from benchmarking.findings.sides import own_series
from benchmarking.reference import Indicator
from benchmarking.study import Study

#: A usual change is the middle one of at least so many.
CHANGES_NEEDED = 3
#: How far apart from whole years two figures may start: the day in April to which pay refers moves by a week or two.
_SLACK = pd.Timedelta(days=15)
COLUMNS = ["usual", "changes", "apart", "first", "figures", "figures_since_break"]


def usual_changes(study: Study) -> pd.DataFrame:
    """Take the median absolute yearly change of each of the lead's own series.

    Only figures of periods as long as the latest one count. Two of them make a change where they start a year
    apart, or as many years apart as one figure covers, so that their periods never overlap, and where no
    registered break stands between them. A year that is missing makes no change with either neighbour.

    Returns
    -------
    DataFrame indexed by every indicator that the lead has a figure of: usual (in the indicator's unit, missing
    with fewer than three changes), changes (how many there are), apart (years between the two figures), first
    (the period of the earliest figure), figures (in the series) and figures_since_break. Part of a usual change
    is chance where figures come from samples.
    """
    rows = study.observations[study.observations["area_code"] == study.lead.code]
    latest = lead_latest(study)
    series = own_series(study, rows, latest).sort_values("start", kind="stable")
    found = {
        str(name): _usual(study.reference.indicators[str(name)], own)
        for name, own in series.groupby("indicator", sort=False)
    }
    return pd.DataFrame.from_dict(found, orient="index", columns=COLUMNS)


def years_apart(period: str) -> int:
    """Return how many years apart two figures of such periods have to start so as not to overlap."""
    days = (last_day(period) - first_day(period)).days + 1
    return max(1, round(days / 365.25))


def _usual(item: Indicator, own: pd.DataFrame) -> list[object]:
    """Pair each figure with the one that starts the right number of years before it."""
    apart = years_apart(own["period"].iloc[-1])
    cuts = [pd.Timestamp(cut.day) for cut in item.breaks]
    piece = own["start"].map(lambda start: sum(start >= cut for cut in cuts))
    changes = [
        abs(later - earlier)
        for start, later, here in zip(own["start"], own["value"], piece, strict=True)
        for before, earlier, there in zip(own["start"], own["value"], piece, strict=True)
        if here == there and abs(before - (start - pd.DateOffset(years=apart))) <= _SLACK
    ]
    usual = float(pd.Series(changes).median()) if len(changes) >= CHANGES_NEEDED else float("nan")
    since = int((piece == piece.iloc[-1]).sum())
    return [usual, len(changes), apart, own["period"].iloc[0], len(own), since]
