"""Read hate crime recorded by the police, by police force area and strand, as the Home Office publishes it.

No official copy has been read with this module. What is known: the release is yearly, for the year ending in
March, in tables by police force area and by the five centrally monitored strands; an offence may have more
than one motivating factor, so the strands add up to more than the offences. Not verified: the names of the
sheets, the exact words of the headers, whether codes stand beside the names of the police forces, and which
markers stand where a force has supplied nothing. So the table is found by what its headers hold, wherever it
stands, and anything else is refused.
"""

from __future__ import annotations

import calendar
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.errors import Location, SourceError
from benchmarking.sources.files import to_numbers
from benchmarking.sources.tidy import COUNT_COLUMNS, LOCATION_COLUMNS, Reading, Source
from benchmarking.sources.workbook import Workbook, open_workbook

if TYPE_CHECKING:
    from benchmarking.reference import Reference

TABLE = "hate crime"
OFFENCES = "All offences"
STRANDS = {
    "Race": r"race\b",
    "Religion": r"religio",
    "Sexual orientation": r"sexual orientation",
    "Disability": r"disability",
    "Transgender": r"transgender",
}
_COLUMNS = {OFFENCES: r"(total|number of|all)\b.*\boffences", **STRANDS}
_FORCE = r"police force( area)?( name)?|force( name)?"
_MONTHS = list(calendar.month_name[1:])
_FORCES = "police force area"


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read the offences of each police force area, in all and by strand, as counts.

    A police force area may hold several councils, or part of a county and its neighbours (the note of
    areas.csv says which), so a figure of one is never a council's. Forces are matched with areas.csv by
    their code, or else by their name. Raises SourceError where no visible sheet, or more than one, has the
    table, where a title does not say one year, where a force stands twice, and where a strand has more
    offences than there are, or all strands together fewer.
    """
    book = open_workbook(path)
    sheet, titles, table, columns = _found(book)
    period, year = _year(titles, book, sheet)
    codes = _codes(table, columns["force"], reference)
    _check_forces(codes, table, columns["force"], book, sheet)
    figures = {
        category: to_numbers(
            table[columns[category]], table["row"], column=columns[category], path=path, sheet=sheet
        )
        for category in _COLUMNS
    }
    _check_strands({name: numbers for name, (numbers, _) in figures.items()}, table, book, sheet)
    rows = pd.concat(
        [
            pd.DataFrame(
                {
                    "area_code": codes,
                    "table": TABLE,
                    "category": category,
                    "period": period,
                    "count": numbers,
                    "status": markers,
                    "sheet": sheet,
                    "row": table["row"],
                }
            )
            for category, (numbers, markers) in figures.items()
        ],
        ignore_index=True,
    )
    english = int((reference.areas.frame["type"] == _FORCES).sum())
    left_out = int((codes == "").sum())
    return [
        Reading(
            release=f"hate-crime-{period[:4]}-{year[-2:]}",
            title=f"Hate crime recorded by the police by police force area, year ending {year}",
            rows=rows.loc[rows["area_code"] != "", COUNT_COLUMNS + LOCATION_COLUMNS].reset_index(drop=True),
            kind="counts",
            note=f"{codes[codes != ''].nunique()} of England's {english} police force areas. A police force area "
            "may hold more than one council, so its figure is never set beside a council's. An offence may "
            "count under several strands. More recorded may mean more reported",
            left_out={"rows of totals, and of forces that are not in areas.csv": left_out}
            if left_out
            else {},
        )
    ]


def _found(book: Workbook) -> tuple[str, list[str], pd.DataFrame, dict[str, str]]:
    found = []
    for sheet in book.names:
        opened = book.table(sheet, lambda line: _places(line) is not None)
        if opened:
            titles, table = opened
            names = [str(name) for name in table.columns]
            places = _places(names) or {}
            found.append((sheet, titles, table, {role: names[at] for role, at in places.items()}))
    if len(found) != 1:
        raise SourceError(
            "No sheet has hate crime by police force area and strand"
            if not found
            else "More than one sheet has hate crime by police force area and strand",
            where=Location(book.path.name),
            found=f"the sheets {', '.join(book.names if not found else [sheet for sheet, *_ in found])}",
            expected="one with a row of headers for the police force area, the five strands "
            f"({', '.join(STRANDS)}) and the total number of offences",
            next_step="Check that this is the workbook with the table by police force area"
            if not found
            else "Keep the one for the latest year in a copy of the workbook",
        )
    return found[0]


def _places(line: list[str]) -> dict[str, int] | None:
    """Return where in a row the headers stand, or None if it is not the table's row of headers."""
    words = [re.sub(r"\s*\[note \d+\]", "", cell.casefold()) for cell in line]
    places = {}
    for role, pattern in {"force": rf"({_FORCE})$", **_COLUMNS}.items():
        fits = [at for at, cell in enumerate(words) if re.match(pattern, cell)]
        if len(fits) != 1:
            return None
        places[role] = fits[0]
    return places


def _year(titles: list[str], book: Workbook, sheet: str) -> tuple[str, str]:
    found = {
        match
        for title in titles
        for match in re.findall(rf"year ending ({'|'.join(_MONTHS)}) (\d{{4}})", title)
    }
    if len(found) != 1:
        raise SourceError(
            "The rows above the table do not say one year",
            where=Location(book.path.name, sheet, 1),
            found=" and ".join(sorted(f"year ending {month} {year}" for month, year in found)) or "no year",
            expected="one such as 'year ending March 2025'",
        )
    month, year = found.pop()
    number = _MONTHS.index(month) + 1
    starts = f"{year}-01-01" if number == 12 else f"{int(year) - 1}-{number + 1:02d}-01"
    return f"{starts}/P1Y", f"{month} {year}"


def _codes(table: pd.DataFrame, named: str, reference: Reference) -> pd.Series:
    """Return the code of each row's police force area, "" where areas.csv has none."""
    areas = reference.areas.frame
    forces = areas[areas["type"] == _FORCES]
    by_name = {_folded(name): code for code, name in zip(forces["code"], forces["name"], strict=True)}
    coded = table.where(table.isin(set(forces["code"]))).bfill(axis=1).iloc[:, 0]
    return coded.fillna(table[named].map(_folded).map(by_name)).fillna("").astype(str)


def _folded(name: str) -> str:
    """Return a force's name without case, notes and signs: "London, City of" is "city of london"."""
    plain = re.sub(r"\s*\[note \d+\]", "", name.casefold()).replace("&", "and")
    first, comma, rest = plain.partition(", ")
    return f"{rest} {first}" if comma else plain


def _check_forces(codes: pd.Series, table: pd.DataFrame, column: str, book: Workbook, sheet: str) -> None:
    twice = (codes != "") & codes.duplicated()
    if twice.any():
        raise SourceError(
            "A police force area stands twice",
            where=Location(book.path.name, sheet, int(table["row"][twice].iloc[0]), column),
            found=repr(table[column][twice].iloc[0]),
        )


def _check_strands(figures: dict[str, pd.Series], table: pd.DataFrame, book: Workbook, sheet: str) -> None:
    strands = pd.DataFrame({name: figures[name] for name in STRANDS})
    offences = figures[OFFENCES]
    wrong = strands.gt(offences, axis=0).any(axis=1) | (strands.sum(axis=1, skipna=False) < offences)
    if wrong.any():
        found = pd.DataFrame(figures)[wrong].iloc[0]
        raise SourceError(
            "The strands and the offences do not agree",
            where=Location(book.path.name, sheet, int(table["row"][wrong].iloc[0])),
            found=", ".join(f"{name} {count:g}" for name, count in found.items()),
            expected="no strand above all offences, and all strands together not below them",
            next_step="See whether columns have changed places",
        )


SOURCE = Source(
    id="home-office-hate-crime",
    title="Hate crime, England and Wales: tables by police force area",
    publisher="Home Office",
    address="https://www.gov.uk/government/collections/hate-crime-statistics",
    read=read,
)
