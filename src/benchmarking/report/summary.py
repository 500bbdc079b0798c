"""The one-page summary for Cabinet: what is firm, what could turn, and what cannot yet be known."""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmarking import tables
from benchmarking.findings import each, sentence
from benchmarking.study import Study

SUMMARY = ("cabinet-summary.html", "cabinet-summary.pdf")
_FIRM, _FRAGILE = 5, 3
_BESIDE = ("group", "reference")


def summary(study: Study, findings: pd.DataFrame) -> dict[str, Any]:
    """Return the names that the summary's words may use.

    `firm` are the five firmest findings that differ from England or the mean of the group; `fragile` three, of
    different indicators, that another choice would turn: headline indicators first, then those nearest to being
    firm. `missing` names the headline indicators without a figure.
    """
    registry = study.reference.indicators
    tier = findings["indicator"].map(registry.by_id["tier"])
    tested = findings[findings["kind"].isin(_BESIDE) & (findings["basis"] == "tested")]
    tested = tested[tier[tested.index].isin(["headline", "supporting"])]
    differ = ~tested["verdict"].isin(tables.NO_DIFFERENCE)
    firm = tables.firmest_first(tested[differ & (tested["firmness"] == "stable")])
    turns = tested[tested["firmness"] == "fragile"]
    turns = turns.assign(tier=tier[turns.index]).sort_values(["tier", "p_adjusted"], kind="stable")
    headline = tables.of_tier(study, "headline")
    held = set(findings.loc[findings["lead_value"].notna(), "indicator"])
    return {
        "lead": study.lead.name,
        "england": study.name(study.parameters.reference_area),
        "group": study.group_title,
        "vintage": study.parameters.vintage,
        "firm": _told(study, firm.head(_FIRM)),
        "fragile": _told(study, turns.drop_duplicates("indicator").head(_FRAGILE)),
        "headlines": len(headline),
        "held": sum(name in held for name in headline),
        "missing": [registry[name].title for name in headline if name not in held],
        "tested": int((findings["basis"] == "tested").sum()),
    }


def _told(study: Study, rows: pd.DataFrame) -> list[str]:
    return [sentence(one, study.reference, study.lead.name) for one in each(rows)]
