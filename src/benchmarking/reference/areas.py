"""The areas that have figures: England's councils, regions and partnerships, codes that ended, and Wales."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from benchmarking.errors import ReferenceFileError, nearest
from benchmarking.reference.area import Area, area_of
from benchmarking.reference.area_changes import AreaChanges, load_area_changes
from benchmarking.reference.tables import (
    check_table,
    iso_date,
    matching,
    one_of,
    read_table,
    records,
    text,
)

COLUMNS = [
    "code",
    "name",
    "type",
    "parent",
    "region",
    "valid_from",
    "valid_to",
    "covered_by",
    "aliases",
    "note",
]
#: Area types, in the order in which a name that several areas share is understood.
TYPES = [
    "country",
    "region",
    "county",
    "unitary",
    "metropolitan district",
    "london borough",
    "non-metropolitan district",
    "community safety partnership",
    "police force area",
]
SINGLE_TIER = ["unitary", "metropolitan district", "london borough"]
UPPER_TIER = ["county", *SINGLE_TIER]
LOWER_TIER = [*SINGLE_TIER, "non-metropolitan district"]
_NOT_COUNCILS = {"community safety partnership", "police force area"}


class Areas:
    """Every area that figures may be about.

    `frame` has one row an area and the columns of areas.csv as text, blank where there is nothing; `changes`
    says what became of the codes that ended.
    """

    def __init__(self, frame: pd.DataFrame, changes: AreaChanges, file: str = "areas.csv") -> None:
        self.frame = frame
        self.changes = changes
        self.file = file
        self._areas = {record["code"]: area_of(record) for record in records(frame)}

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(self._areas)

    def __getitem__(self, code: str) -> Area:
        """Return the area with that code; raises ReferenceFileError, offering the nearest, if none has it."""
        found = self._areas.get(code)
        if found is None:
            raise ReferenceFileError(
                f"No area has the code {code!r}",
                where=self.file,
                next_step=nearest(str(code), self._areas) or "Check the code, or add the area to the table",
            )
        return found

    def __contains__(self, code: object) -> bool:
        return code in self._areas

    def name(self, code: str) -> str:
        """Return the name of the area with that code."""
        return self[code].name

    def resolve(self, name: str) -> Area:
        """Return the area with that code, name or alias, however its capitals and spaces are written.

        Where several areas share the name, a current council comes before one that ended, and both before
        a partnership or a police force. Raises ReferenceFileError, offering the nearest, if none has it.
        """
        wanted = name.strip()
        if wanted.upper() in self._areas:
            return self._areas[wanted.upper()]
        found = self._names.get(_folded(wanted))
        if found is None:
            known = [label for area in self._areas.values() for label in (area.name, *area.aliases)]
            raise ReferenceFileError(
                f"No area is called {name!r}",
                where=self.file,
                next_step=nearest(wanted, known) or "Use the name or the GSS code that areas.csv gives",
            )
        return found

    def districts(self, code: str) -> list[str]:
        """Return the current lower-tier codes within a council's area, or its own code if it is one.

        For a community safety partnership, the districts that it joins. Raises ReferenceFileError for an
        area of another kind and for one that ended without a successor of the same extent.
        """
        area = self[self.current(code)]
        if area.type in LOWER_TIER:
            return [area.code]
        if area.type == "county":
            within = self.frame["parent"] == area.code
        elif area.type == "community safety partnership":
            within = self.frame["covered_by"] == area.code
        else:
            raise ReferenceFileError(
                f"Districts are listed for councils, and {area.name} is a {area.type}", where=self.file
            )
        here = within & (self.frame["valid_to"] == "") & self.frame["type"].isin(LOWER_TIER)
        return sorted(self.frame.loc[here, "code"])

    def upper_tier(self) -> pd.DataFrame:
        """Return the rows of current counties, unitaries, metropolitan districts and London boroughs."""
        return self._current_of(UPPER_TIER)

    def lower_tier(self) -> pd.DataFrame:
        """Return the rows of current districts, unitaries and London boroughs."""
        return self._current_of(LOWER_TIER)

    def current(self, code: str) -> str:
        """Return the code now in use for the same extent; raises ReferenceFileError if the extent changed."""
        area = self[code]
        while area.valid_to is not None:
            following = self.changes.same_ground.get(area.code)
            if following is None:
                raise ReferenceFileError(
                    f"{area.name} ({area.code}) ended on {_day(area.valid_to)} "
                    f"and no area of today has the same extent",
                    where=self.file,
                    next_step=self.became(area.code),
                )
            area = self[following]
        return area.code

    def current_or_none(self, code: str) -> str | None:
        """Return the code now in use for the same extent, or None if the extent changed."""
        try:
            return self.current(code)
        except ReferenceFileError:
            return None

    def became(self, code: str) -> str:
        """Say in a sentence what became of an area whose code ended, or nothing while it is in use."""
        return self.changes.told(code, {one: area.name for one, area in self._areas.items()})

    @cached_property
    def _names(self) -> dict[str, Area]:
        found: dict[str, Area] = {}
        ordered = sorted(
            self._areas.values(),
            key=lambda area: (area.type in _NOT_COUNCILS, not area.is_current, TYPES.index(area.type)),
        )
        for labels in (lambda area: (area.name,), lambda area: area.aliases):
            for area in ordered:
                for label in labels(area):
                    if area.type in _NOT_COUNCILS:
                        continue
                    found.setdefault(_folded(label), area)
        for area in ordered:
            found.setdefault(_folded(area.name), area)
        return found

    def _current_of(self, types: list[str]) -> pd.DataFrame:
        here = self.frame["type"].isin(types) & (self.frame["valid_to"] == "")
        return self.frame[here].reset_index(drop=True)


def load_areas(path: Path, changes: Path) -> Areas:
    """Read and check areas.csv and area_changes.csv; raises ReferenceFileError naming the row and column at fault."""
    frame = read_table(path, COLUMNS)
    codes = frame["code"].tolist()
    gss = matching(r"E\d{8}", "a GSS code of England: E and eight digits")
    check_table(
        frame,
        {
            "code": text(
                matching(r"E\d{8}|W92000004", "a GSS code of England, E and eight digits, or that of Wales"),
                unique=True,
            ),
            "name": text(),
            "type": text(one_of(TYPES), known=TYPES),
            "parent": text(gss, one_of(codes), blank=True, known=codes),
            "region": text(gss, one_of(codes), blank=True, known=codes),
            "valid_from": text(iso_date(), blank=True),
            "valid_to": text(iso_date(), blank=True),
            "covered_by": text(gss, one_of(codes), blank=True, known=codes),
        },
        path,
    )
    return Areas(frame.drop(columns="row"), load_area_changes(changes, frame), path.name)


def _folded(name: str) -> str:
    plain = name.casefold().replace("&", " and ").replace("’", "'").replace(".", "")
    return " ".join(plain.split())


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
