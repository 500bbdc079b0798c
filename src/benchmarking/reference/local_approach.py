"""A council's own approach, strand by strand: the indicators and the practice elsewhere that bear on each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarking.reference.areas import Areas
from benchmarking.reference.indicators import Indicators
from benchmarking.reference.practice import PracticeEvidence
from benchmarking.reference.tables import (
    check_table,
    one_of,
    parts_of,
    read_table,
    records,
    repeated,
    slug,
    split,
    text,
)

COLUMNS = ["area_code", "strand", "title", "words", "indicators", "practice", "not_known", "source"]


@dataclass(frozen=True, slots=True)
class Strand:
    """One strand of a council's approach; `indicators` and `practice` are ids, either may be empty."""

    area_code: str
    strand: str
    title: str
    words: str
    indicators: tuple[str, ...]
    practice: tuple[str, ...]
    not_known: str
    source: str


class LocalApproach:
    """The strands; `frame` has the columns of local_approach.csv as text."""

    def __init__(self, frame: pd.DataFrame, file: str = "local_approach.csv") -> None:
        self.frame = frame
        self.file = file
        self._strands = [
            Strand(
                **{
                    **record,
                    "indicators": tuple(split(record["indicators"])),
                    "practice": tuple(split(record["practice"])),
                }
            )
            for record in records(frame)
        ]

    def of(self, area_code: str) -> list[Strand]:
        """Return a council's strands in the table's order; none is no error."""
        return [strand for strand in self._strands if strand.area_code == area_code]


def load_local_approach(
    path: Path, areas: Areas, indicators: Indicators, practice: PracticeEvidence
) -> LocalApproach:
    """Read and check local_approach.csv; raises ReferenceFileError naming the row and column that is wrong."""
    frame = read_table(path, COLUMNS)
    check_table(
        frame,
        {
            "area_code": text(one_of(areas.codes), known=areas.codes),
            "strand": text(slug()),
            "title": text(),
            "words": text(),
            "indicators": text(
                parts_of(indicators.ids, "ids of indicators.csv, separated by semicolons"),
                blank=True,
                known=indicators.ids,
            ),
            "practice": text(
                parts_of(practice.ids, f"ids of {practice.file}, separated by semicolons"),
                blank=True,
                known=practice.ids,
            ),
            "not_known": text(),
            "source": text(),
        },
        path,
    )
    pairs = frame["area_code"] + " " + frame["strand"]
    if pairs.duplicated().any():
        twice = pairs[pairs.duplicated()].iloc[0]
        raise repeated(path, "strand", twice, frame.loc[pairs == twice, "row"].tolist())
    return LocalApproach(frame.drop(columns="row"), path.name)
