"""Read census tables that Nomis publishes: the bulk files of 2021 and 2011, and its titled exports.

- Bulk 2021: `date`, `geography`, `geography code`, then `Variable: category` columns.
- Bulk 2011: the same three, sometimes `Rural Urban`, then `Variable: category; measures: Value` columns.
- Titled export: title lines, then a header with a `mnemonic` column and categories without the variable.
- Long, from the interface (API): `nomis_long`.

The table is told from the file's title or its columns, never from the file's name. The header of TS066 does
not give its number: it is known by its variable, Economic activity status, and its population, residents
aged 16 and over.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.errors import Location, SourceError
from benchmarking.sources.files import read_csv, to_numbers
from benchmarking.sources.guards import check_readable
from benchmarking.sources.layout import Layout
from benchmarking.sources.nomis_long import MARKS, long_form
from benchmarking.sources.nomis_tables import CROSSING_2011, LAST, TABLES, Table, unknown_table, wrong_year
from benchmarking.sources.tidy import COUNT_COLUMNS, LOCATION_COLUMNS, Reading, Source

if TYPE_CHECKING:
    from benchmarking.reference import Reference

_CENSUS_DAY = {"2021": "2021-03-21", "2011": "2011-03-27"}
_MEASURE = "; measures: Value"
_PLACE = ("date", "geography", "geography code")
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
    if header:
        cells, table, new = _titled(path, top, header)
    elif top and MARKS & set(top[0]):
        cells, table, new = long_form(path)
    else:
        cells, table, new = _bulk(path)
    return [_reading(cells, table, new, path, reference)]


def _top_lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        lines = (line for _, line in zip(range(20), stream, strict=False))
        return [[cell.strip() for cell in row] for row in csv.reader(lines)]


def _titled(path: Path, top: list[list[str]], header: int) -> tuple[pd.DataFrame, Table, dict[str, int]]:
    title = next((row[0] for row in top if row and row[0]), "")
    code = _TITLE.match(title)
    table = TABLES.get(code[1]) if code else None
    if table is None:
        raise unknown_table(path, f"the title {title!r}")
    year = next((row[1] for row in top if len(row) > 1 and row[0].startswith("Date")), "")
    if year != table.year:
        raise wrong_year(path, None, year, table)
    frame = read_csv(path, header_row=header)
    place = frame.columns[0]
    categories = [name for name in frame.columns if name not in (place, "mnemonic", "row")]
    new = table.new_categories(categories, path, whole=False)
    footnotes = (frame[categories] == "").all(axis=1)
    frame = frame[~footnotes].rename(columns={"mnemonic": "geography code"})
    return _cells(frame, {name: name for name in categories}, table), table, new


def _bulk(path: Path) -> tuple[pd.DataFrame, Table, dict[str, int]]:
    frame = read_csv(path)
    Layout("a census table from Nomis", LAST, _PLACE).new_columns(frame, path)
    names = {
        name: re.sub(r":\s*", ": ", name.removesuffix(_MEASURE))
        for name in frame.columns
        if name not in _PLACE
    }
    table = _recognised(list(names.values()), path)
    others = Layout(table.title, LAST, _PLACE, ("Rural Urban", f"{table.variable}:…"))
    new = others.new_columns(frame.rename(columns=names), path)
    if table.code == "LC6201EW":
        categories = {name: CROSSING_2011[text] for name, text in names.items() if text in CROSSING_2011}
    else:
        start = f"{table.variable}: "
        categories = {name: text.removeprefix(start) for name, text in names.items() if start in text}
    new |= table.new_categories(list(categories.values()), path, whole=True)
    if "Rural Urban" in frame.columns:
        frame = frame[frame["Rural Urban"] == "Total"]
    wrong = frame["date"] != table.year
    if wrong.any():
        first = frame[wrong].iloc[0]
        raise wrong_year(path, int(first["row"]), str(first["date"]), table)
    return _cells(frame, categories, table), table, new


def _cells(frame: pd.DataFrame, categories: dict[str, str], table: Table) -> pd.DataFrame:
    """Put a table of one column a category into one row a cell: area_code, category, text, row and column."""
    known = {table.total, *table.broad, *table.detailed}
    parts = [
        pd.DataFrame(
            {
                "area_code": frame["geography code"],
                "category": category,
                "text": frame[name],
                "row": frame["row"],
                "column": name,
            }
        )
        for name, category in categories.items()
        if category in known
    ]
    return pd.concat(parts)


def _recognised(names: list[str], path: Path) -> Table:
    for table in TABLES.values():
        crossed = table.code == "LC6201EW"
        if set(CROSSING_2011 if crossed else [f"{table.variable}: {table.total}"]) & set(names):
            return table
    raise unknown_table(path, f"the columns {', '.join(map(repr, names[:3]))}")


def _reading(
    cells: pd.DataFrame, table: Table, new: dict[str, int], path: Path, reference: Reference
) -> Reading:
    small = cells["area_code"].str.match(r"[EW]01\d{6}$")
    if small.any() and not small.all():
        other = cells[~small].sort_values("row", kind="stable").iloc[0]
        raise SourceError(
            "The file mixes small areas with others",
            where=Location(path.name, row=int(other["row"]), column="geography code"),
            found=repr(other["area_code"]),
            expected="areas of one kind",
            next_step="Export one geography a file",
        )
    english = cells["area_code"].str.startswith("E")
    left_out = {"areas outside England": cells.loc[~english, "area_code"].nunique()}
    cells = cells[english]
    if not small.any():
        known = cells["area_code"].isin(reference.areas.codes)
        left_out["areas of kinds that are not compared"] = cells.loc[~known, "area_code"].nunique()
        cells = cells[known]
    rows = pd.concat([_counted(part, table, path) for _, part in cells.groupby("column", sort=False)])
    rows = rows.sort_values("row", kind="stable").reset_index(drop=True)
    release = f"census-{table.year}-{table.code.lower()}"
    return Reading(
        release=f"{release}-lsoa" if small.any() else release,
        title=f"{table.title}, small areas (LSOA)" if small.any() else table.title,
        rows=rows.reindex(columns=COUNT_COLUMNS + LOCATION_COLUMNS),
        kind="counts",
        address=f"https://www.nomisweb.co.uk/sources/census_{table.year}",
        small_areas=bool(small.any()),
        left_out={reason: count for reason, count in left_out.items() if count} | new,
    )


def _counted(cells: pd.DataFrame, table: Table, path: Path) -> pd.DataFrame:
    counts, markers = whole_counts(cells["text"], cells["row"], column=cells["column"].iloc[0], path=path)
    everyone = table.total if table.code != "LC6201EW" else None
    return pd.DataFrame(
        {
            "area_code": cells["area_code"],
            "table": table.code,
            "category": cells["category"].replace({everyone: "Total"}),
            "period": _CENSUS_DAY[table.year],
            "count": counts,
            "status": markers,
            "sheet": "",
            "row": cells["row"],
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


SOURCE = Source(
    id="nomis-census",
    title="Census tables from Nomis",
    publisher="Office for National Statistics",
    address="https://www.nomisweb.co.uk/sources/census_2021",
    read=read,
)
