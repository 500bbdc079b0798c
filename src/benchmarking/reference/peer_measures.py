"""What others measure, matched by hand with the registry's indicators."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarking.errors import Location, ReferenceFileError
from benchmarking.reference.indicators import Indicators
from benchmarking.reference.practice import PracticeEvidence
from benchmarking.reference.tables import (
    check_table,
    one_of,
    parts_of,
    read_table,
    records,
    slug,
    split,
    text,
)

COLUMNS = ["measure", "title", "practice", "indicators", "match", "how", "needs", "needs_reason"]
#: How near an indicator of the registry comes to what others measure.
MATCHES = {"same": "the same", "near": "near", "none": "nothing like it"}
#: What it would take for a county council to have the measure.
NEEDS = {
    "published": "yes, from published figures",
    "own records": "yes, from its own records",
    "survey": "by asking residents",
    "review": "by outside assessment",
    "partners": "with partners, who hold it",
    "not known": "not known, since what is measured was not seen",
}


@dataclass(frozen=True, slots=True)
class PeerMeasure:
    """One measure that others use; `practice` and `indicators` are ids."""

    measure: str
    title: str
    practice: tuple[str, ...]
    indicators: tuple[str, ...]
    match: str
    how: str
    needs: str
    needs_reason: str


class PeerMeasures:
    """The measures in the table's order; `frame` has the columns of peer_measures.csv as text."""

    def __init__(self, frame: pd.DataFrame, file: str = "peer_measures.csv") -> None:
        self.frame = frame
        self.file = file
        self.all = [
            PeerMeasure(
                **{
                    **record,
                    "practice": tuple(split(record["practice"])),
                    "indicators": tuple(split(record["indicators"])),
                }
            )
            for record in records(frame)
        ]


def load_peer_measures(path: Path, indicators: Indicators, practice: PracticeEvidence) -> PeerMeasures:
    """Read and check peer_measures.csv; raises ReferenceFileError naming the row and column that is wrong."""
    frame = read_table(path, COLUMNS)
    measuring = [row.id for row in practice.all if row.measures]
    check_table(
        frame,
        {
            "measure": text(slug(), unique=True),
            "title": text(),
            "practice": text(
                parts_of(measuring, f"ids of {practice.file} whose `measures` is filled, with semicolons"),
                known=measuring,
            ),
            "indicators": text(
                parts_of(indicators.ids, "ids of indicators.csv, separated by semicolons"),
                blank=True,
                known=indicators.ids,
            ),
            "match": text(one_of(MATCHES), known=MATCHES),
            "how": text(),
            "needs": text(one_of(NEEDS), known=NEEDS),
            "needs_reason": text(),
        },
        path,
    )
    for record in records(frame):
        if (record["match"] == "none") == bool(record["indicators"]):
            raise ReferenceFileError(
                f"{record['title']}: the match and the indicators do not agree",
                where=Location(path.name, row=record["row"], column="indicators"),
                found=repr(record["indicators"]) if record["indicators"] else "a blank cell",
                expected="a blank cell for the match 'none', and at least one indicator for any other",
            )
    return PeerMeasures(frame.drop(columns="row"), path.name)
