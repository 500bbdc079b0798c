"""Tables of gaps in opportunity: both parts of each gap, how it has moved, and what bears on it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from benchmarking.findings import (
    BASIS_WORDS,
    Finding,
    each,
    figure_words,
    interval_words,
    number,
    period_words,
)
from benchmarking.findings.gaps import GAPS, gap_changes, gap_sides
from benchmarking.findings.words import change_words
from benchmarking.reference import Indicator
from benchmarking.study import Study
from benchmarking.tables.benchmarks import said

#: What is held on health, housing and work that bears on how equal people's chances are.
CIRCUMSTANCES = [
    "child_poverty",
    "household_deprivation",
    "employment_rate",
    "economic_inactivity",
    "claimant_count",
    "no_qualifications",
    "neet_or_not_known",
    "persistent_absence",
    "persistent_absence_fsm",
    "healthy_life_expectancy_female",
    "healthy_life_expectancy_male",
    "overcrowding",
    "housing_affordability",
    "homelessness_duty",
    "temporary_accommodation",
]
UNTESTED = BASIS_WORDS["published and untested"]


def gaps_table(study: Study, findings: pd.DataFrame, gaps: Iterable[str] = GAPS) -> pd.DataFrame:
    """Set each gap of the lead beside the group's mean, the reference area and what would be expected.

    Each gap stands with both its parts, "15.8 points (48.8 less 33.0)": the other pupils' figure less that of
    the pupils whom it is about. A gap that the lead has no figure of has no line.
    """
    found = {(one.indicator, one.kind): one for one in each(findings[findings["indicator"].isin(gaps)])}
    sides = gap_sides(study, findings, gaps)
    england = study.name(study.parameters.reference_area)
    called = {"lead": study.lead.name, "group": "Mean of the group", "reference": england}
    lines = []
    for name, rows in sides.groupby("indicator", sort=False):
        item = study.reference.indicators[str(name)]
        line = {"Gap": item.title, "Period": period_words(rows["period"].iloc[0])}
        for _, row in rows.iterrows():
            line[called[row["whose"]]] = _with_parts(row, item, found.get((item.id, row["whose"])))
        lines.append(line | {"Expected": _expected(found[item.id, "expected"], item)})
    return pd.DataFrame(lines, columns=["Gap", "Period", *called.values(), "Expected"]).set_index("Gap")


def _with_parts(row: pd.Series, item: Indicator, finding: Finding | None) -> str:
    if finding is not None and finding.is_silent:
        return said(finding)
    parts = "parts not held"
    if pd.notna(row["others"]):
        parts = f"{number(row['others'], item.decimals)} less {number(row['eligible'], item.decimals)}"
    told = f"{figure_words(row['gap'], item.unit.name, item.decimals)} ({parts})"
    return f"{told}: {said(finding)}" if finding is not None else told


def _expected(finding: Finding, item: Indicator) -> str:
    if finding.is_silent:
        return said(finding)
    middle = number(finding.value, item.decimals)
    return f"{middle} ({interval_words(finding.lower, finding.upper, item.decimals)}): {said(finding)}"


def gaps_over_time(study: Study, gaps: Iterable[str] = GAPS) -> pd.DataFrame:
    """Say how each gap of the lead and of the reference area has moved since it was first measured as now.

    Beside the change of the gap stand the changes of both its parts, since a gap also narrows when the other
    pupils do worse. Nothing is tested. A gap that the lead has no figure of has no line.
    """
    changes = gap_changes(study, [study.lead.code, study.parameters.reference_area], gaps)
    lines = []
    for _, row in changes[changes["last"] != ""].iterrows():
        item = study.reference.indicators[row["indicator"]]
        told = not row["reason"]
        lines.append(
            {
                "Gap": item.title,
                "Whose": row["name"],
                "Years": f"{period_words(row['first'])} to {period_words(row['last'])}" if told else "–",
                "Then": number(row["gap_then"], item.decimals) if told else "–",
                "Now": number(row["gap_now"], item.decimals) if told else "–",
                "Gap moved by": change_words(row["change"], item.unit.name, item.decimals) if told else "–",
                "Other pupils' figure by": _moved(row["others_change"], item, told),
                "Figure of those it is about by": _moved(row["eligible_change"], item, told),
                "In words": f"{row['verdict']} ({UNTESTED})" if told else f"not told: {row['reason']}",
            }
        )
    columns = [
        "Gap", "Whose", "Years", "Then", "Now", "Gap moved by", "Other pupils' figure by",
        "Figure of those it is about by", "In words",
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=columns).set_index("Gap")


def _moved(change: float, item: Indicator, told: bool) -> str:
    if not told:
        return "–"
    return "not held" if pd.isna(change) else change_words(change, item.unit.name, item.decimals)
