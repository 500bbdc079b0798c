"""The tidy tables that every importer makes: their columns, their keys and their markers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

if TYPE_CHECKING:
    from benchmarking.reference import Reference

OGL = "OGL-UK-3.0"

#: One published value of an indicator for an area and a period.
OBSERVATION_COLUMNS = [
    "area_code",
    "indicator",
    "period",
    "value",
    "lower",
    "upper",
    "numerator",
    "denominator",
    "base",
    "status",
]
OBSERVATION_KEY = ["area_code", "indicator", "period"]
OBSERVATION_NUMBERS = ["value", "lower", "upper", "numerator", "denominator", "base"]

#: A count of residents or households in one category of a published table.
COUNT_COLUMNS = ["area_code", "table", "category", "period", "count", "status"]
COUNT_KEY = ["area_code", "table", "category", "period"]
COUNT_NUMBERS = ["count"]

#: Which larger area each small area lies in.
LOOKUP_COLUMNS = ["area_code", "parent_code"]

#: Which small areas of one census overlap which of the next; one may have several on either side.
CHANGE_COLUMNS = ["old_code", "new_code"]

#: The boundary of an area: the coordinates of a GeoJSON MultiPolygon, longitude first.
BOUNDARY_COLUMNS = ["area_code", "geometry"]

#: Where each row stood in the file that was read; kept for messages, never written.
LOCATION_COLUMNS = ["sheet", "row"]

#: Government Statistical Service markers.
MARKERS = {
    "[c]": "confidential",
    "[x]": "not available",
    "[u]": "low reliability",
    "[z]": "not applicable",
    "[p]": "provisional",
    "[r]": "revised",
    "[e]": "estimated",
}

Kind = Literal["observations", "counts", "lookup", "changes", "boundaries"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an importer made of one file: tidy rows, and where they came from.

    `rows` has the columns of its kind plus LOCATION_COLUMNS. `left_out` counts rows of the file
    that were not carried, by reason.
    """

    release: str
    title: str
    rows: pd.DataFrame
    kind: Kind = "observations"
    released: date | None = None
    address: str | None = None
    publisher: str | None = None
    licence: str | None = None
    note: str | None = None
    small_areas: bool = False
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's product: what it is called, where it lives, and how its files are read.

    `read(path, reference)` returns the readings of one file and raises SourceError, with file, sheet,
    row and column, when the file is not what the source publishes.
    """

    id: str
    title: str
    publisher: str
    address: str
    read: Callable[[Path, Reference], list[Reading]]
    licence: str = OGL


_COLUMNS: dict[Kind, list[str]] = {
    "observations": OBSERVATION_COLUMNS,
    "counts": COUNT_COLUMNS,
    "lookup": LOOKUP_COLUMNS,
    "changes": CHANGE_COLUMNS,
    "boundaries": BOUNDARY_COLUMNS,
}
_KEYS: dict[Kind, list[str]] = {
    "observations": OBSERVATION_KEY,
    "counts": COUNT_KEY,
    "lookup": ["area_code"],
    "changes": CHANGE_COLUMNS,
    "boundaries": ["area_code"],
}
_NUMBERS: dict[Kind, list[str]] = {
    "observations": OBSERVATION_NUMBERS,
    "counts": COUNT_NUMBERS,
    "lookup": [],
    "changes": [],
    "boundaries": [],
}


def columns_of(kind: Kind) -> list[str]:
    """Return the columns of one kind of tidy table, in order."""
    return _COLUMNS[kind]


def key_of(kind: Kind) -> list[str]:
    """Return the columns that identify a row of one kind of tidy table."""
    return _KEYS[kind]


def numbers_of(kind: Kind) -> list[str]:
    """Return the numeric columns of one kind of tidy table."""
    return _NUMBERS[kind]
