"""One area, and how it is made from a row of areas.csv."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from benchmarking.reference.tables import split


@dataclass(frozen=True, slots=True)
class Area:
    """One area: what it is called, what it lies in and how long its code was in use."""

    code: str
    name: str
    type: str
    parent: str | None
    region: str | None
    valid_from: date | None
    valid_to: date | None
    covered_by: str | None
    aliases: tuple[str, ...]
    note: str

    @property
    def is_current(self) -> bool:
        return self.valid_to is None


def area_of(record: dict[str, str]) -> Area:
    """Return the area of a row whose cells are text, blank where there is nothing."""
    return Area(
        code=record["code"],
        name=record["name"],
        type=record["type"],
        parent=record["parent"] or None,
        region=record["region"] or None,
        valid_from=date.fromisoformat(record["valid_from"]) if record["valid_from"] else None,
        valid_to=date.fromisoformat(record["valid_to"]) if record["valid_to"] else None,
        covered_by=record["covered_by"] or None,
        aliases=tuple(split(record["aliases"])),
        note=record["note"],
    )
