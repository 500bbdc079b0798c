"""Read a table kept by hand, and say in a researcher's words what is wrong with it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from benchmarking.errors import Location, ReferenceFileError, nearest

_EXCEL_DATE = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")


def read_table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Read a CSV kept by hand as text, with the row number of each line in column `row`.

    A byte-order mark, blank rows, and the empty columns that Excel leaves on the right are ignored, and
    cells lose spaces at their ends. The columns may stand in any order; those returned are `columns`, in
    that order, then `row`. Raises ReferenceFileError for a file that is missing, not UTF-8 or not
    separated by commas, for columns missing, unknown or repeated, and for a row with too many cells.
    """
    lines = _lines(path)
    header = [name.strip() for name in lines[0]] if lines else []
    while header and not header[-1]:
        header.pop()
    _check_header(header, columns, path)
    records = []
    for number, line in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if any(cells[len(header) :]):
            raise ReferenceFileError(
                "A row has more cells than the table has columns",
                where=Location(path.name, row=number),
                found=repr(next(cell for cell in cells[len(header) :] if cell)),
                expected=f"{len(header)} cells",
                next_step="Put double quotes around a text that contains a comma",
            )
        cells += [""] * (len(header) - len(cells))
        records.append([*cells[: len(header)], number])
    if not records:
        raise ReferenceFileError("The table has no rows", where=Location(path.name))
    frame = pd.DataFrame(records, columns=[*header, "row"])
    return frame[[*columns, "row"]]


def text(
    *checks: pa.Check, blank: bool = False, unique: bool = False, known: Iterable[str] = ()
) -> pa.Column:
    """Describe a column of text: its checks, whether a cell may be blank, and the words it knows.

    Checks are not applied to blank cells. `known` words are offered when a cell nearly spells one.
    """
    filled = [] if blank else [pa.Check(lambda cells: cells != "", error="some text: the cell is blank")]
    return pa.Column(
        object, [*filled, *checks], unique=unique, nullable=False, metadata={"known": sorted(known)}
    )


def one_of(words: Iterable[str]) -> pa.Check:
    """Check that each filled cell is one of these words."""
    allowed = list(words)
    shown = ", ".join(allowed) if len(allowed) <= 40 else f"one of the {len(allowed)} that are known"
    return pa.Check(lambda cells: cells.isin(allowed) | (cells == ""), error=shown)


def matching(pattern: str, expected: str) -> pa.Check:
    """Check that each filled cell matches a regular expression from end to end."""
    return pa.Check(lambda cells: cells.str.fullmatch(pattern) | (cells == ""), error=expected)


def parts_of(words: Iterable[str], expected: str) -> pa.Check:
    """Check that each filled cell is a list of these words, separated by semicolons."""
    allowed = set(words)
    return pa.Check(
        lambda cells: cells.map(
            lambda cell: cell == "" or (bool(split(cell)) and set(split(cell)) <= allowed)
        ).astype(bool),
        error=expected,
    )


def slug() -> pa.Check:
    """Check that each filled cell is an id such as shire-counties."""
    return matching(r"[a-z0-9]+(-[a-z0-9]+)*", "small letters and figures joined by hyphens")


def iso_date() -> pa.Check:
    """Check that each filled cell is a day that exists, written as 2023-04-01."""
    return pa.Check(
        lambda cells: cells.map(lambda cell: cell == "" or is_date(cell)).astype(bool),
        error="a day that exists, written like 2023-04-01",
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries by column name."""
    return [
        dict(zip(frame.columns, cells, strict=True)) for cells in frame.itertuples(index=False, name=None)
    ]


def split(cell: str) -> list[str]:
    """Return the parts of a cell that are separated by semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def check_table(frame: pd.DataFrame, columns: dict[str, pa.Column], path: Path) -> None:
    """Raise ReferenceFileError for the first cell, in reading order, that its column does not allow."""
    try:
        pa.DataFrameSchema(columns).validate(frame.astype(dict.fromkeys(columns, object)), lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.dropna(subset=["index"])
        cases = cases.assign(row=frame["row"].loc[cases["index"].astype(int)].to_numpy())
        cases = cases.sort_values("row", kind="stable")
        first = cases.iloc[0]
        column, found = str(first["column"]), str(first["failure_case"])
        if first["check"] == "field_uniqueness":
            repeats = cases[(cases["column"] == column) & (cases["failure_case"] == first["failure_case"])]
            raise repeated(path, column, found, repeats["row"].tolist()) from None
        known = (columns[column].metadata or {}).get("known", [])
        more = cases["row"].nunique() - 1
        unknown = next((part for part in split(found) if part not in known), found)
        advice = [_excel_date_advice(found), nearest(unknown, known) if found else None]
        if more:
            advice.append(f"{more} more row{'s have' if more > 1 else ' has'} something to put right")
        raise ReferenceFileError(
            f"The {column} cannot be used",
            where=Location(path.name, row=int(first["row"]), column=column),
            found=repr(found) if found else "a blank cell",
            expected=first["check"],
            next_step=". ".join(step.rstrip(".") for step in advice if step) or None,
        ) from None


def repeated(path: Path, column: str, found: str, rows: Sequence[int]) -> ReferenceFileError:
    """Return the error for something that stands in two rows and may stand in one."""
    return ReferenceFileError(
        f"The same {column} stands in rows {' and '.join(str(row) for row in sorted(rows)[:3])}",
        where=Location(path.name, row=int(sorted(rows)[1]), column=column),
        found=repr(found),
        expected="each one once",
        next_step="Remove or correct one of the rows",
    )


def _lines(path: Path) -> list[list[str]]:
    if not path.is_file():
        raise ReferenceFileError(
            "A reference table is missing",
            where=path.name,
            expected=f"the file in {path.parent.as_posix()}",
            next_step="Restore it from version control",
        )
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.reader(stream))
    except UnicodeDecodeError as error:
        raise ReferenceFileError(
            "The table is not UTF-8 text",
            where=Location(path.name),
            found=f"a byte that cannot be read at position {error.start}",
            next_step="In Excel, save it as 'CSV UTF-8 (Comma delimited)'",
        ) from error
    except csv.Error as error:
        raise ReferenceFileError(
            "The table cannot be read as CSV", where=Location(path.name), found=str(error)
        ) from error


def _check_header(header: list[str], columns: Sequence[str], path: Path) -> None:
    place = Location(path.name, row=1)
    if len(header) == 1 and ";" in header[0]:
        raise ReferenceFileError(
            "The table is separated by semicolons",
            where=place,
            expected="commas",
            next_step="In Excel, save it as 'CSV UTF-8 (Comma delimited)'",
        )
    twice = sorted({name for name in header if name and header.count(name) > 1})
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    if twice:
        raise ReferenceFileError(
            f"The column {twice[0]!r} stands twice", where=place, next_step="Remove one of the two"
        )
    if missing:
        raise ReferenceFileError(
            f"The table has no column {missing[0]!r}",
            where=place,
            found=f"the columns {', '.join(header)}" if header else "an empty file",
            expected=f"the columns {', '.join(columns)}",
            next_step=nearest(missing[0], unknown),
        )
    if unknown:
        raise ReferenceFileError(
            f"The column {unknown[0]!r} is not known" if unknown[0] else "A column has no name",
            where=place,
            expected=f"the columns {', '.join(columns)}",
            next_step="Remove the column, or correct its name",
        )


def is_date(cell: str) -> bool:
    """Say whether a cell is a day that exists, written as 2023-04-01."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        return False
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True


def _excel_date_advice(found: str) -> str | None:
    rewritten = _EXCEL_DATE.match(found)
    if not rewritten:
        return None
    day, month, year = rewritten.groups()
    iso = f"{year}-{month:0>2}-{day:0>2}"
    return (
        f"Excel rewrites dates: if this is day/month/year, write {iso}, with the column's format set to Text"
    )
