"""Tables of where the lead stands: its rank, what is expected of a place like it, and its own past."""

from __future__ import annotations

import math

import pandas as pd

from benchmarking.findings import (
    Finding,
    each,
    figure_words,
    interval_words,
    period_words,
)
from benchmarking.findings.words import FIFTHS, Mark, change_words, leans, unmarked
from benchmarking.reference import Indicator
from benchmarking.study import Study
from benchmarking.tables.benchmarks import lead_words, said


def ranks_table(
    study: Study, findings: pd.DataFrame, indicators: list[str], mark: Mark = unmarked
) -> pd.DataFrame:
    """Say for each indicator where the lead stands: its place with its rank set, or its fifth of England."""
    lines = [
        {
            "Indicator": item.title,
            "Period": period_words(one.lead_period),
            study.lead.name: lead_words(one, item, mark),
            "Place from the highest": f"{one.place:.0f} of {one.of:.0f} with a figure"
            if one.place > 0
            else "",
            "Could be": f"{one.place_lower:.0f} to {one.place_upper:.0f}" if one.place > 0 else "",
            "Fifth of England": ""
            if one.place > 0
            else f"{FIFTHS[int(one.fifth)]} of {one.of:.0f}, not tested",
        }
        for one, item in _speaking(study, findings, indicators, "rank")
    ]
    columns = ["Period", study.lead.name, "Place from the highest", "Could be", "Fifth of England"]
    return _table(lines, columns)


def expected_table(
    study: Study, findings: pd.DataFrame, indicators: list[str], mark: Mark = unmarked
) -> pd.DataFrame:
    """Set the lead's figures beside what is expected of a place like it, with the interval of the prediction."""
    lines = [
        {
            "Indicator": item.title,
            "Period": period_words(one.lead_period),
            study.lead.name: mark(figure_words(one.lead_value, item.unit.name, item.decimals), one, True),
            "Expected": f"{mark(figure_words(one.value, item.unit.name, item.decimals), one, False)} "
            f"({interval_words(one.lower, one.upper, item.decimals)})",
            "In words": one.verdict if one.verdict == "as expected" else f"{one.verdict} than expected",
            "R²": f"{one.r2:.2f}",
            "Authorities": f"{one.areas:.0f}",
        }
        for one, item in _speaking(study, findings, indicators, "expected")
    ]
    return _table(lines, ["Period", study.lead.name, "Expected", "In words", "R²", "Authorities"])


def over_time_table(
    study: Study, findings: pd.DataFrame, indicators: list[str], mark: Mark = unmarked
) -> pd.DataFrame:
    """Say for each indicator how the lead's figure has changed since the one before and since the baseline.

    Beside the change since the baseline stands the reference area's over the same time.
    """
    found = {(one.indicator, one.kind): one for one in each(findings[findings["indicator"].isin(indicators)])}
    reference = study.name(study.parameters.reference_area)
    lines = []
    for name in indicators:
        item = study.reference.indicators[name]
        previous, baseline, trend = (
            found[name, kind] for kind in ("since_previous", "since_baseline", "trend")
        )
        if all(one.is_silent for one in (previous, baseline, trend)):
            continue
        lines.append(
            {
                "Indicator": item.title,
                "Latest": f"{lead_words(previous, item, mark)} in {period_words(previous.lead_period)}",
                "Since the figure before": _change(previous, item),
                "Since the baseline": _change(baseline, item),
                f"{reference} since the baseline": _reference_change(study, baseline, item),
                "Trend": said(trend),
            }
        )
    columns = [
        "Latest", "Since the figure before", "Since the baseline", f"{reference} since the baseline", "Trend",
    ]  # fmt: skip
    return _table(lines, columns)


def leaning(study: Study, findings: pd.DataFrame) -> list[str]:
    """Name the lead's trends that are clear only at the looser level, each with its direction."""
    trends = findings[(findings["kind"] == "trend") & (findings["basis"] == "tested")]
    return [
        f"{study.reference.indicators[one.indicator].title} ({'rising' if one.difference > 0 else 'falling'})"
        for one in each(trends)
        if leans(one)
    ]


def _reference_change(study: Study, baseline: Finding, item: Indicator) -> str:
    """Say how far the reference area's figure moved between the two periods of the lead's; not tested."""
    if baseline.is_silent:
        return "–"
    rows = study.observations
    here = rows[(rows["indicator"] == item.id) & (rows["area_code"] == study.parameters.reference_area)]
    values = dict(zip(here["period"], here["value"], strict=True))
    moved = float(values.get(baseline.lead_period, math.nan)) - float(values.get(baseline.period, math.nan))
    return "no figure" if math.isnan(moved) else change_words(moved, item.unit.name, item.decimals)


def _speaking(
    study: Study, findings: pd.DataFrame, indicators: list[str], kind: str
) -> list[tuple[Finding, Indicator]]:
    rows = findings[(findings["kind"] == kind) & (findings["basis"] != "")]
    found = {one.indicator: one for one in each(rows)}
    return [(found[name], study.reference.indicators[name]) for name in indicators if name in found]


def _change(one: Finding, item: Indicator) -> str:
    if one.is_silent:
        return said(one)
    limits = interval_words(one.difference_lower, one.difference_upper, item.decimals)
    change = change_words(one.difference, item.unit.name, item.decimals) + (f" ({limits})" if limits else "")
    return f"{change} since {period_words(one.period)}: {said(one)}"


def _table(lines: list[dict[str, str]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=["Indicator", *columns]).set_index("Indicator")
