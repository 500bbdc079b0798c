"""What other authorities, think tanks and networks do: one row for each thing found, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking.errors import Location, ReferenceFileError, nearest
from benchmarking.reference.areas import UPPER_TIER, Areas
from benchmarking.reference.tables import (
    check_table,
    is_date,
    matching,
    one_of,
    parts_of,
    read_table,
    records,
    slug,
    split,
    text,
)
from benchmarking.reference.vocabulary import PRIORITIES, THEMES

COLUMNS = [
    "id",
    "organisation",
    "area_code",
    "organisation_type",
    "title",
    "period",
    "year",
    "type",
    "what_it_does",
    "priorities",
    "themes",
    "measures",
    "evidence",
    "transferability",
    "transfer_reason",
    "source_title",
    "source_url",
    "published",
    "note",
]
ORGANISATION_TYPES = ["authority", "district", "think_tank", "network", "government"]
TYPES = [
    "strategy",
    "action_plan",
    "programme",
    "governance",
    "survey",
    "report",
    "kpi_framework",
    "evaluation",
]
#: Levels of evidence, the weakest first. A level says what stands behind the words, not how good the work is.
EVIDENCE = [
    "policy statement",
    "reported activity",
    "output data",
    "outcome data",
    "independent evaluation",
]
#: What it takes to do the same in a county of two tiers. It says nothing about the strength of evidence.
TRANSFERABILITY = {
    "county": "with its own services",
    "shared": "with districts or other partners",
    "single tier": "only with the powers of a single tier",
    "national": "national: to be used, not copied",
}
NO_ADDRESS = "no address"
_THEMES = [theme for theme in THEMES if theme != "cross-cutting"]


@dataclass(frozen=True, slots=True)
class Practice:
    """One thing that an organisation says it does, or that was found of it; `year` is None when undated."""

    id: str
    organisation: str
    area_code: str | None
    organisation_type: str
    title: str
    period: str
    year: int | None
    type: str
    what_it_does: str
    priorities: tuple[str, ...]
    themes: tuple[str, ...]
    measures: str
    evidence: str
    transferability: str
    transfer_reason: str
    source_title: str
    source_url: str
    published: str
    note: str

    @property
    def address(self) -> str:
        """Where it can be read, or that no address is known."""
        return self.source_url or NO_ADDRESS


class PracticeEvidence:
    """The rows of practice; `frame` has the columns of practice_evidence.csv as text, blank where nothing."""

    def __init__(self, frame: pd.DataFrame, file: str = "practice_evidence.csv") -> None:
        self.frame = frame
        self.file = file
        self._rows = {record["id"]: _practice(record) for record in records(frame)}

    @property
    def ids(self) -> list[str]:
        return list(self._rows)

    @cached_property
    def all(self) -> list[Practice]:
        """Every row in the table's order."""
        return list(self._rows.values())

    def __contains__(self, practice: object) -> bool:
        return practice in self._rows

    def __getitem__(self, practice: str) -> Practice:
        """Return one row; raises ReferenceFileError, offering the nearest, if there is none."""
        found = self._rows.get(practice)
        if found is None:
            raise ReferenceFileError(
                f"There is no practice {practice!r}",
                where=self.file,
                next_step=nearest(practice, self._rows),
            )
        return found


def load_practice(path: Path, areas: Areas) -> PracticeEvidence:
    """Read and check practice_evidence.csv; raises ReferenceFileError naming the row and column at fault.

    A row may lack an address, and is then marked "no address". A row without the title of its source is
    refused: nobody could find it again.
    """
    frame = read_table(path, COLUMNS)
    check_table(
        frame,
        {
            "id": text(slug(), unique=True),
            "organisation": text(),
            "area_code": text(one_of(areas.codes), blank=True, known=areas.codes),
            "organisation_type": text(one_of(ORGANISATION_TYPES), known=ORGANISATION_TYPES),
            "title": text(),
            "period": text(),
            "year": text(matching(r"(19|20)\d{2}", "a year of four figures, or blank"), blank=True),
            "type": text(one_of(TYPES), known=TYPES),
            "what_it_does": text(),
            "priorities": text(
                parts_of(PRIORITIES, f"some of {', '.join(PRIORITIES)}, separated by semicolons"),
                known=PRIORITIES,
            ),
            "themes": text(
                parts_of(_THEMES, f"some of {', '.join(_THEMES)}, separated by semicolons, or blank"),
                blank=True,
                known=_THEMES,
            ),
            "evidence": text(one_of(EVIDENCE), known=EVIDENCE),
            "transferability": text(one_of(TRANSFERABILITY), known=TRANSFERABILITY),
            "transfer_reason": text(),
            "source_title": text(
                matching(r"(?i)(?!(n/?a|none|tbc|unknown)$).*[^\W\d_]{2}.*", "the title of the source")
            ),
            "source_url": text(
                matching(r'https?://[^\s"<>]+', "an address that begins with http"), blank=True
            ),
            "published": text(
                matching(r"\d{4}(-\d{2}){0,2}", "a day, month or year, like 2023-04-01, 2023-04 or 2023"),
                blank=True,
            ),
        },
        path,
    )
    for record in records(frame):
        _check_dates(record, path)
    _check_organisations(frame, areas, path)
    return PracticeEvidence(frame.drop(columns="row"), path.name)


def _check_dates(record: dict[str, Any], path: Path) -> None:
    day = record["published"]
    if day and not is_date(f"{day}-01-01"[:10]):
        raise ReferenceFileError(
            "There is no such date",
            where=Location(path.name, row=record["row"], column="published"),
            found=repr(day),
            expected="a day, month or year that exists",
        )


def _check_organisations(frame: pd.DataFrame, areas: Areas, path: Path) -> None:
    """Refuse a code that does not fit the kind of organisation, and an organisation under two codes or kinds."""
    for record in records(frame):
        kind, code = record["organisation_type"], record["area_code"]
        fitting = {"authority": UPPER_TIER, "district": ["non-metropolitan district"]}.get(kind, [])
        wrong = areas[code].type not in fitting if code else kind == "district"
        if wrong:
            raise ReferenceFileError(
                f"{record['organisation']} is called {kind}, which its code does not fit",
                where=Location(path.name, row=record["row"], column="area_code"),
                found=f"{code!r}, a {areas[code].type}" if code else "a blank cell",
                expected=f"a {' or '.join(fitting)}"
                if fitting
                else "a blank cell: only councils have a code",
            )
    for column in ("area_code", "organisation_type"):
        first = frame.groupby("organisation")[column].transform("first")
        other = frame[frame[column] != first]
        if not other.empty:
            row = other.iloc[0]
            raise ReferenceFileError(
                f"{row['organisation']} has two different entries under {column}",
                where=Location(path.name, row=int(row["row"]), column=column),
                found=repr(row[column]),
                expected=repr(first.loc[other.index].iloc[0]),
            )


def _practice(record: dict[str, Any]) -> Practice:
    return Practice(
        **{
            **record,
            "area_code": record["area_code"] or None,
            "year": int(record["year"]) if record["year"] else None,
            "priorities": tuple(dict.fromkeys(split(record["priorities"]))),
            "themes": tuple(dict.fromkeys(split(record["themes"]))),
        }
    )
