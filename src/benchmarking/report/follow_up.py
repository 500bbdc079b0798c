"""The follow-up report to scrutiny: the tracking sheet, told by priority."""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmarking import tables
from benchmarking.findings import figure_words, period_words
from benchmarking.findings.sides import lead_side
from benchmarking.kpis import LISTS, VERDICTS, tracking, verdict_sentence
from benchmarking.reference.vocabulary import PRIORITIES, PRIORITY_TITLES
from benchmarking.report.markdown import Markdown, pipe_table
from benchmarking.study import Study

FOLLOW_UP = ("scrutiny-follow-up.html", "scrutiny-follow-up.docx", "scrutiny-follow-up.pdf")
_SHORTLIST = LISTS["recommended"]
UNMEASURED = "not yet measured"
_FEW = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def follow_up(study: Study, findings: pd.DataFrame) -> dict[str, Any]:
    """Return the names that the follow-up's words may use; all of it rests on the tracking sheet."""
    sheet = tracking(study, findings)
    proposed = sheet[sheet["list"] == _SHORTLIST].sort_values(
        "priority", key=lambda names: names.map(PRIORITIES.index), kind="stable"
    )
    besides = sheet[sheet["list"] != _SHORTLIST]
    parameters, titles = study.parameters, study.reference.indicators.by_id["title"]
    day = parameters.baseline
    return {
        "lead": study.lead.name,
        "vintage": parameters.vintage,
        "baseline": period_words(day.isoformat()) if day else "a day that this study does not name",
        "since": parameters.previous_vintage,
        "proposed": len(proposed),
        "newer": _few(int(proposed["is_new"].sum())),
        "verdicts": _counted(proposed, "on course", "off course"),
        "targets": _few(held) if (held := int(sheet["target"].notna().sum())) else "",
        "set": [
            {"title": title, "target": row["Target"], "owner": row["Owner"]}
            for title, row in tables.tracking_table(study, sheet[sheet["target"].notna()]).iterrows()
        ],
        "table": _verdict_table(study, proposed),
        "lines": [
            f"{titles[str(name)]}: {verdict_sentence(row, study.reference.indicators[str(name)])}"
            for name, row in proposed.iterrows()
            if row["verdict"] != UNMEASURED
        ],
        "unmeasured": _unmeasured(proposed[proposed["verdict"] == UNMEASURED], titles),
        "besides": len(besides),
        "besides_verdicts": _counted(besides),
        **_early_warning(study),
        "meanings": list(VERDICTS.items()),
        "level": f"{100 * parameters.confidence_level:g}%",
        "adjustment": {"fdr_bh": "Benjamini and Hochberg, 1995", "holm": "Holm, 1979"}.get(
            parameters.adjustment, ""
        ),
    }


def _verdict_table(study: Study, rows: pd.DataFrame) -> Markdown:
    """Set the proposed indicators in a table, those of one priority together."""
    table = tables.tracking_table(study, rows, tables.BRIEF).reset_index()
    table.insert(0, "Priority", [PRIORITY_TITLES[name] for name in rows["priority"]])
    return pipe_table(
        table.set_index("Priority"),
        "Proposed indicators by priority of the strategy: baseline, latest figure, change and verdict",
        "verdicts",
        [3, 7, 4, 4, 3, 3],
    )


def _counted(rows: pd.DataFrame, *always: str) -> str:
    """Count verdicts: "none on course; two not yet measured"; those in `always` also where none has them."""
    counts = rows["verdict"].value_counts()
    told = [word for word in VERDICTS if word in counts or word in always]
    return "; ".join(f"{_few(int(counts.get(word, 0)))} {word}" for word in told)


def _unmeasured(rows: pd.DataFrame, titles: pd.Series) -> list[dict[str, Any]]:
    """Put what is not measured for the same reason, and comes at the same time, into one line."""
    told = titles.reindex(rows.index).groupby([rows["reason"], rows["next_release"]], sort=False).agg(list)
    return [
        {"why": why[:1].upper() + why[1:], "next": release, "titles": names}
        for (why, release), names in zip(told.index.to_flat_index(), told, strict=True)
    ]


def _early_warning(study: Study) -> dict[str, Any]:
    """List the early-warning figures of conflict and tension: no direction, no change, no verdict.

    How well residents speak English is of that tier too. It describes residents and warns of nothing, so it
    is left to the Cabinet report.
    """
    indicators = study.reference.indicators
    listed_here = [
        item
        for item in map(indicators.get, indicators.ids)
        if item.tier == "early_warning" and item.priority == "conflict"
    ]
    latest = lead_side(study, study.observations)
    values, periods = latest["value"], latest["period"]
    lines = [
        {
            "Figure": item.title,
            study.lead.name: figure_words(float(values[item.id]), item.unit.name, item.decimals),
            "Period": period_words(str(periods[item.id])),
        }
        for item in listed_here
        if item.id in latest.index
    ]
    table = pd.DataFrame(lines, columns=["Figure", study.lead.name, "Period"]).set_index("Figure")
    shown: Markdown = pipe_table(table, "Early-warning figures, never judged", "early-warning", [6, 4, 3])
    return {
        "early_warning": shown,
        "early_missing": [item.title for item in listed_here if item.id not in latest.index],
    }


def _few(count: int) -> str:
    return _FEW[count] if count < len(_FEW) else str(count)
