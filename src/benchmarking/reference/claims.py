"""The figures that the strategy prints, each with what it speaks of, so that it can be worked out again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking.errors import Location, ReferenceFileError, nearest
from benchmarking.reference.areas import Areas
from benchmarking.reference.groups import Groups
from benchmarking.reference.indicators import Indicators
from benchmarking.reference.tables import (
    check_table,
    is_date,
    matching,
    one_of,
    read_table,
    records,
    slug,
    split,
    text,
)

COLUMNS = [
    "id",
    "page",
    "printed",
    "value",
    "unit",
    "decimals",
    "words",
    "indicator",
    "area",
    "period",
    "how",
    "note",
]


@dataclass(frozen=True, slots=True)
class How:
    """One way to work a figure out: whether it needs an indicator and another area, how many areas and days."""

    indicator: bool
    area: bool
    days: int
    against: bool = False
    several: bool = False


#: "highest of" and "above" are followed by the places or the area that the figure is set against.
HOWS = {
    "count": How(indicator=True, area=True, days=1),
    "share": How(indicator=True, area=True, days=1),
    "change": How(indicator=True, area=True, days=2),
    "change in per cent": How(indicator=True, area=True, days=2),
    "highest of": How(indicator=True, area=True, days=1, against=True, several=True),
    "above": How(indicator=True, area=True, days=1, against=True, several=True),
    "places": How(indicator=False, area=True, days=0),
    "years": How(indicator=False, area=False, days=2),
    "not a statistic": How(indicator=False, area=False, days=0),
}
UNITS = ["people", "%", "years", "places", "aims", "approaches"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure of the strategy.

    `indicators` are those added up, with 1 or -1; `areas` those it speaks of, each the codes to be added up;
    `days` one day, or the earlier and the later; `against` the codes to be added up of what it is set against.
    """

    id: str
    page: str
    printed: str
    value: float
    unit: str
    decimals: int
    words: str
    indicators: tuple[tuple[str, int], ...]
    areas: tuple[tuple[str, ...], ...]
    days: tuple[str, ...]
    how: str
    against: tuple[str, ...]
    note: str


class Claims:
    """The strategy's figures in the order of its pages; `frame` has the columns of strategy_claims.csv as text."""

    def __init__(self, frame: pd.DataFrame, file: str = "strategy_claims.csv") -> None:
        self.frame = frame
        self.file = file
        self._claims = {record["id"]: _claim(record) for record in records(frame)}

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def __len__(self) -> int:
        return len(self._claims)

    def __getitem__(self, claim: str) -> Claim:
        """Return one claim; raises ReferenceFileError, offering the nearest, if there is none."""
        found = self._claims.get(claim)
        if found is None:
            raise ReferenceFileError(
                f"There is no claim {claim!r}", where=self.file, next_step=nearest(claim, self._claims)
            )
        return found


def load_claims(path: Path, indicators: Indicators, areas: Areas, groups: Groups) -> Claims:
    """Read and check strategy_claims.csv; raises ReferenceFileError naming the row and column at fault."""
    frame = read_table(path, COLUMNS)
    check_table(
        frame,
        {
            "id": text(slug(), unique=True),
            "page": text(matching(r"[1-9]\d*", "the number of the page")),
            "printed": text(),
            "value": text(matching(r"-?\d+(\.\d+)?", "the figure as a number, without commas or %")),
            "unit": text(one_of(UNITS), known=UNITS),
            "decimals": text(matching(r"[0-4]", "a whole number from 0 to 4")),
            "words": text(),
        },
        path,
    )
    known = {*areas.codes, *groups.places()}
    for record in records(frame):
        _check_how(record, path, known)
        for indicator, _ in _terms(record["indicator"]):
            if indicator not in indicators:
                raise _wrong(record, "indicator", path, indicator, "ids of indicators.csv", indicators.ids)
        for code in _codes(record["area"]):
            if code not in known:
                raise _wrong(
                    record, "area", path, code, "codes of areas.csv, or groups of places", sorted(known)
                )
    return Claims(frame.drop(columns="row"), path.name)


def _check_how(record: dict[str, Any], path: Path, known: set[str]) -> None:
    name, against = _how(record["how"])
    need = HOWS.get(name)
    if need is None:
        raise _wrong(record, "how", path, record["how"], f"one of {', '.join(HOWS)}", list(HOWS))
    if need.against != bool(against) or not set(against) <= known:
        expected = "an area or a group of places after it" if need.against else "nothing after it"
        raise _wrong(record, "how", path, record["how"], expected, sorted(known))
    days = record["period"].split("/") if record["period"] else []
    if len(days) != need.days or not all(is_date(day) for day in days):
        forms = ("a blank cell", "a day such as 2021-03-21", "two days such as 2011-03-27/2021-03-21")
        raise _wrong(record, "period", path, record["period"], forms[need.days])
    for column, wanted in (("indicator", need.indicator), ("area", need.area)):
        if bool(record[column]) != wanted:
            expected_cell = "a filled cell" if wanted else "a blank cell"
            raise _wrong(record, column, path, record[column], f"{expected_cell} for {name!r}")
    if len(split(record["area"])) > 1 and not need.several:
        raise _wrong(record, "area", path, record["area"], "one area, or several added up with +")
    if name == "not a statistic" and not record["note"]:
        raise _wrong(record, "note", path, "", "the reason why it cannot be checked")


def _wrong(
    record: dict[str, Any],
    column: str,
    path: Path,
    found: str,
    expected: str,
    known: list[str] | None = None,
) -> ReferenceFileError:
    return ReferenceFileError(
        f"{record['id']}: the {column} cannot be used",
        where=Location(path.name, row=int(record["row"]), column=column),
        found=repr(found) if found else "a blank cell",
        expected=expected,
        next_step=nearest(found, known) if found and known else None,
    )


def _claim(record: dict[str, Any]) -> Claim:
    name, against = _how(record["how"])
    return Claim(
        **{
            **{column: record[column] for column in ("id", "page", "printed", "unit", "words", "note")},
            "value": float(record["value"]),
            "decimals": int(record["decimals"]),
            "indicators": tuple(_terms(record["indicator"])),
            "areas": tuple(tuple(part.split("+")) for part in split(record["area"])),
            "days": tuple(record["period"].split("/")) if record["period"] else (),
            "how": name,
            "against": against,
        }
    )


def _how(cell: str) -> tuple[str, tuple[str, ...]]:
    """Split a cell into the way and what the figure is set against."""
    for name, need in HOWS.items():
        if need.against and cell.startswith(name):
            return name, tuple(code for code in cell.removeprefix(name).strip().split("+") if code)
    return cell, ()


def _terms(cell: str) -> list[tuple[str, int]]:
    """Split `residents - other_than_white` into ids with their signs, the first added and the rest taken away."""
    names = [name.strip() for name in cell.split(" - ")] if cell else []
    return [(name, -1 if number else 1) for number, name in enumerate(names)]


def _codes(cell: str) -> list[str]:
    return [code for part in split(cell) for code in part.split("+")]
