"""The tracking sheet in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from benchmarking.findings.words import change_words, figure_words
from benchmarking.kpis import change_told, dated_figure, no_judgements
from benchmarking.reference import Indicator
from benchmarking.study import Study

NONE = "–"
#: Columns enough to read the verdicts by.
BRIEF = ["Baseline", "Latest", "Change", "Verdict"]


def tracking_table(study: Study, sheet: pd.DataFrame, columns: Sequence[str] = ()) -> pd.DataFrame:
    """Say the tracking sheet in words, one line an indicator.

    Parameters
    ----------
    sheet : `kpis.tracking`, or some of its rows.
    columns : which columns to show, all when not given; BRIEF are enough to read the verdicts by.

    Returns
    -------
    DataFrame indexed by the indicator's title: List, Direction wanted, Baseline, Latest and Change with
    intervals and periods, Verdict, Smallest change worth reporting with where it comes from, Target with its
    warning, Next release, Owner, and Note (why nothing is measured, what to bear in mind). For a lead for which
    nothing is proposed there is no line, and the heading says so.
    """
    if missing := no_judgements(study):
        return pd.DataFrame({missing: []})
    lines = []
    for name, row in sheet.iterrows():
        item = study.reference.indicators[str(name)]
        lines.append(
            {
                "Indicator": item.title,
                "List": row["list"],
                "Direction wanted": row["wanted"],
                "Baseline": dated_figure(row, "baseline", item) or "no figure",
                "Latest": dated_figure(row, "latest", item) or NONE,
                "Change": change_told(row, item) or NONE,
                "Verdict": row["verdict"],
                "Smallest change worth reporting": _smallest(row, item),
                "Target": _target(row, item),
                "Next release": row["next_release"],
                "Owner": row["owner"] or "none named",
                "Note": _note(row) or NONE,
            }
        )
    known = [
        "List", "Direction wanted", *BRIEF, "Smallest change worth reporting", "Target", "Next release", "Owner",
        "Note",
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=["Indicator", *known]).set_index("Indicator")[list(columns) or known]


def _smallest(row: pd.Series, item: Indicator) -> str:
    if pd.isna(row["smallest"]):
        return "not known: no interval, and no size counts as worth reporting"
    return f"{change_words(float(row['smallest']), item.unit.name, item.decimals)}: {row['smallest_from']}"


def _target(row: pd.Series, item: Indicator) -> str:
    by = row["target_by"]
    if not isinstance(by, date):
        return "none set"
    told = f"{figure_words(float(row['target']), item.unit.name, item.decimals)} by {by.day} {by:%B %Y}"
    return f"{told}. {row['target_warning']}" if row["target_warning"] else told


def _note(row: pd.Series) -> str:
    revised = f"first published as {row['first_published']}" if row["first_published"] else ""
    return "; ".join(part for part in (row["reason"], row["note"], revised, row["tracking_note"]) if part)
