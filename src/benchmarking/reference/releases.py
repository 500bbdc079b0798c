"""The releases of each year: whose they are, where they are found, and how they are brought in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking.errors import Location, ReferenceFileError
from benchmarking.reference.tables import check_table, matching, one_of, read_table, records, slug, text

COLUMNS = [
    "release",
    "source",
    "page",
    "finder",
    "address",
    "pick",
    "fallback",
    "type",
    "layout",
    "renewed",
    "look_for",
    "verified",
    "note",
]
#: How a file is found, and whether the finder needs `pick`.
FINDERS = {
    "file": False,
    "govuk": True,
    "ons-dataset": False,
    "nomis-bulk": True,
    "nomis-api": False,
    "els": True,
    "fingertips": False,
    "github-raw": False,
    "by hand": False,
}
TYPES = ["csv", "csv.gz", "xlsx", "ods", "parquet", "geojson"]
RENEWED = ["each year", "once"]
_ADDRESS = r"https?://\S+"
_SERIES = r"[a-z0-9-]+=[^;=]+(; ?[a-z0-9-]+=[^;=]+)*"
#: {year} is the vintage and {year-1} the year before it; {yy} and {yy-1} are their last two figures.
_YEAR = re.compile(r"\{(year|yy)(-[1-9])?\}")


@dataclass(frozen=True, slots=True)
class Expected:
    """One row of releases.csv: a release that a vintage is expected to hold.

    Parameters
    ----------
    release : its id in datapackage.json.
    source : the importer that reads its file.
    page : the page on which people find it.
    finder, address, pick : how its file is found; `pick` says which file or series, as its finder needs it.
    fallback : the address of the same figures elsewhere; blank where there is none.
    type : the type of the file that is read.
    layout : what the importer expects in it, in words.
    renewed : "each year", or "once" for what is published once and for all and is carried on.
    look_for : the file to look for on the page.
    verified : whether somebody has seen the address give the file.
    note : why it is brought in by hand, and what to bear in mind.
    """

    release: str
    source: str
    page: str
    finder: str
    address: str
    pick: str
    fallback: str
    type: str
    layout: str
    renewed: str
    look_for: str
    verified: bool
    note: str


class Releases:
    """The expected releases in the table's order; `frame` has the columns of releases.csv as text."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame[COLUMNS]
        self._rows = [
            Expected(**{**record, "verified": record["verified"] == "yes"}) for record in records(self.frame)
        ]

    def __iter__(self) -> Iterator[Expected]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def in_year(text: str, vintage: str) -> str:
    """Put the years of a vintage into an address or a pattern, where {year}, {year-1}, {yy} or {yy-1} stands."""

    def year(place: re.Match[str]) -> str:
        number = str(int(vintage) + int(place[2] or 0))
        return number if place[1] == "year" else number[2:]

    return _YEAR.sub(year, text)


def load_releases(path: Path) -> Releases:
    """Read and check releases.csv; raises ReferenceFileError naming the row and column at fault."""
    frame = read_table(path, COLUMNS)
    check_table(
        frame,
        {
            "release": text(slug(), unique=True),
            "source": text(slug()),
            "page": text(matching(_ADDRESS, "the address of a page, http or https")),
            "finder": text(one_of(FINDERS), known=FINDERS),
            "address": text(
                matching(_ADDRESS, "an address that begins with https:// or http://"), blank=True
            ),
            "pick": text(blank=True),
            "fallback": text(
                matching(_ADDRESS, "an address that begins with https:// or http://"), blank=True
            ),
            "type": text(one_of(TYPES), known=TYPES),
            "layout": text(),
            "renewed": text(one_of(RENEWED), known=RENEWED),
            "look_for": text(),
            "verified": text(one_of(["yes", "no"])),
            "note": text(blank=True),
        },
        path,
    )
    for record in records(frame):
        _check_row(record, path)
    return Releases(frame)


def _check_row(record: dict[str, Any], path: Path) -> None:
    def wrong(column: str, problem: str, expected: str) -> ReferenceFileError:
        return ReferenceFileError(
            f"{record['release']}: {problem}",
            where=Location(path.name, row=int(record["row"]), column=column),
            found=repr(record[column]) if record[column] else "a blank cell",
            expected=expected,
        )

    by_hand = record["finder"] == "by hand"
    if by_hand and not record["note"]:
        raise wrong("note", "what is brought in by hand says why", "the reason")
    if not by_hand and not record["address"]:
        raise wrong("address", f"the finder {record['finder']!r} needs an address", "where it looks")
    if FINDERS[record["finder"]] and not record["pick"]:
        raise wrong(
            "pick", f"the finder {record['finder']!r} needs to be told what to pick", "as README.md says"
        )
    if record["finder"] == "els" and not re.fullmatch(_SERIES, record["pick"]):
        raise wrong(
            "pick", "the indicators are not written as they are asked for", "slug=Series; slug=Series"
        )
    if record["finder"] == "govuk":
        try:
            re.compile(in_year(record["pick"], "2027"))
        except re.error as error:
            raise wrong("pick", f"this pattern cannot be read: {error}", "part of a title") from error
