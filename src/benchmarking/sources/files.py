"""Open a publisher's file safely, keeping the row that each value stood in."""

from __future__ import annotations

import csv
import gzip
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarking.errors import Location, SourceError, nearest

LARGEST_FILE = 400_000_000
LARGEST_UNPACKED = 600_000_000
LARGEST_TABLE = 100_000_000

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
#: Up to column ZZ and row 99,999 a sheet is never too large; only beyond is it measured.
_FAR_CELL = re.compile(rb'\br="([A-Z]{3}[0-9]+|[A-Z]{1,2}[0-9]{6,})"')
_ANY_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')


def read_csv(path: Path, *, header_row: int | None = None, header_starts: str | None = None) -> pd.DataFrame:
    """Read a CSV (or .csv.gz) as text, with a `row` column holding each line's row number in the file.

    The header is the first row, or `header_row` (counted from 1), or the first row whose first cell is
    `header_starts`. A column that stands twice is read once, unless its cells contradict each other. Raises
    SourceError for an empty file, a web page, a file that is not UTF-8 text, a row with more cells than the
    header, a repeated column that contradicts itself, and a file that unpacks to an unreasonable size.
    """
    check_readable(path)
    try:
        table = pd.read_csv(
            path,
            header=None,
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
            skip_blank_lines=False,
            names=range(_widest(path)),
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
    return _with_header(table, path, None, header_row, header_starts, ragged=False)


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
        raise _no_workbook(path, error) from error
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
        raise _no_workbook(path, error) from error
    table = pd.DataFrame([[_cell(value) for value in row] for row in rows], dtype=str)
    if table.empty:
        raise SourceError("The sheet is empty", where=Location(path.name, sheet))
    return _with_header(table, path, sheet, header_row, header_starts)


def need_columns(frame: pd.DataFrame, columns: Sequence[str], path: Path, sheet: str | None = None) -> None:
    """Raise SourceError, naming each lost column and the nearest that is there, unless all are there."""
    lost = [column for column in columns if column not in frame.columns]
    if not lost:
        return
    there = [str(column) for column in frame.columns if column != "row"]
    offers = [offer for column in lost if (offer := nearest(column, there))]
    raise SourceError(
        f"The file has lost {'a column' if len(lost) == 1 else 'columns'} that this source always had: "
        + ", ".join(repr(column) for column in lost),
        where=Location(path.name, sheet),
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


def check_readable(path: Path) -> None:
    """Raise SourceError when a file is missing, empty, far too large, packed or not, or a web page."""
    if not path.is_file():
        raise SourceError("There is no such file", where=str(path), next_step="Check the path")
    size = path.stat().st_size
    if size == 0:
        raise SourceError("The file is empty", where=Location(path.name), next_step="Download it again")
    if size > LARGEST_FILE:
        raise SourceError(
            "The file is larger than any this project reads",
            where=Location(path.name),
            found=f"{size:,} bytes",
            expected=f"at most {LARGEST_FILE:,}",
        )
    with path.open("rb") as stream:
        start = stream.read(512).lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head")):
        raise SourceError(
            "The file is a web page, not figures",
            where=Location(path.name),
            found="HTML",
            next_step="A proxy or the publisher may have answered with a page: download the file again",
        )
    _check_packed(path)


def check_archive(path: Path) -> None:
    """Raise SourceError when a workbook is no zip file or would unpack to an unreasonable size."""
    if not zipfile.is_zipfile(path):
        raise SourceError(
            "The file is not a workbook",
            where=Location(path.name),
            expected="an .xlsx or .ods file",
            next_step="Check that the download is complete",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            cells = _farthest(archive) if unpacked <= LARGEST_UNPACKED else 0
    except (zipfile.BadZipFile, zlib.error) as error:
        raise _no_workbook(path, error) from error
    if unpacked > LARGEST_UNPACKED:
        raise SourceError(
            "The workbook would unpack to far more than a published table needs, so it was not opened",
            where=Location(path.name),
            found=f"{unpacked:,} bytes",
            expected=f"at most {LARGEST_UNPACKED:,}",
        )
    if cells > LARGEST_TABLE:
        raise SourceError(
            "A sheet of the workbook has a cell so far from the others that it was not opened",
            where=Location(path.name),
            found=f"room for {cells:,} cells",
            expected=f"at most {LARGEST_TABLE:,}",
            next_step="Delete the empty rows and columns beyond the table, and save the workbook again",
        )


def _farthest(archive: zipfile.ZipFile) -> int:
    """Count the cells that the largest sheet spans: all of them are allotted, however few are filled."""
    largest = 0
    for name in archive.namelist():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        sheet = archive.read(name)
        if _FAR_CELL.search(sheet):
            places = _ANY_CELL.findall(sheet)
            wide = max(_column_number(column) for column, _ in places)
            largest = max(largest, wide * max(int(row) for _, row in places))
    return largest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _check_packed(path: Path) -> None:
    if path.suffix != ".gz":
        return
    unpacked = 0
    try:
        with gzip.open(path) as stream:
            while piece := stream.read(1 << 20):
                unpacked += len(piece)
                if unpacked > LARGEST_UNPACKED:
                    raise SourceError(
                        "The file would unpack to far more than a published table needs, so it was not read",
                        where=Location(path.name),
                        expected=f"at most {LARGEST_UNPACKED:,} bytes",
                    )
    except (EOFError, OSError, zlib.error) as error:
        raise SourceError(
            "The packed file is damaged and cannot be read as CSV",
            where=Location(path.name),
            found=str(error),
            next_step="Check that the download is complete",
        ) from error


def _widest(path: Path) -> int:
    opener = gzip.open if path.suffix == ".gz" else open
    widest, rows = 1, 0
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
            for row in csv.reader(stream):
                widest, rows = max(widest, len(row)), rows + 1
    except (csv.Error, OSError) as error:
        raise SourceError(
            "The file cannot be read as CSV", where=Location(path.name), found=str(error)
        ) from error
    if widest * rows > LARGEST_TABLE:
        raise SourceError(
            "The file has more cells than any published table, so it was not read",
            where=Location(path.name),
            found=f"{rows:,} rows of up to {widest:,} cells",
            expected=f"at most {LARGEST_TABLE:,} cells",
        )
    return widest


def _no_workbook(path: Path, error: Exception) -> SourceError:
    return SourceError(
        "The file cannot be opened as a workbook",
        where=Location(path.name),
        found=str(error),
        next_step="Check that it is the .xlsx or .ods that the publisher gives",
    )


def _with_header(
    table: pd.DataFrame,
    path: Path,
    sheet: str | None,
    header_row: int | None,
    header_starts: str | None,
    *,
    ragged: bool = True,
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


def _row(wrong: pd.Series) -> int:
    return int(wrong.index[wrong.to_numpy()][0]) + 1


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
