"""The strategy's priorities, themes, challenges and outcomes, in our own words, and what measures them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking.errors import Location, ReferenceFileError, nearest
from benchmarking.reference.indicators import Indicator, Indicators
from benchmarking.reference.tables import check_table, matching, one_of, read_table, records, split, text
from benchmarking.reference.vocabulary import OUTCOMES, PRIORITIES, THEMES

COLUMNS = ["kind", "number", "words", "page", "indicators", "gap"]
#: How many there are of each kind; the last theme of the registry's words is "cross-cutting", which is none.
KINDS = {"priority": len(PRIORITIES), "theme": len(THEMES) - 1, "challenge": 10, "outcome": len(OUTCOMES)}
#: What counts as measuring a part of the strategy. Historic figures, parts of gaps and figures of one group do not.
MEASURING_TIERS = ["headline", "supporting", "context", "early_warning", "to_collect"]


@dataclass(frozen=True, slots=True)
class Element:
    """One part of the strategy, the indicators named for it if it is a challenge, and what none of them measures."""

    kind: str
    number: int
    words: str
    page: str
    indicators: tuple[str, ...]
    gap: str

    def measured_by(self, registry: Indicators) -> list[Indicator]:
        """Return the indicators that say something about it, of MEASURING_TIERS, in the registry's order."""
        every = [registry[name] for name in registry.ids]
        return [one for one in every if one.tier in MEASURING_TIERS and self._is_told_by(one)]

    def _is_told_by(self, indicator: Indicator) -> bool:
        if self.kind == "priority":
            return indicator.priority == PRIORITIES[self.number - 1]
        if self.kind == "theme":
            return indicator.theme == THEMES[self.number - 1]
        if self.kind == "outcome":
            return self.number in indicator.outcomes
        return indicator.id in self.indicators


class Strategy:
    """The strategy's parts in the order of their kinds and numbers; `frame` has the columns of strategy.csv as text."""

    def __init__(self, frame: pd.DataFrame, file: str = "strategy.csv") -> None:
        self.frame = frame
        self.file = file
        elements = [_element(record) for record in records(frame)]
        self._elements = sorted(elements, key=lambda one: (list(KINDS).index(one.kind), one.number))

    def __iter__(self) -> Iterator[Element]:
        return iter(self._elements)

    def __len__(self) -> int:
        return len(self._elements)

    def of_kind(self, kind: str) -> list[Element]:
        """Return the parts of one kind; raises ReferenceFileError, offering the nearest, if there is no such kind."""
        if kind not in KINDS:
            raise ReferenceFileError(
                f"The strategy has no parts of the kind {kind!r}",
                where=self.file,
                expected=f"one of {', '.join(KINDS)}",
                next_step=nearest(kind, KINDS),
            )
        return [one for one in self._elements if one.kind == kind]


def load_strategy(path: Path, registry: Indicators) -> Strategy:
    """Read and check strategy.csv; raises ReferenceFileError naming the row and column that is wrong."""
    frame = read_table(path, COLUMNS)
    check_table(
        frame,
        {
            "kind": text(one_of(KINDS), known=KINDS),
            "number": text(matching(r"[1-9]\d*", "a whole number, 1 for the first")),
            "words": text(),
            "page": text(matching(r"[1-9]\d*", "the number of the page")),
        },
        path,
    )
    _check_all_there(frame, path)
    for record in records(frame):
        _check_measures(record, registry, path)
    return Strategy(frame.drop(columns="row"), path.name)


def _check_all_there(frame: pd.DataFrame, path: Path) -> None:
    for kind, many in KINDS.items():
        rows = frame[frame["kind"] == kind].astype({"number": int})
        twice = rows[rows["number"].duplicated() | (rows["number"] > many)]
        if not twice.empty:
            raise ReferenceFileError(
                f"The {kind} stands twice, or is one more than the strategy has",
                where=Location(path.name, row=int(twice["row"].iloc[0]), column="number"),
                found=repr(str(twice["number"].iloc[0])),
                expected=f"each number from 1 to {many} once",
            )
        missing = sorted(set(range(1, many + 1)) - set(rows["number"]))
        if missing:
            raise ReferenceFileError(
                f"The strategy's {kind} {missing[0]} has no row",
                where=Location(path.name, column="number"),
                found=f"{len(rows)} rows of the kind {kind!r}",
                expected=f"{many}, numbered from 1",
                next_step="Add the row, with its gap where nothing measures it",
            )


def _check_measures(record: dict[str, Any], registry: Indicators, path: Path) -> None:
    element = _element(record)

    def wrong(column: str, problem: str, expected: str, next_step: str | None = None) -> ReferenceFileError:
        return ReferenceFileError(
            f"{element.kind} {element.number}: {problem}",
            where=Location(path.name, row=int(record["row"]), column=column),
            found=repr(record[column]) if record[column] else "a blank cell",
            expected=expected,
            next_step=next_step,
        )

    if element.indicators and element.kind != "challenge":
        raise wrong("indicators", "its indicators are in indicators.csv, not here", "a blank cell")
    for name in element.indicators:
        if name not in registry:
            known = "ids of indicators.csv, separated by semicolons"
            raise wrong("indicators", f"there is no indicator {name!r}", known, nearest(name, registry.ids))
        if registry[name].tier not in MEASURING_TIERS:
            tiers = f"indicators of the tiers {', '.join(MEASURING_TIERS)}"
            raise wrong("indicators", f"{name} is of tier {registry[name].tier}", tiers)
    if not element.gap and not element.measured_by(registry):
        raise wrong("gap", "no indicator measures it, and the gap is not named", "what nothing measures")


def _element(record: dict[str, Any]) -> Element:
    return Element(
        kind=record["kind"],
        number=int(record["number"]),
        words=record["words"],
        page=record["page"],
        indicators=tuple(split(record["indicators"])),
        gap=record["gap"],
    )
