"""A row of the tracking sheet as a sentence that says no more than the figures bear."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.beside import NOMINAL
from benchmarking.findings.periods import period_words
from benchmarking.findings.words import change_words, figure_words, interval_words, number
from benchmarking.reference import Indicator


def dated_figure(row: pd.Series, side: str, item: Indicator) -> str:
    """Say the "baseline" or the "latest" of a row with its interval and period, or nothing without one."""
    value = float(row[side])
    if pd.isna(value):
        return ""
    limits = interval_words(float(row[f"{side}_lower"]), float(row[f"{side}_upper"]), item.decimals)
    told = figure_words(value, item.unit.name, item.decimals) + (f" ({limits})" if limits else "")
    return f"{told}, {period_words(str(row[f'{side}_period']))}"


def change_told(row: pd.Series, item: Indicator) -> str:
    """Say the change of a row with its interval, or nothing where none is told."""
    if pd.isna(row["change"]):
        return ""
    limits = interval_words(float(row["change_lower"]), float(row["change_upper"]), item.decimals)
    told = change_words(float(row["change"]), item.unit.name, item.decimals)
    return f"{told} ({limits})" if limits else told


def tracking_sentence(row: pd.Series, item: Indicator) -> str:
    """Say what may be said of one row of the tracking sheet, with its figures.

    "Employment rate, ages 16 to 64: baseline 73.7% (70.7 to 76.7), 2023. Not yet measured: no figure yet …"
    """
    then, now = (dated_figure(row, side, item) for side in ("baseline", "latest"))
    figures = "; now ".join(part for part in (f"baseline {then}" if then else "", now) if part)
    return f"{item.title}: " + (f"{figures}. " if figures else "") + verdict_sentence(row, item)


def verdict_sentence(row: pd.Series, item: Indicator) -> str:
    """Say a verdict with what it rests on: "No detectable change: the difference of £29 (1 to 57) cannot …"."""
    note = f" Note: {row['note']}." if row["note"] else ""
    change = change_told(row, item)
    match row["verdict"]:
        case "on course":
            told = f"a change of {change}, more than chance and in the direction wanted{_small(row)}."
        case "off course":
            told = f"a change of {change}, more than chance and against the direction wanted{_small(row)}."
        case "no detectable change":
            alone = row["change_lower"] > 0 or row["change_upper"] < 0
            among = ", tested together with others," if alone else ""
            told = f"the difference of {change}{among} cannot be told from none. It may still be real."
        case "changed but untested":
            told = f"{_moved(row, item)}, {row['wanted']} being better; {_why_untested(row)}."
        case "close but untested":
            within = ""
            if pd.notna(row["smallest"]) and row["change"]:
                within = f", within the {number(float(row['smallest']), item.decimals)} that count as close"
            told = f"a difference of {change}{within}."
        case _:
            told = f"{row['reason']}."
    return f"{row['verdict'].capitalize()}: {told}{note}"


def _moved(row: pd.Series, item: Indicator) -> str:
    word = "higher" if row["change"] > 0 else "lower"
    size = change_words(abs(float(row["change"])), item.unit.name, item.decimals)
    return f"{word} by {size}"


def _why_untested(row: pd.Series) -> str:
    if row["basis"] == "tested":
        return f"more than chance, but {NOMINAL}"
    if row["basis"] == "complete count":
        return "counted in full, so that there is nothing to test"
    return "held without interval or counts, so that chance cannot be ruled out"


def _small(row: pd.Series) -> str:
    if pd.notna(row["smallest"]) and abs(row["change"]) < row["smallest"]:
        return ", though smaller than the figures can be relied on to show"
    return ""
