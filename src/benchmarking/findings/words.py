"""Findings in plain English, never saying more than the figures bear."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from benchmarking.findings.frame import Finding
from benchmarking.findings.periods import period_words
from benchmarking.findings.trends import ALPHA
from benchmarking.reference import Indicator, Reference

#: Marks a figure's words where they are printed: the words, the finding, and whether the figure is the lead's.
Mark = Callable[[str, Finding, bool], str]
#: Marks the words of a figure of no finding: the words, the indicator and the area.
Cite = Callable[[str, str, str], str]
#: How each basis is said after a verdict.
BASIS_WORDS = {
    "tested": "tested",
    "complete count": "complete count, not a sample",
    "published and untested": "published figures, not tested",
    "predicted": "predicted from other authorities",
    "": "",
}
#: How a test of counts is called: they vary from year to year even where nothing has changed.
CHANCE = "tested against chance ups and downs"
_FROM_COUNTS = ("trend of proportions", "trend of rates")
#: A trend that is not clear at its own level, and would be at this one, says so.
LOOSER = 0.05
#: How each fifth is called, 1 being the highest.
FIFTHS = {1: "highest", 2: "second highest", 3: "middle", 4: "second lowest", 5: "lowest"}
#: How many of the choices that turn a verdict a sentence names.
_CHOICES_NAMED = 2


def figure_words(value: float, unit: str, decimals: int, status: str = "") -> str:
    """Say a figure in its unit: "28.4%", "£642.50", "3.1 per 1,000 households", or its marker if missing."""
    if value is None or math.isnan(value):
        return status or "[x]"
    number = _rounded(abs(value), decimals)
    sign = "−" if value < 0 and float(number.replace(",", "")) != 0 else ""
    if unit.startswith("£"):
        return f"{sign}£{number}"
    if unit.startswith("%"):
        return f"{sign}{number}%"
    return f"{sign}{number} {unit}".strip() if unit_is_said(unit) else f"{sign}{number}"


def change_words(change: float, unit: str, decimals: int) -> str:
    """Say a difference of two figures in their unit: percentages differ by percentage points."""
    if unit.startswith("%"):
        told = number(change, decimals)
        return f"{told} percentage point{'' if told.lstrip('−') == '1' else 's'}"
    return figure_words(change, unit, decimals)


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
    text = _rounded(abs(value), decimals)
    return f"−{text}" if value < 0 and float(text.replace(",", "")) != 0 else text


def _rounded(value: float, decimals: int) -> str:
    """Round an exact half up, as publishers do, and not to the even figure: a mean of 24.5 is 25."""
    return f"{Decimal(float(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"


def listed(names: list[str]) -> str:
    """Join names as a sentence does, by semicolons where a name has a comma in it."""
    if len(names) > 2 and any(", " in name for name in names):
        return "; ".join([*names[:-1], f"and {names[-1]}"])
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def ordinal(place: float) -> str:
    """Say a place: "1st", "9th", "111th"."""
    last = int(place) % 100
    ending = "th" if 10 < last < 14 else {1: "st", 2: "nd", 3: "rd"}.get(last % 10, "th")
    return f"{place:.0f}{ending}"


def place_words(finding: Finding) -> str:
    """Say a place by the figure and not by merit: "the lowest of 9", "the 3rd highest of 9"."""
    end = {1: "the highest", finding.of: "the lowest"}.get(
        finding.place, f"the {ordinal(finding.place)} highest"
    )
    return f"{end} of {finding.of:.0f}"


def basis_words(finding: Finding) -> str:
    """Say what a finding rests on; for counts, that the test is of chance and not of sampling."""
    counted = "count" in finding.method or finding.method in _FROM_COUNTS
    return CHANCE if finding.basis == "tested" and counted else BASIS_WORDS[finding.basis]


def rounding_words(finding: Finding, indicator: Indicator) -> str:
    """Say of a difference between two figures that are printed alike that the rounding hides it."""
    mine, theirs = _figure(finding.lead_value, indicator), _figure(finding.value, indicator)
    hides = mine == theirs and finding.verdict not in ("similar", "close")
    return "a difference smaller than the rounding" if hides else ""


def trend_basis(finding: Finding) -> str:
    """Say the strict level at which a trend is tested, and whether a usual one would have called it clear."""
    looser = f"; it would be clear at {100 * LOOSER:g}%" if leans(finding) else ""
    return f"{basis_words(finding)} at {100 * ALPHA:g}%{looser}"


def leans(finding: Finding) -> bool:
    """Tell whether a trend is not clear at its own level and would be at 5%, adjusted for the number of trends."""
    return finding.verdict == "no clear change" and finding.p_adjusted < LOOSER


def unmarked(words: str, finding: Finding, mine: bool) -> str:
    """Leave a figure's words as they are."""
    return words


def uncited(words: str, indicator: str, area: str) -> str:
    """Leave the words of a figure of no finding as they are."""
    return words


def sentence(finding: Finding, reference: Reference, lead_name: str, *, mark: Mark = unmarked) -> str:
    """Say one finding of any kind as a sentence with its hedge; `mark` is given each figure's words.

    "Employment rate, ages 16 to 64: One Council 73.7% and Another 75.9% (2023), similar (tested)."
    """
    indicator = reference.indicators[finding.indicator]
    if finding.is_silent:
        said = f"{_silence(finding, lead_name)}: {finding.reason}"
    elif finding.kind == "rank":
        said = _rank(finding, indicator, lead_name, mark)
    elif finding.kind == "trend":
        said = _trend(finding, indicator, lead_name, mark)
    elif finding.kind == "expected":
        said = _expected(finding, indicator, lead_name, mark)
    else:
        said = _pair(finding, indicator, lead_name, mark)
    return f"{indicator.title}: {said}."


def _pair(finding: Finding, indicator: Indicator, lead_name: str, mark: Mark) -> str:
    mine, theirs = _figure(finding.lead_value, indicator), _figure(finding.value, indicator)
    mine, theirs = mark(mine, finding, True), mark(theirs, finding, False)
    now = period_words(finding.lead_period)
    if finding.kind in ("since_previous", "since_baseline"):
        told = f"{lead_name} {mine} {_when(finding.lead_period)} and {theirs} {_when(finding.period)}"
        told += ", its baseline" if finding.kind == "since_baseline" else ""
    elif finding.kind == "group":
        standing = _standing(finding, indicator, lead_name)
        told = f"{lead_name} {mine} and the comparison group's mean {theirs} ({now}{standing})"
    else:
        told = f"{lead_name} {mine} and {finding.comparator_name} {theirs} ({now})"
    return f"{told}, {finding.verdict} ({hedged(finding, basis_words(finding), rounding_words(finding, indicator))})"


def _rank(finding: Finding, indicator: Indicator, lead_name: str, mark: Mark) -> str:
    mine = mark(_figure(finding.lead_value, indicator), finding, True)
    now = period_words(finding.lead_period)
    if finding.basis != "tested":
        areas = finding.method.partition(" of the ")[2]
        return (
            f"{lead_name} {mine} is in the {FIFTHS[int(finding.fifth)]} fifth of the {finding.of:.0f} {areas} "
            f"with a figure ({now}; {hedged(finding, basis_words(finding))})"
        )
    could = f"its true place could be anywhere from {ordinal(finding.place_lower)} to {ordinal(finding.place_upper)}"
    if finding.place_lower == finding.place_upper:
        could = "no other true place fits"
    tested = CHANCE if indicator.basis == "administrative count" else basis_words(finding)
    return (
        f"{lead_name} {mine} is {ordinal(finding.place)} of the {finding.of:.0f} authorities compared that have a "
        f"figure, counted from the highest ({now}); {could} ({hedged(finding, tested)})"
    )


def _trend(finding: Finding, indicator: Indicator, lead_name: str, mark: Mark) -> str:
    shows = "shows" if finding.verdict == "no clear change" else "was"
    since = f"since {period_words(finding.period)}"
    if finding.lead_upper > finding.lead_lower:  # then the latest figure was used
        since = f"between {period_words(finding.period)} and {period_words(finding.lead_period)}"
    slope = mark(
        change_words(finding.difference, indicator.unit.name, indicator.decimals + 1), finding, False
    )
    limits = interval_words(finding.difference_lower, finding.difference_upper, indicator.decimals + 1)
    return (
        f"{lead_name}'s figure {shows} {finding.verdict} {since}; slope {slope} a year"
        f"{f', interval {limits}' if limits else ''} "
        f"({finding.points:.0f} figures, {hedged(finding, trend_basis(finding))})"
    )


def _expected(finding: Finding, indicator: Indicator, lead_name: str, mark: Mark) -> str:
    context = finding.method.partition(" from ")[2]
    verdict = finding.verdict if finding.verdict == "as expected" else f"{finding.verdict} than expected"
    mine = mark(_figure(finding.lead_value, indicator), finding, True)
    middle = mark(_figure(finding.value, indicator), finding, False)
    high = _figure(finding.upper, indicator)
    said = unit_is_said(indicator.unit.name)
    low = number(finding.lower, indicator.decimals) if said else _figure(finding.lower, indicator)
    return (
        f"{lead_name} {mine} ({period_words(finding.lead_period)}), {verdict}: "
        f"authorities like it in {context} would have about {middle}, and a single one may well lie anywhere from "
        f"{low} to {high} (R² {finding.r2:.2f}, {finding.areas:.0f} authorities). "
        "This is about places, not people, and does not say why"
    )


def _silence(finding: Finding, lead_name: str) -> str:
    if finding.verdict == "too few points":
        return f"no trend can be told for {lead_name}"
    return {
        "rank": f"{lead_name} is not ranked",
        "trend": f"no trend is told for {lead_name}",
        "expected": f"what would be expected of a place like {lead_name} is not told",
        "group": f"{lead_name} and the comparison group's mean are not compared",
    }.get(finding.kind, f"{lead_name} and {finding.comparator_name} are not compared")


def _standing(finding: Finding, indicator: Indicator, lead_name: str) -> str:
    """Say how many members the mean rests on, their median, and the lead's place where it may be told."""
    median = number(finding.median, indicator.decimals)
    told = f"; mean of {finding.of - 1:.0f} with a figure, median {median}"
    if math.isnan(finding.place):
        return told
    return f"{told}, {lead_name} {place_words(finding)}"


def hedged(finding: Finding, *parts: str) -> str:
    """Join what a verdict rests on, its note, and what turns it."""
    return "; ".join(part for part in (*parts, finding.note, _fragile(finding)) if part)


def _fragile(finding: Finding) -> str:
    """Say which choices turn the verdict, but for an adjustment that the note tells of already."""
    if finding.firmness != "fragile":
        return ""
    already = "without adjustment" if "not firm after adjusting" in finding.note else ""
    choices = [choice for choice in finding.turned_by.split("; ") if choice != already]
    if not choices:
        return ""
    more = len(choices) - _CHOICES_NAMED
    if more > 0:
        named = ", ".join(choices[:_CHOICES_NAMED])
        return f"fragile: turns {named} and {more} other choice{'s' if more > 1 else ''}"
    return f"fragile: turns {' and '.join(choices)}"


def _when(period: str) -> str:
    return f"{'in' if '/' in period else 'on'} {period_words(period)}"


def _figure(value: float, indicator: Indicator) -> str:
    return figure_words(value, indicator.unit.name, indicator.decimals)
