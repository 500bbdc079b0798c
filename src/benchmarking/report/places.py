"""What the chapter on places and people may name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from benchmarking import charts
from benchmarking.findings import diversity_of, segregation_of, shown_places
from benchmarking.findings.diversity import DIMENSIONS
from benchmarking.findings.words import Cite, number
from benchmarking.study import Study
from benchmarking.tables.places import MISSING, signed


def places(study: Study, show: Callable[..., Any], cite: Cite) -> dict[str, Any]:
    """Return one name, `places`, under which the chapter finds its figures and its picture.

    `show` saves a picture under a caption and a name; `cite` is given figures' words. Everything here is a
    complete count: nothing is tested, and nothing judged.
    """
    found = segregation_of(study, list(shown_places(study)))
    frame = charts.segregation_frame(study, found)
    return {
        "places": {
            "picture": show(
                charts.segregation_chart(study, found),
                charts.segregation_caption(study, found),
                "segregation",
            ),
            **_lead(frame[frame["role"] == "lead"].iloc[0], cite),
            "group": _group(study, frame),
            "diversity": _diversity(study, cite),
        }
    }


def _lead(row: pd.Series, cite: Cite) -> dict[str, Any]:
    """Say the lead's index, or why it has none; what is not known is blank."""
    if pd.isna(row["value"]):
        return {"index": "", "reason": row["reason"]}
    return {
        "index": cite(number(row["value"], 2), "dissimilarity", row["area_code"]),
        "percent": f"{row['value']:.0%}",
        "chance": number(row["chance"], 2),
        "change": signed(row["change"], 3) if row["since_2011"] else "",
        "since_2011": row["since_2011"],
        "between": "" if pd.isna(row["between_districts"]) else f"{row['between_districts']:.0%}",
    }


def _group(study: Study, frame: pd.DataFrame) -> dict[str, Any] | None:
    """Describe the study's group of places but the lead: their range and their change."""
    named = study.parameters.district_group
    shown = frame[frame["area_code"].isin(study.districts) & (frame["role"] != "lead")]
    shown = shown.dropna(subset=["value"])
    if named is None or shown.empty:
        return None
    since = shown["change"].dropna()
    return {
        "title": study.name(named).partition(":")[0],
        "many": len(shown),
        "others": study.lead.code in study.districts,
        "low": number(shown["value"].min(), 2),
        "high": number(shown["value"].max(), 2),
        "since": [signed(one, 2) for one in (since.min(), since.max())] if len(since) else [],
    }


def _diversity(study: Study, cite: Cite) -> list[str]:
    """Say the lead's effective number of groups beside the reference area's, a dimension a line."""
    areas = list(dict.fromkeys([study.lead.code, study.parameters.reference_area]))
    found = diversity_of(study, areas).set_index(["indicator", "area_code"])
    told = []
    for name, dimension in DIMENSIONS.items():
        rows = found.loc[name].reindex(areas)
        if rows["effective"].isna().any():
            told.append(f"{dimension.title.lower()} {MISSING}")
            continue
        each = [
            cite(number(value, 1), name, area) for area, value in zip(areas, rows["effective"], strict=True)
        ]
        figures = " and ".join(each)
        told.append(f"{dimension.title.lower()} ({rows['categories'].iloc[0]:.0f} categories) {figures}")
    return told
