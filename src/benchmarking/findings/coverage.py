"""What is held for each indicator: how recent, for whom, and with an interval or not."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.periods import last_day, period_words
from benchmarking.findings.sides import lead_side
from benchmarking.study import Study


def lead_latest(study: Study) -> pd.DataFrame:
    """Return the lead's latest observation of each indicator that has one, indexed by indicator."""
    return lead_side(study, study.observations)


def coverage(study: Study) -> pd.DataFrame:
    """Show for each indicator held its latest period for the lead and who else has a figure for it.

    Columns: title, tier, theme, latest, age_years (to 30 June of the vintage), comparators, districts, england,
    interval ("yes" or "no") and periods (how many the lead's series has).
    """
    rows = study.observations.dropna(subset=["value"])
    lead = lead_latest(study)
    listed = study.reference.indicators.by_id.loc[
        [name for name in study.reference.indicators.ids if name in lead.index]
    ]
    same = rows.merge(lead["period"].rename_axis("indicator").reset_index(), on=["indicator", "period"])
    by = same.groupby("indicator")["area_code"]
    end = pd.Timestamp(f"{study.parameters.vintage}-06-30")
    return pd.DataFrame(
        {
            "title": listed["title"],
            "tier": listed["tier"],
            "theme": listed["theme"],
            "latest": lead["period"].map(period_words).reindex(listed.index),
            "age_years": ((end - lead["period"].map(last_day)).dt.days / 365.25)
            .round(1)
            .reindex(listed.index),
            "comparators": by.agg(lambda codes: codes.isin(study.comparators).sum()).reindex(listed.index),
            "districts": by.agg(lambda codes: codes.isin(study.districts).sum()).reindex(listed.index),
            "england": by.agg(lambda codes: bool((codes == study.parameters.reference_area).any())).reindex(
                listed.index
            ),
            "interval": lead["lower"].notna().map({True: "yes", False: "no"}).reindex(listed.index),
            "periods": rows[rows["area_code"] == study.lead.code]
            .groupby("indicator")
            .size()
            .reindex(listed.index),
        }
    )
