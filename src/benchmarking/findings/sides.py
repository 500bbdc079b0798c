"""The two sides of each comparison: which figure, of which period, with what interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarking.reference import Reference
from benchmarking.reference.units import UNITS
from benchmarking.sources.tidy import MARKERS
from benchmarking.stats import proportion_interval, rate_interval, rescale
from benchmarking.study import Study

PUBLISHED_LEVEL = 0.95
SIDE = [
    "value",
    "lower",
    "upper",
    "numerator",
    "denominator",
    "base",
    "status",
    "method",
    "release",
    "period",
]


def with_intervals(rows: pd.DataFrame, reference: Reference, level: float) -> pd.DataFrame:
    """Give each observation the interval its basis allows, at a confidence level.

    Published intervals are rescaled from 95% when another level is asked for; administrative counts get a
    Wilson or Byar interval from their counts; complete counts and published figures get none.
    `interval_method` names how.
    """
    basis = rows["indicator"].map(reference.indicators.by_id["basis"])
    per = rows["indicator"].map(
        reference.indicators.by_id["unit"].map({name: unit.per for name, unit in UNITS.items()})
    )
    rows = rows.assign(interval_method="")
    published = rows["lower"].notna() & rows["upper"].notna() & basis.isin(["survey", "modelled"])
    rows.loc[~published, ["lower", "upper"]] = np.nan
    rows.loc[published, "interval_method"] = "published interval"
    if level != PUBLISHED_LEVEL and published.any():
        scaled = rescale(
            rows.loc[published, "value"],
            rows.loc[published, "lower"],
            rows.loc[published, "upper"],
            from_level=PUBLISHED_LEVEL,
            to_level=level,
        )
        rows.loc[published, ["lower", "upper"]] = scaled[["lower", "upper"]].to_numpy()
        rows.loc[published, "interval_method"] = f"published interval rescaled to {level:.0%}"
    counted = (basis == "administrative count") & rows[["value", "numerator", "denominator"]].notna().all(
        axis=1
    )
    for share, function in ((True, proportion_interval), (False, rate_interval)):
        chosen = counted & ((per == 100) if share else (per != 100))
        for multiplier in per[chosen].dropna().unique():
            some = chosen & (per == multiplier)
            result = function(
                rows.loc[some, "numerator"], rows.loc[some, "denominator"], level=level, per=float(multiplier)
            )
            rows.loc[some, ["lower", "upper"]] = result[["lower", "upper"]].to_numpy()
            rows.loc[some, "interval_method"] = result["method"].to_numpy()
    return rows


def lead_side(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the lead's latest figure of each indicator that has one, indexed by indicator."""
    lead = rows[(rows["area_code"] == study.lead.code) & rows["value"].notna()]
    latest = lead.sort_values("period").drop_duplicates("indicator", keep="last")
    return latest.set_index("indicator")


def comparator_side(
    study: Study, rows: pd.DataFrame, lead: pd.DataFrame, areas: list[str]
) -> tuple[pd.DataFrame, pd.Series]:
    """Find each area's figure for the lead's period.

    Returns
    -------
    A frame indexed by every pair of registry indicator and area, with the columns of SIDE (missing where
    there is no figure), and for each pair the reason why it cannot be compared, or "".
    """
    pairs = pd.MultiIndex.from_product(
        [study.reference.indicators.ids, areas], names=["indicator", "area_code"]
    )
    wanted = pd.Series(lead["period"].reindex(pairs.get_level_values("indicator")).to_numpy(), index=pairs)
    theirs = rows[rows["area_code"].isin(areas)].set_index(["indicator", "area_code"])
    same = theirs[
        theirs["period"] == lead["period"].reindex(theirs.index.get_level_values("indicator")).to_numpy()
    ]
    side = same[[*SIDE, "interval_method"]].reindex(pairs)
    latest = (
        theirs[theirs["value"].notna()]
        .sort_values("period")
        .groupby(level=[0, 1])["period"]
        .last()
        .reindex(pairs)
    )
    reason = pd.Series("", index=pairs)
    missing = side["value"].isna()
    marker = side["status"].fillna("").map(MARKERS).fillna("")
    reason[missing] = "no figure published"
    reason[missing & (marker != "")] = "no figure: " + marker[missing & (marker != "")]
    other = missing & latest.notna() & (latest != wanted)
    reason[other] = "no figure for the same period: latest is " + latest[other].map(period_words)
    reason[wanted.isna()] = f"no figure for {study.lead.name}"
    held = set(rows.loc[rows["value"].notna(), "indicator"])
    reason[~pairs.get_level_values("indicator").isin(held)] = "no figures held for this indicator"
    return side, reason


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
