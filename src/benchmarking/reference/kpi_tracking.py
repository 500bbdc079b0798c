"""The indicators that the council tracks: who owns each, its target if one was set, its next release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking.errors import Location, ReferenceFileError
from benchmarking.reference.indicators import Indicators
from benchmarking.reference.judgements import can_be_kpi
from benchmarking.reference.tables import (
    check_table,
    is_date,
    iso_date,
    matching,
    one_of,
    read_table,
    records,
    text,
)

COLUMNS = ["indicator", "owner", "target", "target_by", "next_release", "note"]


@dataclass(frozen=True, slots=True)
class Tracked:
    """One row of kpi_tracking.csv.

    Parameters
    ----------
    indicator : its id in the registry.
    owner : the post that answers for it.
    target, target_by : in the indicator's unit, and the day by which; None where no target has been set.
    next_release : the day or month that the publisher has announced, "2027-03-25" or "2027-03"; blank where
        none is announced.
    note : what to bear in mind.
    """

    indicator: str
    owner: str
    target: float | None
    target_by: date | None
    next_release: str
    note: str


class TrackedIndicators:
    """The tracked indicators in the table's order; `frame` has the columns of kpi_tracking.csv as text."""

    def __init__(self, frame: pd.DataFrame, file: str = "kpi_tracking.csv") -> None:
        self.frame = frame[COLUMNS]
        self._rows = {record["indicator"]: int(record["row"]) for record in records(frame)}
        self._tracked = {record["indicator"]: _tracked(record) for record in records(self.frame)}
        self._file = file

    @property
    def ids(self) -> list[str]:
        return list(self._tracked)

    def get(self, indicator: str) -> Tracked:
        """Return an indicator's row; one without a row has no owner and no target."""
        return self._tracked.get(indicator, Tracked(indicator, "", None, None, "", ""))

    def check_dates(self, day: date) -> None:
        """Raise ReferenceFileError, naming the row, for a target that was due by a day long past."""
        for one in self._tracked.values():
            if one.target_by is not None and one.target_by <= day:
                raise ReferenceFileError(
                    f"{one.indicator}: the date of this target is past",
                    where=Location(self._file, row=self._rows[one.indicator], column="target_by"),
                    found=repr(one.target_by.isoformat()),
                    expected=f"a day after {day.isoformat()}",
                    next_step="Enter a new target with its date, or clear both cells",
                )


def load_tracked(path: Path, indicators: Indicators) -> TrackedIndicators:
    """Read and check kpi_tracking.csv; raises ReferenceFileError naming the row and column at fault.

    A target is a number that the indicator's unit allows and has a day by which it is to be reached. What
    describes residents, warns, is historic or is part of something else is never tracked: it can have no
    target. A target on the wrong side of the baseline is not refused here; the tracking sheet says so.
    """
    frame = read_table(path, COLUMNS)
    check_table(
        frame,
        {
            "indicator": text(one_of(indicators.ids), unique=True, known=indicators.ids),
            "owner": text(matching(r"[^@]*", "a post, not somebody's address")),
            "target": text(
                matching(r"-?\d+(\.\d+)?", "a number in the indicator's unit, like 74.5"), blank=True
            ),
            "target_by": text(iso_date(), blank=True),
            "next_release": text(
                matching(r"\d{4}-(0[1-9]|1[0-2])(-\d{2})?", "a day or a month, like 2027-03-25 or 2027-03"),
                blank=True,
            ),
        },
        path,
    )
    for record in records(frame):
        _check_row(record, indicators, path)
    return TrackedIndicators(frame, path.name)


def _check_row(record: dict[str, Any], indicators: Indicators, path: Path) -> None:
    item = indicators[record["indicator"]]

    def wrong(column: str, problem: str, expected: str) -> ReferenceFileError:
        return ReferenceFileError(
            f"{item.id}: {problem}",
            where=Location(path.name, row=int(record["row"]), column=column),
            found=repr(record[column]) if record[column] else "a blank cell",
            expected=expected,
        )

    if not can_be_kpi(item):
        raise wrong(
            "indicator",
            f"an indicator of tier {item.tier} can never have a target, so it is not tracked",
            "an indicator of tier headline, supporting or to_collect with a direction",
        )
    if bool(record["target"]) != bool(record["target_by"]):
        column = "target_by" if record["target"] else "target"
        raise wrong(column, "a target and its date stand together", "both filled or both blank")
    if record["target"] and not item.unit.allows(float(record["target"])):
        raise wrong(
            "target", "this figure cannot be reached", f"a figure that can be true, in {item.unit.name}"
        )
    if len(record["next_release"]) > 7 and not is_date(record["next_release"]):
        raise wrong("next_release", "there is no such day", "a day that exists, like 2027-03-25, or a month")


def _tracked(record: dict[str, Any]) -> Tracked:
    return Tracked(
        **{
            **record,
            "target": float(record["target"]) if record["target"] else None,
            "target_by": date.fromisoformat(record["target_by"]) if record["target_by"] else None,
        }
    )
