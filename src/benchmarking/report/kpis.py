"""What the chapter on measures of success may name."""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmarking import charts, tables
from benchmarking.findings.words import Cite
from benchmarking.kpis import PRIORITY_TITLES, appraise, priorities, shortlist
from benchmarking.report.markdown import pipe_table
from benchmarking.report.warrants import Warrants
from benchmarking.study import Study
from benchmarking.tables.kpis import briefly_detectable, dated_words


def kpis(study: Study, warrants: Warrants) -> dict[str, Any]:
    """Return the one name `kpis`, under which the chapter finds the shortlist and what it leaves out.

    The judgements are proposals for officers; the pictures are left to the notebook.
    """
    appraised = appraise(study)
    chosen = shortlist(appraised)
    to_collect = chosen["tier"] == "to_collect"
    held = chosen["value"].notna()
    warnings = tables.early_warning_table(study)
    return {
        "kpis": {
            "table": pipe_table(
                _shortlist(study, chosen, warrants.latest),
                f"Measures proposed for {study.lead.name}, by priority of the strategy",
                "kpis",
                [7, 6, 6, 14, 5],
            ),
            "many": len(chosen),
            "candidates": int((appraised["proposal"] != "never").sum()),
            "held": int(held.sum()),
            "tested": int(chosen["tested"].sum()),
            "to_import": int((~held & ~to_collect & ~chosen["imported"].astype(bool)).sum()),
            "of_others": int((~held & chosen["imported"].astype(bool)).sum()),
            "to_collect": int((~held & to_collect).sum()),
            **_detected(appraised),
            "left_out": pipe_table(
                tables.headlines_table(appraised).drop(columns="Priority"),
                "Headline indicators left out",
                "left-out",
                [8, 5, 19],
            ),
            "without": _without(study, appraised),
            "priorities": "; ".join(
                f"{name}: {title[0].lower()}{title[1:]}" for name, title in PRIORITY_TITLES.items()
            ),
            "warnings": list(warnings.index[warnings["Years held"] > 0]),
            "warnings_missing": list(warnings.index[warnings["Years held"] == 0]),
        }
    }


def _shortlist(study: Study, chosen: pd.DataFrame, cite: Cite) -> pd.DataFrame:
    lines = []
    for name, row in chosen.iterrows():
        item = study.reference.indicators[str(name)]
        latest = dated_words(item, row)
        lines.append(
            {
                "Measure": item.title,
                "Priority": item.priority.capitalize(),
                "Latest figure": latest if pd.isna(row["value"]) else cite(latest, item.id, study.lead.code),
                "Why": row["proposal_reason"],
                "Smallest change detectable": briefly_detectable(item, row),
            }
        )
    return pd.DataFrame(lines).set_index("Measure")


def _detected(appraised: pd.DataFrame) -> dict[str, Any]:
    """Count the indicators whose usual change is known, and of how many it could be detected."""
    known = charts.detectability_frame(appraised).dropna(subset=["ratio"])
    if known.empty:
        return {"usual_known": 0, "usual_seen": 0, "times": ""}
    return {
        "usual_known": len(known),
        "usual_seen": int((known["ratio"] <= 1).sum()),
        "times": f"{known['ratio'].min():.1f} to {known['ratio'].max():.1f}",
    }


def _without(study: Study, appraised: pd.DataFrame) -> list[dict[str, str]]:
    """Name the priorities of which nothing strongly relevant can be tested, and say what there is."""
    return [
        {"title": row["title"], "words": tables.priority_words(study, appraised, row)}
        for _, row in priorities(appraised).iterrows()
        if not row["outcomes"]
    ]
