"""The one-page summary for Cabinet: what is firm, what could turn, and what cannot yet be known."""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmarking import tables
from benchmarking.findings import each, sentence
from benchmarking.findings.choices import other_groups
from benchmarking.findings.trends import ALPHA
from benchmarking.findings.words import LOOSER, listed
from benchmarking.report.council import council, records_homeless
from benchmarking.study import Study

SUMMARY = ("cabinet-summary.html", "cabinet-summary.pdf")
_FIRM, _FRAGILE = 5, 3
_BESIDE = ("group", "reference")


def summary(study: Study, findings: pd.DataFrame) -> dict[str, Any]:
    """Return the names that the summary's words may use.

    Both lists are of comparisons with England and with the group's mean, which are asked about first. `firm` are
    the five firmest that differ, headline indicators first; against the group's mean only those of which every other
    list of authorities says the same. `firm_too` and `by_list` count the verdicts of those left out: as firm, and
    firm but for another list. `fragile` are three that another choice would turn, one an indicator: headline
    indicators before supporting ones, since people ask about those, then what most of its checks turn, then the
    smallest adjusted p. `opposites` names the indicators of which lists of authorities say opposite things, `leaning`
    the trends that are clear only at the looser level. `missing` names the headline indicators without a figure,
    `untested` counts those with one that could be tested against neither.
    """
    indicators = study.reference.indicators
    tier = findings["indicator"].map(indicators.by_id["tier"])
    tested = findings[findings["kind"].isin(_BESIDE) & (findings["basis"] == "tested")]
    tested = tested[tier[tested.index].isin(["headline", "supporting"])]
    differ = ~tested["verdict"].isin(tables.NO_DIFFERENCE)
    stable = tables.firmest_first(tested[differ & (tested["firmness"] == "stable")])
    stable = stable.loc[tier[stable.index].sort_values(kind="stable").index]
    every_list = (stable["kind"] == "reference") | _said_by_every_list(study, stable)
    firm, by_list = stable[every_list], stable[~every_list]
    turns = tested[tested["firmness"] == "fragile"]
    order = pd.DataFrame(
        {
            "tier": tier[turns.index],
            "passed": turns["checks_passed"] / turns["checks"],
            "p": turns["p_adjusted"],
        }
    ).sort_values(["tier", "passed", "p"], kind="stable")
    headline = tables.of_tier(study, "headline")
    held = set(findings.loc[findings["lead_value"].notna(), "indicator"])
    return {
        "lead": study.lead.name,
        "england": study.name(study.parameters.reference_area),
        "homeless": records_homeless(study, held),
        "housing": council(study)["housing"],
        "firm": _told(study, firm.head(_FIRM)),
        "firm_too": _verdicts(firm.iloc[_FIRM:]),
        "by_list": _verdicts(by_list),
        "fragile": _told(study, turns.loc[order.index].drop_duplicates("indicator").head(_FRAGILE)),
        "opposites": tables.opposites(tables.groups_table(study, findings)),
        "leaning": tables.leaning(study, findings),
        "levels": {"trend": f"{100 * ALPHA:g}%", "looser": f"{100 * LOOSER:g}%"},
        "headlines": len(headline),
        "held": sum(name in held for name in headline),
        "untested": sum(name in held and name not in set(tested["indicator"]) for name in headline),
        "missing": [indicators[name].title for name in headline if name not in held],
    }


def _said_by_every_list(study: Study, rows: pd.DataFrame) -> pd.Series:
    """Tell which verdicts against the group's mean no other list of authorities would change."""
    others = other_groups(study).groupby("indicator")["verdict"].agg(set)
    said = zip(rows["indicator"], rows["verdict"], strict=True)
    return pd.Series([others.get(name, set()) <= {verdict} for name, verdict in said], rows.index, dtype=bool)


def _verdicts(rows: pd.DataFrame) -> str:
    """Count findings by verdict, such as "1 better and 7 worse"; nothing where there are none."""
    counts = rows["verdict"].value_counts().sort_index()
    return listed([f"{number} {verdict}" for verdict, number in counts.items()]) if len(counts) else ""


def _told(study: Study, rows: pd.DataFrame) -> list[str]:
    return [sentence(one, study.reference, study.lead.name) for one in each(rows)]
