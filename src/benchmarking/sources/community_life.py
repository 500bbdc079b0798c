"""Read the local authority tables of the Community Life Survey, which the culture department publishes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.errors import Location, SourceError
from benchmarking.sources.community_life_layout import (
    FIRST_YEAR,
    NOT_READ,
    ONE_QUARTER,
    RELEASES,
    authority_table,
    check_sheets,
    columns_of,
    latest_year,
    plain_name,
)
from benchmarking.sources.files import to_numbers
from benchmarking.sources.tidy import LOCATION_COLUMNS, OBSERVATION_COLUMNS, Reading, Source
from benchmarking.sources.workbook import Workbook, open_workbook

if TYPE_CHECKING:
    from benchmarking.reference import Reference

_ENGLAND = "E92000001"


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read the latest year of the authority sheets (names that end in "c") of the registry's questions.

    value, lower and upper are the published percentage and its interval, base the unweighted number of
    residents aged 16 and over behind it. The number who gave the answer is held against the base and not
    carried: the percentage is weighted, so the two do not make it, and numerator and denominator stay
    blank. A county's row is kept where there is one: it is then used as published, and no mean of its
    districts is made. England's row, where there is one, must round to what the release's page prints.
    The note tells what departs from the known layout. Hidden sheets are not read.

    This was written to a description of the sheets; no official copy has been read with it yet. Raises
    SourceError for a lost sheet or column, a sheet that asks something else, sheets of different years,
    more answers than respondents, and figures that cannot be read.
    """
    book = open_workbook(path)
    listed = reference.indicators.of_dataset(SOURCE.id)
    wanted = dict(zip(listed["series"], listed["id"], strict=True))
    named = {plain_name(name): name for name in book.names}
    sheets = {series: named[plain_name(series)] for series in wanted if plain_name(series) in named}
    tables = {series: authority_table(book, sheet, series) for series, sheet in sheets.items()}
    years = {series: latest_year(table, book, sheets[series]) for series, (_, table) in tables.items()}
    check_sheets(book, list(wanted), years)
    year = max(years.values())
    notes: list[str] = []
    parts = []
    for series, (titles, table) in tables.items():
        columns, new = columns_of(table, year, book, sheets[series])
        part, parts_of_one = _rows(table, columns, book, sheets[series])
        _check_england(part, series, year, book)
        period = _period(series, year, [*titles[:1], columns["value"]])
        parts.append(part.assign(indicator=wanted[series], period=period))
        if new:
            notes.append(f"Columns that are new and were not read: {', '.join(new)}")
        if parts_of_one:
            notes.append("Percentages stand in the workbook as parts of one, and were multiplied by 100")
    rows = pd.concat(parts, ignore_index=True)
    known = rows["area_code"].isin(reference.areas.codes)
    unread, sheet_notes = _other_sheets(book, wanted, sheets, year)
    left_out, area_notes = _other_areas(rows, known)
    released, _ = RELEASES.get(year, (None, {}))
    page = f"https://www.gov.uk/government/statistics/community-life-survey-{year.replace('/', '')}-annual-publication"
    return [
        Reading(
            release=f"community-life-{year.replace('/', '-')}",
            title=f"Community Life Survey {year}, local authority tables",
            rows=rows[known].reindex(columns=OBSERVATION_COLUMNS + LOCATION_COLUMNS).reset_index(drop=True),
            released=released,
            address=page if released else None,
            note=". ".join(dict.fromkeys([*notes, *sheet_notes, *area_notes])) or None,
            left_out={reason: count for reason, count in (left_out | unread).items() if count},
        )
    ]


def _rows(
    table: pd.DataFrame, columns: dict[str, str], book: Workbook, sheet: str
) -> tuple[pd.DataFrame, bool]:
    """Turn a sheet's text into figures, and tell whether its percentages stood as parts of one."""
    table = table[(table[columns["code"]] != "") | (table[columns["value"]] != "")].reset_index(drop=True)
    read = {
        role: to_numbers(
            table[columns[role]], table["row"], column=columns[role], path=book.path, sheet=sheet
        )
        for role in ("value", "lower", "upper", "respondents", "base")
    }
    numbers = pd.DataFrame({role: figures for role, (figures, _) in read.items()})
    above = numbers["respondents"] > numbers["base"]
    if above.any():
        raise SourceError(
            "More people gave the answer than stand behind the percentage",
            where=Location(book.path.name, sheet, int(table["row"][above].iloc[0]), columns["respondents"]),
            found=f"{numbers['respondents'][above].iloc[0]:g} of {numbers['base'][above].iloc[0]:g}",
            next_step="See whether two columns have changed places",
        )
    percentages = numbers[["value", "lower", "upper"]]
    # No question of the survey has every authority at 1% or less.
    parts_of_one = bool((percentages.max() <= 1).all())
    if parts_of_one:
        percentages = (100 * percentages).round(10)
    rows = percentages.assign(
        area_code=table[columns["code"]],
        area_name=table[columns["name"]],
        base=numbers["base"],
        status=read["value"][1],
        sheet=sheet,
        row=table["row"],
    )
    return rows, parts_of_one


def _check_england(rows: pd.DataFrame, series: str, year: str, book: Workbook) -> None:
    _, printed = RELEASES.get(year, (None, {}))
    own = rows[(rows["area_code"] == _ENGLAND) & rows["value"].notna()]
    if series not in printed or own.empty:
        return
    here, decimals = own.iloc[0], len(printed[series].partition(".")[2])
    if abs(here["value"] - float(printed[series])) > 0.5 * 10**-decimals + 1e-9:
        raise SourceError(
            f"England's percentage is not the one that the page of the {year} release prints",
            where=Location(book.path.name, here["sheet"], int(here["row"])),
            found=f"{here['value']:g}",
            expected=printed[series],
            next_step="See whether columns have changed places, or the publisher has revised the figure",
        )


def _period(series: str, year: str, texts: list[str]) -> str:
    """Return the months of the interviews: October to March of the year, or their last quarter."""
    start = int(year[:4])
    quarter = any(f"january to march {start + 1}" in text.casefold() for text in texts)
    if quarter or (series == ONE_QUARTER and year == FIRST_YEAR):
        return f"{start + 1}-01-01/P3M"
    return f"{start}-10-01/P6M"


def _other_sheets(
    book: Workbook, wanted: dict[str, str], sheets: dict[str, str], year: str
) -> tuple[dict[str, int], list[str]]:
    known = {plain_name(name) for name in (*NOT_READ, *wanted)}
    others = [
        name
        for name in book.names
        if name not in sheets.values() and re.fullmatch(r"[a-z]\d+c[a-z]?", plain_name(name))
    ]
    new = [name for name in others if plain_name(name) not in known]
    absent = [name for name in wanted if name not in sheets]
    notes = {
        f"Sheets that are not known and were not read: {', '.join(new)}": new,
        f"Without the sheet {', '.join(absent)}, which was published for {FIRST_YEAR}": absent,
        f"Hidden sheets were not read: {', '.join(book.hidden)}": book.hidden,
        "Interviews are taken to be from October to March, as in the two years before: check it": (
            year not in RELEASES
        ),
    }
    unread = {"sheets of questions that the registry does not hold": len(others) - len(new)}
    return unread, [note for note, told in notes.items() if told]


def _other_areas(rows: pd.DataFrame, known: pd.Series) -> tuple[dict[str, int], list[str]]:
    authority = rows["area_code"].str.fullmatch(r"E0[6-9]\d{6}|E10\d{6}")
    strange = rows[~known & authority].drop_duplicates("area_code")
    named = [f"{one.area_name} ({one.area_code})" for one in strange.itertuples()]
    counties = rows.loc[known & rows["area_code"].str.startswith("E10"), "area_code"].nunique()
    notes = {
        f"Authorities that are not in areas.csv: {', '.join(named)}": named,
        f"Counties with a row of their own, used as published and not made from districts: {counties}": counties,
        "England has no row, so the percentages on the release's page were not checked": (
            _ENGLAND not in set(rows["area_code"])
        ),
    }
    left_out = {
        "rows of authorities that are not in areas.csv": int((~known & authority).sum()),
        "rows of other areas, or without a code": int((~known & ~authority).sum()),
    }
    return left_out, [note for note, told in notes.items() if told]


SOURCE = Source(
    id="dcms-community-life-survey",
    title="Community Life Survey: local authority tables",
    publisher="Department for Culture, Media and Sport",
    address="https://www.gov.uk/government/collections/community-life-survey--2",
    read=read,
)
