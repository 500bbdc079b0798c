"""Read a census table as the interface (API) of Nomis hands it over: long, one row an area and category.

The names of the columns and of the categories are as public programs that call the interface use them. No
answer of it has been read with this module: that it names the categories just as the bulk file does, and which
columns come besides, is not verified. What is not understood is refused.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarking.errors import Location, SourceError
from benchmarking.sources.files import read_csv
from benchmarking.sources.guards import refuse_rows
from benchmarking.sources.layout import Layout
from benchmarking.sources.nomis_tables import TABLES, Table, unknown_table, wrong_year

_YEAR, _AREA, _VALUE = "DATE_NAME", "GEOGRAPHY_CODE", "OBS_VALUE"
#: Columns of this form alone.
MARKS = {_AREA, _VALUE}
_LAST = "public programs that ask it (no answer has been read here)"
_BESIDES = ("DATE…", "GEOGRAPHY…", "MEASURES…", "OBS_…", "URN", "RECORD_…")


def long_form(path: Path) -> tuple[pd.DataFrame, Table, dict[str, int]]:
    """Read a long table as its cells (area_code, category, text, row, column), its Table, and what is new in it.

    Percentages, which the interface gives beside the counts unless only counts are asked for, are passed over
    and counted among what is new. Raises SourceError for a table that is not known or is divided by something
    else as well, another year, a lost category, an area of which a category is missing or stands
    twice, and an area without residents: the interface gives noughts for councils that ended.
    """
    frame = read_csv(path)
    names = [str(name) for name in frame.columns]
    table = next((one for one in TABLES.values() if one.dimension and f"{one.dimension}_NAME" in names), None)
    if table is None:
        raise unknown_table(path, f"the columns {', '.join(names[:8])}")
    category = f"{table.dimension}_NAME"
    layout = Layout(
        f"{table.code} from the interface of Nomis",
        _LAST,
        (_YEAR, _AREA, category, _VALUE),
        (*_BESIDES, f"{table.dimension}…"),
    )
    new = layout.new_columns(frame, path)
    divided = [name for name in names if name.startswith(("C_", "C2021_"))]
    divided = [name for name in divided if not name.startswith(table.dimension)]
    if divided:
        raise SourceError(
            f"The table is {table.code} divided by something else as well, so its counts are of some residents only",
            where=Location(path.name, column=divided[0]),
            expected=f"columns of {table.dimension} alone",
        )
    if "MEASURES_NAME" in names:
        values = frame["MEASURES_NAME"].str.casefold() == "value"
        if not values.all():
            new["figures that are no counts"] = int((~values).sum())
        frame = frame[values]
    wrong = frame[frame[_YEAR] != table.year]
    if not wrong.empty:
        raise wrong_year(path, int(wrong["row"].iloc[0]), str(wrong[_YEAR].iloc[0]), table)
    small = frame[_AREA].str.match(r"[EW]01\d{6}$").all()
    new |= table.new_categories(list(frame[category].unique()), path, whole=not small)
    frame = frame[frame[category].isin({table.total, *table.broad, *table.detailed})]
    _check_whole(frame, category, path)
    nobody = (frame[category] == table.total) & (frame[_VALUE] == "0")
    refuse_rows(
        frame,
        nobody,
        _AREA,
        path,
        "An area has no residents",
        "areas of the boundaries that are asked for",
        "Ask for areas of another year (geography=TYPE… in the address): councils that ended come with noughts",
    )
    cells = frame[[_AREA, category, _VALUE, "row"]].set_axis(["area_code", "category", "text", "row"], axis=1)
    return cells.assign(column=_VALUE), table, new


def _check_whole(frame: pd.DataFrame, category: str, path: Path) -> None:
    """Raise SourceError unless each area has each category once: pages may have been lost."""
    twice = frame.duplicated([_AREA, category])
    refuse_rows(frame, twice, _AREA, path, "An area has a category twice", "each category once an area")
    wanted = frame[category].nunique()
    short = frame.groupby(_AREA)[category].transform("size") < wanted
    refuse_rows(
        frame,
        short,
        _AREA,
        path,
        "An area lacks some of the categories that others have",
        f"{wanted} categories for each",
        "Download the table again: a page of it may not have come",
    )
