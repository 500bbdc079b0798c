"""The layout of the Community Life Survey's authority tables as far as it is known, and what departs from it."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

from benchmarking.errors import Location, SourceError, nearest
from benchmarking.sources.workbook import Workbook

#: The two releases whose layout is known: the day, and England's percentages as their pages print them.
RELEASES = {
    "2023/24": (date(2024, 12, 4), {"B1c": "61", "A1c": "7.1"}),
    "2024/25": (date(2025, 12, 10), {"B1c": "62", "A1c": "6.6"}),
}
FIRST_YEAR = "2023/24"
#: Asked from January to March 2024 only, so another year's tables may be without it.
ONE_QUARTER = "B15c"
#: Sheets of questions that the registry does not hold.
NOT_READ = (
    *("A3c", "B2c", "B11c", "B12c", "B17c", "B18c", "B19c"),
    *("C1c(A)", "C1c(B)", "C1c(C)", "C1c(D)", "C1c(F)", "C4c"),
    *("X1c", "X2c", "X3c", "X4c", "X5c", "X8c"),
)
#: A sheet may be numbered anew from year to year, so its title or question must hold one of these words.
_ASKS = {
    "A1c": ("lonel",),
    "B1c": ("belong",),
    "B3c": ("pull together",),
    "B4c": ("trust",),
    "B5c": ("influence",),
    "B6c": ("different backgrounds", "get on well"),
    "B7c": ("green", "natural"),
    "B10c": ("proud", "pride"),
    "B15c": ("satisf",),
    "B16c": ("help",),
    "C1c(E)": ("volunteer",),
    "C6c": ("chat",),
    "X9c": ("civic engagement",),
}
_LAYOUT = "the layout of the tables for 2023/24 and 2024/25, the last that is known"
_COLUMNS = {
    "code": ("LAD23 code", r"lad ?\d* ?(code|cd)"),
    "name": ("LA name", r"(la|local authority) name"),
    "value": ("2023/24 percentage", r"^(?!.*(lower|upper)).*percentage"),
    "lower": ("lower estimate", r"lower estimate"),
    "upper": ("upper estimate", r"upper estimate"),
    "respondents": ("number of respondents", r"number of respondents"),
    "base": ("unweighted base (16+)", r"unweighted base"),
}
_ALSO_KNOWN = r"question|itl ?2 name|row"
_YEAR = re.compile(r"20\d\d/\d\d")


def plain_name(sheet: str) -> str:
    """Return a sheet's name without case, spaces and signs: "C1c(E)" and "C1c_e" are one."""
    return re.sub(r"[^a-z0-9]", "", sheet.casefold())


def authority_table(book: Workbook, sheet: str, series: str) -> tuple[list[str], pd.DataFrame]:
    """Read an authority sheet by the row that begins with "Question"; returns its titles and its table.

    Raises SourceError where no row does, and where the sheet asks something else than `series` did.
    """
    found = book.table(sheet, lambda line: bool(line) and line[0].casefold() == "question")
    if found is None:
        raise SourceError(
            "No header row begins with 'Question'",
            where=Location(book.path.name, sheet),
            expected=_LAYOUT,
            next_step="Check that this is the workbook of annual tables",
        )
    titles, table = found
    text = " ".join([*titles, *table.iloc[:, 0].drop_duplicates()]).casefold()
    words = _ASKS.get(series, ())
    if words and not any(word in text for word in words):
        raise SourceError(
            "The sheet seems to ask another question than it did",
            where=Location(book.path.name, sheet),
            found=repr(next(filter(None, titles), table.iloc[0, 0])),
            expected=f"a title or a question with {' or '.join(map(repr, words))}, as in {_LAYOUT}",
            next_step="Find the sheet that asks it, and write its name under series in data/reference/indicators.csv",
        )
    return titles, table


def latest_year(table: pd.DataFrame, book: Workbook, sheet: str) -> str:
    """Return the latest year that a sheet has percentages of, as its headers write it: "2023/24"."""
    named = [name for name in table.columns if re.search(_COLUMNS["value"][1], name.casefold())]
    years = [match[0] for name in named if (match := _YEAR.search(name))]
    if not years:
        raise _lost_column("value", table, book, sheet)
    return max(years)


def columns_of(
    table: pd.DataFrame, year: str, book: Workbook, sheet: str
) -> tuple[dict[str, str], list[str]]:
    """Find the columns of one year by what each holds, and list those that no layout had.

    Raises SourceError, offering the nearest, for one that is lost, and for two that could be the same.
    """
    of_year = [name for name in table.columns if set(_YEAR.findall(name)) <= {year}]
    found = {}
    for role, (label, pattern) in _COLUMNS.items():
        fits = [name for name in of_year if re.search(pattern, name.casefold())]
        fits = [name for name in fits if year in name] or fits
        if not fits:
            raise _lost_column(role, table, book, sheet)
        if len(fits) > 1:
            raise SourceError(
                f"Two columns could be {label!r}",
                where=Location(book.path.name, sheet),
                found=" and ".join(map(repr, fits)),
                expected=_LAYOUT,
            )
        found[role] = fits[0]
    known = set(found.values())
    return found, [
        name for name in of_year if name not in known and not re.fullmatch(_ALSO_KNOWN, name.casefold())
    ]


def check_sheets(book: Workbook, wanted: list[str], years: dict[str, str]) -> None:
    """Raise SourceError for a sheet that is lost or hidden, and for sheets of different years.

    `wanted` are the sheets of the registry, and `years` the latest year of each that is there.
    """
    year = max(years.values(), default="")
    lost = [name for name in wanted if name not in years]
    if year > FIRST_YEAR:
        lost = [name for name in lost if name != ONE_QUARTER]
    if lost:
        hidden = f"; hidden: {', '.join(book.hidden)}" if book.hidden else ""
        raise SourceError(
            f"The tables of the Community Life Survey{' ' * bool(year)}{year} have lost "
            f"{'a sheet' if len(lost) == 1 else 'sheets'}: {', '.join(lost)}",
            where=Location(book.path.name),
            found=f"the sheets {', '.join(book.names)}{hidden}",
            expected=_LAYOUT,
            next_step=nearest(lost[0], book.names) or "Check that this is the workbook of annual tables",
        )
    other = next((name for name in years if years[name] != year), None)
    if other:
        raise SourceError(
            "The sheets are of different years",
            where=Location(book.path.name, other),
            found=f"{years[other]}, and {year} in another sheet",
            expected="one year as the latest in all of them",
        )


def _lost_column(role: str, table: pd.DataFrame, book: Workbook, sheet: str) -> SourceError:
    label = _COLUMNS[role][0]
    there = [name for name in table.columns if name != "row"]
    known = "|".join(pattern for _, pattern in _COLUMNS.values())
    free = [_YEAR.sub("", name).strip() for name in there if not re.search(known, name.casefold())]
    return SourceError(
        f"The sheet has lost a column that these tables always had: {label!r}",
        where=Location(book.path.name, sheet),
        found=f"the columns {', '.join(map(repr, there))}",
        expected=_LAYOUT,
        next_step=nearest(_YEAR.sub("", label).strip(), free)
        or "Check that this is the workbook of annual tables",
    )
