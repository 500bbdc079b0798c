"""The figures behind a picture as a table in words, for readers who would rather have those."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.findings import number, period_words
from benchmarking.study import Study

if TYPE_CHECKING:
    from benchmarking.charts import Picture

#: The figure from which a column of no known indicator is written with so many decimals.
_DECIMALS = ((1000.0, 0), (10.0, 1), (0.0, 2))
_MISSING = "–"


def figure_data(study: Study, shown: Picture) -> pd.DataFrame:
    """Return a picture's figures as text, under the headings that it names, the first column as index.

    Indicators and periods are said in words; a figure has its indicator's decimals; what is missing is "–".
    Columns without any content are left out. A picture that names no headings shows its whole frame.
    """
    frame = shown.frame.reset_index() if shown.frame.index.name else shown.frame
    headings = shown.columns or {name: str(name).replace("_", " ").capitalize() for name in frame.columns}
    places = _places(study, frame)
    told = {
        heading: words
        for column, heading in headings.items()
        if (words := _words(study, str(column), frame[column], places)).ne(_MISSING).any()
    }
    table = pd.DataFrame(told)
    return table.set_index(table.columns[0]) if told else table


def _places(study: Study, frame: pd.DataFrame) -> pd.Series | None:
    """Say how many decimals each row's figures have, where the frame tells its indicator."""
    if "indicator" not in frame:
        return None
    return frame["indicator"].map(lambda name: study.reference.indicators[str(name)].decimals)


def _words(study: Study, column: str, cells: pd.Series, places: pd.Series | None) -> pd.Series:
    if column == "indicator":
        return cells.map(lambda name: study.reference.indicators[str(name)].title)
    if pd.api.types.is_bool_dtype(cells):
        return cells.map({True: "yes", False: "no"})
    if not pd.api.types.is_numeric_dtype(cells):
        say = period_words if column == "period" else str
        return cells.map(lambda cell: _MISSING if pd.isna(cell) or cell == "" else say(cell))
    held = cells.dropna().astype(float)
    if (held % 1 == 0).all():
        places = pd.Series(0, index=cells.index)
    elif places is None:
        most = held.abs().max()
        places = pd.Series(next(n for least, n in _DECIMALS if most >= least), index=cells.index)
    return pd.Series(
        [
            _MISSING if pd.isna(cell) else number(float(cell), n)
            for cell, n in zip(cells, places, strict=True)
        ],
        index=cells.index,
        dtype=object,
    )
