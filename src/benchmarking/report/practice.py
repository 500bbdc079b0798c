"""What the chapter on how others work may name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from benchmarking import charts
from benchmarking.findings import own_districts
from benchmarking.findings.words import listed
from benchmarking.practice import (
    PEERS,
    peer_measures,
    practice_matrix,
    practice_rows,
)
from benchmarking.reference.commission import ASKED, NOTHING
from benchmarking.reference.peer_measures import NEEDS
from benchmarking.reference.practice import EVIDENCE, NO_ADDRESS, TRANSFERABILITY
from benchmarking.reference.vocabulary import PRIORITY_TITLES
from benchmarking.report.markdown import Markdown, pipe_table
from benchmarking.study import Study

STRONG = EVIDENCE[-2:]
#: Whose work it is: councils anywhere, the lead left out.
_COUNCILS = [*PEERS, "district"]
_TWO_TIERS = "Could a two-tier county do it?"


def practice(study: Study, show: Callable[..., Any]) -> dict[str, Any]:
    """Return the one name `practice`, with counts, tables and the picture, which `show` saves.

    Counts are of what was found, and never of what is done.
    """
    rows = practice_rows(study)
    rows = rows[rows["whose"] != "lead"]
    councils = rows[rows["whose"].isin(_COUNCILS)]
    matrix = practice_matrix(study, "priority")
    strong = rows[rows["evidence"].isin(STRONG)]
    named = strong[strong["whose"].isin(_COUNCILS) | (strong["evidence"] == EVIDENCE[-1])]
    return {
        "practice": {
            "rows": len(rows),
            "compared": int((rows["whose"] == "comparator").sum()),
            "councils": len(councils),
            "organisations": int(rows["organisation"].nunique()),
            "old": int((rows["age"] == "old").sum()),
            "undated": int((rows["age"] == "undated").sum()),
            "no_address": int((rows["address"] == NO_ADDRESS).sum()),
            "levels": [
                f"{level} {count}"
                for level in EVIDENCE
                if (count := int((councils["evidence"] == level).sum()))
            ],
            "firm": int(councils["evidence"].isin(STRONG).sum()),
            "firm_old": int((councils["evidence"].isin(STRONG) & (councils["age"] == "old")).sum()),
            "evaluated": _evaluated(study, rows),
            "picture": _picture(study, matrix, show),
            "silent": _silent(matrix),
            "empty": _empty(matrix),
            "strong": _strong_table(study, named, len(strong) - len(named)),
            "unheld": _unheld(study, rows),
            "districts": _districts(study, rows),
            "checklist": _checklist(study),
        }
    }


def _evaluated(study: Study, rows: pd.DataFrame) -> str:
    """Name the comparators of which an independent evaluation was found, or say "none"."""
    evaluated = rows[(rows["evidence"] == EVIDENCE[-1]) & (rows["whose"] == "comparator")]
    codes = [code for code in study.comparators if code in set(evaluated["area_code"])]
    return listed([study.name(code) for code in codes]) if codes else "none"


def _picture(study: Study, matrix: pd.DataFrame, show: Callable[..., Any]) -> Any:
    if not matrix["found"].any():
        return Markdown("")
    return show(
        charts.practice_grid(study, "priority"), charts.practice_caption(study, "priority"), "practice"
    )


def _silent(matrix: pd.DataFrame) -> str:
    """Name the councils of which nothing was found on anything."""
    found = matrix.groupby("name", sort=False)["found"].sum()
    names = [str(name) for name in found.index[found == 0]]
    return listed(names) if names else ""


def _empty(matrix: pd.DataFrame) -> list[str]:
    """Name, for each priority, the councils of which nothing was found on it, though something was on another."""
    silent = matrix[(matrix["found"] == 0) & (matrix.groupby("name")["found"].transform("sum") > 0)]
    return [
        f"{title.lower()} ({listed([str(name) for name in names])})"
        for priority, title in PRIORITY_TITLES.items()
        if len(names := silent.loc[silent["column"] == priority, "name"])
    ]


def _strong_table(study: Study, rows: pd.DataFrame, others: int) -> Markdown:
    """Set the strongest evidence in a table; whether two tiers could do the same is told to those who have two."""
    what = rows["title"] + " (" + rows["organisation"] + ", " + rows["period"] + ")"
    evaluated = rows["evidence"] == EVIDENCE[-1]
    table = pd.DataFrame(
        {
            "What and whose": what.where(~evaluated, what + ". " + rows["what_it_does"]),
            "Evidence": rows["evidence"],
            _TWO_TIERS: rows["transferability"].map(TRANSFERABILITY).str.capitalize(),
            "Source": rows["source_title"],
        }
    ).set_index("What and whose")
    widths = [17, 4, 5, 7]
    if study.lead.type != "county":
        table, widths = table.drop(columns=_TWO_TIERS), [17, 4, 9]
    caption = (
        "Outcome data of councils, and independent evaluations of anybody's work"
        f"{f' ({others} more entries of outcome data describe the country)' if others else ''}"
    )
    return pipe_table(table, caption, "practice-strong", widths)


def _unheld(study: Study, rows: pd.DataFrame) -> list[dict[str, str]]:
    """List what the comparators measure and the lead holds no figure of, by what it would take to have it."""
    compared = set(rows.loc[rows["whose"] == "comparator", "organisation"])
    measures = peer_measures(study)
    peers = measures[
        ~measures["peers"].map(compared.isdisjoint).astype(bool) & ~measures["held"].map(bool).astype(bool)
    ]
    return [
        {"needs": words.capitalize(), "titles": "; ".join(titles)}
        for need, words in NEEDS.items()
        if need != "not known" and len(titles := peers.loc[peers["needs"] == need, "title"])
    ]


def _districts(study: Study, rows: pd.DataFrame) -> dict[str, Any]:
    codes = own_districts(study)
    without = [study.name(code) for code in codes if code not in set(rows["area_code"])]
    return {
        "many": len(codes),
        "without": listed(without) if without else "",
        "found": len(codes) - len(without),
    }


def _checklist(study: Study) -> dict[str, int]:
    """Count what the strategy says something on and what nothing was found on, where it is the lead's."""
    asked = [one for one in study.reference.commission.of(*ASKED) if one.strategy_of == study.lead.code]
    nothing = sum(one.strategy_says == NOTHING for one in asked)
    return {"asked": len(asked), "nothing": nothing}
