"""Which way the lead's own series has been going."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarking.findings.beside import (
    NOMINAL,
    in_pounds,
    is_testable,
    sources_of,
    with_lead,
)
from benchmarking.findings.sides import own_series
from benchmarking.reference.units import UNITS
from benchmarking.stats import trend
from benchmarking.study import Study

#: The Fingertips rule: five points, and a slope whose chi-squared test gives p below this.
ALPHA = 0.002
#: Why figures of these tiers have no trend, no rank set and no expected value.
NOT_JUDGED = {
    "context": "a context figure only describes the place",
    "early_warning": "an early-warning figure only describes",
    "baseline": "a historic figure stands alone",
    "component": "a part of a gap is not judged on its own",
    "by_group": "a figure of one group of people is never judged or ranked",
    "to_collect": "no official series exists",
}
_ENDS = {"slope": "difference", "lower": "difference_lower", "upper": "difference_upper"}


def trend_findings(study: Study, rows: pd.DataFrame, lead: pd.DataFrame, level: float) -> pd.DataFrame:
    """Judge the latest direction of the lead's series of every indicator; not yet adjusted.

    Parameters
    ----------
    rows : the study's observations with intervals at `level`.
    lead : the lead's latest figures, indexed by indicator.
    level : the confidence level of the intervals.

    Returns
    -------
    One row an indicator, kind "trend": the lead's latest figure; value, lower, upper and period of the first
    figure used; difference with its 99.8% interval (the slope a year), p, points, verdict_unadjusted (a word
    of `stats.Trend`), basis, method, reason, note (that one point decides) and sources.
    """
    series = own_series(study, rows, lead)
    series = series[is_testable(study, series["indicator"]) & ~in_pounds(study, series["indicator"])]
    found = _tested(study, series, level).reindex(study.reference.indicators.ids)
    enough = found["method"].fillna("") != ""
    judged = enough & found["lower"].notna()  # a series in which no count varies has a slope and no interval
    used = series.merge(found.loc[judged, ["first"]], left_on="indicator", right_index=True)
    used = used[used["start"] >= used["first"]].sort_values("start", kind="stable")
    points = used.groupby("indicator")
    first = points[["value", "lower", "upper", "period"]].first().reindex(found.index)
    ends = found[[*_ENDS, "p"]].astype(float).where(judged).rename(columns=_ENDS)
    frame = pd.DataFrame(
        {
            **ends,
            **first,
            "points": found["points"].astype(float),
            "verdict_unadjusted": found["trend"]
            .astype(object)
            .where(judged | ~enough)
            .fillna("not compared"),
            "basis": np.where(judged, "tested", ""),
            "method": found["method"].where(judged, ""),
            "note": found["reason"].where(judged, ""),
            "reason": found["reason"].where(~judged, ""),
            "sources": points["release"].agg(list).map(sources_of).reindex(found.index),
        }
    ).rename_axis("indicator")
    silent = frame.index.to_series().map(lambda name: _why_not(study, name, lead))
    frame["reason"] = frame["reason"].fillna(silent)
    return with_lead(frame.reset_index(), lead, "trend", "its own series")


def _tested(study: Study, series: pd.DataFrame, level: float) -> pd.DataFrame:
    """Call `trend` once for figures with intervals and once for each unit of figures with counts."""
    listed = study.reference.indicators
    counted = series["indicator"].map(listed.by_id["basis"]) == "administrative count"
    per = series["indicator"].map(listed.by_id["unit"].map({name: unit.per for name, unit in UNITS.items()}))
    series = series.assign(unit=per.where(counted, 0), count=series["numerator"], base=series["denominator"])
    parts = [
        trend(
            series[series["unit"] == unit],
            kind="interval" if unit == 0 else "proportion" if unit == 100 else "rate",
            alpha=ALPHA,
            level=level,
            per=float(unit),
            breaks={name: [cut.day for cut in listed[name].breaks] for name in listed.ids},
            polarity={name: listed[name].polarity for name in listed.ids},
        )
        for unit in series["unit"].unique()
    ]
    columns = [*_ENDS, "p", "points", "first", "trend", "method", "reason"]
    return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)


def _why_not(study: Study, indicator: str, lead: pd.DataFrame) -> str:
    item = study.reference.indicators[indicator]
    if indicator not in lead.index:
        return f"no figure for {study.lead.name}"
    if item.tier in NOT_JUDGED:
        return NOT_JUDGED[item.tier]
    if item.unit.name.startswith("£"):
        return f"{NOMINAL}, so no trend is tested"
    told = "counted in full" if item.basis == "complete count" else "held without interval or counts"
    return f"{told}, so no trend is tested"
