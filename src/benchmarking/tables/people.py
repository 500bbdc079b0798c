"""Tables of each ethnic group beside the same group elsewhere: never ranked, and no range across groups."""

from __future__ import annotations

import math

import pandas as pd

from benchmarking.findings import (
    BASIS_WORDS,
    Finding,
    each,
    figure_words,
    inactivity_2011,
    number,
    period_words,
)
from benchmarking.findings.cohorts import FEW, about_children
from benchmarking.findings.pairs import SHARE_OF_GROUP
from benchmarking.findings.people import people_of
from benchmarking.findings.periods import in_time, measured_as_last
from benchmarking.reference import Indicator
from benchmarking.study import Study
from benchmarking.tables.benchmarks import said


def people_table(study: Study, findings: pd.DataFrame, whole: str) -> pd.DataFrame:
    """Set each ethnic group's figure beside the same group's elsewhere, in the publisher's order.

    Groups are never ranked, and no range across them is given: small groups would stretch it by chance.

    Parameters
    ----------
    whole : the indicator of everyone, such as "attainment_8".
    """
    item = study.reference.indicators[whole]
    found = {(one.indicator, one.kind): one for one in each(findings)}
    england = study.name(study.parameters.reference_area)
    lines = []
    for _, row in people_of(study, findings, whole).iterrows():
        group, reference = (found[row["indicator"], kind] for kind in ("group", "reference"))
        lines.append(
            {
                "Pupils": row["people"][0].upper() + row["people"][1:],
                "Period": period_words(row["period"]) if row["period"] else "–",
                study.lead.name: figure_words(row["lead"], item.unit.name, item.decimals),
                "Mean of the comparators": _same_group(group, item),
                england: _same_group(reference, item),
                "Children in a school year": _children(row),
                "Years before, measured as now": _years_before(study, row["indicator"]) or "none",
                "Bear in mind": group.note or reference.note,
            }
        )
    columns = [
        "Pupils", "Period", study.lead.name, "Mean of the comparators", england,
        "Children in a school year", "Years before, measured as now", "Bear in mind",
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=columns).set_index("Pupils")


def _same_group(finding: Finding, item: Indicator) -> str:
    if finding.is_silent:
        return said(finding)
    figure = figure_words(finding.value, item.unit.name, item.decimals)
    return f"{figure}: {finding.verdict} ({BASIS_WORDS['published and untested']})"


def _children(row: pd.Series) -> str:
    if pd.isna(row["school_year"]):
        return "not known"
    few = ": few" if row["size"] == "small" else ""
    return about_children(row["school_year"]) + few


def _years_before(study: Study, indicator: str) -> str:
    """List the lead's earlier figures of the same definition, which show how far a small group's figure swings."""
    item, rows = study.reference.indicators[indicator], study.observations
    own = (rows["indicator"] == indicator) & (rows["area_code"] == study.lead.code) & rows["value"].notna()
    series = in_time(rows[own]).sort_values("start", kind="stable")
    series = series[measured_as_last(item, series["start"])].iloc[:-1]
    return ", ".join(
        f"{number(value, item.decimals)} ({period_words(period)})"
        for value, period in zip(series["value"], series["period"], strict=True)
    )


def inactivity_table(study: Study) -> pd.DataFrame:
    """Set inactivity at ages 16 to 49 in each ethnic group beside the same group's elsewhere: historic, 2011.

    A complete count, over a decade old, in the census's own order of groups. No share is given of fewer than
    FEW residents. The mean of the comparators needs as many members as any other mean of the group.
    """
    england = study.parameters.reference_area
    frame = inactivity_2011(study, [study.lead.code, *study.comparators, england])
    enough = frame["aged_16_to_49"] >= FEW
    shares = frame.assign(share=frame["percentage"].where(enough)).pivot(
        index="people", columns="area_code", values="share"
    )
    told = {str(people): row.astype(float).to_dict() for people, row in shares.iterrows()}
    ours = frame[frame["area_code"] == study.lead.code]
    lines = [
        {
            "Residents aged 16 to 49, 27 March 2011": people,
            study.lead.name: _share(told[people][study.lead.code], many),
            "How many": _how_many(many),
            "Mean of the comparators": figure_words(
                _mean([told[people][area] for area in study.comparators]), "%", 1
            ),
            study.name(england): figure_words(told[people][england], "%", 1),
            "Basis": f"{BASIS_WORDS['complete count']}; {note}",
        }
        for people, many, note in zip(ours["people"], ours["aged_16_to_49"], ours["note"], strict=True)
    ]
    return pd.DataFrame(lines).set_index("Residents aged 16 to 49, 27 March 2011")


def _mean(shares: list[float]) -> float:
    held = [share for share in shares if not math.isnan(share)]
    enough = len(held) >= max(2, math.ceil(SHARE_OF_GROUP * len(shares)))
    return sum(held) / len(held) if enough else math.nan


def _share(share: float, residents: float) -> str:
    return "not told: too few" if residents < FEW else figure_words(share, "%", 1)


def _how_many(residents: float) -> str:
    if math.isnan(residents):
        return "[x]"
    return f"fewer than {FEW}" if residents < FEW else f"{residents:,.0f}"
