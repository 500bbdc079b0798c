"""Open a publisher's file safely, keeping the row that each value stood in."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import pandas as pd

from benchmarking.errors import Location, SourceError, nearest
from benchmarking.sources import guards
from benchmarking.sources.guards import check_archive, check_readable, no_workbook

_MARKERS = {
    "": "[x]",
    "-": "[x]",
    "–": "[x]",
    "..": "[x]",
    "...": "[x]",
    ":": "[x]",
    "na": "[x]",
    "n/a": "[x]",
    "x": "[x]",
    "[x]": "[x]",
    "c": "[c]",
    "[c]": "[c]",
    "*": "[c]",
    "z": "[z]",
    "[z]": "[z]",
    ".": "[z]",
    "u": "[u]",
    "[u]": "[u]",
    "[u1]": "[u]",
    "low": "[x]",
}
_NUMBER = re.compile(
    r"[-+]?([0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|[0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,2})?"
)


def read_csv(path: Path, *, header_row: int | None = None, header_starts: str | None = None) -> pd.DataFrame:
    """Read a CSV (or .csv.gz) as text, with a `row` column holding each line's row number in the file.

    The header is the first row, or `header_row` (counted from 1), or the first row whose first cell is
    `header_starts`. A column that stands twice is read once, unless its cells contradict each other. Raises
    SourceError for an empty file, a web page, a file that is not UTF-8 text, a row with more cells than the
    header, a last row that ends in the middle, a repeated column that contradicts itself, and a file that
    unpacks to an unreasonable size.
    """
    check_readable(path)
    try:
        widest, unfinished = _extent(path)
        table = pd.read_csv(
            path,
            header=None,
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
            skip_blank_lines=False,
            names=range(widest),
        )
    except UnicodeDecodeError as error:
        raise SourceError(
            "The file is not UTF-8 text",
            where=Location(path.name),
            found=f"a byte that cannot be read at position {error.start}",
            next_step="Save it again as CSV UTF-8, or download it afresh",
        ) from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise SourceError(
            "The file cannot be read as CSV", where=Location(path.name), found=str(error).strip()
        ) from error
    return _with_header(table, path, None, header_row, header_starts, ragged=False, unfinished=unfinished)


def read_sheet(
    path: Path, sheet: str, *, header_row: int | None = None, header_starts: str | None = None
) -> pd.DataFrame:
    """Read one sheet of an .xlsx or .ods workbook as text, with a `row` column as in the workbook.

    Sheet names match without regard to case or spaces at the ends; raises SourceError when the sheet is
    not there (offering the nearest), when the file is no workbook, or when it unpacks to a size that no
    publisher's table has.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    check_readable(path)
    check_archive(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise no_workbook(path, error) from error
    names = {name.strip().casefold(): name for name in book.sheet_names}
    actual = names.get(sheet.strip().casefold())
    if actual is None:
        raise SourceError(
            f"The workbook has no sheet {sheet!r}",
            where=Location(path.name),
            found=f"the sheets {', '.join(book.sheet_names)}",
            next_step=nearest(sheet, book.sheet_names)
            or "Check that this is the right workbook of this source",
        )
    try:
        rows = book.get_sheet_by_name(actual).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise no_workbook(path, error) from error
    table = pd.DataFrame([[_cell(value) for value in row] for row in rows], dtype=str)
    if table.empty:
        raise SourceError("The sheet is empty", where=Location(path.name, sheet))
    return _with_header(table, path, sheet, header_row, header_starts)


def need_columns(
    frame: pd.DataFrame,
    columns: Sequence[str],
    path: Path,
    sheet: str | None = None,
    *,
    layout: str | None = None,
    like: Sequence[str] | None = None,
) -> None:
    """Raise SourceError, naming each lost column and the nearest that is there, unless all are there.

    `layout` says which layout had them last, and `like` which columns may be a lost one under another name: all
    unless given. A column is offered and never taken for another.
    """
    lost = [column for column in columns if column not in frame.columns]
    if not lost:
        return
    there = [str(column) for column in frame.columns if column != "row"]
    offers = [offer for column in lost if (offer := nearest(column, there if like is None else like))]
    if offers and layout:
        offers.append("If the publisher only renamed it, change the name in the importer: it is not guessed")
    raise SourceError(
        f"The file has lost {'a column' if len(lost) == 1 else 'columns'} that this source always had: "
        + ", ".join(repr(column) for column in lost),
        where=Location(path.name, sheet),
        expected=layout,
        found=f"the columns {', '.join(map(repr, there[:20]))}" + (" and more" if len(there) > 20 else ""),
        next_step=" ".join(offers) or "Check that this is the right file of this source",
    )


def to_numbers(
    texts: pd.Series, rows: pd.Series, *, column: str, path: Path, sheet: str | None = None
) -> tuple[pd.Series, pd.Series]:
    """Turn published text into numbers and Government Statistical Service markers.

    Returns the numbers (missing where none was published) and, for each, its marker ("" where there is a
    number). Raises SourceError for text that is neither, with its row and column.
    """
    clean = texts.astype(str).str.strip()
    bare = clean.str.removesuffix("%").str.removeprefix("£")
    numeric = bare.map(lambda text: bool(_NUMBER.fullmatch(text))).astype(bool)
    values = bare.str.replace(",", "", regex=False).where(numeric).astype(float)
    markers = clean.str.casefold().map(_MARKERS).where(~numeric, "")
    wrong = markers.isna()
    if wrong.any():
        at = int(wrong.to_numpy().argmax())
        raise SourceError(
            "A figure is neither a number nor a marker for a missing one",
            where=Location(path.name, sheet, int(rows.iloc[at]), column),
            found=repr(clean.iloc[at]),
            expected="a number, or a marker such as [c], [x], '..' or '-'",
        )
    return values, markers


def _extent(path: Path) -> tuple[int, int | None]:
    """Count the cells of the widest row, and those of the last one where the file ends without the end of a line."""
    opener = gzip.open if path.suffix == ".gz" else open
    widest, rows, cells, last = 1, 0, 0, ""

    def lines(stream: IO[str]) -> Iterator[str]:
        nonlocal last
        for line in stream:
            last = line
            yield line

    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
            for row in csv.reader(lines(stream)):
                cells, rows = len(row), rows + 1
                widest = max(widest, cells)
    except (csv.Error, OSError) as error:
        raise SourceError(
            "The file cannot be read as CSV", where=Location(path.name), found=str(error)
        ) from error
    if widest * rows > guards.LARGEST_TABLE:
        raise SourceError(
            "The file has more cells than any published table, so it was not read",
            where=Location(path.name),
            found=f"{rows:,} rows of up to {widest:,} cells",
            expected=f"at most {guards.LARGEST_TABLE:,} cells",
        )
    return widest, None if last.endswith(("\n", "\r")) else cells


def _with_header(
    table: pd.DataFrame,
    path: Path,
    sheet: str | None,
    header_row: int | None,
    header_starts: str | None,
    *,
    ragged: bool = True,
    unfinished: int | None = None,
) -> pd.DataFrame:
    if header_starts is not None:
        starts = table.index[table[0].str.strip() == header_starts]
        if starts.empty:
            raise SourceError(
                f"No header row begins with {header_starts!r}",
                where=Location(path.name, sheet),
                next_step="Check that this is the right file of this source",
            )
        header_row = int(starts[0]) + 1
    top = (header_row or 1) - 1
    if top >= len(table):
        raise SourceError(
            f"The file ends before its header, which should be row {top + 1}",
            where=Location(path.name, sheet),
        )
    names = [" ".join(str(name).split()) for name in table.iloc[top].fillna("")]
    body = table.iloc[top + 1 :].fillna("").copy()
    width = max((place + 1 for place, name in enumerate(names) if name), default=0)
    if not ragged:
        _check_cells(names[:width], len(table), unfinished, path)
    beyond = (body.iloc[:, width:] != "").any(axis=1)
    if not ragged and beyond.any():
        raise SourceError(
            "A row has more cells than the header, so its figures may stand in the wrong columns",
            where=Location(path.name, sheet, _row(beyond)),
            expected=f"at most {width} cells",
            next_step="Look for a comma inside a name that is not in quotation marks",
        )
    keep: dict[str, int] = {}
    for place, name in enumerate(names):
        if not name:
            continue
        if name in keep:
            first = body[keep[name]].str.strip()
            again = body[place].str.strip()
            clash = (first != again) & (first != "") & (again != "")
            if clash.any():
                raise SourceError(
                    "A column stands twice with different content",
                    where=Location(path.name, sheet, _row(clash), name),
                    found=f"{first[clash].iloc[0]!r} and {again[clash].iloc[0]!r}",
                    next_step="Ask the publisher which is right, or remove the wrong one",
                )
            body[keep[name]] = first.where(first != "", again)
            continue
        keep[name] = place
    frame = body[list(keep.values())].set_axis(list(keep), axis=1)
    frame = frame.apply(lambda column: column.str.strip())
    frame = frame[(frame != "").any(axis=1)]
    if frame.empty:
        raise SourceError(
            "The file has a header and no figures",
            where=Location(path.name, sheet),
            next_step="Download it again",
        )
    return frame.assign(row=frame.index + 1).reset_index(drop=True)


def _check_cells(header: list[str], rows: int, unfinished: int | None, path: Path) -> None:
    """Raise SourceError for columns set apart by semicolons, and for a last row that ends before the header does."""
    if len(header) == 1 and header[0].count(";") > 1:
        raise SourceError(
            "The columns are set apart by semicolons",
            where=Location(path.name),
            expected="commas",
            next_step="Save it again as CSV UTF-8 with commas, or download it afresh",
        )
    if unfinished is not None and unfinished < len(header):
        raise SourceError(
            "The last row ends before the header does, so the file may have been cut off",
            where=Location(path.name, row=rows),
            found=f"{unfinished} cells",
            expected=f"{len(header)}",
            next_step="Download it again",
        )


def _row(wrong: pd.Series) -> int:
    return int(wrong.index[wrong.to_numpy()][0]) + 1


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
