"""Authority by priority and authority by theme: how much was found, and the strongest evidence among it."""

from __future__ import annotations

import pandas as pd

from benchmarking.practice.found import by_council_type, of_area, practice_rows, strongest
from benchmarking.reference.tables import split
from benchmarking.reference.vocabulary import PRIORITIES, THEMES
from benchmarking.study import Study

#: What a row can be set against, with the column of practice_evidence.csv that says it.
ACROSS = {"priority": ("priorities", PRIORITIES), "theme": ("themes", THEMES)}


def practice_matrix(study: Study, across: str) -> pd.DataFrame:
    """Count what was found of each comparator on each priority or theme, with the strongest evidence.

    Parameters
    ----------
    across : "priority" or "theme". A row without a theme counts as cross-cutting, and a row with two counts
        under both, so the counts of a line do not add up to its rows.

    Returns
    -------
    One row a council and column, empty ones too: area_code, name, council_type, column, found (rows), strongest
    (level of evidence, blank when nothing was found), old and undated (rows). Councils stand by type, and within a
    type in the order of the comparison group: never by how much was found.
    """
    said, columns = ACROSS[across]
    rows = practice_rows(study)
    lines = []
    for kind, codes in by_council_type(study, study.comparators).items():
        for code in codes:
            own = of_area(rows, code)
            named = own[said].map(lambda cell: split(cell) or ["cross-cutting"])
            for column in columns:
                here = own[named.map(lambda names, column=column: column in names).astype(bool)]
                lines.append(
                    {
                        "area_code": code,
                        "name": study.name(code),
                        "council_type": kind,
                        "column": column,
                        "found": len(here),
                        "strongest": strongest(here["evidence"]),
                        "old": int((here["age"] == "old").sum()),
                        "undated": int((here["age"] == "undated").sum()),
                    }
                )
    names = [
        "area_code",
        "name",
        "council_type",
        "column",
        "found",
        "strongest",
        "old",
        "undated",
    ]
    return pd.DataFrame(lines, columns=names)
