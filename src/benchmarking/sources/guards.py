"""What a file must be before it is opened: there, of a reasonable size packed and unpacked, and no web page."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from pathlib import Path

import pandas as pd

from benchmarking.errors import Location, SourceError

LARGEST_FILE = 400_000_000
LARGEST_UNPACKED = 600_000_000
LARGEST_TABLE = 100_000_000

#: Up to column ZZ and row 99,999 a sheet is never too large; only beyond is it measured.
_FAR_CELL = re.compile(rb'\br="([A-Z]{3}[0-9]+|[A-Z]{1,2}[0-9]{6,})"')
_ANY_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')


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
        raise no_workbook(path, error) from error
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


def no_workbook(path: Path, error: Exception) -> SourceError:
    """Return the error for a file that cannot be opened as a workbook."""
    return SourceError(
        "The file cannot be opened as a workbook",
        where=Location(path.name),
        found=str(error),
        next_step="Check that it is the .xlsx or .ods that the publisher gives",
    )


def refuse_rows(
    table: pd.DataFrame,
    wrong: pd.Series,
    column: str,
    path: Path,
    problem: str,
    expected: str,
    next_step: str | None = None,
) -> None:
    """Raise SourceError with the row, the column and the value of the first row that is wrong."""
    if wrong.any():
        first = table[wrong].iloc[0]
        raise SourceError(
            problem,
            where=Location(path.name, row=int(first["row"]), column=column),
            found=repr(first[column]),
            expected=expected,
            next_step=next_step,
        )
