"""Write tables as a workbook that follows the Analysis Function's guidance on spreadsheets."""

from __future__ import annotations

import datetime
import io
import math
import numbers
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from pandas.errors import Pandas4Warning
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]

from benchmarking.errors import Location, ReportError
from benchmarking.report.documents import replace

with warnings.catch_warnings():  # gptables leaves its theme file open
    warnings.simplefilter("ignore", ResourceWarning)
    import gptables

MARKERS = {
    "[c]": "confidential, so not shown",
    "[e]": "estimated",
    "[p]": "provisional",
    "[r]": "revised since it was first published",
    "[u]": "of low reliability",
    "[x]": "not available",
    "[z]": "not applicable",
}
_LONGEST_TEXT = 32_767
_WIDEST = 60
_NARROWEST = 9
_HEADING = 26
_A4 = 9


@dataclass(frozen=True, slots=True)
class Note:
    """A note that sheets and columns refer to by its key; the workbook numbers it."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table on a sheet of its own.

    Parameters
    ----------
    label : name of the tab, at most 31 characters.
    title : what the table shows, where and when.
    table : one row an observation; missing cells are written as `[x]`, text as text.
    source : who published the figures, and under which licence.
    notes : keys of the notes that hold for the whole table.
    column_notes : column -> key of the note that holds for it.
    decimals : column -> places shown; the full figure stays in the cell.
    """

    label: str
    title: str
    table: pd.DataFrame
    source: str
    notes: Sequence[str] = ()
    column_notes: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, int] = field(default_factory=dict)


def write_spreadsheet(
    sheets: Sequence[Sheet],
    target: Path,
    *,
    title: str,
    date: str,
    cover: Sequence[str],
    notes: Sequence[Note],
) -> None:
    """Write cover, contents, notes and one table a sheet; the same input gives the same bytes.

    `date` is the vintage's ISO date and becomes the file's creation date. Raises ReportError, leaving the
    old file alone, for a table without rows, a cell that no reader could hear or see (symbols only,
    infinite, too long), a note that is not there or that nobody refers to.
    """
    _check_notes(sheets, notes)
    tables = {sheet.label: _table(sheet, number) for number, sheet in enumerate(sheets, start=1)}
    written = io.BytesIO()
    try:
        with warnings.catch_warnings():
            # A workbook may have no notes; and gptables still uses what pandas 4 will take away.
            warnings.filterwarnings("ignore", message="No note text provided", category=UserWarning)
            warnings.filterwarnings("ignore", category=Pandas4Warning)
            book = gptables.produce_workbook(
                written,
                tables,
                cover=gptables.Cover(title, intro=list(cover), about=_about()),
                contentsheet_options={"column_names": ["Sheet", "What it shows"]},
                notes_table=pd.DataFrame([(note.key, note.text) for note in notes], columns=["key", "Note"])
                if notes
                else None,
                auto_width=False,
                workbook_options={"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True},
            )
        _set_widths(book, sheets)
        book.set_properties({"title": title, "created": datetime.datetime.fromisoformat(date)})
        book.close()
    except (ValueError, TypeError, XlsxWriterException) as error:
        raise ReportError(
            "The workbook cannot be made", where=target.name, found=" ".join(str(error).split())
        ) from error
    replace(target, written.getvalue())


def _about() -> list[str]:
    shown = [f"{marker} means {meaning}." for marker, meaning in MARKERS.items()]
    return ["Markers in square brackets stand in cells without a figure, or beside one:", *shown]


def _check_notes(sheets: Sequence[Sheet], notes: Sequence[Note]) -> None:
    used = {key for sheet in sheets for key in (*sheet.notes, *sheet.column_notes.values())}
    known = {note.key for note in notes}
    if used != known:
        raise ReportError(
            "The notes of the workbook and its sheets do not match",
            found=f"without a text: {sorted(used - known)}; without a reference: {sorted(known - used)}",
            next_step="Give every note a text and at least one sheet that refers to it",
        )


def _table(sheet: Sheet, number: int) -> gptables.GPTable:
    where = Location(sheet=sheet.label)
    names = [str(name).strip() for name in sheet.table.columns]
    folded = [name.casefold() for name in names]
    if sheet.table.empty:
        raise ReportError("A table of the workbook has no rows", where=where)
    if "" in names or len(set(folded)) < len(names):
        raise ReportError("The columns of a table need names, each its own", where=where, found=names)
    unknown = {*sheet.column_notes, *sheet.decimals} - set(names)
    if unknown:
        raise ReportError("A note or a format is for a column that is not there", where=where, found=unknown)
    columns = {
        name: [
            _cell(value, Location(sheet=sheet.label, row=row, column=name))
            for row, value in enumerate(sheet.table.iloc[:, place], start=1)
        ]
        for place, name in enumerate(names)
    }
    texts = [cell for cells in columns.values() for cell in cells if isinstance(cell, str)]
    shown = [marker for marker in MARKERS if any(marker in text for text in texts)]
    numeric = [
        place
        for place, cells in enumerate(columns.values())
        if any(not isinstance(cell, str) for cell in cells)
    ]
    return gptables.GPTable(
        pd.DataFrame({_plain(name): pd.Series(cells, dtype=object) for name, cells in columns.items()}),
        table_name=f"table_{number}",
        title=_plain(sheet.title),
        instructions=_instructions(sheet),
        legend=[f"{marker} means {MARKERS[marker]}." for marker in shown],
        source=f"Source: {sheet.source}",
        table_notes={names.index(name): f"$${key}$$" for name, key in sheet.column_notes.items()},
        index_columns={2: 0},
        additional_formatting=[
            _format(place, {"align": "right"} if place in numeric else {"align": "left", "indent": 1})
            for place in range(1, len(names))
        ]
        + [_format(names.index(name), {"num_format": _places(n)}) for name, n in sheet.decimals.items()],
    )


def _instructions(sheet: Sheet) -> str:
    words = "This sheet holds one table."
    if sheet.notes or sheet.column_notes:
        words += " Notes stand on the sheet Notes."
    if sheet.notes:
        words += " For the whole table: " + "".join(f"$${key}$$" for key in sheet.notes)
    return words


def _cell(value: object, where: Location) -> object:
    """Give what the cell will hold: a finite number, or words that can be read aloud."""
    if isinstance(value, str):
        text = _plain(value).strip()
        if not text:
            return "[x]"
        if not any(character.isascii() and character.isalnum() for character in text):
            raise ReportError(
                "A cell holds symbols only, which a screen reader may skip",
                where=where,
                found=repr(value),
                next_step="Use words or a marker such as [x]",
            )
        if len(text) > _LONGEST_TEXT:
            raise ReportError("A cell holds more text than a workbook allows", where=where, found=len(text))
        return text
    if pd.isna(value):  # type: ignore[call-overload]
        return "[x]"
    if isinstance(value, numbers.Real):
        if math.isinf(value):
            raise ReportError("A cell holds an infinite number", where=where)
        return value
    return str(value)


def _plain(text: str) -> str:
    """Keep gptables from reading links and note marks into words that came from data."""
    return text.replace("$$", "$ $").replace("](", "] (")


def _format(column: int, choices: dict[str, object]) -> dict[str, object]:
    return {"column": {"columns": [column], "format": choices, "include_names": True}}


def _places(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _set_widths(book: gptables.GPWorkbook, sheets: Sequence[Sheet]) -> None:
    widths: dict[str, list[float]] = {"Contents": [32, 90], "Notes": [14, 100]}
    for sheet in sheets:
        widths[sheet.label] = [
            _width(str(name), sheet.table.iloc[:, place]) for place, name in enumerate(sheet.table.columns)
        ]
    for label, columns in widths.items():
        page = book.get_worksheet_by_name(label)
        if page is None:
            continue
        for place, width in enumerate(columns):
            page.set_column(place, place, width)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)


def _width(name: str, cells: pd.Series) -> float:
    longest = max(len(f"{cell:,.1f}") if isinstance(cell, float) else len(str(cell)) for cell in cells)
    return 1.2 * min(max(longest, min(len(name), _HEADING), _NARROWEST), _WIDEST) + 2
