"""Read the block of `key,value` rows above the table of a plain CSV: where its figures come from."""

from __future__ import annotations

import csv
import gzip
import re
from datetime import date
from itertools import islice
from pathlib import Path

from benchmarking.errors import Location, SourceError, nearest

REQUIRED = ("release", "title", "publisher", "released", "address")
_KEYS = (*REQUIRED, "licence", "note", "original_file", "original_sha256", "small_areas")
#: What each key must look like, and how to say so.
_FORMS = {
    "release": (r"[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and hyphens, such as place-survey-2008"),
    "address": (r"https?://\S+", "the web address where the figures are published"),
    "original_sha256": (r"[0-9a-f]{64}", "the 64 characters of the file's SHA-256 checksum"),
    "small_areas": (r"yes|no", "yes or no"),
}
_LONGEST_BLOCK = 50
_EXCEL_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def read_block(path: Path) -> tuple[dict[str, str], int]:
    """Read the keys above the table of a plain CSV, and the row in which the table's header stands.

    Returns the values by key, all of REQUIRED among them, and the row number counted from 1. Raises
    SourceError, with the row, for a key that is missing, unknown, repeated or has a value of another form.
    """
    block: dict[str, str] = {}
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
            lines = list(islice(csv.reader(stream), _LONGEST_BLOCK))
    except (csv.Error, EOFError, OSError, UnicodeDecodeError) as error:
        raise SourceError(
            "The file cannot be read as CSV",
            where=Location(path.name),
            found=str(error),
            next_step="Save it from Excel as CSV UTF-8",
        ) from error
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in line]
        while cells and not cells[-1]:
            cells.pop()
        if cells and cells[0] == "area_code":
            _check_block(block, path)
            return block, number
        if not cells:
            continue
        key, where = cells[0], Location(path.name, row=number)
        if key not in _KEYS:
            raise SourceError(
                f"The block above the table has an unknown key {key!r}",
                where=where,
                expected=f"one of {', '.join(_KEYS)}, or a row that begins with area_code",
                next_step=nearest(key, [*_KEYS, "area_code"]),
            )
        if key in block:
            raise SourceError(f"The key {key!r} stands twice in the block above the table", where=where)
        if len(cells) != 2:
            raise SourceError(
                f"The key {key!r} needs one value" if len(cells) > 2 else f"The key {key!r} has no value",
                where=where,
                found=f"{len(cells) - 1} values",
                next_step="Put the value in the second column; a comma inside it needs quotation marks",
            )
        block[key] = _checked_value(key, cells[1], where)
    raise SourceError(
        "No row begins with area_code, so the table was not found",
        where=Location(path.name),
        expected=f"the header of the table within the first {_LONGEST_BLOCK} rows",
        next_step="docs/plain-form.md shows the form",
    )


def _check_block(block: dict[str, str], path: Path) -> None:
    missing = [key for key in REQUIRED if key not in block]
    if missing:
        raise SourceError(
            f"The block above the table does not give {', '.join(missing)}",
            where=Location(path.name),
            next_step=f"Add a row '{missing[0]},…' above the table; docs/plain-form.md shows the form",
        )


def _checked_value(key: str, value: str, where: Location) -> str:
    if key == "released":
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise date_error("The release date", value, where) from None
    pattern, expected = _FORMS.get(key, (r".+", ""))
    if not re.fullmatch(pattern, value):
        raise SourceError(
            f"The {key} is not written as it must be", where=where, found=repr(value), expected=expected
        )
    return value


def is_excel_date(text: str) -> bool:
    """Say whether Excel has rewritten a date day first, as in 26/06/2026."""
    return bool(_EXCEL_DATE.fullmatch(text))


def date_error(what: str, value: str, where: Location) -> SourceError:
    """Return the error for a date that is not written year first, saying what to type instead."""
    rewritten = _EXCEL_DATE.fullmatch(value)
    typed = f"{rewritten[3]}-{int(rewritten[2]):02}-{int(rewritten[1]):02}" if rewritten else "2026-06-26"
    return SourceError(
        f"{what} is not written year first" + (": Excel has rewritten it" if rewritten else ""),
        where=where,
        found=repr(value),
        expected="YYYY-MM-DD",
        next_step=f"Type '{typed} with the apostrophe in front, so that Excel leaves it as it is",
    )
