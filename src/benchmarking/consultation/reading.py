"""Read who took part in a consultation, and refuse whatever could tell who somebody is.

What is read here holds small counts of people: only `reach` uses it, and hides them before anything leaves it.
"""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd

from benchmarking.consultation.answers import (
    BAND_STARTS,
    CATEGORIES,
    COLUMNS,
    NOT_STATED,
    REQUIRED,
    Band,
    answer_of,
    band_of,
    band_words,
    bands_over,
    column_of,
    is_not_stated,
    known_answers,
    nests,
    plain,
)
from benchmarking.consultation.personal import place_words, refuse_personal_cells, refuse_personal_columns
from benchmarking.errors import ConsultationError, Location, ReferenceFileError, nearest
from benchmarking.reference import Areas

_HOW = "docs/consultations.md shows the form"


class ElsewhereError(ConsultationError):
    """A participant lives in an area that is known, and is no district of the lead authority."""


@dataclass(frozen=True, slots=True, repr=False)
class Participants:
    """Everybody in a file, by what they said; never shown, and it says nothing of itself.

    `frame` has a row a combination of answers: one column for each question and `count`; NOT_STATED stands for
    no answer. `bands` are the age bands that the consultation was open to, youngest first.
    """

    frame: pd.DataFrame
    bands: tuple[Band, ...]
    made_up: bool

    def __repr__(self) -> str:
        return "Participants(not shown)"


def read_participants(path: Path, areas: Areas, lead: str) -> Participants:
    """Read a CSV of participants: counts of them, or one row a person.

    Parameters
    ----------
    path : the file; docs/consultations.md explains its columns.
    areas : every area that is known, to name those outside the lead.
    lead : the code of the authority that consulted.

    Raises
    ------
    ConsultationError, with file, row and column and never what stood there: a column or a cell with personal
    details, a column missing, unknown or twice, a district outside the lead, an age band that is not made of
    whole bands of the census or overlaps another, a sex or ethnic group that is not known, a count that is no
    whole number of people, or nobody at all.
    """
    lines = _lines(path)
    header, rows = lines[0], lines[1:]
    refuse_personal_cells(lines, path.name)
    columns = _columns(header, path.name)
    reader = _Rows(path.name, areas, lead)
    found = []
    for number, line in enumerate(rows, start=2):
        if any(cell.strip() for cell in line):
            _check_width(line, header, number, path.name)
            cells = {column: line[at] if at < len(line) else "" for column, at in columns.items()}
            found.append(reader.read(cells, number, columns))
    if not any(row["count"] for row in found):
        raise ConsultationError("Nobody is in the file", where=Location(path.name), next_step=_HOW)
    bands = reader.bands_in_order()
    answers = [column for column in columns if column not in ("count", "made_up")]
    frame = pd.DataFrame(found).groupby(answers, sort=False)["count"].sum().reset_index()
    return Participants(frame, bands, _is_made_up(path, columns))


def is_made_up(path: Path) -> bool:
    """Say whether a file is invented: by its name, or because it has a column made_up."""
    return _is_made_up(path, {column_of(name) for name in _lines(path)[0]})


def _is_made_up(path: Path, columns: Container[str | None]) -> bool:
    return "made-up" in path.stem or "made_up" in columns


class _Rows:
    """Reads rows one by one, and remembers in which row each age band was first met."""

    def __init__(self, file: str, areas: Areas, lead: str) -> None:
        self.file, self.areas = file, areas
        self.lead = areas.name(lead)
        self.districts = {code: areas.name(code) for code in areas.districts(lead)}
        self.names = {plain(name): name for name in self.districts.values()}
        self.bands: dict[Band, int] = {}

    def read(self, cells: dict[str, str], row: int, columns: dict[str, int]) -> dict[str, str | int]:
        found: dict[str, str | int] = {"count": 1}
        for column, text in cells.items():
            where = Location(self.file, row=row, column=f"{column}, {place_words(columns[column] + 1)}")
            if column == "district":
                found[column] = self._district(text, where)
            elif column == "age_band":
                found[column] = self._band(text, where, row)
            elif column == "count":
                found[column] = _count(text, where)
            elif column == "made_up":
                _check_made_up(text, where)
            else:
                found[column] = _answer(column, text, where)
        return found

    def bands_in_order(self) -> tuple[Band, ...]:
        given = sorted(self.bands, key=lambda band: (band[0], band[1] or 0))
        for (first, last), (begins, ends) in pairwise(given):
            if last is None or last >= begins:
                row = max(self.bands[first, last], self.bands[begins, ends])
                raise ConsultationError(
                    "Two age bands overlap, so that a person could be in either",
                    where=Location(self.file, row=row, column="age_band"),
                    found=f"{band_words((first, last))} and {band_words((begins, ends))}",
                    expected="one set of bands that do not overlap",
                )
        if not given:
            raise ConsultationError("No age band is in the file", where=Location(self.file), next_step=_HOW)
        return tuple(bands_over(given))

    def _district(self, text: str, where: Location) -> str:
        if is_not_stated(text):
            return NOT_STATED
        code = text.strip().upper()
        name = self.districts.get(code) or self.names.get(plain(text))
        if name is not None:
            return name
        elsewhere = None
        with contextlib.suppress(ReferenceFileError):
            elsewhere = self.areas.resolve(text).name
        kind = ElsewhereError if elsewhere else ConsultationError
        raise kind(
            f"{elsewhere} is no district of {self.lead}" if elsewhere else f"No district of {self.lead} is called that",
            where=where,
            expected=f"one of {', '.join(self.districts.values())}, or its code",
            next_step=nearest(text, self.districts.values()),
        )  # fmt: skip

    def _band(self, text: str, where: Location, row: int) -> str:
        if is_not_stated(text):
            return NOT_STATED
        band = band_of(text)
        if band is None or not nests(band):
            starts = ", ".join(map(str, BAND_STARTS[1:]))
            raise ConsultationError(
                "The age band is not made of whole age bands of the census"
                if band
                else "This is no age band",
                where=where,
                found=band_words(band) if band else None,
                expected=f"a band that begins at 0, {starts} and ends just before one of these ages or has no end, "
                "such as 16-24 or 65+",
                next_step="Ask for age in such bands, or join bands until they fit: 65-74 and 75+ make 65+",
            )
        self.bands.setdefault(band, row)
        return band_words(band)


def _answer(column: str, text: str, where: Location) -> str:
    found = answer_of(column, text)
    if found is None:
        raise ConsultationError(
            "This answer is not known",
            where=where,
            expected=f"one of {', '.join(CATEGORIES[column])}, or blank where it was not stated",
            # Nobody is told which sex the file meant to give them.
            next_step="Write 'other' for any other answer, or leave it blank"
            if column == "sex"
            else nearest(plain(text), known_answers(column)) or _HOW,
        )
    return found


def _count(text: str, where: Location) -> int:
    if not re.fullmatch(r"(?:\d{1,7}|\d{1,3}(?:,\d{3})+)(?:\.0+)?", text.strip()):
        raise ConsultationError(
            "A count is no whole number of people",
            where=where,
            expected="0, 1, 2 and so on",
            next_step="Leave the column out if each row is one person",
        )
    return int(float(text.replace(",", "")))


def _check_made_up(text: str, where: Location) -> None:
    if plain(text) != "yes":
        raise ConsultationError(
            "A file with a column made_up is invented, and has to say so in every row",
            where=where,
            expected="yes",
            next_step="Take the column out of a file of real participants",
        )


def _lines(path: Path) -> list[list[str]]:
    lines: list[list[str]] | None = None
    # Raised outside the handler: these errors carry the file's bytes with them.
    with (
        contextlib.suppress(UnicodeDecodeError, csv.Error, OSError),
        path.open(encoding="utf-8-sig", newline="") as stream,
    ):
        lines = list(csv.reader(stream))
    if lines is None:
        raise ConsultationError(
            "The file of participants cannot be read",
            where=Location(path.name),
            expected="a CSV file in UTF-8",
            next_step="In Excel, save it as 'CSV UTF-8 (Comma delimited)'",
        )
    if not lines:
        raise ConsultationError(
            "The file of participants is empty", where=Location(path.name), next_step=_HOW
        )
    return lines


def _columns(header: list[str], file: str) -> dict[str, int]:
    """Find in which place each column stands; the empty ones that Excel leaves on the right are ignored."""
    if not any(name.strip() for name in header[1:]) and re.search(
        r"[;\t|]|^sep=", header[0] if header else ""
    ):
        raise ConsultationError(
            "The columns are not separated by commas",
            where=Location(file, row=1),
            expected="commas",
            next_step="In Excel, save it as 'CSV UTF-8 (Comma delimited)'",
        )
    known = {at: column_of(name) for at, name in enumerate(header) if name.strip()}
    refuse_personal_columns([name if known.get(at) is None else "" for at, name in enumerate(header)], file)
    columns: dict[str, int] = {}
    for at, column in known.items():
        where = Location(file, row=1, column=place_words(at + 1))
        if column is None:
            raise ConsultationError(
                "A column is not known",
                where=where,
                expected=f"only {', '.join(COLUMNS)}",
                next_step=nearest(header[at], COLUMNS) or "Take the column out, or correct its name",
            )
        if column in columns:
            raise ConsultationError(f"The column {column} stands twice", where=where)
        columns[column] = at
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise ConsultationError(
            f"The file has no column {missing[0]}", where=Location(file, row=1),
            expected=f"the columns {', '.join(REQUIRED)} in the first row", next_step=_HOW,
        )  # fmt: skip
    return columns


def _check_width(line: list[str], header: list[str], row: int, file: str) -> None:
    for at, cell in enumerate(line):
        if cell.strip() and (at >= len(header) or not header[at].strip()):
            raise ConsultationError(
                "A cell stands outside the columns",
                where=Location(file, row=row, column=place_words(at + 1)),
                next_step="Put double quotes around a text that contains a comma",
            )
