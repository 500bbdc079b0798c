"""What is held for each indicator: how recent, for whom, and with an interval or not."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.sides import period_words
from benchmarking.study import Study


def lead_latest(study: Study) -> pd.DataFrame:
    """Return the lead's latest observation of each indicator that has one, indexed by indicator."""
    rows = study.observations
    lead = rows[(rows["area_code"] == study.lead.code) & rows["value"].notna()]
    return lead.sort_values("period").drop_duplicates("indicator", keep="last").set_index("indicator")


def coverage(study: Study) -> pd.DataFrame:
    """Show for each indicator held its latest period for the lead and who else has a figure for it.

    Columns: title, tier, latest, age_years (to 30 June of the vintage), comparators, districts, england,
    interval ("yes" or "no") and years in the series.
    """
    rows = study.observations.dropna(subset=["value"])
    lead = lead_latest(study)
    registry = study.reference.indicators.by_id.loc[
        [name for name in study.reference.indicators.ids if name in lead.index]
    ]
    same = rows.merge(lead["period"].rename_axis("indicator").reset_index(), on=["indicator", "period"])
    by = same.groupby("indicator")["area_code"]
    end = pd.Timestamp(f"{study.parameters.vintage}-06-30")
    return pd.DataFrame(
        {
            "title": registry["title"],
            "tier": registry["tier"],
            "theme": registry["theme"],
            "latest": lead["period"].map(period_words).reindex(registry.index),
            "age_years": ((end - lead["period"].map(last_day)).dt.days / 365.25)
            .round(1)
            .reindex(registry.index),
            "comparators": by.agg(lambda codes: codes.isin(study.comparators).sum()).reindex(registry.index),
            "districts": by.agg(lambda codes: codes.isin(study.districts).sum()).reindex(registry.index),
            "england": by.agg(lambda codes: (codes == study.parameters.reference_area).any()).reindex(
                registry.index
            ),
            "interval": lead["lower"].notna().map({True: "yes", False: "no"}).reindex(registry.index),
            "periods": rows[rows["area_code"] == study.lead.code]
            .groupby("indicator")
            .size()
            .reindex(registry.index),
        }
    )


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
