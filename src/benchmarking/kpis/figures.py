"""What can be computed of each indicator as a measure of success: how old, for whom, how sure, how movable."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import with_intervals
from benchmarking.findings.beside import is_testable
from benchmarking.findings.coverage import coverage
from benchmarking.findings.ranks import peers
from benchmarking.findings.sides import lead_side
from benchmarking.kpis.usual import usual_changes
from benchmarking.reference import Indicator, can_be_kpi
from benchmarking.stats import detectable_change, signal_share, standard_errors
from benchmarking.study import Study

#: The power that a detectable change is told at.
POWER = 0.8
#: A spread or a signal share rests on at least so many authorities.
AUTHORITIES_NEEDED = 10
COLUMNS = [
    "period",
    "value",
    "lower",
    "upper",
    "age_years",
    "first",
    "figures",
    "figures_since_break",
    "comparators",
    "districts",
    "england",
    "tested",
    "width",
    "spread",
    "signal",
    "authorities",
    "detectable",
    "why_not",
    "usual",
    "changes",
    "apart",
    "ratio",
    "releases",
]


def kpi_figures(study: Study) -> pd.DataFrame:
    """Measure every indicator of the registry as a candidate for a KPI, from the study's own figures.

    Standard errors come from the intervals that `with_intervals` gives, at the study's level.

    Returns
    -------
    DataFrame indexed by every indicator, in the registry's order; what cannot be told is missing:

    period, value, lower, upper : the lead's latest figure.
    age_years : from the end of its period to 30 June of the vintage.
    first, figures, figures_since_break, usual, changes, apart : of the lead's series (`usual_changes`).
    comparators, districts : how many of the group and of the study's places have a figure for that period.
    england : whether the reference area has one.
    tested : whether the lead's figure may be tested: a direction, a basis with chance in it, an interval.
    width : of the lead's interval.
    spread : standard deviation between English authorities of the lead's tier for its period.
    signal, authorities : the share of their variance that is not chance, and how many it rests on.
    detectable : the smallest true change until the next figure that a test at the study's level would find
        four times in five, if that figure is as sure as this one; why_not says why there is none. Of what can
        never be a KPI none is told, since none may become a target.
    ratio : detectable over usual.
    releases : the ids of the releases behind the lead's latest figure, separated by semicolons.
    """
    listed = study.reference.indicators
    level = study.parameters.confidence_level
    tier, _ = peers(study)
    rows = study.observations
    rows = rows[rows["area_code"].isin({study.lead.code, *tier})]
    rows = with_intervals(rows, study.reference, level)
    lead = lead_side(study, rows)
    error = standard_errors(lead["value"], lead["lower"], lead["upper"], level=level)["error"]
    held = coverage(study)
    usual = usual_changes(study)
    change = detectable_change(error, alpha=study.parameters.alpha, power=POWER)["change"]
    between = _between_authorities(rows[rows["area_code"].isin(tier)], lead, level)
    frame = pd.concat(
        [
            lead[["period", "value", "lower", "upper"]],
            held[["age_years", "comparators", "districts", "england"]],
            usual,
            between,
            (lead["upper"] - lead["lower"]).rename("width"),
            change.rename("detectable"),
            lead["release"].rename("releases"),
        ],
        axis=1,
    ).reindex(listed.ids)
    never = [name for name in listed.ids if not can_be_kpi(listed[name])]
    frame.loc[never, "detectable"] = float("nan")
    frame["ratio"] = frame["detectable"] / frame["usual"].where(frame["usual"] > 0)
    frame["tested"] = is_testable(study, frame.index.to_series()) & frame["detectable"].notna()
    frame["why_not"] = [
        "" if pd.notna(row["detectable"]) else _why_not(study, listed[str(name)], row)
        for name, row in frame.iterrows()
    ]
    return frame[COLUMNS]


def _between_authorities(rows: pd.DataFrame, lead: pd.DataFrame, level: float) -> pd.DataFrame:
    """Set the spread between authorities for the lead's period beside the share of it that is not chance."""
    same = rows[rows["period"] == rows["indicator"].map(lead["period"])].dropna(subset=["value"])
    error = standard_errors(same["value"], same["lower"], same["upper"], level=level)["error"]
    signal = signal_share(same["value"], error, same["indicator"], minimum=AUTHORITIES_NEEDED)
    values = same.groupby("indicator")["value"]
    spread = values.std(ddof=1).where(values.size() >= AUTHORITIES_NEEDED)
    found = {"spread": spread, "signal": signal["share"], "authorities": signal["areas"]}
    return pd.DataFrame(found)


def _why_not(study: Study, item: Indicator, row: pd.Series) -> str:
    """Say why no detectable change is told, and what that means for the next twelve months."""
    if pd.isna(row["value"]):
        return f"no figure of {study.lead.name} yet"
    if row["width"] > 0:
        return "never a KPI, so no change to look for is worked out"
    if row["width"] == 0:
        return "the interval is rounded to nothing, so chance cannot be told from change"
    if item.basis == "complete count":
        words = "no interval: everyone was counted, so chance does not apply"
    else:
        words = "no interval is published, so chance cannot be told from change"
    later = {
        "ten-yearly": "the next figure is years away",
        "every few years": "the next figure may be years away",
        "once": "no further figure is announced",
        "none": "no further figure is announced",
    }.get(item.frequency)
    join = ", but " if item.basis == "complete count" else ", and "
    return f"{words}{join}{later}" if later else words
