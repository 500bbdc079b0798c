"""Read census tables that Nomis publishes: the bulk files of 2021 and 2011, and its titled exports.

- Bulk 2021: `date`, `geography`, `geography code`, then `Variable: category` columns.
- Bulk 2011: the same three, sometimes `Rural Urban`, then `Variable: category; measures: Value` columns.
- Titled export: title lines, then a header with a `mnemonic` column and categories without the variable.

The table is told from the file's title or its columns, never from the file's name. The header of TS066 does
not give its number: it is known by its variable, Economic activity status, and its population, residents
aged 16 and over.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.errors import Location, SourceError
from benchmarking.sources.files import read_csv, to_numbers
from benchmarking.sources.guards import check_readable
from benchmarking.sources.layout import Layout
from benchmarking.sources.nomis_tables import CROSSING_2011, TABLES, Table
from benchmarking.sources.tidy import COUNT_COLUMNS, LOCATION_COLUMNS, Reading, Source

if TYPE_CHECKING:
    from benchmarking.reference import Reference

_CENSUS_DAY = {"2021": "2021-03-21", "2011": "2011-03-27"}
_MEASURE = "; measures: Value"
_PLACE_COLUMNS = ["date", "geography", "geography code", "Rural Urban", "row"]
_TITLE = re.compile(r"([A-Z]{2}\d{3,4}[A-Z]*) - ")


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read one census table as counts, one row an area and category.

    Columns are those of COUNT_COLUMNS: `table` the table's number, `category` as published without the
    variable's name (spaces after colons made alike, "Total" for everyone), `period` the census day. Small
    areas (LSOA) of England make a release of their own. Of LC6201EW only what gives inactivity at ages 16
    to 49 by main ethnic group is kept: "White; ages 16 to 49; economically inactive" and "White; ages 16 to
    49; all", for each of the five groups and for all. Raises SourceError for a table that is not known, a
    lost column, another year, and a count that is negative or not whole.
    """
    check_readable(path)
    top = _top_lines(path)
    header = next((number for number, line in enumerate(top, 1) if "mnemonic" in line), None)
    frame, table = _titled(path, top, header) if header else _bulk(path)
    _layout(table.title, (table.total, *table.broad)).new_columns(
        frame.rename(columns={"Total": table.total}), path
    )
    return [_reading(frame, table, path, reference)]


def _layout(release: str, columns: Sequence[str]) -> Layout:
    """Name the layout of a census table: every other column is one of its categories, and is read."""
    return Layout(release, "the bulk files and exports of 2023", tuple(columns))


def _top_lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        lines = (line for _, line in zip(range(20), stream, strict=False))
        return [[cell.strip() for cell in row] for row in csv.reader(lines)]


def _titled(path: Path, top: list[list[str]], header: int) -> tuple[pd.DataFrame, Table]:
    title = next((row[0] for row in top if row and row[0]), "")
    code = _TITLE.match(title)
    table = TABLES.get(code[1]) if code else None
    if table is None:
        raise _unknown(path, f"the title {title!r}")
    year = next((row[1] for row in top if len(row) > 1 and row[0].startswith("Date")), "")
    if year != table.year:
        raise _wrong_year(path, None, year, table)
    frame = read_csv(path, header_row=header)
    place = frame.columns[0]
    categories = [name for name in frame.columns if name not in (place, "mnemonic", "row")]
    footnotes = (frame[categories] == "").all(axis=1)
    frame = frame[~footnotes].rename(columns={"mnemonic": "geography code", table.total: "Total"})
    return frame.drop(columns=place), table


def _bulk(path: Path) -> tuple[pd.DataFrame, Table]:
    frame = read_csv(path)
    _layout("a census table from Nomis", _PLACE_COLUMNS[:3]).new_columns(frame, path)
    columns = {
        name: re.sub(r":\s*", ": ", name.removesuffix(_MEASURE))
        for name in frame.columns
        if name not in _PLACE_COLUMNS
    }
    table = _recognised(list(columns.values()), frame, path)
    if table.code == "LC6201EW":
        categories = {name: CROSSING_2011.get(text) for name, text in columns.items()}
    else:
        categories = {name: text.removeprefix(f"{table.variable}: ") for name, text in columns.items()}
        categories = {name: "Total" if text == table.total else text for name, text in categories.items()}
    wanted = {name: text for name, text in categories.items() if text}
    _layout(table.title, table.detailed).new_columns(pd.DataFrame(columns=list(wanted.values())), path)
    if "Rural Urban" in frame.columns:
        frame = frame[frame["Rural Urban"] == "Total"]
    wrong = frame["date"] != table.year
    if wrong.any():
        first = frame[wrong].iloc[0]
        raise _wrong_year(path, int(first["row"]), str(first["date"]), table)
    return frame[["geography code", "row", *wanted]].rename(columns=wanted), table


def _recognised(names: list[str], frame: pd.DataFrame, path: Path) -> Table:
    variables = {name.split(":")[0] for name in names}
    for table in TABLES.values():
        crossed = table.code == "LC6201EW"
        marks = set(CROSSING_2011) if crossed else {f"{table.variable}: {table.total}"}
        if variables == {table.variable} and marks & set(names):
            return table
    raise _unknown(path, f"the columns {', '.join(map(repr, names[:3]))}")


def _reading(frame: pd.DataFrame, table: Table, path: Path, reference: Reference) -> Reading:
    small = frame["geography code"].str.match(r"[EW]01\d{6}$")
    if small.any() and not small.all():
        raise SourceError(
            "The file mixes small areas with others",
            where=Location(path.name, row=int(frame.loc[~small, "row"].iloc[0]), column="geography code"),
            found=repr(frame.loc[~small, "geography code"].iloc[0]),
            expected="areas of one kind",
            next_step="Export one geography a file",
        )
    left_out = {"areas outside England": int((~frame["geography code"].str.startswith("E")).sum())}
    frame = frame[frame["geography code"].str.startswith("E")]
    if not small.any():
        known = frame["geography code"].isin(reference.areas.codes)
        left_out["areas of kinds that are not compared"] = int((~known).sum())
        frame = frame[known]
    categories = [name for name in frame.columns if name not in ("geography code", "row")]
    rows = pd.concat([_counted(frame, category, table, path) for category in categories])
    rows = rows.sort_values("row", kind="stable").reset_index(drop=True)
    release = f"census-{table.year}-{table.code.lower()}"
    return Reading(
        release=f"{release}-lsoa" if small.any() else release,
        title=f"{table.title}, small areas (LSOA)" if small.any() else table.title,
        rows=rows.reindex(columns=COUNT_COLUMNS + LOCATION_COLUMNS),
        kind="counts",
        address=f"https://www.nomisweb.co.uk/sources/census_{table.year}",
        small_areas=bool(small.any()),
        left_out={reason: count for reason, count in left_out.items() if count},
    )


def _counted(frame: pd.DataFrame, category: str, table: Table, path: Path) -> pd.DataFrame:
    counts, markers = whole_counts(frame[category], frame["row"], column=category, path=path)
    return pd.DataFrame(
        {
            "area_code": frame["geography code"],
            "table": table.code,
            "category": category,
            "period": _CENSUS_DAY[table.year],
            "count": counts,
            "status": markers,
            "sheet": "",
            "row": frame["row"],
        }
    )


def whole_counts(
    texts: pd.Series, rows: pd.Series, *, column: str, path: Path
) -> tuple[pd.Series, pd.Series]:
    """Turn published text into counts and markers; raises SourceError for one negative or not whole."""
    counts, markers = to_numbers(texts, rows, column=column, path=path)
    wrong = counts.notna() & ((counts < 0) | (counts % 1 != 0))
    if wrong.any():
        raise SourceError(
            "A census count is negative or not a whole number",
            where=Location(path.name, row=int(rows[wrong].iloc[0]), column=column),
            found=texts[wrong].iloc[0],
            expected="a whole number of residents or households",
            next_step="Check that the file holds counts and not percentages",
        )
    return counts, markers


def _unknown(path: Path, found: str) -> SourceError:
    return SourceError(
        "The file is not a census table that is known here",
        where=Location(path.name),
        found=found,
        expected=f"one of {', '.join(TABLES)}, as Nomis publishes it",
        next_step="Check that it is the right file, or bring its figures in through the plain form",
    )


def _wrong_year(path: Path, row: int | None, found: str, table: Table) -> SourceError:
    return SourceError(
        f"The file is {table.code}, which belongs to the census of {table.year}, but gives another year",
        where=Location(path.name, row=row, column="date"),
        found=repr(found),
        expected=table.year,
    )


SOURCE = Source(
    id="nomis-census",
    title="Census tables from Nomis",
    publisher="Office for National Statistics",
    address="https://www.nomisweb.co.uk/sources/census_2021",
    read=read,
)
