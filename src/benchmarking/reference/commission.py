"""What the Commission on Integration and Cohesion (2007) asked of councils, and what one strategy says to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarking.errors import Location, ReferenceFileError
from benchmarking.reference.areas import Areas
from benchmarking.reference.tables import (
    check_table,
    matching,
    one_of,
    read_table,
    records,
    repeated,
    text,
)

COLUMNS = ["kind", "number", "words", "printed", "strategy_of", "strategy_says", "strategy_page"]
KINDS = ["definition", "principle", "characteristic", "expectation", "perspective"]
#: The kinds that a strategy is read against.
ASKED = ["characteristic", "expectation"]
NOTHING = "nothing found in the strategy"


@dataclass(frozen=True, slots=True)
class Asked:
    """One sentence of the Commission, or of the council that reported it, in our own words.

    `strategy_of` is the code of the council whose strategy was read against it, `strategy_says` what was found.
    """

    kind: str
    number: str
    words: str
    printed: str
    strategy_of: str
    strategy_says: str
    strategy_page: str


class Commission:
    """The sentences in order; `frame` has the columns of commission.csv as text."""

    def __init__(self, frame: pd.DataFrame, file: str = "commission.csv") -> None:
        self.frame = frame
        self.file = file
        self.all = [Asked(**record) for record in records(frame)]

    def of(self, *kinds: str) -> list[Asked]:
        """Return the sentences of these kinds, in the table's order."""
        return [one for one in self.all if one.kind in kinds]


def load_commission(path: Path, areas: Areas) -> Commission:
    """Read and check commission.csv; raises ReferenceFileError naming the row and column that is wrong."""
    frame = read_table(path, COLUMNS)
    check_table(
        frame,
        {
            "kind": text(one_of(KINDS), known=KINDS),
            "number": text(matching(r"[1-9]\d*|[a-z]", "a number, or a small letter")),
            "words": text(),
            "printed": text(),
            "strategy_of": text(one_of(areas.codes), blank=True, known=areas.codes),
        },
        path,
    )
    pairs = frame["kind"] + " " + frame["number"]
    if pairs.duplicated().any():
        twice = pairs[pairs.duplicated()].iloc[0]
        raise repeated(path, "number", twice, frame.loc[pairs == twice, "row"].tolist())
    for record in records(frame):
        asked = record["kind"] in ASKED
        found = asked and record["strategy_says"] != NOTHING
        for column, wanted, expected in (
            ("strategy_of", asked, "the code of the council whose strategy was read"),
            ("strategy_says", asked, f"what the strategy plainly says, or {NOTHING!r}"),
            ("strategy_page", found, "the page on which the strategy says it"),
        ):
            if wanted != bool(record[column]):
                raise ReferenceFileError(
                    f"The strategy's answer to {record['kind']} {record['number']} is not whole",
                    where=Location(path.name, row=record["row"], column=column),
                    found=repr(record[column]) if record[column] else "a blank cell",
                    expected=expected if wanted else "a blank cell",
                )
    return Commission(frame.drop(columns="row"), path.name)
