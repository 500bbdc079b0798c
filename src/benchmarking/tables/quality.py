"""Tables of what is held, what is missing, how old it is and what has changed."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import coverage as held
from benchmarking.findings.coverage import lead_latest
from benchmarking.sources.tidy import MARKERS, OBSERVATION_KEY
from benchmarking.study import Study

TIERS = {
    "headline": "headline",
    "supporting": "supporting",
    "context": "context (never judged)",
    "early_warning": "early warning (never judged)",
    "baseline": "baseline (historic)",
    "component": "component (part of a gap)",
    "by_group": "one group of people (never judged or ranked)",
    "to_collect": "no official series exists",
}
CHANGES = ["title", "new_periods", "compared", "revised", "largest_change", "gone", "what"]


def holdings(study: Study) -> pd.DataFrame:
    """Count the registry's indicators by tier: how many have a figure for the lead, and how many none."""
    listed = study.reference.indicators.by_id
    lead = lead_latest(study)
    table = listed.assign(held=listed.index.isin(lead.index)).groupby("tier")["held"].agg(["size", "sum"])
    table = table.reindex([tier for tier in TIERS if tier in table.index])
    return (
        pd.DataFrame(
            {
                "Indicators": table["size"],
                f"With a figure for {study.lead.name}": table["sum"],
                "None held": table["size"] - table["sum"],
            }
        )
        .rename(index=TIERS)
        .rename_axis("Tier")
    )


def coverage(study: Study) -> pd.DataFrame:
    """Show for each indicator held its latest period for the lead, and who else has a figure for it."""
    table = held.coverage(study)
    return pd.DataFrame(
        {
            "Indicator": table["title"],
            "Tier": table["tier"].map(TIERS),
            "Latest": table["latest"],
            "Periods": table["periods"],
            f"Of the {len(study.comparators)} named": table["comparators"],
            f"Of {len(study.districts)} districts": table["districts"],
            "England": table["england"].map({True: "yes", False: "no"}),
            "Interval": table["interval"],
        }
    ).set_index("Indicator")


def empty_slots(study: Study) -> pd.DataFrame:
    """List the indicators of the registry with no figure for the lead, and where one would come from."""
    listed = study.reference.indicators.by_id
    none = listed[~listed.index.isin(lead_latest(study).index)]
    return pd.DataFrame(
        {
            "Indicator": none["title"],
            "Tier": none["tier"].map(TIERS),
            "Priority": none["priority"],
            "Would come from": none["dataset"],
        }
    ).rename_axis("id")


def markers(study: Study) -> pd.DataFrame:
    """Count the missing values of the lead, comparators and districts by marker and indicator."""
    areas = [study.lead.code, *study.comparators, *study.districts]
    rows = study.observations
    missing = rows[rows["value"].isna() & rows["area_code"].isin(areas)]
    if missing.empty:
        return pd.DataFrame(columns=["Indicator", "Marker", "Meaning", "Values", "Areas"])
    table = missing.groupby(["indicator", "status"], as_index=False).agg(
        Values=("area_code", "size"),
        Areas=("area_code", lambda codes: ", ".join(sorted({study.name(c) for c in codes}))),
    )
    return pd.DataFrame(
        {
            "Indicator": table["indicator"].map(study.reference.indicators.by_id["title"]),
            "Marker": table["status"],
            "Meaning": table["status"].map(MARKERS),
            "Values": table["Values"],
            "Areas": table["Areas"],
        }
    )


def releases(study: Study) -> pd.DataFrame:
    """List the vintage's releases: publisher, title, day of publication, rows and what was left out."""
    return pd.DataFrame(
        [
            {
                "Release": release.id,
                "Publisher": release.publisher,
                "Title": release.title,
                "Published": release.released.isoformat(),
                "Rows": release.rows,
                "Left out": "; ".join(f"{count:,} {reason}" for reason, count in release.left_out.items())
                or "none",
                "Note": release.note or "none",
                "Checksum of the file read": release.file_sha256[:12] + "…",
            }
            for release in study.releases.values()
        ]
    ).set_index("Release")


def refused(study: Study) -> pd.DataFrame:
    """Count the published rows of areas that ended and whose extent no current area has."""
    rows = study.refused
    if rows.empty:
        return pd.DataFrame(columns=["Area", "Rows", "Indicators"])
    table = rows.groupby("area_code").agg(Rows=("indicator", "size"), Indicators=("indicator", "nunique"))
    table.insert(0, "Area", [study.reference.areas.name(code) for code in table.index])
    return table


def changes(study: Study) -> pd.DataFrame:
    """Compare the lead, comparators, England and districts with the previous vintage, an indicator a row.

    Columns: title, new_periods, compared (values in both), revised (those of them that differ), largest_change
    in the indicator's unit, gone (values of the previous vintage without one now), and what happened in words.
    Without a previous vintage there is no row.
    """
    if study.parameters.previous_vintage is None:
        return pd.DataFrame(columns=CHANGES, index=pd.Index([], name="id"))
    areas = [study.lead.code, *study.comparators, study.parameters.reference_area, *study.districts]
    now, before = (
        frame[frame["area_code"].isin(areas) & frame["value"].notna()]
        for frame in (study.observations, study.previous_observations)
    )
    both = now.merge(before, on=OBSERVATION_KEY, suffixes=("", "_before"))
    both["moved"] = (both["value"] - both["value_before"]).abs()
    revised = both[both["moved"] > 1e-9]
    gone = before.groupby("indicator").size() - both.groupby("indicator").size()
    gone = gone.fillna(before.groupby("indicator").size())
    found = pd.DataFrame(index=pd.Index(sorted(set(now["indicator"]) | set(before["indicator"])), name="id"))
    found["title"] = study.reference.indicators.by_id["title"].reindex(found.index)
    periods_now, periods_before = (frame.groupby("indicator")["period"].agg(set) for frame in (now, before))
    found["new_periods"] = [len(_at(periods_now, name) - _at(periods_before, name)) for name in found.index]
    found["compared"] = both.groupby("indicator").size().reindex(found.index, fill_value=0)
    found["revised"] = revised.groupby("indicator").size().reindex(found.index, fill_value=0)
    found["largest_change"] = revised.groupby("indicator")["moved"].max().round(3).reindex(found.index)
    found["gone"] = gone.reindex(found.index, fill_value=0).astype(int)
    found["what"] = [_what(name, row, now, before) for name, row in found.iterrows()]
    return found


def changes_table(study: Study) -> pd.DataFrame:
    """Say in words what changed since the previous vintage, changed indicators first."""
    table = changes(study)
    table = table.assign(same=table["what"] == "unchanged").sort_values("same", kind="stable")
    largest = table["largest_change"].map(lambda moved: "none" if pd.isna(moved) else f"{moved:g}")
    return pd.DataFrame(
        {
            "Indicator": table["title"],
            "What changed": table["what"],
            "Values in both": table["compared"],
            "Revised": table["revised"],
            "Largest revision, in the indicator's unit": largest,
            "No longer there": table["gone"],
        }
    ).set_index("Indicator")


def _at(sets: pd.Series, name: str) -> set[str]:
    found: set[str] = sets.get(name, set())
    return found


def _what(name: object, row: pd.Series, now: pd.DataFrame, before: pd.DataFrame) -> str:
    if not (before["indicator"] == name).any():
        return "new in this vintage"
    if not (now["indicator"] == name).any():
        return "gone from this vintage"
    said = []
    if row["new_periods"]:
        said.append(f"{row['new_periods']} new period{'s' if row['new_periods'] > 1 else ''}")
    if row["revised"]:
        said.append(f"{row['revised']} of {row['compared']} values revised")
    if row["gone"]:
        said.append(f"{row['gone']} value{'s' if row['gone'] > 1 else ''} no longer there")
    return "; ".join(said) or "unchanged"
