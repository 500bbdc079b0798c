"""What the chapter on measures of success may name."""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmarking import charts, tables
from benchmarking.kpis import PRIORITY_TITLES, appraise, judged_for_lead, priorities, shortlist
from benchmarking.reference import Indicator
from benchmarking.report.markdown import Markdown, pipe_table
from benchmarking.report.warrants import Warrants
from benchmarking.study import Study
from benchmarking.tables.kpis import briefly_detectable, dated_words, usual_words


def kpis(study: Study, warrants: Warrants) -> dict[str, Any]:
    """Return the one name `kpis`, under which the chapter finds the shortlist and what it leaves out.

    The judgements are proposals for officers; for a lead for which there are none, the table says what the figures
    alone can. The pictures are left to the notebook.
    """
    appraised = appraise(study)
    candidates = appraised[appraised["proposal"] != "never"]
    judged = judged_for_lead(study)
    chosen = shortlist(appraised) if judged else candidates
    to_collect = chosen["tier"] == "to_collect"
    held = chosen["value"].notna()
    warnings = tables.early_warning_table(study)
    return {
        "kpis": {
            "judged": judged,
            "table": _proposed(study, chosen, warrants) if judged else _measured(study, candidates, warrants),
            "many": len(chosen),
            "candidates": len(candidates),
            "held": int(held.sum()),
            "tested": int(chosen["tested"].sum()),
            "to_import": int((~held & ~to_collect & ~chosen["imported"].astype(bool)).sum()),
            "of_others": int((~held & chosen["imported"].astype(bool)).sum()),
            "to_collect": int((~held & to_collect).sum()) if judged else 0,
            **_detected(appraised),
            "left_out": pipe_table(
                tables.headlines_table(appraised).drop(columns="Priority"),
                "Headline indicators left out",
                "left-out",
                [8, 5, 19],
            ),
            "without": _without(study, appraised) if judged else [],
            "priorities": "; ".join(
                f"{name}: {title[0].lower()}{title[1:]}" for name, title in PRIORITY_TITLES.items()
            ),
            "warnings": list(warnings.index[warnings["Years held"] > 0]),
            "warnings_missing": list(warnings.index[warnings["Years held"] == 0]),
        }
    }


def _proposed(study: Study, chosen: pd.DataFrame, warrants: Warrants) -> Markdown:
    """Set what is proposed in a table, by priority, with the reason for each."""
    lines = []
    for name, row in chosen.iterrows():
        item = study.reference.indicators[str(name)]
        lines.append(
            {
                "Measure": item.title,
                "Priority": item.priority.capitalize(),
                "Latest figure": _latest(study, item, row, warrants),
                "Why": row["proposal_reason"],
                "Smallest change detectable": briefly_detectable(item, row),
            }
        )
    return pipe_table(
        pd.DataFrame(lines).set_index("Measure"),
        f"Measures proposed for {study.lead.name}, by priority of the strategy",
        "kpis",
        [7, 6, 6, 14, 5],
    )


def _measured(study: Study, candidates: pd.DataFrame, warrants: Warrants) -> Markdown:
    """Set the candidates that can be tested, and headline ones with any figure, in a table, as in the registry."""
    shown = candidates[
        candidates["value"].notna() & (candidates["tested"] | (candidates["tier"] == "headline"))
    ]
    lines = []
    for name, row in shown.iterrows():
        item = study.reference.indicators[str(name)]
        lines.append(
            {
                "Measure": item.title,
                "Latest figure": _latest(study, item, row, warrants),
                "Usual change in a year": usual_words(item, row),
                "Smallest change detectable": briefly_detectable(item, row),
            }
        )
    columns = ["Measure", "Latest figure", "Usual change in a year", "Smallest change detectable"]
    return pipe_table(
        pd.DataFrame(lines, columns=columns).set_index("Measure"),
        f"Measures that {study.lead.name} could choose: headline ones with a figure, and those that can be tested",
        "kpis",
        [8, 7, 6, 6],
    )


def _latest(study: Study, item: Indicator, row: pd.Series, warrants: Warrants) -> str:
    words = dated_words(item, row)
    return words if pd.isna(row["value"]) else warrants.latest(words, item.id, study.lead.code)


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
