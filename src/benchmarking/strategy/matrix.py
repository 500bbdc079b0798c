"""What measures each part of the strategy, how much of it is held and tested, and what nothing measures."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from benchmarking.findings.coverage import lead_latest
from benchmarking.reference import Element
from benchmarking.reference.strategy import MEASURING_TIERS
from benchmarking.reference.vocabulary import JUDGED_TIERS
from benchmarking.study import Study

MATRIX_COLUMNS = [
    "kind",
    "number",
    "words",
    "page",
    "indicators",
    *MEASURING_TIERS,
    *(f"{tier}_held" for tier in MEASURING_TIERS),
    "held",
    "tested",
    "recommended",
    "gap",
]


def matrix(study: Study, findings: pd.DataFrame, recommended: Collection[str] = ()) -> pd.DataFrame:
    """Count, for each priority, theme, challenge and outcome of the strategy, what measures it.

    Priorities, themes and outcomes have the indicators that the registry gives them; challenges those that
    strategy.csv names. Historic figures, published parts of gaps and figures of one group of people are left out.

    Parameters
    ----------
    findings : the study's findings. recommended : ids of the indicators recommended as KPIs.

    Returns
    -------
    MATRIX_COLUMNS, a row a part of the strategy: its ids; how many of each tier, and how many of these have a
    figure for the lead; how many have one altogether; in how many with a better direction a comparison could be
    tested; the ids among those recommended; the gap in words, of which the first sentence follows from the counts.
    """
    held = set(lead_latest(study).index)
    tested = set(findings.loc[findings["basis"] == "tested", "indicator"])
    rows = [_row(study, element, held, tested, recommended) for element in study.reference.strategy]
    return pd.DataFrame(rows, columns=MATRIX_COLUMNS)


def _row(
    study: Study, element: Element, held: set[str], tested: set[str], recommended: Collection[str]
) -> dict[str, object]:
    listed = element.measured_by(study.reference.indicators)
    tiers = {tier: sum(one.tier == tier for one in listed) for tier in MEASURING_TIERS}
    figures = {tier: sum(one.tier == tier and one.id in held for one in listed) for tier in MEASURING_TIERS}
    tests = sum(one.is_judged and one.id in tested for one in listed)
    shown = _shown(study, tiers, figures, tests)
    return {
        "kind": element.kind,
        "number": element.number,
        "words": element.words,
        "page": element.page,
        "indicators": [one.id for one in listed],
        **tiers,
        **{f"{tier}_held": many for tier, many in figures.items()},
        "held": sum(figures.values()),
        "tested": tests,
        "recommended": [one.id for one in listed if one.id in recommended],
        "gap": " ".join([*([shown] if shown else []), *([f"{element.gap}."] if element.gap else [])]),
    }


def _shown(study: Study, tiers: dict[str, int], figures: dict[str, int], tests: int) -> str:
    """Say what the counts themselves show to be missing, or nothing."""
    if not any(tiers.values()):
        return ""
    judged = sum(tiers[tier] for tier in JUDGED_TIERS)
    if not judged:
        return "It has no headline or supporting indicator."
    if not sum(figures[tier] for tier in JUDGED_TIERS):
        return f"No headline or supporting indicator of it has a figure for {study.lead.name}."
    said = "" if tests else "None of its comparisons could be tested."
    if tiers["headline"] and not figures["headline"]:
        said = f"No headline indicator of it has a figure for {study.lead.name}. {said}".rstrip()
    return said


def held_words(held: int, listed: int) -> str:
    """Say of how many of the indicators listed there is a figure: "3 of 4", "none of 2", or "none" of none."""
    return f"{held or 'none'} of {listed}" if listed else "none"
