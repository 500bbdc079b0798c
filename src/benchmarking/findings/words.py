"""Findings in plain English, never saying more than the figures bear."""

from __future__ import annotations

import math

import pandas as pd

from benchmarking.findings.sides import period_words
from benchmarking.reference import Indicator, Reference

#: How each basis is said after a verdict.
BASIS_WORDS = {
    "tested": "tested",
    "complete count": "complete count, not a sample",
    "published and untested": "published figures, not tested",
    "": "",
}
#: A shape and a word for each verdict, so that colour is never the only carrier.
MARKS = {
    "better": "▲ better",
    "worse": "▼ worse",
    "higher": "↑ higher",
    "lower": "↓ lower",
    "similar": "= similar",
    "close": "≈ close",
    "not compared": "– not compared",
}


def figure_words(value: float, unit: str, decimals: int, status: str = "") -> str:
    """Say a figure in its unit: "28.4%", "£642.50", "3.1 per 1,000 households", or its marker if missing."""
    if value is None or math.isnan(value):
        return status or "[x]"
    number = f"{abs(value):,.{decimals}f}"
    sign = "−" if value < 0 and float(number.replace(",", "")) != 0 else ""
    if unit.startswith("£"):
        return f"{sign}£{number}"
    if unit.startswith("%"):
        return f"{sign}{number}%"
    return f"{sign}{number} {unit}".strip() if unit_is_said(unit) else f"{sign}{number}"


def unit_is_said(unit: str) -> bool:
    """Tell whether a unit follows the number: scores, ratios and indices stand alone."""
    return not unit.startswith(("index", "mean score", "score", "ratio", "£", "%"))


def interval_words(lower: float, upper: float, decimals: int) -> str:
    """Say an interval, "70.7 to 76.7", or nothing when there is none."""
    if math.isnan(lower) or math.isnan(upper):
        return ""
    return f"{number(lower, decimals)} to {number(upper, decimals)}"


def number(value: float, decimals: int) -> str:
    """Write a number with its decimals, thousands commas and a true minus sign."""
    text = f"{abs(value):,.{decimals}f}"
    return f"−{text}" if value < 0 and float(text.replace(",", "")) != 0 else text


def basis_words(finding: pd.Series) -> str:
    """Say what a finding rests on; for counts, that the test is of chance and not of sampling."""
    if finding["basis"] == "tested" and "count" in finding["method"]:
        return "tested for chance between periods"
    return BASIS_WORDS[finding["basis"]]


def sentence(finding: pd.Series, reference: Reference, lead_name: str) -> str:
    """Say one finding as a sentence with its hedge.

    "Employment rate, ages 16 to 64: Lancashire 73.7% and Kent 76.1% (2024/25), similar (tested)."
    """
    indicator = reference.indicators[finding["indicator"]]
    mine = figure_words(
        finding["lead_value"], indicator.unit.name, indicator.decimals, str(finding["lead_status"] or "")
    )
    name = "the comparison group's mean" if finding["kind"] == "group" else finding["comparator_name"]
    standing = _standing(finding, indicator) if finding["kind"] == "group" else ""
    if finding["verdict"] == "not compared":
        return f"{indicator.title}: {lead_name} and {name} are not compared: {finding['reason']}."
    theirs = figure_words(finding["value"], indicator.unit.name, indicator.decimals)
    words = f"{finding['verdict']} ({basis_words(finding)}"
    if finding["note"]:
        words += f"; {finding['note']}"
    return (
        f"{indicator.title}: {lead_name} {mine} and {name} {theirs}"
        f" ({period_words(finding['lead_period'])}{standing}), {words})."
    )


def _standing(finding: pd.Series, indicator: Indicator) -> str:
    """Say how many members the mean rests on, their median, and the lead's place from the highest."""
    if pd.isna(finding["of"]):
        return ""
    median = number(finding["median"], indicator.decimals)
    place = f"number {int(finding['place'])} of {int(finding['of'])} from the highest"
    return f"; mean of {int(finding['of']) - 1} with a figure, median {median}, {place}"
