"""The registry: what is measured, in which unit, which way is better, and what to bear in mind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking.errors import Location, ReferenceFileError, nearest
from benchmarking.reference.frameworks import Frameworks
from benchmarking.reference.tables import (
    check_table,
    is_date,
    matching,
    one_of,
    parts_of,
    read_table,
    records,
    split,
    text,
)
from benchmarking.reference.units import UNITS, Unit
from benchmarking.reference.vocabulary import (
    BASES,
    COLUMNS,
    DATASETS,
    FREQUENCIES,
    GEOGRAPHIES,
    IN_INDEX,
    JUDGED_TIERS,
    OUTCOMES,
    POLARITIES,
    PRIORITIES,
    THEMES,
    TIERS,
    UNJUDGED_TIERS,
)


@dataclass(frozen=True, slots=True)
class Break:
    """A day at which a series cannot be crossed, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the registry; `materiality` is in its unit, None when nothing counts as close.

    Of tier by_group, `people` are those it is of, and `part_of` is the indicator of everyone.
    """

    id: str
    title: str
    definition: str
    unit: Unit
    decimals: int
    polarity: str
    tier: str
    basis: str
    frameworks: tuple[tuple[str, str], ...]
    priority: str
    theme: str
    outcomes: tuple[int, ...]
    dataset: str
    series: str
    geography: str
    frequency: str
    breaks: tuple[Break, ...]
    materiality: float | None
    materiality_reason: str
    in_deprivation_index: str
    part_of: str
    people: str
    caveat: str

    @property
    def is_judged(self) -> bool:
        """Whether a difference may be called better or worse."""
        return self.tier in JUDGED_TIERS and self.polarity != "no_judgement"

    def concepts(self, framework: str) -> tuple[str, ...]:
        """Return the concepts of a framework that the indicator rests on."""
        return tuple(concept for owner, concept in self.frameworks if owner == framework)


class Indicators:
    """The registry; `frame` has one row an indicator and the columns of indicators.csv.

    All columns are text, blank where there is nothing, but `decimals` (whole) and `materiality` (number).
    """

    def __init__(self, frame: pd.DataFrame, file: str = "indicators.csv") -> None:
        self.frame = frame
        self.file = file
        self._indicators = {record["id"]: _indicator(record) for record in records(frame)}

    @property
    def ids(self) -> list[str]:
        return list(self._indicators)

    @cached_property
    def by_id(self) -> pd.DataFrame:
        """The registry with the indicator's id as its index."""
        return self.frame.set_index("id")

    def __contains__(self, indicator: object) -> bool:
        return indicator in self._indicators

    def __getitem__(self, indicator: str) -> Indicator:
        """Return one indicator; raises ReferenceFileError, offering the nearest, if there is none."""
        return self.get(indicator)

    def get(self, indicator: str, *, suggest: bool = True) -> Indicator:
        """Return one indicator; raises ReferenceFileError if there is none, with the nearest if `suggest`."""
        found = self._indicators.get(indicator)
        if found is None:
            raise ReferenceFileError(
                f"There is no indicator {indicator!r}",
                where=self.file,
                next_step=nearest(indicator, self._indicators) if suggest else None,
            )
        return found

    def of_dataset(self, dataset: str) -> pd.DataFrame:
        """Return the rows whose figures come from a data set; none is no error."""
        return self.frame[self.frame["dataset"] == dataset].reset_index(drop=True)

    def of_framework(self, framework: str) -> list[Indicator]:
        """Return the indicators that rest on a concept of a framework, in the registry's order."""
        return [found for found in self._indicators.values() if found.concepts(framework)]


def load_indicators(path: Path, frameworks: Frameworks) -> Indicators:
    """Read and check indicators.csv; raises ReferenceFileError naming the row and column that is wrong."""
    frame = read_table(path, COLUMNS)
    pairs = [f"{row.framework}:{row.concept}" for row in frameworks.frame.itertuples()]
    number = r"\d+(\.\d+)?"
    check_table(
        frame,
        {
            "id": text(matching(r"[a-z][a-z0-9_]*", "small letters, figures and underscores"), unique=True),
            "title": text(),
            "definition": text(),
            "unit": text(one_of(UNITS), known=UNITS),
            "decimals": text(matching(r"[0-4]", "a whole number from 0 to 4")),
            "polarity": text(one_of(POLARITIES), known=POLARITIES),
            "tier": text(one_of(TIERS), known=TIERS),
            "basis": text(one_of(BASES), known=BASES),
            "frameworks": text(
                parts_of(pairs, "framework:concept, as frameworks.csv has them, separated by semicolons"),
                blank=True,
                known=pairs,
            ),
            "priority": text(one_of(PRIORITIES), known=PRIORITIES),
            "theme": text(one_of(THEMES), known=THEMES),
            "outcomes": text(
                parts_of(OUTCOMES, "numbers of the strategy's outcomes, 1 to 14, separated by semicolons"),
                blank=True,
            ),
            "dataset": text(one_of(DATASETS), known=DATASETS),
            "geography": text(one_of(GEOGRAPHIES), known=GEOGRAPHIES),
            "frequency": text(one_of(FREQUENCIES), known=FREQUENCIES),
            "breaks": text(
                matching(
                    r"\d{4}-\d{2}-\d{2}: [^;]+(; \d{4}-\d{2}-\d{2}: [^;]+)*",
                    "days and reasons, like '2022-09-01: the profile changed', separated by semicolons",
                ),
                blank=True,
            ),
            "materiality": text(matching(number, "a number in the indicator's unit"), blank=True),
            "in_deprivation_index": text(one_of(IN_INDEX), known=IN_INDEX),
            "part_of": text(one_of(frame["id"]), blank=True, known=frame["id"]),
        },
        path,
    )
    for record in records(frame):
        _check_rules(record, path)
    _check_groups(frame, path)
    frame = frame.drop(columns="row").astype({"decimals": int})
    frame["materiality"] = pd.to_numeric(frame["materiality"].replace("", None)).astype(float)
    return Indicators(frame, path.name)


def _check_rules(record: dict[str, Any], path: Path) -> None:
    def wrong(column: str, problem: str, expected: str) -> ReferenceFileError:
        return ReferenceFileError(
            f"{record['id']}: {problem}",
            where=Location(path.name, row=int(record["row"]), column=column),
            found=repr(record[column]) if record[column] else "a blank cell",
            expected=expected,
        )

    tier, polarity = record["tier"], record["polarity"]
    if tier in UNJUDGED_TIERS and polarity != "no_judgement":
        raise wrong(
            "polarity",
            f"an indicator of tier {tier} is never judged, and no group of people is a target",
            "no_judgement",
        )
    if tier in JUDGED_TIERS and polarity == "no_judgement":
        raise wrong(
            "polarity",
            f"an indicator of tier {tier} has to say which way is better",
            "higher_is_better or lower_is_better, or tier context",
        )
    if tier != "to_collect" and record["dataset"] == "local":
        raise wrong("dataset", "only what a council has yet to collect is local", "a published data set")
    if tier != "to_collect" and not record["series"]:
        raise wrong("series", "a published indicator names its series", "the publisher's name of the series")
    if bool(record["materiality"]) != bool(record["materiality_reason"]):
        raise wrong(
            "materiality_reason", "a materiality and its reason stand together", "both filled or both blank"
        )
    for part in split(record["breaks"]):
        if not is_date(part[:10]):
            raise wrong(
                "breaks", f"there is no such day as {part[:10]}", "a day that exists, like 2022-09-01"
            )
    for column in ("part_of", "people"):
        if (tier == "by_group") != bool(record[column]):
            raise wrong(
                column,
                "only a figure of one group of people names the group and the indicator of everyone",
                "both filled for tier by_group, both blank for any other",
            )
    if not record["caveat"]:
        raise wrong("caveat", "every indicator says what to bear in mind", "one sentence or two")


def _check_groups(frame: pd.DataFrame, path: Path) -> None:
    """Refuse a figure of one group that is part of another such figure, or that stands twice."""
    by_group = frame[frame["tier"] == "by_group"]
    nested = by_group["part_of"].isin(by_group["id"])
    twice = by_group.duplicated(["part_of", "people"])
    for wrong, column, problem in (
        (nested, "part_of", "a figure of one group cannot be part of another such figure"),
        (twice, "people", "this group has a figure of the same indicator already"),
    ):
        if wrong.any():
            row = by_group[wrong].iloc[0]
            raise ReferenceFileError(
                f"{row['id']}: {problem}",
                where=Location(path.name, row=int(row["row"]), column=column),
                found=repr(row[column]),
                expected="the indicator of everyone, and each group once",
            )


def _indicator(record: dict[str, Any]) -> Indicator:
    return Indicator(
        **{
            **record,
            "unit": UNITS[record["unit"]],
            "decimals": int(record["decimals"]),
            "frameworks": tuple(_pair(part) for part in split(record["frameworks"])),
            "outcomes": tuple(int(part) for part in split(record["outcomes"])),
            "breaks": tuple(_break(part) for part in split(record["breaks"])),
            "materiality": None if pd.isna(record["materiality"]) else float(record["materiality"]),
        }
    )


def _pair(part: str) -> tuple[str, str]:
    framework, _, concept = part.partition(":")
    return framework, concept


def _break(part: str) -> Break:
    day, _, reason = part.partition(":")
    return Break(date.fromisoformat(day), reason.strip())
