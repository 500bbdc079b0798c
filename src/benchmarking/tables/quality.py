"""Tables of what is held, what is missing and how old it is."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import coverage as held
from benchmarking.findings.coverage import lead_latest
from benchmarking.sources.tidy import MARKERS
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
CARRIED = "Carried forward"


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
    shown = pd.DataFrame(
        {
            "Indicator": table["title"],
            "Tier": table["tier"].map(TIERS),
            "Latest": table["latest"],
            "Periods": table["periods"],
            f"Of the {len(study.comparators)} compared": table["comparators"],
            f"Of {len(study.districts)} places": table["districts"],
            "England": table["england"].map({True: "yes", False: "no"}),
            "Interval": table["interval"],
        }
    ).set_index("Indicator")
    return shown if study.districts else shown.drop(columns="Of 0 places")


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
    """List the vintage's releases: publisher, title, day of publication, rows and what was left out.

    Where a release could not be had this year, a column names the vintage that it was carried forward from.
    """
    table = pd.DataFrame(
        [
            {
                "Release": release.id,
                "Publisher": release.publisher,
                "Title": release.title,
                "Published": release.released.isoformat(),
                CARRIED: f"from {release.carried_forward_from}" if release.carried_forward_from else "",
                "Rows": release.rows,
                "Left out": "; ".join(f"{count:,} {reason}" for reason, count in release.left_out.items())
                or "none",
                "Note": release.note or "none",
                "Checksum of the file read": release.file_sha256[:12] + "…",
            }
            for release in study.releases.values()
        ]
    ).set_index("Release")
    return table if table[CARRIED].any() else table.drop(columns=CARRIED)


def refused(study: Study) -> pd.DataFrame:
    """Count the published rows of areas that ended without a successor of their extent, and say what became of each."""
    rows, areas = study.refused, study.reference.areas
    if rows.empty:
        return pd.DataFrame(columns=["Area", "What became of it", "Rows", "Indicators"])
    table = rows.groupby("area_code").agg(Rows=("indicator", "size"), Indicators=("indicator", "nunique"))
    table.insert(0, "Area", [areas.name(code) for code in table.index])
    table.insert(1, "What became of it", [areas.became(code) for code in table.index])
    return table
