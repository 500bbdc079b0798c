"""Open a workbook once, and read its visible sheets as text with the row that each value stood in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking.errors import Location, SourceError
from benchmarking.sources.guards import check_archive, check_readable, no_workbook


@dataclass(frozen=True, slots=True)
class Workbook:
    """An open .xlsx or .ods: the sheets that a reader sees, and those that the publisher has hidden."""

    path: Path
    names: list[str]
    hidden: list[str]
    _book: Any

    def lines(self, sheet: str) -> list[list[str]]:
        """Return a sheet's rows, from the first, as text without spaces at the ends or doubled within."""
        from python_calamine import CalamineError

        try:
            rows = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except CalamineError as error:
            raise no_workbook(self.path, error) from error
        return [[_text(cell) for cell in row] for row in rows]

    def table(
        self, sheet: str, is_header: Callable[[list[str]], bool]
    ) -> tuple[list[str], pd.DataFrame] | None:
        """Read a sheet by the first row that is a header, however many title and note rows stand above it.

        Returns
        -------
        The rows above the header, each as one text, and the table as text with a `row` column, blank rows
        and columns without a name left out; None where no row is a header. Raises SourceError for a column
        name that stands twice and for a header without rows below it.
        """
        lines = self.lines(sheet)
        top = next((place for place, line in enumerate(lines) if is_header(line)), None)
        if top is None:
            return None
        names = lines[top]
        twice = next((name for name in names if name and names.count(name) > 1), None)
        if twice:
            raise SourceError(
                "A column stands twice",
                where=Location(self.path.name, sheet, top + 1, twice),
                next_step="Ask the publisher which is right, or remove the wrong one",
            )
        body = {place + 1: line for place, line in enumerate(lines) if place > top and any(line)}
        if not body:
            raise SourceError(
                "The sheet has a header and no figures",
                where=Location(self.path.name, sheet, top + 1),
                next_step="Download it again",
            )
        table = pd.DataFrame(list(body.values()), columns=names, dtype=str)
        table = table.loc[:, [name != "" for name in names]].assign(row=list(body))
        return [" ".join(filter(None, line)) for line in lines[:top]], table


def open_workbook(path: Path) -> Workbook:
    """Open an .xlsx or .ods; raises SourceError when the file is no workbook or far too large."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    check_readable(path)
    check_archive(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise no_workbook(path, error) from error
    seen = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    return Workbook(path, seen, [name for name in book.sheet_names if name not in seen], book)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
