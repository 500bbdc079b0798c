"""Read the detailed tables of statutory homelessness that the housing department publishes each quarter."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.errors import Location, SourceError
from benchmarking.sources.files import read_sheet, to_numbers
from benchmarking.sources.layout import Layout
from benchmarking.sources.tidy import LOCATION_COLUMNS, OBSERVATION_COLUMNS, Reading, Source

if TYPE_CHECKING:
    from benchmarking.reference import Reference

_QUARTERS = {
    "january to march": "01",
    "april to june": "04",
    "july to september": "07",
    "october to december": "10",
}
_MONTHS = list(calendar.month_name[1:])
_HOUSEHOLDS = "Number of households in area (000s)"
#: Headers that stand under many others and say nothing alone.
_UNDER_OTHERS = ("Total number of households", "Total with children")


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    indicator: str
    title: str
    counted: str
    passed_over: tuple[str, ...]


_SHEETS = (
    _Sheet(
        "A1",
        "homelessness_duty",
        "Number of households by initial assessment",
        "Total owed a prevention or relief duty",
        (
            *("Total initial assessments", "Threatened with homelessness…", "due to service of…"),
            *("Homeless - Relief duty owed", "Not homeless nor threatened…", "Withdrew application…"),
            *("Not eligible…", "Households assessed as…"),
        ),
    ),
    _Sheet(
        "TA1",
        "temporary_accommodation",
        "Number of households by type of temporary accommodation",
        "Total number of households in TA",
        (
            *("Total number of households in TA…", "Total number of children in TA", "Sum of…"),
            *("Bed and breakfast hotels…", "Nightly paid, privately managed…", "Hostels…"),
            *("Private sector accommodation leased…", "Local authority or Housing association…"),
            *("Any other type of temporary…", "In TA in another…", "Duty owed, no accommodation…"),
            *("Total with children and resident…", "Total with 16/17…"),
        ),
    ),
)


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read sheets A1 and TA1 as rates per 1,000 households, with the counts that they rest on.

    homelessness_duty is households owed a prevention or relief duty in the quarter, temporary_accommodation
    households in temporary accommodation on the quarter's last day; numerator households, denominator
    households in the area (published in thousands). A1 publishes a rate for each duty but none for both, so
    the value is the numerator divided by the denominator, for both sheets. Two-tier counties are not
    published. "Rest of England" has no code and is left out. Raises SourceError for a lost sheet or column,
    a title without its period, and a figure that is neither a number nor a marker.
    """
    parts = [_read_sheet(path, sheet) for sheet in _SHEETS]
    rows = pd.concat([part for part, *_ in parts], ignore_index=True)
    known = rows["area_code"].isin(reference.areas.codes)
    left_out = {
        "areas without a code": sum(uncoded for _, uncoded, _ in parts),
        "areas of kinds that are not compared": int((~known).sum()),
    }
    return [
        Reading(
            release="homelessness",
            title="Statutory homelessness, detailed local authority tables (A1 and TA1)",
            rows=rows[known].reset_index(drop=True),
            released=_released(path),
            left_out={reason: count for reason, count in left_out.items() if count}
            | {reason: count for *_, new in parts for reason, count in new.items()},
        )
    ]


def _read_sheet(path: Path, sheet: _Sheet) -> tuple[pd.DataFrame, int, dict[str, int]]:
    title = str(read_sheet(path, sheet.name).columns[0])
    if sheet.title not in title:
        raise SourceError(
            "The sheet has another title than this table has",
            where=Location(path.name, sheet.name, 1),
            found=repr(title),
            expected=f"a title with {sheet.title!r}",
        )
    grid = _grid(path, sheet.name)
    first = next((at for at, code in grid[0].items() if re.fullmatch(r"E\d{8}", code)), None)
    if first is None:
        raise SourceError(
            "The sheet has no row with an area code in its first column",
            where=Location(path.name, sheet.name),
        )
    columns, new = _columns(grid.iloc[1:first], sheet, path)
    coded = grid[0].str.fullmatch(r"[A-Z]\d{8}")
    uncoded = int(((grid[0] == "-") & (grid[columns[sheet.counted]] != "")).sum())
    body = grid[coded]
    row = pd.Series(body.index + 1, index=body.index)
    counted, markers = to_numbers(
        body[columns[sheet.counted]], row, column=sheet.counted, path=path, sheet=sheet.name
    )
    thousands, area_markers = to_numbers(
        body[columns[_HOUSEHOLDS]], row, column=_HOUSEHOLDS, path=path, sheet=sheet.name
    )
    households = (thousands * 1000).round(3)
    rows = pd.DataFrame(
        {
            "area_code": body[0],
            "indicator": sheet.indicator,
            "period": _period(title, path, sheet.name),
            "value": counted / households.where(households > 0) * 1000,
            "numerator": counted,
            "denominator": households,
            "status": markers.where(markers != "", area_markers),
            "sheet": sheet.name,
            "row": row,
        }
    )
    return rows.reindex(columns=OBSERVATION_COLUMNS + LOCATION_COLUMNS), uncoded, new


def _grid(path: Path, sheet: str) -> pd.DataFrame:
    """Return a sheet as text without a header, since its headers fill several rows."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    name = next(name for name in book.sheet_names if name.strip().casefold() == sheet.casefold())
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return pd.DataFrame([[" ".join(str(cell).split()) for cell in row] for row in rows], dtype=str).fillna("")


def _columns(headers: pd.DataFrame, sheet: _Sheet, path: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Find columns by the text of any of their header rows, footnote numbers taken off, and tell those that are new.

    A column is known by the lowest of its headers; above it stand groups, and the names of a hidden table.
    """
    wanted = (sheet.counted, _HOUSEHOLDS)
    places: dict[str, list[int]] = {}
    lowest = []
    for column in range(headers.shape[1]):
        texts = [re.sub(r"(?<=[A-Za-z)])\d+(,\s?\d+)*", "", text) for text in headers[column] if text]
        for text in set(texts):
            places.setdefault(text, []).append(column)
        lowest += [text for text in texts if text not in _UNDER_OTHERS][-1:]
    layout = Layout(
        "the detailed local authority tables", "the workbook of 27 February 2025", wanted, sheet.passed_over
    )
    named = dict.fromkeys([*lowest, *(text for text in wanted if text in places)])
    new = layout.new_columns(pd.DataFrame(columns=list(named)), path, sheet.name)
    for label in wanted:
        if len(places[label]) != 1:
            raise SourceError(
                f"The column {label!r} stands more than once",
                where=Location(path.name, sheet.name),
                found=f"headers such as {', '.join(map(repr, list(places)[:4]))}",
                next_step="Check that this is the right workbook of this source",
            )
    return {label: places[label][0] for label in wanted}, new


def _period(title: str, path: Path, sheet: str) -> str:
    quarter = re.search(rf"({'|'.join(_QUARTERS)}) (\d{{4}})", title, re.IGNORECASE)
    if quarter:
        return f"{quarter[2]}-{_QUARTERS[quarter[1].casefold()]}-01/P3M"
    day = re.search(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})", title)
    if day:
        return date(int(day[3]), _MONTHS.index(day[2]) + 1, int(day[1])).isoformat()
    raise SourceError(
        "The sheet's title does not say which period it is for",
        where=Location(path.name, sheet, 1),
        found=repr(title),
        expected="a quarter such as 'April to June 2024' or a day such as '30 June 2024'",
    )


def _released(path: Path) -> date | None:
    """Return the publication date that stands at the top of the contents sheet, if it does."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    if "Contents" not in book.sheet_names:
        return None
    for row in book.get_sheet_by_name("Contents").to_python(nrows=10):
        for cell in row:
            if isinstance(cell, date):
                return cell.date() if isinstance(cell, datetime) else cell
    return None


SOURCE = Source(
    id="mhclg-homelessness",
    title="Statutory homelessness live tables",
    publisher="Ministry of Housing, Communities and Local Government",
    address="https://www.gov.uk/government/collections/homelessness-statistics",
    read=read,
)
